"""Hong Kong's business days and the deadline, against days on which returns are known to have been due."""

from datetime import date, datetime

import pytest

from returns.calendar import HONG_KONG, deadline, is_business_day, is_month_end, month_after, month_end


@pytest.mark.parametrize(
    ("month_ended", "due"),
    [
        (date(2009, 11, 30), date(2009, 12, 7)),
        (date(2023, 6, 30), date(2023, 7, 7)),
        (date(2024, 4, 30), date(2024, 5, 8)),  # Labour Day closed
        (date(2024, 9, 30), date(2024, 10, 8)),  # National Day closed
        (date(2025, 12, 31), date(2026, 1, 8)),  # over the turn of the year
    ],
)
def test_a_return_is_due_at_half_past_eight_on_the_fifth_business_day(month_ended: date, due: date) -> None:
    assert deadline(month_ended) == datetime(due.year, due.month, due.day, 8, 30, tzinfo=HONG_KONG)


def test_good_friday_is_closed_and_a_half_day_is_open() -> None:
    assert not is_business_day(date(2010, 4, 2))
    assert not is_business_day(date(2024, 3, 29))
    assert is_business_day(date(2024, 12, 24))


def test_months_end_on_their_last_day() -> None:
    assert month_end(2024, 2) == date(2024, 2, 29)
    assert month_end(2009, 12) == date(2009, 12, 31)
    assert month_after(date(2009, 11, 30)) == date(2009, 12, 31)
    assert month_after(date(2009, 12, 31)) == date(2010, 1, 31)
    assert is_month_end(date(2009, 11, 30))
    assert not is_month_end(date(2009, 11, 29))
