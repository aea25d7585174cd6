"""A person's own login: password, second factor, one that has ended; and the way into the administration."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView, redirect_to_login
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import FormView

from returns import login_guard, passwords
from returns import second_factor as factor
from returns.forms.login import ChangeForm, ChooseForm, EmailForm, LoginAgainForm, RemoveForm, SetUpForm
from returns.models import AnonymousAttempts
from returns.views.access import PersonRequest, View

# What a page never gives back, and who it was given for.
_SECRET = {
    "csrfmiddlewaretoken",
    "username",
    "password",
    "code",
    "new_password1",
    "new_password2",
    "password1",
    "password2",
}


def login_keeps_what_was_typed(view: View) -> View:
    """Ask to log in on a page that keeps what was sent, where the login has ended; then it is done as it was sent."""

    @login_not_required
    @sensitive_post_parameters("password", "code")
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        form = LoginAgainForm(request, request.POST if "username" in request.POST else None)
        if form.is_valid():
            login(request, form.get_user())
            return view(request, *args, **kwargs)
        return render(request, "returns/log_in_again.html", {"form": form, "typed": kept(request)}, status=403)

    return asked


def login_has_changed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a page is from before the last login, and keep what it sent; not what another site sent.

    That would be one click away from being done.
    """
    own = f"{request.scheme}://{request.get_host()}"
    is_ours = request.headers.get("Origin") in (own, *settings.CSRF_TRUSTED_ORIGINS)
    sent = {"sent": True, "typed": kept(request)} if is_ours and request.method == "POST" else {}
    return render(request, "403_csrf.html", sent, status=403)


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """Say that too many attempts have failed, and keep what was sent with the last until there may be another."""
    typed = [(name, value) for name, value in kept(request) if name != "next"]
    return render(request, "registration/locked_out.html", {"typed": typed}, status=429)


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again from another page; no secret of a person's is among it."""
    asked = request.POST if request.method == "POST" else request.GET
    return [(name, value) for name, values in asked.lists() if name not in _SECRET for value in values]


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: PersonRequest) -> HttpResponse:
    """Set the second factor up, or remove it."""
    person = request.user
    sent = request.POST if request.method == "POST" else None
    if factor.is_set_up(person):
        # Sent by nobody who wants it removed: the form that set it up, sent again by reloading the page.
        if sent is not None and "remove" not in sent:
            messages.info(request, _("Two-factor authentication is on already."))
            return redirect("second-factor")
        form = RemoveForm(sent, request=request)
        if form.is_valid():
            factor.remove(person)
            passwords.write_changed(
                person, _("Two-factor authentication of %s was turned off.") % person.get_username()
            )
            messages.success(request, _("Two-factor authentication is off: your password alone logs you in."))
            return redirect("second-factor")
        context = {"form": form, "is_set_up": True, "spare_left": factor.spare_left(person)}
        return render(request, "returns/second_factor.html", context, status=_status(form))
    set_up = SetUpForm(sent, request=request)
    if set_up.is_valid():
        codes = factor.confirm(person, set_up.cleaned_data["code"])
        if codes:
            passwords.write_changed(
                person, _("Two-factor authentication was turned on for %s.") % person.get_username()
            )
            return render(request, "returns/second_factor.html", {"codes": codes, "is_set_up": True})
        set_up.add_error(
            "code", _("Code incorrect or expired. Wait for the next one, and check the clock of your phone.")
        )
    device = factor.waiting(person)
    context = {"form": set_up, "picture": factor.picture(device), "secret": factor.secret(device)}
    return render(request, "returns/second_factor.html", context, status=_status(set_up))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: PersonRequest) -> HttpResponse:
    """Choose another password by giving the current one; every other session ends."""
    form = ChangeForm(request.user, request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password is changed. You are logged in here, and nowhere else."))
        return redirect("second-factor")
    return render(request, "registration/change_password.html", {"form": form}, status=_status(form))


@method_decorator(login_not_required, name="dispatch")
class AskForLink(SuccessMessageMixin, FormView):
    """Ask for a link by e-mail; the answer is the same whoever asks."""

    form_class = EmailForm
    success_url = reverse_lazy("login")
    what: AnonymousAttempts.What

    def form_valid(self, form: Any) -> HttpResponse:
        """Send it, unless too many were asked for from this address."""
        if passwords.ask_for_link(self.request, self.what, form.cleaned_data["email"]):
            return super().form_valid(form)
        answer = render(self.request, "registration/too_many_letters.html", status=429)
        answer["Retry-After"] = "3600"
        return answer


class Forgotten(AskForLink):
    """Ask for a link to choose another password."""

    what = AnonymousAttempts.What.PASSWORD_LINK
    template_name = "registration/forgotten.html"
    success_message = gettext_lazy(
        "If there is an account with this address, a link to choose a new password is on its way to it."
    )


class LoginLink(AskForLink):
    """Ask for a link to log in from a new browser while somebody else's wrong passwords lock it out."""

    what = AnonymousAttempts.What.LOGIN_LINK
    template_name = "registration/login_link.html"
    success_message = gettext_lazy(
        "If there is an account with this address, a link is on its way to it. Open it in this browser, and log in."
    )


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def use_login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Make the browser known in which the link of an e-mail is opened.

    A button does it: mail programs follow links before anybody reads them.
    """
    if request.method == "POST" and login_guard.use_link(request, token):
        messages.success(request, _("You can log in from this browser now."))
        return redirect("login")
    is_good = request.method != "POST" and login_guard.is_good_link(token)
    return render(request, "registration/use_login_link.html", {"is_good": is_good})


class ChoosePassword(SuccessMessageMixin, PasswordResetConfirmView):
    """Choose a password, by the link of an invitation or for a forgotten password; every session ends."""

    form_class = ChooseForm
    template_name = "registration/choose_password.html"
    success_url = reverse_lazy("login")
    success_message = gettext_lazy("Your password is kept. Log in with it.")


def _status(form: SetUpForm | RemoveForm | ChangeForm) -> int:
    return 422 if form.errors else 200


@login_not_required
@require_safe
def admin_login(request: HttpRequest) -> HttpResponse:
    """There is one login, with its lock-out and its second factor."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied(_("The administration is for administrators."))
    return redirect_to_login(request.GET.get("next") or "/admin/")


@require_http_methods(["GET", "HEAD", "POST"])
def admin_password(request: HttpRequest) -> HttpResponse:
    """There is one way to change one's password, which asks for the current one and counts wrong guesses."""
    return redirect("password")
