"""What the sub-sections of part III have in common: a total of shares issued, and a class of shares for each row."""

from collections.abc import Iterator
from operator import attrgetter

from django.utils.translation import gettext as _

from returns.figures import Figure
from returns.labels import class_label, numerals, total_name
from returns.models import Total
from returns.parts import PARTS
from returns.rules.issued import issued_under
from returns.rules.rule import Claim, Equal, Fault, choose_a_class, plus
from returns.sheet import Cell, Sheet, figure_fields, kind_of


def is_complete(sheet: Sheet, part: Total.Part) -> bool:
    """Whether every stated total that may be of a part says what it totals; until it does, none is missing."""
    nameless = {total.part for total in sheet.totals if not (total.part and total.share_class)}
    return nameless.isdisjoint(("", part.value))


def part_totals(sheet: Sheet, part: Total.Part) -> Iterator[Claim]:
    """The stated totals of a sub-section, and a fault for a class that moves without one."""
    stated, waits, is_known = set(), bool(sheet.unclassed(part.value)), is_complete(sheet, part)
    for line, total in enumerate(sheet.totals):
        if total.part == part and total.share_class:
            rows = issued_under(sheet, total.share_class, part.value)
            yield Equal([plus(Cell("totals", line, "shares"))], rows, required=bool(rows), waits=waits)
            stated.add(total.share_class)
    for index, row in enumerate(sheet.rows(part.value)):
        key = row.share_class
        if is_known and key and _moves(row.issued) and stated.isdisjoint((key, kind_of(key))):
            yield Fault(
                (Cell(part.value, index, "issued"),),
                _("there is no total for these shares"),
                _("%(total)s for %(class)s")
                % {"total": total_name(sheet, part), "class": class_label(sheet, row.share_class)},
            )


def unnamed(sheet: Sheet, part: str, name: str, wanted: str) -> Iterator[Claim]:
    """Rows that state a figure other than zero, but not in the cell `name` what they are; `wanted` belongs there."""
    figures_of = attrgetter(*figure_fields(PARTS[part].model))
    for index, row in enumerate(sheet.rows(part)):
        if not getattr(row, name).strip() and any(figure.text or figure.number for figure in figures_of(row)):
            yield Fault((Cell(part, index, name),), "", wanted)


def unknown_classes(sheet: Sheet, part: str, *, always: bool) -> Iterator[Claim]:
    """Rows whose class of shares is none of the return's; `always`, or only where the row states a movement.

    What is no class in I and II at all, existing or not, is reported in any row: the form would print it. While I or II
    has a class without its name, it may be this one.
    """
    known, is_open = sheet.classes(), bool(sheet.unclassed("authorised", "issued"))
    in_words = ", ".join(class_label(sheet, key) for key in known) or _("none is stated")
    named = {"", *known, *(row.share_class for row in [*sheet.authorised, *sheet.issued])}
    for index, row in enumerate(sheet.rows(part)):
        moves = _moves(row.issued) or _moves(row.may_be_issued)
        if not row.share_class:
            if always or moves:
                yield choose_a_class(Cell(part, index, "share_class"))
        elif not is_open and row.share_class not in known and (always or moves or row.share_class not in named):
            yield Fault(
                (Cell(part, index, "share_class"),),
                class_label(sheet, row.share_class),
                _("one of the classes in %(parts)s: %(classes)s")
                % {"parts": numerals(sheet, "authorised", "issued"), "classes": in_words},
            )


def _moves(figure: Figure) -> bool:
    return figure.exists and figure.value != 0
