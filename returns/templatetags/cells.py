"""The cells of a return on the page, for templates; `returns/editor/markup.py` writes them."""

from collections.abc import Callable, Container
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.deadlines import HONG_KONG, deadline
from returns.editor import markup

register = template.Library()
register.simple_tag(markup.column_id)
register.filter(markup.row_head)


def _tag(name: str, write: Callable[..., str]) -> None:
    """A tag that writes HTML, which is safe as it is, for the page of the template's context."""

    @register.simple_tag(takes_context=True, name=name)
    def tag(context: template.Context, *args: Any) -> SafeString:
        return SafeString(write(context["page"], *args))


_tag("cell", markup.cell_of)
_tag("identity", markup.identity)
_tag("lines", markup.lines)
_tag("remove_box", markup.remove_box)
_tag("row_counts", markup.row_counts)
_tag("sent_along", markup.sent_along)


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """The value of a key."""
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
        over = max(1, -days)
        return ngettext("overdue by %s day", "overdue by %s days", over) % f"{over:,}"
    if days == 0:
        return _("due today")
    return ngettext("%d day left", "%d days left", days) % days
