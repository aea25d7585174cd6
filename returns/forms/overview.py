"""What to look for on the overview, as given in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from returns.forms.start import MonthField
from returns.overview import FIRST, Asked


class OverviewForm(forms.Form):
    """Filters, none of them required; one that cannot be read filters nothing and says so."""

    issuer = forms.CharField(label=_("Issuer or stock code"), required=False, max_length=200)
    month = MonthField(
        label=_("Twelve months up to"),
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "title": _("A month such as 2024-11")}),
    )
    # Chosen by the counts above the list.
    state = forms.ChoiceField(
        required=False,
        choices=lambda: [("", ""), *((each.value, each.word) for each in FIRST)],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("issuer", "month"):
            self.fields[name].widget.attrs["class"] = "form-control"

    def asked(self) -> Asked:
        """What is looked for."""
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})
