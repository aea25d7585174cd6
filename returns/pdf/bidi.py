"""The order of a line of text on paper, where some of it is read from the right.

The Unicode Bidirectional Algorithm (UAX #9) for a line that as a whole is read from the left, as every line of the form
is. Written again here and not taken from the printing process: the proof of a print needs a second opinion. Marks that
embed, isolate or override have no place here; `printing` refuses or drops them.
"""

from unicodedata import bidirectional

# What embeds, isolates or overrides; those of it that turn about whatever they enclose; and the marks that do not show
# and count as a letter of one direction.
ENCLOSING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TURNING = frozenset("\u202b\u202d\u202e\u2067")
MARKS = frozenset("\u200e\u200f\u061c")

_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "《": "》", "〈": "〉"}
# PDFium turns quotation marks about as well when it reads a line from the right.
_QUOTES = {"<": ">", "«": "»", "‹": "›", "“": "”", "‘": "’"}
_CLOSING = {closing: opening for opening, closing in _BRACKETS.items()}
# A bracket faces the other way where it is read from the right; which way it faces is left open.
_FACELESS = str.maketrans({closing: opening for opening, closing in (_BRACKETS | _QUOTES).items()})


def reads_from_the_right(text: str) -> bool:
    """Whether any of a text is read from the right: Hebrew, Arabic and their like, Arabic digits among them."""
    return not text.isascii() and any(bidirectional(ch) in ("R", "AL", "AN") for ch in text)


def is_turned_by_marks(text: str) -> bool:
    """Whether invisible marks change the order in which a text is seen."""
    if text.isascii():
        return False
    if TURNING.intersection(text) or (ENCLOSING.intersection(text) and reads_from_the_right(text)):
        return True
    without = "".join(ch for ch in text if ch not in MARKS)
    return len(without) < len(text) and [ch for ch in as_seen(text) if ch not in MARKS] != as_seen(without)


def as_seen(text: str, end: int | None = None) -> list[str]:
    """The characters of a line, or the first `end` of them, in order from left to right; brackets are faceless."""
    levels = _levels(text)[:end]
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            stop = start
            while stop < len(order) and levels[order[stop]] >= level:
                stop += 1
            order[start:stop] = order[start:stop][::-1]
            start = stop + 1
    return [faceless(text[place]) for place in order]


def faceless(text: str) -> str:
    """A text with all brackets as if they opened."""
    return text.translate(_FACELESS)


def _levels(text: str) -> list[int]:
    """How deep each character is nested: 0 is read from the left, 1 from the right, 2 a number within that."""
    kinds = _weak([bidirectional(ch) or "L" for ch in text])
    _pair(text, kinds)
    _neutral(kinds)
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def _weak(kinds: list[str]) -> list[str]:
    """Rules W1 to W7: numbers, and the characters in and beside them."""
    strong, last = "L", "L"
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kind = last
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[place] = last = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for place in range(1, len(kinds) - 1):
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in ("EN", "AN"))):
            kinds[place] = before
    for places in (range(len(kinds)), reversed(range(len(kinds)))):
        beside = ""
        for place in places:
            if kinds[place] == "ET" and beside == "EN":
                kinds[place] = "EN"
            beside = kinds[place]
    strong = "L"
    for place, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"
        elif kind not in ("EN", "AN"):
            kinds[place] = "N"
    return kinds


def _pair(text: str, kinds: list[str]) -> None:
    """Rule N0: a pair of brackets goes with what it encloses, or with what is before it."""
    open_: list[int] = []
    pairs = []
    for place, ch in enumerate(text):
        if kinds[place] != "N":
            continue
        if ch in _BRACKETS:
            open_.append(place)
        elif ch in _CLOSING:
            found = next((at for at in reversed(range(len(open_))) if text[open_[at]] == _CLOSING[ch]), None)
            if found is not None:
                pairs.append((open_[found], place))
                del open_[found:]
    for start, stop in sorted(pairs):
        inside = {_direction(kind) for kind in kinds[start + 1 : stop]}
        if "L" in inside:
            kinds[start] = kinds[stop] = "L"
        elif "R" in inside:
            before = [direction for kind in kinds[:start] if (direction := _direction(kind))]
            kinds[start] = kinds[stop] = before[-1] if before else "L"


def _neutral(kinds: list[str]) -> None:
    """Rules N1 and N2: what has no direction goes with what is on both sides of it, or with the line."""
    start = 0
    while start < len(kinds):
        stop = start
        while stop < len(kinds) and kinds[stop] == "N":
            stop += 1
        if stop > start:
            before = _direction(kinds[start - 1]) if start else "L"
            after = _direction(kinds[stop]) if stop < len(kinds) else "L"
            kinds[start:stop] = ["R" if before == after == "R" else "L"] * (stop - start)
        start = stop + 1


def _direction(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""
