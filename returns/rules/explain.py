"""Where a derived figure comes from: the identities that end in it, with every figure in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from returns.figures import number, store, write, write_number
from returns.labels import label
from returns.parts import PARTS
from returns.rules.engine import Reconciliation
from returns.rules.messages import in_words, judge, outcome_in_words, side_named
from returns.rules.rule import AtMost, Equal, Rule, Term
from returns.rules.verdict import Outcome, add_up, as_counted, nonzero
from returns.sheet import Cell, Sheet, sort_of


@dataclass(frozen=True, slots=True)
class Operand:
    """One figure in a formula: a cell, what it is called, and what it says."""

    cell: Cell
    label: str
    says: str
    sign: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure follows from others: the rule, the formula with its numbers, its operands, and the difference.

    `sides`: what is compared, each by its name: what was entered, and what that should come to.
    """

    code: str
    sentence: str
    outcome: Outcome
    formula: str
    operands: tuple[Operand, ...]
    difference: str
    sides: tuple[tuple[str, str], ...]

    @property
    def outcome_in_words(self) -> str:
        """The outcome as a person reads it."""
        return outcome_in_words(self.outcome)


# Of a longer sum only what is not zero is listed, and no more than this.
MOST_OPERANDS = 200


def explain(reconciliation: Reconciliation, cell: Cell) -> list[Explanation]:
    """How the figure in a cell follows from others; empty where it follows from none."""
    sheet = reconciliation.sheet
    judged = [(rule, claim, judge(rule, claim, sheet)) for rule, claim in _claims_about(reconciliation, cell)]
    return [
        Explanation(
            rule.code,
            rule.sentence,
            outcome,
            in_words(sheet, claim.right, sort_of(cell)),
            tuple(_operands(sheet, claim.right))[:MOST_OPERANDS],
            finding.difference if finding else "",
            tuple(_sides(sheet, cell, claim)),
        )
        for rule, claim, (outcome, finding) in judged
    ]


def _sides(sheet: Sheet, cell: Cell, claim: Equal | AtMost) -> Iterator[tuple[str, str]]:
    side, sort = add_up(sheet, claim.right), sort_of(cell)
    total = gettext("not completed") if side.missing else write_number(as_counted(sort, side.value), sort)
    entered = write(sheet.figure(cell), sort) or gettext("blank")
    if isinstance(claim, Equal) and claim.both_stated:
        yield side_named(sheet, claim.right, total)[0], total
        yield side_named(sheet, claim.left, entered)[0], entered
        return
    yield gettext("Entered"), entered
    yield gettext("At most") if isinstance(claim, AtMost) else gettext("Calculated"), total


def _claims_about(reconciliation: Reconciliation, cell: Cell) -> Iterator[tuple[Rule, Equal | AtMost]]:
    rows = [(rule, formula) for rule, formula in reconciliation.for_rows if formula.part == cell.part]
    for rule, formula in rows:
        if [column.name for column in formula.left] == [cell.name]:
            for index, last in formula.rows:
                if index == cell.row:
                    yield rule, formula.claim(reconciliation.sheet, index, last)
    for judged in reconciliation.identities:
        # A total is compared with II and is not part of it: its rows are (II-2).
        if judged.claim.both_stated and any(PARTS[term.cells[0].part].totals_movements for term in judged.claim.right):
            continue
        if judged.claim.stated == cell and not any(judged.rule is rule for rule, _each in rows):
            yield judged.rule, judged.claim


def explained(reconciliation: Reconciliation) -> set[str]:
    """The addresses of all cells that can be explained."""
    cells = [judged.claim.stated for judged in reconciliation.identities]
    for _rule, formula in reconciliation.for_rows:
        if len(formula.left) == 1:
            cells += [Cell(formula.part, index, formula.left[0].name) for index, _last in formula.rows]
    return {cell.address for cell in cells if cell}


@dataclass(frozen=True, slots=True)
class Derived:
    """A total as it follows from the rows: the cell that states it, its plain value, and the formula in words."""

    cell: Cell
    code: str
    value: str
    formula: str


def derived_totals(reconciliation: Reconciliation) -> list[Derived]:
    """The totals of a return as they follow from its rows, where every part of them is stated."""
    sheet, found = reconciliation.sheet, {}
    for judged in reconciliation.identities:
        cell = judged.claim.stated
        # A balance under II is a total too, of all that III moves of its class.
        if cell is None or cell in found or not (PARTS[cell.part].is_total or cell.part == "issued"):
            continue
        side = add_up(sheet, judged.claim.right)
        if not side.missing:
            sort = sort_of(cell)
            value = store(number(side.value))
            found[cell] = Derived(cell, judged.rule.code, value, in_words(sheet, judged.claim.right, sort))
    return list(found.values())


def _operands(sheet: Sheet, terms: Sequence[Term]) -> list[Operand]:
    """The cells of a formula that are not zero, or all of them where all are."""
    return [
        Operand(
            cell,
            label(sheet, cell),
            write(sheet.figure(cell), sort_of(cell)),
            ("+" if term.sign > 0 else "−") if first == 0 else "×",
        )
        for term in nonzero(sheet, terms)
        for first, cell in enumerate(term.cells)
    ]
