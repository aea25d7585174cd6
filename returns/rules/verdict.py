"""What becomes of a claim: its sides added up exactly, and whether they agree.

Numbers alone; `messages` puts them into words.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from returns.figures import EXACT, Figure, Kind, Sort, number
from returns.parts import PARTS
from returns.rules.rule import AtMost, Equal, Fault, Quotient, Term, plus
from returns.sheet import Cell, Sheet, sort_of

Number = int | Decimal

ROUNDING = Context(prec=EXACT.prec)


class Outcome(StrEnum):
    """What becomes of a claim. What cannot be assessed is no pass."""

    HOLDS = "holds"
    FAILS = "fails"
    UNASSESSED = "cannot be assessed"


class Side(NamedTuple):
    """One side of a claim, added up: its value, or the cells that keep it from having one."""

    value: Number
    missing: tuple[Cell, ...]


def add_up(sheet: Sheet, terms: Sequence[Term]) -> Side:
    """Add up terms exactly. A product with a zero in it is zero, whatever its other cells say."""
    total: Number = 0
    missing: list[Cell] = []
    for cells, sign, _word in terms:
        if len(cells) == 1 and type(total) is int:
            value = sheet.figure(cells[0]).value
            if type(value) is int:
                total += sign * value
                continue
        product: Number = sign
        unknown = []
        for cell in cells:
            value = sheet.figure(cell).value
            if value is None:
                unknown.append(cell)
            elif value == 0:
                product, unknown = 0, []
                break
            elif type(product) is int and type(value) is int:
                product = product * value
            else:
                product = EXACT.multiply(Decimal(product), Decimal(value))
        if unknown:
            missing += unknown
        elif type(total) is int and type(product) is int:
            total = total + product
        else:
            total = EXACT.add(Decimal(total), Decimal(product))
    return Side(total, tuple(missing))


class Verdict(NamedTuple):
    """What becomes of a claim, with both its sides; they are empty where a claim is no sum, or waits for another."""

    outcome: Outcome
    left: Side
    right: Side


_NOTHING = Side(0, ())


def verdict_of(claim: Equal | AtMost | Quotient | Fault, sheet: Sheet) -> Verdict:
    """What becomes of a claim over the figures of a Sheet."""
    if isinstance(claim, Fault):
        return Verdict(Outcome.UNASSESSED if claim.unassessed else Outcome.FAILS, _NOTHING, _NOTHING)
    if isinstance(claim, Quotient):
        return _of_quotient(claim, sheet)
    if isinstance(claim, Equal) and claim.waits:
        return Verdict(Outcome.UNASSESSED, _NOTHING, _NOTHING)
    left, right = add_up(sheet, claim.left), add_up(sheet, claim.right)
    if isinstance(claim, Equal) and claim.to_the_cent and not right.missing:
        right = right._replace(value=_nearer(left, right.value))
    if not left.missing and not right.missing:
        holds = left.value == right.value if isinstance(claim, Equal) else left.value <= right.value
        return Verdict(Outcome.HOLDS if holds else Outcome.FAILS, left, right)
    nothing_to_state = not right.missing and right.value == 0 and isinstance(claim, Equal) and not claim.required
    if nothing_to_state and all(sheet.figure(cell).is_blank for cell in left.missing):
        return Verdict(Outcome.HOLDS, left, right)
    return Verdict(Outcome.UNASSESSED, left, right)


def _of_quotient(claim: Quotient, sheet: Sheet) -> Verdict:
    left = add_up(sheet, [plus(claim.stated)])
    amount, price = sheet.figure(claim.amount).value, sheet.figure(claim.price).value
    if amount is None or price is None:
        return Verdict(Outcome.UNASSESSED, left, add_up(sheet, [plus(claim.amount), plus(claim.price)]))
    exact = Fraction(amount) / Fraction(price)
    whole = Side(int(exact), ())
    if left.missing:
        return Verdict(Outcome.UNASSESSED, left, whole)
    return Verdict(Outcome.HOLDS if abs(Fraction(left.value) - exact) < 1 else Outcome.FAILS, left, whole)


def _nearer(stated: Side, exact: Number) -> Number:
    """The exact value where that is what was stated, else the value rounded to cents as money is."""
    if not stated.missing and stated.value == exact:
        return exact
    return Decimal(exact).quantize(Decimal("0.01"), ROUND_HALF_UP, ROUNDING)


def calculated_figure(sheet: Sheet, claim: Equal, verdict: Verdict) -> Figure | None:
    """The figure that makes an identity hold when it is entered in its first cell.

    None where the identity holds already, where no single figure does, and where the cell is not to be filled in yet:
    it cannot be read, or nobody has stated anything of its row.
    """
    outcome, _left, right = verdict
    if outcome is Outcome.HOLDS or claim.waits or claim.both_stated or right.missing:
        return None
    place = claim.place
    if outcome is Outcome.UNASSESSED:
        kind = sheet.figure(place).kind
        is_waiting = kind is Kind.BLANK and is_untouched(sheet, place)
        if list(claim.left) != [plus(place)] or kind in (Kind.UNREAD, Kind.DAY) or is_waiting:
            return None
    return solve(sheet, claim, right)


def is_untouched(sheet: Sheet, cell: Cell) -> bool:
    """Whether nobody has stated anything of a cell's row yet. A total is one figure: its blank speaks for itself."""
    if cell.row is None or cell.before or PARTS[cell.part].is_total:
        return False
    return cell.row in sheet.untouched(cell.part)


def solve(sheet: Sheet, claim: Equal, right: Side) -> Figure | None:
    """What the first cell of the left side has to say for an identity to hold; None where it cannot be said there.

    Of a product, what makes it with its other factors as they are.
    """
    if len(claim.left) > 1 or claim.left[0].sign < 0 or any(claim.place in term.cells for term in claim.right):
        return None
    sort, factors = sort_of(claim.place), claim.left[0].cells[1:]
    if not factors:
        is_fraction = sort is Sort.SHARES and right.value != int(right.value)
        return None if is_fraction else number(as_counted(sort, right.value))
    needed = Fraction(right.value)
    for factor in factors:
        value = sheet.figure(factor).value
        if not value:
            return None
        needed /= Fraction(value)
    return figure_of(needed, sort)


def figure_of(value: Fraction, sort: Sort) -> Figure | None:
    """The figure that states a value exactly; None where a cell of this sort cannot."""
    if sort is Sort.SHARES:
        return number(int(value)) if value.denominator == 1 else None
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return None
    return number(as_counted(sort, EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))))


def counted_in(terms: Sequence[Term]) -> Sort:
    """What a side is counted in; shares times a price make an amount."""
    first = terms[0].cells
    return sort_of(first[0]) if len(first) == 1 else Sort.AMOUNT


def as_counted(sort: Sort, value: Number) -> Number:
    """A value the way a figure of its sort states it: whole shares, and money in cents where it has no more digits."""
    if sort is Sort.SHARES and value == int(value):
        return int(value)
    if sort is Sort.AMOUNT and isinstance(value, Decimal):
        cents = value.quantize(Decimal("0.01"), context=ROUNDING)
        return cents if cents == value else value
    return value


def nonzero(sheet: Sheet, terms: Sequence[Term]) -> Sequence[Term]:
    """What is not zero: the rest does not help to find a difference, unless there is nothing else."""
    # A product is something only where each of its figures is: not blank, and not zero.
    return [term for term in terms if all(sheet.figure(cell).value for cell in term.cells)] or terms
