"""What to look for in the history of a return, as given in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from returns.history import Asked, Kind, parts_of, people_of
from returns.models import MonthlyReturn


class HistoryForm(forms.Form):
    """Filters, none of them required; one that is none of the choices filters nothing and says so."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    part = forms.ChoiceField(label=_("Part"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Kind.choices])

    def __init__(self, data: Any, monthly_return: MonthlyReturn) -> None:
        super().__init__(data)
        parts = [(key, name) for key, (name, _parts) in parts_of(monthly_return).items()]
        self.fields["person"].choices = [("", _("Any")), *((name, name) for name in people_of(monthly_return))]  # type: ignore[attr-defined]
        self.fields["part"].choices = [("", _("Any")), *parts]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def asked(self) -> Asked:
        """What is looked for."""
        self.is_valid()
        return Asked(**self.cleaned_data)
