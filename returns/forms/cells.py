"""The cells of the form as fields of a web form: text in, figures out."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from django import forms
from django.db import models
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from returns.figures import BRACKETS, EXPECTED, Figure, Kind, Notation, Sort, read, why_unholdable, why_unread, write
from returns.models.fields import FigureField

Choices = Sequence[tuple[str, Any]]


class _Shared:
    """A field that every row of a part shares: a return of 2,000 rows would copy it 24,000 times."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Shared":
        return self


class _Drawn:
    """A widget written without a template: a page may hold thousands of cells."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The widget, as Django's forms ask for it."""
        return SafeString(self.draw(name, value, flatatt(attrs or {})))


class CellInput(_Drawn, forms.TextInput):
    """One line of text."""

    def draw(self, name: str, value: Any, attrs: str) -> str:
        """The input, or a text area where the text on record has line breaks, which an input would lose.

        `attrs` are further attributes as HTML.
        """
        if not value:
            return f'<input name="{escape(name)}"{attrs}>'
        if "\n" in value or "\r" in value:
            return CellArea().draw(name, value, attrs)
        return f'<input name="{escape(name)}" value="{escape(value)}"{attrs}>'


class CellArea(_Drawn, forms.Textarea):
    """Text of any length; as high as what stands in it."""

    def draw(self, name: str, value: Any, attrs: str) -> str:
        """The text area. HTML drops the first line break after the tag, so one is given for it to drop."""
        return f'<textarea name="{escape(name)}" rows="1"{attrs}>\n{escape(value or "")}</textarea>'


class CellSelect(_Drawn, forms.Select):
    """A choice; what is on record stays chosen even where it is none of the choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drawn: dict[Any, str] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "CellSelect":
        made = super().__deepcopy__(memo)
        made._drawn = {}
        return made

    def draw(self, name: str, value: Any, attrs: str) -> str:
        """The select with its options, which are written once for each value that is chosen."""
        options = self._drawn.get(value)
        if options is None:
            options = self._drawn[value] = self._options(value)
        return f'<select name="{escape(name)}"{attrs}>{options}</select>'

    def _options(self, value: Any) -> str:
        choices = list(self.choices)
        if value not in [key for key, _label in choices]:
            choices.append((value, gettext("%s (unknown)") % value))
        return "".join(
            f'<option value="{escape(str(key))}"{" selected" if key == value else ""}>{escape(str(label))}</option>'
            for key, label in choices
        )


class FigureCell(_Shared, forms.Field):
    """A figure. What cannot be read is kept as typed; rule F-1 says at the cell what is expected there."""

    widget = CellInput

    def __init__(self, *, sort: Sort, notation: Notation = BRACKETS, **kwargs: Any) -> None:
        self.sort, self.notation = sort, notation
        super().__init__(**{"required": False, **kwargs})

    def clean(self, value: Any) -> Figure:
        """The figure that the text states; raises ValidationError where no cell can hold the text."""
        if not isinstance(value, Figure) and (fault := why_unholdable(str(value or "").strip())):
            raise forms.ValidationError(fault)
        return super().clean(value)

    def to_python(self, value: Any) -> Figure:
        """The figure that the text states."""
        return value if isinstance(value, Figure) else read(str(value or ""), self.sort)

    def prepare_value(self, value: Any) -> str:
        """The text that the edition writes for the figure."""
        return write(value, self.sort, self.notation) if isinstance(value, Figure) else value or ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the text states another figure than the one on record, or the same one in other digits."""
        return self.prepare_value(self.to_python(data)) != self.prepare_value(initial)


class ReadableFigure(FigureCell):
    """A figure in a form that takes no draft: what cannot be read is refused there and then."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "ReadableFigure":
        return forms.Field.__deepcopy__(self, memo)

    def validate(self, value: Figure) -> None:
        """Raises ValidationError with what is expected."""
        if value.kind is Kind.UNREAD:
            particular = why_unread(value.text, self.sort)
            raise forms.ValidationError(gettext("Expected: %s.") % f"{particular}{EXPECTED[self.sort]}")


# As browsers and word processors send a line break.
_LINE_BREAK = re.compile("\r\n|[\v\f\x85]")


class TextCell(_Shared, forms.CharField):
    """Words. Line breaks are kept as they are on record."""

    widget = CellInput

    def run_validators(self, value: str) -> None:
        """Raise ValidationError where no cell can hold the words."""
        if fault := why_unholdable(value, self.max_length):
            raise forms.ValidationError(fault)

    def to_python(self, value: Any) -> str:
        """The words, with one kind of line break."""
        return _LINE_BREAK.sub("\n", super().to_python(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the words are others than those on record."""
        return self.to_python(data) != self.to_python(initial)


class ChoiceCell(_Shared, forms.Field):
    """One of the choices, or what is on record already."""

    widget = CellSelect

    def __init__(self, *, choices: Choices, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.max_length = max_length
        self.widget.choices = self.choices = [("", ""), *choices]

    def to_python(self, value: Any) -> str:
        """The key of the choice."""
        return value or ""

    def run_validators(self, value: str) -> None:
        """Raise ValidationError where no cell can hold it; whether it is one of the choices is for the form to say."""
        if fault := why_unholdable(value, self.max_length):
            raise forms.ValidationError(fault)

    def allows(self, value: str) -> bool:
        """Whether the value is one of the choices."""
        return any(key == value for key, _label in self.choices)

    def find(self, text: str) -> str | None:
        """The choice that a text from elsewhere means: by its key or its words, or as the only one that begins so.

        Issuers write "Ordinary" for "ordinary shares (1)". None where no choice, or more than one, is meant.
        """
        plain = " ".join(text.casefold().split())
        named = {str(key): str(words).casefold() for key, words in self.choices}
        exact = [key for key, words in named.items() if plain in (key.casefold(), words)]
        meant = exact or [key for key, words in named.items() if plain and words.startswith(plain)]
        return meant[0] if len(meant) == 1 else None


def cell_field(model_field: models.Field, notation: Notation, choices: Choices | None) -> forms.Field:
    """The field to type a cell in, made from the model's."""
    label = model_field.verbose_name
    if isinstance(model_field, FigureField):
        return FigureCell(sort=model_field.sort, notation=notation, label=label)
    if choices is not None:
        return ChoiceCell(choices=choices, label=label, max_length=model_field.max_length)
    if isinstance(model_field, models.TextField):
        return TextCell(required=False, label=label, widget=CellArea, max_length=model_field.max_length)
    return TextCell(required=False, label=label, max_length=model_field.max_length)
