"""Rules for part III.A, share options."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from django.utils.translation import gettext as _

from returns.figures import Kind, Sort, currency_code, write
from returns.models import OptionScheme, Total
from returns.pairing import closing_name
from returns.rules import instruments
from returns.rules.movements import part_totals, unknown_classes, unnamed
from returns.rules.reorganised import by_ratio
from returns.rules.rule import AtMost, Claim, Column, Equal, Fault, Level, RowFormula, plus, rule
from returns.rules.verdict import Outcome, verdict_of
from returns.sheet import Cell, Sheet


def cell(index: int, name: str, before: bool = False) -> Cell:
    """A cell of a row of III.A, or of last month's."""
    return Cell("options", index, name, before)


def outstanding(row: OptionScheme) -> str:
    """The cell that says how many options are outstanding at close."""
    return closing_name("options", row)


_LEAVING = (Column("exercised"), Column("cancelled"), Column("lapsed"))


@rule("A-1", Level.WARNING)
def issued(sheet: Sheet) -> Iterator[Claim]:
    """New shares issued are the options exercised, less those that existing or treasury shares satisfied where the row
    says so."""
    rows = [(index, None) for index in range(len(sheet.options))]
    less = (Column("existing_shares", -1, optional=True), Column("treasury", -1, optional=True))
    yield RowFormula(Equal, "options", rows, (Column("issued"),), (Column("exercised"), *less))


@rule("A-2", Level.ERROR)
def outstanding_at_close(sheet: Sheet) -> Iterator[Claim]:
    """The options outstanding at close of the month are those brought forward and those granted, less those exercised,
    cancelled and lapsed; an opening that the row states is what the month before closed with."""
    says = _("outstanding at close")
    moved = (
        Column("granted", word=_("granted")),
        Column("exercised", -1, word=_("exercised")),
        Column("cancelled", -1, word=_("cancelled")),
        Column("lapsed", -1, word=_("lapsed")),
    )
    for (start, closing), rows in starts(sheet).items():
        if start == _STATED:
            with_last = [(index, last) for index, last in rows if last is not None]
            yield RowFormula(Equal, "options", with_last, (_STATED,), (Column(closing, before=True),))
        if start:
            brought = start._replace(word=_("brought forward"))
            yield RowFormula(Equal, "options", rows, (Column(closing),), (brought, *moved), says)


_STATED = Column("outstanding_opening")


def starts(sheet: Sheet) -> dict[tuple[Column | None, str], list[tuple[int, int | None]]]:
    """The rows, with last month's where they had and counted alike, by where their start is stated and by what they
    close with; None where only the row itself implies its start."""
    found: dict[tuple[Column | None, str], list[tuple[int, int | None]]] = sheet.once("starts", lambda: _starts(sheet))
    return found


def _starts(sheet: Sheet) -> dict[tuple[Column | None, str], list[tuple[int, int | None]]]:
    before, pairs, adjusted = sheet.preceding, instruments.same(sheet, "options"), by_ratio(sheet, "options")
    last_month = {name: Column(name, before=True) for name in ("may_be_issued", "outstanding_closing")}
    found: dict[tuple[Column | None, str], list[tuple[int, int | None]]] = defaultdict(list)
    for index, row in enumerate(sheet.options):
        closing, last = outstanding(row), pairs.get(index)
        # What a consolidation or subdivision adjusts is compared with last month's by its ratio (P-7).
        if before is None or last is None or index in adjusted or outstanding(before.options[last]) != closing:
            last = None
        start = None if last is None else last_month[closing]
        found[start if row.outstanding_opening.kind is Kind.BLANK else _STATED, closing].append((index, last))
    return found


@rule("A-3", Level.ERROR)
def total(sheet: Sheet) -> Iterator[Claim]:
    """The total of share options is the sum of the new shares issued, for each class."""
    yield from part_totals(sheet, Total.Part.OPTIONS)


@rule("A-4", Level.ERROR)
def funds_raised(sheet: Sheet) -> Iterator[Claim]:
    """Funds raised are the options exercised times the exercise price, for each currency, to the cent; before shares
    were consolidated or subdivided, at the price of that time."""
    by_currency: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(sheet.options):
        by_currency[currency_code(row.currency)].append(index)
    # A-8 says of a row that its currency is missing; until it is there, no sum is known.
    waits = any(sheet.options[index].exercised.value for index in by_currency.pop("", []))
    stated, adjusted = set(), by_ratio(sheet, "options")
    for line, funds in enumerate(sheet.funds_raised):
        code = currency_code(funds.currency)
        stated.add(code)
        exercised = [index for index in by_currency[code] if sheet.options[index].exercised.value != 0]
        prices = {index: cell(index, "exercise_price") for index in exercised}
        # Before a consolidation or subdivision options are exercised at the price that they had then.
        then = {index: cell(last, "exercise_price", True) for index, (last, _ratio) in adjusted.items()}
        at_old_prices = {index: then.get(index, price) for index, price in prices.items()}
        claim, earlier = (
            Equal(
                [plus(Cell("funds_raised", line, "amount"))],
                [plus(cell(index, "exercised"), price) for index, price in each.items()],
                required=bool(by_currency[code]),
                to_the_cent=True,
                waits=waits,
            )
            for each in (prices, at_old_prices)
        )
        is_earlier = at_old_prices != prices and verdict_of(earlier, sheet).outcome is Outcome.HOLDS
        yield earlier if is_earlier else claim
    for code, indexes in by_currency.items():
        priced = [index for index in indexes if sheet.options[index].exercise_price.exists]
        if code not in stated and priced:
            yield Fault(
                (cell(priced[0], "currency"),),
                _("no line for %s under funds raised") % sheet.options[priced[0]].currency,
                _("a line of funds raised for each currency of an exercise price; Nil if none were raised"),
            )


@rule("A-5", Level.ERROR)
def no_more_than_outstanding(sheet: Sheet) -> Iterator[Claim]:
    """Options exercised, cancelled and lapsed are not more than those outstanding at the start and those granted."""
    for (start, closing), rows in starts(sheet).items():
        # Where only the row itself implies its start, that is what closed and what left, less what was granted.
        implied = (Column(closing), *_LEAVING, Column("granted", -1))
        yield RowFormula(AtMost, "options", rows, _LEAVING, (*((start,) if start else implied), Column("granted")))


# The Listing Rules cap a scheme's life at ten years.
SCHEME_YEARS = 10


@rule("A-6", Level.ERROR)
def approval_date(sheet: Sheet) -> Iterator[Claim]:
    """The EGM approval date of a scheme is not after the month ended, and a scheme grants for ten years at most."""
    for index, row in enumerate(sheet.options):
        approved = row.approval_date.day
        if approved and approved > sheet.head.month_ended:
            yield Fault(
                (cell(index, "approval_date"),),
                f"{approved:%d/%m/%Y}",
                _("a date not after %s") % f"{sheet.head.month_ended:%d/%m/%Y}",
            )
        elif approved and (row.granted.value or 0) > 0 and _is_over(approved, sheet.head.month_ended):
            yield Fault(
                (cell(index, "granted"), cell(index, "approval_date")),
                _("granted under a scheme of %s") % f"{approved:%d/%m/%Y}",
                _("no grant more than ten years after the scheme was adopted"),
                Level.WARNING,
            )


def _is_over(adopted: date, at: date) -> bool:
    """Whether the years of a scheme have passed; to the day is not yet."""
    return (at.year, at.month, at.day) > (adopted.year + SCHEME_YEARS, adopted.month, adopted.day)


@rule("A-7", Level.WARNING)
def missing(sheet: Sheet) -> Iterator[Claim]:
    """A scheme with options outstanding last month is still in the return."""
    yield from instruments.missing(sheet, "options", outstanding)


@rule("A-8", Level.ERROR)
def exercise_price(sheet: Sheet) -> Iterator[Claim]:
    """An exercise price is given where options were granted or exercised; each has a currency and none is negative."""
    for index, row in enumerate(sheet.options):
        price = row.exercise_price
        if price.kind is Kind.NUMBER and price.number >= 0 and row.currency.strip():
            continue
        moved = any(figure.value != 0 and figure.exists for figure in (row.granted, row.exercised))
        if (price.value or 0) < 0:
            yield Fault((cell(index, "exercise_price"),), write(price, Sort.PRICE), _("a price of zero or more"))
        elif moved and price.kind in (Kind.BLANK, Kind.NA, Kind.NIL):
            yield Fault((cell(index, "exercise_price"),), write(price, Sort.PRICE), _("the exercise price"))
        if price.exists and not row.currency.strip():
            yield Fault((cell(index, "currency"),), "", _("the currency of the exercise price"))


@rule("A-9", Level.ERROR)
def share_class(sheet: Sheet) -> Iterator[Claim]:
    """The class of shares issuable is one of the return's classes."""
    yield from unknown_classes(sheet, "options", always=True)


@rule("A-10", Level.ERROR)
def not_negative(sheet: Sheet) -> Iterator[Claim]:
    """Options granted, exercised, cancelled and lapsed, shares issued and shares issuable are not below zero."""
    names = ("granted", "exercised", "cancelled", "lapsed", "issued", "may_be_issued")
    figures_of = attrgetter(*names)
    for index, row in enumerate(sheet.options):
        for name, figure in zip(names, figures_of(row), strict=True):
            if figure.value and figure.value < 0:
                yield Fault((cell(index, name),), _("below zero"), _("zero or more"))


@rule("A-11", Level.ERROR)
def named(sheet: Sheet) -> Iterator[Claim]:
    """A scheme that states a figure has its name."""
    yield from unnamed(sheet, "options", "name", _("the name of the share option scheme"))
