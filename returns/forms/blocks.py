"""Rows as a person moves them about: added, removed, put back, copied, moved, and pasted from a spreadsheet."""

import csv
import io
from copy import copy
from textwrap import shorten
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.editions import EDITIONS, reconcile
from returns.follow import derived, put
from returns.forms.cells import ChoiceCell
from returns.forms.edits import Fields, row_key
from returns.forms.rows import IDENTITY, MOST_ROWS, fixed_rows, identity_of
from returns.sheet import ROWS, Cell, Sheet

# A class is added in I and in II at once, by buttons of its own; a total stands for something.
GROW = {part for part in ROWS if part not in ("authorised", "issued")}
# Of what did not fit, so many are told word by word.
MOST_QUOTED = 5


class CannotDo(Exception):
    """What was asked cannot be done with these rows; the message says why."""


class Done(NamedTuple):
    """What was done: the cells that were typed, the row to look at, what to tell, and what to ask for to undo it."""

    typed: set[Cell]
    row: int
    told: str = ""
    undo: dict[str, Any] | None = None


def change_rows(sheet: Sheet, asked: dict[str, Any]) -> Done:
    """Do with the rows of a Sheet what was asked. Raises CannotDo."""
    part = asked.get("part")
    if not isinstance(part, str) or part not in EDITIONS[sheet.head.edition].fields or part not in ROWS:
        raise CannotDo(_("There is no such part in this return."))
    setattr(sheet, part, list(sheet.rows(part)))
    match asked.get("what"):
        case "add":
            return _insert(sheet, part, len(sheet.rows(part)), ROWS[part]())
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
    if part not in GROW:
        raise CannotDo(_("Add a class of shares with the buttons under II."))
    if len(sheet.rows(part)) >= MOST_ROWS:
        raise CannotDo(_("There are %d rows already; more are not taken.") % MOST_ROWS)
    sheet.rows(part).insert(at, row)
    return Done(set(), at)


def _put_back(sheet: Sheet, part: str, asked: dict[str, Any]) -> Done:
    row, fields, cells = ROWS[part](), Fields(sheet).of(part), asked.get("cells")
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
    if any(key) and key in fixed_rows(edition, part, edition.class_slots) and same.count(key) == 1:
        raise CannotDo(_("This row is part of the form and cannot be removed."))
    fields = Fields(sheet).of(part)
    texts = {name: field.prepare_value(getattr(row, name)) for name, field in fields.items()}
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
    fields, names = Fields(sheet).of(part), [*EDITIONS[sheet.head.edition].fields[part]]
    names = [name for name in names if name not in IDENTITY.get(part, ())]
    if asked.get("name") not in names:
        raise CannotDo(_("A block cannot be pasted here."))
    try:
        lines = list(csv.reader(io.StringIO(str(asked.get("block", ""))), delimiter="\t"))
    except csv.Error as fault:
        raise CannotDo(_("This cannot be read as a block of cells.")) from fault
    while lines and not any(text.strip() for text in lines[-1]):
        lines.pop()
    if not lines or at + len(lines) > MOST_ROWS:
        raise CannotDo(_("There are more than %d rows in it, or none.") % MOST_ROWS)
    first, typed, before = names.index(asked["name"]), set(), len(sheet.rows(part))
    texts: list[tuple[int, str, str, str]] = []
    left_out: list[str] = []
    for place, line in enumerate(lines, start=at):
        if place >= len(sheet.rows(part)):
            if part not in GROW:
                left_out += filter(str.strip, line)
                continue
            sheet.rows(part).append(ROWS[part]())
        for offset, text in enumerate(line):
            name = names[first + offset] if first + offset < len(names) else ""
            content = _read(fields[name], text) if name else None
            if content is None:
                left_out += filter(str.strip, [text])
                continue
            cell = Cell(part, place, name)
            was = _text(sheet, fields, cell)
            put(sheet, cell, content)
            typed.add(cell)
            texts.append((place, name, was, _text(sheet, fields, cell)))
    told = ngettext("%d cell pasted.", "%d cells pasted.", len(typed)) % len(typed)
    if left_out:
        told += " " + ngettext(
            "%(number)d did not fit and was left out: %(texts)s", "%(number)d did not fit and were left out: %(texts)s",
            len(left_out),
        ) % {"number": len(left_out), "texts": _quoted(left_out)}  # fmt: skip
    undo = {"what": "take back", "part": part, "row": at, "name": asked["name"], "count": before, "cells": texts}
    return Done(typed, at, told, undo)


def _quoted(texts: list[str]) -> str:
    """The first few of them."""
    few = [shorten(text, 40, placeholder="…") for text in texts[:MOST_QUOTED]]
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
            put(sheet, cell, fields[cell.name].clean(was))
            typed.add(cell)
    # What followed from what was pasted was typed by nobody.
    followed = derived(reconcile(sheet))
    while len(rows) > count and not any(
        _text(sheet, fields, cell)
        for cell in (Cell(part, len(rows) - 1, name) for name in fields)
        if cell not in followed
    ):
        rows.pop()
    told = ngettext("%d cell is as it was.", "%d cells are as they were.", len(typed)) % len(typed)
    return Done({cell for cell in typed if (cell.row or 0) < len(rows)}, 0, told)


def _read(field: forms.Field, text: str) -> Any:
    """What a pasted text states in a cell; None where the cell cannot hold it."""
    if isinstance(field, ChoiceCell):
        return field.find(text)
    try:
        return field.clean(text.strip())
    except forms.ValidationError:
        return None
