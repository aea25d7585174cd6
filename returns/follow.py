"""Totals, and what is left of warrants and convertibles, follow their parts, as long as nobody says otherwise.

A figure that agreed with its formula before a change takes the formula's new value after it, and a blank one is
filled in. A figure that disagreed was stated by somebody and stays, and a finding stands beside it. The figures of
parts I and II never follow: they are what part III and the totals are proved against, and a copy proves nothing. Nor
do options at close: they alone prove what a row says was granted, exercised, cancelled and lapsed.
"""

from collections.abc import Callable, Collection
from copy import copy
from typing import Any

from returns.figures import NIL, number
from returns.rules.asking import Judged, Reconciliation
from returns.rules.judging import Number, Outcome, add_up, judge
from returns.rules.rule import Equal
from returns.sheet import CLOSINGS, Cell, Sheet

# A total of a part, the total of A to E, and a balance under II: no figure is further from a cell than this.
MOST_STEPS = 5


def follow(
    before: Reconciliation, sheet: Sheet, typed: Collection[Cell], reconcile: Callable[[Sheet], Reconciliation]
) -> Reconciliation:
    """Let the figures of a Sheet follow what was typed since `before`; says what the rules make of it then."""
    stated = {cell for cell, judged in derived(before).items() if not _agrees(before.sheet, cell, judged)}
    found = reconcile(sheet)
    for _step in range(MOST_STEPS):
        if not _step_on(sheet, found, {*typed, *(cell for cell in stated if _is_stated(before.sheet, cell))}):
            break
        found = reconcile(sheet)
    return found


def fill(sheet: Sheet, cell: Cell, reconcile: Callable[[Sheet], Reconciliation]) -> None:
    """State in a cell of a Sheet what it follows from, where all of that is stated."""
    found = reconcile(sheet)
    _step_on(sheet, found, derived(found).keys() - {cell})


def _is_stated(sheet: Sheet, cell: Cell) -> bool:
    return not sheet.figure(cell).is_blank


def _step_on(sheet: Sheet, found: Reconciliation, fast: Collection[Cell]) -> bool:
    """Let every figure follow that does not stand fast; whether any did."""
    moved = False
    for cell, (rule, claim, outcome) in derived(found).items():
        if outcome is Outcome.HOLDS or cell in fast:
            continue
        # Of a figure whose parts are not all stated yet there is nothing to follow, but for a total.
        if add_up(sheet, claim.right).missing:
            so_far = _so_far(sheet, cell, claim)
            figure = None if so_far is None else number(so_far)
        else:
            finding = judge(rule, claim, sheet)[1]
            figure = finding.calculated if finding else None
        if figure and figure.value != sheet.figure(cell).value:
            put(sheet, cell, NIL if figure.value == 0 else figure)
            moved = True
    return moved


def _agrees(sheet: Sheet, cell: Cell, judged: Judged) -> bool:
    so_far = None if judged.outcome is Outcome.HOLDS else _so_far(sheet, cell, judged.claim)
    return judged.outcome is Outcome.HOLDS or (so_far is not None and sheet.figure(cell).value == so_far)


def _so_far(sheet: Sheet, cell: Cell, claim: Equal) -> Number | None:
    """What a stated total comes to without the rows of which nobody has stated yet what moved; else None."""
    known = add_up(sheet, claim.right)
    is_total = cell.part == "totals" and not sheet.figure(cell).is_blank
    if not is_total or any(each.row not in sheet.untouched(each.part) for each in known.missing):
        return None
    return known.value


def derived(found: Reconciliation) -> dict[Cell, Judged]:
    """What figures follow from; where two formulas end in one cell, the first is what it is made of."""
    first: dict[Cell, Judged] = {}
    for judged in found.identities:
        cell = judged.claim.stated
        if cell and _follows(cell):
            first.setdefault(cell, judged)
    return first


def put(sheet: Sheet, cell: Cell, content: Any) -> None:
    """State something in a cell of a Sheet, and leave other Sheets that share its rows as they are."""
    if cell.row is None:
        sheet.head = copy(sheet.head)
        setattr(sheet.head, cell.name, content)
        return
    rows = sheet.rows(cell.part)
    rows[cell.row] = copy(rows[cell.row])
    setattr(rows[cell.row], cell.name, content)


def _follows(cell: Cell) -> bool:
    is_opening = cell.name.startswith(("opening", "outstanding_opening"))
    is_proof = cell.part in ("authorised", "issued") or (cell.part == "options" and cell.name in CLOSINGS["options"])
    return not (cell.before or is_opening or is_proof)
