"""The permanent identifiers of a PDF, read from its bytes alone: by them a changed file is known again."""

import re

# A file has one for each time it was saved; no database is asked for more than so many at once.
MOST = 100

_IDENTIFIER = re.compile(rb"/ID\s*\[\s*(?:<(?P<hex>[0-9A-Fa-f\s]+)>|\((?P<text>(?:\\.|[^\\()])*)\))", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}


def pdf_identifiers(pdf: bytes) -> list[str]:
    """The first MOST permanent identifiers that a PDF says it has, in hexadecimal.

    A program that changes the file keeps them.
    """
    found = []
    for match_ in _IDENTIFIER.finditer(pdf):
        if match_["hex"] is not None:
            found.append(b"".join(match_["hex"].split()).decode().lower())
        else:
            found.append(_ESCAPED.sub(_unescaped, match_["text"]).hex())
    return [text for text in dict.fromkeys(found) if text and len(text) <= 100][:MOST]


def _unescaped(escape: re.Match[bytes]) -> bytes:
    sign = escape[1]
    return bytes([int(sign, 8) & 255]) if sign.isdigit() else _ESCAPES.get(sign, sign)
