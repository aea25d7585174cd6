"""Saying that nothing moved, but for what is not ticked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from returns.drafts.cells import FigureType
from returns.figures import Figure, Kind, Sort
from returns.forms.cells import CellInput, ReadableFigure
from returns.roll_forward import Item
from returns.sheet import Sheet


class NilReturnForm(forms.Form):
    """Which items are unchanged, and when the return is submitted; `version` is the draft that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    unchanged = forms.MultipleChoiceField(required=False)
    date_submitted = ReadableFigure(FigureType(Sort.DAY), label=_("Date submitted"), widget=CellInput)

    def __init__(self, *args: Any, sheet: Sheet, items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields["unchanged"].choices = [(item.key, item.key) for item in items]  # type: ignore[attr-defined]
        self.kept = sheet.head.date_submitted

    def clean_date_submitted(self) -> Figure:
        """A day, or blank to state it later."""
        value = self.cleaned_data["date_submitted"]
        if value.kind not in (Kind.DAY, Kind.BLANK):
            self.add_error("date_submitted", _("A date such as 05/01/2010, or leave it blank."))
        return value

    @property
    def moved(self) -> list[Item]:
        """What is not ticked."""
        ticked = set(self.cleaned_data["unchanged"])
        return [item for item in self.items if item.key not in ticked]
