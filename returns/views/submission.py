"""After a return is finalised: what is left to do, and the record that it was submitted to the Exchange."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from returns import audit, filing, uploads
from returns.forms.submission import SubmissionForm
from returns.lateness import Deadlines, is_late
from returns.models import Filing, Submission
from returns.views.access import MAY_FILE, PersonRequest, find_filing, find_return, plain_code
from returns.views.account import login_keeps_what_was_typed
from returns.views.files import pdf_response


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def submit(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The steps from a finalised return to its submission, and the record of it, which is made or corrected here."""
    role = find_return(request.user, code, month_ended).role
    if request.method == "POST" and role not in MAY_FILE:
        raise PermissionDenied(_("You may read the returns of this issuer, not record their submission."))
    try:
        filed = find_filing(request, code, month_ended)
    except Http404:
        messages.info(request, _("This return is not finalised yet: it is submitted once it is."))
        return redirect("edit", code, f"{month_ended:%Y-%m}")
    if request.method != "POST":
        return _show(request, filed, _form(request, filed) if role in MAY_FILE else None)
    form = _form(request, filed, request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, filed, form, status=422)
    try:
        filing.record_submission(form.instance, request.user, form.cleaned_data["after"])
    except filing.RecordedAlready as fault:
        messages.info(request, str(fault))
    except filing.VersionConflict as fault:
        # What was typed is kept beside the record that somebody made meanwhile, and can be sent as its correction.
        typed = request.POST.copy()
        typed["after"] = str(filed.submission.pk)
        form = _form(request, filed, typed, request.FILES)
        form.add_error(None, str(fault))
        return _show(request, filed, form, status=409)
    except filing.ActionRefused as fault:
        form.add_error(None, str(fault))
        return _show(request, filed, form, status=422)
    else:
        messages.success(request, _("Submission recorded."))
    return redirect(_address(filed))


def _address(filed: Filing) -> str:
    of_it = filed.monthly_return
    return reverse("submit", args=[filed.issuer.stock_code, of_it.month]) + f"?revision={of_it.revision}"


def _form(request: PersonRequest, filed: Filing, *sent: object) -> SubmissionForm:
    name = request.user.get_full_name() or request.user.get_username()
    is_left_out = uploads.are_left_out(request)
    return SubmissionForm(*sent, filed=filed, before=filed.submission, name=name, is_left_out=is_left_out)


def _show(request: PersonRequest, filed: Filing, form: SubmissionForm | None, status: int = 200) -> HttpResponse:
    records = list(filed.submissions.order_by("-pk"))
    due = Deadlines()
    stated = filed.monthly_return.date_submitted.day
    current = records[0] if records else None
    context = {
        "return": filed.monthly_return,
        "filing": filed,
        "records": records,
        "current": current,
        "is_late": is_late(filed, due),
        "differs_from": stated if current and stated and stated != current.submitted_day else None,
        "due_at": due[filed.month_ended],
        "form": form,
    }
    return render(request, "returns/submit.html", context, status=status)


@require_safe
@plain_code
def published_pdf(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The PDF that the Exchange published, as it is on record."""
    filed = find_filing(request, code, month_ended)
    record: Submission | None = filed.submission
    if record is None or not record.published_sha256:
        raise Http404(_("The PDF that the Exchange published is not on record for this return."))
    audit.downloaded(gettext_lazy("published PDF"), monthly_return=filed.monthly_return, new=record.published_sha256)
    return pdf_response(bytes(record.published_pdf), filed.monthly_return, "published.pdf")
