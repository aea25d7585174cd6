"""Inviting a member."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from returns.models import Membership


class InviteForm(forms.Form):
    """The person, and what they may do."""

    who = forms.CharField(label=_("User name or e-mail address"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Row(
                Column(Field("who", autocomplete="off"), css_class="col-sm"),
                Column(Field("role"), css_class="col-sm-auto"),
                Column(Submit("invite", _("Invite")), css_class="col-sm-auto start-button"),
            )
        )

    def clean_who(self) -> str:
        """An address that looks like one has to be one."""
        who = self.cleaned_data["who"]
        if "@" in who:
            validate_email(who)
        return who


class RoleForm(forms.Form):
    """What a member may do from now on."""

    role = forms.ChoiceField(choices=Membership.Role.choices)
