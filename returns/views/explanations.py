"""What was proved of a return: where a figure comes from, the certificate, and the rules themselves."""

from collections.abc import Iterator
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from returns.audit import downloaded, stated_by
from returns.compare import in_words
from returns.editions import EDITIONS, edition_of, reconcile
from returns.editions.catalogue import PACK, catalogue, digest
from returns.figures import write
from returns.labels import label
from returns.models import MonthlyReturn
from returns.pdf.certificate import certificate
from returns.pdf.printing import CannotPrint
from returns.rules import Level
from returns.rules.explain import explain
from returns.rules.messages import level_in_words
from returns.sheet import Cell, Sheet, sort_of
from returns.stale_filings import sheet_to_read, stale_since
from returns.views.access import PersonRequest, asked_revision, find_return, plain_code
from returns.views.files import pdf_response


@require_safe
@plain_code
def why(request: PersonRequest, code: str, month_ended: date, address: str) -> HttpResponse:
    """How the figure in a cell follows from others: rule, formula, and each part with a link to its cell.

    A script asks for what it shows at the cell, with `?popover`.
    """
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    sheet = sheet_to_read(monthly_return, stale_since(monthly_return))
    cell = find_cell(sheet, address)
    explanations = explain(reconcile(sheet), cell)
    if not explanations:
        raise Http404(_("The figure in this cell follows from no other."))
    context = {
        "return": monthly_return,
        "address": monthly_return.get_absolute_url() if monthly_return.is_open else monthly_return.own_address,
        "cell": cell,
        "label": label(sheet, cell),
        "stated": write(sheet.figure(cell), sort_of(cell), edition_of(sheet).notation),
        "explanations": explanations,
        "stated_by": stated_by(monthly_return, {cell, *(each.cell for how in explanations for each in how.operands)}),
    }
    template = "returns/why_popover.html" if "popover" in request.GET else "returns/why.html"
    return render(request, template, context)


def find_cell(sheet: Sheet, address: str) -> Cell:
    """The cell of an address; raises Http404 where the return has no such figure."""
    for cell, _figure in sheet.figures():
        if cell.address == address:
            return cell
    raise Http404(_("The return has no figure at %s.") % address)


@require_safe
@plain_code
def certificate_pdf(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The reconciliation certificate; of a filing with its hashes."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    filed = monthly_return.filing if monthly_return.state == MonthlyReturn.State.FILED else None
    try:
        pdf = certificate(sheet_to_read(monthly_return), filed, _since(monthly_return) if filed else ())
    except CannotPrint as fault:
        return render(request, "returns/cannot_print.html", {"return": monthly_return, "fault": fault}, status=503)
    downloaded(gettext_lazy("reconciliation report"), filed, **({} if filed else {"monthly_return": monthly_return}))
    return pdf_response(pdf, monthly_return, "certificate.pdf")


def _since(monthly_return: MonthlyReturn) -> Iterator[str]:
    """What happened to a filing after it was made."""
    later = getattr(monthly_return, "revised_by", None)
    if later is not None and not later.is_open:
        at = f"{timezone.localtime(later.filing.filed_at):%d/%m/%Y %H:%M}"
        said = _("Superseded by revision %(number)d, filed on %(at)s (Hong Kong time).")
        yield said % {"number": later.revision, "at": at}
    if passed := stale_since(monthly_return):
        said = _("%(month)s was revised on %(at)s, and its figures no longer agree with this return: %(codes)s.")
        yield said % {
            "month": in_words(passed.before.monthly_return),
            "at": f"{timezone.localtime(passed.before.filed_at):%d/%m/%Y}",
            "codes": ", ".join(sorted({finding.code for finding in passed.findings})),
        }


@require_safe
def rules(request: PersonRequest) -> HttpResponse:
    """The rules of each edition."""
    levels = {level: level_in_words(level) for level in Level}
    editions = [(edition, digest(edition), catalogue(edition)) for edition in EDITIONS.values()]
    return render(request, "returns/rules.html", {"editions": editions, "pack": PACK, "levels": levels})
