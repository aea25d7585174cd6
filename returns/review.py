"""What an approver looks at before they sign: what changed, what was answered for, and the movements to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from returns.compare import Change, compare, corrected
from returns.editions import edition_of, reconcile
from returns.figures import Kind, Sort, write
from returns.filing import filings_before
from returns.labels import class_label, label, numeral, row_in_words
from returns.models import Answer, Filing
from returns.parts import MOVEMENTS, PARTS
from returns.roll_forward import brought_forward
from returns.sheet import Cell, Sheet, issued_exists


class Movement(NamedTuple):
    """Something to confirm: `name` is its key, `says` the figures as the form writes them."""

    name: str
    title: str
    says: str


class Answered(NamedTuple):
    """A warning that somebody answered for."""

    code: str
    place: str
    message: str
    answer: Answer


@dataclass(frozen=True)
class Review:
    """A return as its approver sees it.

    `changes` are against the last filing before it; `revised` against what it revises, None where it revises nothing.
    """

    sheet: Sheet
    changes: list[Change]
    revised: list[Change] | None
    answers: list[Answered]
    movements: list[Movement]

    @property
    def differing(self) -> int:
        """How many cells are not as last filed."""
        return sum(len(change.cells) for change in self.changes)


def review(sheet: Sheet) -> Review:
    """Make the review of a return that waits for approval."""
    revised = sheet.head.revises
    return Review(
        sheet=sheet,
        changes=since_last_month(sheet),
        revised=corrected(Sheet.load(revised), sheet) if revised else None,
        answers=[
            Answered(finding.code, label(sheet, finding.place), finding.message, finding.answer)
            for finding in reconcile(sheet).warnings
            if finding.answer
        ],
        movements=list(movements(sheet)),
    )


def since_last_month(sheet: Sheet) -> list[Change]:
    """What a return states otherwise than the last filing, but for balances that start where that one closed."""
    if sheet.month_before is None:
        return []
    expected: set[Cell] = set(brought_forward(sheet))
    found = []
    for change in compare(sheet.month_before, sheet):
        # A row that is new has no balance that could have come along.
        kept = tuple(difference for difference in change.cells if change.is_added or difference.cell not in expected)
        if kept or not change.cells:
            found.append(replace(change, cells=kept))
    return found


def movements(sheet: Sheet) -> Iterator[Movement]:
    """The movements to confirm: those of part III, then each class of shares with what it moved by and closed at."""
    edition, notation = edition_of(sheet), edition_of(sheet).notation
    for part in (sub for sub in MOVEMENTS if sub in edition.fields):
        totals = [row for row in sheet.totals if row.part == part and row.shares.kind not in (Kind.BLANK, Kind.NA)]
        said = [f"{class_label(sheet, row.share_class)} {write(row.shares, Sort.SHARES, notation)}" for row in totals]
        says = "; ".join(said) or (_("not applicable") if sheet.is_marked(part) else _("not completed"))
        yield Movement(part, f"{numeral(sheet, part)}, {PARTS[part].model._meta.verbose_name_plural}", says)
    for index, row in enumerate(sheet.issued):
        if issued_exists(row):
            said = [write(figure, Sort.SHARES, notation) for figure in (row.opening, row.movement, row.closing)]
            says = _("from %s by %s to %s") % tuple(text or _("blank") for text in said)
            yield Movement(f"issued-{index}", row_in_words(sheet, "issued", index), says)


def last_filing_before(sheet: Sheet) -> Filing | None:
    """The filing that a return is compared with; None where it is the issuer's first."""
    return filings_before(sheet, sheet.head.issuer).defer("pdf", "figures").first()
