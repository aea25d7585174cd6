"""Hong Kong's business days and the deadline, against days on which returns are known to have been due."""

from datetime import date, datetime

import pytest

from returns.deadlines import HONG_KONG, deadline, is_business_day, is_month_end, month_after, month_end

# The day of the following month on which the return of each month is due, January to December. Made from
# exchange_calendars 4.13 and pandas_market_calendars 5.5, which know the exchange's days independently; where these
# differ (each lacks typhoons the other has), from the exchange's own announcements.
DUE = {
    2007: (7, 7, 11, 8, 7, 9, 7, 7, 8, 7, 7, 8),
    2008: (11, 7, 8, 8, 6, 8, 8, 5, 9, 7, 5, 8),
    2009: (6, 6, 7, 8, 5, 8, 7, 7, 8, 6, 7, 8),
    2010: (5, 5, 12, 7, 7, 8, 6, 7, 8, 5, 7, 7),
    2011: (9, 7, 8, 9, 8, 8, 5, 7, 10, 7, 7, 9),
    2012: (7, 7, 11, 8, 7, 9, 7, 7, 9, 7, 7, 8),
    2013: (7, 7, 9, 8, 7, 8, 7, 6, 8, 7, 6, 8),
    2014: (10, 7, 7, 9, 9, 8, 7, 5, 9, 7, 5, 8),
    2015: (6, 6, 10, 8, 5, 8, 7, 8, 8, 6, 7, 8),
    2016: (5, 7, 8, 9, 7, 8, 8, 7, 7, 7, 7, 9),
    2017: (7, 7, 10, 9, 7, 7, 7, 7, 10, 7, 7, 8),
    2018: (7, 7, 10, 8, 7, 9, 7, 7, 8, 7, 7, 8),
    2019: (12, 7, 8, 8, 10, 8, 7, 6, 9, 7, 6, 8),
    2020: (7, 6, 7, 8, 5, 8, 7, 7, 9, 6, 7, 8),
    2021: (5, 5, 12, 7, 7, 8, 6, 7, 8, 5, 7, 7),
    2022: (10, 7, 8, 10, 8, 8, 5, 7, 10, 7, 7, 9),
    2023: (7, 7, 12, 8, 7, 7, 7, 11, 9, 7, 7, 8),
    2024: (7, 7, 9, 8, 7, 8, 7, 9, 8, 7, 6, 8),
    2025: (7, 7, 8, 9, 6, 8, 7, 5, 9, 7, 5, 8),
    2026: (6, 6, 10, 8, 5, 8, 7, 7, 8, 6, 7, 8),
}


@pytest.mark.parametrize("year", DUE)
def test_a_return_is_due_at_half_past_eight_on_the_fifth_business_day(year: int) -> None:
    for month, day in enumerate(DUE[year], 1):
        next_year, next_month = (year, month + 1) if month < 12 else (year + 1, 1)
        due = datetime(next_year, next_month, day, 8, 30, tzinfo=HONG_KONG)
        assert deadline(month_end(year, month)) == due, month


@pytest.mark.parametrize(
    "closed",
    [
        date(2008, 8, 6),  # typhoon Kammuri
        date(2011, 9, 29),  # Nesat
        date(2013, 8, 14),  # Utor
        date(2016, 10, 21),  # Haima
        date(2020, 10, 13),  # Nangka
        date(2023, 9, 1),  # Saola
        date(2023, 9, 8),  # the rainstorm after Haikui
        date(2024, 9, 6),  # Yagi
        date(2012, 1, 23),  # the first three days of the Lunar New Year
        date(2012, 1, 24),
        date(2012, 1, 25),
        date(2013, 2, 13),  # its fourth, for the first, which was a Sunday
        date(2012, 10, 2),  # for National Day, which was the day after the Mid-Autumn Festival
        date(2010, 4, 6),  # for the Tomb-Sweeping Festival, which was Easter Monday
        date(2015, 9, 3),  # seventy years after the war
        date(2010, 4, 2),  # Good Friday
        date(2024, 3, 29),
    ],
)
def test_days_on_which_the_exchange_was_closed(closed: date) -> None:
    assert not is_business_day(closed)


@pytest.mark.parametrize(
    "open_",
    [
        date(2012, 10, 3),
        date(2024, 12, 24),  # half a day
        date(2012, 7, 24),  # trading began at half past one, after typhoon Vicente
        date(2014, 9, 16),  # in the afternoon, after Kalmaegi
        date(2023, 10, 9),  # in the afternoon, after Koinu
        date(2025, 9, 24),  # typhoon Ragasa: since 23 September 2024 the exchange trades through storms
    ],
)
def test_days_on_which_it_was_open_if_only_for_half_the_day(open_: date) -> None:
    assert is_business_day(open_)


def test_a_closure_moves_the_deadline_of_the_month_before() -> None:
    assert deadline(date(2009, 11, 30), {date(2009, 12, 3)}) == datetime(2009, 12, 8, 8, 30, tzinfo=HONG_KONG)
    # It is closed on a Saturday anyway, and the day after the deadline moves nothing.
    assert deadline(date(2009, 11, 30), {date(2009, 12, 5), date(2009, 12, 8)}).day == 7
    assert not is_business_day(date(2009, 12, 3), {date(2009, 12, 3)})


def test_months_end_on_their_last_day() -> None:
    assert month_end(2024, 2) == date(2024, 2, 29)
    assert month_end(2009, 12) == date(2009, 12, 31)
    assert month_after(date(2009, 11, 30)) == date(2009, 12, 31)
    assert month_after(date(2009, 12, 31)) == date(2010, 1, 31)
    assert is_month_end(date(2009, 11, 30))
    assert not is_month_end(date(2009, 11, 29))
