"""What becomes of a claim, and the finding where it does not hold: made from the claim alone, with its numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from returns.figures import EXACT, Figure, Kind, Sort, write, write_number
from returns.labels import label, labels, rows_in_words
from returns.models import Answer
from returns.rules.rule import AtMost, Equal, Fault, Level, Quotient, Rule, Term, plus
from returns.sheet import MOVEMENTS, NUMERALS, Cell, Sheet, of_the_month, sort_of

Number = int | Decimal

ROUNDING = Context(prec=EXACT.prec)


class Outcome(StrEnum):
    """What becomes of a claim. What cannot be assessed is no pass."""

    HOLDS = "holds"
    FAILS = "fails"
    UNASSESSED = "cannot be assessed"

    @property
    def word(self) -> str:
        """The outcome as a person reads it."""
        return {
            Outcome.HOLDS: gettext("holds"),
            Outcome.FAILS: gettext("fails"),
            Outcome.UNASSESSED: gettext("cannot be assessed"),
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one fault.

    `cells`: those it stands at first, then those it was derived from. `found`, `expected` and `difference` are as a
    person reads them. `message` says it in words, with the numbers. `untouched`: nobody has stated anything yet of the
    rows that the cells stand in.
    """

    code: str
    level: Level
    outcome: Outcome
    cells: tuple[Cell, ...]
    found: str
    expected: str
    difference: str
    message: str
    sentence: str
    answer: Answer | None = None
    untouched: bool = False

    @property
    def anchor(self) -> str:
        """Where on the page it can be seen: its cell, or its part where the cell is last month's."""
        return self.place.part if self.place.before else f"id_{self.place.address}"

    @property
    def place(self) -> Cell:
        """The cell the finding stands at."""
        return self.cells[0]


class Side(NamedTuple):
    """One side of a claim, added up: its value, or the cells that keep it from having one."""

    value: Number
    missing: tuple[Cell, ...]


def add_up(sheet: Sheet, terms: Sequence[Term]) -> Side:
    """Add up terms exactly. A product with a zero in it is zero, whatever its other cells say."""
    total: Number = 0
    missing: list[Cell] = []
    for cells, sign in terms:
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


def judge(rule: Rule, claim: Equal | AtMost | Quotient | Fault, sheet: Sheet) -> tuple[Outcome, Finding | None]:
    """What becomes of a claim, and the finding where there is something to say."""
    if isinstance(claim, Fault):
        level = claim.level or rule.level
        outcome = Outcome.UNASSESSED if claim.unassessed else Outcome.FAILS
        return outcome, Finding(
            rule.code, level, outcome, claim.cells, claim.found, claim.expected, "",
            claim.says or _fault_in_words(sheet, claim), rule.sentence,
        )  # fmt: skip
    if isinstance(claim, Quotient):
        return _judge_quotient(rule, claim, sheet)
    left, right = add_up(sheet, claim.left), add_up(sheet, claim.right)
    if not left.missing and not right.missing:
        if isinstance(claim, Equal):
            if claim.to_the_cent:
                right = right._replace(value=_nearer(left.value, right.value))
            holds = left.value == right.value
        else:
            holds = left.value <= right.value
        return (Outcome.HOLDS, None) if holds else (Outcome.FAILS, _difference(rule, claim, sheet, left, right))
    nothing_to_state = not right.missing and right.value == 0 and isinstance(claim, Equal) and not claim.required
    if nothing_to_state and all(sheet.figure(cell).is_blank for cell in left.missing):
        return Outcome.HOLDS, None
    return Outcome.UNASSESSED, _unassessed(rule, claim, sheet, left, right)


def _judge_quotient(rule: Rule, claim: Quotient, sheet: Sheet) -> tuple[Outcome, Finding | None]:
    sides = Equal([plus(claim.stated)], [plus(claim.amount), plus(claim.price)])
    left = add_up(sheet, sides.left)
    amount, price = sheet.figure(claim.amount).value, sheet.figure(claim.price).value
    if amount is None or price is None:
        return Outcome.UNASSESSED, _unassessed(rule, sides, sheet, left, add_up(sheet, sides.right))
    exact = Fraction(amount) / Fraction(price)
    if not left.missing and abs(Fraction(left.value) - exact) < 1:
        return Outcome.HOLDS, None
    whole = Side(int(exact), ())
    formula = " / ".join(write(sheet.figure(cell), sort_of(cell)) for cell in (claim.amount, claim.price))
    formula += f" = {write_number(whole.value, Sort.SHARES)}"
    if left.missing:
        return Outcome.UNASSESSED, _unassessed(rule, sides, sheet, left, whole, formula)
    return Outcome.FAILS, _difference(rule, sides, sheet, left, whole, formula)


def _nearer(stated: Number, exact: Number) -> Number:
    """The exact value where that is what was stated, else the value rounded to cents as money is."""
    if stated == exact:
        return exact
    return Decimal(exact).quantize(Decimal("0.01"), ROUND_HALF_UP, ROUNDING)


def _difference(rule: Rule, claim: Equal | AtMost, sheet: Sheet, left: Side, right: Side, formula: str = "") -> Finding:
    """What a claim that fails says; `formula`: how the right side was reckoned, where it is no sum."""
    sort = counted_in(claim.left)
    apart = EXACT.subtract(Decimal(left.value), Decimal(right.value))
    difference = write_number(_as(sort, apart.copy_abs()), sort)
    found, expected = write_number(_as(sort, left.value), sort), write_number(_as(sort, right.value), sort)
    if isinstance(claim, Equal):
        message = gettext("%(formula)s; %(stated)s says %(found)s: %(difference)s apart.") % {
            "formula": formula or in_words(sheet, claim.right, sort),
            "stated": claim.says or _side_in_words(sheet, claim.left, sort),
            "found": _as_stated(sheet, claim.left, left, sort),
            "difference": difference,
        }
        shown = expected
    else:
        message = gettext("%(left)s is above %(right)s by %(difference)s.") % {
            "left": _side_in_words(sheet, claim.left, sort, numbers=True),
            "right": _side_in_words(sheet, claim.right, sort, numbers=True),
            "difference": difference,
        }
        shown = gettext("at most %s") % expected
    cells = _cells(claim)
    level = (claim.level if isinstance(claim, Equal) else None) or rule.level
    if isinstance(claim, AtMost):
        # It stands at a cell that adds to the excess, not at a Nil beside it.
        cells = tuple(sorted(cells, key=lambda cell: sheet.figure(cell).value == 0))
    return Finding(rule.code, level, Outcome.FAILS, cells, found, shown, difference, message, rule.sentence)


def _as_stated(sheet: Sheet, terms: Sequence[Term], side: Side, sort: Sort) -> str:
    """What a side says: of a single cell just what stands there, Nil for one."""
    if len(terms) == 1 and len(terms[0].cells) == 1 and terms[0].sign > 0:
        return write(sheet.figure(terms[0].cells[0]), sort)
    return write_number(_as(sort, side.value), sort)


def _unassessed(
    rule: Rule, claim: Equal | AtMost, sheet: Sheet, left: Side, right: Side, formula: str = ""
) -> Finding | None:
    missing = left.missing + right.missing
    kinds = {sheet.figure(cell).kind for cell in missing}
    if Kind.UNREAD in kinds or Kind.DAY in kinds:
        return None  # F-1 says so at the cell itself
    required = claim.required if isinstance(claim, Equal) else True
    level = rule.level
    if Kind.BLANK in kinds:
        level = level if required else Level.NOTE
        missing = tuple(cell for cell in missing if sheet.figure(cell).is_blank)
        if waiting := _of_untouched_rows(sheet, missing):
            return nothing_stated(rule, level, sheet, waiting)
    else:
        # Words are a statement too: a person may answer for them.
        level = Level.WARNING if level is Level.ERROR else level
    place = missing[0]
    found = write(sheet.figure(place), sort_of(place)) or gettext("blank")
    names = labels(sheet, missing[:MOST_NAMES])
    if more := len(missing[MOST_NAMES:]):
        names += "; " + ngettext("%d more", "%d more", more) % more
    expected = gettext("a figure; Nil if it is zero")
    if not right.missing and isinstance(claim, Equal) and list(claim.left) == [plus(place)]:
        sort = counted_in(claim.left)
        expected = write_number(_as(sort, right.value), sort)
        message = gettext("%(names)s: %(formula)s, but it says “%(found)s”: cannot be assessed.") % {
            "names": names,
            "formula": formula or in_words(sheet, claim.right, sort),
            "found": found,
        }
    elif sheet.figure(place).is_blank:
        message = gettext("%(names)s: nothing is stated, so this cannot be assessed.") % {"names": names}
    else:
        message = gettext("%(names)s: it says “%(found)s”, so this cannot be assessed.") % {
            "names": names,
            "found": found,
        }
    known = set(missing)
    others = tuple(cell for cell in _cells(claim) if cell not in known)
    return Finding(rule.code, level, Outcome.UNASSESSED, missing + others, found, expected, "", message, rule.sentence)


# The parts of which a row holds several figures that a month states anew; elsewhere a blank speaks for itself.
_TOLD_BY_ROWS = ("authorised", "issued", *MOVEMENTS)


def _of_untouched_rows(sheet: Sheet, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of rows that nobody has stated anything of yet, where the first cell is one; none where it is not."""
    part = cells[0].part
    if part not in _TOLD_BY_ROWS or cells[0].before:
        return []
    untouched = sheet.untouched(part)
    if cells[0].row not in untouched:
        return []
    return [cell for cell in cells if cell.part == part and cell.row in untouched and not cell.before]


def nothing_stated(rule: Rule, level: Level, sheet: Sheet, waiting: Iterable[Cell]) -> Finding:
    """What is found where nobody has stated anything of some rows of a part yet: once, and not at each of the blanks
    that are waited for.
    """
    order = {name: place for place, name in enumerate(of_the_month(next(iter(waiting)).part))}
    cells = sorted(waiting, key=lambda cell: (cell.row, order.get(cell.name, len(order))))
    message = gettext(
        "%(part)s, %(rows)s: nothing is stated of this month yet. State what moved and how the month ended; "
        "Nil where it is zero."
    ) % {
        "part": NUMERALS[cells[0].part],
        "rows": rows_in_words(sheet, cells[0].part, list(dict.fromkeys(cell.row or 0 for cell in cells))),
    }
    return Finding(
        rule.code, level, Outcome.UNASSESSED, tuple(cells), gettext("blank"), gettext("a figure; Nil if it is zero"),
        "", message, rule.sentence, untouched=True,
    )  # fmt: skip


def _cells(claim: Equal | AtMost) -> tuple[Cell, ...]:
    return tuple(cell for side in (claim.left, claim.right) for term in side for cell in term.cells)


def counted_in(terms: Sequence[Term]) -> Sort:
    """What a side is counted in; shares times a price make an amount."""
    first = terms[0].cells
    return sort_of(first[0]) if len(first) == 1 else Sort.AMOUNT


def _as(sort: Sort, value: Number) -> Number:
    if sort is Sort.SHARES and value == int(value):
        return int(value)
    if sort is Sort.AMOUNT and isinstance(value, Decimal):
        cents = value.quantize(Decimal("0.01"), context=ROUNDING)
        return cents if cents == value else value
    return value


# Of what is missing so many cells are named.
MOST_NAMES = 3
# A formula longer than this is told by its first terms and how many more there are.
MOST_TERMS = 12


def in_words(sheet: Sheet, terms: Sequence[Term], sort: Sort) -> str:
    """A side with its numbers and its sum: "52,000 + 67,000 + 752,000 = 871,000"."""
    total = write_number(_as(sort, add_up(sheet, terms).value), sort)
    if len(terms) == 1 and len(terms[0].cells) == 1 and terms[0].sign > 0:
        return f"{label(sheet, terms[0].cells[0])} {total}"
    those = telling(sheet, terms)
    shown = those[:MOST_TERMS]
    pieces = []
    for cells, sign in shown:
        factors = " × ".join(_factor(sheet.figure(cell), sort_of(cell)) for cell in cells)
        pieces.append(("+ " if sign > 0 else "− ") + factors)
    sum_so_far = " ".join(pieces).removeprefix("+ ")
    if not sum_so_far:
        return gettext("nothing is stated, which makes %s") % total
    if len(those) > len(shown):
        more = len(those) - len(shown)
        sum_so_far += " " + ngettext("+ %d more", "+ %d more", more) % more
    return f"{sum_so_far} = {total}"


def _factor(figure: Figure, sort: Sort) -> str:
    return write(figure, sort) or gettext("blank")


def telling(sheet: Sheet, terms: Sequence[Term]) -> Sequence[Term]:
    """What is not zero: the rest does not help to find a difference, unless there is nothing else."""
    return [term for term in terms if add_up(sheet, [term]).value != 0] or terms


def _side_in_words(sheet: Sheet, terms: Sequence[Term], sort: Sort, numbers: bool = False) -> str:
    terms = telling(sheet, terms)
    if not terms:
        return "0"
    if len(terms) == 1 and len(terms[0].cells) == 1:
        name = label(sheet, terms[0].cells[0])
        return f"{name}, {_factor(sheet.figure(terms[0].cells[0]), sort)}," if numbers else name
    return in_words(sheet, terms, sort) if numbers else in_words(sheet, terms, sort).rpartition(" = ")[0]


def _fault_in_words(sheet: Sheet, claim: Fault) -> str:
    return gettext("%(place)s says “%(found)s”. Expected: %(expected)s.") % {
        "place": label(sheet, claim.cells[0]),
        "found": claim.found or gettext("blank"),
        "expected": claim.expected,
    }
