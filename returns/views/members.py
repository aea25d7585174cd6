"""The members of an issuer, as administrators keep them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from returns import memberships
from returns.forms.members import InviteForm, RoleForm
from returns.models import Issuer, Membership
from returns.views.access import PersonRequest, issuers_of, plain_code
from returns.views.account import login_keeps_what_was_typed


def _find(request: PersonRequest, code: str) -> Issuer:
    issuer = get_object_or_404(issuers_of(request.user), stock_code=code)
    if not request.user.is_staff:
        raise PermissionDenied(_("Only administrators change the users and roles of an issuer."))
    return issuer


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def members(request: PersonRequest, code: str) -> HttpResponse:
    """Users & roles for an issuer, with a form to invite somebody."""
    issuer = _find(request, code)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            membership, is_new = memberships.invite(issuer, form.cleaned_data["who"], form.cleaned_data["role"])
        except memberships.ActionRefused as refused:
            form.add_error("who", str(refused))
        else:
            message = _("%s is added.") if not is_new else _("%s is invited, and has yet to choose a password.")
            messages.success(request, message % membership.user.get_username())
            memberships.write_to(membership)
            return redirect("members", issuer.stock_code)
    context = {
        "issuer": issuer,
        "memberships": issuer.memberships.select_related("user").order_by("role", "user__username"),
        "roles": Membership.Role.choices,
        "form": form,
    }
    return render(request, "returns/members.html", context, status=422 if form.errors else 200)


@login_keeps_what_was_typed
@require_POST
@plain_code
def member(request: PersonRequest, code: str, pk: int) -> HttpResponse:
    """Change what a member may do, write to them again, or end their membership."""
    issuer = _find(request, code)
    membership = get_object_or_404(issuer.memberships.select_related("user", "issuer"), pk=pk)
    name = membership.user.get_username()
    form = RoleForm(request.POST)
    if "remove" in request.POST:
        memberships.remove(membership)
        messages.success(request, _("%s is removed. What they saved stays as it is.") % name)
    elif "write" in request.POST:
        memberships.write_to(membership)
        messages.success(request, _("An e-mail to %s is on its way.") % name)
    elif form.is_valid():
        memberships.change(membership, form.cleaned_data["role"])
        messages.success(
            request, _("%(name)s is %(role)s now.") % {"name": name, "role": membership.get_role_display()}
        )
    else:
        messages.error(request, _("Nothing was changed: choose one of the roles."))
    return redirect("members", issuer.stock_code)
