"""A finding as the page of a return shows it: where, in what words, and where its links lead."""

from typing import NamedTuple

from returns.models import MonthlyReturn
from returns.rules import Finding, Level
from returns.sheet import Cell

SIGNS = {Level.ERROR: "✕", Level.WARNING: "!", Level.NOTE: "i"}


class PageFinding(NamedTuple):
    """A finding and where one section shows it, first at `cell`.

    A cell of last month's return, or one that this edition does not have, is not on the page.
    """

    name: str
    finding: Finding
    place: str
    section: str
    cell: Cell
    is_here: bool
    # The return of the month before, where what was found is that an opening is not what it closed with.
    before: MonthlyReturn | None = None
    # The currency in which part I lacks its total, where that was found and the total can be added at once.
    untotalled: str = ""
    # What the page's address ends in to show the cell, where its row is not among those shown.
    query: str = ""
    # Where the page of rules has the rule of its edition.
    rule: str = ""
    # How many cells are only blank still: what was found is that, and no figure that disagrees.
    to_complete: int = 0

    @property
    def address(self) -> str:
        """The name of its cell on the page."""
        return self.cell.address

    @property
    def is_in_row(self) -> bool:
        """Whether it is shown at a row of its section, and not at its head."""
        return self.is_here and self.cell.row is not None

    @property
    def anchor(self) -> str:
        """Where a link to the cell leads; to its section where the cell is not on the page."""
        return f"id_{self.address}" if self.is_here else self.section

    @property
    def link(self) -> str:
        """Where a link leads that shows the cell."""
        return f"{self.query}#{self.anchor}"

    @property
    def way_out(self) -> str:
        """Where the month before is revised: beside this month's address."""
        return f"../{self.before.month}/#sign-off" if self.before else ""

    @property
    def is_blocking(self) -> bool:
        """Whether it prevents filing: an error, or a warning that nobody has answered."""
        level = self.finding.level
        return level is Level.ERROR or (level is Level.WARNING and self.finding.answer is None)

    @property
    def sign(self) -> str:
        """A sign for the level, so that colour is never the only one."""
        return SIGNS[self.finding.level]

    @property
    def word(self) -> str:
        """The level in a word."""
        return self.finding.level_in_words
