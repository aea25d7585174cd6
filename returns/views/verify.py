"""Which filing a PDF is, if it is one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from returns import archive
from returns.forms.verify import VerifyForm
from returns.views.access import issuers_of


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Tell of a PDF whether it was filed here, and as it stands; whose it is only to who may see that issuer."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    if not form.is_valid():
        return render(request, "returns/verify.html", {"form": form}, status=422 if form.is_bound else 200)
    sent = form.cleaned_data["pdf"]
    identity, filing = archive.identify(sent.read())
    may_see = filing is not None and issuers_of(request.user).filter(pk=filing.issuer_id).exists()
    context = {
        "form": VerifyForm(),
        "name": sent.name,
        "identity": identity,
        "filing": filing if may_see else None,
    }
    return render(request, "returns/verify.html", context)
