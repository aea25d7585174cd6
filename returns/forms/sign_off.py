"""Signing off: sending for approval, approving, sending back, filing."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from returns.models import MonthlyReturn
from returns.review import Movement


class _OfReturn(forms.Form):
    """A form about one return, sent to an address of its own."""

    to = ""
    does: Any = ""
    css = ""

    def __init__(self, *args: Any, monthly_return: MonthlyReturn, form_id: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": monthly_return.version})
        super().__init__(*args, auto_id=f"id_{form_id}-%s", **kwargs)
        self.helper = FormHelper()
        self.helper.form_id = f"{form_id}-form"
        self.helper.form_action = reverse(self.to, args=[monthly_return.issuer.stock_code, monthly_return.month])
        submit = Submit(self.to, self.does, css_class=self.css, css_id=f"submit-id-{self.to}")
        self.helper.layout = Layout(*self.fields, submit)

    def faults(self) -> str:
        """What is wrong with it, in one text."""
        return " ".join(str(fault) for faults in self.errors.values() for fault in faults)


class SendForm(_OfReturn):
    """The version that is sent for approval, and that the person has looked at its print."""

    to = "send"
    does = _("Send for approval")
    version = forms.IntegerField(widget=forms.HiddenInput)
    looked_at = forms.BooleanField(
        label=_("I have looked at the print. It is to be approved and filed as it stands."),
        error_messages={"required": _("Look at the preview first, then tick that it is to be sent.")},
    )


class FileForm(_OfReturn):
    """Nothing to fill in: what is filed is what was approved."""

    to = "file"
    does = _("File this return")


class ReviseForm(_OfReturn):
    """Why what was filed has to be corrected."""

    to = "revise"
    does = _("Revise")
    css = "btn-secondary"
    reason = forms.CharField(
        label=_("Why it is revised (the revision prints it)"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the return is revised: a revision prints its reason.")},
    )


class SendBackForm(_OfReturn):
    """Why a return goes back to be changed."""

    to = "send-back"
    does = _("Send back")
    css = "btn-secondary"
    reason = forms.CharField(
        label=_("What has to be changed, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the return goes back: whoever fills it in needs to know.")},
    )


class ApproveForm(_OfReturn):
    """The movements confirmed one by one, and the approver's password once more."""

    to = "approve"
    does = _("Approve")
    version = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.MultipleChoiceField(
        label=_("I confirm these movements"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick every movement that you confirm; if one is wrong, send the return back.")},
    )
    password = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, movements: Iterable[Movement], **kwargs: Any) -> None:
        self.request = request
        self.base_movements = list(movements)
        super().__init__(*args, **kwargs)
        choices = [(each.name, f"{each.title}: {each.says}") for each in self.base_movements]
        self.fields["confirmed"].choices = choices  # type: ignore[attr-defined]

    def clean_confirmed(self) -> list[str]:
        """Every one of them, not some."""
        confirmed = self.cleaned_data["confirmed"]
        if len(set(confirmed)) < len(self.base_movements):
            raise forms.ValidationError(self.fields["confirmed"].error_messages["required"])
        return confirmed

    def clean_password(self) -> str:
        """The password of the person who is logged in; a wrong one counts as a failed login."""
        person = self.request.user
        known = authenticate(self.request, username=person.get_username(), password=self.cleaned_data["password"])
        if known is None or known.pk != person.pk:
            raise forms.ValidationError(_("This is not your password. Nothing was approved."))
        return ""

    def note(self) -> str:
        """What was confirmed, for the audit trail."""
        return "; ".join(f"{each.title}: {each.says}" for each in self.base_movements)
