"""Totals, and the balances of warrants and convertibles, are recalculated until somebody states another figure.

A figure that agreed with its formula before a change takes the formula's new value after it, and a blank one is
filled in. A figure that disagreed was stated by somebody and stays, with a finding beside it. The figures of
parts I and II never follow: they are what part III and the totals are proved against, and a copy proves nothing. Nor
do options at close: they alone prove what a row says was granted, exercised, cancelled and lapsed.
"""

from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from returns.editions import reconcile
from returns.figures import NIL, Figure, number
from returns.parts import PARTS
from returns.rules.engine import CheckedIdentity, Reconciliation
from returns.rules.rule import Equal
from returns.rules.verdict import Number, Outcome, add_up, calculated_figure, solve, verdict_of
from returns.sheet import Cell, Sheet

# A total of a part, the total of all parts, and a balance under II: no figure is further from a cell than this.
MOST_STEPS = 5


def recalculate(before: Reconciliation, sheet: Sheet, typed: Collection[Cell]) -> Reconciliation:
    """Update the derived figures of a Sheet after what was typed since `before`; gives the rules' result afterwards."""
    stated = {cell for cell, judged in derived(before).items() if not _agrees(before.sheet, cell, judged)}
    fast = {*typed, *(cell for cell in stated if _is_stated(before.sheet, cell))}
    found = reconcile(sheet)
    for _step in range(MOST_STEPS):
        if not _follow_on(sheet, found, fast):
            break
        found = reconcile(sheet)
    return found


def fill(sheet: Sheet, cell: Cell) -> None:
    """Fill a cell of a Sheet with the result of its formula, where all figures in it are stated."""
    judged = derived(reconcile(sheet)).get(cell)
    if judged and judged.outcome is not Outcome.HOLDS:
        _moves(sheet, cell, judged.claim)


def _is_stated(sheet: Sheet, cell: Cell) -> bool:
    return not sheet.figure(cell).is_blank


def _follow_on(sheet: Sheet, found: Reconciliation, fast: set[Cell]) -> bool:
    """Update every derived figure that nobody has fixed, then those that depend on it; whether any changed.

    In between, only formulas with a changed figure are calculated again: all rules of a large return take long.
    """
    known = derived(found)
    formulas = [(cell, claim) for cell, (_rule, claim, out) in known.items() if out is not Outcome.HOLDS]
    has_moved = False
    for _step in range(MOST_STEPS):
        moved = {cell for cell, claim in formulas if cell not in fast and _moves(sheet, cell, claim)}
        if not moved:
            break
        has_moved = True
        formulas = list(_formulas_with(moved, sheet, found, known))
    return has_moved


def _moves(sheet: Sheet, cell: Cell, claim: Equal) -> bool:
    """Set a cell to the result of its formula, where that is known and the cell says something else."""
    # Of a figure whose parts are not all stated yet there is nothing to follow, but for a total.
    if add_up(sheet, claim.right).missing:
        so_far = _so_far(sheet, cell, claim)
        figure = None if so_far is None else number(so_far)
    else:
        figure = calculated_figure(sheet, claim, verdict_of(claim, sheet))
    if figure is None or figure.value == sheet.figure(cell).value:
        return False
    set_cell(sheet, cell, NIL if figure.value == 0 else figure)
    sheet.recalculated.add(cell)
    return True


def _formulas_with(
    moved: set[Cell], sheet: Sheet, found: Reconciliation, known: Mapping[Cell, CheckedIdentity]
) -> Iterator[tuple[Cell, Equal]]:
    """The formulas that contain a changed figure, each with the cell it calculates."""
    for cell, (_rule, claim, _outcome) in known.items():
        if any(part in moved for term in claim.right for part in term.cells):
            yield cell, claim
    for _rule, formula in found.for_rows:
        rows = {cell.row for cell in moved if cell.part == formula.part}
        for index, last in formula.rows if rows else ():
            of_row = formula.claim(sheet, index, last) if index in rows else None
            if isinstance(of_row, Equal) and of_row.stated and of_row.stated not in known and _follows(of_row.stated):
                yield of_row.stated, of_row


def _agrees(sheet: Sheet, cell: Cell, judged: CheckedIdentity) -> bool:
    so_far = None if judged.outcome is Outcome.HOLDS else _so_far(sheet, cell, judged.claim)
    return judged.outcome is Outcome.HOLDS or (so_far is not None and sheet.figure(cell).value == so_far)


def _so_far(sheet: Sheet, cell: Cell, claim: Equal) -> Number | None:
    """What a stated total comes to without the rows of which nobody has stated yet what moved; else None."""
    if not PARTS[cell.part].totals_movements or sheet.figure(cell).is_blank:
        return None
    known = add_up(sheet, claim.right)
    untouched = {part: sheet.untouched(part) for part in {each.part for each in known.missing}}
    return None if any(each.row not in untouched[each.part] for each in known.missing) else known.value


def derived(found: Reconciliation) -> dict[Cell, CheckedIdentity]:
    """The formula of each derived figure; where two formulas end in one cell, the first counts."""
    first: dict[Cell, CheckedIdentity] = {}
    for judged in found.identities:
        cell = judged.claim.stated
        if cell and _follows(cell):
            first.setdefault(cell, judged)
    return first


def offered(found: Reconciliation) -> dict[Cell, Figure]:
    """The blank figures that others are proved against, each with what it should come to.

    They never follow by themselves; a person may accept them. Where one follows from another, as a balance from its
    movement, both are offered.
    """
    offers: dict[Cell, Figure] = {}
    for _step in range(MOST_STEPS):
        sheet = found.sheet
        fresh = {}
        for _rule, claim, _outcome in found.identities:
            cell = claim.stated
            if cell is None or cell in fresh or cell.before or cell.name not in PARTS[cell.part].proofs:
                continue
            side = add_up(sheet, claim.right)
            if not sheet.figure(cell).is_blank or side.missing or claim.waits or not claim.required:
                continue
            if figure := solve(sheet, claim, side):
                fresh[cell] = figure if figure.value else NIL
        if not fresh:
            break
        offers |= fresh
        rows: dict[str, Any] = {part: list(sheet.rows(part)) for part in PARTS}
        sheet = replace(sheet, **rows)
        for cell, figure in fresh.items():
            set_cell(sheet, cell, figure)
        found = reconcile(sheet)
    return offers


def set_cell(sheet: Sheet, cell: Cell, content: Any) -> None:
    """Set a cell of a Sheet; other Sheets that share its rows stay as they are."""
    if cell.row is None:
        sheet.head = copy(sheet.head)
        setattr(sheet.head, cell.name, content)
        return
    rows = sheet.rows(cell.part)
    rows[cell.row] = copy(rows[cell.row])
    setattr(rows[cell.row], cell.name, content)


def _follows(cell: Cell) -> bool:
    part = PARTS[cell.part]
    return not (cell.before or cell.name in part.openings or cell.name in part.proofs)
