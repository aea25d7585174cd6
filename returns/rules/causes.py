"""The likely cause of a difference: the one change that makes everything agree, if there is exactly one.

Offered beside the finding, never applied.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from returns.figures import EXACT, Figure, Sort, number, write
from returns.labels import label
from returns.rules.asking import Judged, Reconciliation, reconcile
from returns.rules.judging import Number, Outcome, add_up
from returns.rules.rule import Equal, Level
from returns.sheet import Cell, Sheet, class_label, sort_of

# Trying a change means running the rules once; with more to try, whether there is just one would not be known.
MOST_CHANGES = 60
# Sums longer than this are searched only for rows whose figure bears on the difference.
LONG_SUM = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What one slip of the hand would be put right by: cells and what they should say instead."""

    cells: tuple[tuple[Cell, Figure | str], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Cause:
    """The one change that makes every sum agree, in words, and the cell to look at."""

    cell: Cell
    message: str


def likely_cause(reconciliation: Reconciliation) -> Cause | None:
    """The one single change after which every sum agrees and nothing new is found; None where there is none, or two."""
    sheet = reconciliation.sheet
    answered = {(finding.code, finding.place) for finding in reconciliation.warnings if finding.answer}
    failing = _failing(reconciliation, answered)
    if not any(judged.rule.level is Level.ERROR for judged in failing):
        return None
    changes = list(dict.fromkeys(_changes(sheet, failing)))
    if len(changes) > MOST_CHANGES:
        return None
    before = {(finding.code, finding.place) for finding in reconciliation.findings}
    codes = list(reconciliation.outcomes)
    mending: list[Change] = []
    for change in changes:
        if change.cells not in [found.cells for found in mending] and _mends(sheet, change, before, answered, codes):
            mending.append(change)
        if len(mending) > 1:
            return None
    return _told(sheet, mending[0]) if mending else None


def _failing(reconciliation: Reconciliation, answered: set[tuple[str, Cell]]) -> list[Judged]:
    """The identities that fail and that nobody has answered for."""
    return [
        judged
        for judged in reconciliation.identities
        if judged.outcome is Outcome.FAILS and (judged.rule.code, judged.claim.place) not in answered
    ]


def _mends(
    sheet: Sheet, change: Change, before: set[tuple[str, Cell]], answered: set[tuple[str, Cell]], codes: Sequence[str]
) -> bool:
    """Whether no identity fails after a change and nothing is found that was not found before."""
    kept = [(cell, getattr(_holder(sheet, cell), cell.name)) for cell, _new in change.cells]
    try:
        for cell, new in change.cells:
            setattr(_holder(sheet, cell), cell.name, new)
        after = reconcile(sheet, codes)
    finally:
        for cell, old in kept:
            setattr(_holder(sheet, cell), cell.name, old)
    return not _failing(after, answered) and {(finding.code, finding.place) for finding in after.findings} <= before


def _holder(sheet: Sheet, cell: Cell) -> object:
    return sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row]


def _changes(sheet: Sheet, failing: Sequence[Judged]) -> Iterator[Change]:
    """Every single change worth trying: a figure typed otherwise, two columns exchanged, a row on another class."""
    for judged in failing:
        apart = _apart(sheet, judged.claim)
        terms = [(term, 1) for term in judged.claim.left] + [(term, -1) for term in judged.claim.right]
        for term, side in terms:
            for cell in term.cells:
                new = _needed(sheet, cell, term.cells, apart * term.sign * side)
                if new is None or cell.before:
                    continue
                reason = _slip(sheet, judged.claim, cell, new)
                if reason or len(terms) <= LONG_SUM:
                    yield Change(((cell, number(new)),), reason)
        if len(terms) <= LONG_SUM:
            yield from _rows(sheet, judged.claim)


def _rows(sheet: Sheet, claim: Equal) -> Iterator[Change]:
    cells = {cell for side in (claim.left, claim.right) for term in side for cell in term.cells if not cell.before}
    for cell in sorted(cells, key=lambda cell: cell.address):
        for neighbour in _NEIGHBOURS.get(cell.name, ()):
            there = cell._replace(name=neighbour)
            if not hasattr(_holder(sheet, cell), neighbour):
                continue
            here, beside = sheet.figure(cell), sheet.figure(there)
            if here != beside:
                yield Change(
                    ((cell, beside), (there, here)),
                    _("%(one)s and %(other)s are exchanged")
                    % {"one": label(sheet, cell), "other": label(sheet, there)},
                )
    for part, index, row in sheet.movements():
        if row.issued.value:
            for key in sheet.classes():
                if key != row.share_class:
                    yield Change(
                        ((Cell(part, index, "share_class"), key),),
                        _("%(cell)s belongs to %(class)s")
                        % {"cell": label(sheet, Cell(part, index, "issued")), "class": class_label(key)},
                    )


# Columns that stand beside each other on the form, between which figures are mistaken.
_NEIGHBOURS = {
    "granted": ("exercised",),
    "exercised": ("granted", "cancelled", "closing"),
    "cancelled": ("exercised", "lapsed"),
    "lapsed": ("cancelled",),
    "issued": ("may_be_issued",),
    "opening": ("movement", "closing"),
    "movement": ("closing",),
    "converted": ("closing",),
    "opening_capital": ("opening_shares",),
}


def _apart(sheet: Sheet, claim: Equal) -> Fraction:
    return Fraction(add_up(sheet, claim.left).value) - Fraction(add_up(sheet, claim.right).value)


def _needed(sheet: Sheet, cell: Cell, factors: Sequence[Cell], apart: Fraction) -> Number | None:
    """What a cell would have to say for its identity to hold, where that is a figure it can say."""
    value = sheet.figure(cell).value
    if value is None:
        return None
    for factor in factors:
        if factor != cell:
            other = sheet.figure(factor).value
            if not other:
                return None
            apart /= Fraction(other)
    needed = Fraction(value) - apart
    if sort_of(cell) is Sort.SHARES:
        return int(needed) if needed.denominator == 1 else None
    denominator = needed.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return None
    return EXACT.divide(Decimal(needed.numerator), Decimal(needed.denominator))


def _slip(sheet: Sheet, claim: Equal, cell: Cell, new: Number) -> str:
    """What slip of the hand makes the old figure of the new one; empty where none known does."""
    old = sheet.figure(cell).value or 0
    apart = Fraction(old) - Fraction(new)
    if cell == claim.place and apart:
        for term in claim.right:
            row = Fraction(sheet.figure(term.cells[0]).value or 0) * term.sign
            if len(term.cells) == 1 and abs(apart) == abs(row):
                what = _("%s was left out") if apart == -row else _("%s was counted twice")
                return what % label(sheet, term.cells[0])
    if Fraction(old) == -Fraction(new):
        return _("the sign is the wrong way round")
    one, other = _digits(old), _digits(new)
    if len(one) == len(other) and sorted(one) == sorted(other) and _differing(one, other) == 2 and apart % 9 == 0:
        return _("two digits are swapped")
    for factor in (10, 1000):
        if new and (Fraction(old) == Fraction(new) * factor or Fraction(old) * factor == Fraction(new)):
            return _("it is out by a factor of %d") % factor
    if sheet.preceding and cell.row is not None:
        last = sheet.preceding.rows(cell.part)
        if cell.row < len(last) and getattr(last[cell.row], cell.name) == sheet.figure(cell) and old:
            return _("last month's figure was typed again")
    return ""


def _digits(value: Number) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _told(sheet: Sheet, change: Change) -> Cause:
    cell, new = change.cells[0]
    if len(change.cells) > 1:
        message = _("Everything would agree if %s: change them back.") % change.reason
    elif isinstance(new, str):
        message = _("Everything would agree if %s.") % change.reason
    else:
        message = _("Everything would agree if %(cell)s said %(new)s instead of %(old)s%(reason)s.") % {
            "cell": label(sheet, cell),
            "new": write(new, sort_of(cell)),
            "old": write(sheet.figure(cell), sort_of(cell)),
            "reason": f" ({change.reason})" if change.reason else "",
        }
    return Cause(cell, message)
