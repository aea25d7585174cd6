"""A person's own second factor, and the way into the administration, which asks for it like any login."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from returns import second_factor as factor
from returns.forms.login import RemoveForm, SetUpForm


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set the second factor up, or do without it."""
    person = request.user
    sent = request.POST if request.method == "POST" else None
    if factor.is_set_up(person):
        form = RemoveForm(sent, request=request)
        if form.is_valid():
            factor.remove(person)
            messages.success(request, _("The second factor is removed: your password alone logs you in."))
            return redirect("second-factor")
        return render(request, "returns/second_factor.html", {"form": form, "is_set_up": True}, status=_status(form))
    set_up = SetUpForm(sent)
    if set_up.is_valid():
        codes = factor.confirm(person, set_up.cleaned_data["code"])
        if codes:
            return render(request, "returns/second_factor.html", {"codes": codes, "is_set_up": True})
        set_up.add_error(
            "code", _("This is not the code of now. Wait for the next one, and look at the clock of your telephone.")
        )
    device = factor.waiting(person)
    context = {"form": set_up, "picture": factor.picture(device), "secret": factor.secret(device)}
    return render(request, "returns/second_factor.html", context, status=_status(set_up))


def _status(form: SetUpForm | RemoveForm) -> int:
    return 422 if form.errors else 200


@login_not_required
@require_safe
def admin_login(request: HttpRequest) -> HttpResponse:
    """There is one login, with its lock-out and its second factor."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied(_("The administration is for administrators."))
    return redirect_to_login(request.GET.get("next") or "/admin/")
