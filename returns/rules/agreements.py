"""Rules for part III.D, other agreements or arrangements."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.models import Total
from returns.rules import instruments
from returns.rules.movements import part_totals, unknown_classes, unnamed
from returns.rules.reorganised import by_ratio
from returns.rules.rule import Claim, Equal, Level, minus, plus, rule
from returns.sheet import Cell, Sheet

PART = "agreements"


@rule("D-1", Level.ERROR)
def total(sheet: Sheet) -> Iterator[Claim]:
    """The total of other agreements or arrangements is the sum of the new shares issued, for each class."""
    yield from part_totals(sheet, Total.Part.AGREEMENTS)


@rule("D-2", Level.WARNING)
def carried_on(sheet: Sheet) -> Iterator[Claim]:
    """An agreement with shares still issuable last month is in the return, and what may be issued under it has
    fallen by what was issued."""
    yield from instruments.missing(sheet, PART, lambda _row: "may_be_issued")
    adjusted = by_ratio(sheet, PART)
    for index, last in instruments.same(sheet, PART).items():
        if index in adjusted:
            continue  # compared with last month's by the ratio (P-7)
        yield Equal(
            [plus(Cell(PART, index, "may_be_issued"))],
            [plus(Cell(PART, last, "may_be_issued", before=True)), minus(Cell(PART, index, "issued"))],
        )


@rule("D-3", Level.ERROR)
def share_class(sheet: Sheet) -> Iterator[Claim]:
    """The class of shares issuable under an agreement is one of the return's classes."""
    yield from unknown_classes(sheet, PART, always=True)


@rule("D-4", Level.ERROR)
def named(sheet: Sheet) -> Iterator[Claim]:
    """An agreement that states a figure has its particulars."""
    yield from unnamed(sheet, PART, "particulars", _("the particulars of the agreement"))
