"""Hong Kong's business days, and the deadline of a return.

A return is due by 08:30 Hong Kong time on the fifth business day after the month's end (Main Board Rule 13.25B,
GEM Rule 17.27B). A business day is a day on which the exchange is open for dealing, however briefly (Rule 1.01).
"""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
DUE_AT = time(8, 30)
DUE_BUSINESS_DAY = 5


def today() -> date:
    """The date in Hong Kong now."""
    return datetime.now(HONG_KONG).date()


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


# Days before 2014 on which a typhoon closed the exchange for the whole day; the library has the later ones.
_STORMS = frozenset({date(2008, 8, 6), date(2008, 8, 22), date(2011, 9, 29), date(2013, 8, 14)})


@lru_cache(maxsize=64)
def _holidays(year: int) -> holidays.HolidayBase:
    # The library has the exchange's own calendar from 2014. Before that the exchange closed on general holidays, which
    # the library files as "optional". Its "public" ones are those of the Employment Ordinance: asked for both at once,
    # it moves a holiday that falls on another one day too far (3 October 2012).
    if year >= 2014:
        return holidays.financial_holidays("XHKG", years=year)
    return holidays.country_holidays("HK", years=year, categories=("optional",))


def is_business_day(day: date, closures: Container[date] = ()) -> bool:
    """Whether the exchange is open on a day, even for half of it; `closures` are days on which it was not."""
    return day.weekday() < 5 and day not in _holidays(day.year) and day not in _STORMS and day not in closures


def deadline(month_ended: date, closures: Container[date] = ()) -> datetime:
    """When the return for the month is due, in Hong Kong time; `closures` are days on which the exchange was closed."""
    day, business_days = month_ended, 0
    while business_days < DUE_BUSINESS_DAY:
        day += timedelta(days=1)
        business_days += is_business_day(day, closures)
    return datetime.combine(day, DUE_AT, HONG_KONG)
