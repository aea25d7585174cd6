"""One return with all its rows in memory.

The rules read it, the PDF prints it, exports write it, imports make it; so what was checked is what is printed.
Its rows are the models' own instances, saved or not: a Sheet needs no database.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.translation import gettext

from returns.deadlines import HONG_KONG, month_after
from returns.figures import EXACT, Figure, Kind, Sort, is_currency, read_money, store
from returns.models import (
    Agreement,
    Answer,
    AuthorisedClass,
    AuthorisedTotal,
    Convertible,
    FundsRaised,
    IssuedClass,
    MonthlyReturn,
    MovementRow,
    OptionScheme,
    OtherMovement,
    Row,
    Total,
    Warrant,
)
from returns.models.fields import FigureField
from returns.pairing import Pair, Reorganisation, pair, reorganisations, value_of
from returns.parts import MOVEMENTS, PARTS

# So many rows a part has at most; a return on record from before there was this limit may have more.
MOST_ROWS = 2_000

# Where remarks stand in the head: under the parts and at the end of the form.
REMARKS = tuple(f.name for f in MonthlyReturn._meta.fields if f.name.endswith("remarks"))

_ADDRESS = re.compile(r"(?P<part>[a-z_]+)-(?:(?P<row>[0-9]{1,6})-)?(?P<name>[a-z_]+)", re.ASCII)


class Cell(NamedTuple):
    """The place of a figure: the part, the row in it (from 0; None in the head), and the field.

    `before`: it is in the return of the month before.
    """

    part: str
    row: int | None
    name: str
    before: bool = False

    @property
    def address(self) -> str:
        """The cell's name on the page: options-0-exercised, head-date_submitted."""
        place = f"{self.part}-{self.name}" if self.row is None else f"{self.part}-{self.row}-{self.name}"
        return f"before-{place}" if self.before else place

    @classmethod
    def of(cls, address: str) -> "Cell | None":
        """The cell of this month's return that an address speaks of; None where it is no such address."""
        match = _ADDRESS.fullmatch(address)
        if not match:
            return None
        row = match["row"]
        return cls(match["part"], None if row is None else int(row), match["name"])


@dataclass
class Sheet:
    """A return and its rows; `month_before` is the Sheet of the filing before it, where one is on record."""

    head: MonthlyReturn
    authorised: list[AuthorisedClass] = field(default_factory=list)
    authorised_totals: list[AuthorisedTotal] = field(default_factory=list)
    issued: list[IssuedClass] = field(default_factory=list)
    options: list[OptionScheme] = field(default_factory=list)
    funds_raised: list[FundsRaised] = field(default_factory=list)
    warrants: list[Warrant] = field(default_factory=list)
    convertibles: list[Convertible] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    other_movements: list[OtherMovement] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    month_before: "Sheet | None" = None
    # When that filing was made; None where it is not known.
    before_filed_at: datetime | None = None
    # Days on which the exchange was closed beyond its calendar: they move the deadline.
    closures: frozenset[date] = frozenset()
    # The day on which it would be filed, in Hong Kong; None where it is filed already, or nobody means to file it now.
    filing_day: date | None = None
    # The cells that took their formula's value since it was read; a copy begins without any.
    recalculated: set[Cell] = field(default_factory=set, init=False, repr=False, compare=False)
    _known: dict[str, Any] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def sent_day(self) -> date | None:
        """The day in Hong Kong on which it was sent for approval; None of a draft."""
        sent_at = self.head.sent_at
        return sent_at.astimezone(HONG_KONG).date() if sent_at else None

    @property
    def preceding(self) -> "Sheet | None":
        """The Sheet of the month just before; None where the last filing on record is of an earlier month."""
        before = self.month_before
        return before if before and month_after(before.head.month_ended) == self.head.month_ended else None

    def pairs(self, part: str) -> dict[int, Pair]:
        """For each row of schemes or instruments, by index, the same row of the month before (`pairing.pair`)."""
        return self.once(f"pairs of {part}", lambda: self._pair(part))

    @property
    def reorganised(self) -> dict[str, Reorganisation]:
        """The classes whose shares were consolidated, subdivided or multiplied by a bonus issue, with their ratio."""
        return self.once(
            "reorganised", lambda: reorganisations(self.authorised, self.issued, self.movements())
        )  # fmt: skip

    def _pair(self, part: str) -> dict[int, Pair]:
        before = self.preceding
        return {} if before is None else pair(part, self.rows(part), before.rows(part), self.reorganised)

    def once(self, what: str, make: Callable[[], Any]) -> Any:
        """What several rules need of the same rows: made once while `reading`, each time otherwise."""
        if self._known is None:
            return make()
        if what not in self._known:
            self._known[what] = make()
        return self._known[what]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While no row changes."""
        self._known = {}
        try:
            yield
        finally:
            self._known = None

    @classmethod
    def load(cls, monthly_return: MonthlyReturn) -> "Sheet":
        """The Sheet of a return on record: one query for each part, however many rows."""
        rows = {
            name: list(part.model._default_manager.filter(monthly_return=monthly_return))
            for name, part in PARTS.items()
        }
        sheet = cls.of(monthly_return, rows)
        sheet.answers = list(monthly_return.answers.all())
        return sheet

    @classmethod
    def of(cls, head: MonthlyReturn, rows: Mapping[str, list[Any]]) -> "Sheet":
        """The Sheet of a head and the rows of each part."""
        sheet = cls(head)
        for part, of_part in rows.items():
            setattr(sheet, part, of_part)
        return sheet

    def rows(self, part: str) -> list[Any]:
        """The rows of a part."""
        return getattr(self, part)

    def movements(self) -> Iterator[tuple[str, int, MovementRow]]:
        """Every row of part III: its sub-section, its index and itself."""
        for part in MOVEMENTS:
            for index, row in enumerate(self.rows(part)):
                yield part, index, row

    def untouched(self, part: str) -> set[int]:
        """The rows of a part, by index, of which nobody has stated what moved or how the month ended."""
        return self.once(f"untouched {part}", lambda: self._untouched(part))

    def _untouched(self, part: str) -> set[int]:
        names, rows = PARTS[part].of_the_month, enumerate(self.rows(part))
        return {index for index, row in rows if all(getattr(row, name).kind is Kind.BLANK for name in names)}

    def figure(self, cell: Cell) -> Figure:
        """The content of a cell."""
        part, row, name, before = cell
        sheet = self.month_before if before else self
        assert sheet is not None
        return getattr(sheet.head if row is None else getattr(sheet, part)[row], name)

    def text(self, cell: Cell) -> str:
        """What a cell says, as it is kept: a figure's plain text, or the words of a cell that is no figure."""
        content = self.content(cell)
        return store(content) if isinstance(content, Figure) else str(content)

    def content(self, cell: Cell) -> Any:
        """What a cell holds: a Figure, or the words of a cell that is no figure."""
        if cell.before:
            assert self.month_before is not None
            return self.month_before.content(cell._replace(before=False))
        return getattr(self.head if cell.row is None else self.rows(cell.part)[cell.row], cell.name)

    def value(self, cell: Cell) -> str:
        """A cell's value as text: the same for 1,200 and 1,200.00, and for words that differ only in white space."""
        content = self.content(cell)
        if isinstance(content, Figure) and content.kind is Kind.NUMBER:
            return f"{EXACT.normalize(Decimal(content.number)):f}"  # type: ignore[arg-type]
        return " ".join((store(content) if isinstance(content, Figure) else str(content)).split())

    def identity(self, cell: Cell) -> str:
        """What names the row of a cell apart from its place, which changes when rows come and go."""
        if cell.before:
            return self.month_before.identity(cell._replace(before=False)) if self.month_before else ""
        if cell.row is None:
            return ""
        row = self.rows(cell.part)[cell.row]
        return "|".join(str(value_of(row, name)) for name in PARTS[cell.part].identity)

    def figures(self) -> Iterator[tuple[Cell, Figure]]:
        """Every cell that can hold a figure, in the form's order."""
        for name in figure_fields(MonthlyReturn):
            yield Cell("head", None, name), getattr(self.head, name)
        for part in PARTS.values():
            names = list(figure_fields(part.model))
            for index, row in enumerate(self.rows(part.name)):
                for name in names:
                    yield Cell(part.name, index, name), getattr(row, name)

    def is_marked(self, part: str) -> bool:
        """Whether the part is marked Not Applicable."""
        return part in self.head.not_applicable

    def remarks(self, part: str) -> str:
        """What the remarks say of a part: those under it and those at the end of the form."""
        return f"{getattr(self.head, PARTS[part].remarks)} {self.head.remarks}".strip()

    def classes(self) -> list[str]:
        """The classes of shares that exist in this return, in the order in which it states them.

        A class exists where part II states a balance for it, or part I a number of shares; N/A and blank do not.
        """
        keys = [row.share_class for row in self.authorised if authorised_exists(row)]
        keys += [row.share_class for row in self.issued if issued_exists(row)]
        return list(dict.fromkeys(key for key in keys if key))

    def unclassed(self, *parts: str) -> list[Cell]:
        """The cells of rows in these parts that state shares and leave the class of shares blank."""
        return self.once(f"unclassed {parts}", lambda: [cell for part in parts for cell in self._unclassed(part)])

    def _unclassed(self, part: str) -> Iterator[Cell]:
        for index, row in enumerate(self.rows(part)):
            if not row.share_class and any(getattr(row, name).value for name in PARTS[part].shares):
                yield Cell(part, index, "share_class")

    def out_of_order(self) -> list[tuple[Cell, Figure]]:
        """The cells of the rows that hold words, or what could not be read."""
        return self.once("out of order", lambda: list(self._out_of_order()))

    def _out_of_order(self) -> Iterator[tuple[Cell, Figure]]:
        yield from self._worded("head", None, self.head)
        for part in PARTS.values():
            figures_of = attrgetter(*figure_fields(part.model))
            for index, row in enumerate(self.rows(part.name)):
                if any(figure.text for figure in _as_tuple(figures_of(row))):
                    yield from self._worded(part.name, index, row)

    def _worded(self, part: str, index: int | None, holder: Any) -> Iterator[tuple[Cell, Figure]]:
        for name in figure_fields(type(holder)):
            if getattr(holder, name).text:
                yield Cell(part, index, name), getattr(holder, name)


def _as_tuple(found: Any) -> tuple[Any, ...]:
    """What an attrgetter gives: of one name it gives no tuple."""
    return found if isinstance(found, tuple) else (found,)


def too_many_rows(rows: int) -> str:
    """What is said where a part would have more rows than it may have: how many, and what to do."""
    return gettext(
        "A part has at most %(most)s rows, and this would make %(rows)s. Combine rows that can be stated together, "
        "such as grants under one scheme at one price."
    ) % {"most": f"{MOST_ROWS:,}", "rows": f"{rows:,}"}


def figure_fields(model: type) -> dict[str, FigureField]:
    """The fields of a model that hold figures, by name, in the model's order."""
    found = _FIGURE_FIELDS.get(model)
    if found is None:
        found = {f.name: f for f in model._meta.get_fields() if isinstance(f, FigureField)}  # type: ignore[attr-defined]
        _FIGURE_FIELDS[model] = found
    return found


_FIGURE_FIELDS: dict[type, dict[str, FigureField]] = {}


def sort_of(cell: Cell) -> Sort:
    """What sort of figure a cell is for."""
    model = MonthlyReturn if cell.row is None else PARTS[cell.part].model
    return figure_fields(model)[cell.name].sort


def currency_of(cell: Cell) -> Cell | None:
    """The cell that says in which currency an amount or a price is; None of what is no money."""
    if cell.row is None or sort_of(cell) not in _MONEY:
        return None
    return cell._replace(name=_currency_name(cell.name))


_MONEY = (Sort.AMOUNT, Sort.PRICE)


def _currency_name(name: str) -> str:
    return "price_currency" if name == "subscription_price" else "currency"


def read_in_currency(row: Row) -> dict[str, Any]:
    """What a row states with its currency, by field, where the row states that currency, or none: it takes it on then.

    What is said in another currency stays as typed, and rule F-1 names both.
    """
    read: dict[str, Any] = {}
    for name, model_field in figure_fields(type(row)).items():
        typed: Figure = getattr(row, name)
        currency = _currency_name(name) if typed.kind is Kind.UNREAD and model_field.sort in _MONEY else None
        money = read_money(typed.text, model_field.sort) if currency else None
        if not currency or not money:
            continue
        mark, figure = money
        stated = str(read.get(currency) or getattr(row, currency)).strip()
        if stated and not is_currency(mark, stated):
            continue
        if not stated and mark != "$":
            read[currency] = mark
        read[name] = figure
    return read


def authorised_exists(row: AuthorisedClass) -> bool:
    """Whether a block of part I states a class: some number of shares that is neither blank nor N/A."""
    return any(f.exists for f in (row.opening_shares, row.movement_shares, row.closing_shares)) and (
        row.opening_shares.exists or row.closing_shares.exists
    )


def issued_exists(row: IssuedClass) -> bool:
    """Whether a column of part II states a class: a balance that is neither blank nor N/A.

    Issuers write Nil for the movement of a class that does not exist, with N/A for its balances.
    """
    return row.opening.exists or row.closing.exists


def kind_of(share_class: str) -> str:
    """The kind of a class, where it has one: what its key says before the number. Else the key itself."""
    return share_class.partition("_")[0]
