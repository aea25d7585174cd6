"""Breaking one clean sheet in one place."""

from datetime import date

from returns.figures import read
from returns.models.fields import FigureField
from returns.rules import Level, reconcile
from returns.sheet import Cell, Sheet


def cell_at(address: str) -> Cell:
    """The cell of an address as the page has it: issued-0-movement, head-date_submitted."""
    part, *row, name = address.split("-")
    return Cell(part, int(row[0]) if row else None, name)


def put(sheet: Sheet, address: str, typed: str) -> None:
    """Type something into a cell."""
    cell = cell_at(address)
    holder = sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row]
    field = holder._meta.get_field(cell.name)
    if isinstance(field, FigureField):
        setattr(holder, cell.name, read(typed, field.sort))
    elif cell.name == "month_ended":
        setattr(holder, cell.name, date.fromisoformat(typed))
    elif cell.name in ("not_applicable", "revision"):
        setattr(holder, cell.name, typed.split() if cell.name == "not_applicable" else int(typed))
    else:
        setattr(holder, cell.name, typed)


def found(sheet: Sheet, *levels: Level) -> list[tuple[str, str, str, str, str]]:
    """Code, address, found, expected and difference of each finding, of the given levels or of all."""
    return [
        (finding.code, finding.place.address, finding.found, finding.expected, finding.difference)
        for finding in reconcile(sheet).findings
        if not levels or finding.level in levels
    ]
