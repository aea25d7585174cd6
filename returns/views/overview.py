"""The administrators' overview: issuers by months."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from returns import audit, exports
from returns import overview as listing
from returns.forms.overview import OverviewForm
from returns.models import Issuer
from returns.views.access import PersonRequest, for_administrators
from returns.views.files import MOST_AT_ONCE, XLSX, csv_file, file_headers, too_many_pdfs, zip_of_filings


class Row(NamedTuple):
    """An issuer's line of the page; None where a month is not what was asked for."""

    issuer: Issuer
    lines: list[listing.IssuerMonth | None]


def _rows(asked: listing.Asked, of: list[Issuer], months: list[date]) -> list[Row]:
    return [
        Row(issuer, [line if not asked.state or asked.state in listing.states(line) else None for line in lines])
        for issuer, lines in listing.lines(of, months).items()
    ]


@require_safe
@for_administrators
def overview(request: PersonRequest) -> HttpResponse:
    """Issuers by months, those longest overdue first, with how many returns are in which state."""
    form = OverviewForm(request.GET)
    asked, now = form.asked(), timezone.now()
    months = listing.window(asked.month, now)
    found = listing.glance(listing.issuers(asked, months[0].replace(day=1)), months)
    page = Paginator(listing.in_order(found, asked.state), listing.ON_A_PAGE).get_page(request.GET.get("page"))
    earlier, later = listing.around(months, now)
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "query": request.GET.urlencode(),
        "counts": listing.count(found),
        "issuers": len(found),
        "page": page,
        "pages_query": _query(request, without=("page",)),
        "state_query": _query(request, without=("page", "state")),
        "months_query": _query(request, without=("page", "month")),
        "months": months,
        "earlier": earlier,
        "later": later,
        "years": _years(months, now),
        "rows": _rows(asked, list(page.object_list), months),
    }
    return render(request, "returns/overview.html", context)


def _query(request: PersonRequest, without: tuple[str, ...]) -> str:
    """The filters of the page, without some."""
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    return query.urlencode()


def _years(months: list[date], now: datetime) -> list[tuple[int, date, bool]]:
    """The years to choose from, each with its last month and whether it is shown."""
    last = listing.window(None, now)[-1]
    found = [(year, min(date(year, 12, 31), last)) for year in listing.years()]
    return [(year, until, until == months[-1]) for year, until in found]


def _listed(request: PersonRequest) -> list[listing.IssuerMonth]:
    asked = OverviewForm(request.GET).asked()
    months = listing.window(asked.month, timezone.now())
    found = listing.glance(listing.issuers(asked, months[0].replace(day=1)), months)
    rows = _rows(asked, listing.in_order(found, asked.state), months)
    lines = (line for row in rows for line in row.lines)
    return [line for line in lines if line is not None and line.status != listing.FilingStatus.NONE]


@require_safe
@for_administrators
def overview_csv(request: PersonRequest) -> HttpResponseBase:
    """What is listed, as CSV."""
    audit.downloaded(gettext_lazy("list of returns as CSV"), note=request.GET.urlencode())
    return csv_file(exports.as_csv(listing.HEADINGS, map(listing.cells, _listed(request))), "monthly-returns.csv")


@require_safe
@for_administrators
def overview_xlsx(request: PersonRequest) -> HttpResponseBase:
    """What is listed, as a workbook."""
    audit.downloaded(gettext_lazy("list of returns as XLSX"), note=request.GET.urlencode())
    rows = map(listing.cells, _listed(request))
    book = exports.as_xlsx(_("Returns"), listing.HEADINGS, listing.WIDTHS, rows)
    return StreamingHttpResponse(book, content_type=XLSX, headers=file_headers("monthly-returns.xlsx"))


@require_POST
@for_administrators
def overview_zip(request: PersonRequest) -> HttpResponseBase:
    """The PDFs of the filings that are ticked, of all that are listed, as one file."""
    filings = [line.filing for line in _listed(request) if line.filing and _is_ticked(line, request.POST)]
    if not filings or len(filings) > MOST_AT_ONCE:
        nothing = _("Nothing was downloaded: tick issuers or months for which something is finalised.")
        messages.error(request, too_many_pdfs(len(filings)) if filings else nothing)
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("overview") + query)
    return zip_of_filings(filings)


def _is_ticked(line: listing.IssuerMonth, ticked: QueryDict) -> bool:
    """Whether a line is among what is ticked: its issuer and its month; either alone is all of it.

    Of the corner of the overview is meant: all.
    """
    if "all" in ticked:
        return True
    issuers, months = ticked.getlist("issuer"), ticked.getlist("month")
    is_of_issuer = not issuers or line.issuer.stock_code in issuers
    is_of_month = not months or f"{line.month_ended:%Y-%m}" in months
    return bool(issuers or months) and is_of_issuer and is_of_month
