"""From draft to filed: sent by one person, approved by another, filed by either."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from returns import filing
from returns.forms.sign_off import ApproveForm, FileForm, ReviseForm, SendBackForm, SendForm
from returns.models import AuditEntry, Membership, MonthlyReturn
from returns.pdf.printing import CannotPrint
from returns.review import last_filing_before, review
from returns.views.access import MAY_APPROVE, MAY_EDIT, MAY_FILE, find_return, plain_code

State = MonthlyReturn.State


class Panel(NamedTuple):
    """Where a return stands on its way to be filed, and what this person may do about it there."""

    send: SendForm | None
    may_approve: bool
    file: FileForm | None
    revise: ReviseForm | None
    approvers: list[str]
    came_back: AuditEntry | None


def panel(monthly_return: MonthlyReturn) -> Panel:
    """The sign-off of a return as the person who found it sees it."""
    role, state = monthly_return.role, monthly_return.state
    return Panel(
        send=_form(SendForm, monthly_return) if state == State.DRAFT and role in MAY_EDIT else None,
        may_approve=state == State.AWAITING and role in MAY_APPROVE,
        file=_form(FileForm, monthly_return) if state == State.APPROVED and role in MAY_FILE else None,
        revise=_form(ReviseForm, monthly_return) if state == State.FILED and role in MAY_EDIT else None,
        approvers=_approvers(monthly_return) if state in (State.DRAFT, State.AWAITING) else [],
        came_back=_came_back(monthly_return) if state == State.DRAFT else None,
    )


def _form(kind: type[Any], monthly_return: MonthlyReturn) -> Any:
    # The script that bars it while something typed is not saved finds it by this name.
    return kind(monthly_return=monthly_return, form_id="sign-off")


def _approvers(monthly_return: MonthlyReturn) -> list[str]:
    members = Membership.objects.filter(
        issuer=monthly_return.issuer_id, role__in=MAY_APPROVE, user__is_active=True, user__is_staff=False
    ).select_related("user")
    return [member.user.get_full_name() or member.user.get_username() for member in members]


def _came_back(monthly_return: MonthlyReturn) -> AuditEntry | None:
    """How the draft came to be one again: sent back, or its approval void; None where it was never sent."""
    return (
        AuditEntry.objects.filter(monthly_return=monthly_return, action=AuditEntry.Action.STATE)
        .order_by("at", "pk")
        .last()
    )


@require_POST
@plain_code
def send(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """Send a draft for approval, as it was when its print was looked at."""
    monthly_return = find_return(request.user, code, month_ended)
    if monthly_return.role not in MAY_EDIT:
        raise PermissionDenied(_("Only a preparer of this issuer may send its returns for approval. Nothing was sent."))
    form = SendForm(request.POST, monthly_return=monthly_return, form_id="sign-off")
    if not form.is_valid():
        messages.error(request, form.faults())
        return _back(monthly_return)
    try:
        filing.submit(monthly_return, request.user, form.cleaned_data["version"])
    except filing.Refused as refused:
        messages.error(request, str(refused))
        return _back(monthly_return)
    messages.success(request, _("Sent for approval. Another person now looks at it and approves it."))
    return _back(monthly_return)


def _back(monthly_return: MonthlyReturn) -> HttpResponse:
    return redirect(f"{monthly_return.get_absolute_url()}#sign-off")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def approve(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """What an approver looks at, and her approval."""
    monthly_return = _find_to_approve(request, code, month_ended)
    shown = _Shown(request, monthly_return)
    if request.method != "POST":
        return shown.answer()
    form = shown.form = shown.approve_form(request.POST)
    if monthly_return.state != State.AWAITING or not form.is_valid():
        return shown.answer(status=422)
    try:
        filing.approve(monthly_return, request.user, form.cleaned_data["version"], form.note())
    except filing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("approve", code, monthly_return.month)
    messages.success(request, _("Approved. It can be filed now."))
    return _back(monthly_return)


@require_POST
@plain_code
def send_back(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """Send a return back to be changed."""
    monthly_return = _find_to_approve(request, code, month_ended)
    form = SendBackForm(request.POST, monthly_return=monthly_return, form_id="send-back")
    if not form.is_valid():
        shown = _Shown(request, monthly_return)
        shown.back = form
        return shown.answer(status=422)
    try:
        filing.send_back(monthly_return, request.user, form.cleaned_data["reason"])
    except filing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("approve", code, monthly_return.month)
    messages.success(request, _("Sent back. It is a draft again, and says why."))
    return redirect("home")


def _find_to_approve(request: HttpRequest, code: str, month_ended: date) -> MonthlyReturn:
    monthly_return = find_return(request.user, code, month_ended)
    if monthly_return.role not in MAY_APPROVE:
        raise PermissionDenied(_("Only an approver of this issuer approves its returns or sends them back."))
    return monthly_return


class _Shown:
    """The page to approve from, with its two forms."""

    def __init__(self, request: HttpRequest, monthly_return: MonthlyReturn) -> None:
        self.request, self.monthly_return = request, monthly_return
        self.review = review(filing.sheet_of(monthly_return))
        self.form = self.approve_form(None)
        self.back = SendBackForm(monthly_return=monthly_return, form_id="send-back")

    def approve_form(self, typed: Any) -> ApproveForm:
        return ApproveForm(
            typed,
            monthly_return=self.monthly_return,
            form_id="approve",
            request=self.request,
            movements=self.review.movements,
        )

    def answer(self, status: int = 200) -> HttpResponse:
        context = {
            "return": self.monthly_return,
            "review": self.review,
            "before": last_filing_before(self.review.sheet),
            "form": self.form,
            "back": self.back,
        }
        return render(self.request, "returns/approve.html", context, status=status)


@require_POST
@plain_code
def file(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """File a return as it was approved."""
    monthly_return = find_return(request.user, code, month_ended)
    if monthly_return.role not in MAY_FILE:
        raise PermissionDenied(_("You may read the returns of this issuer, not file them. Nothing was filed."))
    try:
        filing.file_approved(monthly_return, request.user)
    except (filing.Refused, CannotPrint) as refused:
        messages.error(request, str(refused))
        return _back(monthly_return)
    messages.success(request, _("Filed. The print and its figures are kept as they are, for good."))
    return redirect(monthly_return)


@require_POST
@plain_code
def revise(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """Start the revision of a filed return."""
    monthly_return = find_return(request.user, code, month_ended)
    if monthly_return.role not in MAY_EDIT:
        raise PermissionDenied(_("Only a preparer of this issuer may revise its returns. Nothing was started."))
    form = ReviseForm(request.POST, monthly_return=monthly_return, form_id="sign-off")
    if not form.is_valid():
        messages.error(request, form.faults())
        return _back(monthly_return)
    try:
        made = filing.revise(monthly_return, form.cleaned_data["reason"], request.user)
    except filing.Refused as refused:
        messages.error(request, str(refused))
        return _back(monthly_return)
    messages.success(
        request, _("The revision is started, with all that was filed. Correct it, then send it for approval.")
    )
    return redirect(made)
