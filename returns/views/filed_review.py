"""The review of past filings: the queue, and a filing with its PDF, what changed, what was explained, and queries."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from returns import audit, exports, filed_review, filing
from returns.filed_review import queries
from returns.forms.filed_review import QueueForm, StepForm
from returns.models import ActionRefused, MonthlyReturn, ReviewEntry
from returns.pdf.printing import CannotPrint
from returns.review import review as made_review
from returns.stale_filings import as_filed
from returns.views.access import MAY_FILE, PersonRequest, asked_revision, find_return, for_administrators, plain_code
from returns.views.account import login_keeps_what_was_typed
from returns.views.files import XLSX, csv_file, file_headers
from returns.views.preview import pages_of, picture_size

Kind = ReviewEntry.Kind


@require_safe
@for_administrators
def reviews(request: PersonRequest) -> HttpResponse:
    """The filings that wait for review, or are in another state of it; the most notable first."""
    form = QueueForm(request.GET)
    page = Paginator(filed_review.queue(form.asked()), filed_review.ON_A_PAGE).get_page(request.GET.get("page"))
    pages = request.GET.copy()
    pages.pop("page", None)
    context = {
        "form": form,
        "query": pages.urlencode(),
        "pages_query": pages.urlencode(),
        "page": page,
        "waiting": list(filed_review.listed(page.object_list)),
    }
    return render(request, "returns/reviews.html", context)


def _all_rows(request: PersonRequest) -> Any:
    found = filed_review.queue(QueueForm(request.GET).asked())
    return map(filed_review.cells, filed_review.listed(found.iterator(chunk_size=500)))


@require_safe
@for_administrators
def reviews_csv(request: PersonRequest) -> HttpResponseBase:
    """The list as CSV."""
    audit.downloaded(gettext_lazy("list of reviews as CSV"), note=request.GET.urlencode())
    return csv_file(exports.as_csv(filed_review.HEADINGS, _all_rows(request)), "reviews.csv")


@require_safe
@for_administrators
def reviews_xlsx(request: PersonRequest) -> HttpResponseBase:
    """The list as a workbook."""
    audit.downloaded(gettext_lazy("list of reviews as XLSX"), note=request.GET.urlencode())
    book = exports.as_xlsx(_("Reviews"), filed_review.HEADINGS, filed_review.WIDTHS, _all_rows(request))
    return StreamingHttpResponse(book, content_type=XLSX, headers=file_headers("reviews.xlsx"))


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def review(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """A filing beside its PDF: what changed, what was explained, who signed, and what was asked about it."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    if monthly_return.state != MonthlyReturn.State.FILED:
        raise Http404(_("This return is not finalised yet: there is nothing to review."))
    if request.method != "POST":
        return _page(request, monthly_return)
    step = request.POST.get("step", "")
    allowed: tuple[str, ...] = (Kind.ANSWER,) if monthly_return.role in MAY_FILE else ()
    if request.user.is_staff:
        allowed = (Kind.REVIEWED, Kind.QUERY, Kind.CLOSED)
    elif not allowed:
        raise PermissionDenied(_("You may read this review, not answer it. Nothing was recorded."))
    if step not in allowed:
        return _page(request, monthly_return, status=422)
    query = _query(monthly_return, request.POST) if step in (Kind.ANSWER, Kind.CLOSED) else None
    form = StepForm(request.POST, step=step, monthly_return=monthly_return, query=query.pk if query else None)
    if not form.is_valid():
        return _page(request, monthly_return, form, status=422)
    try:
        told = _take(monthly_return, Kind(step), query, request, form.cleaned_data["text"])
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect(_address(monthly_return))
    messages.success(request, told)
    if "next" in request.POST and (following := filed_review.queue(filed_review.Asked()).first()):
        return redirect(_address(following.monthly_return))
    return redirect("reviews" if step == Kind.REVIEWED else _address(monthly_return))


def _address(monthly_return: MonthlyReturn) -> str:
    return f"{monthly_return.get_absolute_url()}review?revision={monthly_return.revision}"


def _query(monthly_return: MonthlyReturn, sent: QueryDict) -> ReviewEntry:
    number = sent.get("query", "")
    if number.isascii() and number.isdecimal() and len(number) < 18:
        of_filing = ReviewEntry.objects.filter(filing=monthly_return.filing, kind=Kind.QUERY)
        if query := of_filing.filter(pk=int(number)).first():
            return query
    raise Http404(_("There is no such query about this filing."))


def _take(
    monthly_return: MonthlyReturn, step: ReviewEntry.Kind, query: ReviewEntry | None, request: PersonRequest, text: str
) -> str:
    """Take a step; gives what is said of it."""
    if query is not None and step == Kind.ANSWER:
        filed_review.answer(query, request.user, text)
        return _("Your answer is recorded, and the administrator who asked is informed by e-mail.")
    if query is not None:
        filed_review.close(query, request.user, text)
        return _("The query is closed.")
    if step == Kind.QUERY:
        filed_review.raise_query(monthly_return.filing, request.user, text)
        return _("The query is raised. Preparers and approvers of the issuer are informed by e-mail.")
    filed_review.mark_reviewed(monthly_return.filing, request.user, text)
    return _("Marked as reviewed: %s.") % monthly_return


def _page(
    request: PersonRequest, monthly_return: MonthlyReturn, sent: StepForm | None = None, status: int = 200
) -> HttpResponse:
    filed = monthly_return.filing
    entries = list(filed.review_entries.order_by("pk"))
    asked = queries(entries)
    made = made_review(as_filed(monthly_return.filing))
    pages, fault = range(0), ""
    try:
        pages = pages_of(monthly_return, made.sheet)
    except CannotPrint as cannot:
        fault = str(cannot)

    def form(step: str, query: ReviewEntry | None = None) -> StepForm:
        number = query.pk if query else None
        if sent is not None and (sent.step, sent.query) == (step, number):
            return sent
        return StepForm(step=step, monthly_return=monthly_return, query=number)

    reply = Kind.CLOSED if request.user.is_staff else Kind.ANSWER if monthly_return.role in MAY_FILE else None
    context = {
        "return": monthly_return,
        "filing": filed,
        "review": made,
        "before": filing.filings_before(made.sheet, monthly_return.issuer).filter(pk__lt=filed.pk).first(),
        "pages": pages,
        "picture": picture_size(made.sheet),
        "fault": fault,
        "state": filed_review.state_of(entries),
        "reviewed": [each for each in entries if each.kind == Kind.REVIEWED],
        "queries": [
            {"query": each, "form": form(reply, each.raised) if reply and not each.closed else None} for each in asked
        ],
        "forms": [form(Kind.REVIEWED), form(Kind.QUERY)] if request.user.is_staff else [],
    }
    return render(request, "returns/review.html", context, status=status)
