"""What happened in a month: exercises and other movements as far as a person says so, or a nil return."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from returns.drafts.cells import FigureType
from returns.editions import edition_of
from returns.figures import BLANK, Figure, Kind, Sort
from returns.forms.cells import CellInput, ReadableFigure
from returns.parts import CONTINUED, PARTS
from returns.roll_forward import Item, of_classes
from returns.sheet import Cell, Sheet, sort_of


class NilReturnForm(forms.Form):
    """What happened, none of it ticked; `nothing` confirms that none of it did.

    `version` is the draft that was looked at, `events` what no row says anything of yet, `changed` the rows in which
    something else moved than what was exercised, and `exercised-…` how much that was.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    nothing = forms.BooleanField(required=False)
    events = forms.MultipleChoiceField(required=False)
    changed = forms.MultipleChoiceField(required=False)
    date_submitted = ReadableFigure(FigureType(Sort.DAY), label=_("Date submitted"), widget=CellInput)

    def __init__(self, *args: Any, sheet: Sheet, items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.items = sheet, items
        self.rows = [item for item in items if item.part in CONTINUED]
        self.fields["events"].choices = list(self.questions())  # type: ignore[attr-defined]
        self.fields["changed"].choices = [(item.key, item.key) for item in self.rows]  # type: ignore[attr-defined]
        for item in self.rows:
            if name := PARTS[item.part].exercised:
                cell = FigureType(sort_of(Cell(item.part, item.row, name)), edition_of(sheet).notation)
                self.fields[f"exercised-{item.key}"] = ReadableFigure(cell, widget=CellInput)

    def questions(self) -> Iterator[tuple[str, Any]]:
        """What may have happened that no row says, each by its name in the form."""
        for part in edition_of(self.sheet).parts:
            for number, said in enumerate(PARTS[part].events):
                yield f"{part}-{number}", said

    def clean_date_submitted(self) -> Figure:
        """A day, or blank to state it later."""
        value = self.cleaned_data["date_submitted"]
        if value.kind not in (Kind.DAY, Kind.BLANK):
            self.add_error("date_submitted", _("A date such as 05/01/2010, or leave it blank."))
        return value

    def clean(self) -> None:
        """Either something happened, or nothing did: one of the two is confirmed, and never both."""
        if self.errors:
            return
        said = self.cleaned_data["events"] or self.cleaned_data["changed"] or self.exercised
        if said and self.cleaned_data["nothing"]:
            self.add_error(None, _("You entered what happened, and confirmed a nil return. Clear one of the two."))
        if not said and not self.cleaned_data["nothing"]:
            self.add_error(None, _("Enter or tick what happened, or confirm a nil return."))

    @property
    def exercised(self) -> dict[Item, Figure]:
        """How much was exercised or converted, of the rows of which that was entered."""
        found = {item: self.cleaned_data.get(f"exercised-{item.key}", BLANK) for item in self.rows}
        return {item: figure for item, figure in found.items() if figure != BLANK}

    @property
    def moved(self) -> list[Item]:
        """What is not as it was, with the classes of shares that it moves."""
        parts = {event.rpartition("-")[0] for event in self.cleaned_data["events"]}
        changed = {*self.cleaned_data["changed"], *(item.key for item in self.exercised)}
        found = [
            item for item in self.items if item.key in changed or (item.part in parts and item.part not in CONTINUED)
        ]
        found += [Item(part, None) for part in PARTS if part in parts and part in CONTINUED]
        return [*of_classes(self.sheet, found), *found]
