"""The guards on PostgreSQL: a function for each kind of guard; changed rows are checked once for each statement."""

from typing import Any

from returns.guards.shared import (
    ACCOUNT,
    ENTRY,
    FILED_RETURN,
    FILING,
    FOR_GOOD,
    IS_CLOSED,
    ISSUER,
    MARK,
    MEMBERSHIP,
    MISCOUNTED,
    NOT_COUNTED,
    NOT_IN_DRAFT,
    NOT_REPLACED,
    ON_ITS_WAY,
    RETURN,
    REVIEW,
    SUBMISSION,
    TABLES_OF_RETURN,
    WAITS,
    WRONG_STATE,
    account_part,
    fixed_figure_changed,
    head_changed,
    issuer_part,
    may_follow,
    membership_part,
)
from returns.models import IDENTITY, RIGHTS

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
    PERFORM 1 FROM {RETURN} WHERE id = ANY(concerned) FOR SHARE;
    IF EXISTS (SELECT 1 FROM {RETURN} WHERE id = ANY(concerned) AND state <> ALL(TG_ARGV[1]::text[])) THEN
        RAISE EXCEPTION '%', TG_ARGV[2] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO {MARK} (monthly_return_id, part, entry_id)
        SELECT unnest(concerned), TG_ARGV[0], 0 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$"""

_RECORDED = f"""
CREATE OR REPLACE FUNCTION returns_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM {MARK} WHERE (monthly_return_id, part) IN
        (SELECT COALESCE(monthly_return_id, 0), part FROM new_rows WHERE part <> '');
    RETURN NULL;
END $$"""

_FILED = f"""
CREATE OR REPLACE FUNCTION returns_filed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM {RETURN} WHERE id = NEW.monthly_return_id AND state = 'approved') THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$"""

# Of the return whose filing a new row is about, the part that the row is for.
_OF_FILING = f"""
CREATE OR REPLACE FUNCTION returns_of_filing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {MARK} (monthly_return_id, part, entry_id)
        SELECT {FILED_RETURN}, TG_ARGV[0], 0 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$"""


def _mark_in_function(part: str) -> str:
    return f"INSERT INTO {MARK} (monthly_return_id, part, entry_id) VALUES (0, {part}, 0) ON CONFLICT DO NOTHING;"


def _issuer_changed() -> str:
    old, new = (f"({', '.join(f'{row}.{name}' for name in IDENTITY)})" for row in ("OLD", "NEW"))
    return f"""
CREATE OR REPLACE FUNCTION returns_issuer_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {old} = {new} THEN
        RETURN NULL;
    END IF;
    IF {WAITS} THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    {_mark_in_function(issuer_part("NEW"))}
    RETURN NULL;
END $$"""


def _membership_changed() -> str:
    old, new = (_mark_in_function(membership_part(row)) for row in ("OLD", "NEW"))
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
        {_mark_in_function(account_part("NEW", name))}
    END IF;"""
        for name in RIGHTS
    )
    return f"""
CREATE OR REPLACE FUNCTION returns_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        {_mark_in_function(account_part("OLD", "deleted"))}
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
        IF NOT {may_follow("OLD.state", "NEW.state")} OR (NEW.state = 'filed' AND NOT EXISTS
                (SELECT 1 FROM {FILING} WHERE monthly_return_id = NEW.id)) THEN
            RAISE EXCEPTION '%', TG_ARGV[1] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.state <> NEW.state THEN
            parts := ARRAY['state'];
        END IF;
        IF {head_changed(differs)} THEN
            parts := parts || 'head'::text;
        END IF;
        IF {IS_CLOSED} OR OLD.id <> NEW.id OR (NEW.state <> 'draft' AND ({fixed_figure_changed(differs)})) THEN
            RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF {MISCOUNTED} THEN
            RAISE EXCEPTION '%', TG_ARGV[2] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    INSERT INTO {MARK} (monthly_return_id, part, entry_id) SELECT NEW.id, unnest(parts), 0 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$"""


def statements() -> dict[str, str]:
    """Every function and guard: its name, and the SQL that creates it."""
    made = {
        "refuse": _REFUSE,
        "rows": _ROWS_CHANGED,
        "recorded": _RECORDED,
        "filed": _FILED,
        "of_filing": _OF_FILING,
        "return": _return_changed(),
        "issuer": _issuer_changed(),
        "membership": _membership_changed(),
        "account": _account_changed(),
    }
    for table in (FILING, SUBMISSION, REVIEW, ENTRY):
        name = f"guard_{table}_change"
        made[name] = (
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION returns_refuse('{FOR_GOOD}')"
        )
    for table in (FILING, SUBMISSION, REVIEW, ENTRY, RETURN, MEMBERSHIP, ACCOUNT, *TABLES_OF_RETURN):
        name = f"guard_{table}_truncate"
        made[name] = f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION returns_refuse('{FOR_GOOD}')"
    name = f"guard_{FILING}_state"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER INSERT ON {FILING} FOR EACH ROW EXECUTE FUNCTION returns_filed('{WRONG_STATE}')"
    )
    for table, part in ((SUBMISSION, "submission"), (REVIEW, "review")):
        name = f"guard_{table}_mark"
        made[name] = (
            f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION returns_of_filing('{part}')"
        )
    name = f"guard_{ENTRY}_recorded"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER INSERT ON {ENTRY} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
        "EXECUTE FUNCTION returns_recorded()"
    )
    name = f"guard_{RETURN}_change"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {RETURN} FOR EACH ROW "
        f"EXECUTE FUNCTION returns_return_changed('{NOT_IN_DRAFT}', '{WRONG_STATE}', '{NOT_COUNTED}')"
    )
    name = f"guard_{ISSUER}_change"
    made[name] = (
        f"CREATE TRIGGER {name} AFTER UPDATE ON {ISSUER} FOR EACH ROW "
        f"EXECUTE FUNCTION returns_issuer_changed('{ON_ITS_WAY}')"
    )
    for table, function in ((MEMBERSHIP, "membership"), (ACCOUNT, "account")):
        name = f"guard_{table}_change"
        made[name] = (
            f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION returns_{function}_changed('{NOT_REPLACED}')"
        )
    tables = {"insert": "NEW TABLE AS new_rows", "delete": "OLD TABLE AS old_rows"}
    tables["update"] = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
    for table, (part, states) in TABLES_OF_RETURN.items():
        allowed = "{" + ",".join(state.value for state in states) + "}"
        for event, given in tables.items():
            name = f"guard_{table}_{event}"
            made[name] = (
                f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {given} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION returns_rows_changed('{part}', '{allowed}', '{NOT_IN_DRAFT}')"
            )
    return made


def installed(cursor: Any) -> list[tuple[str, str]]:
    """The guards in the database that are switched on, each with its table."""
    cursor.execute(
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
        "WHERE tgname LIKE 'guard\\_%' AND NOT tgisinternal AND tgenabled <> 'D'"
    )
    return list(cursor.fetchall())


def drop(name: str, table: str) -> str:
    """The SQL that takes a guard away."""
    return f"DROP TRIGGER {name} ON {table}"
