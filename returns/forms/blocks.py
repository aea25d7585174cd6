"""Rows as a person moves them about: added, removed, put back, copied, moved, and pasted from a spreadsheet."""

import dataclasses
import re
from copy import copy
from typing import Any, NamedTuple

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.editions import EDITIONS, reconcile
from returns.figures import Kind
from returns.follow import derived, put
from returns.forms.cells import ChoiceCell, FigureCell
from returns.forms.edits import Fields, row_key
from returns.forms.money import settle
from returns.forms.rows import identity_of, new_row
from returns.labels import column_head
from returns.parts import PARTS
from returns.sheet import MOST_ROWS, Cell, Sheet, too_many_rows

# Whatever a program ends a line in; static/editor/rows.js looks for the same.
# Two lines read as one would be one number.
_ENDS = "\n\r\v\f\x85\u2028\u2029"
_CELL = re.compile(
    rf'(?:"(?P<quoted>(?:[^"]++|"")*+)"(?=[\t{_ENDS}]|\Z)|(?P<plain>[^\t{_ENDS}]*))(?P<end>\t|\r\n|[{_ENDS}]|\Z)'
)
# Of what did not fit, so many are told word by word.
MOST_QUOTED = 5


class CannotDo(Exception):
    """What was asked cannot be done with these rows; the message says why."""


class Offer(NamedTuple):
    """What may be done next: what its button says, and what to ask for."""

    label: str
    ask: dict[str, Any]


class Done(NamedTuple):
    """What was done: the cells that were typed, the row to look at, what to tell, and what to ask for to undo it."""

    typed: set[Cell]
    row: int
    told: str = ""
    undo: dict[str, Any] | None = None
    offer: Offer | None = None


def change_rows(sheet: Sheet, asked: dict[str, Any]) -> Done:
    """Do with the rows of a Sheet what was asked. Raises CannotDo."""
    part = asked.get("part")
    if not isinstance(part, str) or part not in EDITIONS[sheet.head.edition].fields or part not in PARTS:
        raise CannotDo(_("There is no such part in this return."))
    setattr(sheet, part, list(sheet.rows(part)))
    match asked.get("what"):
        case "add":
            return _insert(sheet, part, len(sheet.rows(part)), new_row(sheet, part, EDITIONS[sheet.head.edition]))
        case "insert":
            return _put_back(sheet, part, asked)
        case "duplicate":
            at = _row(sheet, part, asked)
            double = copy(sheet.rows(part)[at])
            double.pk = None
            return _insert(sheet, part, at + 1, double)
        case "remove":
            return _remove(sheet, part, _row(sheet, part, asked))
        case "up" | "down" as way:
            return _move(sheet, part, _row(sheet, part, asked), -1 if way == "up" else 1)
        case "paste":
            return _paste(sheet, part, _row(sheet, part, asked), asked)
        case "fill":
            return _fill(sheet, part, asked)
        case "take back":
            return _take_back(sheet, part, asked)
    raise CannotDo(_("There is nothing like that to do with rows."))


def _row(sheet: Sheet, part: str, asked: dict[str, Any]) -> int:
    """The row that is meant: it stands where it stood, or is the only one of its name."""
    at, key, count = asked.get("row"), asked.get("key"), len(sheet.rows(part))
    if not isinstance(at, int) or isinstance(at, bool):
        raise CannotDo(_("There is no such row."))
    if 0 <= at < count and (not key or row_key(sheet, part, at) == key):
        return at
    found = [index for index in range(count) if row_key(sheet, part, index) == key]
    if len(found) != 1:
        raise CannotDo(_("Somebody else changed these rows. Look at them as they are now."))
    return found[0]


def _insert(sheet: Sheet, part: str, at: int, row: Any) -> Done:
    if not PARTS[part].add:
        raise CannotDo(_("Add a class of shares with the buttons under II."))
    if len(sheet.rows(part)) >= MOST_ROWS:
        raise CannotDo(too_many_rows(len(sheet.rows(part)) + 1))
    sheet.rows(part).insert(at, row)
    return Done(set(), at)


def _put_back(sheet: Sheet, part: str, asked: dict[str, Any]) -> Done:
    row, fields, cells = PARTS[part].model(), Fields(sheet).of(part), asked.get("cells")
    for name, typed in (cells if isinstance(cells, dict) else {}).items():
        if name in fields:
            try:
                setattr(row, name, fields[name].clean(str(typed)))
            except forms.ValidationError:
                continue
    at = asked.get("at")
    count = len(sheet.rows(part))
    return _insert(sheet, part, min(max(at, 0), count) if isinstance(at, int) else count, row)


def _remove(sheet: Sheet, part: str, at: int) -> Done:
    row = sheet.rows(part)[at]
    edition = EDITIONS[sheet.head.edition]
    key, same = identity_of(part, row), [identity_of(part, each) for each in sheet.rows(part)]
    if any(key) and key in edition.fixed_rows(part, edition.class_slots) and same.count(key) == 1:
        raise CannotDo(_("This row is part of the form and cannot be removed."))
    texts = {name: field.prepare_value(getattr(row, name)) for name, field in Fields(sheet).of(part).items()}
    sheet.rows(part).pop(at)
    undo = {"what": "insert", "part": part, "at": at, "cells": texts}
    return Done(set(), max(at - 1, 0), _("Row %d is removed.") % (at + 1), undo)


def _move(sheet: Sheet, part: str, at: int, step: int) -> Done:
    rows, to = sheet.rows(part), at + step
    if not 0 <= to < len(rows):
        raise CannotDo(_("The row is at the end already."))
    rows[at], rows[to] = rows[to], rows[at]
    return Done(set(), to)


def _paste(sheet: Sheet, part: str, at: int, asked: dict[str, Any]) -> Done:
    """Fill the cells from one on with a block, column by column in the order they stand on the page."""
    fields, before = Fields(sheet).of(part), len(sheet.rows(part))
    edition = EDITIONS[sheet.head.edition]
    # A block that is too wide for the form's columns does not run on into those that it has not.
    of_form = asked.get("name") not in edition.unprinted.get(part, ())
    names = list(edition.fields[part] if of_form else edition.unprinted[part])
    names = [name for name in names if name not in PARTS[part].stands_for]
    if asked.get("name") not in names:
        raise CannotDo(_("A block cannot be pasted here."))
    labels = [column_head(part, name) for name in names]
    names = names[names.index(asked["name"]) :]
    lines = _lines(str(asked.get("block", "")))
    headings: list[str] = []
    while lines and _is_heading(lines[0], [fields[name] for name in names], labels):
        headings += filter(str.strip, lines.pop(0))
    if headings and not lines:
        raise CannotDo(_("There are only headings in it, and no figures: %s") % _quoted(headings))
    if not lines:
        raise CannotDo(_("There is nothing in it to paste."))
    if at + len(lines) > max(MOST_ROWS, before):
        raise CannotDo(too_many_rows(at + len(lines)))
    pasting = _Pasting(sheet, part, names, fields)
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
    said, offer = pasting.told(headings), None
    if blank := pasting.blank_below_a_name():
        count = len({place for place, _name in blank})
        said += " " + ngettext(
            "%d row has no name: its cell was blank, as under a merged cell.",
            "%d rows have no name: their cells were blank, as under a merged cell.", count,
        ) % count  # fmt: skip
        ask = {"what": "fill", "part": part, "row": at, "name": asked["name"], "cells": blank}
        offer = Offer(_("Fill from above"), ask | {"count": len(sheet.rows(part))})
    return Done(pasting.typed, at, said, undo, offer)


def _fill(sheet: Sheet, part: str, asked: dict[str, Any]) -> Done:
    """Say in the blank cells of rows without a name what the row above says there."""
    fields, rows = Fields(sheet).of(part), sheet.rows(part)
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
        is_one = cell.name in PARTS[part].shared and cell.name in fields and 0 < place < count
        above = cell._replace(row=place - 1)
        if not is_one or _text(sheet, fields, cell) or not _text(sheet, fields, above):
            continue
        put(sheet, cell, getattr(rows[place - 1], cell.name))
        texts.append((place, cell.name, "", _text(sheet, fields, cell)))
    told = ngettext("%d cell filled from above.", "%d cells filled from above.", len(texts)) % len(texts)
    undo = {"what": "take back", "part": part, "row": at, "name": name, "count": count, "cells": texts}
    return Done({Cell(part, place, filled) for place, filled, *_texts in texts}, at, told, undo)


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
    fields: dict[str, forms.Field]
    typed: set[Cell] = dataclasses.field(default_factory=set)
    # Of each cell that changed: its row, its name, and what stood there and stands there now.
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
            except forms.ValidationError as fault:
                self.refused.append({"row": place + 1, "text": _quoted([text]), "why": " ".join(fault.messages)})
                continue
            if content == "" and is_new and name == "share_class":
                # The new row has its class already, where there is just one.
                continue
            if content is None:
                self.left_out += filter(str.strip, [text])
                continue
            put(self.sheet, Cell(self.part, place, name), content)
            pasted.add(Cell(self.part, place, name))
        self.typed |= pasted
        for cell in sorted(pasted | settle(self.sheet, self.part, place)):
            was = self.fields[cell.name].prepare_value(getattr(row, cell.name)) or ""
            self.texts.append((place, cell.name, was, _text(self.sheet, self.fields, cell)))

    def _content(self, name: str, text: str) -> Any:
        field = self.fields[name]
        content = field.find(text) if isinstance(field, ChoiceCell) else field.clean(text.strip())
        if content is None:
            # What stood there is not what she pasted: it gives way to her word, for her to choose.
            self.unknown.append(text)
            return _shown(text)[: PARTS[self.part].model._meta.get_field(name).max_length]
        return content

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
            blank = {each for each in pasted[place] if not _text(self.sheet, self.fields, Cell(self.part, place, each))}
            is_stated = blank < pasted[place]
            if name in blank and is_named and is_stated:
                found += [(place, each) for each in (name, *others) if each in blank]
            else:
                is_named = name in pasted[place] and name not in blank
        return found

    def told(self, headings: list[str]) -> str:
        """What became of the block, in words."""
        told = ngettext("%d cell pasted.", "%d cells pasted.", len(self.typed)) % len(self.typed)
        if headings:
            told += " " + _("The headings were left out: %s") % _quoted(headings)
        if self.unknown:
            told += " " + ngettext(
                "%(number)d class of shares is none of this return's; choose it: %(texts)s",
                "%(number)d classes of shares are none of this return's; choose them: %(texts)s", len(self.unknown),
            ) % {"number": len(self.unknown), "texts": _quoted(self.unknown)}  # fmt: skip
        if self.refused:
            shown = self.refused[:MOST_QUOTED]
            few = "; ".join(_("row %(row)d, %(text)s: %(why)s") % each for each in shown)
            told += " " + ngettext(
                "%(number)d cell cannot hold what was pasted and was left as it was: %(texts)s",
                "%(number)d cells cannot hold what was pasted and were left as they were: %(texts)s", len(self.refused),
            ) % {"number": len(self.refused), "texts": few}  # fmt: skip
        if self.left_out:
            told += " " + ngettext(
                "%(number)d did not fit and was left out: %(texts)s",
                "%(number)d did not fit and were left out: %(texts)s", len(self.left_out),
            ) % {"number": len(self.left_out), "texts": _quoted(self.left_out)}  # fmt: skip
        return told


def _is_heading(line: list[str], fields: list[forms.Field], labels: list[str]) -> bool:
    """Whether a line is the heads of its columns: where figures are wanted stand words alone, some of a head's own."""
    said = [(text, field) for text, field in zip(line, fields, strict=False) if isinstance(field, FigureCell)]
    said = [(text, field) for text, field in said if text.strip()]
    if any(field.to_python(text).kind not in (Kind.UNREAD, Kind.WORDS) for text, field in said):
        return False
    heads = [words for words in map(_words, labels) if words]
    told = [words for words in (_words(text) for text, _field in said) if words]
    return any(words <= head or words >= head for words in told for head in heads)


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


def _text(sheet: Sheet, fields: dict[str, forms.Field], cell: Cell) -> str:
    return str(fields[cell.name].prepare_value(getattr(sheet.rows(cell.part)[cell.row or 0], cell.name)) or "")


def _take_back(sheet: Sheet, part: str, asked: dict[str, Any]) -> Done:
    """Undo a paste: what was pasted and still stands says again what it said, and the rows made for it go."""
    fields, rows, typed = Fields(sheet).of(part), sheet.rows(part), set()
    try:
        count, cells = int(asked["count"]), [Cell(part, int(row), str(name)) for row, name, *_ in asked["cells"]]
        texts = [(str(was), str(pasted)) for _row, _name, was, pasted in asked["cells"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise CannotDo(_("There is nothing like that to do with rows.")) from fault
    for cell, (was, pasted) in zip(cells, texts, strict=True):
        stands = 0 <= (cell.row or 0) < len(rows) and cell.name in fields
        if stands and _text(sheet, fields, cell) == pasted:
            try:
                put(sheet, cell, fields[cell.name].clean(was))
            except forms.ValidationError as fault:
                raise CannotDo(" ".join(fault.messages)) from fault
            typed.add(cell)
    # What followed from what was pasted was typed by nobody.
    followed, fresh = derived(reconcile(sheet)), new_row(sheet, part, EDITIONS[sheet.head.edition])
    while len(rows) > count and all(
        cell in followed
        or _text(sheet, fields, cell) in ("", fields[cell.name].prepare_value(getattr(fresh, cell.name)))
        for cell in (Cell(part, len(rows) - 1, name) for name in fields)
    ):
        rows.pop()
    told = ngettext("%d cell is as it was.", "%d cells are as they were.", len(typed)) % len(typed)
    return Done({cell for cell in typed if (cell.row or 0) < len(rows)}, 0, told)
