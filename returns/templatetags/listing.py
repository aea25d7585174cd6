"""The tables that list returns and filings: one frame and one kind of head for all of them."""

import re
from collections.abc import Iterator, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_block_tag
def listing(content: str, name: str, *headings: str, kind: str = "", actions: bool = False) -> SafeString:
    """A table that scrolls inside itself: what it is called, its headings, and its rows between the tags.

    `kind` is a class of its own; with `actions` its last column holds what can be done. A heading that is blank is no
    column. Without any, head and body stand between the tags as well. The cells of "cards", which have no head on a
    telephone, carry the heading of their column.
    """
    if headings:
        if "cards" in kind.split():
            content = _labelled(content, [heading for heading in headings if heading])
        heads = format_html_join("", '<th scope="col">{}</th>', ((heading,) for heading in headings if heading))
        if actions:
            heads += format_html('<th scope="col"><span class="visually-hidden">{}</span></th>', _("Actions"))
        content = format_html("<thead><tr>{}</tr></thead><tbody>{}</tbody>", heads, content)
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="list {}">{}</table></div>',
        name,
        kind,
        content,
    )


_ROW_OR_CELL = re.compile(r"<t[rd]\b")


def _labelled(content: str, headings: Sequence[str]) -> SafeString:
    """Rows whose cells name their column, each in its order."""
    labels: Iterator[str] = iter(())

    def label(found: re.Match[str]) -> str:
        nonlocal labels
        if found[0] == "<tr":
            labels = iter(headings)
            return found[0]
        heading = next(labels, "")
        return format_html('{} data-label="{}"', SafeString(found[0]), heading) if heading else found[0]

    return SafeString(_ROW_OR_CELL.sub(label, content))
