"""Which filings were late: submitted after the deadline of their month. A revision is due by no deadline."""

from datetime import date, datetime

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from returns.closures import closures
from returns.deadlines import deadline, month_after
from returns.models import Filing, Submission


class Deadlines(dict[date, datetime]):
    """The deadline of each month that is asked for; days of closure are read once."""

    def __init__(self) -> None:
        self._closed = closures()

    def __missing__(self, month_ended: date) -> datetime:
        self[month_ended] = deadline(month_ended, self._closed)
        return self[month_ended]


def late(rows: QuerySet, filing: str) -> Q:  # type: ignore[type-arg]
    """Those of some rows with a month whose filing was late; `filing` is the field that names it: "pk", "filing"."""
    months = rows.order_by().aggregate(first=Min("month_ended"), last=Max("month_ended"))
    after, due, month = Q(pk=None), Deadlines(), months["first"]
    while month and month <= months["last"]:
        after |= Q(filing__month_ended=month, submitted_at__gt=due[month])
        month = month_after(month)
    # The latest record of a filing counts.
    later = Submission.objects.filter(filing=OuterRef("filing"), pk__gt=OuterRef("pk"))
    records = Submission.objects.filter(after, ~Exists(later), filing__monthly_return__revision=0)
    return Q(**{f"{filing}__in": records.order_by().values("filing")})


def is_late(filing: Filing, due: Deadlines) -> bool:
    """Whether a filing was late; its submissions are read."""
    submission = filing.submission
    is_revision = bool(filing.monthly_return.revision)
    return submission is not None and not is_revision and submission.submitted_at > due[filing.month_ended]
