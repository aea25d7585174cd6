"""Breaking one clean sheet in one place."""

from datetime import date

from django.db.models import Model

from returns.editions import reconcile
from returns.figures import read
from returns.models.fields import FigureField
from returns.rules import Level
from returns.sheet import Cell, Sheet


def cell_at(address: str) -> Cell:
    """The cell of an address as the page has it: issued-0-movement, head-date_submitted, before-issued-0-closing."""
    plain = address.removeprefix("before-")
    part, *row, name = plain.split("-")
    return Cell(part, int(row[0]) if row else None, name, before=plain != address)


def holder(sheet: Sheet, cell: Cell) -> Model:
    """The row a cell belongs to, or the head."""
    if cell.before:
        assert sheet.month_before is not None
        sheet = sheet.month_before
    return sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row]


def set_cell(sheet: Sheet, address: str, typed: str) -> None:
    """Type something into a cell."""
    cell = cell_at(address)
    row = holder(sheet, cell)
    field = row._meta.get_field(cell.name)
    if isinstance(field, FigureField):
        setattr(row, cell.name, read(typed, field.sort))
    elif cell.name == "month_ended":
        setattr(row, cell.name, date.fromisoformat(typed))
    elif cell.name in ("not_applicable", "revision"):
        setattr(row, cell.name, typed.split() if cell.name == "not_applicable" else int(typed))
    else:
        setattr(row, cell.name, typed)


def found(sheet: Sheet, *levels: Level) -> list[tuple[str, str, str, str, str]]:
    """Code, address, found, expected and difference of each finding, of the given levels or of all."""
    return [
        (finding.code, finding.place.address, finding.found, finding.expected, finding.difference)
        for finding in reconcile(sheet).findings
        if not levels or finding.level in levels
    ]
