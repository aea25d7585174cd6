"""What a rule is, and what it claims.

A rule is one sentence of the form as a pure function over a Sheet. It yields claims: that two sides are equal, that
one is at most the other, or plainly that something is wrong. The claims alone say which cells are on which side;
verdict, finding, formula in words, explanation and certificate are all made from them, so no formula is repeated.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext

from returns.figures import Figure
from returns.sheet import Cell, Sheet


class Level(StrEnum):
    """Errors prevent filing; warnings do until a named person answers; notes are for information."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Term(NamedTuple):
    """A signed figure, or the product of figures (shares x price); `word` says what it is, where a formula names it."""

    cells: tuple[Cell, ...]
    sign: int = 1
    word: str = ""


def plus(*cells: Cell) -> Term:
    """The product of the cells, added; of one cell, the cell."""
    return Term(cells)


def minus(*cells: Cell) -> Term:
    """The product of the cells, taken away."""
    return Term(cells, -1)


@dataclass(slots=True)
class Equal:
    """The left side, what was stated, equals the right, what it follows from.

    `required`: the form wants the left side stated; where it does not, a blank there is only noted.
    `says` names the left side in a finding, where the label of its cell would not do. `to_the_cent`: the left side
    may be the right one rounded to cents. `level`: how grave a difference is, where it is not as the rule says.
    `both_stated`: neither side follows from the other, so that a finding names both. `waits`: another rule says already
    what keeps the right side from being known.
    """

    left: Sequence[Term]
    right: Sequence[Term]
    required: bool = True
    says: str = ""
    to_the_cent: bool = False
    level: Level | None = None
    both_stated: bool = False
    waits: bool = False

    @property
    def place(self) -> Cell:
        """The cell that its finding is shown at."""
        return self.left[0].cells[0]

    @property
    def stated(self) -> Cell | None:
        """The one cell that states the left side; None where several do together."""
        return self.place if len(self.left) == 1 and len(self.left[0].cells) == 1 else None


@dataclass(slots=True)
class AtMost:
    """The left side is not above the right; an empty right side is zero."""

    left: Sequence[Term]
    right: Sequence[Term]


def balance(sheet: Sheet, closing: Cell, opening: Cell, *movements: Term) -> Equal:
    """The balance at close is the one before, with what moved.

    Real filings leave a movement blank where nothing moved: between equal balances a blank is no part of the formula.
    """
    if is_level(sheet, closing, opening):
        movements = tuple(term for term in movements if not sheet.figure(term.cells[0]).is_blank)
    return Equal([plus(closing)], [plus(opening), *movements])


def is_level(sheet: Sheet, closing: Cell, opening: Cell) -> bool:
    """Whether both balances are stated, and are the same."""
    before = sheet.figure(opening).value
    return before is not None and sheet.figure(closing).value == before


class Column(NamedTuple):
    """A column in a formula that holds for many rows: in each row the cell of this name.

    `before`: in the same row of the month before. `optional`: where it is blank, it is no part of the formula.
    `word`: what it is called in the formula.
    """

    name: str
    sign: int = 1
    before: bool = False
    optional: bool = False
    word: str = ""


@dataclass(slots=True)
class RowFormula:
    """One formula for many rows of a part; it becomes a claim of its own for the row that is looked at.

    `rows`: the index of each row, and of the same row last month where the formula needs it.
    """

    kind: type["Equal | AtMost"]
    part: str
    rows: Sequence[tuple[int, int | None]]
    left: tuple[Column, ...]
    right: tuple[Column, ...]
    says: str = ""

    def claim(self, sheet: Sheet, index: int, last: int | None) -> "Equal | AtMost":
        """What it claims of one row."""
        left, right = (self._terms(sheet, columns, index, last) for columns in (self.left, self.right))
        return Equal(left, right, says=self.says) if self.kind is Equal else AtMost(left, right)

    def _terms(self, sheet: Sheet, columns: tuple[Column, ...], index: int, last: int | None) -> list[Term]:
        terms = []
        for column in columns:
            cell = Cell(self.part, last if column.before else index, column.name, column.before)
            if not column.optional or not sheet.figure(cell).is_blank:
                terms.append(Term((cell,), column.sign, column.word))
        return terms

    def failing_rows(self, sheet: Sheet) -> list[tuple[int, int | None]]:
        """The rows of which it is not plain that it holds: they are to be judged one by one.

        Plain is what needs whole numbers only; for thousands of rows a claim each would cost more than the sums.
        """
        here, there = (self._columns(before) for before in (False, True))
        rows = sheet.rows(self.part)
        before = sheet.preceding.rows(self.part) if sheet.preceding else []
        found = []
        for index, last in self.rows:
            apart = _plain_sum(rows[index], here)
            if there and last is not None and apart is not None:
                more = _plain_sum(before[last], there)
                apart = None if more is None else apart + more
            if apart is None or (apart > 0 if self.kind is AtMost else apart != 0):
                found.append((index, last))
        return found

    def needed_of(self, indexes: Sequence[int]) -> list[Cell]:
        """The cells that have to be stated of these rows before anything can be said of them."""
        names = [name for name, _sign, optional in self._columns(before=False) if not optional]
        return [Cell(self.part, index, name) for index in indexes for name in names]

    def _columns(self, before: bool) -> list[tuple[str, int, bool]]:
        """Left less right: names, signs, and whether they may be blank."""
        sides = [(column, 1) for column in self.left] + [(column, -1) for column in self.right]
        return [(c.name, c.sign * side, c.optional) for c, side in sides if c.before is before]


def _plain_sum(row: Any, columns: list[tuple[str, int, bool]]) -> int | None:
    total = 0
    for name, sign, optional in columns:
        figure: Figure = getattr(row, name)
        value = figure.value
        if type(value) is int:
            total += sign * value
        elif not (optional and figure.is_blank):
            return None
    return total


@dataclass(slots=True)
class Quotient:
    """The shares stated are an amount divided by a price, within one share: holders' fractions fall away."""

    stated: Cell
    amount: Cell
    price: Cell


@dataclass(slots=True)
class Fault:
    """Something other than a sum is wrong at these cells.

    `wrong`: what is wrong, in words; empty, or just what the first cell says, where that itself is wrong. `expected`:
    what should be there, or what to do where `is_action`. `says`: all of it in one sentence, where that reads better.
    `level`: where the sentence has a part of another level than the rule's. `unassessed`: it is not known to be wrong.
    """

    cells: tuple[Cell, ...]
    wrong: str
    expected: str
    level: Level | None = None
    unassessed: bool = False
    says: str = ""
    is_action: bool = False


def choose_a_class(place: Cell) -> Fault:
    """A row states something of shares and does not say of which class: reported here, and by no other rule."""
    return Fault((place,), "", gettext("Choose the class of shares"), is_action=True)


Claim = Equal | AtMost | RowFormula | Quotient | Fault


def sentence_of(docstring: str) -> str:
    """A rule's sentence as one line."""
    return " ".join(docstring.split())


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the form that must hold."""

    code: str
    level: Level
    check: Callable[[Sheet], Iterator[Claim]]

    @property
    def sentence(self) -> str:
        """The sentence itself, in the reader's language: what the page, the documents and the tests show.

        It is collected for translation by the command `makemessages`.
        """
        return gettext(sentence_of(self.check.__doc__ or ""))


def rule(code: str, level: Level) -> Callable[[Callable[[Sheet], Iterator[Claim]]], Rule]:
    """Make a rule of a function, whose docstring is its sentence. It is in force where an edition lists it."""

    def make(check: Callable[[Sheet], Iterator[Claim]]) -> Rule:
        assert check.__doc__, code
        return Rule(code, level, check)

    return make
