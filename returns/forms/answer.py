"""Explaining a warning."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from returns.forms.reason import ReasonField
from returns.models import MonthlyReturn


class AnswerForm(forms.Form):
    """Why figures are right as they are: `figures` identifies the finding and the figures it is about."""

    figures = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = ReasonField(label=_("Why these figures are right"), asked=_("Enter the explanation."), rows=2)

    def __init__(self, *args: Any, monthly_return: MonthlyReturn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = reverse("answer", args=[monthly_return.issuer.stock_code, monthly_return.month])
        self.helper.layout = Layout(
            "figures",
            "reason",
            Submit("answer", _("Save explanation"), css_class="btn-sm", css_id=str(self.auto_id) % "submit"),
        )
