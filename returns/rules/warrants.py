"""Rules for part III.B, warrants."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.models import Total
from returns.rules import instruments
from returns.rules.movements import part_totals, unknown_classes, unnamed
from returns.rules.rule import Claim, Fault, Level, rule
from returns.sheet import Cell, Sheet

PART = "warrants"


@rule("B-1", Level.ERROR)
def closing(sheet: Sheet) -> Iterator[Claim]:
    """The nominal value of a warrant at close of the month is that at close of the preceding month less what was
    exercised, with what was newly issued and less what lapsed or was redeemed where the row states them."""
    yield from instruments.closing(sheet, PART)


@rule("B-2", Level.ERROR)
def opening(sheet: Sheet) -> Iterator[Claim]:
    """The nominal value of a warrant at close of the preceding month is what the month before closed with."""
    yield from instruments.same_as_before(sheet, PART, "opening")


@rule("B-3", Level.WARNING)
def issued(sheet: Sheet) -> Iterator[Claim]:
    """The new shares issued are the nominal value exercised divided by the subscription price, within one share."""
    yield from instruments.shares_for(sheet, PART, "issued", "exercised")


@rule("B-4", Level.WARNING)
def may_be_issued(sheet: Sheet) -> Iterator[Claim]:
    """The shares which may be issued are the nominal value at close divided by the subscription price, within one
    share."""
    yield from instruments.shares_for(sheet, PART, "may_be_issued", "closing")


@rule("B-5", Level.ERROR)
def total(sheet: Sheet) -> Iterator[Claim]:
    """The total of warrants is the sum of the new shares issued, for each class."""
    yield from part_totals(sheet, Total.Part.WARRANTS)


@rule("B-6", Level.WARNING)
def expiry(sheet: Sheet) -> Iterator[Claim]:
    """No warrant is exercised after its expiry, and none is outstanding after it."""
    ended = sheet.head.month_ended
    for index, row in enumerate(sheet.warrants):
        expires = row.expiry_date.day
        if expires is None:
            continue
        if expires < ended.replace(day=1) and row.exercised.exists and row.exercised.value != 0:
            yield Fault(
                (Cell(PART, index, "exercised"), Cell(PART, index, "expiry_date")),
                _("exercised after %s") % f"{expires:%d/%m/%Y}",
                _("nothing exercised after the expiry"),
            )
        if expires <= ended and row.closing.exists and row.closing.value != 0:
            yield Fault(
                (Cell(PART, index, "closing"), Cell(PART, index, "expiry_date")),
                _("outstanding after %s") % f"{expires:%d/%m/%Y}",
                _("nothing outstanding after the expiry"),
                Level.NOTE,
            )


@rule("B-7", Level.WARNING)
def missing(sheet: Sheet) -> Iterator[Claim]:
    """A warrant outstanding last month is still in the return."""
    yield from instruments.missing(sheet, PART, lambda _row: "closing")


@rule("B-8", Level.ERROR)
def share_class(sheet: Sheet) -> Iterator[Claim]:
    """The class of shares a warrant may bring is one of the return's classes."""
    yield from unknown_classes(sheet, PART, always=True)


@rule("B-9", Level.ERROR)
def named(sheet: Sheet) -> Iterator[Claim]:
    """A warrant that states a figure has its description."""
    yield from unnamed(sheet, PART, "description", _("the description of the warrant"))
