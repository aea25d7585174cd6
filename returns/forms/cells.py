"""The cells of the form as fields of a web form: drawn here, read and written as everywhere else."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from returns.drafts.cells import CannotHold, CellType, ChoiceType, FigureType, WordsType
from returns.figures import EXPECTED, Figure, Kind, why_unread
from returns.labels import Labels, column_head


class _Drawn(forms.Widget):
    """A widget written without a template: a page may hold thousands of cells."""

    def draw(self, name: str, value: Any, attrs: str) -> str:
        """The widget as HTML; `attrs` are further attributes as HTML."""
        raise NotImplementedError

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The widget, as Django's forms ask for it."""
        return SafeString(self.draw(name, value, flatatt(attrs or {})))


class CellInput(_Drawn, forms.TextInput):
    """One line of text."""

    def draw(self, name: str, value: Any, attrs: str) -> str:
        """The input, or a text area where the text on record has line breaks, which an input would lose."""
        if not value:
            return f'<input name="{escape(name)}"{attrs}>'
        if "\n" in value or "\r" in value:
            return CellArea().draw(name, value, attrs)
        return f'<input name="{escape(name)}" value="{escape(value)}"{attrs}>'


class CellArea(_Drawn, forms.Textarea):
    """Text of any length, as high as its content."""

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
        # An option without a text is none: HTML wants one, and so does whoever hears the page.
        texts = [(key, escape(str(label or "–"))) for key, label in choices]
        return "".join(
            f'<option value="{escape(str(key))}"{" selected" if key == value else ""}>{text}</option>'
            for key, text in texts
        )


class CellField(forms.Field):
    """A cell, which every row of a part shares: a return of 2,000 rows would copy it 24,000 times."""

    widget = CellInput

    def __init__(self, cell: CellType, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.cell = cell

    def __deepcopy__(self, memo: dict[int, Any]) -> "CellField":
        return self

    def clean(self, value: Any) -> Any:
        """What the text states; raises ValidationError where no cell can hold the text."""
        try:
            content = self.cell.read(str(value or ""))
        except CannotHold as fault:
            raise forms.ValidationError(str(fault)) from fault
        self.validate(content)
        return content

    def to_python(self, value: Any) -> Any:
        """What the text states; a figure is returned as it is."""
        return value if isinstance(value, Figure) else self.cell.understand(str(value or ""))

    def prepare_value(self, value: Any) -> str:
        """The text for what is stated; what was typed stays as it is."""
        return self.cell.write(value) if isinstance(value, Figure) else value or ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the text states something else than what is on record, or the same figure in other digits."""
        return self.cell.differs(self.to_python(initial), self.to_python(data))


class ReadableFigure(CellField):
    """A figure in a form that takes no draft: what cannot be read is refused there and then."""

    cell: FigureType

    def __init__(self, cell: FigureType, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "ReadableFigure":
        return forms.Field.__deepcopy__(self, memo)

    def validate(self, value: Figure) -> None:
        """Raises ValidationError with what is expected."""
        if value.kind is Kind.UNREAD:
            particular = why_unread(value.text, self.cell.sort)
            raise forms.ValidationError(gettext("Expected: %s.") % f"{particular}{EXPECTED[self.cell.sort]}")


def cell_fields(labels: Labels, part: str, types: Mapping[str, CellType]) -> dict[str, CellField]:
    """The fields to type the cells of a part in."""
    return {
        name: CellField(cell, label=column_head(labels, part, name), widget=_widget(cell))
        for name, cell in types.items()
    }


def _widget(cell: CellType) -> _Drawn:
    match cell:
        case ChoiceType():
            return CellSelect(choices=[("", ""), *cell.choices])
        case WordsType(has_lines=True):
            return CellArea()
        case _:
            return CellInput()
