"""Logging in."""

from typing import Any

from axes.utils import reset
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from returns import accounts, login_guard, passwords, second_factor

WRONG_CODE = _("This code is wrong, or was used before. After wrong ones, wait a minute for a new one.")


def _code(label: Any, *, required: bool) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(label=label, required=required, max_length=20, widget=forms.TextInput(attrs=attrs))


class LoginForm(AuthenticationForm):
    """User name, password, and a code where a second factor is set up."""

    does = _("Log in")
    code = _code(_("Authentication code, if you use two-factor authentication"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("username", "password", "code", Submit("login", self.does))

    def clean_username(self) -> str:
        """The user name of the account that is meant, however it is typed."""
        typed: str = self.cleaned_data["username"]
        return accounts.named(typed) or typed

    def confirm_login_allowed(self, user: Any) -> None:
        """The right password is half of it where a second factor is set up; a wrong code counts as a failure."""
        super().confirm_login_allowed(user)
        if not second_factor.is_set_up(user) or second_factor.matches(user, self.cleaned_data.get("code") or ""):
            return
        if self.cleaned_data.get("code"):
            assert self.request is not None
            login_guard.code_failed(self.request, user.get_username())
            raise forms.ValidationError(WRONG_CODE)
        raise forms.ValidationError(_("Enter the code that your authenticator app shows, or a recovery code."))


class LoginAgainForm(LoginForm):
    """User name and password where the login has ended while somebody was typing."""

    does = _("Log in and go on")


class OnceMoreForm(forms.Form):
    """Asks the person who is logged in for their password again; wrong ones count as failed logins."""

    password = forms.CharField(
        label=_("Confirm your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Refuse any password but this person's own; it is not passed on."""
        password = self.cleaned_data["password"]
        if password and not login_guard.is_the_person(self.request, password=password):
            raise forms.ValidationError(_("Incorrect password. Nothing was changed."))
        return "given" if password else ""


class ProofForm(OnceMoreForm):
    """The same; a person with a second factor may give a code instead."""

    code = _code(_("or an authentication code"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if second_factor.is_set_up(self.request.user):  # type: ignore[arg-type]
            self.fields["password"].required = False
        else:
            del self.fields["code"]

    def clean(self) -> dict[str, Any] | None:
        """One of the two; a code works once, so it is used up only where nothing else is wrong."""
        given = super().clean()
        if "code" in self.fields and not self.errors and not self.cleaned_data["password"]:
            code = self.cleaned_data["code"]
            if not code:
                self.add_error("password", _("Enter your password, or an authentication code."))
            elif not login_guard.is_the_person(self.request, code=code):
                self.add_error("code", WRONG_CODE)
        return given


class SetUpForm(OnceMoreForm):
    """The first code of a second factor; the password too, or an open session could give itself one."""

    code = _code(_("Code that the authenticator shows"), required=True)
    field_order = ["code", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("code", "password", Submit("set_up", _("Set up")))


class RemoveForm(OnceMoreForm):
    """The password, to remove the second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("password", Submit("remove", _("Turn off two-factor authentication")))


class EmailForm(forms.Form):
    """The e-mail address to which a link is to be written."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("email", Submit("send", _("Send me a link")))


class ChooseForm(SetPasswordForm):
    """A new password, by the link of an e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields, Submit("keep", _("Keep this password")))

    def save(self, commit: bool = True) -> Any:
        """Save it; a person who was locked out may log in with it at once."""
        name = self.user.get_username()
        reset(username=name)
        is_another = self.user.has_usable_password()
        person = super().save(commit)
        if is_another:
            passwords.write_changed(person, gettext("The password of %s was changed.") % name)
        return person


class ChangeForm(OnceMoreForm, ChooseForm):
    """A new password, by the old one."""

    field_order = ["password", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Your password as it is now")
