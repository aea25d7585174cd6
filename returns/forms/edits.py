"""Single cells as they are typed: each says what stood there when the person began, so that nobody's figure is lost."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from returns.editions import EDITIONS
from returns.follow import put
from returns.forms.cells import ChoiceCell
from returns.forms.head import HeadForm
from returns.forms.money import settle
from returns.forms.rows import choices, is_named, offered_rows, row_formset
from returns.parts import PARTS
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


class Told(NamedTuple):
    """What became of an edit: saved, or how else the cell stands now; `text` is what is on record."""

    state: str
    text: str = ""
    reason: str = ""
    typed: str = ""


def row_key(sheet: Sheet, part: str, index: int) -> str:
    """What tells a row from its neighbours when rows come and go: short, and the same as long as it is called so."""
    return sha256(sheet.identity(Cell(part, index, "")).encode()).hexdigest()[:8]


class Fields:
    """The fields to type the cells of a return in, made for the parts that are asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.edition = sheet, EDITIONS[sheet.head.edition]
        self._of_part: dict[str, dict[str, forms.Field]] = {}

    def of(self, part: str) -> dict[str, forms.Field]:
        """The fields of a part, by name; those that say what a row stands for are left out where they are fixed."""
        if part not in self._of_part:
            self._of_part[part] = self._make(part)
        return self._of_part[part]

    def _make(self, part: str) -> dict[str, forms.Field]:
        if part == "head":
            head = HeadForm(holder=self.sheet.head, edition=self.edition)
            return {name: field for name, field in head.fields.items() if name not in head.not_cells}
        if part not in self.edition.fields or part not in PARTS:
            return {}
        return row_formset(part, self.edition, choices(self.sheet, part, self.edition)).form.base_fields


def make_edits(sheet: Sheet, edits: Iterable[Edit], draft: str = "") -> tuple[dict[str, Told], set[Cell]]:
    """State what was typed in a Sheet, but not over what somebody else has stated meanwhile.

    Nor what was typed in another `draft` than this, before the return was sent for approval: she is asked.
    Says what became of each edit, by its address, and which cells changed.
    """
    fields = Fields(sheet)
    edits = list(edits)
    told: dict[str, Told] = {}
    saved: dict[str, Cell] = {}
    typed = {edit.cell: edit.typed for edit in edits}
    # Found before anything is put: what is typed in a row may change what it is called.
    meant = [(edit, None if edit.cell.startswith("mark-") else _find(sheet, edit)) for edit in edits]
    for edit, cell in meant:
        if edit.cell.startswith("mark-"):
            told[edit.cell] = _mark(sheet, edit, draft)
            continue
        if cell is None:
            told[edit.cell] = Told("gone", reason=_("Somebody else removed this row."))
            continue
        field = fields.of(cell.part).get(cell.name)
        if field is None:
            told[edit.cell] = Told("gone", reason=_("There is no such cell in this return."))
            continue
        names_row = cell.row is not None and cell.name in PARTS[cell.part].stands_for
        if names_row and is_named(cell.part, sheet.rows(cell.part)[cell.row]):
            told[edit.cell] = Told(
                "gone", reason=_("What a row stands for does not change: remove it and add another.")
            )
            continue
        told[edit.cell], content = _judge(sheet, cell, field, edit, draft)
        if told[edit.cell].state == "saved" and content is not None:
            put(sheet, cell, content)
            saved[edit.cell] = cell
    changed = set(saved.values())
    for part, row in sorted({(cell.part, cell.row) for cell in changed if cell.row is not None}):
        changed |= settle(sheet, part, row)
    for address, cell in saved.items():
        told[address] = Told("saved", fields.of(cell.part)[cell.name].prepare_value(_content(sheet, cell)) or "")
    return {address: each._replace(typed=typed[address]) for address, each in told.items()}, changed


def _judge(sheet: Sheet, cell: Cell, field: forms.Field, edit: Edit, draft: str) -> tuple[Told, Any]:
    stored, on_record = _content(sheet, cell), field.prepare_value(_content(sheet, cell)) or ""
    try:
        content = field.clean(edit.typed)
    except forms.ValidationError as fault:
        return Told("refused", on_record, " ".join(fault.messages)), None
    if isinstance(field, ChoiceCell) and not field.allows(content) and content != stored:
        return Told("refused", on_record, _("“%s” is none of the choices.") % edit.typed[:40]), None
    now = field.to_python(on_record)
    is_of_draft, is_seen = edit.draft == draft, field.to_python(edit.was) == now
    if content == now:
        # The same figure in other digits, 0.50 for 0.5, is saved, unless somebody else stated it meanwhile.
        is_retyped = is_of_draft and is_seen and field.has_changed(stored, content)
        return Told("saved", on_record), content if is_retyped else None
    if not is_of_draft:
        return Told("earlier", on_record, _when(edit)), None
    if not is_seen:
        return Told("conflict", on_record), None
    return Told("saved"), content


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
    told = _("You typed this on %s HKT, before the return was sent for approval, and it was not saved.")
    return told % when


def _mark(sheet: Sheet, edit: Edit, draft: str) -> Told:
    """A part is marked Not Applicable, or no more."""
    part = edit.cell.removeprefix("mark-")
    if part not in EDITIONS[sheet.head.edition].markable:
        return Told("gone", reason=_("This part cannot be marked."))
    on_record = "on" if sheet.is_marked(part) else ""
    if edit.draft != draft and edit.typed != on_record:
        return Told("earlier", on_record, _when(edit))
    kept = [name for name in sheet.head.not_applicable if name != part]
    put(sheet, Cell("head", None, "not_applicable"), [*kept, part] if edit.typed else kept)
    return Told("saved", edit.typed)


def _find(sheet: Sheet, edit: Edit) -> Cell | None:
    """The cell that is meant: where its row stood, or where that row stands now."""
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
