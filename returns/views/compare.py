"""Two returns or revisions of one issuer compared cell by cell."""

import re
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from returns import audit
from returns import compare as comparing
from returns.models import Issuer, MonthlyReturn
from returns.pdf.comparison import MOST as MOST_IN_PDF
from returns.pdf.comparison import comparison
from returns.pdf.printing import CannotPrint
from returns.views.access import PersonRequest, issuers_of, plain_code, returns_of
from returns.views.files import pdf_response

# How many changes are shown; the print has more of them.
MOST = 500

_NAMED = re.compile(r"(?P<month>[12][0-9]{3}-[01][0-9])-r(?P<revision>[0-9]{1,4})", re.ASCII)


class Asked(NamedTuple):
    """The returns of an issuer by their names in the address, and the two of them to compare.

    Those are the two that the address names or, where it names none, the latest and the one before it; None where there
    is no such return.
    """

    issuer: Issuer
    there: dict[str, MonthlyReturn]
    old: MonthlyReturn | None
    new: MonthlyReturn | None


def _asked(request: PersonRequest, code: str) -> Asked:
    issuer = get_object_or_404(issuers_of(request.user), stock_code=code)
    returns = returns_of(request.user).filter(issuer=issuer).order_by("-month_ended", "-revision")
    there = {named(each): each for each in returns}
    if "old" not in request.GET and "new" not in request.GET:
        latest = [*there.values()][:2]
        return Asked(issuer, there, *reversed(latest)) if len(latest) == 2 else Asked(issuer, there, None, None)
    return Asked(issuer, there, *(there.get(_plain(request.GET.get(name, ""))) for name in ("old", "new")))


def named(monthly_return: MonthlyReturn) -> str:
    """A return as the address of this page names it: 2024-11-r0."""
    return f"{monthly_return.month}-r{monthly_return.revision}"


def _plain(asked: str) -> str:
    found = _NAMED.fullmatch(asked)
    return f"{found['month']}-r{int(found['revision'])}" if found else ""


@require_safe
@plain_code
def differences(request: PersonRequest, code: str) -> HttpResponse:
    """What differs between two returns, old and new side by side."""
    asked = _asked(request, code)
    old, new = asked.old, asked.new
    changes = comparing.differences(old, new) if old and new else []
    context = {
        "issuer": asked.issuer,
        "returns": asked.there,
        "old": old,
        "new": new,
        "chosen": {"old": named(old) if old else "", "new": named(new) if new else ""},
        "is_asked": bool(request.GET),
        "count": sum(len(change.cells) or 1 for change in changes),
        "changes": changes[:MOST],
        "more": max(0, len(changes) - MOST),
        "most_in_pdf": f"{MOST_IN_PDF:,}",
    }
    if old and new:
        context["headings"] = comparing.headings(old, new)
        context["names"] = comparing.in_words(old), comparing.in_words(new)
        context["is_correction"] = comparing.is_correction(old, new)
    return render(request, "returns/compare.html", context)


@require_safe
@plain_code
def differences_pdf(request: PersonRequest, code: str) -> HttpResponse:
    """The same as PDF."""
    asked = _asked(request, code)
    if asked.old is None or asked.new is None:
        raise Http404(_("This issuer has no such return. Choose two on the page to compare them."))
    try:
        pdf = comparison(asked.old, asked.new)
    except CannotPrint as fault:
        return render(request, "returns/cannot_print.html", {"return": asked.new, "fault": fault}, status=503)
    names = f"{named(asked.old)} {named(asked.new)}"
    audit.downloaded(gettext_lazy("comparison"), monthly_return=asked.new, note=names)
    return pdf_response(pdf, asked.new, f"against-{named(asked.old)}.pdf")
