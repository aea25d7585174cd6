"""What warrants (III.B) and convertibles (III.C) have in common: an amount that falls as shares are issued for it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from returns.figures import Kind, Sort, currency_code, write
from returns.rules.rule import Claim, Equal, Fault, Level, Quotient, Term, balance, is_level, minus, plus
from returns.sheet import Cell, Sheet

# Part -> the cell that says how much was exercised or converted.
USED = {"warrants": "exercised", "convertibles": "converted"}


def closing(sheet: Sheet, part: str) -> Iterator[Claim]:
    """Amount at close = preceding + newly issued - exercised or converted - redeemed or lapsed."""
    for index, row in enumerate(sheet.rows(part)):
        moved: list[Term] = [minus(Cell(part, index, USED[part]))]
        # The form has no column for these two; they count where the row states them.
        if not row.newly_issued.is_blank:
            moved.append(plus(Cell(part, index, "newly_issued")))
        if not row.redeemed.is_blank:
            moved.append(minus(Cell(part, index, "redeemed")))
        yield balance(sheet, Cell(part, index, "closing"), Cell(part, index, "opening"), *moved)


def shares_for(sheet: Sheet, part: str, shares: str, amount: str) -> Iterator[Claim]:
    """Shares = amount / subscription price, within one share."""
    for index, row in enumerate(sheet.rows(part)):
        stated = Cell(part, index, shares)
        if getattr(row, shares).value == 0 and _is_zero(sheet, Cell(part, index, amount)):
            continue
        price = row.subscription_price
        two_currencies = row.price_currency and currency_code(row.price_currency) != currency_code(row.currency)
        if two_currencies or price.kind is not Kind.NUMBER or price.number == 0:
            if not getattr(row, amount).exists and not getattr(row, shares).exists:
                continue
            reason = _("amount in %(amount)s, price in %(price)s") % {
                "amount": row.currency or _("no currency"),
                "price": row.price_currency,
            }
            if not two_currencies:
                reason = _("the subscription price is “%s”") % (write(price, Sort.PRICE) or _("blank"))
            yield Fault(
                (stated,),
                reason,
                _("one currency and a price to divide by; this cannot be assessed"),
                # Two currencies or a price in words are how things are; a blank is an omission.
                None if price.is_blank else Level.NOTE,
                unassessed=True,
            )
        else:
            yield Quotient(stated, Cell(part, index, amount), Cell(part, index, "subscription_price"))


def _is_zero(sheet: Sheet, amount: Cell) -> bool:
    """Whether an amount is zero; blank means that of a movement between equal balances."""
    figure = sheet.figure(amount)
    balances = (amount._replace(name="closing"), amount._replace(name="opening"))
    return figure.value == 0 or (figure.is_blank and is_level(sheet, *balances))


def same_as_before(sheet: Sheet, part: str, name: str) -> Iterator[Claim]:
    """A row starts from what the same instrument closed with in the month before."""
    for index, last in sheet.pairs(part).items():
        yield Equal([plus(Cell(part, index, name))], [plus(Cell(part, last, "closing", before=True))])


def missing(sheet: Sheet, part: str, outstanding: Callable[[Any], str]) -> Iterator[Claim]:
    """Rows of the month before with something outstanding that have no row now; `outstanding` names the cell to see."""
    kept = set(sheet.pairs(part).values())
    before = sheet.preceding
    for index, row in enumerate(before.rows(part) if before else []):
        name = outstanding(row)
        figure = getattr(row, name)
        if index not in kept and figure.exists and figure.value != 0:
            yield Fault(
                (Cell(part, index, name, before=True),),
                _("no row this month"),
                _("the row of last month carried on, or an answer saying what became of it"),
            )
