"""Blocks pasted from a spreadsheet: read, put into the rows of a part, filled from above, and undone."""

import dataclasses
import re
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.drafts.cells import CannotHold, CellType, CellTypes, ChoiceType, FigureType
from returns.drafts.currency import read_with_currency
from returns.drafts.rows import CannotDo, Offer, RowChange, new_row
from returns.editions import EDITIONS, reconcile
from returns.figures import Kind
from returns.labels import column_head
from returns.parts import PARTS
from returns.recalculate import derived, set_cell
from returns.sheet import MOST_ROWS, Cell, Sheet, too_many_rows

# Whatever a program ends a line in; static/editor/rows.js looks for the same.
# Two lines read as one would be one number.
_ENDS = "\n\r\v\f\x85\u2028\u2029"
_CELL = re.compile(
    rf'(?:"(?P<quoted>(?:[^"]++|"")*+)"(?=[\t{_ENDS}]|\Z)|(?P<plain>[^\t{_ENDS}]*))(?P<end>\t|\r\n|[{_ENDS}]|\Z)'
)
# Of the texts that did not fit, the message quotes this many.
MOST_QUOTED = 5


def paste(sheet: Sheet, part: str, at: int, asked: dict[str, Any]) -> RowChange:
    """Fill the cells from one on with a block, column by column in the order of the page."""
    types, before = CellTypes(sheet).of(part), len(sheet.rows(part))
    edition = EDITIONS[sheet.head.edition]
    # A block that is too wide for the form's columns does not run on into those that it has not.
    of_form = asked.get("name") not in edition.unprinted.get(part, ())
    names = list(edition.fields[part] if of_form else edition.unprinted[part])
    names = [name for name in names if name not in PARTS[part].stands_for]
    if asked.get("name") not in names:
        raise CannotDo(_("A block cannot be pasted here."))
    labels = [column_head(edition.labels, part, name) for name in names]
    names = names[names.index(asked["name"]) :]
    lines = _lines(str(asked.get("block", "")))
    headings: list[str] = []
    while lines and _is_heading(lines[0], [types[name] for name in names], labels):
        headings += filter(str.strip, lines.pop(0))
    if headings and not lines:
        raise CannotDo(_("There are only headings in it, and no figures: %s") % _quoted(headings))
    if not lines:
        raise CannotDo(_("There is nothing in it to paste."))
    if at + len(lines) > max(MOST_ROWS, before):
        raise CannotDo(too_many_rows(at + len(lines)))
    pasting = _Pasting(sheet, part, names, types)
    for place, line in enumerate(lines, start=at):
        pasting.put_line(place, line)
    undo = {
        "what": "take back",
        "part": part,
        "row": at,
        "name": asked["name"],
        "count": before,
        "cells": pasting.texts,
    }
    said, offer = pasting.message(headings), None
    if blank := pasting.blank_below_a_name():
        count = len({place for place, _name in blank})
        said += " " + ngettext(
            "%d row has no name: its cell was blank, as under a merged cell.",
            "%d rows have no name: their cells were blank, as under a merged cell.", count,
        ) % count  # fmt: skip
        ask = {"what": "fill", "part": part, "row": at, "name": asked["name"], "cells": blank}
        offer = Offer(_("Fill from above"), ask | {"count": len(sheet.rows(part))})
    return RowChange(pasting.typed, at, said, undo, offer)


def fill(sheet: Sheet, part: str, asked: dict[str, Any]) -> RowChange:
    """Fill the blank cells of rows without a name from the row above."""
    types, rows = CellTypes(sheet).of(part), sheet.rows(part)
    try:
        cells = [Cell(part, int(row), str(name)) for row, name in asked["cells"]]
        at, name, count = int(asked["row"]), str(asked["name"]), int(asked["count"])
    except (KeyError, TypeError, ValueError) as fault:
        raise CannotDo(_("There is nothing like that to do with rows.")) from fault
    if count != len(rows):
        raise CannotDo(_("Somebody else changed these rows. Look at them as they are now."))
    texts = []
    for cell in sorted(cells):
        place = cell.row or 0
        is_one = cell.name in PARTS[part].shared and cell.name in types and 0 < place < count
        above = cell._replace(row=place - 1)
        if not is_one or _text(sheet, types, cell) or not _text(sheet, types, above):
            continue
        set_cell(sheet, cell, getattr(rows[place - 1], cell.name))
        texts.append((place, cell.name, "", _text(sheet, types, cell)))
    message = ngettext("%d cell filled from above.", "%d cells filled from above.", len(texts)) % len(texts)
    undo = {"what": "take back", "part": part, "row": at, "name": name, "count": count, "cells": texts}
    return RowChange({Cell(part, place, filled) for place, filled, *_texts in texts}, at, message, undo)


def _lines(block: str) -> list[list[str]]:
    """The cells of a block, line by line, without the blank lines at its end.

    Around a cell with line breaks a spreadsheet sets quotation marks, and doubles those in it. Marks that do not close
    at a cell's end are the cell's own: “"A" Scheme”.
    """
    lines: list[list[str]] = [[]]
    for cell in _CELL.finditer(block):
        quoted, end = cell["quoted"], cell["end"]
        lines[-1].append(cell["plain"] if quoted is None else quoted.replace('""', '"'))
        if not end:
            break
        if end != "\t":
            lines.append([])
    while lines and not any(text.strip() for text in lines[-1]):
        lines.pop()
    return lines


@dataclasses.dataclass
class _Pasting:
    """A block on its way into a part: the columns it falls into, and what became of its cells."""

    sheet: Sheet
    part: str
    names: list[str]
    types: dict[str, CellType]
    typed: set[Cell] = dataclasses.field(default_factory=set)
    # Of each cell that changed: its row, its name, its old content and its new content.
    texts: list[tuple[int, str, str, str]] = dataclasses.field(default_factory=list)
    left_out: list[str] = dataclasses.field(default_factory=list)
    # Of each cell that cannot hold what was pasted: its row from 1, its text, and why.
    refused: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    unknown: list[str] = dataclasses.field(default_factory=list)

    def put_line(self, place: int, line: list[str]) -> None:
        """Put a line into a row, which is made where there is none."""
        rows, is_new = self.sheet.rows(self.part), False
        if place >= len(rows):
            if not PARTS[self.part].add:
                self.left_out += filter(str.strip, line)
                return
            rows.append(new_row(self.sheet, self.part, EDITIONS[self.sheet.head.edition]))
            is_new = True
        row, pasted = rows[place], set()
        for offset, text in enumerate(line):
            name = self.names[offset] if offset < len(self.names) else ""
            try:
                content = self._content(name, text) if name else None
            except CannotHold as fault:
                self.refused.append({"row": place + 1, "text": _quoted([text]), "why": str(fault)})
                continue
            if content == "" and is_new and name == "share_class":
                # The new row has its class already, where there is just one.
                continue
            if content is None:
                self.left_out += filter(str.strip, [text])
                continue
            set_cell(self.sheet, Cell(self.part, place, name), content)
            pasted.add(Cell(self.part, place, name))
        self.typed |= pasted
        for cell in sorted(pasted | read_with_currency(self.sheet, self.part, place)):
            was = self.types[cell.name].write(getattr(row, cell.name)) or ""
            self.texts.append((place, cell.name, was, _text(self.sheet, self.types, cell)))

    def _content(self, name: str, text: str) -> Any:
        cell = self.types[name]
        if not isinstance(cell, ChoiceType):
            return cell.read(text.strip())
        choice = cell.find(text)
        if choice is None:
            # The old content is not what was pasted: the pasted word replaces it, for the person to choose.
            self.unknown.append(text)
            return _shown(text)[: cell.most]
        return choice

    def blank_below_a_name(self) -> list[tuple[int, str]]:
        """The cells, by row and name, that the row above would fill: blank where they were pasted, in rows with figures
        and without a name that stand below one that has a name."""
        name, *others = PARTS[self.part].shared or ("",)
        pasted: dict[int, set[str]] = {}
        for cell in self.typed:
            pasted.setdefault(cell.row or 0, set()).add(cell.name)
        first, found = min(pasted, default=0), []
        is_named = bool(name and first and getattr(self.sheet.rows(self.part)[first - 1], name))
        for place in sorted(pasted):
            blank = {each for each in pasted[place] if not _text(self.sheet, self.types, Cell(self.part, place, each))}
            is_stated = blank < pasted[place]
            if name in blank and is_named and is_stated:
                found += [(place, each) for each in (name, *others) if each in blank]
            else:
                is_named = name in pasted[place] and name not in blank
        return found

    def message(self, headings: list[str]) -> str:
        """What became of the block, in words."""
        message = ngettext("%d cell pasted.", "%d cells pasted.", len(self.typed)) % len(self.typed)
        if headings:
            message += " " + _("The headings were left out: %s") % _quoted(headings)
        if self.unknown:
            message += " " + ngettext(
                "%(number)d class of shares is none of this return's; choose it: %(texts)s",
                "%(number)d classes of shares are none of this return's; choose them: %(texts)s", len(self.unknown),
            ) % {"number": len(self.unknown), "texts": _quoted(self.unknown)}  # fmt: skip
        if self.refused:
            shown = self.refused[:MOST_QUOTED]
            few = "; ".join(_("row %(row)d, %(text)s: %(why)s") % each for each in shown)
            message += " " + ngettext(
                "%(number)d cell cannot hold what was pasted and was left as it was: %(texts)s",
                "%(number)d cells cannot hold what was pasted and were left as they were: %(texts)s", len(self.refused),
            ) % {"number": len(self.refused), "texts": few}  # fmt: skip
        if self.left_out:
            message += " " + ngettext(
                "%(number)d did not fit and was left out: %(texts)s",
                "%(number)d did not fit and were left out: %(texts)s", len(self.left_out),
            ) % {"number": len(self.left_out), "texts": _quoted(self.left_out)}  # fmt: skip
        return message


def _is_heading(line: list[str], types: list[CellType], labels: list[str]) -> bool:
    """Whether a line is the heads of its columns: where figures are wanted stand words alone, some of a head's own."""
    said = [(text, cell) for text, cell in zip(line, types, strict=False) if isinstance(cell, FigureType)]
    said = [(text, cell) for text, cell in said if text.strip()]
    if any(cell.understand(text).kind not in (Kind.UNREAD, Kind.WORDS) for text, cell in said):
        return False
    heads = [words for words in map(_words, labels) if words]
    said_words = [words for words in (_words(text) for text, _cell in said) if words]
    return any(words <= head or words >= head for words in said_words for head in heads)


def _shown(text: str) -> str:
    return "".join(filter(str.isprintable, " ".join(text.split())))


def _words(text: str) -> set[str]:
    """The words of a text but for the shortest, such as No. and of."""
    letters = "".join(ch if ch.isalpha() else " " for ch in text.casefold())
    return {word for word in letters.split() if len(word) >= 3}


def _quoted(texts: list[str]) -> str:
    """The first few of them."""
    few = [Truncator(" ".join(text.split())).chars(40) for text in texts[:MOST_QUOTED]]
    return ", ".join(f"“{text}”" for text in few) + ("…" if len(texts) > MOST_QUOTED else "")


def _text(sheet: Sheet, types: dict[str, CellType], cell: Cell) -> str:
    return str(types[cell.name].write(getattr(sheet.rows(cell.part)[cell.row or 0], cell.name)) or "")


def take_back(sheet: Sheet, part: str, asked: dict[str, Any]) -> RowChange:
    """Undo a paste: cells that still hold what was pasted get their old content back; rows made for it are removed."""
    types, rows, typed = CellTypes(sheet).of(part), sheet.rows(part), set()
    try:
        count, cells = int(asked["count"]), [Cell(part, int(row), str(name)) for row, name, *_ in asked["cells"]]
        texts = [(str(was), str(pasted)) for _row, _name, was, pasted in asked["cells"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise CannotDo(_("There is nothing like that to do with rows.")) from fault
    for cell, (was, pasted) in zip(cells, texts, strict=True):
        stands = 0 <= (cell.row or 0) < len(rows) and cell.name in types
        if stands and _text(sheet, types, cell) == pasted:
            try:
                set_cell(sheet, cell, types[cell.name].read(was))
            except CannotHold as fault:
                raise CannotDo(str(fault)) from fault
            typed.add(cell)
    # Figures recalculated after the paste were typed by nobody.
    followed, fresh = derived(reconcile(sheet)), new_row(sheet, part, EDITIONS[sheet.head.edition])
    while len(rows) > count and all(
        cell in followed or _text(sheet, types, cell) in ("", types[cell.name].write(getattr(fresh, cell.name)))
        for cell in (Cell(part, len(rows) - 1, name) for name in types)
    ):
        rows.pop()
    message = ngettext("%d cell is as it was.", "%d cells are as they were.", len(typed)) % len(typed)
    return RowChange({cell for cell in typed if (cell.row or 0) < len(rows)}, 0, message)
