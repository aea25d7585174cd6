"""The program's version, for the foot of every page."""

from django import template

import returns

register = template.Library()


@register.simple_tag
def version() -> str:
    """The version that is running."""
    return returns.__version__
