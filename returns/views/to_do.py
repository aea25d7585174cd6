"""What has to be done for a person's issuers, most urgent first: the rows of the first page."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone

from returns.closures import closures
from returns.deadlines import deadline, month_after, today
from returns.forms.to_do import Asked, Group
from returns.models import Issuer, Membership, MonthlyReturn, Submission, plain_stock_code
from returns.stale_filings import StaleFiling
from returns.views.access import MAY_EDIT, InProgress, Step, in_progress, issuers_of

ORDER = {group: place for place, group in enumerate(Group)}


@dataclass(frozen=True)
class Row:
    """A month of an issuer with something to do: its return, or None where it is not started yet.

    `step` is what the person may do next, None where that is to start it; `may_start`: where they may. A month that was
    submitted has no deadline to meet any more, whatever is revised.
    """

    group: Group
    issuer: Issuer
    month_ended: date
    due_at: datetime
    is_overdue: bool
    monthly_return: MonthlyReturn | None = None
    step: Step | None = None
    stale: StaleFiling | None = None
    may_start: bool = False
    has_deadline: bool = True

    @property
    def name(self) -> str:
        """What it is called when it is ticked: 3888 2024-12."""
        return f"{self.issuer.stock_code} {self.month_ended:%Y-%m}"

    @property
    def urgency(self) -> tuple[int, datetime, str, int]:
        """What rows are sorted by."""
        revision = self.monthly_return.revision if self.monthly_return else 0
        return ORDER[self.group], self.due_at, self.issuer.name, revision


def rows(user: User) -> list[Row]:
    """Everything that is not submitted yet or to be revised, of all issuers of a person, in a fixed number of queries.

    With the month after the last filing of each issuer, once it has begun, where it is not started yet.
    """
    there = in_progress(user, issuers_of(user))
    submitted = _submitted(there)
    closed, now = closures(), timezone.now()
    due: dict[date, datetime] = {}

    def due_at(month: date) -> datetime:
        return due.get(month) or due.setdefault(month, deadline(month, closed))

    found = [_row(each, due_at(each.monthly_return.month_ended), now, submitted) for each in there]
    for issuer, month, may_start in _not_started(user):
        at = due_at(month)
        is_overdue = now > at
        group = Group.OVERDUE if is_overdue else Group.DUE if today() > month else Group.UPCOMING
        group = group if may_start else Group.OTHERS
        if may_start or today() > month:
            found.append(Row(group, issuer, month, at, is_overdue, may_start=may_start))
    return sorted(found, key=lambda row: row.urgency)


def matching(found: Iterable[Row], asked: Asked) -> Iterator[Row]:
    """The rows that are looked for."""
    words, code = asked.issuer.strip().casefold(), plain_stock_code(asked.issuer)
    for row in found:
        is_named = words in row.issuer.name.casefold() or code == row.issuer.stock_code
        if (not words or is_named) and (not asked.group or row.group == asked.group):
            yield row


def _submitted(there: list[InProgress]) -> set[tuple[int, date, int]]:
    """Which of these months were submitted, each with the number of the revision that was."""
    of_filing = Submission.objects.filter(
        filing__issuer__in={each.monthly_return.issuer_id for each in there},
        filing__month_ended__in={each.monthly_return.month_ended for each in there},
    )
    found = of_filing.values_list("filing__issuer", "filing__month_ended", "filing__monthly_return__revision")
    return set(found.distinct().order_by())


def _row(each: InProgress, due_at: datetime, now: datetime, submitted: Container[tuple[int, date, int]]) -> Row:
    of_it = each.monthly_return
    is_submitted = any(
        (of_it.issuer_id, of_it.month_ended, number) in submitted for number in range(of_it.revision + 1)
    )
    row = Row(
        Group.OTHERS,
        of_it.issuer,
        of_it.month_ended,
        due_at,
        not is_submitted and now > due_at,
        of_it,
        each.step,
        each.stale,
        has_deadline=not is_submitted,
    )
    if not each.step.is_mine:
        return row
    is_unsubmitted = (of_it.issuer_id, of_it.month_ended, of_it.revision) not in submitted
    if row.is_overdue:
        group = Group.OVERDUE
    elif of_it.is_returned:
        group = Group.RETURNED
    elif of_it.state == MonthlyReturn.State.AWAITING:
        group = Group.APPROVAL
    elif of_it.state == MonthlyReturn.State.FILED and is_unsubmitted:
        group = Group.UNSUBMITTED
    else:
        group = Group.REVISIONS if is_submitted else Group.DUE
    return replace(row, group=group)


def _not_started(user: User) -> Iterator[tuple[Issuer, date, bool]]:
    """The month after the last filing of each issuer that has no return yet, and whether the person may start it."""
    preparing = set(Membership.objects.filter(user=user, role__in=MAY_EDIT).values_list("issuer", flat=True))
    last = issuers_of(user).annotate(last=Max("filings__month_ended")).exclude(last=None)
    found = [(issuer, month_after(issuer.last)) for issuer in last]
    there = set(
        MonthlyReturn.not_discarded.filter(
            issuer__in=[issuer for issuer, _month in found], month_ended__in={month for _issuer, month in found}
        ).values_list("issuer", "month_ended")
    )
    for issuer, month in found:
        has_begun = month.replace(day=1) <= today()
        if (issuer.pk, month) not in there and has_begun and issuer.was_listed(month):
            yield issuer, month, issuer.pk in preparing
