"""Search of past filings: administrators over all issuers, members over their own."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from returns import audit, exports
from returns import search as searching
from returns.forms.search import SearchForm
from returns.models import FiledMovement, Filing
from returns.views.access import PersonRequest, issuers_of
from returns.views.files import MOST_AT_ONCE, XLSX, csv_file, file_headers, too_many_pdfs, zip_of_filings


def _found(request: PersonRequest, form: SearchForm) -> QuerySet[FiledMovement]:
    person = request.user
    return searching.search(form.asked(), None if person.is_staff else issuers_of(person))


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """What to look for, and what was found: one row for each movement."""
    form = SearchForm(request.GET)
    found = _found(request, form)
    page = Paginator(found, searching.ON_A_PAGE).get_page(request.GET.get("page"))
    pages = request.GET.copy()
    pages.pop("page", None)
    by_people = ("prepared", "approved", "finalised", "remarks", "late")
    context: dict[str, Any] = {
        "form": form,
        "query": pages.urlencode(),
        "pages_query": pages.urlencode(),
        "page": page,
        "found": list(searching.listed(page.object_list)),
        "filings": found.order_by().values("filing").distinct().count(),
        "of_movement": [field for field in form if field.name not in by_people],
        "of_people": [form[name] for name in by_people],
        "by_people": any(request.GET.get(name) for name in by_people),
    }
    return render(request, "returns/search.html", context)


@require_safe
def search_csv(request: PersonRequest) -> HttpResponseBase:
    """What was found, as CSV."""
    rows = _found(request, SearchForm(request.GET))
    audit.downloaded(gettext_lazy("search of filings as CSV"), note=request.GET.urlencode())
    lines = exports.as_csv(searching.HEADINGS, map(searching.cells, _listed(rows)))
    return csv_file(lines, "filed-movements.csv")


@require_safe
def search_xlsx(request: PersonRequest) -> HttpResponseBase:
    """What was found, as a workbook."""
    rows = _found(request, SearchForm(request.GET))
    audit.downloaded(gettext_lazy("search of filings as XLSX"), note=request.GET.urlencode())
    cells = map(searching.cells, _listed(rows))
    book = exports.as_xlsx(_("Movements"), searching.HEADINGS, searching.WIDTHS, cells)
    return StreamingHttpResponse(book, content_type=XLSX, headers=file_headers("filed-movements.xlsx"))


def _listed(rows: QuerySet[FiledMovement]) -> Any:
    return searching.listed(rows.iterator(chunk_size=1000))


@require_POST
def search_zip(request: PersonRequest) -> HttpResponseBase:
    """The PDFs of the filings that were found, as one file."""
    rows = _found(request, SearchForm(request.GET))
    wanted = rows.order_by().values("filing").distinct()
    count = wanted.count()
    if not count or count > MOST_AT_ONCE:
        nothing = _("Nothing was downloaded: no filing was found.")
        messages.error(request, too_many_pdfs(count) if count else nothing)
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("search") + query)
    filings = Filing.objects.filter(pk__in=wanted).select_related("monthly_return__issuer")
    return zip_of_filings(list(filings.defer("pdf", "figures")))
