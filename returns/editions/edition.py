"""What every edition of the form answers for itself. An edition is a class of its own that derives from this one."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise

from returns.editions.expected import ExpectedPages
from returns.figures import Notation
from returns.labels import LABELS, Labels
from returns.models import OtherMovement, Row, Total
from returns.parts import MOVEMENTS, PARTS
from returns.rules import Rule
from returns.sheet import Sheet


class Edition(ABC):
    """One official form: a package in `returns/editions/`, and a folder of the same name for templates and for styles.

    A return keeps its edition for ever, so what an edition says does not change once returns are filed on it.
    """

    # How a return names its edition, on record and in files; what people call it; the name of its three folders.
    code: ClassVar[str]
    name: ClassVar[str | Promise]
    folder: ClassVar[str]
    # How figures and dates are written.
    notation: ClassVar[Notation]
    # The form's own words for its parts, as they are printed, whatever the language of the screen.
    headings: ClassVar[Mapping[str, str]]
    # What its parts are numbered, and its cells called on the screen, where that is not what the models call them.
    labels: ClassVar[Labels]
    # What each of its sections asks for, in plain words; what is left out has no help.
    help: ClassVar[Mapping[str, str | Promise]] = {}
    # For each part, in the form's order, the cells that it has a place for, in the form's order.
    fields: ClassVar[Mapping[str, tuple[str, ...]]]
    # For each part the cells that the form has no place for, but its rules ask about.
    unprinted: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    # The parts that may be marked Not Applicable.
    markable: ClassVar[tuple[str, ...]] = ()
    # The classes of shares that it prints whether they exist or not.
    class_slots: ClassVar[tuple[str, ...]] = ()
    # The kinds of shares, in its own order, that a class may be added of.
    class_kinds: ClassVar[tuple[str, ...]] = ()
    # What each sub-section of III is totalled by.
    part_totals: ClassVar[tuple[str, ...]] = ()
    # How many rows of a part it prints at least.
    room: ClassVar[Mapping[str, int]] = {}
    # Its rules, in the form's order, and what lists of them call each part of the form, by what its codes begin with.
    rules: ClassVar[tuple[Rule, ...]]
    rule_parts: ClassVar[Mapping[str, str | Promise]]
    # Runs of pages, each of which begins a page of its own, by the partials of the template folder that fill it.
    runs: ClassVar[tuple[tuple[str, ...], ...]]
    # The page in points, across and down; how the names of its type faces begin; the lowest and the highest line on it.
    size: ClassVar[tuple[float, float]]
    faces: ClassVar[tuple[str, ...]]
    lines: ClassVar[tuple[float, float]]

    def __init_subclass__(cls) -> None:
        LABELS[cls.code] = cls.labels

    @property
    def template(self) -> str:
        """The template of a run of pages."""
        return f"editions/{self.folder}/return.html"

    @property
    def style(self) -> str:
        """Its style sheet among the static files."""
        return f"editions/{self.folder}/return.css"

    @property
    def leaves(self) -> tuple[tuple[str, ...], ...]:
        """The runs of pages, each as the templates of its partials."""
        return tuple(tuple(f"editions/{self.folder}/_{partial}.html" for partial in run) for run in self.runs)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that have rows, in the form's order."""
        return tuple(part for part in self.fields if part in PARTS)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections of a return on the screen: its parts, but for those within another, and the foot."""
        return (*(part for part in self.fields if part not in PARTS or not PARTS[part].within), "remarks")

    def cells(self, part: str) -> tuple[str, ...]:
        """The cells of a part that a person may state: those the form has, then those it has no place for."""
        return (*self.fields.get(part, ()), *self.unprinted.get(part, ()))

    def fixed_rows(self, part: str, classes: Iterable[str]) -> Sequence[tuple[str, ...]]:
        """The rows that the form always has in a part for these classes of shares, by what identifies them."""
        if part not in self.fields:
            return []
        match part:
            case "authorised" | "issued":
                return [(key,) for key in classes]
            case "other_movements":
                return [(key,) for key in OtherMovement.Type.values]
            case "totals":
                movements = [sub for sub in MOVEMENTS if sub in self.fields]
                of_parts = [(sub, kind) for sub in movements for kind in self.part_totals]
                return of_parts + [(str(Total.Part.ALL), key) for key in classes]
            case _:
                return []

    def blank_rows(self, part: str, classes: Iterable[str]) -> list[Row]:
        """These rows, with nothing stated in them yet."""
        names, model = PARTS[part].stands_for, PARTS[part].model
        return [model(**dict(zip(names, key, strict=True))) for key in self.fixed_rows(part, classes)]

    def convert(self, sheet: Sheet) -> None:
        """Make the draft of another edition, brought forward from its last filing, a draft of this one.

        Parts and cells of the same name keep what they state. What this edition has no place for is dropped, with the
        remarks to it and the mark Not Applicable; a part that was empty starts with the blank rows that it always has.
        """
        sheet.head.edition = self.code
        sheet.head.not_applicable = [part for part in sheet.head.not_applicable if part in self.markable]
        _blank(sheet.head, {part.remarks for part in PARTS.values() if part.name not in self.fields} - self._remarks())
        classes = dict.fromkeys([*self.class_slots, *(row.share_class for row in sheet.issued)])
        for part in PARTS.values():
            rows = sheet.rows(part.name)
            if part.name not in self.fields:
                rows.clear()
            for row in rows:
                _blank(row, set(part.cells) - set(self.cells(part.name)))
            rows += [] if rows else self.blank_rows(part.name, classes)

    def _remarks(self) -> set[str]:
        return {part.remarks for part in PARTS.values() if part.name in self.fields}

    @abstractmethod
    def build_layout(self, sheet: Sheet) -> Any:
        """What the template is given as `form`. No row of the Sheet may be left out."""

    @abstractmethod
    def expect(self, sheet: Sheet) -> ExpectedPages:
        """All text that must be found on the printed pages, in reading order; nothing else may be there."""


def _blank(holder: Any, names: Iterable[str]) -> None:
    for name in names:
        setattr(holder, name, holder._meta.get_field(name).get_default())
