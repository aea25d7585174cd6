"""What the guards of every database share: the messages, the tables and the conditions, written as SQL.

A function or constant that is a condition says when it is true. `OLD` and `NEW` are the row before and after.
"""

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_noop

from returns.models import (
    NEXT,
    Answer,
    AuditEntry,
    Filing,
    Issuer,
    Membership,
    MonthlyReturn,
    ReviewEntry,
    Submission,
    Unrecorded,
    head_figures,
    part_of_account,
    part_of_issuer,
    part_of_membership,
)
from returns.models.head import DATED_BY_FILING, LET_GO, State
from returns.parts import PARTS

FOR_GOOD = gettext_noop("It is kept for good and can be neither changed nor deleted.")
NOT_IN_DRAFT = gettext_noop("Figures change in a draft only, and nothing in a filed or discarded return.")
WRONG_STATE = gettext_noop("A return goes from draft to awaiting, approved and finalised, the last with its filing.")
NOT_REPLACED = gettext_noop("An account or a membership keeps its number, and takes the place of no other.")
NOT_COUNTED = gettext_noop("A return that becomes a draft again is another draft, and is counted as one.")
ON_ITS_WAY = gettext_noop("An issuer keeps its name, code and board while a return waits for approval or filing.")

RETURN = MonthlyReturn._meta.db_table
FILING = Filing._meta.db_table
SUBMISSION = Submission._meta.db_table
REVIEW = ReviewEntry._meta.db_table
ENTRY = AuditEntry._meta.db_table
MARK = Unrecorded._meta.db_table
ISSUER = Issuer._meta.db_table
MEMBERSHIP = Membership._meta.db_table
ACCOUNT = get_user_model()._meta.db_table
_DRAFT = (State.DRAFT,)

# Table -> its name in the audit trail, and the states of its return in which its rows may change.
TABLES_OF_RETURN = {part.model._meta.db_table: (part.name, _DRAFT) for part in PARTS.values()} | {
    Answer._meta.db_table: ("answers", (State.DRAFT, State.AWAITING))
}

# The return of the filing that a new row is about.
FILED_RETURN = f"(SELECT monthly_return_id FROM {FILING} WHERE id = NEW.filing_id)"


def one_of(states: tuple[State, ...]) -> str:
    """The states as a list that IN takes."""
    return "(" + ", ".join(f"'{state.value}'" for state in states) + ")"


# A return is filed or discarded, and nothing of it ever changes.
IS_CLOSED = f"OLD.state IN {one_of((State.FILED, State.DISCARDED))}"

# A return of the issuer is waiting for approval or filing.
WAITS = (
    f"EXISTS (SELECT 1 FROM {RETURN} WHERE issuer_id = OLD.id "
    f"AND state IN ('{State.AWAITING.value}', '{State.APPROVED.value}'))"
)


def may_follow(old: str, new: str) -> str:
    """The state `new` may follow the state `old`, or is the same."""
    steps = [f"({old} = '{state.value}' AND {new} IN {one_of((*after, state))})" for state, after in NEXT.items()]
    return "(" + " OR ".join(steps) + ")"


# A return becomes a draft again without being counted as another draft.
MISCOUNTED = (
    "NEW.reopened < OLD.reopened OR (OLD.state <> 'draft' AND NEW.state = 'draft' AND NEW.reopened = OLD.reopened)"
)


def head_changed(differs: str, but: tuple[str, ...] = ()) -> str:
    """A figure of the head changes; `differs` is how the database compares values that may be NULL."""
    columns = _columns(MonthlyReturn, [name for name in head_figures() if name not in but])
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def fixed_figure_changed(differs: str) -> str:
    """A figure of the head changes that may change in a draft only.

    All but the date, which filing may fill in, and what a draft revises, which it lets go of when it is discarded.
    """
    may_change = {
        DATED_BY_FILING: "OLD.state = 'approved' AND NEW.state = 'filed'",
        LET_GO: f"NEW.state = 'discarded' AND NEW.{LET_GO} IS NULL",
    }
    others = head_changed(differs, but=tuple(may_change))
    these = (f"(OLD.{name} {differs} NEW.{name} AND NOT ({when}))" for name, when in may_change.items())
    return " OR ".join([others, *these])


def _columns(model: type[models.Model], names: list[str]) -> list[str]:
    fields = {f.attname: f for f in model._meta.concrete_fields}
    return [str(fields[name].column) for name in names]


def issuer_part(row: str) -> str:
    """The part that an entry of the audit trail about an issuer names."""
    issuer = f"' || {row}.id || '"
    return f"'{part_of_issuer(issuer)}'"


def membership_part(row: str) -> str:
    """The part that an entry of the audit trail about a membership names."""
    user, issuer = (f"' || {row}.{name} || '" for name in ("user_id", "issuer_id"))
    return f"'{part_of_membership(user, issuer)}'"


def account_part(row: str, right: str) -> str:
    """The part that an entry of the audit trail about a right of an account names."""
    user = f"' || {row}.id || '"
    return f"'{part_of_account(user, right)}'"
