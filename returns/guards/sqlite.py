"""The guards on SQLite: one trigger for each table and event; its condition may read other tables."""

from collections.abc import Iterator
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
    one_of,
)
from returns.models import IDENTITY, RIGHTS
from returns.models.head import State

# Name, event, table, condition, and what the trigger does.
Trigger = tuple[str, str, str, str, str]


def statements() -> dict[str, str]:
    """Every guard: its name, and the SQL that creates it."""
    return {
        name: f"CREATE TRIGGER {name} {event} ON {table} FOR EACH ROW WHEN {when} BEGIN {does}; END"
        for name, event, table, when, does in _triggers()
    }


def _triggers() -> Iterator[Trigger]:
    for table in (FILING, SUBMISSION, REVIEW, ENTRY):
        yield f"guard_{table}_update", "BEFORE UPDATE", table, "1", _raise(FOR_GOOD)
        yield f"guard_{table}_delete", "BEFORE DELETE", table, "1", _raise(FOR_GOOD)
    # REPLACE deletes the row whose place it takes without running the triggers on deletion.
    own = ("id", "monthly_return_id", "before_id")
    there = " OR ".join(f"{column} = NEW.{column}" for column in own)
    yield (
        f"guard_{FILING}_insert", "BEFORE INSERT", FILING,
        f"EXISTS (SELECT 1 FROM {FILING} WHERE {there})", _raise(FOR_GOOD),
    )  # fmt: skip
    yield (
        f"guard_{FILING}_state", "BEFORE INSERT", FILING,
        f"(SELECT state FROM {RETURN} WHERE id = NEW.monthly_return_id) <> '{State.APPROVED.value}'",
        _raise(WRONG_STATE),
    )  # fmt: skip
    for table in (SUBMISSION, REVIEW, ENTRY):
        yield (
            f"guard_{table}_insert", "BEFORE INSERT", table,
            f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)", _raise(FOR_GOOD),
        )  # fmt: skip
    yield f"guard_{SUBMISSION}_mark", "AFTER INSERT", SUBMISSION, "1", _mark(FILED_RETURN, "'submission'")
    yield f"guard_{REVIEW}_mark", "AFTER INSERT", REVIEW, "1", _mark(FILED_RETURN, "'review'")
    yield (
        f"guard_{ENTRY}_recorded", "AFTER INSERT", ENTRY, "NEW.part <> ''",
        f"DELETE FROM {MARK} WHERE monthly_return_id = COALESCE(NEW.monthly_return_id, 0) AND part = NEW.part",
    )  # fmt: skip
    yield from _for_issuer()
    yield from _for_rights()
    yield from _for_return()
    for table, (part, states) in TABLES_OF_RETURN.items():
        yield from _for_rows(table, part, states)


def _for_rights() -> Iterator[Trigger]:
    # REPLACE, as above.
    for table, there in ((MEMBERSHIP, "id = NEW.id"), (ACCOUNT, "(id = NEW.id OR username = NEW.username)")):
        replaced = f"EXISTS (SELECT 1 FROM {table} WHERE {there}"
        yield f"guard_{table}_insert", "BEFORE INSERT", table, f"{replaced})", _raise(NOT_REPLACED)
        moved = f"OLD.id <> NEW.id OR {replaced} AND id <> OLD.id)"
        yield f"guard_{table}_update", "BEFORE UPDATE", table, moved, _raise(NOT_REPLACED)
    old, new = (_mark("0", membership_part(row)) for row in ("OLD", "NEW"))
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in ("user_id", "issuer_id", "role"))
    yield f"guard_{MEMBERSHIP}_mark_insert", "AFTER INSERT", MEMBERSHIP, "1", new
    yield f"guard_{MEMBERSHIP}_mark_update", "AFTER UPDATE", MEMBERSHIP, changed, f"{old}; {new}"
    yield f"guard_{MEMBERSHIP}_mark_delete", "AFTER DELETE", MEMBERSHIP, "1", old
    for name in RIGHTS:
        mark = _mark("0", account_part("NEW", name))
        given, changed = f"NEW.{name} NOT IN (0, '')", f"OLD.{name} <> NEW.{name}"
        yield f"guard_{ACCOUNT}_mark_{name}_given", "AFTER INSERT", ACCOUNT, given, mark
        yield f"guard_{ACCOUNT}_mark_{name}", "AFTER UPDATE", ACCOUNT, changed, mark
    gone = account_part("OLD", "deleted")
    yield f"guard_{ACCOUNT}_mark_delete", "AFTER DELETE", ACCOUNT, "1", _mark("0", gone)


def _for_issuer() -> Iterator[Trigger]:
    changed = "(" + " OR ".join(f"OLD.{name} <> NEW.{name}" for name in IDENTITY) + ")"
    yield f"guard_{ISSUER}_update", "BEFORE UPDATE", ISSUER, f"{changed} AND {WAITS}", _raise(ON_ITS_WAY)
    yield f"guard_{ISSUER}_mark_update", "AFTER UPDATE", ISSUER, changed, _mark("0", issuer_part("NEW"))


def _for_return() -> Iterator[Trigger]:
    changed = head_changed("IS NOT")
    yield (
        f"guard_{RETURN}_insert", "BEFORE INSERT", RETURN,
        f"NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM {RETURN} WHERE id = NEW.id)", _raise(WRONG_STATE),
    )  # fmt: skip
    yield (
        f"guard_{RETURN}_figures", "BEFORE UPDATE", RETURN,
        f"{IS_CLOSED} OR OLD.id <> NEW.id OR (NEW.state <> 'draft' AND ({fixed_figure_changed('IS NOT')}))",
        _raise(NOT_IN_DRAFT),
    )  # fmt: skip
    yield f"guard_{RETURN}_count", "BEFORE UPDATE", RETURN, MISCOUNTED, _raise(NOT_COUNTED)
    yield (
        f"guard_{RETURN}_state", "BEFORE UPDATE", RETURN,
        f"NOT {may_follow('OLD.state', 'NEW.state')} OR (NEW.state = 'filed' AND NOT EXISTS "
        f"(SELECT 1 FROM {FILING} WHERE monthly_return_id = NEW.id))",
        _raise(WRONG_STATE),
    )  # fmt: skip
    yield f"guard_{RETURN}_delete", "BEFORE DELETE", RETURN, "OLD.state <> 'draft'", _raise(NOT_IN_DRAFT)
    yield f"guard_{RETURN}_mark_insert", "AFTER INSERT", RETURN, "1", _mark("NEW.id", "'head'")
    yield f"guard_{RETURN}_mark_figures", "AFTER UPDATE", RETURN, changed, _mark("NEW.id", "'head'")
    yield f"guard_{RETURN}_mark_state", "AFTER UPDATE", RETURN, "OLD.state <> NEW.state", _mark("NEW.id", "'state'")


def _for_rows(table: str, part: str, states: tuple[State, ...]) -> Iterator[Trigger]:
    def fixed(row: str) -> str:
        state = f"(SELECT state FROM {RETURN} WHERE id = {row}.monthly_return_id)"
        return f"{state} NOT IN {one_of(states)}"

    replaced = (
        f"EXISTS (SELECT 1 FROM {table} AS there JOIN {RETURN} AS of_it ON of_it.id = there.monthly_return_id "
        f"WHERE there.id = NEW.id AND of_it.state NOT IN {one_of(states)})"
    )
    refused = {
        "insert": f"{fixed('NEW')} OR {replaced}",
        "update": f"OLD.id <> NEW.id OR {fixed('OLD')} OR {fixed('NEW')}",
        "delete": fixed("OLD"),
    }
    for event, when in refused.items():
        yield f"guard_{table}_{event}", f"BEFORE {event.upper()}", table, when, _raise(NOT_IN_DRAFT)
    old, new = (_mark(f"{row}.monthly_return_id", f"'{part}'") for row in ("OLD", "NEW"))
    yield f"guard_{table}_mark_insert", "AFTER INSERT", table, "1", new
    yield f"guard_{table}_mark_delete", "AFTER DELETE", table, "1", old
    yield f"guard_{table}_mark_update", "AFTER UPDATE", table, "1", f"{old}; {new}"


def _raise(why: str) -> str:
    return f"SELECT RAISE(ABORT, '{why}')"


def _mark(monthly_return: str, part: str) -> str:
    # Not OR IGNORE: an OR clause of the statement that fired the trigger would override it.
    return (
        f"INSERT INTO {MARK} (monthly_return_id, part, entry_id) SELECT {monthly_return}, {part}, 0 "
        f"WHERE NOT EXISTS (SELECT 1 FROM {MARK} WHERE monthly_return_id = {monthly_return} AND part = {part})"
    )


def installed(cursor: Any) -> list[tuple[str, str]]:
    """The guards in the database, each with its table."""
    cursor.execute(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
    )
    return list(cursor.fetchall())


def drop(name: str, _table: str) -> str:
    """The SQL that takes a guard away."""
    return f"DROP TRIGGER {name}"
