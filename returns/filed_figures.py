"""What filings say, as rows that can be searched: the movements of part III, and what is notable about a filing.

All of it is derived from the frozen figures, in the transaction that files them; it can be derived again at any time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from returns.editions import EDITIONS
from returns.exchange import figures_json
from returns.figures import BRACKETS, Figure, Kind, Sort, store, write
from returns.labels import LABELS
from returns.models import FiledMovement, Filing, FilingSummary, OtherMovement
from returns.parts import MOVEMENTS, PARTS
from returns.sheet import Sheet

# The columns that every row of III ends with. Where a row has a column of its own for what moved, that names the kind.
_ISSUING = ("issued", "treasury")
# The largest number that the database holds, and the largest percentage.
_MOST, _MOST_PER_CENT = 2**63 - 1, 10**9 - 1
# So much of a description is kept.
_LONGEST = 500


def _cells(part: str) -> tuple[str, ...]:
    """The cells of a row in a part that are movements of their own."""
    known = PARTS[part]
    return tuple(name for name in known.moved if (name in known.leaving if known.leaving else name not in _ISSUING))


def _kinds() -> Iterator[tuple[str, str, str]]:
    """Part, cell or type, and code of every kind of movement, in the form's order."""
    for part in MOVEMENTS:
        by_type = PARTS[part].is_by_type
        for name in OtherMovement.Type.values if by_type else _cells(part):
            yield part, name, f"{part}-{name}"


# Every kind of movement by its code, with its part and its cell or type.
KINDS = {code: (part, name) for part, name, code in _kinds()}


def part_name(part: str) -> str:
    """What a part of III is called: III.A Share options."""
    labels = LABELS[EDITIONS.months[-1][1].code]
    title = str(PARTS[part].model._meta.verbose_name_plural)
    return f"{labels.numerals[part]} {title[:1].upper()}{title[1:]}"


def kind_name(code: str) -> str:
    """What a kind of movement is called: Exercised; Placing."""
    part, name = KINDS[code]
    if name in OtherMovement.Type.values:
        return str(OtherMovement.Type(name).label)
    labels = LABELS[EDITIONS.months[-1][1].code]
    said = str(labels.short.get(name) or PARTS[part].model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return f"{said[:1].upper()}{said[1:]}"


def derive(figures: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The movements of a filing and its summary, each as the values of its model, from the frozen figures."""
    sheet = figures_json.load_filed(figures)
    found = list(_movements(sheet)) or [_nothing()]
    for position, movement in enumerate(found):
        movement |= {"position": position, "month_ended": sheet.head.month_ended}
    worded = sum(1 for _cell, figure in sheet.figures() if figure.kind is Kind.WORDS)
    largest = max(
        (row["per_cent"] for row in found if row["per_cent"] and _is_issuing(row["kind"])), default=Decimal(0)
    )
    return found, {"per_cent": largest, "explained": len(sheet.answers), "worded": worded}


def record(filing: Filing) -> None:
    """Store what is derived from a filing that has just been made."""
    movements, summary = derive(filing.figures)
    FiledMovement.objects.bulk_create(FiledMovement(filing=filing, **values) for values in movements)
    FilingSummary.objects.create(filing=filing, **summary)


def derive_again(filing: Filing) -> None:
    """Derive what a filing says again, in place of what is on record of it."""
    with transaction.atomic():
        FiledMovement.objects.filter(filing=filing).delete()
        FilingSummary.objects.filter(filing=filing).delete()
        record(filing)


def on_record(filings: Iterable[Filing]) -> dict[int, tuple[list[dict[str, Any]], dict[str, Any]]]:
    """What is on record of some filings, by their ids, as `derive` gives it."""
    found: dict[int, tuple[list[dict[str, Any]], dict[str, Any]]] = defaultdict(lambda: ([], {}))
    movements: QuerySet[Any] = FiledMovement.objects.filter(filing__in=filings).order_by("filing", "position")
    for row in movements:
        found[row.filing_id][0].append(_values(row))
    for summary in FilingSummary.objects.filter(filing__in=filings):
        found[summary.filing_id][1].update(_values(summary))
    return found


def _values(row: Model) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if f.name not in ("id", "filing")}


def of_kind(code: str) -> Q:
    """The movements of a kind, or of any kind in a part."""
    return Q(part=code) if code in MOVEMENTS else Q(kind=code)


def _is_issuing(code: str) -> bool:
    """Whether a kind of movement changes the shares in issue."""
    if code not in KINDS:
        return False
    part, name = KINDS[code]
    return PARTS[part].is_by_type or name == _issuing_cell(part)


def _issuing_cell(part: str) -> str:
    """The cell of a row that shares are issued for."""
    return next(name for name in (PARTS[part].used, "exercised", "issued") if name in _cells(part))


def _movements(sheet: Sheet) -> Iterator[dict[str, Any]]:
    before: dict[str, int | None] = {row.share_class: _held(row.opening) or _held(row.closing) for row in sheet.issued}
    for part, index, row in sheet.movements():
        for kind, entered, shares in _of_row(part, row):
            issued = before.get(row.share_class)
            yield {
                "part": part,
                "row": index + 1,
                "kind": kind,
                "share_class": row.share_class,
                "description": _description(part, row),
                "entered": store(entered),
                "price": _price(part, row),
                "shares": shares,
                "issued_before": issued,
                "per_cent": per_cent(shares, issued),
            }


def _nothing() -> dict[str, Any]:
    """A filing without movements, as a row."""
    texts = ("part", "share_class", "description", "entered", "price")
    return {
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(("shares", "issued_before", "per_cent")),
        "row": 0,
        "kind": FiledMovement.NONE,
    }


def _of_row(part: str, row: Any) -> Iterator[tuple[str, Figure, int | None]]:
    """Kind, figure as entered, and shares of each movement of a row."""
    issued = next((figure for name in _ISSUING if _moves(figure := getattr(row, name))), None)
    if PARTS[part].is_by_type:
        moved = issued or row.pending_cancellation
        if _moves(moved):
            yield f"{part}-{row.type or OtherMovement.Type.OTHER.value}", moved, _held(moved)
        return
    for name in _cells(part):
        figure = getattr(row, name)
        for_it = issued if name == _issuing_cell(part) else None
        entered = figure if _moves(figure) else for_it
        if entered is not None:
            # An amount is no number of shares: what it was converted into is.
            counted = figure if PARTS[part].is_counted and figure.value else for_it
            yield f"{part}-{name}", entered, _held(counted) if counted else None


def _moves(figure: Figure) -> bool:
    return figure.kind is Kind.WORDS or bool(figure.value)


def _held(figure: Figure) -> int | None:
    """A number of shares as the database can hold it."""
    return None if figure.value is None else max(-_MOST, min(_MOST, int(figure.value)))


def per_cent(shares: int | None, issued: int | None) -> Decimal | None:
    """How many per cent of the issued shares some shares are, rounded up to six places; None where it is not known."""
    if shares is None or not issued or issued < 0:
        return None
    rounded = min(-(-abs(shares) * 10**8 // issued), _MOST_PER_CENT * 10**6)
    return Decimal(rounded).scaleb(-6)


def _description(part: str, row: Any) -> str:
    name = PARTS[part].particulars[0] if PARTS[part].particulars else "specification"
    return " ".join(str(getattr(row, name)).split())[:_LONGEST]


def _price(part: str, row: Any) -> str:
    name = PARTS[part].price or "price"
    price = getattr(row, name, None)
    if price is None or not price.exists:
        return ""
    currency = row.price_currency if name == "subscription_price" else row.currency
    return f"{currency} {write(price, Sort.PRICE, BRACKETS)}".strip()
