"""Which rows of a large part the page shows: some hundreds at a time, so that it is quick to load and to type in."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.http import urlencode

from returns.parts import PARTS
from returns.sheet import Cell, Sheet

# How many rows of a part are shown at a time: a tenth more where they are the last, fewer where several parts are
# large, so that a page has about this many rows in all.
SHOWN = 500
MOST_SHOWN = 750
_ROW = re.compile(r"([a-z_]{1,30})-([0-9]{1,6})", re.ASCII)


class Window(NamedTuple):
    """Rows of a part that are shown together: from `first` on and before `end`, by index, of `of_all` rows."""

    part: str
    first: int
    end: int
    of_all: int

    @property
    def name(self) -> str:
        """How the address of a page asks for it: by its first row."""
        return f"{self.part}-{self.first}"

    @property
    def first_number(self) -> str:
        """The number of its first row as a person reads it."""
        return f"{self.first + 1:,}"

    @property
    def last_number(self) -> str:
        """The number of its last row as a person reads it."""
        return f"{self.end:,}"

    @property
    def count_in_words(self) -> str:
        """How many rows the part has, as a person reads it."""
        return f"{self.of_all:,}"

    def shows(self, row: int) -> bool:
        """Whether a row is among them; those that the page offers below the last one are."""
        return self.first <= row and (row < self.end or self.end == self.of_all)


class Windows:
    """The windows of a page; `asked` are rows to be shown, such as options-500, and `last` a part whose last row is."""

    def __init__(self, sheet: Sheet, asked: Iterable[str] = (), last: str = "") -> None:
        self.sheet = sheet
        self._wanted = {row[1]: int(row[2]) for row in map(_ROW.fullmatch, asked) if row and row[1] in PARTS}
        if last in PARTS:
            self._wanted[last] = len(sheet.rows(last))
        self._of: dict[str, list[Window]] = {}
        counts = [len(sheet.rows(part)) for part in PARTS]
        steps = (SHOWN // parts for parts in range(1, len(PARTS) + 1))
        self._step = next(step for step in steps if sum(min(count, step) for count in counts) <= MOST_SHOWN)

    def of(self, part: str) -> list[Window]:
        """All windows of a part: one, where it has no more rows than are shown at a time."""
        if part not in self._of:
            count = len(self.sheet.rows(part))
            starts = range(0, max(1, count - self._step // 10), self._step)
            self._of[part] = [
                Window(part, first, count if first == starts[-1] else first + self._step, count) for first in starts
            ]
        return self._of[part]

    def shown(self, part: str) -> Window:
        """The one that is shown."""
        of_part = self.of(part)
        return of_part[min(self._wanted.get(part, 0) // self._step, len(of_part) - 1)]

    def shows(self, cell: Cell) -> bool:
        """Whether a cell of this month's return is on the page."""
        return cell.row is None or self.shown(cell.part).shows(cell.row)

    def query_to(self, part: str, row: int) -> str:
        """What the page's address ends in to show a row of a part, and of the others what is shown now."""
        names = [self.shown(other).name for other in PARTS if other != part and len(self.of(other)) > 1]
        shown = next((each for each in self.of(part) if each.shows(row)), self.of(part)[-1])
        asked: dict[str, Any] = {} if self.sheet.head.is_open else {"revision": self.sheet.head.revision}
        return f"?{urlencode(asked | {'rows': [*names, shown.name]}, doseq=True)}"
