"""From draft to filed: sent by one person, approved by another, filed by either."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from returns import filing, login_guard
from returns.audit import came_back, makers
from returns.forms.sign_off import (
    ApproveForm,
    DiscardForm,
    FileForm,
    ProveForm,
    RecallForm,
    ReviseForm,
    SendBackForm,
    SendForm,
)
from returns.models import AuditEntry, Membership, MonthlyReturn
from returns.pdf.printing import CannotPrint
from returns.review import last_filing_before, review
from returns.views.access import (
    MAY_APPROVE,
    MAY_EDIT,
    MAY_FILE,
    PersonRequest,
    find_return,
    find_return_for,
    plain_code,
)
from returns.views.account import login_keeps_what_was_typed
from returns.views.preview import pages_of, picture_size

State = MonthlyReturn.State

RECALLABLE = (State.AWAITING, State.APPROVED)

APPROVED = gettext_lazy("Approved. It can be finalised now.")


class Panel(NamedTuple):
    """How far a return is on its way to be filed, and what this person may do about it."""

    send: SendForm | None
    recall: RecallForm | None
    discard: DiscardForm | None
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
        recall=_recall_form(monthly_return) if state in RECALLABLE and role in MAY_EDIT else None,
        discard=_discard_form(monthly_return) if state == State.DRAFT and role in MAY_EDIT else None,
        may_approve=state == State.AWAITING and role in MAY_APPROVE,
        file=_form(FileForm, monthly_return) if state == State.APPROVED and role in MAY_FILE else None,
        revise=_form(ReviseForm, monthly_return) if role in MAY_EDIT and _may_be_revised(monthly_return) else None,
        approvers=_approvers(monthly_return) if state in (State.DRAFT, State.AWAITING) else [],
        came_back=came_back(monthly_return),
    )


def _recall_form(monthly_return: MonthlyReturn, *typed: Any) -> RecallForm:
    return RecallForm(*typed, monthly_return=monthly_return, form_id="recall")


def _discard_form(monthly_return: MonthlyReturn, *typed: Any) -> DiscardForm:
    return DiscardForm(*typed, monthly_return=monthly_return, form_id="discard")


def _may_be_revised(monthly_return: MonthlyReturn) -> bool:
    return monthly_return.state == State.FILED and not hasattr(monthly_return, "revised_by")


def _form(kind: type[Any], monthly_return: MonthlyReturn, *typed: Any, **given: Any) -> Any:
    # The script that disables it while something typed is not saved finds it by this name.
    return kind(*typed, monthly_return=monthly_return, form_id="sign-off", **given)


def _approvers(monthly_return: MonthlyReturn) -> list[str]:
    members = Membership.objects.filter(
        issuer=monthly_return.issuer_id, role__in=MAY_APPROVE, user__is_active=True, user__is_staff=False
    ).select_related("user")
    members = members.exclude(user__in=makers(monthly_return))
    return [member.user.get_full_name() or member.user.get_username() for member in members]


@login_keeps_what_was_typed
@require_POST
@plain_code
def send(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Send a draft for approval, as it was when its print was looked at."""
    refusal = _("Only a preparer of this issuer may send its returns for approval. Nothing was sent.")
    monthly_return = find_return_for(MAY_EDIT, refusal, request.user, code, month_ended)
    form = _form(SendForm, monthly_return, request.POST)

    def send_what_can_be_filed() -> None:
        if monthly_return.state == State.DRAFT:
            filing.dry_run(monthly_return)
        filing.submit(monthly_return, request.user, form.cleaned_data["version"])

    if fault := _not_done(form, send_what_can_be_filed):
        return _back(request, monthly_return, messages.ERROR, fault)
    message = _("Sent for approval. Another person now looks at it and approves it.")
    return _back(request, monthly_return, messages.SUCCESS, message)


@login_keeps_what_was_typed
@require_POST
@plain_code
def recall(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Make a return that was sent for approval a draft again."""
    refusal = _("Only a preparer of this issuer may recall its returns from approval. Nothing was recalled.")
    monthly_return = find_return_for(MAY_EDIT, refusal, request.user, code, month_ended)
    form = _recall_form(monthly_return, request.POST)
    if fault := _not_done(form, lambda: filing.recall(monthly_return, request.user, form.cleaned_data["reason"])):
        return _back(request, monthly_return, messages.ERROR, fault)
    messages.success(request, _("Recalled from approval. It is a draft again."))
    return redirect(monthly_return)


@login_keeps_what_was_typed
@require_POST
@plain_code
def discard(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Set a draft aside that was started by mistake."""
    refusal = _("Only a preparer of this issuer may discard its drafts. Nothing was discarded.")
    monthly_return = find_return_for(MAY_EDIT, refusal, request.user, code, month_ended)
    form = _discard_form(monthly_return, request.POST)

    def discard_it() -> None:
        filing.discard(monthly_return, request.user, form.cleaned_data["version"], form.cleaned_data["reason"])

    if fault := _not_done(form, discard_it):
        return _back(request, monthly_return, messages.ERROR, fault)
    messages.success(request, _("Discarded. Its history is kept."))
    return redirect(monthly_return.own_address)


def _not_done(form: Any, act: Callable[[], Any]) -> str:
    """Do what a form asks for; says why where it was not done."""
    if not form.is_valid():
        return str(form.faults())
    try:
        act()
    except (filing.ActionRefused, CannotPrint) as refused:
        return str(refused)
    return ""


def _back(request: PersonRequest, monthly_return: MonthlyReturn, level: int, message: str) -> HttpResponse:
    """Go to the sign-off of the return, far down its page, which shows the outcome."""
    messages.add_message(request, level, message, extra_tags="sign-off")
    return redirect(f"{monthly_return.get_absolute_url()}#sign-off")


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def approve(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """What approvers look at, and their approval."""
    monthly_return = _find_to_approve(request, code, month_ended)
    shown = _Shown(request, monthly_return)
    if request.method != "POST":
        return shown.answer()
    if _has_approved(request, monthly_return):
        return _back(request, monthly_return, messages.INFO, str(APPROVED))
    form = shown.form = shown.approve_form(request.POST)
    if monthly_return.state != State.AWAITING or not form.is_valid():
        return shown.answer(status=422)
    try:
        filing.approve(monthly_return, request.user, form.cleaned_data["version"], form.note())
    except filing.ActionRefused as refused:
        if _has_approved(request, find_return(request.user, code, month_ended)):
            return _back(request, monthly_return, messages.INFO, str(APPROVED))
        messages.error(request, str(refused))
        return redirect("approve", code, monthly_return.month)
    return _back(request, monthly_return, messages.SUCCESS, str(APPROVED))


@login_keeps_what_was_typed
@require_POST
@plain_code
def send_back(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Send a return back to be changed."""
    monthly_return = _find_to_approve(request, code, month_ended)
    form = SendBackForm(request.POST, monthly_return=monthly_return, form_id="send-back")
    if not form.is_valid():
        shown = _Shown(request, monthly_return)
        shown.back = form
        return shown.answer(status=422)
    try:
        filing.send_back(monthly_return, request.user, form.cleaned_data["reason"])
    except filing.ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("approve", code, monthly_return.month)
    messages.success(request, _("Returned for amendment, with your reason."))
    return redirect("home")


def _has_approved(request: PersonRequest, monthly_return: MonthlyReturn) -> bool:
    """Whether this person has approved the return and sends it again, as a double click does."""
    return monthly_return.state == State.APPROVED and monthly_return.approved_by_id == request.user.pk


def _find_to_approve(request: PersonRequest, code: str, month_ended: date) -> MonthlyReturn:
    refusal = _("Only an approver of this issuer approves its returns or sends them back.")
    return find_return_for(MAY_APPROVE, refusal, request.user, code, month_ended)


class _Shown:
    """The page to approve from, with its two forms."""

    def __init__(self, request: PersonRequest, monthly_return: MonthlyReturn) -> None:
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
        pages, fault = range(0), ""
        try:
            pages = pages_of(self.monthly_return, self.review.sheet)
        except CannotPrint as cannot:
            fault = str(cannot)
        context = {
            "pages": pages,
            "picture": picture_size(self.review.sheet),
            "fault": fault,
            "return": self.monthly_return,
            "review": self.review,
            "before": last_filing_before(self.review.sheet),
            "form": self.form,
            "back": self.back,
            "came_back": came_back(self.monthly_return),
        }
        return render(self.request, "returns/approve.html", context, status=status)


@login_keeps_what_was_typed
@require_POST
@plain_code
def file(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """File a return as it was approved."""
    refusal = _("You may read the returns of this issuer, not finalise them. Nothing was finalised.")
    monthly_return = find_return_for(MAY_FILE, refusal, request.user, code, month_ended)
    if monthly_return.state == State.APPROVED and not login_guard.has_just_proved(request):
        typed = request.POST if "password" in request.POST else None
        proof = _form(ProveForm, monthly_return, typed, request=request)
        if not proof.is_valid():
            context = {"return": monthly_return, "form": proof}
            return render(request, "returns/file.html", context, status=422 if proof.errors else 200)
    form = _form(FileForm, monthly_return, request.POST)
    if fault := _not_done(form, lambda: filing.file_approved(monthly_return, request.user)):
        # People who have just filed it, and send it again by a double click, need not be alarmed.
        now = find_return(request.user, code, month_ended)
        is_done = now.state == State.FILED and now.filing.filed_by_id == request.user.pk
        return _back(request, monthly_return, messages.INFO if is_done else messages.ERROR, fault)
    messages.success(request, _("Finalised. The PDF and its figures are kept for good. Now submit it to the Exchange."))
    return redirect("submit", code, monthly_return.month)


@login_keeps_what_was_typed
@require_POST
@plain_code
def revise(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Start the revision of a filed return."""
    refusal = _("Only a preparer of this issuer may revise its returns. Nothing was started.")
    monthly_return = find_return_for(MAY_EDIT, refusal, request.user, code, month_ended)
    form = _form(ReviseForm, monthly_return, request.POST)
    if fault := _not_done(form, lambda: filing.revise(monthly_return, form.cleaned_data["reason"], request.user)):
        return _back(request, monthly_return, messages.ERROR, fault)
    messages.success(
        request, _("The revision is started, with all that was filed. Correct it, then send it for approval.")
    )
    # Of a month, the latest revision is shown.
    return redirect(monthly_return)
