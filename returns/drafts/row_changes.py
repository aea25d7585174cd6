"""Rows as a person moves them about: added, removed, put back, copied, moved, and pasted from a spreadsheet."""

from copy import copy
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.drafts.cells import CannotHold, CellTypes
from returns.drafts.pasting import fill, paste, take_back
from returns.drafts.rows import CannotDo, RowChange, identity_of, new_row, row_key
from returns.editions import EDITIONS, reconcile
from returns.figures import NIL
from returns.labels import numeral
from returns.parts import PARTS
from returns.recalculate import derived, set_cell
from returns.sheet import MOST_ROWS, Cell, Sheet, too_many_rows


def change_rows(sheet: Sheet, asked: dict[str, Any]) -> RowChange:
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
            return paste(sheet, part, _row(sheet, part, asked), asked)
        case "nil":
            return _rest_nil(sheet, part, asked)
        case "fill":
            return fill(sheet, part, asked)
        case "take back":
            return take_back(sheet, part, asked)
    raise CannotDo(_("There is nothing like that to do with rows."))


def _row(sheet: Sheet, part: str, asked: dict[str, Any]) -> int:
    """The row that is meant: the one at its old place, or the only one of its name."""
    at, key, count = asked.get("row"), asked.get("key"), len(sheet.rows(part))
    if not isinstance(at, int) or isinstance(at, bool):
        raise CannotDo(_("There is no such row."))
    if 0 <= at < count and (not key or row_key(sheet, part, at) == key):
        return at
    found = [index for index in range(count) if row_key(sheet, part, index) == key]
    if len(found) != 1:
        raise CannotDo(_("Somebody else changed these rows. Look at them as they are now."))
    return found[0]


def _insert(sheet: Sheet, part: str, at: int, row: Any) -> RowChange:
    if not PARTS[part].add:
        raise CannotDo(_("Add a class of shares with the buttons under %s.") % numeral(sheet, "issued"))
    if len(sheet.rows(part)) >= MOST_ROWS:
        raise CannotDo(too_many_rows(len(sheet.rows(part)) + 1))
    sheet.rows(part).insert(at, row)
    return RowChange(set(), at)


def _rest_nil(sheet: Sheet, part: str, asked: dict[str, Any]) -> RowChange:
    """State Nil in what nobody has stated of a row's movements, or of all rows of the part where no row is named."""
    its, edition = PARTS[part], EDITIONS[sheet.head.edition]
    rows = range(len(sheet.rows(part))) if asked.get("row") is None else [_row(sheet, part, asked)]
    names = [name for name in its.moved if name in edition.fields[part] and name not in its.proofs]
    names = [name for name in names if name not in edition.unprinted.get(part, ())]
    # What follows from others is calculated.
    follows = derived(reconcile(sheet))
    cells = [Cell(part, row, name) for row in rows for name in names]
    cells = [cell for cell in cells if sheet.figure(cell).is_blank and cell not in follows]
    if not cells:
        raise CannotDo(_("Nothing is blank here that could be Nil."))
    for cell in cells:
        set_cell(sheet, cell, NIL)
    done = ngettext("%d blank is Nil now.", "%d blanks are Nil now.", len(cells)) % len(cells)
    undone = [[cell.row, cell.name, "", str(NIL.kind)] for cell in cells]
    undo = {"what": "take back", "part": part, "count": len(sheet.rows(part)), "cells": undone}
    return RowChange(set(cells), rows[0], done, undo)


def _put_back(sheet: Sheet, part: str, asked: dict[str, Any]) -> RowChange:
    row, types, cells = PARTS[part].model(), CellTypes(sheet).of(part), asked.get("cells")
    for name, typed in (cells if isinstance(cells, dict) else {}).items():
        if name in types:
            try:
                setattr(row, name, types[name].read(str(typed)))
            except CannotHold:
                continue
    at = asked.get("at")
    count = len(sheet.rows(part))
    return _insert(sheet, part, min(max(at, 0), count) if isinstance(at, int) else count, row)


def _remove(sheet: Sheet, part: str, at: int) -> RowChange:
    row = sheet.rows(part)[at]
    edition = EDITIONS[sheet.head.edition]
    key, same = identity_of(part, row), [identity_of(part, each) for each in sheet.rows(part)]
    if any(key) and key in edition.fixed_rows(part, edition.class_slots) and same.count(key) == 1:
        raise CannotDo(_("This row is part of the form and cannot be deleted."))
    texts = {name: cell.write(getattr(row, name)) for name, cell in CellTypes(sheet).of(part).items()}
    sheet.rows(part).pop(at)
    undo = {"what": "insert", "part": part, "at": at, "cells": texts}
    return RowChange(set(), max(at - 1, 0), _("Row %d deleted.") % (at + 1), undo)


def _move(sheet: Sheet, part: str, at: int, step: int) -> RowChange:
    rows, to = sheet.rows(part), at + step
    if not 0 <= to < len(rows):
        raise CannotDo(_("The row is at the end already."))
    rows[at], rows[to] = rows[to], rows[at]
    return RowChange(set(), to)
