"""Which return to start."""

import re
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from returns.deadlines import HONG_KONG, month_end
from returns.models import Issuer

_MONTH = re.compile("(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})|(?P<month_first>[0-9]{1,2})/(?P<year_last>[0-9]{4}))")


class MonthField(forms.Field):
    """A month, typed as 2024-11 or 11/2024; its value is the month's last day."""

    def to_python(self, value: Any) -> date | None:
        """The last day of the month."""
        text = str(value or "").strip()
        if not text:
            return None
        match = _MONTH.fullmatch(text)
        if match:
            year, month = match["year"] or match["year_last"], match["month"] or match["month_first"]
            if 1980 <= int(year) <= 2200 and 1 <= int(month) <= 12:
                return month_end(int(year), int(month))
        raise forms.ValidationError(_("Expected a month such as 2024-11."))


class StartForm(forms.Form):
    """Issuer and month of a new return."""

    issuer = forms.ModelChoiceField(Issuer.objects.none(), label=_("Issuer"), empty_label=None)
    month = MonthField(
        label=_("For the month"), widget=forms.TextInput(attrs={"type": "month", "title": _("A month such as 2024-11")})
    )

    def __init__(self, *args: Any, issuers: QuerySet[Issuer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_action = reverse("start")
        self.helper.layout = Layout(
            Row(
                Column(Field("issuer"), css_class="col-sm"),
                Column(Field("month"), css_class="col-sm-auto"),
                Column(Submit("start", _("Start return")), css_class="col-sm-auto start-button"),
            )
        )

    def clean_month(self) -> date:
        """A month that has begun: nobody knows what moves in one that has not."""
        month: date = self.cleaned_data["month"]
        if month.replace(day=1) > timezone.now().astimezone(HONG_KONG).date():
            raise forms.ValidationError(_("%s has not begun yet.") % date_format(month, "F Y"))
        return month
