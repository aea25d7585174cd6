"""Filing a return."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from returns.models import MonthlyReturn


class SignOffForm(forms.Form):
    """The version that is filed, and that the person has looked at its print."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    looked_at = forms.BooleanField(
        label=_("I have looked at the print. It is to be filed as it stands; a filing is never changed."),
        error_messages={"required": _("Look at the preview first, then tick that it is to be filed.")},
    )

    def __init__(self, *args: Any, monthly_return: MonthlyReturn, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": monthly_return.version}, auto_id="id_sign-off-%s", **kwargs)
        self.helper = FormHelper()
        self.helper.form_id = "sign-off-form"
        self.helper.form_action = reverse("file", args=[monthly_return.issuer.stock_code, monthly_return.month])
        self.helper.layout = Layout("version", "looked_at", Submit("file", _("File this return")))
