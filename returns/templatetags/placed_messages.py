"""Messages where they are looked for: on a long page, beside what they are about."""

from collections.abc import Iterable

from django import template
from django.contrib.messages.storage.base import Message

register = template.Library()


@register.filter
def at_place(messages: Iterable[Message], place: str) -> list[Message]:
    """The messages of a place of the page, which their extra tags name; of its top where they name none."""
    return [message for message in messages if (message.extra_tags or "") == place]
