"""How cells are read and printed."""

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returns.figures import (
    BLANK,
    BRACKETS,
    LONGEST,
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
    assert store(figure).isprintable()
