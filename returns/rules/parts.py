"""What the sub-sections of part III have in common: a total of shares issued, and a class of shares for each row."""

from collections.abc import Iterator
from operator import attrgetter

from django.utils.translation import gettext as _

from returns.figures import Figure
from returns.models import Total
from returns.rules.issued import issued_under
from returns.rules.rule import Claim, Equal, Fault, plus
from returns.sheet import ROWS, Cell, Sheet, class_label, figure_fields, kind_of


def part_totals(sheet: Sheet, part: Total.Part) -> Iterator[Claim]:
    """The stated totals of a sub-section, and a fault for a class that moves without one."""
    stated = set()
    for line, total in enumerate(sheet.totals):
        if total.part == part:
            rows = issued_under(sheet, total.share_class, part.value)
            yield Equal([plus(Cell("totals", line, "shares"))], rows, required=bool(rows))
            stated.add(total.share_class)
    for index, row in enumerate(sheet.rows(part.value)):
        if _moves(row.issued) and stated.isdisjoint((row.share_class, kind_of(row.share_class))):
            yield Fault(
                (Cell(part.value, index, "issued"),),
                _("no total"),
                _("%(total)s for %(class)s") % {"total": part.label, "class": class_label(row.share_class)},
            )


def unnamed(sheet: Sheet, part: str, name: str, wanted: str) -> Iterator[Claim]:
    """Rows that state a figure other than zero, but not in the cell `name` what they are; `wanted` belongs there."""
    figures_of = attrgetter(*figure_fields(ROWS[part]))
    for index, row in enumerate(sheet.rows(part)):
        if not getattr(row, name).strip() and any(figure.text or figure.number for figure in figures_of(row)):
            yield Fault((Cell(part, index, name),), "", wanted)


def unknown_classes(sheet: Sheet, part: str, *, always: bool) -> Iterator[Claim]:
    """Rows whose class of shares is none of the return's; `always`, or only where the row states a movement.

    What is no class in I and II at all, existing or not, is told in any row: the form would print it.
    """
    known = sheet.classes()
    named = {"", *known, *(row.share_class for row in [*sheet.authorised, *sheet.issued])}
    for index, row in enumerate(sheet.rows(part)):
        moves = _moves(row.issued) or _moves(row.may_be_issued)
        if row.share_class not in known and (always or moves or row.share_class not in named):
            yield Fault(
                (Cell(part, index, "share_class"),),
                class_label(row.share_class),
                _("one of the classes in I and II: %s") % ", ".join(class_label(key) for key in known),
            )


def _moves(figure: Figure) -> bool:
    return figure.exists and figure.value != 0
