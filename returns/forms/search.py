"""What to look for among past filings, as given in the address."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from returns.editions import EDITIONS
from returns.filed_figures import KINDS, kind_name, part_name
from returns.forms.start import MonthField
from returns.models import FiledMovement
from returns.search import ALL, LATEST, REPLACED, REVISIONS, Asked


def _movements() -> list[tuple[str, Any]]:
    grouped: dict[str, list[tuple[str, str]]] = {}
    for code, (part, _name) in KINDS.items():
        grouped.setdefault(part, [(part, _("Any of %s") % part_name(part))]).append((code, kind_name(code)))
    by_part = [(part_name(part), choices) for part, choices in grouped.items()]
    return [("", _("Any")), *by_part, (FiledMovement.NONE, _("No movements"))]


def _kinds_of_shares() -> dict[str, str]:
    """The kinds of shares of every form, as the latest that has them calls them."""
    return {kind: edition.labels.class_label(kind) for edition in EDITIONS.values() for kind in edition.labels.kinds}


class SharesField(forms.IntegerField):
    """A number of shares, with or without separators."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """The number."""
        return super().to_python(str(value or "").replace(",", "").replace(" ", ""))


def _month(label: Any) -> MonthField:
    return MonthField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "title": _("A month such as 2024-11")}),
    )


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200)


class SearchForm(forms.Form):
    """Filters, none of them required; one that cannot be read filters nothing and says so."""

    issuer = _words(_("Issuer or stock code"))
    first = _month(_("From"))
    last = _month(_("To"))
    kind = forms.ChoiceField(label=_("Movement"), required=False, choices=_movements)
    share_class = forms.ChoiceField(
        label=_("Class of shares"),
        required=False,
        choices=lambda: [("", _("Any")), *_kinds_of_shares().items()],
    )
    shares = SharesField(label=_("More than (shares)"), required=False, min_value=0, max_value=2**63 - 1)
    per_cent = forms.DecimalField(
        label=_("More than (per cent of issued)"),
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    which = forms.ChoiceField(
        label=_("Filings"),
        required=False,
        choices=(
            (LATEST, _("Latest of each month")),
            (ALL, _("All")),
            (REVISIONS, _("Revisions")),
            (REPLACED, _("Replaced by a revision")),
        ),
    )
    signatory = _words(_("Signatory"))
    prepared = _words(_("Prepared by"))
    approved = _words(_("Approved by"))
    finalised = _words(_("Finalised by"))
    remarks = _words(_("Words in the remarks"))
    late = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.widget.attrs["class"] = "form-select"
            elif not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", format_lazy(_("This is before {month}."), month=f"{first:%Y-%m}"))
        return cleaned

    def asked(self) -> Asked:
        """What is looked for."""
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})
