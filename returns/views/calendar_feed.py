"""The deadlines of a person's issuers as a calendar to subscribe to."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from returns.closures import closures
from returns.deadlines import HONG_KONG, deadline, month_after
from returns.models import Issuer, MonthlyReturn, Submission

# The month that ended last, and those after it: how far a calendar looks ahead.
MONTHS = 3


def address_of(request: HttpRequest) -> str:
    """The address of this person's calendar; whoever has it needs no login."""
    return request.build_absolute_uri(reverse("calendar", args=[request.user.pk, _token(request.user)]))


def _token(user: Any) -> str:
    # Made with the password's hash, so that a new password gives a new address and the old one is void.
    # The salt keeps the addresses that calendars subscribed to, whatever this module is called.
    return salted_hmac("returns.views.feed", f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:40]


@login_not_required
@require_safe
def calendar(request: HttpRequest, person: int, token: str) -> HttpResponse:
    """The deadlines of the person's issuers that are not met yet; it contains no figure."""
    user = User.objects.filter(pk=person, is_active=True).first()
    if user is None or not constant_time_compare(token, _token(user)):
        raise Http404(_("There is no such calendar."))
    made = Calendar()
    made.add("prodid", "-//Monthly Return//Deadlines//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Monthly Return deadlines"))
    closed = closures()
    for issuer, month_ended in _due(user):
        made.add_component(_event(request, issuer, month_ended, deadline(month_ended, closed)))
    # A time in a zone that the calendar does not describe is none.
    made.add_missing_timezones()
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def _due(user: User) -> list[tuple[Issuer, date]]:
    """The months to come of each issuer, and earlier ones that are begun and not submitted."""
    issuers = list(Issuer.objects.filter(memberships__user=user))
    returns = set(MonthlyReturn.not_discarded.filter(issuer__in=issuers).values_list("issuer", "month_ended"))
    submissions = Submission.objects.filter(filing__issuer__in=issuers)
    submitted = set(submissions.values_list("filing__issuer", "filing__month_ended"))
    months = [timezone.now().astimezone(HONG_KONG).date().replace(day=1) - timedelta(days=1)]
    while len(months) < MONTHS:
        months.append(month_after(months[-1]))
    by_key = {issuer.pk: issuer for issuer in issuers}
    required = {(key, month) for key, issuer in by_key.items() for month in months if issuer.was_listed(month)}
    wanted = (returns | required) - submitted
    return [(by_key[issuer], month) for issuer, month in sorted(wanted, key=lambda each: (each[1], each[0]))]


def _event(request: HttpRequest, issuer: Issuer, month_ended: date, due: datetime) -> Event:
    event = Event()
    event.add("uid", f"{issuer.stock_code}-{month_ended:%Y-%m}@{request.get_host()}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", due)
    event.add("dtend", due)
    event.add(
        "summary",
        _("Monthly Return due: %(issuer)s, %(month)s") % {"issuer": issuer, "month": f"{month_ended:%m/%Y}"},
    )
    event.add("url", request.build_absolute_uri(reverse("archive", args=[issuer.stock_code])))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Monthly Return due tomorrow"))
    alarm.add("trigger", timedelta(days=-1))
    event.add_component(alarm)
    return event
