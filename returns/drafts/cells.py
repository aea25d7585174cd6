"""How a cell is read from what is typed and written as text: one place for forms, single cells and pasted blocks."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from django.db import models

from returns.drafts.rows import Choices, choices
from returns.editions import EDITIONS
from returns.figures import BRACKETS, Figure, Notation, Sort, read, why_unholdable, write
from returns.models import MonthlyReturn
from returns.models.fields import FigureField
from returns.parts import PARTS
from returns.sheet import Sheet

# The cells of the foot; the month is not typed: it belongs to the return and is part of its address.
FOOT = ("remarks", "submitted_by", "title")
_NOT_TYPED = ("month_ended",)
# As browsers and word processors send a line break.
_LINE_BREAK = re.compile("\r\n|[\v\f\x85]")


class CannotHold(ValueError):
    """A text that the cell cannot hold; the message says why."""


class CellType(ABC):
    """How one kind of cell is read and written."""

    @abstractmethod
    def understand(self, text: str) -> Any:
        """What a text states, whether a cell can hold it or not."""

    @abstractmethod
    def read(self, text: str) -> Any:
        """What a text states. Raises CannotHold."""

    @abstractmethod
    def write(self, content: Any) -> str:
        """The text for what is stated."""

    @abstractmethod
    def differs(self, content: Any, other: Any) -> bool:
        """Whether the two say different things."""


@dataclass(frozen=True)
class FigureType(CellType):
    """A cell for a figure. What cannot be read is kept as typed; rule F-1 says at the cell what is expected there."""

    sort: Sort
    notation: Notation = BRACKETS

    def understand(self, text: str) -> Figure:
        """The figure that a text states."""
        return read(text, self.sort)

    def read(self, text: str) -> Figure:
        """The figure that a text states. Raises CannotHold."""
        if fault := why_unholdable(text.strip()):
            raise CannotHold(fault)
        return self.understand(text)

    def write(self, content: Figure) -> str:
        """The text that the edition writes for the figure."""
        return write(content, self.sort, self.notation)

    def differs(self, content: Figure, other: Figure) -> bool:
        """Whether these are two figures, or the same one in other digits."""
        return self.write(content) != self.write(other)


@dataclass(frozen=True)
class WordsType(CellType):
    """A cell for words. Line breaks are kept as they are on record."""

    most: int | None = None
    has_lines: bool = False

    def understand(self, text: str) -> str:
        """The words, with one kind of line break."""
        return _LINE_BREAK.sub("\n", text.strip())

    def read(self, text: str) -> str:
        """The words. Raises CannotHold."""
        words = self.understand(text)
        if fault := why_unholdable(words, self.most):
            raise CannotHold(fault)
        return words

    def write(self, content: str) -> str:
        """The words as they are."""
        return content

    def differs(self, content: str, other: str) -> bool:
        """Whether the words differ."""
        return self.understand(content) != self.understand(other)


@dataclass(frozen=True)
class ChoiceType(CellType):
    """A cell for one of the choices, or what is on record already; `allows` says whether a key may be chosen."""

    choices: Choices
    most: int | None = None

    def understand(self, text: str) -> str:
        """The key of the choice."""
        return text

    def read(self, text: str) -> str:
        """The key of the choice. Raises CannotHold."""
        if fault := why_unholdable(text, self.most):
            raise CannotHold(fault)
        return text

    def write(self, content: str) -> str:
        """The key of the choice."""
        return content

    def differs(self, content: str, other: str) -> bool:
        """Whether the choices differ."""
        return content != other

    def allows(self, key: str) -> bool:
        """Whether this is one of the choices, or none is made."""
        return not key or any(key == choice for choice, _words in self.choices)

    def find(self, text: str) -> str | None:
        """The choice that a text from elsewhere means: by its key or its words, or as the only one that begins so.

        Issuers write "Ordinary" for "ordinary shares (1)". None where no choice, or more than one, is meant.
        """
        plain = " ".join(text.casefold().split())
        named = {"": "", **{str(key): str(words).casefold() for key, words in self.choices}}
        exact = [key for key, words in named.items() if plain in (key.casefold(), words)]
        meant = exact or [key for key, words in named.items() if plain and words.startswith(plain)]
        return meant[0] if len(meant) == 1 else None


def _cell_type(model: type[models.Model], name: str, notation: Notation, choices: Choices | None = None) -> CellType:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    if isinstance(field, FigureField):
        return FigureType(field.sort, notation)
    choices = field.choices if choices is None else choices
    if choices is not None:
        return ChoiceType(choices, field.max_length)
    return WordsType(field.max_length, has_lines=isinstance(field, models.TextField))


class CellTypes:
    """How the cells of a return are read and written, by part and name; found for the parts that are asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.edition = sheet, EDITIONS[sheet.head.edition]
        self._of_part: dict[str, dict[str, CellType]] = {}

    def of(self, part: str) -> dict[str, CellType]:
        """Those of a part, by name; none where the return has no such part."""
        if part not in self._of_part:
            self._of_part[part] = self._find(part)
        return self._of_part[part]

    def _find(self, part: str) -> dict[str, CellType]:
        notation = self.edition.notation
        if part == "head":
            names = [name for name in self.edition.fields["head"] if name not in _NOT_TYPED]
            names += ["revision_reason"] if self.sheet.head.revision else []
            return {name: _cell_type(MonthlyReturn, name, notation) for name in (*names, *FOOT)}
        if part not in self.edition.fields or part not in PARTS:
            return {}
        own = choices(self.sheet, part, self.edition)
        return {name: _cell_type(PARTS[part].model, name, notation, own.get(name)) for name in self.edition.cells(part)}
