"""What to look for on the first page, as given in the address."""

from typing import Any, NamedTuple

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """What is to be done, the most urgent first."""

    OVERDUE = "overdue", _("Overdue")
    DUE = "due", _("Due")
    RETURNED = "returned", _("Returned for amendment")
    APPROVAL = "approval", _("Waiting for your approval")
    UNSUBMITTED = "unsubmitted", _("Finalised, not yet submitted")
    REVISIONS = "revisions", _("Revisions")
    UPCOMING = "upcoming", _("Month not over yet")
    OTHERS = "others", _("With others")


class Asked(NamedTuple):
    """What is looked for; empty where anything is."""

    issuer: str = ""
    group: str = ""


class ToDoForm(forms.Form):
    """Filters, none of them required; one that cannot be read filters nothing and says so."""

    issuer = forms.CharField(label=_("Issuer or stock code"), required=False, max_length=200)
    group = forms.ChoiceField(label=_("Show"), required=False, choices=[("", _("everything")), *Group.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "group" else "form-control"

    def asked(self) -> Asked:
        """What is looked for."""
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})
