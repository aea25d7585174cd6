"""E-mails to people: at once about what is waiting for them, and once a day about everything else.

No e-mail contains a figure, or text that somebody typed, such as a reason: it may not be public yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns import mail, overview
from returns.closures import closures
from returns.deadlines import HONG_KONG, deadline, is_business_day
from returns.filing import IS_UNSUBMITTED
from returns.models import AuditEntry, Digest, Filing, Issuer, Membership, MonthlyReturn, ReviewEntry, Submission

State, Role = MonthlyReturn.State, Membership.Role

# How many business days before its deadline a return is called due: if that is a Monday, people read it on Thursday.
SOON = 2


def listen() -> None:
    """Write at once when a return is sent for approval, returned for amendment, or recalled."""
    post_save.connect(_recorded, sender=AuditEntry)
    post_save.connect(_reviewed, sender=ReviewEntry)


def _recorded(instance: AuditEntry, created: bool, **_given: Any) -> None:
    if created and instance.action == AuditEntry.Action.STATE and instance.new in (State.AWAITING, State.DRAFT):
        transaction.on_commit(partial(_tell, instance), robust=True)


def _tell(entry: AuditEntry) -> None:
    """Write to those whom a change of state concerns, but for whoever made it."""
    monthly_return = entry.monthly_return
    # Where one step follows another at once, as at the command line, the first is nobody's to act on any more.
    if monthly_return is None or monthly_return.state != entry.new:
        return
    named = {"issuer": monthly_return.issuer, "month": f"{monthly_return.month_ended:%m/%Y}"}
    roles: tuple[str, ...]
    if entry.new == State.AWAITING:
        roles, path = (Role.APPROVER,), "approve"
        subject = _("Waiting for your approval: %(issuer)s %(month)s") % named
        said = _("%(name)s sent the return for approval.") % {"name": entry.name}
    elif monthly_return.is_returned:
        roles, path = (Role.PREPARER, Role.APPROVER), "#sign-off"
        subject = _("Returned for amendment: %(issuer)s %(month)s") % named
        said = _("%(name)s returned it for amendment. The reason is on its page.") % {"name": entry.name}
    else:
        roles, path = (Role.PREPARER, Role.APPROVER), "#sign-off"
        subject = _("Recalled from approval: %(issuer)s %(month)s") % named
        said = _("%(name)s recalled it: it is a draft again. The reason is on its page.") % {"name": entry.name}
    text = f"{said}\n{settings.BASE_URL}{monthly_return.get_absolute_url()}{path}\n"
    others = [person for person in _members(monthly_return.issuer_id, roles) if person.pk != entry.user_id]
    mail.write(others, subject, text)


def _reviewed(instance: ReviewEntry, created: bool, **_given: Any) -> None:
    if created and instance.kind in (ReviewEntry.Kind.QUERY, ReviewEntry.Kind.ANSWER):
        transaction.on_commit(partial(_write_of_query, instance), robust=True)


def _write_of_query(entry: ReviewEntry) -> None:
    """Write to the issuer's people that a query was raised, or to whoever raised it that it was answered."""
    filing = entry.filing
    named = {"issuer": filing.issuer, "month": f"{filing.month_ended:%m/%Y}", "name": entry.name}
    address = f"{settings.BASE_URL}{filing.monthly_return.get_absolute_url()}review"
    if entry.query is not None:
        people = [entry.query.by]
        subject = _("Query answered: %(issuer)s %(month)s") % named
        said = _("%(name)s answered your query about the finalised return. Read the answer here:") % named
    else:
        people = list(_members(filing.issuer_id, (Role.PREPARER, Role.APPROVER)))
        subject = _("Query about a finalised return: %(issuer)s %(month)s") % named
        said = _("%(name)s has a query about the finalised return. Read and answer it here:") % named
    mail.write(people, subject, f"{said}\n{address}?revision={filing.monthly_return.revision}\n")


def _members(issuer_id: int, roles: Iterable[str]) -> Iterator[User]:
    found = Membership.objects.filter(issuer=issuer_id, role__in=roles, user__is_active=True, user__is_staff=False)
    for membership in found.exclude(user__email="").select_related("user"):
        yield membership.user


class Sent(NamedTuple):
    """How many digests went out, and how many could not be sent."""

    sent: int
    failed: int


def send_digests() -> Sent:
    """Send people what is waiting for them, due, overdue, finalised or submitted; once a day at most."""
    today = _day(timezone.now())
    written = list(Digest.objects.filter(day=today).values_list("user", flat=True))
    roles: dict[User, dict[int, str]] = defaultdict(dict)
    people = Membership.objects.filter(user__is_active=True, user__is_staff=False).exclude(user__in=written)
    for membership in people.exclude(user__email="").select_related("user"):
        roles[membership.user][membership.issuer_id] = membership.role
    concerned = {issuer for of_person in roles.values() for issuer in of_person}
    lines = _lines(concerned)
    news = _news(concerned, today)
    closed = closures()
    results = [_digest(person, of_person, lines, news, today, closed) for person, of_person in roles.items()]
    return Sent(results.count(True), results.count(False))


def _lines(concerned: set[int]) -> dict[int, list[overview.IssuerMonth]]:
    issuers = list(overview.issuers(overview.Asked()).filter(pk__in=concerned))
    months = overview.window(None, timezone.now())
    found = {issuer.pk: of_it for issuer, of_it in overview.lines(issuers, months).items()}
    # Returns of earlier months that are open or not submitted are waiting for somebody too.
    closed = closures()
    earlier = MonthlyReturn.not_discarded.filter(issuer__in=concerned, month_ended__lt=months[0])
    waiting = earlier.filter(~Q(state=State.FILED) | IS_UNSUBMITTED).select_related("issuer")
    for each in waiting.order_by("month_ended", "revision"):
        is_filed = each.state == State.FILED
        status = overview.FilingStatus.FINALISED if is_filed else overview.FilingStatus(each.status)
        due_at = deadline(each.month_ended, closed)
        found[each.issuer_id].append(
            overview.IssuerMonth(each.issuer, each.month_ended, due_at, status, not each.revision, each)
        )
    return found


def _day(at: datetime) -> date:
    return at.astimezone(HONG_KONG).date()


def _news(concerned: set[int], today: date) -> dict[int, list[str]]:
    """What was finalised and submitted since the day of the last digests, until today, of each issuer, in words.

    Whole days, so that each is listed once.
    """
    last = Digest.objects.filter(day__lt=today).aggregate(last=Max("day"))["last"] or today - timedelta(days=1)
    found: dict[int, list[str]] = defaultdict(list)
    begins, ends = (datetime.combine(day, time.min, HONG_KONG) for day in (last, today))
    filings = Filing.objects.filter(issuer__in=concerned, filed_at__gte=begins, filed_at__lt=ends)
    for filing in filings.select_related("issuer", "monthly_return").defer("pdf", "figures"):
        said = _("Finalised: %(what)s, by %(name)s") % {"what": filing, "name": filing.filed_name}
        found[filing.issuer_id].append(said)
    records = Submission.objects.filter(filing__issuer__in=concerned, recorded_at__gte=begins, recorded_at__lt=ends)
    # A correction is no news.
    records = records.filter(~Exists(Submission.objects.filter(filing=OuterRef("filing"), pk__lt=OuterRef("pk"))))
    needed = records.select_related("filing__issuer", "filing__monthly_return")
    for each in needed.defer("filing__pdf", "filing__figures"):
        said = _("Submitted: %(what)s, by %(name)s") % {"what": each.filing, "name": each.submitted_name}
        found[each.filing.issuer_id].append(said)
    return found


def _digest(
    person: User,
    roles: dict[int, str],
    lines: dict[int, list[overview.IssuerMonth]],
    news: dict[int, list[str]],
    today: date,
    closed: frozenset[date],
) -> bool | None:
    """Send one digest; None where there is nothing to report, or another process is sending it."""
    urgent, other = [], []
    for issuer, role in roles.items():
        if role != Role.VIEWER:
            first = sorted(lines[issuer], key=lambda line: not _waits(line, role))
            urgent += [said for line in first if (said := _in_words(line, role, closed))]
        other += news.get(issuer, [])
    if not urgent + other:
        return None
    try:
        with transaction.atomic():
            digest = Digest.objects.create(user=person, day=today)
    except IntegrityError:
        return None
    subject = _("Monthly Return: what was finalised or submitted")
    if urgent:
        subject = ngettext("Monthly Return: %d thing to do", "Monthly Return: %d things to do", len(urgent)) % len(
            urgent
        )
    is_sent = False
    try:
        is_sent = mail.send([person], subject, "\n".join([*urgent, *other, "", f"{settings.BASE_URL}/", ""]))
    finally:
        # Whatever stopped it, the next run sends it.
        if not is_sent:
            digest.delete()
    return is_sent


# A draft is listed when it is due.
_WAITS_FOR = {
    overview.FilingStatus.AWAITING: (Role.APPROVER,),
    overview.FilingStatus.APPROVED: (Role.PREPARER, Role.APPROVER),
    overview.FilingStatus.FINALISED: (Role.PREPARER, Role.APPROVER),
}


def _waits(line: overview.IssuerMonth, role: str) -> bool:
    return role in _WAITS_FOR.get(line.step, ())


def _in_words(line: overview.IssuerMonth, role: str, closed: frozenset[date]) -> str:
    """What a line of the overview asks of somebody with a role; empty where it asks nothing."""
    named = {"what": _name(line.issuer, line), "at": f"{line.due_at:%d/%m/%Y %H:%M}", "state": line.step.word}
    waits = _waits(line, role)
    if line.is_overdue and waits:
        return _("Waits for you, overdue since %(at)s: %(what)s (%(state)s)") % named
    if line.is_overdue:
        return _("Overdue since %(at)s: %(what)s (%(state)s)") % named
    if line.is_to_revise and not line.open_revision and role == Role.PREPARER:
        return _("Needs revision, because the month before was revised: %(what)s") % named
    if line.step in (
        overview.FilingStatus.SUBMITTED,
        overview.FilingStatus.LATE,
        overview.FilingStatus.REVISED,
        overview.FilingStatus.NONE,
    ):
        return ""
    if not line.first_submitted_at and _is_soon(line.due_at, timezone.now(), closed):
        return _("Due on %(at)s: %(what)s (%(state)s)") % named
    if waits:
        return _("Waits for you: %(what)s (%(state)s)") % named
    return ""


def _is_soon(due_at: datetime, now: datetime, closed: frozenset[date]) -> bool:
    today = _day(now)
    until = (today + timedelta(days=1 + number) for number in range((_day(due_at) - today).days))
    return now < due_at and sum(is_business_day(day, closed) for day in until) <= SOON


def _name(issuer: Issuer, line: overview.IssuerMonth) -> str:
    return f"{issuer} {line.month_ended:%m/%Y}"
