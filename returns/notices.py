"""What people are written: at once what waits for them, once a day all else. No figure ever stands in a mail."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from smtplib import SMTPException
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns import wall
from returns.calendar import HONG_KONG
from returns.models import AuditEntry, Digest, Filing, Issuer, Membership, MonthlyReturn

State, Role = MonthlyReturn.State, Membership.Role

# So long before its deadline a return is called due.
SOON = timedelta(days=2)

_log = logging.getLogger(__name__)


def listen() -> None:
    """Write at once when a return is sent for approval, sent back, or its approval is void."""
    post_save.connect(_recorded, sender=AuditEntry)


def _recorded(instance: AuditEntry, created: bool, **_given: Any) -> None:
    if created and instance.action == AuditEntry.Action.STATE and instance.new in (State.AWAITING, State.DRAFT):
        transaction.on_commit(partial(_tell, instance), robust=True)


def _tell(entry: AuditEntry) -> None:
    """Write to those whom a change of state concerns, but for whoever made it."""
    monthly_return = entry.monthly_return
    if monthly_return is None:
        return
    named = {"issuer": monthly_return.issuer, "month": f"{monthly_return.month_ended:%m/%Y}"}
    if entry.new == State.AWAITING:
        roles, path = (Role.APPROVER,), "approve"
        subject = _("Waiting for your approval: %(issuer)s %(month)s") % named
        said = _("%(name)s sent the return for approval.") % {"name": entry.name}
    else:
        roles, path = (Role.PREPARER, *((Role.APPROVER,) if entry.old == State.APPROVED else ())), ""
        subject = _("A draft again: %(issuer)s %(month)s") % named
        said = _("What was sent or approved is void, by %(name)s: %(why)s") % {"name": entry.name, "why": entry.note}
    text = f"{said}\n{settings.BASE_URL}{monthly_return.get_absolute_url()}{path}\n"
    for person in _members(monthly_return.issuer_id, roles):
        if person.pk != entry.user_id:
            _send(person, subject, text)


def _members(issuer_id: int, roles: Iterable[str]) -> Iterator[User]:
    found = Membership.objects.filter(issuer=issuer_id, role__in=roles, user__is_active=True, user__is_staff=False)
    for membership in found.exclude(user__email="").select_related("user"):
        yield membership.user


def _send(person: User, subject: str, text: str) -> bool:
    try:
        send_mail(subject, text, None, [person.email])
    except (OSError, SMTPException):
        _log.exception("Not sent to %s: %s", person, subject)
        return False
    return True


class Sent(NamedTuple):
    """How many digests went out, and how many could not be sent."""

    sent: int
    failed: int


def send_digests() -> Sent:
    """Write to everybody what waits for her, what is due or overdue, and what was filed; once a day at most."""
    today = timezone.now().astimezone(HONG_KONG).date()
    told = list(Digest.objects.filter(day=today).values_list("user", flat=True))
    roles: dict[User, dict[int, str]] = defaultdict(dict)
    people = Membership.objects.filter(user__is_active=True, user__is_staff=False).exclude(user__in=told)
    for membership in people.exclude(user__email="").select_related("user"):
        roles[membership.user][membership.issuer_id] = membership.role
    concerned = {issuer for of_person in roles.values() for issuer in of_person}
    lines = _lines(concerned)
    filed = _filed(concerned)
    results = [_digest(person, of_person, lines, filed, today) for person, of_person in roles.items()]
    return Sent(results.count(True), results.count(False))


def _lines(concerned: set[int]) -> dict[int, list[wall.Line]]:
    issuers = list(wall.issuers(wall.Asked()).filter(pk__in=concerned))
    months = wall.window(None, timezone.now())
    return {issuer.pk: of_it for issuer, of_it in wall.lines(issuers, months).items()}


def _filed(concerned: set[int]) -> dict[int, list[Filing]]:
    """What was filed since yesterday began."""
    yesterday = timezone.now().astimezone(HONG_KONG).date() - timedelta(days=1)
    since = datetime.combine(yesterday, time.min, HONG_KONG)
    found: dict[int, list[Filing]] = defaultdict(list)
    filings = Filing.objects.filter(issuer__in=concerned, filed_at__gte=since)
    for filing in filings.select_related("issuer", "monthly_return").defer("pdf", "figures"):
        found[filing.issuer_id].append(filing)
    return found


def _digest(
    person: User, roles: dict[int, str], lines: dict[int, list[wall.Line]], filed: dict[int, list[Filing]], today: Any
) -> bool | None:
    """Write one digest; None where there is nothing to say, or another process writes it."""
    urgent, other = [], []
    for issuer, role in roles.items():
        if role != Role.VIEWER:
            urgent += [said for line in lines.get(issuer, []) if (said := _in_words(line, role))]
        for each in filed.get(issuer, []):
            other.append(_("Filed: %(what)s, by %(name)s") % {"what": each, "name": each.filed_name})
    if not urgent + other:
        return None
    try:
        with transaction.atomic():
            digest = Digest.objects.create(user=person, day=today)
    except IntegrityError:
        return None
    subject = _("Monthly Return: what was filed")
    if urgent:
        subject = ngettext("Monthly Return: %d thing to do", "Monthly Return: %d things to do", len(urgent)) % len(
            urgent
        )
    is_sent = _send(person, subject, "\n".join([*urgent, *other, "", f"{settings.BASE_URL}/", ""]))
    if not is_sent:
        digest.delete()
    return is_sent


_WAITS_FOR = {
    State.DRAFT: (Role.PREPARER,),
    State.AWAITING: (Role.APPROVER,),
    State.APPROVED: (Role.PREPARER, Role.APPROVER),
}


def _in_words(line: wall.Line, role: str) -> str:
    """What a line of the wall asks of somebody with a role; empty where it asks nothing."""
    named = {"what": _name(line.issuer, line), "at": f"{line.due_at:%d/%m/%Y %H:%M}", "state": line.standing.word}
    if line.is_overdue:
        return _("Overdue since %(at)s: %(what)s (%(state)s)") % named
    if line.standing in (wall.Standing.FILED, wall.Standing.LATE, wall.Standing.REVISED, wall.Standing.NONE):
        return ""
    if line.due_at > timezone.now() and line.due_at - timezone.now() <= SOON:
        return _("Due on %(at)s: %(what)s (%(state)s)") % named
    of_it = line.monthly_return
    if of_it and of_it.state != State.DRAFT and role in _WAITS_FOR[State(of_it.state)]:
        return _("Waits for you: %(what)s (%(state)s)") % named
    return ""


def _name(issuer: Issuer, line: wall.Line) -> str:
    return f"{issuer} {line.month_ended:%m/%Y}"
