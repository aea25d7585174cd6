"""The parts of the form as the editor shows them: sections, their tables, and the rows of these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.forms import Field
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from returns.editor.findings import SIGNS, PageFinding
from returns.editor.layout import Column, Group
from returns.editor.windows import Window
from returns.forms.rows import Refusal
from returns.labels import Block
from returns.parts import MOVEMENTS, PARTS
from returns.rules import Level, Outcome
from returns.rules.messages import level_in_words
from returns.sheet import figure_fields


@dataclass
class Line:
    """A row of a table: what it is called, its cells, and what was found there."""

    part: str
    # Its name on the page.
    prefix: str
    fields: Mapping[str, Field]
    holder: Any
    title: str
    number: int
    is_fixed: bool
    findings: list[PageFinding]
    refused: list[tuple[str, Refusal]]
    # The cells that the form has no column for. They are on another line under the row; where that is the only one,
    # it is folded away unless something is stated there.
    beside: tuple[str, ...]
    # Whether it has others on such a line.
    has_under: bool
    key: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """The cells that say what the row represents; `title` says it in words."""
        return PARTS[self.part].stands_for

    @property
    def states_beside(self) -> bool:
        """Whether the row states anything that the form has no column for."""
        return any(not getattr(self.holder, name).is_blank for name in self.beside)

    @property
    def needs_beside(self) -> bool:
        """Whether those cells are shown: not for what is found in the row, which would move the rows below it."""
        return self.has_under or self.states_beside or bool(self.refused)

    @property
    def is_stated(self) -> bool:
        """Whether anything but its name is stated in the row."""
        return not all(getattr(self.holder, name).is_blank for name in figure_fields(type(self.holder)))


@dataclass
class Table:
    """A part as a table."""

    part: str
    title: str
    rows_on_record: int
    rows_offered: int
    has_remove: bool
    columns: list[Column]
    under: list[Column]
    beside: list[Column]
    groups: list[Group]
    lines: list[Line]
    identities: list[tuple[str, str]]
    # Which of its rows are shown, and all that may be, each with what the page's address ends in to show them.
    window: Window
    windows: list[tuple[Window, str]]
    # How each row is set, where it is a table of its own.
    block: Block | None = None
    # The cells of its totals, each with the column that it totals.
    totalled: Mapping[str, str] = field(default_factory=dict)
    may_grow: bool = True
    totals: list[Line] = field(default_factory=list)

    @property
    def template(self) -> str:
        """What it is drawn with."""
        return "returns/_blocks.html" if self.block else "returns/_rows.html"

    @property
    def width(self) -> int:
        """How many columns there are, with the row's head and the box to remove it."""
        return 1 + len(self.columns) + self.has_remove

    @property
    def found_lines(self) -> list[Line]:
        """The rows in which something was found."""
        return [line for line in (*self.lines, *self.totals) if line.findings or line.refused]

    @property
    def before_total(self) -> int:
        """How many columns come before the first that is totalled."""
        return 1 + self._totalled[0]

    @property
    def total_cells(self) -> list[str]:
        """The cells of a total, from the first column that is totalled to the last, with a gap where one is not."""
        first, last = self._totalled[0], self._totalled[-1]
        totals = {column: name for name, column in self.totalled.items()}
        return [totals.get(column.name, "") for column in self.columns[first : last + 1]]

    @property
    def after_total(self) -> int:
        """How many columns come after the last."""
        return self.width - 2 - self._totalled[-1]

    @property
    def _totalled(self) -> list[int]:
        return [place for place, column in enumerate(self.columns) if column.name in self.totalled.values()]

    @property
    def folds_beside(self) -> bool:
        """Whether the cells that the form has no column for are shown only under the rows that need them."""
        return bool(self.beside) and not self.under

    @property
    def may_rest(self) -> bool:
        """Whether its rows say what moved, which may be Nil for all that nobody has stated."""
        return bool(self.lines) and self.part in MOVEMENTS

    @property
    def add_label(self) -> str:
        """What the button says that adds a row."""
        return str(PARTS[self.part].add)

    @property
    def words(self) -> list[Column]:
        """The cells of a block above its table."""
        assert self.block
        return [column for column in self.columns if column.name.partition("_")[0] not in self.block.lines]

    @property
    def block_columns(self) -> list[tuple[str, str]]:
        """The columns of a block."""
        assert self.block
        return [(name, str(heading)) for name, heading in self.block.columns.items()]

    @property
    def block_lines(self) -> list[tuple[str, str, list[str]]]:
        """The lines of a block: name, head and cells, with a gap where the form has none."""
        assert self.block
        names = {column.name for column in self.columns}
        cells = {line: [f"{line}_{column}" for column in self.block.columns] for line in self.block.lines}
        return [
            (line, str(head), [name if name in names else "" for name in cells[line]])
            for line, head in self.block.lines.items()
        ]


@dataclass
class Section:
    """A part of the form on the page."""

    name: str
    numeral: str
    heading: str
    findings: list[PageFinding]
    own_findings: list[PageFinding]
    own_refused: list[tuple[str, Refusal]]
    is_marked: bool
    may_be_marked: bool
    is_untouched: bool
    is_asked: bool
    make_tables: Callable[[], list[Table]]
    # What the form asks for there, in plain words.
    help: str = ""

    @cached_property
    def tables(self) -> list[Table]:
        """Its tables with their rows."""
        return self.make_tables()

    @property
    def title(self) -> str:
        """Its heading without the numeral before it."""
        return self.heading.split(". ", 1)[-1]

    @property
    def is_folded(self) -> bool:
        """Whether its rows are out of the way: it is marked Not Applicable and nothing was found there."""
        return self.is_marked and not self.worst

    def count(self, level: Level) -> int:
        """How many findings of a level there are here."""
        return sum(item.finding.level is level and not item.to_complete for item in self.findings)

    @property
    def to_complete(self) -> int:
        """How many of its figures are blank and may not be."""
        return sum(item.to_complete for item in self.findings)

    @property
    def worst(self) -> Level | None:
        """The most serious level found here."""
        return next((level for level in Level if self.count(level)), None)

    @property
    def state(self) -> str:
        """The section's state in a word, or a sign and how often."""
        if self.worst in (Level.ERROR, Level.WARNING):
            return f"{SIGNS[self.worst]} {self.count(self.worst)}"
        if self.is_missing:
            return pgettext("part of the form", "Not completed")
        if self.to_complete:
            return _("%d to complete") % self.to_complete
        if self.worst:
            return ngettext("%d note", "%d notes", self.count(self.worst)) % self.count(self.worst)
        if self.is_marked:
            return pgettext("part of the form", "N/A")
        if self.is_untouched:
            return pgettext("part of the form", "No entries")
        return pgettext("part of the form", "Complete")

    @property
    def is_missing(self) -> bool:
        """Whether nobody has stated anything here yet, and something has to be."""
        has_to_be = self.is_asked or self.to_complete or self.worst in (Level.ERROR, Level.WARNING)
        return self.is_untouched and not self.is_marked and bool(has_to_be)

    @property
    def gravity(self) -> str:
        """How its state is shown: by the worst that was found, or by what still has to be stated."""
        if self.worst in (Level.ERROR, Level.WARNING):
            return self.worst
        return "to-complete" if self.is_missing or self.to_complete else self.worst or "ok"

    @property
    def state_in_full(self) -> str:
        """The section's state, as it is read out."""
        if self.worst:
            found = f"{level_in_words(self.worst)}: {self.count(self.worst)}"
            return _("%s; not completed") % found if self.is_missing or self.to_complete else found
        if self.is_missing:
            return pgettext("part of the form", "Not completed")
        if self.to_complete:
            return ngettext("%d figure to complete", "%d figures to complete", self.to_complete) % self.to_complete
        if self.is_marked:
            return _("marked Not Applicable")
        return _("no entries, and none required") if self.is_untouched else _("complete")


class PartFindings(NamedTuple):
    """What is to be resolved in one part."""

    section: Section
    findings: list[PageFinding]


class ClassSummary(NamedTuple):
    """A class's figures in one line, as stated, and how far apart they are."""

    name: str
    opening: str
    movement: str
    closing: str
    totals: list[tuple[str, str]]
    total: str
    # The parts that this is the total of; empty where the form has no totals.
    totalled: str
    findings: list[PageFinding]

    @property
    def equals(self) -> str:
        """The sign between the sum of the balances and its result."""
        fails = any(item.finding.code == "II-1" and item.finding.outcome is Outcome.FAILS for item in self.findings)
        return "≠" if fails else "="
