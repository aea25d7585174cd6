"""Hong Kong's business days, and the deadline of a return.

A return is due by 08:30 Hong Kong time on the fifth business day after the month's end (Main Board Rule 13.25B,
GEM Rule 17.27B).
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
DUE_AT = time(8, 30)
DUE_BUSINESS_DAY = 5


def month_end(year: int, month: int) -> date:
    """The last day of a calendar month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + timedelta(days=1)).month != day.month


def month_after(day: date) -> date:
    """The last day of the month after the one `day` lies in."""
    return month_end(day.year + day.month // 12, day.month % 12 + 1)


@lru_cache(maxsize=64)
def _closed(year: int) -> holidays.HolidayBase:
    # The exchange's own calendar is kept from 2014; before that, general holidays and their substitutes, which
    # the same library files as "public" and "optional".
    if year >= 2014:
        return holidays.financial_holidays("XHKG", years=year)
    return holidays.country_holidays("HK", years=year, categories=("public", "optional"))


def is_business_day(day: date) -> bool:
    """Whether the exchange is open for business; a half day counts."""
    return day.weekday() < 5 and day not in _closed(day.year)


def deadline(month_ended: date) -> datetime:
    """When the return for the month is due, in Hong Kong time."""
    day, business_days = month_ended, 0
    while business_days < DUE_BUSINESS_DAY:
        day += timedelta(days=1)
        business_days += is_business_day(day)
    return datetime.combine(day, DUE_AT, HONG_KONG)
