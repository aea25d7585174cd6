"""The database field that stores every cell of the form."""

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from returns.figures import BLANK, LONGEST, Figure, Sort, read, store, why_unholdable

# The most characters of words: remarks and particulars fill pages in real returns, names and descriptions a few lines.
LONG = 20_000
SHORT = 5_000
# A stock code as it is printed may name an exchange: 601298 (Shanghai Stock Exchange).
CODE = 60


def is_text(text: str) -> None:
    """Raise ValidationError where a text holds what no document can: a validator of the fields that people type in."""
    if fault := why_unholdable(text, most=None):
        raise ValidationError(fault)


@lru_cache(maxsize=16_384)
def _kept(text: str, sort: Sort) -> Figure:
    """What a stored text states: most cells of a return say the same few things."""
    return read(text, sort)


def _stored(text: str, sort: Sort) -> Figure:
    # What is too long for a figure is not kept in memory: it may be a megabyte.
    return _kept(text, sort) if len(text) <= LONGEST else read(text, sort)


class FigureField(models.TextField):  # type: ignore[type-arg]
    """A cell of the form, kept as text.

    Text because a cell says one of five things of which a number is only one, and because SQLite has no exact
    decimals: forty digits come back as forty digits. Attributes hold a `Figure`, never a string.
    """

    def __init__(self, *args: Any, sort: Sort = Sort.SHARES, **kwargs: Any) -> None:
        self.sort = sort
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "sort": self.sort}

    def get_default(self) -> Figure:
        return BLANK

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Figure:
        return _stored(value or "", self.sort)

    def to_python(self, value: Any) -> Figure:
        return value if isinstance(value, Figure) else read(str(value or ""), self.sort)

    def get_prep_value(self, value: Any) -> str:
        return store(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        return store(self.value_from_object(obj))
