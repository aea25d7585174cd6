"""The cells of a return on the page."""

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
from returns.forms.rows import CellForm
from returns.rules import Level

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context: template.Context, form: CellForm, name: str, stands: str = "") -> SafeString:
    """A cell to type in, or its text where the page is read only, with the codes of what was found there.

    `stands` says where, which is what names it: in the columns of a table unless under its row, in a block of part I,
    or beside a label of its own.
    """
    page = context["page"]
    address = f"{form.prefix}-{name}"
    field = form.fields[name]
    value = field.prepare_value(getattr(form.holder, name))
    marks = page.at.get(address, ())
    if page.is_read_only:
        shown = dict(field.widget.choices).get(value, value) if isinstance(field.widget, CellSelect) else value
        content = format_html('<span class="stated" id="id_{}" tabindex="-1">{}</span>', address, shown)
        return content + _beside(page, address, marks)
    attrs = {"id": f"id_{address}", "class": "cell"}
    if stands != "label":
        attrs["aria-labelledby"] = _names(form.prefix, name, stands)
    described = ["carried"] if address in page.carried else []
    if described:
        attrs["class"] = "cell carried"
    refusal = page.refused.get(address)
    if refusal:
        value = refusal.typed
    if refusal or marks:
        # The gravest stands first.
        worst = Level.ERROR if refusal else marks[0].finding.level
        attrs["class"] += f" {worst}"
        if worst is not Level.NOTE:
            attrs["aria-invalid"] = "true"
        described += [f"refused-{address}"] if refusal else []
        described += [f"finding-{mark.number}" for mark in marks]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.widget.render(address, value, attrs) + _beside(page, address, marks)


def _names(prefix: str, name: str, stands: str) -> str:
    if stands == "under":
        return f"{prefix}-{name}-label {prefix}-name"
    if stands == "block":
        row, _dash, column = name.partition("_")
        return f"{prefix}-row-{row} {prefix}-col-{column} id_{prefix}-share_class"
    part, _dash, _index = prefix.rpartition("-")
    return f"{part}-col-{name} {prefix}-name"


def _beside(page: Any, address: str, marks: Any) -> SafeString:
    """The codes of what was found in a cell, and the way to what its figure follows from."""
    if not marks and address not in page.explained:
        return SafeString("")
    why = SafeString("")
    if address in page.explained:
        why = format_html('<a class="why" href="why/{}" title="{}">=</a>', address, _("Where this figure comes from"))
    return why + _codes(marks)


def _codes(marks: Any) -> SafeString:
    return format_html_join(
        "", '<span class="code {}">{} {}</span>', ((mark.finding.level, mark.sign, mark.finding.code) for mark in marks)
    )


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
def due(month_ended: date) -> datetime:
    """When the return for a month is due, in Hong Kong time."""
    return deadline(month_ended)


@register.filter
def days_left(month_ended: date) -> str:
    """How long there is until then, in words."""
    at = deadline(month_ended)
    days = (at.date() - timezone.now().astimezone(HONG_KONG).date()).days
    if timezone.now() > at:
        return _("deadline past")
    if days == 0:
        return _("due today")
    return ngettext("%d day left", "%d days left", days) % days
