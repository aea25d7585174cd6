"""The administrators' overview: issuers by months."""

from functools import wraps
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from returns.views.access import PersonRequest, View
from returns.views.files import MOST_AT_ONCE, XLSX, csv_file, file_headers, too_many_pdfs, zip_of_filings


def for_administrators(view: View) -> View:
    """Let administrators in, and nobody else."""

    @wraps(view)
    def held(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_staff:
            raise PermissionDenied(_("This page is for administrators."))
        return view(request, *args, **kwargs)

    return held


class Row(NamedTuple):
    """An issuer's line of the overview; None where a month is not what was asked for."""

    issuer: Issuer
    lines: list[listing.IssuerMonth | None]


def _rows(asked: listing.Asked, of: Any) -> list[Row]:
    found = listing.lines(of, listing.window(asked.month, timezone.now()))
    rows = [
        Row(issuer, [line if listing.stands(line, asked.state) else None for line in lines])
        for issuer, lines in found.items()
    ]
    return [row for row in rows if not asked.state or any(row.lines)]


@require_safe
@for_administrators
def overview(request: PersonRequest) -> HttpResponse:
    """Issuers by months."""
    form = OverviewForm(request.GET)
    asked = form.asked()
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "query": request.GET.urlencode(),
        "legend": [each for each in listing.FilingStatus if each != listing.FilingStatus.NONE],
    }
    page = Paginator(listing.issuers(asked), listing.ON_A_PAGE).get_page(request.GET.get("page"))
    pages = request.GET.copy()
    pages.pop("page", None)
    context |= {"page": page, "pages_query": pages.urlencode()}
    # Links to another month keep the other filters.
    pages.pop("month", None)
    months = listing.window(asked.month, timezone.now())
    earlier, later = listing.around(months, timezone.now())
    context |= {
        "months_query": pages.urlencode(),
        "months": months,
        "earlier": earlier,
        "later": later,
        "rows": _rows(asked, page.object_list),
    }
    return render(request, "returns/overview.html", context)


def _listed(request: PersonRequest) -> list[listing.IssuerMonth]:
    asked = OverviewForm(request.GET).asked()
    rows = _rows(asked, listing.issuers(asked))
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
