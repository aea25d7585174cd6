"""Logging in."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from returns import second_factor


def _code(label: Any, *, required: bool) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(label=label, required=required, max_length=20, widget=forms.TextInput(attrs=attrs))


class LoginForm(AuthenticationForm):
    """User name, password, and a code of who has a second factor."""

    does = _("Log in")
    code = _code(_("Code of your second factor, if you have set one up"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("username", "password", "code", Submit("login", self.does))

    def confirm_login_allowed(self, user: Any) -> None:
        """The right password is half of it where a second factor is set up; a wrong code counts as a failure."""
        super().confirm_login_allowed(user)
        if not second_factor.is_set_up(user) or second_factor.matches(user, self.cleaned_data.get("code") or ""):
            return
        if self.cleaned_data.get("code"):
            who = {"username": user.get_username()}
            user_login_failed.send(sender=__name__, credentials=who, request=self.request)
        raise forms.ValidationError(_("Give the code that your authenticator shows now, or one of your spare codes."))


class LoginAgainForm(LoginForm):
    """User name and password where the login has ended while somebody was typing."""

    does = _("Log in and save")


class SetUpForm(forms.Form):
    """The first code of a second factor."""

    code = _code(_("Code that the authenticator shows"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("code", Submit("set_up", _("Set up")))


class RemoveForm(forms.Form):
    """The password, to do without the second factor."""

    password = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.helper = FormHelper()
        self.helper.layout = Layout("password", Submit("remove", _("Remove the second factor")))

    def clean_password(self) -> str:
        """Hers, and nobody else's."""
        person = self.request.user
        known = authenticate(self.request, username=person.get_username(), password=self.cleaned_data["password"])
        if known is None or known.pk != person.pk:
            raise forms.ValidationError(_("This is not your password."))
        return ""
