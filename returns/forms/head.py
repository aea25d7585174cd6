"""The head of the return and its foot: remarks and signatory."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms

from returns.drafts.cells import FOOT, CellType
from returns.editions import Edition
from returns.forms.cells import cell_fields
from returns.forms.rows import CellForm
from returns.models import MonthlyReturn


class HeadForm(CellForm[MonthlyReturn]):
    """The cells of the head and the foot, the marks Not Applicable, and the version that was opened."""

    not_cells = frozenset({"not_applicable", "version"})

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        holder: MonthlyReturn,
        types: Mapping[str, CellType],
        edition: Edition,
    ) -> None:
        super().__init__(data, holder=holder, prefix="head", use_required_attribute=False)
        self.edition = edition
        self.fields |= cell_fields(edition.labels, "head", types)
        self.fields["not_applicable"] = forms.Field(required=False, widget=forms.CheckboxSelectMultiple)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
        names = [name for name in types if name not in FOOT]
        self.head_helper = _helper("head", HTML("{% include 'returns/_month_ended.html' %}"), *names)
        self.remarks_helper = _helper("remarks", "remarks")
        self.signatory_helper = _helper("signatory", "submitted_by", "title")

    @property
    def opened(self) -> int | None:
        """The version of the draft that was opened; None where none came."""
        return self.cleaned_data.get("version")

    def stated(self) -> MonthlyReturn:
        """The head as typed."""
        head = super().stated()
        ticked = self.cleaned_data["not_applicable"] or []
        # Marks on parts that this edition cannot mark stay as they are.
        kept = [part for part in self.holder.not_applicable if part not in self.edition.markable]
        marked = kept + [part for part in self.edition.markable if part in ticked]
        # Marks have no order: the same ones in another are no change.
        if set(marked) != set(self.holder.not_applicable):
            head.not_applicable = marked
        return head


def _helper(css: str, *contents: str | HTML) -> FormHelper:
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    rows = [Field(name, template="returns/_head_cell.html") if isinstance(name, str) else name for name in contents]
    helper.layout = Layout(Div(*rows, css_class=f"head-cells {css}"))
    return helper
