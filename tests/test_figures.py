"""How cells are read and printed."""

import string
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from returns.figures import (
    BLANK,
    BRACKETS,
    LONGEST,
    MOST_DECIMALS,
    MOST_DIGITS,
    NA,
    NIL,
    Figure,
    Kind,
    Notation,
    Sort,
    currency_code,
    day,
    is_currency,
    number,
    read,
    read_money,
    store,
    why_unholdable,
    why_unread,
    write,
)

SHARES, AMOUNT, PRICE, DAY = Sort.SHARES, Sort.AMOUNT, Sort.PRICE, Sort.DAY


@pytest.mark.parametrize(
    ("typed", "sort", "figure"),
    [
        ("871000", SHARES, number(871000)),
        ("871,000", SHARES, number(871000)),
        (" 871,000 ", SHARES, number(871000)),
        ("1 093 176 133", SHARES, number(1093176133)),
        ("８７１，０００", SHARES, number(871000)),
        ("+871,000", SHARES, number(871000)),
        ("(1,250)", SHARES, number(-1250)),
        ("-1,250", SHARES, number(-1250)),
        ("−1,250", SHARES, number(-1250)),
        ("871,000.00", SHARES, number(871000)),
        ("0", SHARES, number(0)),
        ("(0)", AMOUNT, number(Decimal("0"))),
        ("0.0005", PRICE, number(Decimal("0.0005"))),
        (".0005", PRICE, number(Decimal("0.0005"))),
        ("196,506.20", AMOUNT, number(Decimal("196506.20"))),
        ("nil", SHARES, NIL),
        ("NIL", AMOUNT, NIL),
        ("Nil.", SHARES, NIL),
        ("N.A.", SHARES, NA),
        ("N / A", SHARES, NA),
        ("Not applicable.", SHARES, NA),
        ("-", SHARES, NIL),
        ("無", SHARES, NIL),
        ("n/a", SHARES, NA),
        ("Not applicable", DAY, NA),
        ("不適用", SHARES, NA),
        ("", SHARES, BLANK),
        ("   ", DAY, BLANK),
        ("See Remark (1)", SHARES, Figure(Kind.WORDS, text="See Remark (1)")),
        ("130,597,895*", SHARES, Figure(Kind.WORDS, text="130,597,895*")),
        ("Note 1", PRICE, Figure(Kind.WORDS, text="Note 1")),
        ("見備註", SHARES, Figure(Kind.WORDS, text="見備註")),
        ("30/11/2009", DAY, day(date(2009, 11, 30))),
        ("30/6/2004", DAY, day(date(2004, 6, 30))),
        ("2009-11-30", DAY, day(date(2009, 11, 30))),
        ("30 November 2009", DAY, day(date(2009, 11, 30))),
    ],
)
def test_typed_figures_are_read_generously(typed: str, sort: Sort, figure: Figure) -> None:
    assert read(typed, sort) == figure


@pytest.mark.parametrize(
    ("typed", "sort"),
    [
        ("abc", SHARES),
        ("871,00O", SHARES),
        ("1,25", SHARES),
        ("8,710,00", SHARES),
        ("12.5", SHARES),
        ("8.71e5", SHARES),
        ("(-5)", SHARES),
        ("(5", SHARES),
        ("--5", SHARES),
        ("US$0.0353", PRICE),
        ("1.2.3", AMOUNT),
        ("NaN", AMOUNT),
        ("Infinity", AMOUNT),
        ("31/02/2009", DAY),
        ("11/30/2009", DAY),
        ("30/11/09", DAY),
        ("871,000", DAY),
        ("9" * (LONGEST + 1), SHARES),
    ],
)
def test_what_cannot_be_read_is_kept_as_typed(typed: str, sort: Sort) -> None:
    assert read(typed, sort) == Figure(Kind.UNREAD, text=typed)


@pytest.mark.parametrize(
    ("figure", "sort", "printed"),
    [
        (number(1094047133), SHARES, "1,094,047,133"),
        (number(-1250), SHARES, "(1,250)"),
        (number(Decimal("1200000")), AMOUNT, "1,200,000.00"),
        (number(Decimal("546588.0665")), AMOUNT, "546,588.0665"),
        (number(Decimal("-10000000000000000.000000000001")), AMOUNT, "(10,000,000,000,000,000.000000000001)"),
        (number(Decimal("3.60")), PRICE, "3.60"),
        (number(Decimal("0.0000001")), PRICE, "0.0000001"),
        (day(date(2004, 6, 30)), DAY, "30/06/2004"),
        (NIL, SHARES, "Nil"),
        (NA, SHARES, "N/A"),
        (BLANK, SHARES, ""),
    ],
)
def test_a_figure_is_printed_one_way(figure: Figure, sort: Sort, printed: str) -> None:
    assert write(figure, sort) == printed


def test_nil_and_na_count_as_zero_but_blank_and_words_as_nothing() -> None:
    assert [NIL.value, NA.value, BLANK.value, read("See Remark (1)", SHARES).value] == [0, 0, None, None]


def test_only_what_is_neither_blank_nor_na_exists() -> None:
    assert [NIL.exists, number(0).exists, NA.exists, BLANK.exists] == [True, True, False, False]


@pytest.mark.parametrize("same", [("US$", "USD", "us$"), ("HK$", "HKD", "ＨＫ＄"), ("RMB", "CNY", "¥")])
def test_currencies_stated_differently_are_one(same: tuple[str, ...]) -> None:
    assert len({currency_code(stated) for stated in same}) == 1


def test_currencies_that_differ_stay_apart() -> None:
    assert currency_code("US$") != currency_code("CA$")


whole = st.integers(min_value=-(10**40), max_value=10**40).map(number)
exact = st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**25), max_value=10**25).map(
    lambda value: number(value if value else Decimal(0))
)
fixed = st.sampled_from([NIL, NA, BLANK])
words = (
    st.lists(st.text(string.ascii_letters + "()*", min_size=2, max_size=12), min_size=2, max_size=5)
    .map(lambda pieces: read("See " + " ".join(pieces), SHARES))
    .filter(lambda figure: figure.kind is Kind.WORDS)
)
days = st.dates(date(1800, 1, 1), date(2200, 12, 31)).map(day)
cells = st.one_of(
    st.tuples(st.one_of(whole, fixed, words), st.just(SHARES)),
    st.tuples(st.one_of(exact, fixed, words), st.sampled_from([AMOUNT, PRICE])),
    st.tuples(st.one_of(days, fixed), st.just(DAY)),
)


@pytest.mark.parametrize(
    ("typed", "mark", "figure"),
    [
        ("$2.50", "$", number(Decimal("2.50"))),
        ("HK$2.50", "HK$", number(Decimal("2.50"))),
        ("US$ 1,000", "US$", number(Decimal(1000))),
        ("usd1,000", "usd", number(Decimal(1000))),
        ("1,000.00 USD", "USD", number(Decimal("1000.00"))),
        ("RMB5", "RMB", number(Decimal(5))),
        ("(HK$5)", "HK$", number(Decimal(-5))),
        ("-HK$5", "HK$", number(Decimal(-5))),
        ("HK$(5)", "HK$", number(Decimal(-5))),
        # Zero, as Excel shows it as an amount.
        (" HK$ -   ", "HK$", NIL),
    ],
)
def test_an_amount_with_its_currency(typed: str, mark: str, figure: Figure) -> None:
    assert read_money(typed, AMOUNT) == (mark, figure)


@pytest.mark.parametrize("typed", ["2.50", "ABC 5", "Note 1", "HK$", "HK$1,25", "HK$HK$5", "HK$5 per share", "abc", ""])
def test_what_is_no_amount_with_its_currency(typed: str) -> None:
    assert read_money(typed, AMOUNT) is None


def test_a_dollar_is_any_dollar_and_nothing_else() -> None:
    assert [is_currency("$", stated) for stated in ("HK$", "USD", "RMB", "£")] == [True, True, False, False]
    assert [is_currency("US$", stated) for stated in ("HK$", "USD", "$")] == [False, True, False]


@given(
    st.dates(date(1969, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["%d-%b-%y", "%d %b %y", "%d-%b-%Y", "%d-%B-%Y", "%b %d, %Y", "%B %d, %Y", "%d/%m/%Y", "%Y-%m-%d"]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_dates_are_read_as_excel_shows_them(shown: date, pattern: str, case: type[str]) -> None:
    assert read(case(shown.strftime(pattern)), DAY) == day(shown)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("30-Jun-04", 2004), ("30-Jun-68", 2068), ("30-Jun-69", 1969), ("30-Jun-99", 1999), ("30 Jun 04", 2004)],
)
def test_a_year_of_two_digits(typed: str, read_as: int) -> None:
    assert read(typed, DAY) == day(date(read_as, 6, 30))


@pytest.mark.parametrize("typed", ["30/06/04", "04/06/05", "30-06-04", "30-Jun-4", "Jun 04", "31-Jun-04", "Jun 30, 04"])
def test_what_may_be_another_day_is_not_read(typed: str) -> None:
    assert read(typed, DAY).kind in (Kind.UNREAD, Kind.WORDS)


@given(cells)
def test_what_is_printed_is_read_as_the_same_figure(cell: tuple[Figure, Sort]) -> None:
    figure, sort = cell
    assert read(write(figure, sort, BRACKETS), sort) == figure
    assert read(write(figure, sort, Notation(brackets=False, day_format="%Y-%m-%d")), sort) == figure


@given(cells)
def test_what_is_stored_comes_back_to_the_last_digit(cell: tuple[Figure, Sort]) -> None:
    figure, sort = cell
    again = read(store(figure), sort)
    assert again == figure
    assert str(again.number) == str(figure.number) or again.number == figure.number


@given(st.text(max_size=300), st.sampled_from(Sort))
def test_any_text_is_read_as_something_and_reading_is_settled(typed: str, sort: Sort) -> None:
    figure = read(typed, sort)
    assert read(store(figure), sort) == figure


# Every character of Unicode that is a digit, a number, a sign, a mark, a blank or invisible, and some that nobody has
# given a meaning; letters are not here but those that count.
ODD_CATEGORIES = ("N", "P", "S", "Z", "C", "M", "Lm")


def _is_odd(code: int) -> bool:
    if 0xE000 <= code <= 0xF8FF or code > 0x323FF:
        return code % 97 == 0 or 0xF020 <= code <= 0xF07E
    ch = chr(code)
    category = unicodedata.category(ch)
    if category == "Cn":
        return code % 97 == 0 or code & 0xFFFF >= 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return category.startswith(ODD_CATEGORIES) or unicodedata.numeric(ch, None) is not None


ODD = [chr(code) for code in range(0x80, 0x110000) if _is_odd(code)]

# What each of them may stand for in a figure, by what Unicode calls it. Nothing else is ever a part of one.
MINUS = {
    "SOFT HYPHEN", "HYPHEN", "NON-BREAKING HYPHEN", "FIGURE DASH", "EN DASH", "EM DASH", "HORIZONTAL BAR", "MINUS SIGN",
    "SMALL EM DASH", "SMALL HYPHEN-MINUS", "FULLWIDTH HYPHEN-MINUS", "BOX DRAWINGS LIGHT HORIZONTAL",
    "BOX DRAWINGS HEAVY HORIZONTAL", "KATAKANA-HIRAGANA PROLONGED SOUND MARK",
    "HALFWIDTH KATAKANA-HIRAGANA PROLONGED SOUND MARK",
}  # fmt: skip
NOTHING = {
    "ZERO WIDTH SPACE", "ZERO WIDTH NON-JOINER", "ZERO WIDTH JOINER", "ZERO WIDTH NO-BREAK SPACE", "WORD JOINER",
    "LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK", "ARABIC LETTER MARK", "LEFT-TO-RIGHT EMBEDDING",
    "RIGHT-TO-LEFT EMBEDDING", "POP DIRECTIONAL FORMATTING", "LEFT-TO-RIGHT ISOLATE", "RIGHT-TO-LEFT ISOLATE",
    "FIRST STRONG ISOLATE", "POP DIRECTIONAL ISOLATE",
}  # fmt: skip
# The Symbol font's brackets and minus, the dashes of two and three ems, and the one numeral that is a word of ours.
OTHERS = {"\uf028": "(", "\uf029": ")", "\uf02d": "-", "\u2e3a": "--", "\u2e3b": "---", "零": "Nil"}


def stands_for(ch: str) -> str | None:
    """The ASCII that a person takes a character for, in a figure; None where it is no part of one."""
    name = unicodedata.name(ch, "")
    if name.startswith("FULLWIDTH ") and unicodedata.normalize("NFKC", ch).isascii():
        return unicodedata.normalize("NFKC", ch)
    if name.startswith("SMALL ") and name.endswith((" COMMA", " FULL STOP", " PARENTHESIS", " PLUS SIGN")):
        return unicodedata.normalize("NFKC", ch)
    if unicodedata.category(ch) == "Zs":
        return " "
    if ch in "\x85\u2028\u2029":
        return "\n"
    if name in MINUS:
        return "-"
    return "" if name in NOTHING else OTHERS.get(ch)


def test_no_character_of_unicode_is_part_of_a_figure_but_what_a_person_reads_as_one() -> None:
    assert len(ODD) > 12_000
    for ch in ODD:
        meant = stands_for(ch)
        for around in ("{}5", "5{}", "1{}234", "12{}5", "0{}5", "({}5)", "1,2{}34", "1,250{}", "{}"):
            for sort in (SHARES, PRICE):
                figure = read(around.format(ch), sort)
                if meant is None:
                    assert figure.kind not in (Kind.NUMBER, Kind.NIL, Kind.NA), (around, ch)
                elif figure.kind is Kind.NUMBER:
                    assert figure == read(around.format(meant), sort), (around, ch)
            day_typed = f"30/11/200{ch}9"
            assert read(day_typed, DAY).kind is Kind.UNREAD or meant == "", day_typed


def test_nothing_that_is_typed_vanishes_but_what_has_no_width() -> None:
    for ch in ODD:
        for text in (f"5{ch}x", f"See{ch}Remark one"):
            kept = read(text, SHARES).text
            assert ch in kept or stands_for(ch) in ("", " ", "\n"), (text, kept)


def test_every_dash_before_or_after_a_figure_is_a_minus_or_it_is_not_read() -> None:
    dashes = [
        chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Pd" or chr(code) in "\xad−˗⁃➖⁻₋"
    ]
    assert len(dashes) > 25
    for dash in dashes:
        for typed in (f"{dash}1,250", f"1,250{dash}"):
            assert read(typed, SHARES) in (number(-1250), Figure(Kind.UNREAD, text=typed))
        for typed in (
            f"({dash}1,250)",
            f"{dash}(1,250)",
            f"{dash}1,250{dash}",
            f"{dash}{dash}5",
            f"1,250 {dash}",
            f"+{dash}5",
        ):
            assert read(typed, SHARES).kind is Kind.UNREAD
            assert read(typed, AMOUNT).kind is Kind.UNREAD


@pytest.mark.parametrize("dash", ["-", "\xad", "‐", "‑", "‒", "–", "—", "―", "−", "﹘", "﹣", "－", "\uf02d"])
def test_a_run_of_dashes_alone_is_nil(dash: str) -> None:
    for typed in (dash, dash * 2, dash * 3, f"{dash} {dash}", f" {dash} ", f"{dash}-"):
        for sort in (SHARES, AMOUNT, PRICE):
            assert read(typed, sort) == NIL
    assert read(f"{dash}1,250", SHARES) == read(f"1,250{dash}", SHARES) == number(-1250)


@pytest.mark.parametrize(
    ("typed", "sort", "particular"),
    [
        ("0,360", PRICE, "0.360 or 360, whichever is meant; "),
        ("0,360", SHARES, "0.360 or 360, whichever is meant; "),
        ("0 360", PRICE, "0.360 or 360, whichever is meant; "),
        ("375.000", SHARES, "375.000 or 375,000, whichever is meant; "),
        ("1.234", SHARES, "1.234 or 1,234, whichever is meant; "),
        ("1.234,56", AMOUNT, "1,234.56 or 123,456, whichever is meant; "),
        ("(1.234,56)", AMOUNT, "(1,234.56) or (123,456), whichever is meant; "),
        ("1.234.567", AMOUNT, "1,234.567 or 1,234,567, whichever is meant; "),
        ("1'234", SHARES, "1.234 or 1,234, whichever is meant; "),
        ("12,5", PRICE, "12.5 or 125, whichever is meant; "),
        ("3.60¹", PRICE, "the figure without the character U+00B9 SUPERSCRIPT ONE; "),
        ("٣", SHARES, "the figure without the character U+0663 ARABIC-INDIC DIGIT THREE; "),
        ("100\n200", SHARES, "one figure in each cell; "),
        ("100\t200", SHARES, "one figure in each cell; "),
        ("100  200", SHARES, "one figure in each cell; "),
        ("9" * (LONGEST + 1), SHARES, "at most 200 characters; "),
        ("See Remark (1)", DAY, "one date alone, with any words in the remarks; "),
        ("Tuesday, 22 January 2018", DAY, "the weekday of that date, or none; "),
        ("31/02/2009", DAY, ""),
        ("abc", SHARES, ""),
    ],
)
def test_what_is_not_read_is_kept_and_said_to_be_in_doubt(typed: str, sort: Sort, particular: str) -> None:
    assert read(typed, sort) == Figure(Kind.UNREAD, text=typed)
    assert why_unread(typed, sort) == particular


@pytest.mark.parametrize(
    ("typed", "figure"),
    [("375.00", 375), ("1234.000", 1234), ("1,234.000", 1234), ("0.000", 0), ("375", 375), ("000375", 375)],
)
def test_a_point_before_zeros_is_read_where_it_can_part_no_thousands(typed: str, figure: int) -> None:
    assert read(typed, SHARES) == number(figure)


def test_a_point_in_a_price_is_a_decimal_point() -> None:
    assert read("0.360", PRICE) == number(Decimal("0.360"))
    assert read("375.125", AMOUNT) == number(Decimal("375.125"))


@pytest.mark.parametrize(
    "typed",
    [
        "22/01/2007", "22/1/2007", "22.1.2007", "22-1-2007", "22 /01/2007", "22/ 01 /2007", "22–01–2007", "22−01−2007",
        "２２／０１／２００７", "2007-01-22", "2007/1/22", "2007.1.22", "2007-01-22 00:00:00", "2007年1月22日",
        "2007 年 1 月 22 日",
        "２００７年１月２２日", "2007年01月22號", "2007年1月22日(星期一)", "2007年1月22日 星期一",
        "Monday, 22 January 2007",
        "Mon 22 Jan 2007", "Mon. 22/01/2007", "22 January 2007 (Monday)", "22 January 2007", "22 January, 2007",
        "22nd January 2007", "22nd of January, 2007", "22nd day of January 2007", "22 Jan. 2007", "22 Jan., 2007",
        "22-Jan-2007", "22/Jan/2007", "22.Jan.2007", "22Jan2007", "22 JAN 07", "22-Jan-07", "January 22, 2007",
        "January 22nd, 2007", "Jan. 22, 2007", "Jan 22 2007", "Jan-22-2007", "2007 January 22", "2007-Jan-22",
        "22  January  2007", " 22/01/2007\n", "22/01/2007\u200b", "\ufeff22/01/2007",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed: str) -> None:
    assert read(typed, DAY) == day(date(2007, 1, 22))


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2009", "11/30/2009", "30/11/09", "09/11/30", "2009-13-01", "2009-11-31", "30/11-2009", "30/11", "2009",
        "November 2009", "30 Nov", "Nov 30, 09", "Jun 12004", "20091130", "30112009", "30 11 2009", "٣٠/١١/٢٠٠٩",
        "३०/११/२००९", "³⁰/11/2009", "30/11/2009¹", "Tuesday, 30 November 2009", "2009年11月30日(星期二)",
        "2009年2月30日",
        "30 Novembre 2009", "various", "various dates", "See Remark (1)", "on several days", "30/11/2009 and 1/12/2009",
        "30/11/2009, 01/12/2009", "見備註", "TBC", "0/0/2009", "30/11/0009", "1/1/1700", "30//11//2009", "(  /  /  )",
        "1\n2/3/2009", "30/11/2009\n22/01/2007", "30/11/2009 12:30",
    ],
)  # fmt: skip
def test_what_is_not_one_day_is_no_date_and_no_words(typed: str) -> None:
    assert read(typed, DAY) == Figure(Kind.UNREAD, text=typed)


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("不适用", NA), ("不適用", NA), ("Ｎ／Ａ", NA), ("not\napplicable", NA), ("无", NIL), ("無", NIL), ("零", NIL),
        ("没有", NIL), ("沒有", NIL), ("Ｎｉｌ", NIL), ("See Remark \U000323b0 below", "See Remark \U000323b0 below"),
        ("见备注", "见备注"), ("\U000323b0\U000323b0", "\U000323b0\U000323b0"),
        ("See\u200b  Remark\n(1)", "See Remark (1)"),
    ],
)  # fmt: skip
def test_words_and_what_they_say_of_a_figure(typed: str, figure: Figure | str) -> None:
    assert read(typed, SHARES) == (Figure(Kind.WORDS, text=figure) if isinstance(figure, str) else figure)


# Digits and blanks that are read as the plain ones, and marks that nobody sees.
WIDE = str.maketrans("0123456789,.()-+", "０１２３４５６７８９，．（）－＋")
BLANKS = [" ", "\xa0", "\u2009", "\u202f", "\u2007", "\u3000"]
UNSEEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e"]
SIGNED = {
    False: ["{}", "+{}", "+ {}"],
    True: [
        "-{}",
        "- {}",
        "({})",
        "( {} )",
        "{}-",
        "−{}",
        "–{}",
        "\xad{}",
        "{}−",
        "\uf02d{}",
        "\uf028{}\uf029",
        "（{}）",
    ],
}


@st.composite
def typed_figures(draw: st.DrawFn) -> tuple[str, Sort, int | Decimal]:
    """A figure, and a text in which a person reads it."""
    sort = draw(st.sampled_from([SHARES, AMOUNT, PRICE]))
    whole = draw(st.integers(0, 10**30))
    fraction = "" if sort is SHARES else draw(st.text("0123456789", max_size=9))
    separator = draw(st.sampled_from(["", ",", *BLANKS]))
    text = f"{whole:,}".replace(",", separator) + (f".{fraction}" if fraction else "")
    is_negative = draw(st.booleans())
    text = draw(st.sampled_from(SIGNED[is_negative])).format(text)
    if draw(st.booleans()):
        text = text.translate(WIDE)
    for _mark in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(UNSEEN)) + text[place:]
    text = draw(st.sampled_from(["", *BLANKS, "\t", "\n"])) + text + draw(st.sampled_from(["", *BLANKS, "\r\n"]))
    value = Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)
    value = value.copy_negate() if is_negative and value else value
    return text, sort, int(value) if sort is SHARES else value


@given(typed_figures())
def test_a_figure_is_read_as_what_a_person_reads(cell: tuple[str, Sort, int | Decimal]) -> None:
    typed, sort, value = cell
    assert read(typed, sort) == number(value)


NOT_OF_FIGURES = st.sampled_from([ch for ch in ODD if stands_for(ch) is None])


@given(typed_figures(), NOT_OF_FIGURES, st.data())
def test_a_figure_with_anything_else_in_it_is_not_read(
    cell: tuple[str, Sort, int | Decimal], odd: str, data: st.DataObject
) -> None:
    typed, sort, _value = cell
    first = len(typed) - len(typed.lstrip())
    place = data.draw(st.integers(first, len(typed.rstrip())))
    assert read(typed[:place] + odd + typed[place:], sort).kind not in (Kind.NUMBER, Kind.NIL, Kind.NA)


@given(st.integers(10, 10**12), st.sampled_from([",", *BLANKS]), st.data())
def test_groups_that_are_not_of_three_are_not_read(value: int, separator: str, data: st.DataObject) -> None:
    digits = str(value)
    place = data.draw(st.integers(1, len(digits) - 1))
    assume(len(digits) - place != 3 or place > 3)
    typed = f"{digits[:place]}{separator}{digits[place:]}"
    assert read(typed, SHARES) == Figure(Kind.UNREAD, text=typed)


@given(st.text("0123456789,.' ()+-\xad\xa0−¹٣０\n\t\u200f$HK", max_size=14), st.sampled_from([SHARES, AMOUNT, PRICE]))
def test_whatever_is_taken_for_a_number_keeps_its_value(typed: str, sort: Sort) -> None:
    figure = read(typed, sort)
    assert read(store(figure), sort) == figure
    if figure.kind is Kind.NUMBER:
        # By hand: the digits in their order, with one point at most, and a sign that any minus or bracket gives.
        digits = "".join(ch for ch in typed.translate(str.maketrans("０", "0")) if ch in "0123456789.")
        is_negative = any(ch in "-\xad−(" for ch in typed)
        assert figure.number == Decimal(digits) * (-1 if is_negative else 1)
        for notation in (BRACKETS, Notation(brackets=False)):
            assert read(write(figure, sort, notation), sort) == figure


def test_the_longest_number_is_read_as_it_is_written() -> None:
    longest = number(-int("9" * MOST_DIGITS))
    for sort in (SHARES, AMOUNT, PRICE):
        figure = longest if sort is SHARES else number(Decimal(longest.number or 0))
        assert read(write(figure, sort), sort) == figure
    assert read("9" * (MOST_DIGITS + 1), SHARES).kind is Kind.UNREAD
    finest = number(Decimal(f"-{'9' * MOST_DIGITS}.{'9' * MOST_DECIMALS}"))
    for sort in (AMOUNT, PRICE):
        assert read(write(finest, sort), sort) == finest


@pytest.mark.parametrize(
    "typed", ["USD-5", "5-USD", "RMB-0.5", "-HK$-5", "-HK$(5)", "-HK$-", "HK$5 USD", "HK$3.60¹", "\u200fHK$123 456"]
)
def test_money_that_may_mean_two_things_is_not_read(typed: str) -> None:
    assert read_money(typed, AMOUNT) is None
    assert read(typed, AMOUNT) == Figure(Kind.UNREAD, text=typed)


@pytest.mark.parametrize("typed", ["\u202e1,250", "\u202d1,250", "\u202e)1( kramer eeS", "See \u202eRemark 21"])
def test_what_turns_its_letters_about_is_not_read(typed: str) -> None:
    for sort in Sort:
        assert read(typed, sort) == Figure(Kind.UNREAD, text=typed)


@pytest.mark.parametrize("typed", ["RMB Nil", "US$ Nil", "HK$ –", "HK$ N/A", "RMB0"])
def test_money_in_words_is_no_remark(typed: str) -> None:
    assert read(typed, AMOUNT).kind is Kind.UNREAD
    assert read_money(typed, AMOUNT) is not None


@pytest.mark.parametrize(
    "code", [0, 7, 0xB, 0x1F, 0x7F, 0x85, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]
)
def test_what_no_document_can_hold(code: int) -> None:
    said = f"Character 2 is U+{code:04X}, a control character or not a character at all. Delete it."
    assert why_unholdable(f"a{chr(code)}") == said


def test_what_a_cell_can_hold() -> None:
    assert why_unholdable("line\n\tnext\r\n 𠮷 é \ufffd \ue000 \U000323b0") == ""
    assert why_unholdable("x" * 200) == ""
    assert why_unholdable("x" * 1201, 1000) == "It is 1,201 characters long; at most 1,000 are allowed. Shorten it."
