"""The likely cause of a difference: the one change that makes everything agree, if there is exactly one.

Offered beside the finding, never applied.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from returns.figures import Figure, number, write
from returns.labels import class_label, label
from returns.parts import PARTS
from returns.rules.engine import CheckedIdentity, Reconciliation, reconcile
from returns.rules.messages import Finding
from returns.rules.rule import Equal, Level
from returns.rules.verdict import Number, Outcome, add_up, calculated_figure, figure_of, verdict_of
from returns.sheet import Cell, Sheet, sort_of

# Trying a change means running the rules once; with more to try, whether there is just one would not be known.
MOST_CHANGES = 60
# Sums longer than this are searched only for rows whose figure bears on the difference.
LONG_SUM = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What one slip of the hand would be put right by: cells and what they should say instead.

    `reason`: the slip, in words; empty where none is known. `is_exchange`: the cells change places.
    """

    cells: tuple[tuple[Cell, Figure | str], ...]
    reason: str
    is_exchange: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """The one change that makes every sum agree, in words, and the cell to look at."""

    cell: Cell
    message: str


def likely_cause(reconciliation: Reconciliation) -> Cause | None:
    """The one single change after which every sum agrees and nothing new is found; None where there is none, or two."""
    sheet = reconciliation.sheet
    answered = _places([finding for finding in reconciliation.warnings if finding.answer])
    failing = _failing(reconciliation, answered)
    if not any(judged.rule.level is Level.ERROR for judged in failing):
        return None
    closings = _closings_compared(reconciliation)
    changes: dict[Change, None] = {}
    for change in _changes(sheet, failing):
        if _may_be(sheet, change, closings):
            changes[change] = None
        if len(changes) > MOST_CHANGES:
            return None
    trial = _Trial(reconciliation, failing, answered)
    mending: dict[Change, set[tuple[str, Cell]]] = {}
    for change in changes:
        if change.cells not in [found.cells for found in mending]:
            left = trial.left_by(change)
            if left is not None:
                mending[change] = left
    # Of several, the one that mends besides what no other does: a sign that its row forbids.
    best = [
        change for change, left in mending.items() if all(left < more for c, more in mending.items() if c != change)
    ]
    return _in_words(sheet, best[0]) if best else None


def _places(findings: Sequence[Finding]) -> set[tuple[str, Cell]]:
    return {(finding.code, place) for finding in findings for place in finding.places}


def _closings_compared(reconciliation: Reconciliation) -> dict[Cell, Cell]:
    """The openings that are compared with the closing balances of the month before, each with that cell."""
    claims = [judged.claim for judged in reconciliation.identities]
    for _rule, formula in reconciliation.for_rows:
        if len(formula.right) == 1 and formula.right[0].before:
            claims += [
                claim for row in formula.rows if isinstance(claim := formula.claim(reconciliation.sheet, *row), Equal)
            ]
    return {
        claim.stated: claim.right[0].cells[0]
        for claim in claims
        if claim.stated and len(claim.right) == 1 and claim.right[0].cells[0].before
    }


def _may_be(sheet: Sheet, change: Change, closings: Mapping[Cell, Cell]) -> bool:
    """Whether a change leaves alone what is on record: last month's figures, and every opening while they are known.

    An opening may only be put back to what the month before closed with.
    """
    for cell, new in change.cells:
        if cell.before:
            return False
        if sheet.preceding and cell.name in PARTS[cell.part].openings:
            filed = sheet.figure(closings[cell]) if cell in closings else None
            if filed is None or not isinstance(new, Figure) or new.value != filed.value:
                return False
    return True


def _failing(reconciliation: Reconciliation, answered: set[tuple[str, Cell]]) -> list[CheckedIdentity]:
    """The identities that fail and that nobody has answered for."""
    return [
        judged
        for judged in reconciliation.identities
        if judged.outcome is Outcome.FAILS and (judged.rule.code, judged.claim.place) not in answered
    ]


# Cells that follow others as they are typed: a slip in a row is in its totals too.
_FOLLOWING = ("totals", "funds_raised")


class _Trial:
    """Trying changes on a Sheet, which is left as it was."""

    def __init__(
        self, reconciliation: Reconciliation, failing: Sequence[CheckedIdentity], answered: set[tuple[str, Cell]]
    ) -> None:
        self.sheet, self.answered = reconciliation.sheet, answered
        self.first = list(dict.fromkeys(judged.rule for judged in failing))
        self.before, self.rules = _places(reconciliation.findings), reconciliation.rules
        self.following: dict[Cell, list[CheckedIdentity]] = defaultdict(list)
        for judged in reconciliation.identities:
            stated = judged.claim.stated
            if stated and stated.part in _FOLLOWING and judged.outcome is Outcome.HOLDS:
                for cell in {cell for term in judged.claim.right for cell in term.cells}:
                    self.following[cell].append(judged)

    def left_by(self, change: Change) -> set[tuple[str, Cell]] | None:
        """What is found after a change; None where an identity fails, or something is found that was not before."""
        follows = [judged for cell, _new in change.cells for judged in self.following[cell]] if change.reason else []
        kept = [(cell, _content(self.sheet, cell)) for cell, _new in change.cells]
        kept += [(cell, _content(self.sheet, cell)) for cell in {judged.claim.place for judged in follows}]
        try:
            for cell, new in change.cells:
                _put(self.sheet, cell, new)
            for judged in follows:
                verdict = verdict_of(judged.claim, self.sheet)
                if figure := calculated_figure(self.sheet, judged.claim, verdict):
                    _put(self.sheet, judged.claim.place, figure)
            # Most changes leave a rule failing that failed: it is asked first, and the others only where it holds.
            if _failing(reconcile(self.sheet, self.first), self.answered):
                return None
            after = reconcile(self.sheet, self.rules)
        finally:
            for cell, old in kept:
                _put(self.sheet, cell, old)
        left = _places(after.findings)
        return None if _failing(after, self.answered) or not left <= self.before else left


def _content(sheet: Sheet, cell: Cell) -> Any:
    return getattr(_holder(sheet, cell), cell.name)


def _put(sheet: Sheet, cell: Cell, content: Any) -> None:
    setattr(_holder(sheet, cell), cell.name, content)


def _holder(sheet: Sheet, cell: Cell) -> object:
    return sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row]


def _changes(sheet: Sheet, failing: Sequence[CheckedIdentity]) -> Iterator[Change]:
    """Every single change worth trying: a figure typed otherwise, two columns exchanged, a row on another class."""
    for judged in failing:
        apart = _apart(sheet, judged.claim)
        terms = [(term, 1) for term in judged.claim.left] + [(term, -1) for term in judged.claim.right]
        for term, side in terms:
            for cell in term.cells:
                new = _needed(sheet, cell, term.cells, apart * term.sign * side)
                if new is None or new.value is None or cell.before:
                    continue
                reason = _slip(sheet, judged.claim, cell, new.value)
                if reason or len(terms) <= LONG_SUM:
                    yield Change(((cell, new),), reason)
                names = PARTS[cell.part].together
                if reason and cell.name in names:
                    cells = [cell._replace(name=name) for name in names]
                    values = [sheet.figure(cell).value for cell in cells]
                    moved = new.value - (sheet.figure(cell).value or 0)
                    both = [
                        (cell, number(value + moved))
                        for cell, value in zip(cells, values, strict=True)
                        if value is not None
                    ]
                    if len(both) == len(names):
                        yield Change(tuple(both), reason)
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
                    is_exchange=True,
                )
    for part, index, row in sheet.movements():
        if row.issued.value:
            for key in sheet.classes():
                if key != row.share_class:
                    yield Change(
                        ((Cell(part, index, "share_class"), key),),
                        _("%(cell)s belongs to %(class)s")
                        % {"cell": label(sheet, Cell(part, index, "issued")), "class": class_label(sheet, key)},
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


def _needed(sheet: Sheet, cell: Cell, factors: Sequence[Cell], apart: Fraction) -> Figure | None:
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
    return figure_of(Fraction(value) - apart, sort_of(cell))


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


def _in_words(sheet: Sheet, change: Change) -> Cause:
    cell, new = change.cells[0]
    if change.is_exchange:
        message = _("Everything would agree if %s: change them back.") % change.reason
    elif isinstance(new, str):
        message = _("Everything would agree if %s.") % change.reason
    else:
        each = [
            _("%(cell)s said %(new)s instead of %(old)s")
            % {
                "cell": label(sheet, cell),
                "new": write(new, sort_of(cell)),
                "old": write(sheet.figure(cell), sort_of(cell)),
            }
            for cell, new in change.cells
            if isinstance(new, Figure)
        ]
        message = _("Everything would agree if %(change)s%(reason)s.") % {
            "change": _(" and ").join(each),
            "reason": f" ({change.reason})" if change.reason else "",
        }
    return Cause(cell, message)
