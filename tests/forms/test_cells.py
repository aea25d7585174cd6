"""Text in, figures out; and what a field writes, it reads again."""

from decimal import Decimal

import pytest

from returns.drafts.cells import ChoiceType, FigureType, WordsType
from returns.figures import BLANK, NA, NIL, Figure, Kind, Sort, number
from returns.forms.cells import CellArea, CellField, CellInput, CellSelect


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("871000", number(871000)),
        (" 871,000 ", number(871000)),
        ("(1,250)", number(-1250)),
        ("-1,250", number(-1250)),
        ("nil", NIL),
        ("n/a", NA),
        ("", BLANK),
        (None, BLANK),
        ("abc", Figure(Kind.UNREAD, text="abc")),
        ("See Remark (1)", Figure(Kind.WORDS, text="See Remark (1)")),
    ],
)
def test_a_figure_is_read_and_never_refused(typed: str | None, figure: Figure) -> None:
    field = CellField(FigureType(Sort.SHARES))
    assert field.clean(typed) == figure
    assert field.clean(field.prepare_value(figure)) == figure


def test_an_amount_on_record_with_one_decimal_is_no_change_when_written_with_two() -> None:
    field = CellField(FigureType(Sort.AMOUNT))
    on_record = number(Decimal("1.5"))
    assert field.prepare_value(on_record) == "1.50"
    assert not field.has_changed(on_record, "1.50")
    assert field.has_changed(on_record, "1.51")


def test_words_keep_their_line_breaks() -> None:
    assert CellField(WordsType()).clean("one\r\ntwo") == "one\ntwo"
    assert "<textarea" in CellInput().render("head-title", "one\ntwo")


def test_what_is_written_into_the_page_is_escaped() -> None:
    nasty = '"><script>'
    for widget in (CellInput(), CellArea(), CellSelect(choices=[("", "")])):
        assert "<script>" not in widget.render("a", nasty)


def test_a_text_area_keeps_a_leading_line_break() -> None:
    assert CellArea().render("a", "\nx") == '<textarea name="a" rows="1">\n\nx</textarea>'


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("ordinary_1", "ordinary_1"),
        (" Ordinary  shares (2) ", "ordinary_2"),
        ("preference", "preference_1"),
        ("Ordinary", None),
        ("A Shares", None),
        ("", ""),
    ],
)
def test_a_choice_is_found_by_its_words_where_one_alone_is_meant(text: str, choice: str | None) -> None:
    words = [
        ("ordinary_1", "ordinary shares (1)"),
        ("ordinary_2", "ordinary shares (2)"),
        ("preference_1", "preference shares (1)"),
    ]
    assert ChoiceType(words).find(text) == choice
