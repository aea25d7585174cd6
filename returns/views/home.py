"""What waits for me, most urgent first; returns to start, and the last filings."""

from collections import Counter
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from returns import filed_review, filing
from returns.forms.start import StartForm
from returns.forms.to_do import Group, ToDoForm
from returns.models import Issuer, MonthlyReturn
from returns.views import calendar_feed, to_do
from returns.views.access import MAY_EDIT, PersonRequest, filings_of, issuers_of
from returns.views.account import login_keeps_what_was_typed

LAST_FILINGS = 12
# So many rows are on a page; of up to PLAIN there is nothing to filter.
ON_A_PAGE = 100
PLAIN = 10
# So many returns are started at once, and up to FEW of them are named.
MOST_STARTED = 50
FEW = 5


def _may_start(request: PersonRequest) -> QuerySet[Issuer]:
    return Issuer.objects.filter(memberships__user=request.user, memberships__role__in=MAY_EDIT)


def _show(request: PersonRequest, form: StartForm, status: int = 200) -> HttpResponse:
    found = to_do.rows(request.user)
    asking = ToDoForm(request.GET)
    asked = asking.asked()
    listed = list(to_do.matching(found, asked))
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    counts = Counter(row.group for row in listed)
    filings = filings_of(request.user).prefetch_related("submissions").order_by("-filed_at")[:LAST_FILINGS]
    context = {
        "page": page,
        "groups": [(group, counts[group], list(rows)) for group, rows in groupby(page, key=lambda row: row.group)],
        "startable": sum(row.may_start for row in listed),
        "has_mine": any(row.group != Group.OTHERS for row in found),
        "asking": asking if any(asked) or len(found) > PLAIN else None,
        "is_filtered": any(asked),
        "pages_query": query.urlencode(),
        "queries": filed_review.to_answer(issuers_of(request.user)),
        "filings": filings,
        "stale": {row.monthly_return.pk for row in found if row.monthly_return and row.stale},
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
    """Start the month after the last filing: of the one whose button was pressed, of those ticked, or of all listed."""
    offered = [row for row in to_do.rows(request.user) if row.may_start]
    chosen = [request.POST["only"]] if "only" in request.POST else request.POST.getlist("ticked")
    if "all" in request.POST and "only" not in request.POST:
        wanted = list(to_do.matching(offered, ToDoForm(request.GET).asked()))
        chosen = [row.name for row in wanted]
    else:
        wanted = [row for row in offered if row.name in chosen]
    made = []
    for row in wanted[:MOST_STARTED]:
        try:
            made.append(filing.start(row.issuer, row.month_ended, request.user))
        except filing.ActionRefused as refused:
            messages.error(request, str(refused))
    if len(made) == 1 and "only" in request.POST:
        return _open(made[0])
    if len(made) > FEW:
        messages.success(request, ngettext("%d return started.", "%d returns started.", len(made)) % len(made))
    else:
        for started in made:
            messages.success(request, _("Started: %s.") % started)
    if left := len(wanted) - MOST_STARTED if len(wanted) > MOST_STARTED else 0:
        said = ngettext("%d more is to be started; start again.", "%d more are to be started; start again.", left)
        messages.info(request, said % left)
    if not chosen:
        messages.error(request, _("Nothing was started: tick the months to start first."))
    elif len(wanted) < len(set(chosen)):
        messages.error(request, _("What is not on the list any more was not started: it is there already."))
    query = request.GET.urlencode()
    return redirect(f"{reverse('home')}?{query}" if query else "home")
