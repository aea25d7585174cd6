"""The administrators' wall: issuers by months, and what is looked for among all returns."""

from functools import wraps
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from returns import audit
from returns import wall as listing
from returns.forms.wall import WallForm
from returns.models import Issuer
from returns.views.access import View


def for_administrators(view: View) -> View:
    """Let administrators in, and nobody else."""

    @wraps(view)
    def held(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_staff:
            raise PermissionDenied(_("This page is for administrators."))
        return view(request, *args, **kwargs)

    return held


class Row(NamedTuple):
    """An issuer's line of the wall; None where a month is not what was asked for."""

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
def wall(request: HttpRequest) -> HttpResponse:
    """Issuers by months; or, where words are looked for, the returns of any month that say them."""
    form = WallForm(request.GET)
    asked = form.asked()
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "query": request.GET.urlencode(),
        "legend": [each for each in listing.Standing if each != listing.Standing.NONE],
    }
    if asked.is_of_returns:
        context |= {"found": listing.found(asked), "most": listing.MOST_FOUND}
    else:
        page = Paginator(listing.issuers(asked), listing.ISSUERS_ON_A_PAGE).get_page(request.GET.get("page"))
        pages = request.GET.copy()
        pages.pop("page", None)
        context |= {
            "months": listing.window(asked.month, timezone.now()),
            "rows": _rows(asked, page.object_list),
            "page": page,
            "pages_query": pages.urlencode(),
        }
    return render(request, "returns/wall.html", context)


def _listed(request: HttpRequest) -> list[listing.Line]:
    asked = WallForm(request.GET).asked()
    if asked.is_of_returns:
        return listing.found(asked)
    rows = _rows(asked, listing.issuers(asked))
    lines = (line for row in rows for line in row.lines)
    return [line for line in lines if line is not None and line.standing != listing.Standing.NONE]


@require_safe
@for_administrators
def wall_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What is listed, as CSV."""
    audit.downloaded(_("list of returns as CSV"), note=request.GET.urlencode())
    return StreamingHttpResponse(
        listing.as_csv(_listed(request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="monthly-returns.csv"'},
    )


@require_safe
@for_administrators
def wall_xlsx(request: HttpRequest) -> HttpResponse:
    """What is listed, as a workbook."""
    audit.downloaded(_("list of returns as XLSX"), note=request.GET.urlencode())
    return HttpResponse(
        listing.as_xlsx(_listed(request)),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="monthly-returns.xlsx"'},
    )
