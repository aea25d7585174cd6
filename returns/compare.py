"""What differs between two Sheets, cell by cell, in the form's order.

Between a return and last month's, between a revision and what it revises, and between a draft before and after a save.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import eq
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from returns.figures import Figure, read, write
from returns.labels import LABELS, Labels, choice_in_words, label, numeral, row_in_words
from returns.models import MonthlyReturn
from returns.models.fields import FigureField
from returns.pairing import pair
from returns.parts import CONTINUED, PARTS
from returns.sheet import Cell, Sheet

_HEAD = ("issuer_name", "date_submitted", "not_applicable")
_FOOT = ("remarks", "depositary_receipts", "confirmations", "submitted_by", "title", "revision_reason")


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs: its texts as they are kept, old and new; `cell` is its place in the newer Sheet.

    In a row that was removed it is its place in the older one.
    """

    cell: Cell
    label: str
    old: str
    new: str
    # The words of the newer Sheet's edition.
    labels: Labels = field(repr=False, compare=False)

    @property
    def is_figure(self) -> bool:
        """Whether it is a cell of figures, and not of words."""
        return is_figure(self.cell)

    @property
    def old_in_print(self) -> str:
        """The old text the way the form writes it."""
        return in_print(self.labels, self.cell, self.old)

    @property
    def new_in_print(self) -> str:
        """The new text the way the form writes it."""
        return in_print(self.labels, self.cell, self.new)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of one row, or of the head: `before` and `after` are its places, None where it is not there.

    Where the rows that stayed stand in another order, a change of neither place and no cells says so of the part.
    """

    part: str
    before: int | None
    after: int | None
    label: str
    cells: tuple[Difference, ...]

    @property
    def is_added(self) -> bool:
        """Whether the row is new."""
        return self.before is None and self.after is not None

    @property
    def is_removed(self) -> bool:
        """Whether the row is gone."""
        return self.before is not None and self.after is None

    @property
    def is_order(self) -> bool:
        """Whether only the order of the part's rows changed."""
        return self.part != "head" and self.before is None and self.after is None


def _field(cell: Cell) -> Any:
    model = MonthlyReturn if cell.row is None else PARTS[cell.part].model
    return model._meta.get_field(cell.name)


def is_figure(cell: Cell) -> bool:
    """Whether it is a cell of figures, and not of words."""
    return isinstance(_field(cell), FigureField)


def in_print(labels: Labels, cell: Cell, text: str) -> str:
    """A kept text the way the form writes it: 871000 as 871,000, ordinary_1 as ordinary shares (1)."""
    model_field = _field(cell)
    if isinstance(model_field, FigureField):
        return write(read(text, model_field.sort), model_field.sort)
    return choice_in_words(labels, cell, text)


def is_correction(old: MonthlyReturn, new: MonthlyReturn) -> bool:
    """Whether the newer is a revision of the older: then each difference is a correction."""
    of_one_month = (old.issuer_id, old.month_ended) == (new.issuer_id, new.month_ended)
    return of_one_month and old.revision < new.revision


def in_words(monthly_return: MonthlyReturn) -> str:
    """The name of a return: "November 2024, revision 1"."""
    month = date_format(monthly_return.month_ended, "F Y")
    return month + (_(", revision %d") % monthly_return.revision if monthly_return.revision else "")


def headings(old: MonthlyReturn, new: MonthlyReturn) -> tuple[str, str]:
    """What the two sides are called."""
    if is_correction(old, new):
        before = _("As revised: %s") if old.revision else _("As originally filed: %s")
        return before % in_words(old), _("As revised: %s") % in_words(new)
    return in_words(old), in_words(new)


def differences(old: MonthlyReturn, new: MonthlyReturn) -> list[Change]:
    """What differs between two returns on record."""
    return corrected(Sheet.load(old), Sheet.load(new))


def corrected(old: Sheet, new: Sheet) -> list[Change]:
    """The differences, without the reason for a revision, which is no figure."""
    changes = compare(old, new)
    return [change for change in changes if not (change.cells and change.cells[0].cell.name == "revision_reason")]


def compare(old: Sheet, new: Sheet) -> list[Change]:
    """What differs, in the form's order; rows are matched by what names them, and by their place where nothing does.

    Figures are compared by value: 0.50 is 0.5.
    """
    return list(_compare(old, new, by_print=False))


def compare_in_print(old: Sheet, new: Sheet) -> list[Change]:
    """The same, but figures are compared as printed: 0.50 is not 0.5."""
    return list(_compare(old, new, by_print=True))


def _compare(old: Sheet, new: Sheet, *, by_print: bool) -> Iterator[Change]:
    yield from _of_head(old, new, _HEAD, by_print)
    for part in PARTS:
        yield from _of_part(old, new, part, by_print)
        if hasattr(new.head, f"{part}_remarks"):
            yield from _of_head(old, new, (f"{part}_remarks",), by_print)
    yield from _of_head(old, new, _FOOT, by_print)


def _of_head(old: Sheet, new: Sheet, names: tuple[str, ...], by_print: bool) -> Iterator[Change]:
    cells = tuple(_differences(old, new, [(Cell("head", None, n), Cell("head", None, n)) for n in names], by_print))
    for difference in cells:
        yield Change("head", None, None, difference.label, (difference,))


def _of_part(old: Sheet, new: Sheet, part: str, by_print: bool) -> Iterator[Change]:
    names, is_same = PARTS[part].cells, _has_same_digits if by_print else eq
    matched = match(old, new, part)
    stayed = {after: before for before, after in matched if before is not None and after is not None}
    for before, after in matched:
        if before is None and after is not None:
            yield Change(part, None, after, row_in_words(new, part, after), tuple(_stated(new, part, after, False)))
        elif before is not None and after is None:
            yield Change(part, before, None, row_in_words(old, part, before), tuple(_stated(old, part, before, True)))
        elif before is not None and after is not None:
            was, is_now = old.rows(part)[before], new.rows(part)[after]
            # The quick case first.
            if was is is_now or all(is_same(getattr(was, name), getattr(is_now, name)) for name in names):
                continue
            cells = [(Cell(part, before, name), Cell(part, after, name)) for name in names]
            yield Change(
                part, before, after, row_in_words(new, part, after), tuple(_differences(old, new, cells, by_print))
            )
    if any(one > two for one, two in pairwise(stayed[after] for after in sorted(stayed))):
        yield Change(part, None, None, _("%s: the rows in another order") % numeral(new, part), ())


def _has_same_digits(was: Any, is_now: Any) -> bool:
    return was == is_now and (not isinstance(was, Figure) or str(was.number) == str(is_now.number))


def _differences(old: Sheet, new: Sheet, cells: list[tuple[Cell, Cell]], by_print: bool) -> Iterator[Difference]:
    for before, after in cells:
        was, is_now = _text(old, before), _text(new, after)
        if was == is_now:
            continue
        found = Difference(after, label(new, after), was, is_now, LABELS[new.head.edition])
        if found.is_figure:
            # Typed in other digits, as 1,200.00 for 1,200, it is the same figure.
            is_same = old.content(before) == new.content(after)
            if is_same and not (by_print and found.old_in_print != found.new_in_print):
                continue
        yield found


def _stated(sheet: Sheet, part: str, index: int, is_old: bool) -> Iterator[Difference]:
    for name in PARTS[part].cells:
        cell = Cell(part, index, name)
        text = _text(sheet, cell)
        if text:
            old, new = (text, "") if is_old else ("", text)
            yield Difference(cell, label(sheet, cell), old, new, LABELS[sheet.head.edition])


def _text(sheet: Sheet, cell: Cell) -> str:
    if cell.row is None:
        content = getattr(sheet.head, cell.name)
        if isinstance(content, list):
            return "; ".join(sorted(content) if cell.name == "not_applicable" else content)
    return sheet.text(cell)


def match(old: Sheet, new: Sheet, part: str) -> list[tuple[int | None, int | None]]:
    """Which row of the older Sheet is which of the newer, by index, in the form's order; None where there is none.

    A row is found by place and name, else by its name, else, where it was renamed, by its place. Of two months a scheme
    or an instrument is found as the rules find it.
    """
    rows_before, rows_now = old.rows(part), new.rows(part)
    if part in CONTINUED and old.head.month_ended != new.head.month_ended:
        same = {index: each.last for index, each in pair(part, rows_now, rows_before, new.reorganised).items()}
        return _side_by_side(same, rows_before, rows_now)
    both = range(min(len(rows_before), len(rows_now)))
    # Most rows of most saves are untouched, and the very same: they need no name.
    found = {index: index for index in both if rows_before[index] is rows_now[index]}
    was = {i: old.identity(Cell(part, i, "")) for i in range(len(rows_before)) if i not in found}
    now = {i: new.identity(Cell(part, i, "")) for i in range(len(rows_now)) if i not in found}
    found |= {index: index for index in both if index not in found and was[index] == now[index]}
    waiting: dict[str, list[int]] = defaultdict(list)
    for index in reversed(was):
        if index not in found:
            waiting[was[index]].append(index)
    for index, identity in now.items():
        if index not in found and waiting[identity]:
            found[index] = waiting[identity].pop()
    taken = set(found.values())
    for index in both:
        if index not in found and index not in taken:
            found[index] = index
            taken.add(index)
    return _side_by_side(found, rows_before, rows_now)


def _side_by_side(
    found: dict[int, int], rows_before: Sequence[Any], rows_now: Sequence[Any]
) -> list[tuple[int | None, int | None]]:
    taken = set(found.values())
    pairs: list[tuple[int | None, int | None]] = [(found.get(index), index) for index in range(len(rows_now))]
    return pairs + [(index, None) for index in range(len(rows_before)) if index not in taken]
