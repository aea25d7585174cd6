"""Words too long for a page, in pieces."""

import pytest

from returns.editions.text_split import LINES, MOST_LINES, cut


def test_what_fits_on_a_page_stays_whole() -> None:
    assert cut("1. Share Option Scheme\nExercise Price", 12.5, 35.5) == ["1. Share Option Scheme\nExercise Price"]
    assert cut("four " * 3 * MOST_LINES, 7.2, 35.5) == ["four " * 3 * MOST_LINES]


def test_what_does_not_is_cut_between_words() -> None:
    pieces = cut("four " * 4 * MOST_LINES, 7.2, 35.5)
    assert [len(piece.split()) for piece in pieces] == [3 * LINES, 100]
    assert {word for piece in pieces for word in piece.split()} == {"four"}


@pytest.mark.parametrize(
    "text",
    [
        "words of a deed " * 500,
        "認股權證" * 500,
        "x" * 3000,
        "a\r\n" * 100,
        "\n" * 100,
        " " * 5000 + "end",
        "W\u2028" * 90,
    ],
)
def test_nothing_is_lost(text: str) -> None:
    assert "".join(cut(text, 10, 35.5)) == text


def test_lines_are_counted_by_their_text() -> None:
    assert len(cut("a\n" * MOST_LINES, 35.5, 35.5)) == 1
    assert len(cut("a\n" * (MOST_LINES + 1), 35.5, 35.5)) == 3
    assert len(cut("認" * 35 * MOST_LINES, 35.5, 35.5)) == 1
    assert len(cut("認" * 36 * MOST_LINES, 35.5, 35.5)) == 3
