"""What the database itself refuses, whoever asks: the program, the ORM in bulk, or SQL typed by hand.

Triggers, made from the models after every `migrate`, for SQLite and PostgreSQL:

- a filing and an entry of the audit trail are neither changed nor deleted;
- a figure changes in a draft only; a return goes from state to state as `NEXT` says, and is filed with its filing;
- an issuer keeps its name, code and board while a return of it waits for approval or filing;
- the trip-wire: a part of a return that changes is marked until its entry in the audit trail is written, and so are an
  issuer, a membership and the rights of an account; with a mark left, the transaction does not commit (see
  `models.Unrecorded`).

They are taken away while migrations run, because SQLite makes a table anew to alter it.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import migrations, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_noop

from returns.models import (
    IDENTITY,
    NEXT,
    RIGHTS,
    Answer,
    AuditEntry,
    Filing,
    Issuer,
    Membership,
    MonthlyReturn,
    Unrecorded,
    head_figures,
    part_of_account,
    part_of_issuer,
    part_of_membership,
)
from returns.models.head import DATED_BY_FILING, State
from returns.sheet import ROWS

FOR_GOOD = gettext_noop("It is kept for good and can be neither changed nor deleted.")
NOT_IN_DRAFT = gettext_noop("Figures change in a draft only, and nothing in a filed return.")
WRONG_STATE = gettext_noop("A return goes from draft to awaiting, approved and filed, and is filed with its filing.")
NOT_REPLACED = gettext_noop("An account or a membership keeps its number, and takes the place of no other.")

NOT_COUNTED = gettext_noop("A return that becomes a draft again is another draft, and is counted as one.")
ON_ITS_WAY = gettext_noop("An issuer keeps its name, code and board while a return waits for approval or filing.")

_RETURN = MonthlyReturn._meta.db_table
_FILING = Filing._meta.db_table
_ENTRY = AuditEntry._meta.db_table
_MARK = Unrecorded._meta.db_table
_ISSUER = Issuer._meta.db_table
_MEMBERSHIP = Membership._meta.db_table
_ACCOUNT = get_user_model()._meta.db_table
_DRAFT = (State.DRAFT,)

_OF_A_RETURN: tuple[type[models.Model], ...] = (MonthlyReturn, Answer, *ROWS.values())

# Table -> its name in the trail, and the states of its return in which its rows may change.
_OF_RETURN = {model._meta.db_table: (part, _DRAFT) for part, model in ROWS.items()} | {
    Answer._meta.db_table: ("answers", (State.DRAFT, State.AWAITING))
}


# That a return of the issuer waits for approval or filing, as SQL.
_WAITS = (
    f"EXISTS (SELECT 1 FROM {_RETURN} WHERE issuer_id = OLD.id "
    f"AND state IN ('{State.AWAITING.value}', '{State.APPROVED.value}'))"
)


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay the guards, those there before taken away: they are as the models are now."""
    made = _for_postgresql() if connection.vendor == "postgresql" else _for_sqlite()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _remove(connection, cursor)
        for statement in made.values():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: for migrations, and for tests that empty the tables."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _remove(connection, cursor)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that should be in the database and are not."""
    made = _for_postgresql() if connection.vendor == "postgresql" else _for_sqlite()
    with connection.cursor() as cursor:
        there = {name for name, _table in _laid(connection, cursor)}
    return sorted(name for name in made if name.startswith("guard_") and name not in there)


def would_lose(connection: BaseDatabaseWrapper, plan: list[tuple[migrations.Migration, bool]]) -> list[str]:
    """The tables of what is kept for good that are not empty and would lose something, were migrations undone.

    `plan` says of each migration whether it is undone: then the tables and columns that it made are dropped.
    """
    for_good: tuple[type[models.Model], ...] = (Filing, AuditEntry, Issuer, *_OF_A_RETURN)
    kept = {model._meta.model_name: model._meta.db_table for model in for_good}
    dropped = set()
    for migration, is_undone in plan:
        for operation in migration.operations if is_undone and migration.app_label == Filing._meta.app_label else ():
            if isinstance(operation, migrations.CreateModel):
                dropped.add(operation.name_lower)
            elif isinstance(operation, migrations.AddField):
                dropped.add(operation.model_name_lower)
    there = connection.introspection.table_names()
    tables = sorted(table for name, table in kept.items() if name in dropped and table in there)
    with connection.cursor() as cursor:
        return [table for table in tables if _holds_rows(cursor, table)]


def _holds_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
    return bool(cursor.fetchone()[0])


def _laid(connection: BaseDatabaseWrapper, cursor: Any) -> list[tuple[str, str]]:
    if connection.vendor == "postgresql":
        # Not the one that is there and switched off.
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname LIKE 'guard\\_%' AND NOT tgisinternal AND tgenabled <> 'D'"
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
        )
    return list(cursor.fetchall())


def _remove(connection: BaseDatabaseWrapper, cursor: Any) -> None:
    for name, table in _laid(connection, cursor):
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")


def _one_of(states: tuple[State, ...]) -> str:
    return "(" + ", ".join(f"'{state.value}'" for state in states) + ")"


def _step(old: str, new: str) -> str:
    """That a state may follow a state, or stays, as SQL."""
    steps = [f"({old} = '{state.value}' AND {new} IN {_one_of((*after, state))})" for state, after in NEXT.items()]
    return "(" + " OR ".join(steps) + ")"


# That a return becomes a draft again without being counted as another, as SQL.
_MISCOUNTED = (
    "NEW.reopened < OLD.reopened OR (OLD.state <> 'draft' AND NEW.state = 'draft' AND NEW.reopened = OLD.reopened)"
)


def _head_changed(differs: str, but: str = "") -> str:
    """That a figure of the head changes, as SQL; `differs` is the database's way to compare what may be NULL."""
    columns = _columns(MonthlyReturn, [name for name in head_figures() if name != but])
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def _head_stands(differs: str) -> str:
    """That a figure of the head changes which has to stand outside a draft, as SQL: filing may date the return."""
    is_filed = "OLD.state = 'approved' AND NEW.state = 'filed'"
    others = _head_changed(differs, but=DATED_BY_FILING)
    return f"{others} OR (OLD.{DATED_BY_FILING} {differs} NEW.{DATED_BY_FILING} AND NOT ({is_filed}))"


def _columns(model: type[models.Model], names: list[str]) -> list[str]:
    fields = {f.attname: f for f in model._meta.concrete_fields}
    return [str(fields[name].column) for name in names]


# --- SQLite: one trigger for each table and event; a WHEN may ask of other tables. ---


def _for_sqlite() -> dict[str, str]:
    return {
        name: f"CREATE TRIGGER {name} {event} ON {table} FOR EACH ROW WHEN {when} BEGIN {does}; END"
        for name, event, table, when, does in _sqlite()
    }


def _sqlite() -> Iterator[tuple[str, str, str, str, str]]:
    for table in (_FILING, _ENTRY):
        yield f"guard_{table}_update", "BEFORE UPDATE", table, "1", _raise(FOR_GOOD)
        yield f"guard_{table}_delete", "BEFORE DELETE", table, "1", _raise(FOR_GOOD)
    # REPLACE deletes what stands in its way without asking the triggers on deleting.
    own = ("id", "monthly_return_id", "before_id")
    there = " OR ".join(f"{column} = NEW.{column}" for column in own)
    yield (
        f"guard_{_FILING}_insert", "BEFORE INSERT", _FILING,
        f"EXISTS (SELECT 1 FROM {_FILING} WHERE {there})", _raise(FOR_GOOD),
    )  # fmt: skip
    yield (
        f"guard_{_FILING}_state", "BEFORE INSERT", _FILING,
        f"(SELECT state FROM {_RETURN} WHERE id = NEW.monthly_return_id) <> '{State.APPROVED.value}'",
        _raise(WRONG_STATE),
    )  # fmt: skip
    yield (
        f"guard_{_ENTRY}_insert", "BEFORE INSERT", _ENTRY,
        f"EXISTS (SELECT 1 FROM {_ENTRY} WHERE id = NEW.id)", _raise(FOR_GOOD),
    )  # fmt: skip
    yield (
        f"guard_{_ENTRY}_recorded", "AFTER INSERT", _ENTRY, "NEW.part <> ''",
        f"DELETE FROM {_MARK} WHERE monthly_return_id = COALESCE(NEW.monthly_return_id, 0) AND part = NEW.part",
    )  # fmt: skip
    yield from _sqlite_issuer()
    yield from _sqlite_rights()
    yield from _sqlite_return()
    for table, (part, states) in _OF_RETURN.items():
        yield from _sqlite_rows(table, part, states)


def _sqlite_rights() -> Iterator[tuple[str, str, str, str, str]]:
    # REPLACE, as above.
    for table, there in ((_MEMBERSHIP, "id = NEW.id"), (_ACCOUNT, "(id = NEW.id OR username = NEW.username)")):
        replaced = f"EXISTS (SELECT 1 FROM {table} WHERE {there}"
        yield f"guard_{table}_insert", "BEFORE INSERT", table, f"{replaced})", _raise(NOT_REPLACED)
        moved = f"OLD.id <> NEW.id OR {replaced} AND id <> OLD.id)"
        yield f"guard_{table}_update", "BEFORE UPDATE", table, moved, _raise(NOT_REPLACED)
    old, new = (_mark("0", _of_membership(row)) for row in ("OLD", "NEW"))
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in ("user_id", "issuer_id", "role"))
    yield f"guard_{_MEMBERSHIP}_mark_insert", "AFTER INSERT", _MEMBERSHIP, "1", new
    yield f"guard_{_MEMBERSHIP}_mark_update", "AFTER UPDATE", _MEMBERSHIP, changed, f"{old}; {new}"
    yield f"guard_{_MEMBERSHIP}_mark_delete", "AFTER DELETE", _MEMBERSHIP, "1", old
    for name in RIGHTS:
        mark = _mark("0", _of_account("NEW", name))
        given, changed = f"NEW.{name} NOT IN (0, '')", f"OLD.{name} <> NEW.{name}"
        yield f"guard_{_ACCOUNT}_mark_{name}_given", "AFTER INSERT", _ACCOUNT, given, mark
        yield f"guard_{_ACCOUNT}_mark_{name}", "AFTER UPDATE", _ACCOUNT, changed, mark
    gone = _of_account("OLD", "deleted")
    yield f"guard_{_ACCOUNT}_mark_delete", "AFTER DELETE", _ACCOUNT, "1", _mark("0", gone)


def _sqlite_issuer() -> Iterator[tuple[str, str, str, str, str]]:
    changed = "(" + " OR ".join(f"OLD.{name} <> NEW.{name}" for name in IDENTITY) + ")"
    yield f"guard_{_ISSUER}_update", "BEFORE UPDATE", _ISSUER, f"{changed} AND {_WAITS}", _raise(ON_ITS_WAY)
    yield f"guard_{_ISSUER}_mark_update", "AFTER UPDATE", _ISSUER, changed, _mark("0", _of_issuer("NEW"))


def _sqlite_return() -> Iterator[tuple[str, str, str, str, str]]:
    changed = _head_changed("IS NOT")
    yield (
        f"guard_{_RETURN}_insert", "BEFORE INSERT", _RETURN,
        f"NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM {_RETURN} WHERE id = NEW.id)", _raise(WRONG_STATE),
    )  # fmt: skip
    yield (
        f"guard_{_RETURN}_figures", "BEFORE UPDATE", _RETURN,
        f"OLD.state = 'filed' OR OLD.id <> NEW.id OR (NEW.state <> 'draft' AND ({_head_stands('IS NOT')}))",
        _raise(NOT_IN_DRAFT),
    )  # fmt: skip
    yield f"guard_{_RETURN}_count", "BEFORE UPDATE", _RETURN, _MISCOUNTED, _raise(NOT_COUNTED)
    yield (
        f"guard_{_RETURN}_state", "BEFORE UPDATE", _RETURN,
        f"NOT {_step('OLD.state', 'NEW.state')} OR (NEW.state = 'filed' AND NOT EXISTS "
        f"(SELECT 1 FROM {_FILING} WHERE monthly_return_id = NEW.id))",
        _raise(WRONG_STATE),
    )  # fmt: skip
    yield f"guard_{_RETURN}_delete", "BEFORE DELETE", _RETURN, "OLD.state <> 'draft'", _raise(NOT_IN_DRAFT)
    yield f"guard_{_RETURN}_mark_insert", "AFTER INSERT", _RETURN, "1", _mark("NEW.id", "'head'")
    yield f"guard_{_RETURN}_mark_figures", "AFTER UPDATE", _RETURN, changed, _mark("NEW.id", "'head'")
    yield f"guard_{_RETURN}_mark_state", "AFTER UPDATE", _RETURN, "OLD.state <> NEW.state", _mark("NEW.id", "'state'")


def _sqlite_rows(table: str, part: str, states: tuple[State, ...]) -> Iterator[tuple[str, str, str, str, str]]:
    def fast(row: str) -> str:
        state = f"(SELECT state FROM {_RETURN} WHERE id = {row}.monthly_return_id)"
        return f"{state} NOT IN {_one_of(states)}"

    replaced = (
        f"EXISTS (SELECT 1 FROM {table} AS there JOIN {_RETURN} AS of_it ON of_it.id = there.monthly_return_id "
        f"WHERE there.id = NEW.id AND of_it.state NOT IN {_one_of(states)})"
    )
    barred = {
        "insert": f"{fast('NEW')} OR {replaced}",
        "update": f"OLD.id <> NEW.id OR {fast('OLD')} OR {fast('NEW')}",
        "delete": fast("OLD"),
    }
    for event, when in barred.items():
        yield f"guard_{table}_{event}", f"BEFORE {event.upper()}", table, when, _raise(NOT_IN_DRAFT)
    old, new = (_mark(f"{row}.monthly_return_id", f"'{part}'") for row in ("OLD", "NEW"))
    yield f"guard_{table}_mark_insert", "AFTER INSERT", table, "1", new
    yield f"guard_{table}_mark_delete", "AFTER DELETE", table, "1", old
    yield f"guard_{table}_mark_update", "AFTER UPDATE", table, "1", f"{old}; {new}"


def _raise(why: str) -> str:
    return f"SELECT RAISE(ABORT, '{why}')"


def _of_issuer(row: str) -> str:
    """The part that an entry about an issuer names, as SQL."""
    issuer = f"' || {row}.id || '"
    return f"'{part_of_issuer(issuer)}'"


def _of_membership(row: str) -> str:
    """The part that an entry about a membership names, as SQL."""
    user, issuer = (f"' || {row}.{name} || '" for name in ("user_id", "issuer_id"))
    return f"'{part_of_membership(user, issuer)}'"


def _of_account(row: str, right: str) -> str:
    """The part that an entry about a right of an account names, as SQL."""
    user = f"' || {row}.id || '"
    return f"'{part_of_account(user, right)}'"


def _mark(monthly_return: str, part: str) -> str:
    # Not OR IGNORE: an OR of the statement that set the trigger off would rule in its place.
    return (
        f"INSERT INTO {_MARK} (monthly_return_id, part, entry_id) SELECT {monthly_return}, {part}, 0 "
        f"WHERE NOT EXISTS (SELECT 1 FROM {_MARK} WHERE monthly_return_id = {monthly_return} AND part = {part})"
    )


# --- PostgreSQL: a function for each kind of guard; rows are looked at once for each statement. ---

_REFUSE = """
CREATE OR REPLACE FUNCTION returns_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$"""

# The return is locked before its state is asked, so that no row slips into one that is being sent or filed.
_ROWS_CHANGED = f"""
CREATE OR REPLACE FUNCTION returns_rows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT monthly_return_id) INTO concerned FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT monthly_return_id) INTO concerned FROM old_rows;
    ELSE
        SELECT array_agg(monthly_return_id) INTO concerned FROM
            (SELECT monthly_return_id FROM old_rows UNION SELECT monthly_return_id FROM new_rows) AS rows;
    END IF;
    IF concerned IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM {_RETURN} WHERE id = ANY(concerned) FOR SHARE;
    IF EXISTS (SELECT 1 FROM {_RETURN} WHERE id = ANY(concerned) AND state <> ALL(TG_ARGV[1]::text[])) THEN
        RAISE EXCEPTION '%', TG_ARGV[2] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO {_MARK} (monthly_return_id, part, entry_id)
        SELECT unnest(concerned), TG_ARGV[0], 0 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$"""

_RECORDED = f"""
CREATE OR REPLACE FUNCTION returns_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM {_MARK} WHERE (monthly_return_id, part) IN
        (SELECT COALESCE(monthly_return_id, 0), part FROM new_rows WHERE part <> '');
    RETURN NULL;
END $$"""

_FILED = f"""
CREATE OR REPLACE FUNCTION returns_filed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM {_RETURN} WHERE id = NEW.monthly_return_id AND state = 'approved') THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$"""


def _mark_in_function(part: str) -> str:
    return f"INSERT INTO {_MARK} (monthly_return_id, part, entry_id) VALUES (0, {part}, 0) ON CONFLICT DO NOTHING;"


def _issuer_changed() -> str:
    old, new = (f"({', '.join(f'{row}.{name}' for name in IDENTITY)})" for row in ("OLD", "NEW"))
    return f"""
CREATE OR REPLACE FUNCTION returns_issuer_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {old} = {new} THEN
        RETURN NULL;
    END IF;
    IF {_WAITS} THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    {_mark_in_function(_of_issuer("NEW"))}
    RETURN NULL;
END $$"""


def _membership_changed() -> str:
    old, new = (_mark_in_function(_of_membership(row)) for row in ("OLD", "NEW"))
    return f"""
CREATE OR REPLACE FUNCTION returns_membership_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.id <> NEW.id THEN
            RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF (OLD.user_id, OLD.issuer_id, OLD.role) = (NEW.user_id, NEW.issuer_id, NEW.role) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        {old}
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {new}
    END IF;
    RETURN NULL;
END $$"""


def _account_changed() -> str:
    each = "".join(
        f"""
    IF (TG_OP = 'INSERT' AND NEW.{name}::text NOT IN ('false', ''))
            OR (TG_OP = 'UPDATE' AND OLD.{name} <> NEW.{name}) THEN
        {_mark_in_function(_of_account("NEW", name))}
    END IF;"""
        for name in RIGHTS
    )
    return f"""
CREATE OR REPLACE FUNCTION returns_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        {_mark_in_function(_of_account("OLD", "deleted"))}
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.id <> NEW.id THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;{each}
    RETURN NULL;
END $$"""


def _return_changed() -> str:
    differs = "IS DISTINCT FROM"
    return f"""
CREATE OR REPLACE FUNCTION returns_return_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parts text[] := ARRAY[]::text[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION '%', TG_ARGV[1] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        parts := ARRAY['head'];
    ELSE
        IF NOT {_step("OLD.state", "NEW.state")} OR (NEW.state = 'filed' AND NOT EXISTS
                (SELECT 1 FROM {_FILING} WHERE monthly_return_id = NEW.id)) THEN
            RAISE EXCEPTION '%', TG_ARGV[1] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.state <> NEW.state THEN
            parts := ARRAY['state'];
        END IF;
        IF {_head_changed(differs)} THEN
            parts := parts || 'head'::text;
        END IF;
        IF OLD.state = 'filed' OR OLD.id <> NEW.id OR (NEW.state <> 'draft' AND ({_head_stands(differs)})) THEN
            RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF {_MISCOUNTED} THEN
            RAISE EXCEPTION '%', TG_ARGV[2] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    INSERT INTO {_MARK} (monthly_return_id, part, entry_id) SELECT NEW.id, unnest(parts), 0 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$"""


def _for_postgresql() -> dict[str, str]:
    made = {
        "refuse": _REFUSE,
        "rows": _ROWS_CHANGED,
        "recorded": _RECORDED,
        "filed": _FILED,
        "return": _return_changed(),
        "issuer": _issuer_changed(),
        "membership": _membership_changed(),
        "account": _account_changed(),
    }
    for table in (_FILING, _ENTRY):
        name = f"guard_{table}_change"
        made[name] = (
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION returns_refuse('{FOR_GOOD}')"
        )
    for table in (_FILING, _ENTRY, _RETURN, _MEMBERSHIP, _ACCOUNT, *_OF_RETURN):
        name = f"guard_{table}_truncate"
        made[name] = f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION returns_refuse('{FOR_GOOD}')"
    name = f"guard_{_FILING}_state"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER INSERT ON {_FILING} FOR EACH ROW EXECUTE FUNCTION returns_filed('{WRONG_STATE}')"
    )
    name = f"guard_{_ENTRY}_recorded"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER INSERT ON {_ENTRY} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
        "EXECUTE FUNCTION returns_recorded()"
    )
    name = f"guard_{_RETURN}_change"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {_RETURN} FOR EACH ROW "
        f"EXECUTE FUNCTION returns_return_changed('{NOT_IN_DRAFT}', '{WRONG_STATE}', '{NOT_COUNTED}')"
    )
    name = f"guard_{_ISSUER}_change"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER UPDATE ON {_ISSUER} FOR EACH ROW "
        f"EXECUTE FUNCTION returns_issuer_changed('{ON_ITS_WAY}')"
    )
    for table, function in ((_MEMBERSHIP, "membership"), (_ACCOUNT, "account")):
        name = f"guard_{table}_change"
        made[name] = (
            f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION returns_{function}_changed('{NOT_REPLACED}')"
        )
    tables = {"insert": "NEW TABLE AS new_rows", "delete": "OLD TABLE AS old_rows"}
    tables["update"] = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
    for table, (part, states) in _OF_RETURN.items():
        allowed = "{" + ",".join(state.value for state in states) + "}"
        for event, given in tables.items():
            name = f"guard_{table}_{event}"
            made[name] = (
                f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {given} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION returns_rows_changed('{part}', '{allowed}', '{NOT_IN_DRAFT}')"
            )
    return made
