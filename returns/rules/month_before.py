"""Rules that hold a return against the filing of the month before, where one is on record."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from returns.figures import Sort, write, write_number
from returns.labels import class_label, numeral, row_in_words
from returns.models import AuthorisedClass, IssuedClass
from returns.pairing import at_start
from returns.parts import CONTINUED, PARTS
from returns.rules.authorised import blocks
from returns.rules.instruments import same
from returns.rules.issued import columns
from returns.rules.reorganised import held_to_ratio
from returns.rules.rule import Claim, Equal, Fault, Level, plus, rule
from returns.sheet import Cell, Sheet, authorised_exists, issued_exists, sort_of


@rule("P-1", Level.ERROR)
def authorised(sheet: Sheet) -> Iterator[Claim]:
    """Every balance of I at close of the preceding month is what the month before closed with."""
    yield from _balances(sheet, "authorised", dict(blocks(sheet)), authorised_exists)


@rule("P-2", Level.ERROR)
def issued(sheet: Sheet) -> Iterator[Claim]:
    """Every balance of II at close of the preceding month is what the month before closed with."""
    yield from _balances(sheet, "issued", dict(columns(sheet)), issued_exists)


def _balances(
    sheet: Sheet,
    part: str,
    stated: Mapping[int, AuthorisedClass | IssuedClass],
    exists: Callable[[Any], bool],
) -> Iterator[Claim]:
    if sheet.preceding is None:
        return
    names = PARTS[part].openings
    before = {row.share_class: i for i, row in enumerate(sheet.preceding.rows(part)) if exists(row)}
    # A class without its name may be any of them.
    now = {row.share_class: index for index, row in stated.items() if row.share_class}
    is_open = len(now) < len(stated)
    for key, index in now.items():
        for opening in names:
            here = Cell(part, index, opening)
            # A par value is no balance: a class may have one before it has shares.
            if key not in before and sort_of(here) is not Sort.PRICE and sheet.figure(here).value:
                found = write(sheet.figure(here), sort_of(here))
                yield Fault((here,), found, _("zero: last month had no %s") % class_label(sheet, key))
    for key, last in before.items():
        for opening, closing in names.items():
            there = Cell(part, last, closing, before=True)
            if sheet.figure(there).value is None:
                continue
            if key in now:
                if sheet.figure(Cell(part, now[key], opening)).exists or sheet.figure(there).value != 0:
                    yield Equal([plus(Cell(part, now[key], opening))], [plus(there)])
            elif sheet.figure(there).value != 0 and not is_open:
                yield Fault(
                    (there,),
                    _("no %s this month") % class_label(sheet, key),
                    _("the class that last month closed with"),
                )


@rule("P-3", Level.WARNING)
def gap(sheet: Sheet) -> Iterator[Claim]:
    """The last filing on record is that of the month just before."""
    if sheet.month_before is not None and sheet.preceding is None:
        yield Fault(
            (Cell("head", None, "month_ended"), Cell("head", None, "month_ended", before=True)),
            _("last filing on record: %s") % f"{sheet.month_before.head.month_ended:%m/%Y}",
            _("the month just before; nothing was compared with the last filing"),
        )


@rule("P-4", Level.WARNING)
def revised(sheet: Sheet) -> Iterator[Claim]:
    """The filing of the month before has not been revised since this draft was started."""
    started, filed = sheet.head.created_at, sheet.before_filed_at
    if sheet.preceding and sheet.preceding.head.revision and started and filed and filed > started:
        yield Fault(
            (Cell("head", None, "month_ended"), Cell("head", None, "revision", before=True)),
            _("%(month)s was revised after this return was started: %(reason)s")
            % {
                "month": f"{sheet.preceding.head.month_ended:%m/%Y}",
                "reason": sheet.preceding.head.revision_reason,
            },
            _("this return looked through for what the revision changes"),
        )


@rule("P-5", Level.NOTE)
def new(sheet: Sheet) -> Iterator[Claim]:
    """A class, scheme or instrument that the month before did not have is new, and a scheme or instrument that is new
    starts from nothing."""
    if sheet.preceding is None:
        return
    known = set(sheet.preceding.classes())
    for index, column in columns(sheet):
        if column.share_class and column.share_class not in known:
            yield Fault(
                (Cell("issued", index, "share_class"),), _("new this month"), _("a class that last month had"), None
            )
    for part in CONTINUED:
        name, known_rows = PARTS[part].particulars[0], same(sheet, part)
        for index, row in enumerate(sheet.rows(part)):
            if index not in known_rows:
                yield _with_an_opening(sheet, part, index, row) or Fault(
                    (Cell(part, index, name),),
                    _("new this month"),
                    _("a row of last month's %s") % numeral(sheet, part),
                    None,
                )


def _with_an_opening(sheet: Sheet, part: str, index: int, row: Any) -> Fault | None:
    """What is said of a row that last month's return did not have, and that starts from something; agreements say
    nothing of their start."""
    its, start = PARTS[part], at_start(part, row)
    if not its.added or not start or sheet.preceding is None:
        return None
    (opening,) = its.openings
    cell, expected = Cell(part, index, opening), "Nil"
    sort = sort_of(cell)
    if sheet.figure(cell).is_blank:
        # The form has no cell for it: what was granted is missing where what is outstanding came this month.
        cell = Cell(part, index, its.added)
        expected = write_number((sheet.figure(cell).value or 0) + start, sort)
    says = _(
        "%(row)s starts from %(start)s, but the return of %(month)s had no such row. State as %(began)s what is new "
        "this month; explain it if last month's return left it out."
    ) % {
        "row": row_in_words(sheet, part, index),
        "start": write_number(start, sort),
        "month": date_format(sheet.preceding.head.month_ended, "F Y"),
        "began": its.began,
    }
    return Fault((cell,), write(sheet.figure(cell), sort_of(cell)), expected, Level.WARNING, says=says)


@rule("P-7", Level.WARNING)
def adjusted(sheet: Sheet) -> Iterator[Claim]:
    """Where shares of a class were consolidated, subdivided or multiplied by a bonus issue, one ratio adjusts the
    prices of options, warrants and convertibles and the numbers outstanding; it is explained once, and a row that it
    does not fit is named."""
    yield from held_to_ratio(sheet)
