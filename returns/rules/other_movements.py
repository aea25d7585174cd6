"""Rules for part III.E, other movements in issued share capital."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.figures import Kind, Sort, write
from returns.models import OtherMovement, Total
from returns.rules.movements import part_totals, unknown_classes
from returns.rules.rule import Claim, Fault, Level, rule
from returns.sheet import Cell, Sheet

PART = "other_movements"
Type = OtherMovement.Type

INCREASES = {
    Type.RIGHTS_ISSUE, Type.OPEN_OFFER, Type.PLACING, Type.BONUS_ISSUE, Type.SCRIP_DIVIDEND, Type.CONSIDERATION_ISSUE,
}  # fmt: skip
DECREASES = {Type.REPURCHASE, Type.REDEMPTION}
# Not Type.OTHER: some other movements have no price, such as a conversion of one class into another.
PRICED = {Type.RIGHTS_ISSUE, Type.OPEN_OFFER, Type.PLACING, Type.SCRIP_DIVIDEND, Type.CONSIDERATION_ISSUE}


def cell(index: int, name: str) -> Cell:
    """A cell of a row of III.E."""
    return Cell(PART, index, name)


def moving(sheet: Sheet) -> Iterator[tuple[int, OtherMovement]]:
    """The rows that state a movement other than zero."""
    return (
        (index, row)
        for index, row in enumerate(sheet.other_movements)
        if row.issued.exists and row.issued.value != 0
    )  # fmt: skip


@rule("E-1", Level.ERROR)
def sign(sheet: Sheet) -> Iterator[Claim]:
    """Issues are not negative, repurchases and redemptions are not positive."""
    for index, row in moving(sheet):
        value = row.issued.value or 0
        if (row.type in INCREASES and value < 0) or (row.type in DECREASES and value > 0):
            expected = _("a decrease, in brackets") if value > 0 else _("an increase")
            yield Fault((cell(index, "issued"),), write(row.issued, Sort.SHARES), expected)


@rule("E-2", Level.ERROR)
def date_and_price(sheet: Sheet) -> Iterator[Claim]:
    """A movement has its date, and the date lies in the month; it has its price where the form asks for one."""
    ended = sheet.head.month_ended
    first = ended.replace(day=1)
    for index, row in moving(sheet):
        when = row.event_date
        expected = _("a date from %(first)s to %(last)s") % {
            "first": f"{first:%d/%m/%Y}",
            "last": f"{ended:%d/%m/%Y}",
        }
        if when.kind is not Kind.UNREAD and (when.day is None or not first <= when.day <= ended):
            yield Fault((cell(index, "event_date"),), write(when, Sort.DAY), expected)
        if row.type in PRICED and row.price.kind in (Kind.BLANK, Kind.NA, Kind.NIL):
            yield Fault((cell(index, "price"),), write(row.price, Sort.PRICE), _("the price"), Level.WARNING)


@rule("E-3", Level.ERROR)
def total(sheet: Sheet) -> Iterator[Claim]:
    """The total of other movements is the sum of the movements, for each class."""
    yield from part_totals(sheet, Total.Part.OTHER_MOVEMENTS)


@rule("E-4", Level.ERROR)
def share_class(sheet: Sheet) -> Iterator[Claim]:
    """The class issuable, repurchased or redeemed is one of the return's classes."""
    yield from unknown_classes(sheet, PART, always=False)


@rule("E-5", Level.WARNING)
def approved_before(sheet: Sheet) -> Iterator[Claim]:
    """The general meeting approved an issue before it took place."""
    for index, row in moving(sheet):
        approved, happened = row.approval_date.day, row.event_date.day
        if approved and happened and approved > happened:
            yield Fault(
                (cell(index, "approval_date"), cell(index, "event_date")),
                f"{approved:%d/%m/%Y}",
                _("a date not after %s") % f"{happened:%d/%m/%Y}",
            )


@rule("E-6", Level.ERROR)
def specified(sheet: Sheet) -> Iterator[Claim]:
    """A movement has its type, and one of another type says what it is."""
    for index, row in moving(sheet):
        if not row.type:
            yield Fault((cell(index, "type"),), "", _("one of the ten types of the form"))
        elif row.type == Type.OTHER and not row.specification.strip():
            yield Fault((cell(index, "specification"),), "", _("what kind of movement it is"))
