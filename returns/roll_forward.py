"""Next month's draft from the last filing, and a person's statement that nothing moved.

What a draft starts with is what is known: closings become openings, and whatever is outstanding comes along with its
identity. What moved is not known, so movements and closings are blank until somebody states them; saying that a class
or an instrument is unchanged states Nil for it, and closes it with what it started from.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from returns.deadlines import month_after
from returns.editions import EDITIONS
from returns.figures import BLANK, NA, NIL, Figure, Kind
from returns.models import Issuer, MonthlyReturn, Total
from returns.names import folded
from returns.pairing import Key, value_of
from returns.parts import CONTINUED, MOVEMENTS, PARTS
from returns.sheet import (
    REMARKS,
    Cell,
    Sheet,
    authorised_exists,
    figure_fields,
    issued_exists,
    kind_of,
)

_HEAD = ("issuer_name", "not_applicable", "submitted_by", "title", "depositary_receipts")


def roll_forward(last: Sheet, month_ended: date, issuer: Issuer | None = None) -> Sheet:
    """The draft for a month, made from the last filing; balances come along only from the month just before.

    The draft is of the edition that the month takes. Where the filing is of another, `Edition.convert` says what stays.
    `issuer`: as it is on record now. Where it was renamed since that filing, the draft has its new name.
    """
    issuer = issuer or last.head.issuer
    head = MonthlyReturn(issuer=issuer, edition=last.head.edition, month_ended=month_ended)
    for name in _HEAD:
        value = getattr(last.head, name)
        setattr(head, name, list(value) if isinstance(value, list) else value)
    if folded(issuer.name) != folded(last.head.issuer.name):
        head.issuer_name = issuer.name
    sheet = Sheet(head, month_before=last)
    follows = month_after(last.head.month_ended) == month_ended
    for part in PARTS:
        for row in last.rows(part):
            if _comes_along(part, row) and not _is_further(sheet, part, row):
                sheet.rows(part).append(_next(part, row, follows))
    if any(figure.kind is Kind.WORDS for _cell, figure in sheet.figures()):
        # Words in the place of a figure lead to a remark, which has to come along with them.
        for name in REMARKS:
            setattr(head, name, getattr(last.head, name))
    edition = EDITIONS.for_month(month_ended)
    if edition.code != head.edition:
        edition.convert(sheet)
    return sheet


def _comes_along(part: str, row: Any) -> bool:
    said = [getattr(row, name) for name in PARTS[part].outstanding]
    stated = [figure for figure in said if not figure.is_blank]
    # N/A in place of a balance says that there is no such thing, which stays so.
    return not stated or any(figure.kind is Kind.NA or figure.value != 0 for figure in stated)


def _is_further(sheet: Sheet, part: str, row: Any) -> bool:
    """A further movement of a type the form has a line for: a second placing was last month's."""
    return PARTS[part].is_by_type and any(other.type == row.type for other in sheet.rows(part))


def _next(part: str, row: Any, follows: bool) -> Any:
    its = PARTS[part]
    made = type(row)(**{name: getattr(row, name) for name in its.cells})
    for name, closing in its.openings.items():
        setattr(made, name, getattr(row, closing) if follows or name.endswith("par") else _not_yet(getattr(row, name)))
    for name in its.of_the_month:
        setattr(made, name, _not_yet(getattr(row, name)))
    if its.of_one_movement and row.issued.value:
        for name in its.of_one_movement:
            setattr(made, name, BLANK if name in figure_fields(type(row)) else "")
    return made


def _not_yet(said: Figure) -> Figure:
    """What does not exist, and what the form left blank, stays so; all else is to be entered again."""
    return said if said.kind in (Kind.NA, Kind.BLANK) else BLANK


def brought_forward(sheet: Sheet) -> Iterator[Cell]:
    """The cells of a draft that still say what the month before closed with."""
    before = sheet.preceding
    if before is None:
        return
    for part in PARTS.values():
        for index, last in rows_before(sheet, part.name).items() if part.openings else ():
            row, then = sheet.rows(part.name)[index], before.rows(part.name)[last]
            for name, closing in part.openings.items():
                if not getattr(row, name).is_blank and getattr(row, name) == getattr(then, closing):
                    yield Cell(part.name, index, name)


def rows_before(sheet: Sheet, part: str) -> dict[int, int]:
    """For each row of a part, by index, the same row in the month before."""
    before = sheet.preceding
    if before is None:
        return {}
    if part in CONTINUED:
        return {index: pair.last for index, pair in sheet.pairs(part).items()}
    there: dict[Key, list[int]] = {}
    for index, row in enumerate(before.rows(part)):
        there.setdefault(_name(part, row), []).append(index)
    names = [(index, _name(part, row)) for index, row in enumerate(sheet.rows(part))]
    return {index: there[name].pop(0) for index, name in names if there.get(name)}


def _name(part: str, row: Any) -> Key:
    return tuple(value_of(row, name) for name in PARTS[part].named_by)


class Item(NamedTuple):
    """What may have moved: a class, a scheme or instrument, or as a whole (`row` is None) a part by type."""

    part: str
    row: int | None

    @property
    def key(self) -> str:
        """Its name on the page."""
        return self.part if self.row is None else f"{self.part}-{self.row}"


def items(sheet: Sheet) -> list[Item]:
    """Everything that exists in the return and may have moved, in the form's order."""
    found = [Item("authorised", index) for index, row in enumerate(sheet.authorised) if authorised_exists(row)]
    found += [Item("issued", index) for index, row in enumerate(sheet.issued) if issued_exists(row)]
    found += [Item(part, index) for part in CONTINUED for index in range(len(sheet.rows(part)))]
    return found + [Item(part, None) for part in EDITIONS[sheet.head.edition].parts if PARTS[part].is_by_type]


def state_unchanged(sheet: Sheet, moved: Iterable[Item]) -> None:
    """State of everything that did not move that it is as it was: Nil moved, and closed as the month before did.

    What is stated already stays; so does what the month before left blank or said not to exist. But of a class of
    shares Nil is said where it exists, and N/A where it does not, whatever the month before said.
    """
    before = sheet.preceding
    if before is None:
        return
    moving = set(moved)
    classes = set(sheet.classes())
    existing = classes | {kind_of(key) for key in classes}
    for part in PARTS:
        for index, last in rows_before(sheet, part).items():
            row = sheet.rows(part)[index]
            if _may_have_moved(part, row, index, moving):
                continue
            then = before.rows(part)[last]
            is_of_class = part == "issued" or (PARTS[part].totals_movements and not sheet.is_marked(row.part))
            nothing = NA if is_of_class and row.share_class not in existing else NIL
            for name in PARTS[part].moved:
                if getattr(row, name).is_blank and getattr(then, name).exists:
                    setattr(row, name, nothing)
            for name in PARTS[part].closings:
                if getattr(row, name).is_blank:
                    setattr(row, name, getattr(then, name))
            for name in figure_fields(type(row)) if is_of_class else ():
                # What came along as N/A.
                if getattr(row, name).kind is Kind.NA and getattr(then, name).kind is Kind.NA:
                    setattr(row, name, nothing)


def state_rest(sheet: Sheet, item: Item, exercised: Figure) -> None:
    """State of a row that so much of it was exercised or converted, and that nothing else moved in it."""
    row, its = sheet.rows(item.part)[item.row or 0], PARTS[item.part]
    then = rows_before(sheet, item.part).get(item.row or 0)
    before = sheet.preceding
    last = before.rows(item.part)[then] if before and then is not None else row
    setattr(row, its.exercised, exercised)
    for name in its.moved:
        # What follows from it, such as the shares issued, is left to be calculated.
        if name not in (*its.shares, its.exercised) and getattr(row, name).is_blank and getattr(last, name).exists:
            setattr(row, name, NIL)


def of_classes(sheet: Sheet, moved: Iterable[Item]) -> list[Item]:
    """The classes of shares whose issued shares moved with these items; all of them, where no row says which."""
    moving = [item for item in moved if item.part in MOVEMENTS]
    said = {sheet.rows(item.part)[item.row].share_class for item in moving if item.row is not None}
    is_any = any(item.row is None for item in moving) or "" in said
    return [
        item
        for item in items(sheet)
        if item.part == "issued" and moving and (is_any or sheet.issued[item.row or 0].share_class in said)
    ]


def _may_have_moved(part: str, row: Any, index: int, moving: set[Item]) -> bool:
    """Whether a row, or anything that it is a total of, is said to have moved."""
    of_part = {item.part for item in moving}
    its = PARTS[part]
    if its.within:
        return its.within in of_part
    if its.totals_movements:
        # Only what is authorised may move without a share being issued.
        return bool(of_part - {"authorised"}) if row.part == Total.Part.ALL else row.part in of_part
    return Item(part, None if its.is_by_type else index) in moving
