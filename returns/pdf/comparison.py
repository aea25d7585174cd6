"""Two returns, or two revisions of one, compared on paper: what differs, old beside new."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from returns.compare import differences, headings, is_correction
from returns.models import Filing, MonthlyReturn
from returns.pdf.pool import CannotPrint
from returns.pdf.reports import print_report

# This many cells are printed well within the time a print may take.
MOST = 4_000


class Side(NamedTuple):
    """One of the two: what it is called, its state, and its filing where it is filed."""

    heading: str
    state: str
    filing: Filing | None


def comparison(old: MonthlyReturn, new: MonthlyReturn) -> bytes:
    """What differs between two returns on record, as PDF: of a revision and what it revises, what was wrong and what is
    right.

    While one of the two is not filed, DRAFT lies across it. Raises CannotPrint, of more than `MOST` cells too.
    """
    changes = differences(old, new)
    cells = sum(len(change.cells) for change in changes)
    if cells > MOST:
        message = _(
            "%(cells)s cells differ, and a comparison on paper holds at most %(most)s. "
            "Compare returns that lie closer together, or the figures of each, which can be downloaded."
        )
        raise CannotPrint(message % {"cells": f"{cells:,}", "most": f"{MOST:,}"})
    sides = [
        Side(heading, each.get_state_display(), None if each.is_open else each.filing)
        for each, heading in zip((old, new), headings(old, new), strict=True)
    ]
    context = {
        "title": _("Comparison"),
        "head": new,
        "sides": sides,
        "changes": changes,
        "is_correction": is_correction(old, new),
        "draft": any(side.filing is None for side in sides),
    }
    dates = [side.filing.filed_at for side in sides if side.filing]
    return print_report("returns/comparison.html", context, max(dates) if dates else new.month_ended)
