"""Setting up an issuer, step by step: itself, its classes of shares, its people and its first return."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from returns import filing
from returns.forms.setup import FirstReturnForm, IssuerForm
from returns.models import Issuer, Membership
from returns.views.access import MAY_EDIT, PersonRequest, for_administrators, issuers_of, plain_code
from returns.views.account import login_keeps_what_was_typed

# So many issuers are listed with the steps that they lack.
MOST = 20


class SetupStep(NamedTuple):
    """A step of setting up an issuer: what is there, where it is done, and whether it is."""

    name: str
    state: str
    address: str
    is_done: bool


def _unfinished() -> list[tuple[Issuer, list[SetupStep]]]:
    """The issuers that lack a class, a preparer, an approver or a return, each with all steps; the newest first."""

    def members(role: str) -> Count:
        return Count("memberships", filter=Q(memberships__role=role), distinct=True)

    found = Issuer.objects.annotate(
        classes=Count("share_classes", distinct=True),
        preparers=members(Membership.Role.PREPARER),
        approvers=members(Membership.Role.APPROVER),
        started=Count("returns", distinct=True),
    ).filter(Q(classes=0) | Q(preparers=0) | Q(approvers=0) | Q(started=0))
    return [(issuer, _steps(issuer)) for issuer in found.order_by("-pk")[:MOST]]


def _steps(issuer: Issuer) -> list[SetupStep]:
    people = reverse("members", args=[issuer.stock_code])
    counts = vars(issuer)
    classes, preparers, approvers = counts["classes"], counts["preparers"], counts["approvers"]
    return [
        SetupStep(
            _("Classes of shares"),
            ngettext("%d class", "%d classes", classes) % classes,
            reverse("admin:returns_issuer_change", args=[issuer.pk]),
            classes > 0,
        ),
        SetupStep(_("Preparer"), _people(preparers), people, preparers > 0),
        SetupStep(_("Approver, another person"), _people(approvers), people, approvers > 0),
        SetupStep(
            _("First return, with last month's balances"),
            _("started") if counts["started"] else _("a preparer starts it, from their first page"),
            reverse("archive", args=[issuer.stock_code]),
            counts["started"] > 0,
        ),
    ]


def _people(number: int) -> str:
    return ngettext("%d user", "%d users", number) % number if number else _("nobody yet")


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def setup(request: PersonRequest) -> HttpResponse:
    """Add an issuer, and see what each issuer still needs before its first return."""
    form = IssuerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        issuer = form.save()
        messages.success(request, _("%s is added. Next: the people who prepare and approve its returns.") % issuer)
        return redirect("setup")
    context = {"form": form, "unfinished": _unfinished(), "has_issuers": Issuer.objects.exists()}
    return render(request, "returns/setup.html", context, status=422 if form.errors else 200)


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def first_return(request: PersonRequest, code: str) -> HttpResponse:
    """Start an issuer's first return, with last month's balances from a file, or to be entered in it."""
    issuer = get_object_or_404(issuers_of(request.user), stock_code=code)
    if not issuer.memberships.filter(user=request.user, role__in=MAY_EDIT).exists():
        raise PermissionDenied(_("A preparer of this issuer starts its first return."))
    is_sent = request.method == "POST"
    form = FirstReturnForm(request.POST if is_sent else None, request.FILES if is_sent else None, issuer=issuer)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = filing.start(issuer, given["month"], request.user, last=given["balances"])
        except filing.ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(made)
    context = {"issuer": issuer, "form": form}
    return render(request, "returns/first_return.html", context, status=422 if form.errors else 200)
