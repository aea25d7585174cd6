"""The cells of a return on the page."""

from collections.abc import Container
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.calendar import HONG_KONG, deadline
from returns.forms.cells import CellSelect
from returns.forms.layout import BLOCK_ROWS, stands_under
from returns.forms.rows import CellForm
from returns.rules import Level
from returns.sheet import ROWS
from returns.views.page import Line, Page

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context: template.Context, form: CellForm, name: str, stands: str = "") -> SafeString:
    """A cell to type in, or its text where the page is read only, with the codes of what was found there.

    `stands` says where, which is what names it: in the columns of a table unless under its row, in a block of part I,
    or beside a label of its own. Nothing else stands in the element around it, so that it can be put anew.
    """
    return cell_html(context["page"], form.fields[name], form.prefix or "", name, getattr(form.holder, name), stands)


def cell_html(page: Page, field: Any, prefix: str, name: str, content: Any, stands: str) -> SafeString:
    """A cell as it stands on the page."""
    address = f"{prefix}-{name}"
    value = field.prepare_value(content)
    marks = page.at.get(address, ())
    if page.is_read_only:
        shown = dict(field.widget.choices).get(value, value) if isinstance(field.widget, CellSelect) else value
        return format_html('<span class="stated" id="id_{}" tabindex="-1">{}</span>', address, shown) + _beside(
            page, address, marks
        )
    # A page may hold thousands of cells, so nothing is written that a style sheet can tell by their names.
    attrs = {"id": f"id_{address}"}
    classes = []
    if stands != "label":
        attrs["aria-labelledby"] = _names(prefix, name, stands)
    described = ["carried"] if address in page.carried else []
    if described:
        classes.append("carried")
    refusal = page.refused.get(address)
    if refusal:
        value = refusal.typed
    if refusal or marks:
        # The gravest stands first.
        worst = Level.ERROR if refusal else marks[0].finding.level
        classes.append(worst)
        if worst is not Level.NOTE:
            attrs["aria-invalid"] = "true"
        described += [f"refused-{address}"] if refusal else []
        described += [f"finding-{mark.name}" for mark in marks]
    if classes:
        attrs["class"] = " ".join(classes)
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.widget.render(address, value, attrs) + _beside(page, address, marks)


def stands_in(part: str, name: str) -> str:
    """Where a cell of a part stands."""
    if part == "head" or (part == "authorised" and name.partition("_")[0] not in BLOCK_ROWS):
        return "label"
    if part == "authorised":
        return "block"
    return "under" if stands_under(part, name) else ""


def _names(prefix: str, name: str, stands: str) -> str:
    if stands == "under":
        return f"{prefix}-{name}-label {row_head(prefix)}"
    if stands == "block":
        row, _dash, column = name.partition("_")
        return f"{prefix}-row-{row} {prefix}-col-{column} id_{prefix}-share_class"
    part, _dash, _index = prefix.rpartition("-")
    return f"{column_id(part, name)} {row_head(prefix)}"


def _beside(page: Any, address: str, marks: Any) -> SafeString:
    """The codes of what was found in a cell, and the way to what its figure follows from."""
    if not marks and address not in page.explained:
        return SafeString("")
    why = SafeString("")
    if address in page.explained:
        why = format_html('<a href="why/{}{}" title="{}">=</a>', address, page.asks, _("Where from"))
    return why + _codes(marks)


def _codes(marks: Any) -> SafeString:
    return format_html_join(
        "", '<span class="code {}">{} {}</span>', ((mark.finding.level, mark.sign, mark.finding.code) for mark in marks)
    )


_PLACES = {
    (part, field.name): number
    for number, (part, field) in enumerate(
        (part, field) for part, model in ROWS.items() for field in model._meta.concrete_fields
    )
}
_PARTS = {part: number for number, part in enumerate(ROWS)}


@register.simple_tag
def column_id(part: str, name: str) -> str:
    """What the head of a column is called on the page: short, because each of its cells says it."""
    return f"c{_PLACES[part, name]}"


@register.filter
def row_head(prefix: str) -> str:
    """What the head of a row is called on the page: short, for the same reason."""
    part, _dash, row = prefix.rpartition("-")
    return f"r{_PARTS[part]}-{row}"


@register.simple_tag(takes_context=True)
def remove_box(context: template.Context, line: Line) -> SafeString:
    """The box that removes a row when the page is saved."""
    if context["page"].is_read_only or line.is_fixed:
        return SafeString("")
    label = _("Remove row %d") % line.number
    return format_html('<input type="checkbox" name="{}-DELETE" aria-label="{}">', line.anchor, label)


@register.simple_tag(takes_context=True)
def identity(context: template.Context, form: CellForm, name: str) -> SafeString:
    """What a row stands for, sent along with it; its words stand beside."""
    if context["page"].is_read_only:
        return SafeString("")
    return format_html('<input type="hidden" name="{}-{}" value="{}">', form.prefix, name, getattr(form.holder, name))


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """What stands under a key."""
    return found.get(key)


@register.filter
def due(month_ended: date, closures: Container[date]) -> datetime:
    """When the return for a month is due, in Hong Kong time."""
    return deadline(month_ended, closures)


@register.filter
def days_left(month_ended: date, closures: Container[date]) -> str:
    """How long there is until then, in words."""
    at = deadline(month_ended, closures)
    days = (at.date() - timezone.now().astimezone(HONG_KONG).date()).days
    if timezone.now() > at:
        return _("deadline past")
    if days == 0:
        return _("due today")
    return ngettext("%d day left", "%d days left", days) % days
