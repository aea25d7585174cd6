"""The 2009 edition as it prints: a Sheet as blocks, labels and written texts, which the templates only set out.

The labels are the form's own words and stay as they are in every language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from returns.editions.edition import Edition
from returns.editions.form_2009.labels import (
    BALANCES,
    BLANK,
    CLASS_WORDS,
    COLUMNS,
    CONTINUED,
    EMPTY_DATE,
    FUNDS_RAISED,
    ISSUES,
    LETTERS,
    STATE_CURRENCY,
    THERETO,
    THERETO_FIELDS,
    TOTAL_AUTHORISED,
    IssueWords,
)
from returns.editions.text_split import cut
from returns.figures import Figure, Kind, Sort, write
from returns.models import (
    Agreement,
    AuthorisedClass,
    AuthorisedTotal,
    Convertible,
    FundsRaised,
    IssuedClass,
    OptionScheme,
    OtherMovement,
    Row,
    Total,
    Warrant,
)
from returns.parts import PARTS
from returns.sheet import Sheet, figure_fields, kind_of

# Characters of a figure for which every column has room on one line; a longer one may break, but after a comma only.
ONE_LINE = {Sort.SHARES: 13, Sort.AMOUNT: 16, Sort.PRICE: 16, Sort.DAY: 16}
ZERO_WIDTH_SPACE = "\u200b"

# How wide a line of a row's particulars is, in ems, by the columns of the style sheet; FURTHER, of a row they go on in.
LINE = {"options": 12.5, "warrants": 10.0, "convertibles": 10.0, "agreements": 35.5, "other_movements": 7.2}
FURTHER = 35.5
# Lines of totals that stand on one page, together with the row above them; there is room for so many under any row.
TOGETHER = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A label and the text beside it; `index` is the number of a class among its kind: (1).

    `row` states it, here as in all that follows: None where it states something of a row above it.
    """

    label: str
    text: str
    index: str = ""
    row: Any = None


def together(lines: Sequence[Any]) -> list[Sequence[Any]]:
    """Lines of totals in blocks that no page divides."""
    return [lines[start : start + TOGETHER] for start in range(0, len(lines), TOGETHER)]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the form."""

    title: str
    month_ended: str
    issuer_name: str
    date_submitted: str


@dataclass(frozen=True, slots=True)
class AuthorisedBlock:
    """One class of shares in part I; each row is its label and its cells."""

    index: str
    stock_code: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    row: Any


@dataclass(frozen=True, slots=True)
class Authorised:
    """Part I: the blocks under the heading of their kind, and the total for each currency."""

    heading: str
    kinds: tuple[tuple[str, tuple[AuthorisedBlock, ...]], ...]
    totals: tuple[Line, ...]
    remarks: str

    @property
    def sums(self) -> list[Sequence[Line]]:
        """The totals in blocks."""
        return together(self.totals)


@dataclass(frozen=True, slots=True)
class IssuedTable:
    """Classes side by side in part II: each kind with the numbers of its classes, and the three rows.

    `of` are the classes themselves, one a column.
    """

    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    of: tuple[Any, ...]

    @property
    def indices(self) -> list[str]:
        """The numbers that need a row of their own in the heading."""
        return [index for _label, indices in self.kinds for index in indices if index]


@dataclass(frozen=True, slots=True)
class Issued:
    """Part II: a table of the form's own columns, and a further one for each four classes more."""

    heading: str
    tables: tuple[IssuedTable, ...]
    remarks: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of part III: its particulars, numbered, in words; its figures; and the details under it.

    Particulars too long for a page go on in rows of their own: `continued` is the text of each.
    """

    particulars: str
    figures: tuple[str, ...]
    currency: str = ""
    price: str = ""
    details: tuple[Line, ...] = ()
    row: Any = None
    continued: tuple[str, ...] = ()

    @property
    def further(self) -> list[str]:
        """The rows that it goes on in, each with the number of the row."""
        number = self.particulars.partition(" ")[0]
        return [f"{number} {CONTINUED}\n{text}" for text in self.continued]


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-section of part III, A to E; `thereto` are the two columns that all of them end in."""

    heading: str
    marked: bool
    columns: tuple[str, ...]
    thereto: tuple[str, ...]
    entries: tuple[Entry, ...]
    totals: tuple[Line, ...]
    funds: tuple[Line, ...]
    remarks: str

    @property
    def sums(self) -> list[Sequence[tuple[Line, bool]]]:
        """The totals and the funds raised, in blocks; with each line whether it is of funds."""
        return together([*((line, False) for line in self.totals), *((line, True) for line in self.funds)])


@dataclass(frozen=True, slots=True)
class Form:
    """All of the form, in its order."""

    head: Head
    authorised: Authorised
    issued: Issued
    details: str
    options: Section
    warrants: Section
    convertibles: Section
    agreements: Section
    other_movements: Section
    totals: tuple[tuple[str, tuple[Line, ...]], ...]
    remarks: str
    submitted_by: str
    title: str

    @property
    def grand_totals(self) -> list[tuple[str, list[Sequence[Line]]]]:
        """The totals of each kind, in blocks."""
        return [(kind, together(lines)) for kind, lines in self.totals]


def build_layout(sheet: Sheet, edition: Edition) -> Form:
    """The form as `sheet` fills it: no row of the Sheet is left out, and every cell it leaves empty is there."""
    return _LayOut(sheet, edition).form()


def _kind(share_class: str) -> str:
    """The kind a class is listed under; one that is no class of the form is listed under the other classes."""
    kind = kind_of(share_class)
    return kind if kind in CLASS_WORDS else "other"


class _LayOut:
    """One Sheet on its way into the form."""

    def __init__(self, sheet: Sheet, edition: Edition) -> None:
        self.sheet = sheet
        self.edition = edition
        stated: list[Any] = [*sheet.authorised, *sheet.issued, *self.stated_totals("all")]
        keys = {*edition.class_slots, *(row.share_class for row in stated)}
        self.classes = sorted(
            keys, key=lambda key: (edition.class_kinds.index(_kind(key)), edition.labels.class_order(key))
        )
        self.existing = sheet.classes()

    def form(self) -> Form:
        head = self.sheet.head
        return Form(
            head=Head(
                title=self.edition.headings["head"] + (" (Revised)" if head.revision else ""),
                month_ended=head.month_ended.strftime(self.edition.notation.day_format),
                issuer_name=head.issuer_name,
                date_submitted=self.text(head, "date_submitted") or EMPTY_DATE,
            ),
            authorised=Authorised(
                heading=self.edition.headings["authorised"],
                kinds=tuple(self.by_kind("heading", self.authorised_blocks())),
                totals=self.currency_lines(TOTAL_AUTHORISED, self.sheet.authorised_totals or [AuthorisedTotal()]),
                remarks=head.authorised_remarks,
            ),
            issued=Issued(
                heading=self.edition.headings["issued"],
                tables=tuple(self.issued_tables()),
                remarks=head.issued_remarks,
            ),
            details=self.edition.headings["details"],
            options=self.section("options", self.entries("options", self.option)),
            warrants=self.section("warrants", self.entries("warrants", self.warrant)),
            convertibles=self.section("convertibles", self.entries("convertibles", self.convertible)),
            agreements=self.section("agreements", self.entries("agreements", self.agreement)),
            other_movements=self.section("other_movements", self.other_movements()),
            totals=tuple(self.by_kind("grand_total", self.grand_totals())),
            remarks=head.remarks,
            submitted_by=head.submitted_by,
            title=head.title,
        )

    # How a cell is written

    def text(self, row: Any, name: str) -> str:
        """A figure in the edition's notation; words as they are."""
        value = getattr(row, name)
        if not isinstance(value, Figure):
            return value
        sort = figure_fields(type(row))[name].sort
        text = write(value, sort, self.edition.notation)
        is_long = len(text) > ONE_LINE[sort] and value.kind is Kind.NUMBER
        return text.replace(",", f",{ZERO_WIDTH_SPACE}") if is_long else text

    def texts(self, row: Row, *names: str) -> tuple[str, ...]:
        return tuple(self.text(row, name) for name in names)

    def date(self, row: Row, name: str) -> str:
        """A date as part III has it, in brackets: (30/06/2004)."""
        text = self.text(row, name)
        return f"({text})" if text else EMPTY_DATE

    def price(self, row: Any, currency: str, name: str) -> str:
        """A price with its currency, joined as filings have it: US$0.0353."""
        stated, text = getattr(row, currency), self.text(row, name)
        joint = "" if getattr(row, name).kind is Kind.NUMBER else " "
        return joint.join(filter(None, (stated, text)))

    def shares(self, share_class: str) -> str:
        """The class of shares of a row of III; its number only where the kind has more classes than one."""
        if kind_of(share_class) not in CLASS_WORDS:
            return share_class
        words = CLASS_WORDS[kind_of(share_class)].issuable
        others = [key for key in self.existing if kind_of(key) == kind_of(share_class) and key != share_class]
        number = share_class.partition("_")[2]
        return words if not others and number in ("", "1") else f"{words} ({number})"

    # Classes of shares: parts I and II, and the grand totals

    def index(self, share_class: str) -> str:
        """The number of a class among its kind; preference and other shares have one only if they need it."""
        kind, _underscore, number = share_class.partition("_")
        if kind not in CLASS_WORDS:
            return share_class
        alone = sum(_kind(key) == kind for key in self.classes) == 1
        return "" if not number or (alone and kind != "ordinary") else f"({number})"

    def by_class(self, rows: Sequence[Any], empty: type[Any]) -> list[Any]:
        """The rows in the form's order of classes, with an empty row for each class that has none."""
        of_class = {key: [row for row in rows if row.share_class == key] for key in self.classes}
        return [row for key in self.classes for row in of_class[key] or [empty(share_class=key)]]

    def by_kind(self, words: str, items: Sequence[tuple[str, Any]]) -> list[tuple[str, tuple[Any, ...]]]:
        """Items of one class each, gathered under what the form calls their kind."""
        kinds = groupby(items, key=lambda item: _kind(item[0]))
        return [(getattr(CLASS_WORDS[kind], words), tuple(item for _key, item in group)) for kind, group in kinds]

    def authorised_blocks(self) -> list[tuple[str, AuthorisedBlock]]:
        """Part I: a block for each class."""
        blocks = []
        for row in self.by_class(self.sheet.authorised, AuthorisedClass):
            currency = row.currency or STATE_CURRENCY
            block = AuthorisedBlock(
                index=self.index(row.share_class),
                stock_code=row.stock_code,
                description=row.description,
                columns=(
                    CLASS_WORDS[_kind(row.share_class)].column,
                    f"Par value ({currency})",
                    f"Authorised share capital ({currency})",
                ),
                rows=(
                    (BALANCES[0], self.texts(row, "opening_shares", "opening_par", "opening_capital")),
                    (BALANCES[1], (self.text(row, "movement_shares"), "", self.text(row, "movement_capital"))),
                    (BALANCES[2], self.texts(row, "closing_shares", "closing_par", "closing_capital")),
                ),
                row=row,
            )
            blocks.append((row.share_class, block))
        return blocks

    def issued_tables(self) -> list[IssuedTable]:
        """Part II: the form's own columns first, then the classes it has no column for, four at a time."""
        rows = self.by_class(self.sheet.issued, IssuedClass)
        own = [next(row for row in rows if row.share_class == slot) for slot in self.edition.class_slots]
        further = [row for row in rows if not any(row is first for first in own)]
        step = len(own)
        tables = []
        for columns in (own, *(further[start : start + step] for start in range(0, len(further), step))):
            cells = zip(*(self.texts(row, "opening", "movement", "closing") for row in columns), strict=True)
            labels = (BALANCES[0], f"{BALANCES[1]} during the month", BALANCES[2])
            kinds = self.by_kind("column", [(row.share_class, self.index(row.share_class)) for row in columns])
            tables.append(IssuedTable(tuple(kinds), tuple(zip(labels, cells, strict=True)), tuple(columns)))
        return tables

    def grand_totals(self) -> list[tuple[str, Line]]:
        """Total of A to E: a line for each class."""
        rows = self.by_class(self.stated_totals("all"), Total)
        return [(row.share_class, Line("", self.text(row, "shares"), self.index(row.share_class), row)) for row in rows]

    # Part III

    def entries(self, part: str, entry: Callable[[str, Any], Entry]) -> list[Entry]:
        """The rows of a sub-section, with as many empty ones as the form has room for."""
        rows = self.sheet.rows(part)
        room = [PARTS[part].model() for _place in range(self.edition.room[part] - len(rows))]
        return [entry(f"{place}.", row) for place, row in enumerate([*rows, *room], start=1)]

    def section(self, part: str, entries: Sequence[Entry]) -> Section:
        funds = self.sheet.funds_raised or [FundsRaised()]
        return Section(
            heading=self.edition.headings[part],
            marked=self.sheet.is_marked(part),
            columns=COLUMNS[part],
            thereto=THERETO,
            entries=tuple(self.continued(entry, LINE[part]) for entry in entries),
            totals=self.part_totals(part),
            funds=self.currency_lines(FUNDS_RAISED, funds) if part == "options" else (),
            remarks=getattr(self.sheet.head, f"{part}_remarks"),
        )

    def continued(self, entry: Entry, line: float) -> Entry:
        """A row, whole or with the rows it goes on in."""
        first, *further = cut(entry.particulars, line, FURTHER)
        return replace(entry, particulars=first, continued=tuple(further)) if further else entry

    def stated_totals(self, part: str) -> list[Total]:
        return [row for row in self.sheet.totals if row.part == part]

    def part_totals(self, part: str) -> tuple[Line, ...]:
        """Total A. to Total E., for each kind of shares; a total stated for anything else comes after them."""
        stated = self.stated_totals(part)
        lines = []
        for kind in self.edition.part_totals:
            rows = [row for row in stated if row.share_class == kind] or [Total(part=part, share_class=kind)]
            lines += [Line(CLASS_WORDS[kind].part_total, self.text(row, "shares"), row=row) for row in rows]
        for row in stated:
            if row.share_class not in self.edition.part_totals:
                lines.append(Line(f"({self.shares(row.share_class)})", self.text(row, "shares"), row=row))
        return (replace(lines[0], label=f"Total {LETTERS[part]}. {lines[0].label}"), *lines[1:])

    def currency_lines(self, label: str, rows: Sequence[Any]) -> tuple[Line, ...]:
        """A total for each currency, which is written before the figure as well: US$196,506.20, HK$ Nil."""
        return tuple(
            Line(
                f"{label} ({row.currency or STATE_CURRENCY})",
                "" if row.amount.is_blank else self.price(row, "currency", "amount"),
                row=row,
            )
            for row in rows
        )

    def issuable(self, row: Any) -> str:
        """The line that ends the particulars of a row of III.A or III.D."""
        return f"{self.shares(row.share_class) or f'{BLANK} shares'} (Note 1)"

    def option(self, number: str, row: OptionScheme) -> Entry:
        """A row of III.A; its particulars as filings have them, line under line."""
        particulars = (
            f"{number} {row.name or BLANK}",
            "Exercise Price",
            self.price(row, "currency", "exercise_price") or BLANK,
            self.date(row, "approval_date"),
            self.issuable(row),
        )
        return Entry(
            particulars="\n".join(particulars),
            figures=self.texts(row, "granted", "exercised", "cancelled", "lapsed", "issued", "may_be_issued"),
            row=row,
        )

    def warrant(self, number: str, row: Warrant) -> Entry:
        """A row of III.B."""
        return Entry(
            particulars=f"{number} {row.description or BLANK}\n{self.date(row, 'expiry_date')}",
            currency=row.currency,
            figures=self.texts(row, "opening", "exercised", "closing", "issued", "may_be_issued"),
            details=self.instrument_details(row),
            row=row,
        )

    def convertible(self, number: str, row: Convertible) -> Entry:
        """A row of III.C."""
        return Entry(
            particulars=f"{number} {row.description or BLANK}",
            currency=row.currency,
            figures=self.texts(row, "opening", "converted", "closing", "issued", "may_be_issued"),
            details=self.instrument_details(row),
            row=row,
        )

    def instrument_details(self, row: Warrant | Convertible) -> tuple[Line, ...]:
        """The details under each row of III.B and III.C."""
        return (
            Line("Stock code (if listed)", row.stock_code),
            Line("Class of shares issuable (Note 1)", self.shares(row.share_class)),
            Line("Subscription price", self.price(row, "price_currency", "subscription_price")),
            Line("EGM approval date (if applicable)\n(dd/mm/yyyy)", self.date(row, "approval_date")),
        )

    def agreement(self, number: str, row: Agreement) -> Entry:
        """A row of III.D."""
        particulars = (f"{number} {row.particulars or BLANK}", self.date(row, "approval_date"), self.issuable(row))
        return Entry(particulars="\n".join(particulars), figures=self.texts(row, *THERETO_FIELDS), row=row)

    def other_movements(self) -> list[Entry]:
        """III.E: the ten types in the form's order, each as often as it is stated and once at least."""
        stated = self.sheet.other_movements
        entries = []
        for place, kind in enumerate(ISSUES, start=1):
            rows = [row for row in stated if row.type == kind] or [OtherMovement(type=kind)]
            entries += [self.other_movement(f"{place}. {ISSUES[kind].name}", ISSUES[kind], row) for row in rows]
        untyped = [row for row in stated if row.type not in ISSUES]
        return entries + [
            self.other_movement(row.type or BLANK, ISSUES[OtherMovement.Type.OTHER], row) for row in untyped
        ]

    def other_movement(self, name: str, words: IssueWords, row: OtherMovement) -> Entry:
        """A row of III.E. A price is printed where a row states one, even if its type has none on the form."""
        price = self.price(row, "currency", "price")
        if self.text(row, "price") == "":
            price = f"{row.currency or STATE_CURRENCY}\n{BLANK}"
        priced = words.priced or row.currency or not row.price.is_blank
        return Entry(
            particulars="\n".join(filter(None, (name, row.specification))),
            price=f"At price:\n{price}" if priced else "",
            figures=self.texts(row, *THERETO_FIELDS),
            details=(
                Line(f"Class of shares {words.shares} (Note 1)", self.shares(row.share_class)),
                Line(f"{words.event} : (dd/mm/yyyy)", self.date(row, "event_date")),
                Line("EGM approval date: (dd/mm/yyyy)", self.date(row, "approval_date")),
            ),
            row=row,
        )
