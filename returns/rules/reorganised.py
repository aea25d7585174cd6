"""A month in which shares were consolidated, subdivided, or multiplied by a bonus issue: one ratio adjusts the prices
and numbers of options, warrants and convertibles."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from returns.figures import Figure, Kind, Sort, write, write_number
from returns.labels import class_label, label, numeral, rows_in_words
from returns.models import OtherMovement
from returns.pairing import (
    adjusted_closings,
    adjusted_price,
    at_close,
    closing_name,
    fits_number,
    is_adjusted,
    is_adjusted_and_rounded,
    is_continued,
)
from returns.parts import CONTINUED, PARTS
from returns.rules.instruments import same
from returns.rules.rule import Claim, Fault
from returns.sheet import Cell, Sheet, sort_of


def by_ratio(sheet: Sheet, part: str) -> dict[int, tuple[int, Fraction]]:
    """The rows, by index, that the ratio of their class adjusts: last month's row and the ratio.

    After a consolidation or a subdivision it adjusts every row; after a bonus issue those that were adjusted, as the
    terms may be either way.
    """
    return sheet.once(f"by ratio {part}", lambda: _by_ratio(sheet, part))


def _by_ratio(sheet: Sheet, part: str) -> dict[int, tuple[int, Fraction]]:
    before = sheet.preceding
    if before is None or not sheet.reorganised:
        return {}
    found = {}
    for index, last in same(sheet, part).items():
        row, then = sheet.rows(part)[index], before.rows(part)[last]
        reorganised = sheet.reorganised.get(then.share_class)
        if reorganised and (reorganised.is_binding or _was_adjusted(part, row, then, reorganised.ratio)):
            found[index] = last, reorganised.ratio
    return found


def _was_adjusted(part: str, row: Any, then: Any, ratio: Fraction) -> bool:
    if price := PARTS[part].price:
        now, was = getattr(row, price), getattr(then, price)
        if {now.kind, was.kind} == {Kind.NUMBER} and now.number != was.number:
            return _fits(was, now, ratio)
    is_number = PARTS[part].is_counted and bool(at_close(part, then)) and not is_continued(part, row, then)
    return is_number and fits_number(part, row, then, ratio) is not None


def _fits(last: Figure, now: Figure, ratio: Fraction) -> bool:
    return is_adjusted(last, now, ratio) or is_adjusted_and_rounded(last, now, ratio)


def held_to_ratio(sheet: Sheet) -> Iterator[Claim]:
    """For each class that was reorganised: one question for all rows that its ratio fits, and the others singly."""
    before = sheet.preceding
    for key in sheet.reorganised if before else ():
        fitting: dict[str, list[int]] = {}
        singly: list[Claim] = []
        for part in CONTINUED:
            for index, (last, ratio) in by_ratio(sheet, part).items():
                if before and before.rows(part)[last].share_class == key and not _is_over(sheet, part, index, last):
                    faults = list(_faults(sheet, part, index, last, ratio))
                    singly += faults
                    if not faults:
                        fitting.setdefault(part, []).append(index)
        # Where rows do not differ in their price they are known by their names, and the ratio alone proves the prices.
        if any(PARTS[part].differs_by_price for part in fitting):
            yield _question(sheet, key, fitting)
        yield from singly


def _is_over(sheet: Sheet, part: str, index: int, last: int) -> bool:
    """Whether nothing was outstanding before, and nothing is now."""
    assert sheet.preceding is not None
    return at_close(part, sheet.rows(part)[index]) == 0 and at_close(part, sheet.preceding.rows(part)[last]) == 0


def _faults(sheet: Sheet, part: str, index: int, last: int, ratio: Fraction) -> Iterator[Fault]:
    """The price and the number of a row, where the ratio does not make them of last month's."""
    assert sheet.preceding is not None
    row, then = sheet.rows(part)[index], sheet.preceding.rows(part)[last]
    if price := PARTS[part].price:
        now, was = getattr(row, price), getattr(then, price)
        if {now.kind, was.kind} == {Kind.NUMBER} and not _fits(was, now, ratio):
            cells = Cell(part, index, price), Cell(part, last, price, before=True)
            yield _single(sheet, then, cells, Sort.PRICE, adjusted_price(was, ratio), times(ratio))
    if PARTS[part].is_counted and closing_name(part, row) == closing_name(part, then):
        expected = adjusted_closings(part, row, then, ratio)
        closing = at_close(part, row)
        if closing is not None and expected and fits_number(part, row, then, ratio) is None:
            name = closing_name(part, row)
            cells = Cell(part, index, name), Cell(part, last, name, before=True)
            yield _single(sheet, then, cells, Sort.SHARES, int(expected[0]), times(1 / ratio))


def _single(sheet: Sheet, then: Any, cells: tuple[Cell, Cell], sort: Sort, calculated: int | Decimal, by: str) -> Fault:
    found, expected = write(sheet.figure(cells[0]), sort), write_number(calculated, sort)
    says = _(
        "%(place)s: entered %(found)s; calculated %(expected)s, from %(last)s of last month %(by)s, as %(what)s. "
        "Adjust it, or explain why it differs."
    ) % {
        "place": label(sheet, cells[0]),
        "found": found,
        "expected": expected,
        "last": write(sheet.figure(cells[1]), sort),
        "by": by,
        "what": _what_happened(sheet, then.share_class),
    }
    return Fault(cells, found, expected, says=says)


def _question(sheet: Sheet, key: str, fitting: dict[str, list[int]]) -> Fault:
    """One question for all rows that the ratio fits."""
    assert sheet.preceding is not None
    ratio = sheet.reorganised[key].ratio
    place = _place(sheet, key)
    cells: dict[Cell, None] = {place: None}
    for part, indexes in fitting.items():
        pairs = by_ratio(sheet, part)
        for index in indexes:
            row, last = sheet.rows(part)[index], pairs[index][0]
            for name in dict.fromkeys((PARTS[part].price, closing_name(part, row))):
                if name:
                    cells |= {Cell(part, index, name): None, Cell(part, last, name, before=True): None}
    says = _(
        "%(what)s. In %(rows)s, every price is that of %(month)s %(price)s, and what is outstanding follows it "
        "%(number)s. Explain it once for all of them."
    ) % {
        "what": _capitalised(_what_happened(sheet, key)),
        "rows": "; ".join(
            f"{numeral(sheet, part)}, {rows_in_words(sheet, part, rows)}" for part, rows in fitting.items()
        ),
        "month": date_format(sheet.preceding.head.month_ended, "F Y"),
        "price": times(ratio),
        "number": times(1 / ratio),
    }
    found = sheet.figure(place)
    return Fault(
        tuple(cells),
        write(found, sort_of(place)),
        _("an explanation of the adjustment"),
        says=says,
    )


def _place(sheet: Sheet, key: str) -> Cell:
    """The cell that a reorganisation is seen by: the new par value of part I, or another movement."""
    for index, block in enumerate(sheet.authorised):
        if block.share_class == key and block.opening_par.number != block.closing_par.number:
            return Cell("authorised", index, "closing_par")
    types = (OtherMovement.Type.CAPITAL_REORGANISATION, OtherMovement.Type.BONUS_ISSUE)
    return next(
        Cell("other_movements", index, "issued")
        for type_ in types
        for index, row in enumerate(sheet.other_movements)
        if row.share_class == key and row.type == type_ and row.issued.value
    )


def _what_happened(sheet: Sheet, key: str) -> str:
    """A reorganisation in words: "ordinary shares (1) were consolidated, 10 into 1 (par value 0.01 to 0.10)"."""
    ratio, is_binding = sheet.reorganised[key]
    if not is_binding:
        what = _("a bonus issue made %(new)d %(class)s of every %(old)d")
    elif ratio > 1:
        what = _("%(class)s were consolidated, %(old)d into %(new)d")
    else:
        what = _("%(class)s were subdivided, %(old)d into %(new)d")
    said = what % {"class": class_label(sheet, key), "old": ratio.numerator, "new": ratio.denominator}
    place = _place(sheet, key)
    if sort_of(place) is Sort.PRICE:
        said += " " + _("(par value %(old)s to %(new)s in %(part)s)") % {
            "part": numeral(sheet, place.part),
            "old": write(sheet.figure(place._replace(name="opening_par")), Sort.PRICE),
            "new": write(sheet.figure(place), Sort.PRICE),
        }
    return said


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def times(ratio: Fraction) -> str:
    """What is multiplied or divided by: × 10, ÷ 5, × 50/51."""
    if ratio.denominator == 1:
        return f"× {ratio.numerator:,}"
    return f"÷ {ratio.denominator:,}" if ratio.numerator == 1 else f"× {ratio.numerator:,}/{ratio.denominator:,}"
