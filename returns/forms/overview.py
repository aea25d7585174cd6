"""What to look for on the overview, as given in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from returns.forms.start import MonthField
from returns.overview import Asked, FilingStatus


class OverviewForm(forms.Form):
    """Filters, none of them required; one that cannot be read filters nothing and says so."""

    issuer = forms.CharField(label=_("Issuer or stock code"), required=False, max_length=200)
    month = MonthField(
        label=_("Month"), required=False, widget=forms.TextInput(attrs={"type": "month", "placeholder": "2024-11"})
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [
            ("", _("any")),
            *((each.value, each.word) for each in FilingStatus if each != FilingStatus.NONE),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "state" else "form-control"

    def asked(self) -> Asked:
        """What is looked for."""
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})
