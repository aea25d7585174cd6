"""Rules for part III.C, convertibles."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.models import Total
from returns.rules import instruments
from returns.rules.movements import part_totals, unknown_classes, unnamed
from returns.rules.rule import Claim, Level, rule
from returns.sheet import Sheet

PART = "convertibles"


@rule("C-1", Level.ERROR)
def closing(sheet: Sheet) -> Iterator[Claim]:
    """The amount of a convertible at close of the month is that at close of the preceding month less what was
    converted, with what was newly issued and less what was redeemed where the row states them."""
    yield from instruments.closing(sheet, PART)


@rule("C-2", Level.ERROR)
def opening(sheet: Sheet) -> Iterator[Claim]:
    """The amount of a convertible at close of the preceding month is what the month before closed with."""
    yield from instruments.same_as_before(sheet, PART, "opening")


@rule("C-3", Level.WARNING)
def issued(sheet: Sheet) -> Iterator[Claim]:
    """The new shares issued are the amount converted divided by the subscription price, within one share."""
    yield from instruments.shares_for(sheet, PART, "issued", "converted")


@rule("C-4", Level.WARNING)
def may_be_issued(sheet: Sheet) -> Iterator[Claim]:
    """The shares which may be issued are the amount at close divided by the subscription price, within one share."""
    yield from instruments.shares_for(sheet, PART, "may_be_issued", "closing")


@rule("C-5", Level.ERROR)
def total(sheet: Sheet) -> Iterator[Claim]:
    """The total of convertibles is the sum of the new shares issued, for each class."""
    yield from part_totals(sheet, Total.Part.CONVERTIBLES)


@rule("C-7", Level.WARNING)
def missing(sheet: Sheet) -> Iterator[Claim]:
    """A convertible outstanding last month is still in the return."""
    yield from instruments.missing(sheet, PART, lambda _row: "closing")


@rule("C-8", Level.ERROR)
def share_class(sheet: Sheet) -> Iterator[Claim]:
    """The class of shares a convertible converts into is one of the return's classes."""
    yield from unknown_classes(sheet, PART, always=True)


@rule("C-9", Level.ERROR)
def named(sheet: Sheet) -> Iterator[Claim]:
    """A convertible that states a figure has its description."""
    yield from unnamed(sheet, PART, "description", _("the class and description of the convertible"))
