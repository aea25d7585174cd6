"""Which filing a PDF is, if it is one; and whose figures they are that a printed SHA-256 speaks of."""

import re

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from returns import archive, uploads
from returns.forms.verify import VerifyForm
from returns.models import Filing, Issuer
from returns.views.access import issuers_of

_SHA256 = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say of a PDF whether it was filed here, and as it is; the issuer is named only to those who may see it.

    The code on a printed return leads here with the SHA-256 of its figures. Whether those were filed is said only to
    those who may see that issuer: anybody can calculate the SHA-256 of figures they guess. Whoever has not logged in
    learns what the page is for, but nothing about any filing, not even whether there is one.
    """
    if not request.user.is_authenticated:
        address = request.get_full_path()
        if request.method == "POST":
            return redirect_to_login(address)
        return render(request, "returns/verify_log_in.html", {"address": address})
    issuers = issuers_of(request.user)
    form = VerifyForm()
    if request.method == "POST":
        form = VerifyForm(request.POST, request.FILES, is_left_out=uploads.are_left_out(request))
    if form.is_valid():
        sent = form.cleaned_data["pdf"]
        identity, filing = archive.identify(sent.read(), issuers)
        found = {"identity": identity, "figures": "", "name": sent.name, "filing": _visible(filing, issuers)}
        return render(request, "returns/verify.html", {"form": VerifyForm()} | found)
    context = {"form": form, "identity": "", "figures": ""} | (
        _answer_about_figures(request.GET["sha256"], issuers) if "sha256" in request.GET and not form.is_bound else {}
    )
    return render(request, "returns/verify.html", context, status=422 if form.is_bound else 200)


def _visible(filing: Filing | None, issuers: QuerySet[Issuer]) -> Filing | None:
    may_see = filing is not None and issuers.filter(pk=filing.issuer_id).exists()
    return filing if may_see else None


def _answer_about_figures(digest: str, issuers: QuerySet[Issuer]) -> dict[str, object]:
    digest = digest.strip()
    if not _SHA256.fullmatch(digest):
        return {"figures": "unreadable"}
    # One query, so that timing does not show that something is filed which the person may not see.
    filing = archive.of_figures(digest, issuers)
    return {"digest": digest.lower(), "filing": filing, "figures": "filed" if filing else "unknown"}
