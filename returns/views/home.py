"""What waits for me: drafts, the last filings, and a return to start."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from returns import filing
from returns.forms.start import StartForm
from returns.models import Issuer
from returns.views.access import MAY_EDIT, filings_of, in_hand

LAST_FILINGS = 12


def _may_start(request: HttpRequest) -> QuerySet[Issuer]:
    return Issuer.objects.filter(memberships__user=request.user, memberships__role__in=MAY_EDIT)


def _show(request: HttpRequest, form: StartForm, status: int = 200) -> HttpResponse:
    there = in_hand(request.user)
    context = {
        "mine": [each for each in there if each.step.is_mine],
        "others": [each for each in there if not each.step.is_mine],
        "filings": filings_of(request.user).order_by("-filed_at")[:LAST_FILINGS],
        "form": form,
    }
    return render(request, "returns/home.html", context, status=status)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after logging in; an administrator's is the wall."""
    if request.user.is_staff:
        return redirect("wall")
    return _show(request, StartForm(issuers=_may_start(request)))


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start the return of an issuer for a month."""
    form = StartForm(request.POST, issuers=_may_start(request))
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        made = filing.start(form.cleaned_data["issuer"], form.cleaned_data["month"], request.user)
    except filing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("home")
    return redirect(made)
