"""Names that a reader takes for one are one; names that read otherwise are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returns.names import folded

SAME = [
    ("Directors' Scheme (A) - 2004", "Directors’ Scheme (A) – 2004"),
    ("Directors' Scheme (A) - 2004", "DIRECTORS＇ SCHEME（Ａ）—２００４"),
    ("Directors' Scheme (A) - 2004", " Directors´\u00a0 Scheme\t(A)\u2003−\u200b2004\ufeff"),
    ("Directors' Scheme (A) - 2004", "Directors‵ Scheme(A) ‐\u2060 2004"),
    ("“2004” Scheme", "'2004' Scheme"),
    ("「2004」計劃", '"2004"計劃'),
    ("Pre-IPO", "Pre\u2011IPO"),
    ("Scheme A \u00ad 2004", "Scheme A - 2004"),
    ("Sch\u00ademe A", "Scheme A"),
    ("ﬁrst Scheme", "First scheme"),
    ("Caf\u00e9 Scheme", "Cafe\u0301 Scheme"),
    ("Straße Plan", "STRASSE PLAN"),
    ("購股權計劃\u3000二", "購股權計劃 二"),
    ("Plan\ufe0f A", "Plan A"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Scheme 2004", "Scheme 2007"),
        ("Plan 1 1", "Plan 11"),
        ("Plan 1-1", "Plan 11"),
        ("Directors' Scheme", "Directors Scheme"),
        ("Scheme (A)", "Scheme [A]"),
        ("Scheme (A)", "Scheme A"),
        ("Café", "Cafe"),
        ("購股權計劃", "購股權计划"),
    ],
)
def test_what_reads_otherwise_is_another_name(one: str, other: str) -> None:
    assert folded(one) != folded(other)


VARIANTS = {
    "'": list("'’‘‛`´′ʼ＇ʹ"),
    "-": list("-‐‑‒–—―−－﹣"),
    " ": [" ", "  ", "\u00a0", "\u2003", "\u3000", "\t", "\n", " \u200b "],
    "(": ["(", "（"],
    ")": [")", "）"],
}
UNSEEN = ["", "\u200b", "\u200e", "\u2060", "\ufeff", "\u202a", "\ufe0f", "\u00ad"]


def _typed(name: str, draw: st.DrawFn) -> str:
    typed = ""
    for ch in name:
        variants = VARIANTS.get(
            ch, [ch, ch.upper(), ch.lower(), *([chr(ord(ch) + 0xFEE0)] if "!" <= ch <= "~" else [])]
        )
        # A soft hyphen is unseen between letters only.
        unseen = UNSEEN if typed[-1:].isalpha() and ch.isalpha() else UNSEEN[:-1]
        typed += draw(st.sampled_from(unseen)) + draw(st.sampled_from(variants))
    return typed


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same with other quotation marks, dashes, blanks, widths, letters and marks that do not show."""
    name = draw(st.text("abcXYZ059éß計劃'-() &.", min_size=1, max_size=30))
    return name, _typed(name, draw)


@given(spellings())
def test_any_mix_of_quotes_dashes_blanks_width_and_case_is_the_same_name(pair: tuple[str, str]) -> None:
    name, typed = pair
    assert folded(typed) == folded(name)


@given(st.text())
def test_folding_what_is_folded_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)
