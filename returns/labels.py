"""What cells and rows are called in messages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from returns.models import MonthlyReturn, OtherMovement, Total
from returns.parts import MOVEMENTS, PARTS
from returns.sheet import Cell, Sheet


class Block(NamedTuple):
    """How a row is set that is a table of its own: its lines, and the columns that each of them has, with their heads.

    A cell is named by both: `opening_shares` is in the line `opening`, in the column `shares`.
    """

    lines: Mapping[str, str | Promise]
    columns: Mapping[str, str | Promise]


class Labels(NamedTuple):
    """What an edition calls its parts, its classes of shares and its totals, and its cells where that is not what the
    models call them."""

    # What the parts that have rows are numbered.
    numerals: Mapping[str, str | Promise]
    # What the kinds of shares are called, in the form's order. A class of none of them is called what the return
    # calls it, and comes after them.
    kinds: Mapping[str, str | Promise] = {}
    # What totals are called, by the part that they total; under "all" the totals of all movements.
    totals: Mapping[str, str | Promise] = {}
    # What is written over columns, by part and cell, and what they are called in sentences, by cell.
    heads: Mapping[tuple[str, str], str | Promise] = {}
    short: Mapping[str, str | Promise] = {}
    # The heads over several columns of a part, each with its cells.
    groups: Mapping[str, tuple[tuple[str | Promise, tuple[str, ...]], ...]] = {}
    # The cells on a line of their own under each row of a part.
    under: Mapping[str, tuple[str, ...]] = {}
    # The parts whose rows, one for each class of shares, are tables of their own.
    blocks: Mapping[str, Block] = {}
    # What sections are called on the screen, where that is not the form's own heading.
    sections: Mapping[str, str | Promise] = {}
    # What the total of all movements is called, of one class of shares.
    grand_total: str | Promise = ""
    # The cells of a total, each with the column that it totals.
    totalled: Mapping[str, str] = {}

    def class_label(self, share_class: str) -> str:
        """A class in words: ordinary shares (1). A whole kind: ordinary shares. Of a blank, nothing."""
        kind, _, index = share_class.partition("_")
        if kind not in self.kinds:
            return share_class
        return f"{self.kinds[kind]} ({index})" if index else str(self.kinds[kind])

    def class_order(self, share_class: str) -> tuple[int, int, str]:
        """The place of a class on the form: by its kind, then by its number."""
        kinds, (kind, _, index) = tuple(self.kinds), share_class.partition("_")
        return (kinds.index(kind) if kind in kinds else len(kinds), int(index) if index.isdecimal() else 0, share_class)

    def total(self, part: str) -> str:
        """What the total of a part, or of all movements, is called."""
        return str(self.totals.get(part) or dict(Total.Part.choices).get(part, part))


# By the editions' codes. What is said of a return is worded below the editions, so each of them puts its words here.
LABELS: dict[str, Labels] = {}


def numeral(sheet: Sheet, part: str) -> str:
    """What the form numbers a part: "II"; "III.A"."""
    return str(LABELS[sheet.head.edition].numerals[part])


def class_label(sheet: Sheet, share_class: str) -> str:
    """What the form calls a class of shares, or a whole kind of them."""
    return LABELS[sheet.head.edition].class_label(share_class)


def total_name(sheet: Sheet, part: str) -> str:
    """What the form calls the total of a part, or of all movements."""
    return LABELS[sheet.head.edition].total(part)


def numerals(sheet: Sheet, *parts: str) -> str:
    """Those of the parts that the form has: "I and II"."""
    return gettext(" and ").join(numeral(sheet, part) for part in parts if part in LABELS[sheet.head.edition].numerals)


def short_numeral(sheet: Sheet, part: str) -> str:
    """What the form numbers a part within the part that it belongs to: "A"."""
    return numeral(sheet, part).rpartition(".")[-1]


def movements_in_words(sheet: Sheet, named: Callable[[Sheet, str], str] = numeral) -> str:
    """All parts of the form that say by what shares moved: "III.A to III.E"; "A to E" by their short numerals."""
    numerals = LABELS[sheet.head.edition].numerals
    found = [named(sheet, part) for part in MOVEMENTS if part in numerals]
    return gettext("%(first)s to %(last)s") % {"first": found[0], "last": found[-1]} if found[1:] else "".join(found)


def label(sheet: Sheet, cell: Cell) -> str:
    """Part, row and column in the form's words: "II, ordinary shares (1), Increase/(decrease) during the month"."""
    if cell.before and sheet.month_before:
        return gettext("last month's %s") % label(sheet.month_before, cell._replace(before=False))
    if cell.row is None:
        return column_name(sheet, cell)
    column = column_name(sheet, cell)
    row = sheet.rows(cell.part)[cell.row]
    name = row_name(LABELS[sheet.head.edition], cell.part, row)
    if PARTS[cell.part].within:
        return f"{column} ({name})" if name else column
    if PARTS[cell.part].is_total and name:
        return name
    return f"{row_in_words(sheet, cell.part, cell.row)}, {column}"


def row_in_words(sheet: Sheet, part: str, index: int) -> str:
    """What a row is called: "II, ordinary shares (1)"; "III.A, row 3"."""
    name = row_name(LABELS[sheet.head.edition], part, sheet.rows(part)[index])
    if name and PARTS[part].totals_movements:
        return name
    return f"{numeral(sheet, part)}, {name or gettext('row %d') % (index + 1)}"


def row_name(labels: Labels, part: str, row: Any) -> str:
    """What a row represents: its class, currency, type or total; empty where nothing says it."""
    match PARTS[part].named_by:
        case ("share_class",):
            return labels.class_label(row.share_class)
        case ("currency",):
            return str(row.currency)
        case ("part", "share_class") if row.part and row.share_class:
            return f"{labels.total(row.part)} ({labels.class_label(row.share_class)})"
        case ("type",) if row.type in OtherMovement.Type.values:
            return str(row.get_type_display())
        case _:
            return ""


def column_name(sheet: Sheet, cell: Cell) -> str:
    """The form's words for the column of a cell, or for a cell of the head."""
    labels = LABELS[sheet.head.edition]
    return str(labels.short.get(cell.name) or _name(labels, "head" if cell.row is None else cell.part, cell.name))


def column_head(labels: Labels, part: str, name: str) -> str:
    """What an edition puts over a column of a part, or before a cell of the head, where people type."""
    return str(labels.heads.get((part, name)) or _name(labels, part, name))


def choice_in_words(labels: Labels, cell: Cell, key: str) -> str:
    """What is stated in a cell for words, where it may be the key of a choice: ordinary_1 as ordinary shares (1)."""
    if cell.name == "share_class":
        return labels.class_label(key)
    if cell.name == "part":
        return labels.total(key)
    if cell.name == "not_applicable":
        # Several parts: "III.C; III.D".
        marked = key.split("; ")
        return "; ".join(str(numeral) for part, numeral in labels.numerals.items() if part in marked)
    choices = dict(_field("head" if cell.row is None else cell.part, cell.name).flatchoices)
    return str(choices.get(key, key))


def column_in_words(sheet: Sheet, cells: Sequence[Cell], indexes: Sequence[int]) -> str:
    """The same cells of several rows: "III.A, rows 1 to 2,000, Exercised; Cancelled"."""
    if cells[0].before and sheet.month_before:
        now = [cell._replace(before=False) for cell in cells]
        return gettext("last month's %s") % column_in_words(sheet.month_before, now, indexes)
    part = cells[0].part
    names = "; ".join(column_name(sheet, cell) for cell in cells)
    return f"{numeral(sheet, part)}, {rows_in_words(sheet, part, indexes)}, {names}"


def labels(sheet: Sheet, cells: Sequence[Cell]) -> str:
    """Several cells; of those in one row the row is said once: "III.A, row 2, Exercised; Cancelled"."""
    said, row = [], None
    for cell in cells:
        is_same = cell.row is not None and (cell.part, cell.row, cell.before) == row
        said.append(column_name(sheet, cell) if is_same else label(sheet, cell))
        row = cell.part, cell.row, cell.before
    return "; ".join(said)


# Of rows that are not one after the other so many groups are named.
MOST_RUNS = 20


def rows_in_words(sheet: Sheet, part: str, indexes: Sequence[int]) -> str:
    """Rows of a part, given in their order, by what they are called: "rows 1, 3 to 5"; "ordinary shares (1)"."""
    if PARTS[part].is_per_class and all(sheet.rows(part)[index].share_class for index in indexes):
        return ", ".join(class_label(sheet, sheet.rows(part)[index].share_class) for index in indexes)
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    words = [
        f"{run[0] + 1:,}"
        if len(run) == 1
        else gettext("%(first)s to %(last)s") % {"first": f"{run[0] + 1:,}", "last": f"{run[-1] + 1:,}"}
        for run in runs[:MOST_RUNS]
    ]
    if more := sum(len(run) for run in runs[MOST_RUNS:]):
        words.append(ngettext("%d more", "%d more", more) % more)
    return ngettext("row %s", "rows %s", len(indexes)) % ", ".join(words)


# The remarks that stand under a part, by the field that holds them.
_REMARKS = {part.remarks: part.name for part in reversed(PARTS.values())}


def _name(labels: Labels, part: str, name: str) -> str:
    """What a cell is called where the edition says nothing of it."""
    of_part = _REMARKS.get(name, "")
    if of_part in labels.numerals:
        return gettext("remarks to %s") % labels.numerals[of_part]
    return str(_field(part, name).verbose_name)


def _field(part: str, name: str) -> "Field[Any, Any]":
    model = MonthlyReturn if part == "head" else PARTS[part].model
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field
