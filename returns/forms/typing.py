"""What is typed while the page is open: merged into the draft as it is on record, followed, checked and stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from returns import filing
from returns.audit import draft_of
from returns.editions import reconcile
from returns.follow import follow
from returns.forms.blocks import Done, change_rows
from returns.forms.edits import Edit, Told, make_edits
from returns.models import MonthlyReturn
from returns.rules import Reconciliation
from returns.sheet import Sheet


@dataclass
class Typed:
    """What became of it: the return before and after, as the rules see both.

    `draft` is which draft of the return it is; `told` says what became of each edit, by its address, and `done` what
    was done with rows.
    """

    before: Reconciliation
    after: Reconciliation
    draft: str
    is_changed: bool
    told: dict[str, Told] = field(default_factory=dict)
    done: Done | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to store."""
        return self.is_changed


def type_cells(monthly_return: MonthlyReturn, by: User, edits: Sequence[Edit]) -> Typed:
    """Save single cells; raises what `filing.change` does."""

    def merge(was: Sheet, sheet: Sheet) -> Typed:
        before, draft = reconcile(was), draft_of(was.head)
        told, changed = make_edits(sheet, edits, draft)
        after = follow(before, sheet, changed, reconcile)
        is_changed = bool(changed) or sheet.head.not_applicable != was.head.not_applicable
        return Typed(before, after, draft, is_changed, told=told)

    return filing.change(monthly_return, by, merge)


def type_rows(monthly_return: MonthlyReturn, by: User, asked: dict[str, Any]) -> Typed:
    """Add, remove, put back, copy, move or paste rows; raises CannotDo, or what `filing.change` does."""

    def merge(was: Sheet, sheet: Sheet) -> Typed:
        before, done = reconcile(was), change_rows(sheet, asked)
        after = follow(before, sheet, done.typed, reconcile)
        return Typed(before, after, draft_of(was.head), is_changed=True, done=done)

    return filing.change(monthly_return, by, merge)
