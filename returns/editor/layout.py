"""How the tables of the editor are set: where each cell of a row is shown, and under which of the form's own words."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from returns.drafts.cells import ChoiceType, FigureType, WordsType
from returns.editions import Edition
from returns.figures import Sort
from returns.forms.cells import CellField
from returns.labels import column_head


class Column(NamedTuple):
    """A column of a table: its cell's name, its head, and what it holds, which is how wide it is."""

    name: str
    label: str
    holds: str

    @property
    def is_to_the_left(self) -> bool:
        """Whether its texts begin under each other, and are no figures, which end under each other."""
        return self.holds in ("day", "currency", "text")


class Group(NamedTuple):
    """Columns under one head, or a single column."""

    label: str
    columns: list[Column]


def columns(edition: Edition, part: str, fields: dict[str, CellField], names: tuple[str, ...]) -> list[Column]:
    """The columns for these cells; where the form has none for a cell, its head says so."""
    heads = {name: column_head(edition.labels, part, name) for name in names}
    heads |= {name: _("%s (not printed)") % heads[name] for name in names if name in edition.unprinted.get(part, ())}
    return [Column(name, heads[name], _holds(name, fields[name])) for name in names]


def stands_under(edition: Edition, part: str, name: str) -> bool:
    """Whether a cell is shown under its row and not in a column."""
    return name in edition.labels.under.get(part, ()) or name in edition.unprinted.get(part, ())


def groups(edition: Edition, part: str, of_part: list[Column]) -> list[Group]:
    """The columns grouped under shared heads; empty where the part has none."""
    over = edition.labels.groups.get(part, ())
    if not over:
        return []
    owner = {name: str(label) for label, members in over for name in members}
    found: list[Group] = []
    for column in of_part:
        label = owner.get(column.name, "")
        if label and found and found[-1].label == label:
            found[-1].columns.append(column)
        else:
            found.append(Group(label, [column]))
    return found


def _holds(name: str, field: CellField) -> str:
    match field.cell:
        case FigureType(sort=sort):
            return {Sort.DAY: "day", Sort.PRICE: "price"}.get(sort, "number")
        case ChoiceType():
            return "choice"
    if name.endswith("currency"):
        return "currency"
    return "words" if isinstance(field.cell, WordsType) and field.cell.has_lines else "text"
