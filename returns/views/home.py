"""What waits for me: drafts, the last filings, and a return to start."""

from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from returns import filed_review, filing
from returns.deadlines import month_after
from returns.forms.start import StartForm
from returns.models import Issuer, MonthlyReturn
from returns.views import calendar_feed
from returns.views.access import MAY_EDIT, PersonRequest, filings_of, in_progress, issuers_of
from returns.views.account import login_keeps_what_was_typed

LAST_FILINGS = 12


def _may_start(request: PersonRequest) -> QuerySet[Issuer]:
    return Issuer.objects.filter(memberships__user=request.user, memberships__role__in=MAY_EDIT)


class Next(NamedTuple):
    """The month after an issuer's last filing, of which there is no return yet."""

    issuer: Issuer
    month_ended: date

    @property
    def name(self) -> str:
        """What it is called on the page: 3888 2024-12."""
        return f"{self.issuer.stock_code} {self.month}"

    @property
    def month(self) -> str:
        """The month as an address writes it."""
        return f"{self.month_ended:%Y-%m}"


def _next_months(request: PersonRequest) -> list[Next]:
    """What can be started in one click, from the last filing of each issuer."""
    last = _may_start(request).annotate(last=Max("filings__month_ended")).exclude(last=None)
    found = [Next(issuer, month_after(issuer.last)) for issuer in last]
    there = set(
        MonthlyReturn.not_discarded.filter(issuer__in=[each.issuer for each in found]).values_list(
            "issuer", "month_ended"
        )
    )
    return [
        each
        for each in found
        if (each.issuer.pk, each.month_ended) not in there and each.issuer.was_listed(each.month_ended)
    ]


def _show(request: PersonRequest, form: StartForm, status: int = 200) -> HttpResponse:
    there = in_progress(request.user, issuers_of(request.user))
    filings = filings_of(request.user).prefetch_related("submissions").order_by("-filed_at")[:LAST_FILINGS]
    context = {
        "mine": [each for each in there if each.step.is_mine],
        "others": [each for each in there if not each.step.is_mine],
        "next": _next_months(request),
        "filings": filings,
        "stale": {each.monthly_return.pk for each in there if each.stale},
        "queries": filed_review.to_answer(issuers_of(request.user)),
        "form": form,
        "calendar": calendar_feed.address_of(request),
    }
    return render(request, "returns/home.html", context, status=status)


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """The first page after logging in; an administrator's is the overview, or the first steps without any return."""
    if request.user.is_staff:
        return redirect("overview" if MonthlyReturn.objects.exists() else "setup")
    return _show(request, StartForm(issuers=_may_start(request)))


@login_keeps_what_was_typed
@require_POST
def start(request: PersonRequest) -> HttpResponse:
    """Start the return of an issuer for a month."""
    form = StartForm(request.POST, issuers=_may_start(request))
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        made = filing.start(form.cleaned_data["issuer"], form.cleaned_data["month"], request.user)
    except filing.ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("home")
    return _open(made)


def _open(made: MonthlyReturn) -> HttpResponse:
    if filing.sheet_of(made).preceding:
        return redirect("quiet", made.issuer.stock_code, made.month)
    return redirect(made)


@require_POST
def start_next(request: PersonRequest) -> HttpResponse:
    """Start the month after the last filing: of the one issuer whose button was pressed, or of all that are ticked."""
    chosen = [request.POST["only"]] if "only" in request.POST else request.POST.getlist("ticked")
    wanted = [each for each in _next_months(request) if each.name in chosen]
    made = []
    for each in wanted:
        try:
            made.append(filing.start(each.issuer, each.month_ended, request.user))
        except filing.ActionRefused as refused:
            messages.error(request, str(refused))
    if len(made) == 1 and "only" in request.POST:
        return _open(made[0])
    for started in made:
        messages.success(request, _("Started: %s.") % started)
    if not chosen:
        messages.error(request, _("Nothing was started: tick the months to start first."))
    elif len(wanted) < len(set(chosen)):
        messages.error(request, _("What is not on the list any more was not started: it is there already."))
    return redirect("home")
