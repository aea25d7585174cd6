"""Why something is done, in a person's own words."""

from typing import Any

from django import forms

from returns.models.fields import is_text


class ReasonField(forms.CharField):
    """A reason of some lines; `asked` is the message where none is given."""

    def __init__(self, *, label: Any, asked: Any, rows: int = 3) -> None:
        super().__init__(
            label=label,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": asked},
            validators=[is_text],
        )

    def to_python(self, value: Any) -> str:
        """The text; the end of a line counts as one sign, as it does in the browser that holds to the most."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else ""
