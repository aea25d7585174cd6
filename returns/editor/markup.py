"""The HTML of tables, rows and cells, written without templates because a page may hold thousands of cells."""

from collections.abc import Sequence
from html import escape
from typing import Any

from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils.translation import gettext as _

from returns.editions import Edition
from returns.editor.context import EditorPage
from returns.editor.findings import PageFinding
from returns.editor.layout import Column, stands_under
from returns.editor.tables import Line, Table
from returns.forms.cells import CellSelect
from returns.forms.head import HeadForm
from returns.forms.rows import RowForm
from returns.parts import PARTS
from returns.rules import Level


def cell_of(page: EditorPage, row: HeadForm | RowForm | Line, name: str, place: str = "") -> str:
    """A cell of the head or of a row, with the codes of what was found there; see `cell_html`."""
    return cell_html(page, row.fields[name], row.prefix or "", name, getattr(row.holder, name), place)


def cell_html(page: EditorPage, field: Any, prefix: str, name: str, content: Any, place: str) -> str:
    """A cell to type in, or its text where the page is read only, with the codes of what was found there.

    `place` says where it is shown, and so which heads name it: in the columns of a table unless under its row, in
    a block, or beside a label of its own. The element around it holds nothing else, so it can be replaced.
    """
    address = f"{prefix}-{name}"
    value = field.prepare_value(content)
    findings: Sequence[PageFinding] = page.at.get(address, ())
    if page.is_read_only:
        shown = dict(field.widget.choices).get(value, value) if isinstance(field.widget, CellSelect) else value
        stated = f'<span class="stated" id="id_{address}" tabindex="-1">{escape(str(shown))}</span>'
        return stated + _beside(page, address, findings)
    # Nothing is written that a style sheet can tell by the cells' names.
    labelled = "" if place == "label" else f' aria-labelledby="{_names(prefix, name, place)}"'
    refusal = page.refused.get(address)
    ghost = page.offered.get(address, "") if not value else ""
    offer = f' placeholder="{escape(ghost)}"' if ghost else ""
    if not findings and not refusal and not ghost and address not in page.brought_forward:
        return field.widget.draw(address, value, f'{labelled} id="id_{address}"') + _beside(page, address, findings)
    described = ["brought-forward"] if address in page.brought_forward else []
    classes, invalid = list(described), ""
    if refusal:
        value = refusal.typed
        described.append(f"refused-{address}")
    if refusal or findings:
        # The most serious comes first.
        worst = Level.ERROR if refusal else findings[0].finding.level
        is_blank = not refusal and all(item.to_complete for item in findings)
        # A blank is no mistake while the row is being filled in.
        classes.append("to-complete" if is_blank else worst)
        invalid = "" if is_blank or worst is Level.NOTE else ' aria-invalid="true"'
        described += [f"finding-{item.name}" for item in findings]
    about = f' aria-describedby="{" ".join(described)}"' if described else ""
    attrs = f'{about}{invalid}{labelled}{offer} class="{" ".join(classes)}" id="id_{address}"'
    return field.widget.draw(address, value, attrs) + _beside(page, address, findings)


def stands_in(edition: Edition, part: str, name: str) -> str:
    """Where a cell of a part is shown."""
    block = edition.labels.blocks.get(part)
    if part == "head" or (block and name.partition("_")[0] not in block.lines):
        return "label"
    if block:
        return "block"
    return "under" if stands_under(edition, part, name) else ""


def _names(prefix: str, name: str, place: str) -> str:
    if place == "under":
        return f"{prefix}-{name}-label {row_head(prefix)}"
    if place == "block":
        row, _dash, column = name.partition("_")
        return f"{prefix}-row-{row} {prefix}-col-{column} id_{prefix}-share_class"
    part, _dash, _index = prefix.rpartition("-")
    return f"{column_id(part, name)} {row_head(prefix)}"


def _beside(page: EditorPage, address: str, findings: Sequence[PageFinding]) -> str:
    """The way to what a cell's figure follows from, and a mark in its corner where something was found."""
    why = ""
    if address in page.explained:
        why = f'<a href="why/{address}{page.asks}" title="{escape(_("How is this calculated?"))}">=</a>'
    if all(item.to_complete for item in findings):
        return why
    # The text of each is under the table, and what the cell is described by.
    worst, codes = findings[0], ", ".join(item.finding.code for item in findings)
    return f'{why}<span class="code {worst.finding.level}" aria-hidden="true" title="{codes}">{worst.sign}</span>'


_PLACES = {
    (part, field.name): number
    for number, (part, field) in enumerate(
        (part.name, field) for part in PARTS.values() for field in part.model._meta.concrete_fields
    )
}
_PARTS = {part: number for number, part in enumerate(PARTS)}


def column_id(part: str, name: str) -> str:
    """The id of a column's head on the page: short, because each of its cells repeats it."""
    return f"c{_PLACES[part, name]}"


def row_head(prefix: str) -> str:
    """The id of a row's head on the page: short, for the same reason."""
    part, _dash, row = prefix.rpartition("-")
    return f"r{_PARTS[part]}-{row}"


def remove_box(page: EditorPage, line: Line) -> str:
    """The box that removes a row when the page is saved."""
    if page.is_read_only or line.is_fixed:
        return ""
    label = escape(_("Delete row %d") % line.number)
    return f'<input type="checkbox" name="{line.prefix}-DELETE" aria-label="{label}">'


def identity(page: EditorPage, line: Line) -> str:
    """What a row represents: in words, with its hidden fields; as cells to choose it; or as a number."""
    if line.title:
        words = f'<span tabindex="-1" id="id_{line.prefix}-{line.identity[0]}">{escape(line.title)}</span>'
        return words + sent_along(page, line)
    if line.identity:
        return "".join(f"<div>{cell_of(page, line, name)}</div>" for name in line.identity)
    return str(line.number)


def sent_along(page: EditorPage, line: Line) -> str:
    """Hidden fields that say what a row represents; it is shown in words beside them."""
    if page.is_read_only:
        return ""
    said = ((name, escape(getattr(line.holder, name))) for name in line.identity)
    return "".join(f'<input type="hidden" name="{line.prefix}-{name}" value="{value}">' for name, value in said)


def row_counts(page: EditorPage, table: Table) -> str:
    """How many rows the part has and the page offers, and which are shown where not all are, sent along with them."""
    if page.is_read_only:
        return ""
    counts = {TOTAL_FORM_COUNT: table.rows_offered, INITIAL_FORM_COUNT: table.rows_on_record}
    sent: dict[str, int | str] = {f"{table.part}-{name}": count for name, count in counts.items()}
    if len(table.windows) > 1:
        sent["rows"] = table.window.name
    return "".join(f'<input type="hidden" name="{name}" value="{said}">' for name, said in sent.items())


def lines(page: EditorPage, table: Table) -> str:
    """The rows of a table, each with its cells and what was found in it."""
    return "".join(_line(page, table, line) for line in table.lines)


def _line(page: EditorPage, table: Table, line: Line) -> str:
    cells = "".join(f"<td{_holds(page, column)}>{cell_of(page, line, column.name)}</td>" for column in table.columns)
    remove = f'<td class="remove">{remove_box(page, line)}</td>' if table.has_remove else ""
    key = f' data-row="{line.key}"' if line.key else ""
    return (
        f'<tbody class="row-group" id="{line.prefix}"{key}><tr>'
        f'<th scope="row" id="{row_head(line.prefix)}">{identity(page, line)}</th>{cells}{remove}</tr>'
        f"{_under(page, table, line)}</tbody>"
    )


def _holds(page: EditorPage, column: Column) -> str:
    return f' class="{column.holds}"' if column.is_to_the_left or page.is_read_only else ""


def _under(page: EditorPage, table: Table, line: Line) -> str:
    """The cells shown under the row, such as those that the form has no column for."""
    under = _in_row_under(page, table, line, table.under, "under") if table.under else ""
    if not line.states_beside and (page.is_read_only or not table.beside):
        return under
    return under + _in_row_under(page, table, line, table.beside, f"under beside{' needed' * line.needs_beside}")


def _in_row_under(page: EditorPage, table: Table, line: Line, columns: Sequence[Column], kind: str) -> str:
    cells = _labelled(page, line, columns)
    return f'<tr class="{kind}"><td></td><td colspan="{table.width - 1}"><div>{cells}</div></td></tr>'


def _labelled(page: EditorPage, line: Line, columns: Sequence[Column]) -> str:
    return "".join(
        f'<div class="{column.holds}"><span class="label" id="{line.prefix}-{column.name}-label">'
        f"{escape(column.label)}</span><div>{cell_of(page, line, column.name, 'under')}</div></div>"
        for column in columns
    )
