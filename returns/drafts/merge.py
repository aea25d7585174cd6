"""Single cells as they are typed: each says what the cell held before, so that nobody's figure is lost."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from returns.drafts.cells import CannotHold, CellTypes, ChoiceType
from returns.drafts.currency import read_with_currency
from returns.drafts.rows import is_named, offered_rows, row_key
from returns.editions import EDITIONS
from returns.parts import PARTS
from returns.recalculate import set_cell
from returns.sheet import Cell, Sheet


class Edit(NamedTuple):
    """What was typed in a cell; `row` is the key of its row and `was` the text there when the person began.

    `draft` is which draft of the return it was typed in, and `at` when.
    """

    cell: str
    typed: str
    was: str
    row: str = ""
    draft: str = ""
    at: str = ""


class EditResult(NamedTuple):
    """What became of an edit: saved, or why the cell holds something else now; `text` is what is on record."""

    state: str
    text: str = ""
    reason: str = ""
    typed: str = ""


def merge(sheet: Sheet, edits: Iterable[Edit], draft: str = "") -> tuple[dict[str, EditResult], set[Cell]]:
    """State what was typed in a Sheet, but not over what somebody else has stated meanwhile.

    Nor what was typed in another `draft` than this, before the return was sent for approval: the person is asked.
    Says what became of each edit, by its address, and which cells changed.
    """
    types = CellTypes(sheet)
    edits = list(edits)
    results: dict[str, EditResult] = {}
    saved: dict[str, Cell] = {}
    typed = {edit.cell: edit.typed for edit in edits}
    # Found before any cell is set: what is typed in a row may change the row's name.
    meant = [(edit, None if edit.cell.startswith("mark-") else _find(sheet, edit)) for edit in edits]
    for edit, cell in meant:
        if edit.cell.startswith("mark-"):
            results[edit.cell] = _mark(sheet, edit, draft)
            continue
        results[edit.cell], content = _merge_one(sheet, cell, types, edit, draft)
        if cell and content is not None:
            set_cell(sheet, cell, content)
            saved[edit.cell] = cell
    changed = set(saved.values())
    for part, row in sorted({(cell.part, cell.row) for cell in changed if cell.row is not None}):
        changed |= read_with_currency(sheet, part, row)
    for address, cell in saved.items():
        results[address] = EditResult("saved", types.of(cell.part)[cell.name].write(_content(sheet, cell)))
    return {address: each._replace(typed=typed[address]) for address, each in results.items()}, changed


def _merge_one(sheet: Sheet, cell: Cell | None, types: CellTypes, edit: Edit, draft: str) -> tuple[EditResult, Any]:
    """What becomes of one edit, and what to state in its cell; None where the cell stays as it is."""
    if cell is None:
        return EditResult("gone", reason=_("Somebody else removed this row.")), None
    cell_type = types.of(cell.part).get(cell.name)
    if cell_type is None:
        return EditResult("gone", reason=_("There is no such cell in this return.")), None
    names_row = cell.row is not None and cell.name in PARTS[cell.part].stands_for
    if names_row and is_named(cell.part, sheet.rows(cell.part)[cell.row or 0]):
        reason = _("What a row is cannot be changed: delete it and add another.")
        return EditResult("gone", reason=reason), None
    stored = _content(sheet, cell)
    on_record = cell_type.write(stored)
    try:
        content = cell_type.read(edit.typed)
    except CannotHold as fault:
        return EditResult("refused", on_record, str(fault)), None
    if isinstance(cell_type, ChoiceType) and not cell_type.allows(content) and content != stored:
        return EditResult("refused", on_record, _("“%s” is none of the choices.") % edit.typed[:40]), None
    now = cell_type.understand(on_record)
    is_of_draft, is_seen = edit.draft == draft, cell_type.understand(edit.was) == now
    if content == now:
        # The same figure in other digits, 0.50 for 0.5, is saved, unless somebody else stated it meanwhile.
        is_retyped = is_of_draft and is_seen and cell_type.differs(stored, content)
        return EditResult("saved", on_record), content if is_retyped else None
    if not is_of_draft:
        return EditResult("earlier", on_record, _when(edit)), None
    if not is_seen:
        return EditResult("conflict", on_record), None
    return EditResult("saved"), content


def _content(sheet: Sheet, cell: Cell) -> Any:
    return getattr(sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row], cell.name)


def _when(edit: Edit) -> str:
    try:
        at = parse_datetime(edit.at)
        when = f"{localtime(at):%d/%m/%Y %H:%M}" if at else ""
    except (ValueError, OverflowError):
        # A time without its zone, or one that no calendar has.
        when = ""
    if not when:
        return _("You typed this before the return was sent for approval, and it was not saved.")
    message = _("You typed this on %s HKT, before the return was sent for approval, and it was not saved.")
    return message % when


def _mark(sheet: Sheet, edit: Edit, draft: str) -> EditResult:
    """Mark a part Not Applicable, or clear the mark."""
    part = edit.cell.removeprefix("mark-")
    if part not in EDITIONS[sheet.head.edition].markable:
        return EditResult("gone", reason=_("This part cannot be marked."))
    on_record = "on" if sheet.is_marked(part) else ""
    if edit.draft != draft and edit.typed != on_record:
        return EditResult("earlier", on_record, _when(edit))
    kept = [name for name in sheet.head.not_applicable if name != part]
    set_cell(sheet, Cell("head", None, "not_applicable"), [*kept, part] if edit.typed else kept)
    return EditResult("saved", edit.typed)


def _find(sheet: Sheet, edit: Edit) -> Cell | None:
    """The cell that is meant: in the row at its old place, or wherever that row is now."""
    cell = Cell.of(edit.cell)
    if cell is None or (cell.row is None) != (cell.part == "head"):
        return None
    if cell.row is None:
        return cell
    if cell.part not in PARTS:
        return None
    rows = sheet.rows(cell.part)
    if cell.row >= len(rows):
        # A row that the edition has and the return has not: the page offers it blank.
        rows += offered_rows(EDITIONS[sheet.head.edition], sheet, cell.part)
    if cell.row < len(rows) and (not edit.row or row_key(sheet, cell.part, cell.row) == edit.row):
        return cell
    found = [index for index in range(len(rows)) if row_key(sheet, cell.part, index) == edit.row]
    return cell._replace(row=found[0]) if len(found) == 1 else None
