"""Two returns or revisions of one issuer held against each other, cell by cell."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from returns.compare import compare
from returns.models import MonthlyReturn
from returns.sheet import Sheet
from returns.views.access import issuers_of, plain_code, returns_of

_NAMED = re.compile(r"(?P<month>[12][0-9]{3}-[01][0-9])-r(?P<revision>[0-9]{1,4})", re.ASCII)


def named(monthly_return: MonthlyReturn) -> str:
    """A return as it stands in the address of this page: 2009-11-r0."""
    return f"{monthly_return.month}-r{monthly_return.revision}"


@require_safe
@plain_code
def differences(request: HttpRequest, code: str) -> HttpResponse:
    """What differs between two returns, old and new side by side."""
    issuer = get_object_or_404(issuers_of(request.user), stock_code=code)
    there = {named(each): each for each in returns_of(request.user).filter(issuer=issuer)}
    old, new = (there.get(_plain(request.GET.get(name, ""))) for name in ("old", "new"))
    context = {
        "issuer": issuer,
        "returns": there,
        "old": old,
        "new": new,
        "names": {"old": named(old) if old else "", "new": named(new) if new else ""},
        "is_asked": bool(request.GET),
        "changes": compare(Sheet.load(old), Sheet.load(new)) if old and new else [],
    }
    return render(request, "returns/compare.html", context)


def _plain(asked: str) -> str:
    found = _NAMED.fullmatch(asked)
    return f"{found['month']}-r{int(found['revision'])}" if found else ""
