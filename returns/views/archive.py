"""An issuer's filings, and what was filed as files."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from returns import archive as kept
from returns import audit, filing
from returns.balances import balances
from returns.chain import chain as chain_of
from returns.chain import first_broken
from returns.charts import series
from returns.models import Issuer, MonthlyReturn
from returns.pdf.printing import CannotPrint, print_return
from returns.sheet import Sheet
from returns.stale_filings import stale_filings
from returns.views.access import (
    MAY_EDIT,
    PersonRequest,
    asked_revision,
    discarded_of,
    filings_of,
    find_filing,
    find_return,
    in_progress,
    issuers_of,
    plain_code,
)
from returns.views.files import answer, file_name, inline, pdf_response

# So many filings of an issuer are shown before the earlier ones are opened.
RECENT = 24


@require_safe
@plain_code
def archive(request: PersonRequest, code: str) -> HttpResponse:
    """Every return of an issuer, month by month."""
    issuer = get_object_or_404(issuers_of(request.user), stock_code=code)
    of_it = filings_of(request.user).filter(issuer=issuer).order_by("-month_ended", "-filed_at")
    filings = list(of_it.prefetch_related("submissions"))
    there = in_progress(request.user, Issuer.objects.filter(pk=issuer.pk))
    memberships = issuer.memberships.select_related("user").order_by("role", "user__username")
    prepares = any(each.user_id == request.user.pk and each.role in MAY_EDIT for each in memberships)
    context = {
        "issuer": issuer,
        "in_progress": there,
        "recent": filings[:RECENT],
        "earlier": filings[RECENT:],
        "stale": stale_filings([issuer.pk]),
        "discarded": list(discarded_of(request.user, code)),
        "memberships": memberships,
        "series": series(issuer),
        "may_start_first": prepares and not there and not filings,
    }
    latest = issuer.returns.filter(state=MonthlyReturn.State.FILED).order_by("month_ended", "revision").last()
    context |= {"latest": latest, "balances": balances(Sheet.load(latest)) if latest else ()}
    return render(request, "returns/archive.html", context)


@require_safe
@plain_code
def chain(request: PersonRequest, code: str) -> HttpResponse:
    """An issuer's last twelve filings as they are chained, all of them read again: what breaks first, and all else."""
    issuer = get_object_or_404(issuers_of(request.user), stock_code=code)
    links = chain_of(issuer)
    context = {
        "issuer": issuer,
        "links": links,
        "breaks": list(kept.verify([issuer.pk])),
        "stale": first_broken(links),
    }
    return render(request, "returns/chain.html", context)


@require_safe
@plain_code
def print_pdf(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The return as it prints: of a draft a preview that says so, of a filing what was filed."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    if monthly_return.state == MonthlyReturn.State.FILED:
        audit.downloaded("PDF", monthly_return.filing)
        return inline(bytes(monthly_return.filing.pdf), file_name(monthly_return, "pdf"))
    try:
        pdf = print_return(filing.sheet_of(monthly_return), draft=True)
    except CannotPrint as fault:
        return render(request, "returns/cannot_print.html", {"return": monthly_return, "fault": fault}, status=503)
    audit.downloaded(gettext_lazy("preview of the PDF"), monthly_return=monthly_return)
    return inline(pdf, file_name(monthly_return, "draft.pdf"))


@require_safe
@plain_code
def download_pdf(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The PDF that was filed."""
    filed = find_filing(request, code, month_ended)
    audit.downloaded("PDF", filed)
    return pdf_response(bytes(filed.pdf), filed.monthly_return, "pdf")


@require_safe
@plain_code
def download_figures(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The figures that were filed, as JSON."""
    filed = find_filing(request, code, month_ended)
    audit.downloaded(gettext_lazy("figures"), filed)
    return answer(filed.figures.encode(), "application/json", file_name(filed.monthly_return, "json"))
