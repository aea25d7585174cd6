"""Which rows a part has: those the edition always has, those a person adds, and how each is identified."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from returns.editions import EDITIONS, Edition
from returns.figures import currency_code
from returns.models import AuthorisedClass, IssuedClass, OtherMovement, Row, Total
from returns.parts import MOVEMENTS, PARTS
from returns.recalculate import fill
from returns.sheet import MOST_ROWS, Cell, Sheet, authorised_exists, kind_of

Choices = Sequence[tuple[str, Any]]


class CannotDo(Exception):
    """What was asked cannot be done with these rows; the message says why."""


class Offer(NamedTuple):
    """What may be done next: what its button says, and what to ask for."""

    label: str
    ask: dict[str, Any]


class RowChange(NamedTuple):
    """What was done: the cells that were typed, the row to look at, what to tell, and what to ask for to undo it."""

    typed: set[Cell]
    row: int
    message: str = ""
    undo: dict[str, Any] | None = None
    offer: Offer | None = None


def row_key(sheet: Sheet, part: str, index: int) -> str:
    """A short key that identifies a row when others come and go; it changes only with the row's name."""
    return sha256(sheet.identity(Cell(part, index, "")).encode()).hexdigest()[:8]


def return_classes(sheet: Sheet) -> list[tuple[str, str]]:
    """The return's classes of shares, in words, in the form's order."""
    labels = EDITIONS[sheet.head.edition].labels
    keys = {row.share_class for row in [*sheet.authorised, *sheet.issued] if row.share_class}
    return [(key, labels.class_label(key)) for key in sorted(keys, key=labels.class_order)]


def class_choices(sheet: Sheet, edition: Edition) -> list[tuple[str, str]]:
    """The classes that a row may have: those that exist or were added; all, where none exists yet."""
    there, existing = return_classes(sheet), set(sheet.classes())
    chosen = [(key, words) for key, words in there if key in existing or key not in edition.class_slots]
    return chosen if existing else there


def choices(sheet: Sheet, part: str, edition: Edition) -> dict[str, Choices]:
    """The choices of a part's cells where they are the return's own."""
    if PARTS[part].totals_movements:
        labels = edition.labels
        totalled = [*(sub for sub in MOVEMENTS if sub in edition.fields), Total.Part.ALL.value]
        kinds = [(kind, labels.class_label(kind)) for kind in edition.part_totals]
        return {
            "part": [(each, labels.total(each)) for each in totalled],
            "share_class": [*kinds, *return_classes(sheet)],
        }
    return {"share_class": return_classes(sheet) if PARTS[part].is_per_class else class_choices(sheet, edition)}


def new_row(sheet: Sheet, part: str, edition: Edition) -> Row:
    """What a row that somebody adds starts as: with the return's class of shares, or currency, if there is just one."""
    row: Any = PARTS[part].model()
    if part in MOVEMENTS:
        classes = class_choices(sheet, edition)
        row.share_class = classes[0][0] if len(classes) == 1 else ""
    elif part == "authorised_totals":
        row.currency = untotalled(sheet)
    return row


def untotalled(sheet: Sheet) -> str:
    """The currency of part I, where there is one and it has no total; else empty."""
    there = {currency_code(block.currency): block.currency for block in sheet.authorised if authorised_exists(block)}
    totalled = {currency_code(line.currency) for line in sheet.authorised_totals}
    return next(iter(there.values())) if len(there) == 1 and totalled.isdisjoint(there) else ""


def identity_of(part: str, row: Row) -> tuple[str, ...]:
    """What a row represents: its class of shares, its type of issue, its part and class."""
    return tuple(getattr(row, name) for name in PARTS[part].stands_for)


def is_named(part: str, row: Any) -> bool:
    """Whether what a row represents is fixed: it is then shown as words and cannot be changed."""
    if PARTS[part].is_by_type:
        return row.type in OtherMovement.Type.values
    identity = identity_of(part, row)
    return bool(identity) and all(identity)


def missing_rows(edition: Edition, sheet: Sheet, part: str) -> list[tuple[str, ...]]:
    """The fixed rows that the return does not have."""
    classes = {*edition.class_slots, *(key for key, _label in return_classes(sheet))}
    there = {identity_of(part, row) for row in sheet.rows(part)}
    return [
        key for key in edition.fixed_rows(part, sorted(classes, key=edition.labels.class_order)) if key not in there
    ]


def offered_rows(edition: Edition, sheet: Sheet, part: str) -> list[Row]:
    """These rows, blank, as the page offers them: as many as the part may still have."""
    names = PARTS[part].stands_for
    made = [PARTS[part].model(**dict(zip(names, key, strict=True))) for key in missing_rows(edition, sheet, part)]
    return made[: max(0, MOST_ROWS - len(sheet.rows(part)))]


def add_class(sheet: Sheet, kind: str) -> str:
    """Add a further class of shares of a kind: its block in I, its row in II and its total. Returns its name.

    A part that the return's edition has not gets no row.
    """
    edition = EDITIONS[sheet.head.edition]
    assert kind in edition.class_kinds
    there = {row.share_class for row in [*sheet.authorised, *sheet.issued]}
    number = next(n for n in range(1, len(there) + 2) if f"{kind}_{n}" not in there)
    key = f"{kind}_{number}"
    for part, row in (
        ("authorised", AuthorisedClass()),
        ("issued", IssuedClass()),
        ("totals", Total(part=Total.Part.ALL)),
    ):
        if part not in edition.fields:
            continue
        row.share_class = key
        rows = sheet.rows(part)
        same = [place for place, other in enumerate(rows) if _stands_with(other, row, kind)]
        rows.insert(same[-1] + 1 if same else len(rows), row)
    return key


def add_total(sheet: Sheet) -> None:
    """Add the total of part I that is missing, with what it comes to."""
    rows = sheet.rows("authorised_totals")
    rows.append(new_row(sheet, "authorised_totals", EDITIONS[sheet.head.edition]))
    fill(sheet, Cell("authorised_totals", len(rows) - 1, "amount"))


def _stands_with(other: Any, row: Any, kind: str) -> bool:
    return kind_of(other.share_class) == kind and getattr(other, "part", None) == getattr(row, "part", None)
