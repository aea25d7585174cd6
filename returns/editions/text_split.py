"""Words too long for a page, cut for the rows in which they go on, as on a continuation sheet.

Where lines end is for the printing process to say. Here they are only counted, and rather too many than too few: a row
of `MOST_LINES` fits on a page by a fifth at least, under all its headings.
"""

import re
import unicodedata
from collections.abc import Iterator

# Lines of print that a row stays whole with.
MOST_LINES = 40
# Lines of a row that was cut: few, so that pages are filled, as no row is cut by a page's end.
LINES = 20
# A line's end, a Chinese character, or a word with the spaces after it; a word of many letters may be cut within.
_WORD = re.compile(r"(?P<end>\r\n|[\r\n\x85\u2028\u2029])|[\u2e80-\U0003ffff]|[^\s\u2e80-\U0003ffff]{1,40}[ \t]*|\s")
_WIDE = frozenset("MWmw@%&—…")


def cut(text: str, line: float, further: float) -> list[str]:
    """The text in pieces, all of it; one, where it needs no cut.

    `line` is how wide a line of it is, in ems; `further`, one of the rows it goes on in.
    """
    if len(text) <= MOST_LINES or _count(text, line) <= MOST_LINES:
        return [text]
    pieces, left = [], text
    while left:
        end = _end(left, line)
        pieces.append(left[:end])
        left, line = left[end:], further
    return pieces


def _count(text: str, line: float) -> int:
    return max(number for number, _end in _lines(text, line))


def _end(text: str, line: float) -> int:
    """Where a text is cut: after the last word that `LINES` lines have room for."""
    return max(end for number, end in _lines(text, line) if number <= LINES)


def _lines(text: str, line: float) -> Iterator[tuple[int, int]]:
    """For each word and line end the line it is on, from 1, and where in the text it ends."""
    number, used = 1, 0.0
    for match in _WORD.finditer(text):
        if match["end"]:
            yield number, match.end()
            number, used = number + 1, 0.0
            continue
        word = match[0].rstrip()
        width = sum(map(_width, word))
        if used and used + width > line:
            number, used = number + 1, 0.0
        while width > line:
            number, width = number + 1, width - line
        used += width + (0.25 if word != match[0] else 0)
        yield number, match.end()


def _width(character: str) -> float:
    """At least as wide as a character is in the form's face, in ems, but for the widest of capitals."""
    if not character.isascii():
        return 0.0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1.0
    return 0.9 if character in _WIDE else 0.7 if character.isupper() else 0.5
