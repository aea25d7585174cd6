"""Amounts and prices that are typed with their currency: HK$2.50 in a row that states HK$."""

from returns.figures import Kind, is_currency, read_money
from returns.follow import put
from returns.sheet import ROWS, Cell, Sheet, currency_of, figure_fields, sort_of


def settle(sheet: Sheet, part: str, index: int) -> set[Cell]:
    """Read what a row says with its currency, where it states that currency, or none: it states it then.

    What is said in another currency stays as typed, and rule F-1 names both. Says which cells changed.
    """
    changed: set[Cell] = set()
    for name in figure_fields(ROWS[part]):
        typed = getattr(sheet.rows(part)[index], name)
        cell = Cell(part, index, name)
        currency = currency_of(cell) if typed.kind is Kind.UNREAD else None
        money = read_money(typed.text, sort_of(cell)) if currency else None
        if not currency or not money:
            continue
        mark, figure = money
        stated = sheet.text(currency).strip()
        if stated and not is_currency(mark, stated):
            continue
        if not stated and mark != "$":
            put(sheet, currency, mark)
            changed.add(currency)
        put(sheet, cell, figure)
        changed.add(cell)
    return changed
