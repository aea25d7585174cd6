"""What became of a return that was started by mistake."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from returns import history as trail
from returns.models import AuditEntry, Membership
from returns.views.access import MAY_EDIT, PersonRequest, discarded_of, plain_code, returns_of

ALL = trail.Asked()
# So many events are shown, the latest first.
MOST = 100


@require_safe
@plain_code
def discarded(request: PersonRequest, code: str, month_ended: date, pk: int) -> HttpResponse:
    """Who discarded a return, when and why, what was done to it before, and the return of the month now."""
    found = get_object_or_404(discarded_of(request.user, code), month_ended=month_ended, pk=pk)
    states = AuditEntry.objects.filter(monthly_return=found, action=AuditEntry.Action.STATE)
    now = returns_of(request.user).filter(issuer=found.issuer, month_ended=month_ended).order_by("-revision").first()
    may_start = Membership.objects.filter(issuer=found.issuer, user=request.user, role__in=MAY_EDIT).exists()
    context = {
        "return": found,
        "entry": states.order_by("pk").last(),
        "events": trail.read(found, ALL, trail.moments(found, ALL)[:MOST]),
        "longest": trail.LONGEST,
        "now": now,
        "may_start": may_start and now is None,
    }
    return render(request, "returns/discarded.html", context)
