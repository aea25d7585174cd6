"""The tables that list returns and filings: one frame and one kind of head for all of them."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_block_tag
def listing(content: str, name: str, *headings: str, kind: str = "", actions: bool = False) -> SafeString:
    """A table that scrolls inside itself: what it is called, its headings, and its rows between the tags.

    `kind` is a class of its own; with `actions` its last column holds what can be done. A heading that is blank is no
    column. Without any, head and body stand between the tags as well.
    """
    if headings:
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
