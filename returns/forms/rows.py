"""The rows of a part as a formset: row and cell are named on the page as the Sheet names them."""

from collections.abc import Container, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, Generic, NamedTuple, TypeVar

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, formset_factory
from django.utils.translation import gettext as _

from returns.drafts.cells import CellType, ChoiceType
from returns.drafts.rows import identity_of, is_named
from returns.figures import Figure
from returns.forms.cells import CellField, cell_fields
from returns.labels import Labels
from returns.models import MonthlyReturn, Row
from returns.parts import PARTS
from returns.sheet import MOST_ROWS, too_many_rows

Holder = TypeVar("Holder", bound=MonthlyReturn | Row)


class Refusal(NamedTuple):
    """What was typed in a cell that could not be stored, and why."""

    typed: str
    reason: str


class CellForm(forms.Form, Generic[Holder]):
    """The cells of one holder, the head or a row: `holder` is what is on record."""

    not_cells: frozenset[str] = frozenset({DELETION_FIELD_NAME})

    def __init__(self, *args: Any, holder: Holder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holder = holder

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What is on record in the cell."""
        return getattr(self.holder, field_name, None)

    def stated(self) -> Holder:
        """A copy of what is on record, with what was typed. A cell that was not sent keeps its content."""
        holder = copy(self.holder)
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if name in self.not_cells or field.widget.value_omitted_from_data(self.data, {}, self.add_prefix(name)):
                continue
            if field.has_changed(getattr(holder, name), value):
                setattr(holder, name, value)
        return holder

    def refusals(self) -> Iterator[tuple[str, Refusal]]:
        """The cells whose text cannot be stored; they keep what is on record."""
        for name, faults in self.errors.items():
            if name in self.not_cells:
                continue
            kept = self.fields[name].prepare_value(getattr(self.holder, name))
            reason = " ".join(str(fault) for fault in faults)
            reason += " " + (_("Not saved; on record is still “%s”.") % kept if kept else _("Not saved."))
            yield name, Refusal(str(self.data.get(self.add_prefix(name), "")), reason)


class RowForm(CellForm[Row]):
    """One row of a part. `has_name`: what it represents is fixed, whatever was sent."""

    part: str

    def __init__(self, *args: Any, has_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_name = has_name

    def clean(self) -> None:
        """A choice is one of those offered, or the one on record; what names the row stays as it is."""
        for name in PARTS[self.part].stands_for if self.has_name else ():
            # What the field refuses already, such as a name that is too long, is not here.
            if self.cleaned_data.get(name, "") not in ("", getattr(self.holder, name)):
                self.add_error(name, _("What a row is cannot be changed: delete it and add another."))
            self.cleaned_data[name] = getattr(self.holder, name)
        for name, field in self.fields.items():
            if name in self.cleaned_data and isinstance(field, CellField) and isinstance(field.cell, ChoiceType):
                value = self.cleaned_data[name]
                if not field.cell.allows(value) and value != getattr(self.holder, name):
                    self.add_error(name, _("“%s” is none of the choices.") % value[:40])

    @property
    def is_on_record(self) -> bool:
        """Whether the row came from the return, and not as a blank one to fill."""
        return not self.empty_permitted


class RowFormSet(forms.BaseFormSet):
    """The rows of a part; `on_record` are the return's, `spare` blank ones under them, `fresh` what an added one is.

    `is_stale`: the page that was sent may show other rows than these, and nothing of it will be saved. `sent` are the
    rows of which it sent anything, by index: of a large part a page shows some only.
    """

    part: str
    columns: tuple[str, ...]

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        on_record: Sequence[Row],
        spare: Sequence[Row],
        fresh: Row,
        is_stale: bool = False,
        sent: Container[int] = (),
    ) -> None:
        super().__init__(data, prefix=self.part)
        self.on_record, self.spare, self.fresh = on_record, spare, fresh
        self.is_stale, self.sent = is_stale, sent

    @property
    def most(self) -> int:
        """How many rows the part may have: those on record stay, even where they are more than are taken now."""
        return max(MOST_ROWS, len(self.on_record))

    def initial_form_count(self) -> int:
        """How many of the rows are on record."""
        return super().initial_form_count() if self.is_bound else len(self.on_record)

    def total_form_count(self) -> int:
        """How many rows are on the page."""
        if not self.is_bound:
            return len(self.on_record) + len(self.spare)
        total = self.management_form.cleaned_data[TOTAL_FORM_COUNT]
        assert total is not None
        return min(total, self.most)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """What the row starts from: a row on record, one that the page offered, or one that was added to it.

        Without an index, it is a row to add.
        """
        known = [*self.on_record, *self.spare]
        holder = known[index] if index is not None and index < len(known) else self.fresh
        return {"holder": holder, "has_name": not self.is_stale and is_named(self.part, holder)}

    @property
    def faults(self) -> list[str]:
        """Why what came cannot be this part of the page; nothing of it is saved then."""
        counts = self.management_form.cleaned_data if self.management_form.is_valid() else {}
        total, initial = counts.get(TOTAL_FORM_COUNT), counts.get(INITIAL_FORM_COUNT)
        if total is None or initial is None:
            return [_("the number of its rows is missing")]
        if not 0 <= initial <= total:
            return [_("it has fewer rows than it had when it was opened")]
        if total > self.most:
            return [too_many_rows(total).removesuffix(".")]
        return []

    def stated(self, missing: set[tuple[str, ...]]) -> Iterator[tuple[Row, dict[str, Refusal]]]:
        """The rows as typed, without those removed and those left blank, each with what could not be stored.

        Rows of which nothing was sent stay as they are on record.

        `missing` are the rows that the edition has and the return has not: the page offers them, and drops them again
        unless something is typed.
        """
        for index in range(self.total_form_count()):
            if index not in self.sent:
                if index < len(self.on_record):
                    yield copy(self.on_record[index]), {}
                continue
            form = self._form(index)
            form.full_clean()
            if form.cleaned_data.get(DELETION_FIELD_NAME):
                continue
            row, refusals = form.stated(), dict(form.refusals())
            is_added = form.holder is self.fresh
            if not form.is_on_record and not refusals and self._is_blank(row, is_added, missing):
                continue
            yield row, refusals

    def _form(self, index: int) -> RowForm:
        """A row as it was sent."""
        form = self.form(
            self.data,
            prefix=self.add_prefix(index),
            empty_permitted=index >= self.initial_form_count(),
            use_required_attribute=False,
            **self.get_form_kwargs(index),
        )
        self.add_fields(form, index)
        return form

    def _is_blank(self, row: Row, is_added: bool, missing: set[tuple[str, ...]]) -> bool:
        identity = PARTS[self.part].stands_for
        words = {name: getattr(row, name) for name in self.columns if name not in identity}
        if is_added:
            # What a new row starts with was typed by nobody.
            words = {name: value for name, value in words.items() if value != getattr(self.fresh, name)}
        if any(not (v.is_blank if isinstance(v, Figure) else not v) for v in words.values()):
            return False
        key = identity_of(self.part, row)
        return key in missing or not any(key)


def row_formset(labels: Labels, part: str, types: Mapping[str, CellType]) -> type[RowFormSet]:
    """The formset of a part, made from the types of its cells."""
    made = formset_factory(
        type("RowForm", (RowForm,), cell_fields(labels, part, types)),
        formset=RowFormSet,
        extra=0,
        can_delete=True,
    )
    assert issubclass(made, RowFormSet)
    made.part, made.columns, made.form.part = part, tuple(types), part
    return made
