"""Correcting Kingsoft's November, and the December that inherited from it."""

from collections.abc import Callable

from returns import filing
from returns.models import Filing, MonthlyReturn
from returns.sheet import Sheet
from tests.rules.breaking import set_cell


def exercise(sheet: Sheet) -> None:
    """A thousand options more of the second row, at US$0.2118, were exercised in the month."""
    for row in ("options-1-exercised", "options-1-issued"):
        set_cell(sheet, row, "68,000")
    set_cell(sheet, "options-1-may_be_issued", "3,480,500")
    set_cell(sheet, "issued-0-movement", "872,000")
    set_cell(sheet, "issued-0-closing", "1,094,048,133")
    set_cell(sheet, "totals-0-shares", "872,000")
    set_cell(sheet, "totals-6-shares", "872,000")
    set_cell(sheet, "funds_raised-0-amount", "196,718.00")


def start_again(sheet: Sheet) -> None:
    """What December states, once November closed a thousand shares higher."""
    set_cell(sheet, "options-1-may_be_issued", "3,480,500")
    set_cell(sheet, "issued-0-opening", "1,094,048,133")
    set_cell(sheet, "issued-0-closing", "1,094,048,133")


def revise(monthly_return: MonthlyReturn, correct: Callable[[Sheet], None]) -> Filing:
    """File a revision with something corrected."""
    revision = filing.revise(monthly_return, "A thousand options were left out.", None)
    sheet = filing.sheet_of(revision)
    correct(sheet)
    filing.save_draft(revision, sheet, None, revision.version)
    return filing.file_alone(revision, None)
