"""Amounts and prices that are typed with their currency: HK$2.50 in a row that states HK$."""

from returns.recalculate import set_cell
from returns.sheet import Cell, Sheet, read_in_currency


def read_with_currency(sheet: Sheet, part: str, index: int) -> set[Cell]:
    """State what a row says with its currency, as `read_in_currency` reads it. Says which cells changed."""
    changed = set()
    for name, content in read_in_currency(sheet.rows(part)[index]).items():
        set_cell(sheet, Cell(part, index, name), content)
        changed.add(Cell(part, index, name))
    return changed
