"""All issuers' returns at a glance: who has submitted, who is late, who is due."""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from returns.closures import closures
from returns.deadlines import HONG_KONG, deadline, month_end
from returns.models import Filing, Issuer, MonthlyReturn, Submission, named
from returns.stale_filings import stale_filings

MONTHS = 12
# So many issuers are shown on a page.
ON_A_PAGE = 100


class FilingStatus(StrEnum):
    """How far an issuer has come for a month. FINALISED: not submitted yet; LATE: submitted after the deadline."""

    SUBMITTED = "submitted"
    LATE = "late"
    REVISED = "revised"
    FINALISED = "finalised"
    APPROVED = "approved"
    AWAITING = "awaiting"
    RETURNED = "returned"
    DRAFT = "draft"
    DUE = "due"
    OVERDUE = "overdue"
    TO_REVISE = "to-revise"
    NONE = "none"

    @property
    def word(self) -> str:
        """The status in words."""
        return str(_WORDS[self][1])

    @property
    def sign(self) -> str:
        """A sign for it, so that colour is never the only one."""
        return _WORDS[self][0]


_WORDS = {
    FilingStatus.SUBMITTED: ("✓", _lazy("submitted")),
    FilingStatus.LATE: ("◷", _lazy("submitted late")),
    FilingStatus.REVISED: ("↻", _lazy("revised")),
    FilingStatus.FINALISED: ("▣", _lazy("finalised")),
    FilingStatus.APPROVED: ("◆", _lazy("approved")),
    FilingStatus.AWAITING: ("…", _lazy("awaiting")),
    FilingStatus.RETURNED: ("↩", _lazy("returned for amendment")),
    FilingStatus.DRAFT: ("✎", _lazy("draft")),
    FilingStatus.DUE: ("○", _lazy("due")),
    FilingStatus.OVERDUE: ("✕", _lazy("overdue")),
    FilingStatus.TO_REVISE: ("⚠", _lazy("needs revision")),
    FilingStatus.NONE: ("–", _lazy("not required")),
}


# The order in which they are counted: what somebody has to see to comes first.
FIRST = (
    FilingStatus.OVERDUE,
    FilingStatus.TO_REVISE,
    FilingStatus.DUE,
    FilingStatus.RETURNED,
    FilingStatus.DRAFT,
    FilingStatus.AWAITING,
    FilingStatus.APPROVED,
    FilingStatus.FINALISED,
    FilingStatus.SUBMITTED,
    FilingStatus.LATE,
    FilingStatus.REVISED,
    FilingStatus.NONE,
)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What is looked for; blank says all."""

    issuer: str = ""
    month: date | None = None
    state: str = ""


@dataclass(frozen=True)
class IssuerMonth:
    """An issuer and a month: when it is due, its status, and its latest return; of those filed, the last filed.

    `is_to_revise`: it is filed, and the month before it, revised since, no longer agrees with it. `open_revision`: a
    revision of what is filed, not filed yet; until it is, the month has the status of what was filed. `submission`:
    the record that counts of its filing. `first_submitted_at`: when the month was submitted first, of any revision;
    whether it was late goes by that.
    """

    issuer: Issuer
    month_ended: date
    due_at: datetime
    status: FilingStatus
    is_overdue: bool
    monthly_return: MonthlyReturn | None = None
    is_to_revise: bool = False
    open_revision: MonthlyReturn | None = None
    submission: Submission | None = None
    first_submitted_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether the month was submitted after its deadline."""
        return self.first_submitted_at is not None and self.first_submitted_at > self.due_at

    @property
    def step(self) -> FilingStatus:
        """The status of the return being worked on: the open revision, or the month itself."""
        return FilingStatus(self.open_revision.status) if self.open_revision else self.status

    @property
    def filing(self) -> Filing | None:
        """Its latest filing."""
        of_it = self.monthly_return
        return of_it.filing if of_it and of_it.state == MonthlyReturn.State.FILED else None

    @property
    def filed_at(self) -> datetime | None:
        """When its latest filing was made."""
        return self.filing.filed_at if self.filing else None


def issuers(asked: Asked, since: date | None = None) -> QuerySet[Issuer]:
    """The issuers whose name or stock code is asked for, each with the `first` month that is on record of it.

    Those that ceased to be listed before the day `since` are left out, unless one is asked for.
    """
    found = Issuer.objects.annotate(first=Min("returns__month_ended", filter=~Q(returns__state="discarded"))).order_by(
        "name", "pk"
    )
    if asked.issuer:
        found = found.filter(named(asked.issuer))
    elif since:
        found = found.exclude(ceased_on__lt=since)
    return found


def window(until: date | None, now: datetime) -> list[date]:
    """The twelve months up to one, or up to the last that has ended."""
    last = until or _last_ended(now)
    return [_months_from(last, each) for each in range(1 - MONTHS, 1)]


def around(window: list[date], now: datetime) -> tuple[date | None, date | None]:
    """The month that the window before ends with, and the one after: None where there is nothing to see."""
    first, last = window[0], window[-1]
    earliest = MonthlyReturn.not_discarded.aggregate(first=Min("month_ended"))["first"]
    earlier = _months_from(first, -1) if earliest and earliest < first else None
    later = min(_months_from(last, MONTHS), _last_ended(now))
    return earlier, later if later > last else None


def _last_ended(now: datetime) -> date:
    today = now.astimezone(HONG_KONG).date()
    return month_end(today.year - (today.month == 1), (today.month - 2) % 12 + 1)


def _months_from(month: date, count: int) -> date:
    counted = month.year * 12 + month.month - 1 + count
    return month_end(counted // 12, counted % 12 + 1)


def years() -> range:
    """The years of which something may be on record, up to that of the last month that has ended."""
    last = _last_ended(timezone.now()).year
    earliest = MonthlyReturn.objects.aggregate(first=Min("month_ended"))["first"]
    return range(min(earliest.year, last) if earliest else last, last + 1)


class _Read(NamedTuple):
    """What the status of a month depends on, of a return: much sooner read than the return itself."""

    pk: int
    issuer_id: int
    month_ended: date
    revision: int
    state: str
    status: str
    filing: "_ReadFiling"


class _ReadFiling(NamedTuple):
    pk: int


class _ReadSubmission(NamedTuple):
    filing_id: int
    submitted_at: datetime


def glance(of: Iterable[Issuer], months: list[date]) -> dict[Issuer, list[IssuerMonth]]:
    """The same as `lines`, but their returns know their status and no more: for all issuers at once."""
    columns = ("pk", "issuer_id", "month_ended", "revision", "state", "returned_at", "filing__pk")
    returns = MonthlyReturn.not_discarded.filter(month_ended__range=(months[0], months[-1])).order_by("revision")
    chosen = list(of)
    if len(chosen) <= ON_A_PAGE:
        returns = returns.filter(issuer__in=chosen)
    there = (
        _Read(pk, issuer, month, revision, state, _status(state, returned_at), _ReadFiling(filing))
        for pk, issuer, month, revision, state, returned_at, filing in returns.values_list(*columns)
    )
    records = Submission.objects.filter(filing__month_ended__range=(months[0], months[-1])).order_by("pk")
    if len(chosen) <= ON_A_PAGE:
        records = records.filter(filing__issuer__in=chosen)
    of_filings = records.values_list("filing_id", "submitted_at", "filing__issuer_id", "filing__month_ended")
    submitted = _collect((_ReadSubmission(pk, at), issuer, month) for pk, at, issuer, month in of_filings)
    return _lines(chosen, months, there, submitted)


def _status(state: str, returned_at: datetime | None) -> str:
    is_returned = state == MonthlyReturn.State.DRAFT and returned_at
    return FilingStatus.RETURNED if is_returned else state


def lines(of: Iterable[Issuer], months: list[date]) -> dict[Issuer, list[IssuerMonth]]:
    """The status of each issuer in each of the months, in a fixed number of queries."""
    chosen = list(of)
    submitted = _submitted(filing__issuer__in=chosen, filing__month_ended__range=(months[0], months[-1]))
    there = (
        MonthlyReturn.not_discarded.filter(issuer__in=chosen, month_ended__range=(months[0], months[-1]))
        .select_related("filing", "issuer")
        .defer("filing__pdf", "filing__figures")
        .order_by("revision")
    )
    return _lines(chosen, months, there, submitted)


def _lines(
    chosen: list[Issuer], months: list[date], there: Iterable[Any], submitted: "_Submitted"
) -> dict[Issuer, list[IssuerMonth]]:
    passed = stale_filings([issuer.pk for issuer in chosen], months)
    latest: dict[tuple[int, date], Any] = {}
    filed: dict[tuple[int, date], Any] = {}
    for each in there:
        latest[each.issuer_id, each.month_ended] = each
        if each.state == MonthlyReturn.State.FILED:
            filed[each.issuer_id, each.month_ended] = each
    now, closed = timezone.now(), closures()
    due = {month: deadline(month, closed) for month in months}
    return {
        issuer: [
            _line(
                issuer,
                month,
                filed.get((issuer.pk, month)),
                latest.get((issuer.pk, month)),
                now,
                due[month],
                passed,
                submitted,
            )
            for month in months
        ]
        for issuer in chosen
    }


class _Submitted(NamedTuple):
    """The record that counts of each filing, and when each month of each issuer was submitted first."""

    of_filing: dict[int, Any]
    first: dict[tuple[int, date], datetime]


def _submitted(**among: Any) -> _Submitted:
    records = Submission.objects.filter(**among).select_related("filing").order_by("pk")
    needed = ("submitted_at", "submitted_name", "reference", "published_on", "filing__issuer_id", "filing__month_ended")
    return _collect((each, each.filing.issuer_id, each.filing.month_ended) for each in records.only(*needed))


def _collect(records: Iterable[tuple[Any, int, date]]) -> _Submitted:
    """Collect records, oldest first, each with issuer and month of its filing: the latest of a filing counts."""
    of_filing = {each.filing_id: (each, (issuer, month)) for each, issuer, month in records}
    first: dict[tuple[int, date], datetime] = {}
    for each, month in of_filing.values():
        first[month] = min(first.get(month, each.submitted_at), each.submitted_at)
    return _Submitted({pk: each for pk, (each, _month) in of_filing.items()}, first)


def _line(
    issuer: Any,
    month: date,
    filed: MonthlyReturn | None,
    latest: MonthlyReturn | None,
    now: datetime,
    due_at: datetime,
    passed: Container[int],
    submitted: _Submitted,
) -> IssuerMonth:
    is_past = now > due_at
    if latest is None:
        # Before its first month on record an issuer was not on record; of one without any, the last month is awaited.
        is_expected = month >= issuer.first if issuer.first else month == _last_ended(now)
        is_expected = is_expected and issuer.was_listed(month)
        status = (FilingStatus.OVERDUE if is_past else FilingStatus.DUE) if is_expected else FilingStatus.NONE
        return IssuerMonth(issuer, month, due_at, status, is_expected and is_past)
    if filed is None:
        # A revision is not awaited by the deadline of what it revises.
        return IssuerMonth(issuer, month, due_at, FilingStatus(latest.status), is_past and not latest.revision, latest)
    submission = submitted.of_filing.get(filed.filing.pk)
    first = submitted.first.get((issuer.pk, month))
    if submission is None:
        status = FilingStatus.FINALISED
    elif filed.revision:
        status = FilingStatus.REVISED
    else:
        status = FilingStatus.LATE if submission.submitted_at > due_at else FilingStatus.SUBMITTED
    return IssuerMonth(
        issuer,
        month,
        due_at,
        status,
        is_overdue=is_past and first is None,
        monthly_return=filed,
        is_to_revise=filed.pk in passed,
        open_revision=None if latest == filed else latest,
        submission=submission,
        first_submitted_at=first,
    )


def states(line: IssuerMonth) -> set[str]:
    """The states that a line is in.

    A draft past its deadline is overdue too; a filing may be to revise, and a revised month submitted late.
    """
    found = {line.status.value, line.step.value}
    if line.is_late:
        found.add(FilingStatus.LATE)
    if line.is_overdue:
        found.add(FilingStatus.OVERDUE)
    if line.is_to_revise:
        found.add(FilingStatus.TO_REVISE)
    return found


def count(found: dict[Issuer, list[IssuerMonth]]) -> dict[FilingStatus, int]:
    """How many returns are in each state, those that are overdue first."""
    counted = Counter(state for of_issuer in found.values() for line in of_issuer for state in states(line))
    return {status: counted[status] for status in FIRST if counted[status]}


def in_order(found: dict[Issuer, list[IssuerMonth]], state: str) -> list[Issuer]:
    """The issuers with a return in the state asked for, if any is: those longest overdue first, then by name."""
    wanted = [issuer for issuer, of_it in found.items() if not state or any(state in states(line) for line in of_it)]

    def overdue_since(issuer: Issuer) -> datetime:
        return min((line.due_at for line in found[issuer] if line.is_overdue), default=_NEVER)

    return sorted(wanted, key=lambda issuer: (overdue_since(issuer), issuer.name, issuer.pk))


# --- The columns of the exported file ---

HEADINGS = (
    _lazy("stock code"),
    _lazy("issuer"),
    _lazy("month ended"),
    _lazy("state"),
    _lazy("overdue"),
    _lazy("revision"),
    _lazy("due (Hong Kong time)"),
    _lazy("finalised (Hong Kong time)"),
    _lazy("finalised by"),
    _lazy("submitted (Hong Kong time)"),
    _lazy("submitted by"),
    _lazy("reference"),
    _lazy("signatory"),
    _lazy("SHA-256 of the PDF"),
    _lazy("needs revision"),
    _lazy("revision in progress"),
)
# The width of each in a workbook.
WIDTHS = (11, 36, 13, 18, 9, 9, 20, 20, 20, 20, 20, 20, 24, 66, 9, 16)


def cells(line: IssuerMonth) -> list[Any]:
    """The cells under HEADINGS."""
    of_it, filing = line.monthly_return, line.filing
    return [
        line.issuer.stock_code,
        line.issuer.name,
        line.month_ended,
        line.status.word,
        _("yes") if line.is_overdue else "",
        of_it.revision if of_it else None,
        line.due_at,
        line.filed_at,
        filing.filed_name if filing else "",
        line.submission.submitted_at if line.submission else None,
        line.submission.submitted_name if line.submission else "",
        line.submission.reference if line.submission else "",
        of_it.submitted_by if of_it else "",
        filing.pdf_sha256 if filing else "",
        _("yes") if line.is_to_revise else "",
        line.step.word if line.open_revision else "",
    ]
