"""The text expected on a printed form, in the order in which it is read: what the proof of a print compares it with.

An edition writes it from the return, and takes nothing from what it laid out for its template.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ExpectedText:
    """A text in its place: in a ruled cell of its own, or loose on the page, as headings and remarks are.

    `name` is what a message calls it. `row` states the figures and words in it (a row of the return, or its head),
    and `pattern` says where in the text each is: a regular expression with a group for every field. `under` is the
    column heading above it. Where it goes on in further cells, `said` is what all of them say.
    """

    text: str
    in_cell: bool = False
    name: str = ""
    row: Any = None
    pattern: str = ""
    under: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedPart:
    """A part of the form: what it begins with, its rows, and what follows them.

    A page may end between rows; then `repeated` is at the top of the next before they go on.
    """

    opening: tuple[ExpectedText, ...]
    rows: tuple[tuple[ExpectedText, ...], ...] = ()
    closing: tuple[ExpectedText, ...] = ()
    repeated: tuple[ExpectedText, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedPages:
    """All that is on the pages: `top` on each of them, the parts on them in turn.

    `read` gives what a text says of a field: the field's name, and the text without the sign for a blank.
    """

    top: tuple[ExpectedText, ...]
    parts: tuple[ExpectedPart, ...]
    read: Callable[[str], str]
