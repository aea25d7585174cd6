"""Which spellings of a name are one: those that look the same to a reader."""

import re
import unicodedata
from functools import lru_cache

# Quotation marks and apostrophes that are neither opening nor closing ones to Unicode, and dashes that are none to it.
_QUOTES = frozenset("'\"`´‚„′″‴‵‶‷ʹʺʻʼʽˈˊˋ❛❜❝❞〃ꞌ「」『』〝〞〟｢｣＇＂")
_DASHES = frozenset("−⁃˗─━➖\uf02d")
# What shows as a blank, and what does not show at all, though Unicode counts it among letters, marks and symbols.
_BLANKS = frozenset("\u2800\u3164\u115f\u1160\uffa0")
_UNSEEN = frozenset(["\u034f", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))])


@lru_cache(maxsize=4096)
def _folded_character(code: int) -> str:
    ch = chr(code)
    category = unicodedata.category(ch)
    if ch in _QUOTES or category in ("Pi", "Pf"):
        return "'"
    if ch in _DASHES or category == "Pd":
        return "-"
    if ch in _BLANKS or ch.isspace():
        return " "
    return "" if ch in _UNSEEN or category in ("Cf", "Cc") else ch


class _Folding:
    """What `str.translate` asks for each character."""

    def __getitem__(self, code: int) -> str:
        return _folded_character(code)


_FOLDING = _Folding()
# A soft hyphen that a PDF shows as a dash: any but one between two letters, where it only says where a word may break.
_SOFT_HYPHEN = re.compile(r"(?<![^\W\d_])\u00ad|\u00ad(?![^\W\d_])")
# A blank separates words; beside a dash, a bracket or another mark it means nothing.
_BESIDE_A_MARK = re.compile(r"\s*([^\w\s])\s*")
_RUN = re.compile(r"([-'])\1+")


@lru_cache(maxsize=10_000)
def folded(name: str) -> str:
    """What two spellings of a name have in common that look the same to a reader: compared, and never shown.

    Case, width, the kind of quotation mark, apostrophe and dash, the kind and number of blanks, and marks that do not
    show make no difference.
    """
    plain = unicodedata.normalize("NFKC", _SOFT_HYPHEN.sub("-", name).translate(_FOLDING)).casefold()
    plain = unicodedata.normalize("NFKC", plain).translate(_FOLDING)
    return unicodedata.normalize("NFC", " ".join(_RUN.sub(r"\1", _BESIDE_A_MARK.sub(r"\1", plain)).split()))
