"""What the rows of III.A to III.D have in common: they go on from month to month, and of warrants (III.B) and
convertibles (III.C) an amount falls as shares are issued for it."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from returns.figures import Figure, Kind, Sort, currency_code, write
from returns.labels import class_label, column_name, row_in_words
from returns.pairing import (
    Pair,
    at_close,
    at_start,
    is_adjusted,
    is_adjusted_and_rounded,
    value_of,
)
from returns.parts import CONTINUED, PARTS
from returns.rules.engine import answer_to
from returns.rules.messages import judge
from returns.rules.rule import Claim, Equal, Fault, Level, Quotient, Term, balance, is_level, minus, plus, rule
from returns.sheet import Cell, Sheet, sort_of


def closing(sheet: Sheet, part: str) -> Iterator[Claim]:
    """Amount at close = preceding + newly issued - exercised or converted - redeemed or lapsed."""
    for index, row in enumerate(sheet.rows(part)):
        moved: list[Term] = [minus(Cell(part, index, PARTS[part].used))]
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


def same(sheet: Sheet, part: str) -> dict[int, int]:
    """For each row, by index, the row of the month before that it goes on from.

    A row found by its likeness is still compared with last month's, unless its figures do not go on either and a person
    has explained what differs: then it is another row, and the rules ask what became of last month's.
    """
    return sheet.once(
        f"same {part}",
        lambda: {i: pair.last for i, pair in sheet.pairs(part).items() if not _is_another(sheet, part, i, pair)},
    )


def _is_another(sheet: Sheet, part: str, index: int, pair: Pair) -> bool:
    if not pair.is_alike or not sheet.answers or sheet.preceding is None:
        return False
    start, closed = at_start(part, sheet.rows(part)[index]), at_close(part, sheet.preceding.rows(part)[pair.last])
    if start is None or closed is None or start == closed:
        return False
    claim = differing(sheet, part, index, pair.last)
    finding = judge(particulars, claim, sheet)[1] if claim else None
    return finding is not None and answer_to(sheet, finding) is not None


@rule("P-6", Level.WARNING)
def particulars(sheet: Sheet) -> Iterator[Claim]:
    """The particulars of a scheme, warrant, convertible or agreement are those of the month before; a row that differs
    in one of them is restored, or explained as another."""
    for part in CONTINUED:
        for index, pair in sheet.pairs(part).items():
            if claim := differing(sheet, part, index, pair.last):
                yield claim


def differing(sheet: Sheet, part: str, index: int, last: int) -> Fault | None:
    """The particulars in which a row differs from what the month before said of it; None where there is none."""
    before = sheet.preceding
    assert before is not None
    row, then = sheet.rows(part)[index], before.rows(part)[last]
    said = attrgetter(*PARTS[part].particulars)
    if said(row) == said(then):
        return None
    names = [
        name
        for name in PARTS[part].particulars
        if value_of(row, name) != value_of(then, name)
        and not _is_said_elsewhere(sheet, part, row, name)
        and not (
            name == PARTS[part].price and _is_adjusted_by_ratio(sheet, then, getattr(row, name), getattr(then, name))
        )
    ]
    if not names:
        return None
    here = [Cell(part, index, name) for name in names]
    there = [Cell(part, last, name, before=True) for name in names]
    differences = [
        _("%(name)s: %(now)s, was %(last)s")
        % {"name": column_name(sheet, cell), "now": _said(sheet, cell), "last": _said(sheet, was)}
        for cell, was in zip(here, there, strict=True)
    ]
    says = _(
        "%(row)s differs from %(month)s in its %(differences)s. Restore it if it was mistyped; explain it if this is "
        "%(another)s, or if it is right as it is now."
    ) % {
        "row": row_in_words(sheet, part, index),
        "month": date_format(before.head.month_ended, "F Y"),
        "differences": "; ".join(differences),
        "another": PARTS[part].another,
    }
    # What last month's return left out is not changed by saying it.
    level = None if any(value_of(then, name) for name in names) else Level.NOTE
    return Fault((*here, *there), _said(sheet, here[0]), _said(sheet, there[0]), level, says=says)


def _is_said_elsewhere(sheet: Sheet, part: str, row: Any, name: str) -> bool:
    """Whether another rule finds fault with a particular already: it cannot be read, the row has no name, or there is
    no such class."""
    content = getattr(row, name)
    if isinstance(content, Figure):
        return content.kind is Kind.UNREAD
    if name == "share_class":
        return content not in sheet.classes()
    return name == PARTS[part].particulars[0] and not content.strip()


def _is_adjusted_by_ratio(sheet: Sheet, then: Any, now: Figure, last: Figure) -> bool:
    """Whether a price is compared with last month's by the ratio of a consolidation or subdivision."""
    reorganised = sheet.reorganised.get(then.share_class)
    if reorganised is None or {now.kind, last.kind} != {Kind.NUMBER}:
        return False
    fits = (is_adjusted, is_adjusted_and_rounded)
    return reorganised.is_binding or any(each(last, now, reorganised.ratio) for each in fits)


def _said(sheet: Sheet, cell: Cell) -> str:
    """What a cell says, as the form writes it."""
    text = sheet.text(cell)
    if cell.name.endswith(("price", "date")):
        text = write(sheet.figure(cell), sort_of(cell))
    elif cell.name == "share_class":
        text = class_label(sheet, text)
    return text or _("blank")


def same_as_before(sheet: Sheet, part: str, name: str) -> Iterator[Claim]:
    """A row starts from what the same instrument closed with in the month before."""
    for index, last in same(sheet, part).items():
        yield Equal([plus(Cell(part, index, name))], [plus(Cell(part, last, "closing", before=True))])


def missing(sheet: Sheet, part: str, outstanding: Callable[[Any], str]) -> Iterator[Claim]:
    """Rows of the month before with something outstanding that have no row now; `outstanding` names the cell to see."""
    kept = set(same(sheet, part).values())
    before = sheet.preceding
    for index, row in enumerate(before.rows(part) if before else []):
        name = outstanding(row)
        figure = getattr(row, name)
        if index not in kept and figure.exists and figure.value != 0:
            yield Fault(
                (Cell(part, index, name, before=True),),
                _("no row this month"),
                _("the row of last month carried on, or an explanation of what became of it"),
            )
