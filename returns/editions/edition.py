"""What every edition of the form says of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from returns.editions.standing import Paper
from returns.figures import Notation
from returns.sheet import Sheet


@dataclass(frozen=True)
class Edition:
    """One official form.

    `fields` names, for each part, the cells the form has, in its order: what the print holds; `unprinted` those that it
    has no column for, and its rules ask about where they are stated. The editor has both.
    `class_slots` are the classes of shares it prints whether they exist or not; `part_totals` what it totals each
    sub-section of III by; `room` how many rows it prints at least; `rules` the codes of the rules it has, in the
    form's order. `lay_out` makes of a Sheet what `template` prints as `form`: a document for each of the `leaves`, runs
    of pages that begin a page of their own, each with the names of its partials. `style` is its style sheet among the
    static files; `stand` says of the same form what must then be found on paper: on pages of `size`, in points across
    and down; in type faces whose names begin with one of `faces`; in lines as high as `lines` says, the lowest and the
    highest.
    """

    code: str
    name: str | Promise
    notation: Notation
    template: str
    leaves: tuple[tuple[str, ...], ...]
    style: str
    lay_out: Callable[[Sheet, "Edition"], Any]
    stand: Callable[[Any, Sheet], Paper]
    size: tuple[float, float]
    faces: tuple[str, ...]
    lines: tuple[float, float]
    headings: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]]
    unprinted: Mapping[str, tuple[str, ...]]
    class_slots: tuple[str, ...]
    part_totals: tuple[str, ...]
    markable: tuple[str, ...]
    room: Mapping[str, int]
    rules: tuple[str, ...]

    def cells(self, part: str) -> tuple[str, ...]:
        """The cells of a part that a person may state: those the form has, then those it has no column for."""
        return (*self.fields.get(part, ()), *self.unprinted.get(part, ()))
