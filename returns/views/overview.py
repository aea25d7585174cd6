"""The administrators' overview: issuers by months, and what is looked for among all returns."""

from functools import wraps
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
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
from returns.views.files import csv_file, file_headers, file_name


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
    lines: list[listing.Line | None]


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
    """Issuers by months; or, where words are looked for, the returns of any month that say them."""
    form = OverviewForm(request.GET)
    asked = form.asked()
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "query": request.GET.urlencode(),
        "legend": [each for each in listing.FilingStatus if each != listing.FilingStatus.NONE],
    }
    listed: Any = listing.found(asked) if asked.is_of_returns else listing.issuers(asked)
    page = Paginator(listed, listing.ON_A_PAGE).get_page(request.GET.get("page"))
    pages = request.GET.copy()
    pages.pop("page", None)
    context |= {"page": page, "pages_query": pages.urlencode()}
    # Links to another month keep the other filters.
    pages.pop("month", None)
    context["months_query"] = pages.urlencode()
    if asked.is_of_returns:
        context |= {"found": page.object_list, "most": listing.MOST_FOUND}
    else:
        months = listing.window(asked.month, timezone.now())
        earlier, later = listing.around(months, timezone.now())
        context |= {"months": months, "earlier": earlier, "later": later, "rows": _rows(asked, page.object_list)}
    return render(request, "returns/overview.html", context)


# How many PDFs are sent at once, at most.
MOST_AT_ONCE = 500


def _listed(request: PersonRequest) -> list[listing.Line]:
    asked = OverviewForm(request.GET).asked()
    if asked.is_of_returns:
        return listing.found(asked)
    rows = _rows(asked, listing.issuers(asked))
    lines = (line for row in rows for line in row.lines)
    return [line for line in lines if line is not None and line.standing != listing.FilingStatus.NONE]


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


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@for_administrators
def overview_zip(request: PersonRequest) -> HttpResponseBase:
    """The PDFs of the filings that are ticked, of all that are listed, as one file."""
    filings = [line.filing for line in _listed(request) if line.filing and _is_ticked(line, request.POST)]
    if not filings or len(filings) > MOST_AT_ONCE:
        messages.error(request, _not_packed(len(filings)))
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("wall") + query)
    names = [file_name(filing.monthly_return, "pdf") for filing in filings]
    packed = exports.as_zip(filings, names)
    with transaction.atomic():
        for filing in filings:
            audit.downloaded(gettext_lazy("PDF, with others"), filing)
    headers = file_headers(f"monthly-returns-{timezone.localdate()}.zip") | {"Content-Length": str(packed.size)}
    return StreamingHttpResponse(packed.content, content_type="application/zip", headers=headers)


def _is_ticked(line: listing.Line, ticked: QueryDict) -> bool:
    """Whether a line is among what is ticked: a return itself, or its issuer and its month; either alone is all of it.

    Of the corner of the overview is meant: all.
    """
    if "return" in ticked or "all" in ticked:
        return "all" in ticked or bool(line.monthly_return and str(line.monthly_return.pk) in ticked.getlist("return"))
    issuers, months = ticked.getlist("issuer"), ticked.getlist("month")
    is_of_issuer = not issuers or line.issuer.stock_code in issuers
    is_of_month = not months or f"{line.month_ended:%Y-%m}" in months
    return bool(issuers or months) and is_of_issuer and is_of_month


def _not_packed(count: int) -> str:
    if count:
        return _("That would be %(count)d PDFs; %(most)d can be downloaded at once. Tick fewer issuers or months.") % {
            "count": count,
            "most": MOST_AT_ONCE,
        }
    return _("Nothing was downloaded: tick issuers, months or returns of which something is filed.")
