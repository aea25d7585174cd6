"""What the classes and instruments of a return are called, and their balances at the close of its month."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from returns.editions import edition_of
from returns.figures import write
from returns.labels import class_label, numeral
from returns.parts import PARTS
from returns.roll_forward import Item, items
from returns.sheet import Cell, Sheet, sort_of


class Balance(NamedTuple):
    """A class or an instrument: its place on the form, its name, what distinguishes it from others, and its balance."""

    numeral: str
    name: str
    particulars: str
    closing: str


def balances(sheet: Sheet) -> Iterator[Balance]:
    """Every class and instrument of a return, in the form's order."""
    for item in items(sheet):
        if item.row is not None:
            yield Balance(numeral(sheet, item.part), *in_words(sheet, item), closing(sheet, item.part, item.row))


def closing(sheet: Sheet, part: str, row: int) -> str:
    """Its balance at the close of the month, as the form writes it."""
    cell = Cell(part, row, PARTS[part].balance)
    return write(sheet.figure(cell), sort_of(cell), edition_of(sheet).notation)


def in_words(sheet: Sheet, item: Item) -> tuple[str, str]:
    """What an item is called, and what distinguishes it from others of the same name."""
    if item.row is None:
        return _("Issues, repurchases and redemptions"), ""
    row, its = sheet.rows(item.part)[item.row], PARTS[item.part]
    if its.is_per_class:
        return class_label(sheet, row.share_class), str(its.shares_are)
    name = getattr(row, its.particulars[0]) or capfirst(str(its.model._meta.verbose_name_plural))
    apart = row.currency if "currency" in its.identity else ""
    if its.differs_by_price:
        apart += write(getattr(row, its.price), sort_of(Cell(item.part, item.row, its.price)))
    return name, apart
