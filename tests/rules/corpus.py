"""The returns in tests/cases, and what the rules are expected to say of them: see tests/cases/README.md."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from returns.deadlines import HONG_KONG, month_after
from returns.editions import EDITIONS
from returns.exchange import figures_json
from returns.figures import Figure
from returns.parts import PARTS
from returns.rules import Finding, Level, Outcome
from returns.sheet import Sheet
from tests.rules.breaking import cell_at, holder, set_cell

# The rules by their codes.
RULES = {rule.code: rule for rule in EDITIONS["2009"].rules}

CASES = Path(__file__).parent.parent / "cases"
EVERY_PART = "invented-lantern-2009-12"


@dataclass(frozen=True)
class Case:
    """A return, what is changed in it, and the findings expected, as tests/cases/findings has them."""

    name: str
    base: str
    change: dict[str, str | None]
    findings: list[dict[str, str]]

    def sheet(self) -> Sheet:
        """The return with its change."""
        sheet = load(self.base)
        for address, typed in self.change.items():
            if typed is None:
                remove(sheet, address)
            else:
                set_cell(sheet, address, typed)
        return sheet


@cache
def cases() -> list[Case]:
    """The whole corpus, in the order of the files' names."""
    return [
        Case(path.stem, **json.loads(path.read_text())) for path in sorted((CASES / "findings").glob("*.json"))
    ]  # fmt: skip


def load(name: str) -> Sheet:
    """A return of the corpus, with its month before where that is there too; each call makes another."""
    sheet = _fresh(name)
    stem = name.removesuffix(f"-{sheet.head.month}")
    for path in CASES.glob(f"{stem}-*.json"):
        before = _fresh(path.stem)
        if month_after(before.head.month_ended) == sheet.head.month_ended:
            sheet.month_before = before
            # The draft is started on the first day after the month, the month before was filed a day later.
            started = datetime.combine(sheet.head.month_ended, datetime.min.time(), HONG_KONG) + timedelta(days=1)
            sheet.head.created_at, sheet.before_filed_at = started, started + timedelta(days=1)
    return sheet


def _fresh(name: str) -> Sheet:
    read = _read(name)
    return Sheet.of(copy(read.head), {part: [copy(row) for row in read.rows(part)] for part in PARTS})


@cache
def _read(name: str) -> Sheet:
    return figures_json.load((CASES / f"{name}.json").read_bytes())


def remove(sheet: Sheet, address: str) -> None:
    """Take out a row: totals-3, before-issued-0."""
    cell = cell_at(f"{address}-row")
    of = sheet.month_before if cell.before else sheet
    assert of is not None
    assert cell.row is not None
    del of.rows(cell.part)[cell.row]


@contextmanager
def said(sheet: Sheet, address: str, typed: str) -> Iterator[None]:
    """For a while, a cell that holds a figure holds something else."""
    cell = cell_at(address)
    kept: Figure = getattr(holder(sheet, cell), cell.name)
    set_cell(sheet, address, typed)
    try:
        yield
    finally:
        setattr(holder(sheet, cell), cell.name, kept)


def as_json(finding: Finding) -> dict[str, str]:
    """A finding as the corpus writes it."""
    written = {
        "code": finding.code,
        "level": str(finding.level),
        "cell": finding.place.address,
        "found": finding.found,
        "expected": finding.expected,
    }
    if finding.difference:
        written["difference"] = finding.difference
    if finding.outcome is not Outcome.FAILS:
        written["outcome"] = str(finding.outcome)
    return written


def levels(case: Case) -> set[tuple[str, Level]]:
    """The rules that a case expects to speak, each with the level it speaks at."""
    return {(finding["code"], Level(finding["level"])) for finding in case.findings}
