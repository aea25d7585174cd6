"""On which days the exchange was closed beyond its calendar, now and as it was known at an earlier moment.

Read from the database each time, once for a page: administrators change them, and every process must see it at once.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from returns.models import Closure, Filing, MonthlyReturn


def closures(at: datetime | None = None) -> frozenset[date]:
    """The days on which the exchange was closed, as administrators had listed them at a moment; now unless given."""
    found = Closure.objects.filter(withdrawn_at=None)
    if at is not None:
        found = Closure.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), added_at__lte=at)
    return frozenset(found.values_list("day", flat=True))


def closures_of(monthly_return: MonthlyReturn) -> frozenset[date]:
    """The closures that count for a return: as they were known when it was filed, or now if it is not filed.

    So a day that is added later does not change what the rules said about a filing.
    """
    if monthly_return.is_open:
        return closures()
    return closures(Filing.objects.values_list("filed_at", flat=True).get(monthly_return=monthly_return))


def in_templates(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the closures known now, read at most once for a page, and only if it shows a deadline."""
    return {"closures": SimpleLazyObject(closures)}
