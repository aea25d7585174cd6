"""What was done to a return, by whom and when, to read and to export."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from returns import audit, exports
from returns import history as trail
from returns.forms.history import HistoryForm
from returns.labels import LABELS
from returns.models import MonthlyReturn
from returns.views.access import PersonRequest, asked_revision, discarded_of, find_return, plain_code
from returns.views.files import XLSX, csv_file, file_headers

# So many events are on a page.
ON_A_PAGE = 50


@require_safe
@plain_code
def history(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """What was done to a return, the latest first, page by page."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    form = HistoryForm(request.GET, monthly_return)
    asked = form.asked()
    page = Paginator(trail.moments(monthly_return, asked), ON_A_PAGE).get_page(request.GET.get("page"))
    # The plain address leads to the latest revision, whichever that is by then.
    query = request.GET.copy()
    query["revision"] = str(monthly_return.revision)
    query.pop("page", None)
    context = {
        "discarded": list(discarded_of(request.user, code).filter(month_ended=month_ended)),
        "return": monthly_return,
        "form": form,
        "is_filtered": any(asked),
        "page": page,
        "events": trail.read(monthly_return, asked, page),
        "pages_query": query.urlencode(),
        "longest": trail.LONGEST,
    }
    return render(request, "returns/history.html", context)


@require_safe
@plain_code
def export(request: PersonRequest, code: str, month_ended: date) -> StreamingHttpResponse:
    """The entries that are looked for as CSV, as they are kept."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    asked = HistoryForm(request.GET, monthly_return).asked()
    audit.downloaded(gettext_lazy("history"), monthly_return=monthly_return)
    return csv_file(audit.export(trail.entries(monthly_return, asked)), _name(monthly_return, "csv"))


@require_safe
@plain_code
def export_xlsx(request: PersonRequest, code: str, month_ended: date) -> StreamingHttpResponse:
    """The entries that are looked for as a workbook, in the words of the form."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    asked = HistoryForm(request.GET, monthly_return).asked()
    audit.downloaded(gettext_lazy("history as XLSX"), monthly_return=monthly_return)
    rows = trail.rows(LABELS[monthly_return.edition], trail.entries(monthly_return, asked))
    book = exports.as_xlsx(_("History"), trail.HEADINGS, trail.WIDTHS, rows)
    headers = file_headers(_name(monthly_return, "xlsx"))
    return StreamingHttpResponse(book, content_type=XLSX, headers=headers)


def _name(monthly_return: MonthlyReturn, suffix: str) -> str:
    issuer, month = monthly_return.issuer.stock_code, monthly_return.month
    return f"{issuer}-{month}-r{monthly_return.revision}-history.{suffix}"
