"""Searching what was filed, of any year: one row for each movement, and one for a filing without any."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from returns.editions import EDITIONS
from returns.figures import BRACKETS, Sort, write_number
from returns.filed_figures import KINDS, kind_name, of_kind, part_name
from returns.lateness import Deadlines, is_late, late
from returns.models import FiledMovement, Filing, Issuer, MonthlyReturn, named
from returns.sheet import REMARKS

ON_A_PAGE = 100

# Which filings of a month are looked at.
LATEST, ALL, REVISIONS, REPLACED = "", "all", "revisions", "replaced"


@dataclass(frozen=True)
class Asked:
    """What is looked for; what is empty is not asked."""

    issuer: str = ""
    first: date | None = None
    last: date | None = None
    kind: str = ""
    share_class: str = ""
    shares: int | None = None
    per_cent: Decimal | None = None
    which: str = LATEST
    late: bool = False
    prepared: str = ""
    approved: str = ""
    finalised: str = ""
    signatory: str = ""
    remarks: str = ""


class Found(NamedTuple):
    """A movement that was found, or the row of a filing without any."""

    movement: FiledMovement
    filing: Filing
    is_late: bool

    @property
    def part(self) -> str:
        """The part of III: III.A Share options."""
        return part_name(self.movement.part) if self.movement.part else ""

    @property
    def kind(self) -> str:
        """What moved, in words."""
        return kind_name(self.movement.kind) if self.movement.kind in KINDS else _("No movements")

    @property
    def shares(self) -> str:
        """The number of shares as the form writes it; where none is stated, what was entered."""
        shares = self.movement.shares
        return self.movement.entered if shares is None else write_number(shares, Sort.SHARES, BRACKETS)

    @property
    def share_class(self) -> str:
        """The class of shares, as the form of the filing calls it."""
        return EDITIONS[self.filing.monthly_return.edition].labels.class_label(self.movement.share_class)

    @property
    def submitted_at(self) -> datetime | None:
        """When it was submitted; None where that is not recorded."""
        return self.filing.submission.submitted_at if self.filing.submission else None

    @property
    def prepared_by(self) -> str:
        """Who sent it for approval."""
        person = self.filing.monthly_return.sent_by
        return (person.get_full_name() or person.get_username()) if person else ""


def search(asked: Asked, issuers: QuerySet[Issuer] | None = None) -> QuerySet[FiledMovement]:
    """The movements that are looked for, the latest month first; among these issuers, where any are given."""
    found = FiledMovement.objects.select_related(
        "filing__issuer", "filing__monthly_return__issuer", "filing__monthly_return__sent_by"
    ).defer("filing__pdf", "filing__figures")
    found = found.prefetch_related("filing__submissions")
    if issuers is not None:
        found = found.filter(filing__issuer__in=issuers)
    found = found.filter(_movement(asked), _filing(asked))
    if asked.late:
        found = found.filter(late(found, "filing"))
    return found.order_by("-month_ended", "filing__issuer__name", "-filing__monthly_return__revision", "position")


def _movement(asked: Asked) -> Q:
    wanted = Q()
    if asked.first:
        wanted &= Q(month_ended__gte=asked.first)
    if asked.last:
        wanted &= Q(month_ended__lte=asked.last)
    if asked.kind:
        wanted &= of_kind(asked.kind)
    if asked.share_class:
        wanted &= Q(share_class__startswith=f"{asked.share_class}_") | Q(share_class=asked.share_class)
    if asked.shares is not None:
        wanted &= Q(shares__gt=asked.shares) | Q(shares__lt=-asked.shares)
    if asked.per_cent is not None:
        wanted &= Q(per_cent__gt=asked.per_cent)
    return wanted


def _filing(asked: Asked) -> Q:
    wanted = Q()
    if asked.issuer:
        wanted &= named(asked.issuer, "filing__issuer__")
    is_replaced = Q(filing__monthly_return__revised_by__state=MonthlyReturn.State.FILED)
    match asked.which:
        case "all":
            pass
        case "revisions":
            wanted &= Q(filing__monthly_return__revision__gt=0)
        case "replaced":
            wanted &= is_replaced
        case _:
            wanted &= ~is_replaced
    sent_by = "filing__monthly_return__sent_by__"
    people = {
        asked.prepared: [f"{sent_by}{name}" for name in ("username", "first_name", "last_name")],
        asked.approved: ["filing__approved_name"],
        asked.finalised: ["filing__filed_name"],
        asked.signatory: ["filing__monthly_return__submitted_by"],
        asked.remarks: [f"filing__monthly_return__{name}" for name in REMARKS],
    }
    for words, columns in people.items():
        for word in words.split():
            wanted &= reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns))
    return wanted


def listed(rows: Iterable[FiledMovement]) -> Iterator[Found]:
    """What was found, with what is said of each."""
    due = Deadlines()
    for row in rows:
        yield Found(row, row.filing, is_late(row.filing, due))


# --- The rows as a file ---

HEADINGS = (
    _lazy("stock code"),
    _lazy("issuer"),
    _lazy("month ended"),
    _lazy("revision"),
    _lazy("part"),
    _lazy("row"),
    _lazy("movement"),
    _lazy("class of shares"),
    _lazy("description"),
    _lazy("entered"),
    _lazy("shares"),
    _lazy("issued shares before"),
    _lazy("per cent of issued shares"),
    _lazy("price"),
    _lazy("late"),
    _lazy("finalised (Hong Kong time)"),
    _lazy("submitted (Hong Kong time)"),
    _lazy("prepared by"),
    _lazy("approved by"),
    _lazy("finalised by"),
    _lazy("signatory"),
    _lazy("SHA-256 of the PDF"),
)
# How wide each column is in a workbook.
WIDTHS = (11, 36, 13, 9, 26, 6, 24, 20, 40, 18, 18, 20, 12, 14, 6, 20, 20, 20, 20, 20, 24, 66)


def cells(found: Found) -> list[Any]:
    """The cells under HEADINGS."""
    movement, filing = found.movement, found.filing
    return [
        filing.issuer.stock_code,
        filing.issuer.name,
        movement.month_ended,
        filing.monthly_return.revision,
        found.part,
        movement.row or None,
        found.kind,
        found.share_class,
        movement.description,
        movement.entered,
        movement.shares,
        movement.issued_before,
        movement.per_cent,
        movement.price,
        _("yes") if found.is_late else "",
        filing.filed_at,
        found.submitted_at,
        found.prepared_by,
        filing.approved_name,
        filing.filed_name,
        filing.monthly_return.submitted_by,
        filing.pdf_sha256,
    ]
