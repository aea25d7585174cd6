"""What is typed while the page is open: merged into the draft as it is on record, followed, checked and stored.

All is worked out without a lock, so that nobody waits for it. Where somebody else has saved meanwhile, it is worked
out again from what they saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from returns import filing
from returns.audit import draft_of
from returns.drafts.merge import Edit, EditResult, merge
from returns.drafts.row_changes import change_rows
from returns.drafts.rows import RowChange
from returns.editions import reconcile
from returns.models import MonthlyReturn
from returns.recalculate import recalculate
from returns.rules import Reconciliation

# How often a change is worked out again because somebody else saved the draft meanwhile.
MOST_TRIES = 5


@dataclass
class Saved:
    """What became of it: the return before and after, as the rules see both.

    `draft` is which draft of the return it is; `edits` says what became of each edit, by its address, and `rows` what
    was done with rows.
    """

    before: Reconciliation
    after: Reconciliation
    draft: str
    edits: dict[str, EditResult] = field(default_factory=dict)
    rows: RowChange | None = None


def save_cells(monthly_return: MonthlyReturn, by: User, edits: Sequence[Edit]) -> Saved:
    """Save single cells. Raises what `filing.store_draft` does, or TooBusy where others saved every time."""
    for _turn in range(MOST_TRIES):
        was, sheet = filing.open_draft(monthly_return)
        before, draft = reconcile(was), draft_of(was.head)
        results, changed = merge(sheet, edits, draft)
        after = recalculate(before, sheet, changed)
        is_changed = bool(changed) or sheet.head.not_applicable != was.head.not_applicable
        if filing.store_draft(monthly_return, was, sheet, by, is_changed):
            return Saved(before, after, draft, edits=results)
    raise filing.TooBusy


def save_rows(monthly_return: MonthlyReturn, by: User, asked: dict[str, Any]) -> Saved:
    """Add, remove, put back, copy, move or paste rows. Raises CannotDo, or what `save_cells` does."""
    for _turn in range(MOST_TRIES):
        was, sheet = filing.open_draft(monthly_return)
        before, change = reconcile(was), change_rows(sheet, asked)
        after = recalculate(before, sheet, change.typed)
        if filing.store_draft(monthly_return, was, sheet, by):
            return Saved(before, after, draft_of(was.head), rows=change)
    raise filing.TooBusy
