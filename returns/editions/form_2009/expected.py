"""Where every cell of the 2009 edition is on paper, from the top of the first page to the end of the last.

All of it is written here from the rows of the return, and not taken from what was laid out: a figure, a word or a label
that the layout puts on the wrong row or leaves out is found. Both share the words of the form (`labels.py`), how a
figure is written, and the measures that say where long rows are cut and totals stay together.

Cells come in the order of the lines they stand on, from left to right: one that reaches over several rows comes with
the last of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from returns.editions.edition import Edition
from returns.editions.expected import ExpectedPages, ExpectedPart, ExpectedText
from returns.editions.form_2009.labels import (
    BALANCES,
    BLANK,
    CLASS_WORDS,
    COLUMNS,
    CONTINUED,
    EMPTY_DATE,
    FUNDS_RAISED,
    HEADINGS,
    ISSUES,
    LETTERS,
    STATE_CURRENCY,
    THERETO,
    THERETO_FIELDS,
    TOTAL_AUTHORISED,
    ClassWords,
)
from returns.editions.form_2009.layout import FURTHER, LINE, together
from returns.editions.text_split import cut
from returns.figures import Figure, Kind, write
from returns.models import (
    Agreement,
    AuthorisedTotal,
    Convertible,
    FundsRaised,
    OptionScheme,
    OtherMovement,
    Total,
    Warrant,
)
from returns.parts import PARTS
from returns.sheet import Sheet, figure_fields, kind_of

TOP = "For Main Board and GEM listed issuers"
TO = "To : Hong Kong Exchanges and Clearing Limited"
SAME = (
    '(These figures should be the same as the relevant figures under II above ("Movements in Issued Share Capital").)'
)
OFFICER = "(Director, Secretary or other duly authorised officer)"
NOTES = (
    "Notes :",
    "1. State the class of shares (e.g. ordinary, preference or other).",
    "2. If there is insufficient space, please append the prescribed continuation sheet.",
)
MOVEMENT = "Movement during the month"

_OPTIONS = ("granted", "exercised", "cancelled", "lapsed", *THERETO_FIELDS)
_WARRANTS = ("opening", "exercised", "closing", *THERETO_FIELDS)
_CONVERTIBLES = ("opening", "converted", "closing", *THERETO_FIELDS)
_BLOCK = (
    ("opening_shares", "opening_par", "opening_capital"),
    ("movement_shares", "", "movement_capital"),
    ("closing_shares", "closing_par", "closing_capital"),
)
_BALANCES = ("opening", "movement", "closing")
_DETAILS = (
    "Stock code (if listed)",
    "Class of shares issuable (Note 1)",
    "Subscription price",
    "EGM approval date (if applicable)\n(dd/mm/yyyy)",
)


def expect(sheet: Sheet, edition: Edition) -> ExpectedPages:
    """All that must be found on the pages of a return, and nothing else may be."""
    return ExpectedPages((ExpectedText(TOP),), tuple(_Form(sheet, edition).parts()), _without_blank)


def _kind(share_class: str) -> str:
    return kind if (kind := kind_of(share_class)) in CLASS_WORDS else "other"


def _words(row: Any) -> ClassWords:
    """What the form calls the kind of a row's class; one it does not know is listed under the other classes."""
    return CLASS_WORDS[_kind(row.share_class)]


def _without_blank(text: str) -> str:
    """What a text says; nothing, where it is what the form prints for a blank."""
    return "" if text in (BLANK, EMPTY_DATE.strip("()")) else text


def _cell(text: str, name: str = "", row: Any = None, pattern: str = "", under: str = "") -> ExpectedText:
    return ExpectedText(text, True, name, row, pattern, under)


def _priced(currency: str, field: str) -> str:
    """A price or an amount behind its currency, or nothing at all."""
    return f"(?:{re.escape(currency)} ?(?P<{field}>.*))?"


def _column_heads(part: str) -> tuple[ExpectedText, ...]:
    return tuple(_cell(column) for column in (*COLUMNS[part], *THERETO))


@dataclass(frozen=True)
class _Particulars:
    """What a row of III is, in words: in its own cell, and in those of the rows that it goes on in."""

    row: Any
    name: str
    first: str
    further: tuple[str, ...]
    said: str

    def cell(self, pattern: str) -> ExpectedText:
        return ExpectedText(self.first, True, self.name, self.row, pattern, said=self.said)

    def further_rows(self) -> Iterator[tuple[ExpectedText, ...]]:
        """The rows that it goes on in; they have no figures."""
        number, name = self.first.partition(" ")[0], self.first.splitlines()[0]
        for text in self.further:
            words = _cell(f"{number} {CONTINUED}\n{text}", f"{name} {CONTINUED}")
            yield words, *(_cell("") for _column in THERETO)


class _Form:
    """One Sheet as the form must say it."""

    def __init__(self, sheet: Sheet, edition: Edition) -> None:
        self.sheet, self.head, self.edition = sheet, sheet.head, edition
        stated: list[Any] = [*sheet.authorised, *sheet.issued, *self.stated_totals("all")]
        keys = {*edition.class_slots, *(row.share_class for row in stated)}
        # All classes that the form has a place for, and those that exist.
        self.printed = sorted(
            keys, key=lambda key: (edition.class_kinds.index(_kind(key)), edition.labels.class_order(key))
        )
        self.existing = sheet.classes()

    def parts(self) -> Iterator[ExpectedPart]:
        yield ExpectedPart(tuple(self.heading()))
        yield self.part("authorised", (*self.blocks(), *self.sums()), self.remarks("authorised"))
        tables = tuple(tuple(self.table(rows)) for rows in self.tables())
        yield self.part("issued", tables, (*self.remarks("issued"), ExpectedText(HEADINGS["details"])))
        columns = (_cell(MOVEMENT), *_column_heads("options"))
        yield self.section("options", columns, map(self.option, *self.rows("options")))
        for part, row in (
            ("warrants", self.warrant),
            ("convertibles", self.convertible),
            ("agreements", self.agreement),
        ):
            yield self.section(part, _column_heads(part), map(row, *self.rows(part)))
        yield self.section("other_movements", _column_heads("other_movements"), self.other_movements())
        yield from self.grand_totals()
        yield ExpectedPart((ExpectedText(SAME), *self.foot()))

    # How a cell is written

    def text(self, row: Any, name: str) -> str:
        value = getattr(row, name)
        if not isinstance(value, Figure):
            return value
        return write(value, figure_fields(type(row))[name].sort, self.edition.notation)

    def field(self, row: Any, name: str, called: str, under: str = "") -> ExpectedText:
        """A cell that holds one field and nothing else."""
        return _cell(self.text(row, name), called, row, f"(?P<{name}>.*)", under)

    def date(self, row: Any, name: str) -> str:
        text = self.text(row, name)
        return f"({text})" if text else EMPTY_DATE

    def price(self, row: Any, currency: str, name: str) -> str:
        """A price or an amount behind its currency: at once before a number, apart from words."""
        joint = "" if getattr(row, name).kind is Kind.NUMBER else " "
        return joint.join(text for text in (getattr(row, currency), self.text(row, name)) if text)

    def index(self, row: Any) -> str:
        """The number of a class, where the form gives it one: (1)."""
        kind, _underscore, number = row.share_class.partition("_")
        if kind not in CLASS_WORDS:
            return row.share_class
        has_others = any(_kind(key) == kind and key != row.share_class for key in self.printed)
        return f"({number})" if number and (kind == "ordinary" or has_others) else ""

    def issuable(self, row: Any) -> str:
        """The class of shares of a row of III: Ordinary shares."""
        kind, _underscore, number = row.share_class.partition("_")
        if kind not in CLASS_WORDS:
            return row.share_class
        has_others = any(kind_of(key) == kind and key != row.share_class for key in self.existing)
        is_only = not has_others and number in ("", "1")
        return CLASS_WORDS[kind].issuable + ("" if is_only else f" ({number})")

    def noted(self, row: Any) -> str:
        """The line that ends the particulars of a row."""
        return f"{self.issuable(row) or f'{BLANK} shares'} (Note 1)"

    # Head and foot

    def heading(self) -> Iterator[ExpectedText]:
        month = self.head.month_ended.strftime(self.edition.notation.day_format)
        submitted = self.text(self.head, "date_submitted") or EMPTY_DATE
        yield ExpectedText(HEADINGS["head"] + (" (Revised)" if self.head.revision else ""))
        yield _cell("For the month ended (dd/mm/yyyy):")
        yield _cell(month, "For the month ended", self.head, "(?P<month_ended>.*)")
        yield ExpectedText(TO)
        yield ExpectedText("Name of Issuer:")
        yield self.field(self.head, "issuer_name", "Name of Issuer")
        yield ExpectedText("Date Submitted:")
        # The head's empty date is in brackets of its own.
        yield _cell(submitted, "Date Submitted", self.head, r"\(?(?P<date_submitted>[^()]*)\)?")

    def foot(self) -> Iterator[ExpectedText]:
        yield ExpectedText("Remarks (if any):")
        if self.head.remarks:
            yield ExpectedText(self.head.remarks, False, "Remarks", self.head, "(?P<remarks>.*)")
        yield ExpectedText("Submitted by:")
        yield self.field(self.head, "submitted_by", "Submitted by")
        yield ExpectedText("Title:")
        yield self.field(self.head, "title", "Title")
        yield ExpectedText(OFFICER)
        yield from (ExpectedText(line) for line in NOTES)

    def remarks(self, part: str) -> tuple[ExpectedText, ...]:
        name = f"{part}_remarks"
        said, pattern = getattr(self.head, name), f"Remarks: (?P<{name}>.*)"
        return (ExpectedText(f"Remarks: {said}", False, f"{part}, Remarks", self.head, pattern),) if said else ()

    # Parts I and II

    def part(
        self, part: str, rows: tuple[tuple[ExpectedText, ...], ...], closing: tuple[ExpectedText, ...]
    ) -> ExpectedPart:
        heading = HEADINGS[part]
        return ExpectedPart((ExpectedText(heading),), rows, closing, (ExpectedText(f"{heading} {CONTINUED}"),))

    def by_class(self, part: str, rows: Sequence[Any]) -> list[Any]:
        """The rows in the form's order of classes, with an empty row for each class that has none."""
        model: Any = PARTS[part].model
        of_class = {key: [row for row in rows if row.share_class == key] for key in self.printed}
        return [row for key in self.printed for row in of_class[key] or [model(share_class=key)]]

    def blocks(self) -> Iterator[tuple[ExpectedText, ...]]:
        for words, rows in groupby(self.by_class("authorised", self.sheet.authorised), key=_words):
            for place, row in enumerate(rows):
                yield (*([ExpectedText(words.heading)] if place == 0 else []), *self.block(row))

    def block(self, row: Any) -> Iterator[ExpectedText]:
        words, index, currency = _words(row), self.index(row), row.currency or STATE_CURRENCY
        columns = (words.column, f"Par value ({currency})", f"Authorised share capital ({currency})")
        called = f"I, {words.heading} {index}".rstrip()
        yield ExpectedText(f"{index} Stock code :")
        yield ExpectedText("Description :")
        yield self.field(row, "stock_code", f"{called}, Stock code")
        yield self.field(row, "description", f"{called}, Description")
        yield _cell("")
        yield from (_cell(column) for column in columns)
        for label, names in zip(BALANCES, _BLOCK, strict=True):
            yield _cell(label)
            for name, column in zip(names, columns, strict=True):
                here = f"{called}, {label}, {column}"
                yield self.field(row, name, here, column) if name else _cell("", here, row, under=column)

    def sums(self) -> Iterator[tuple[ExpectedText, ...]]:
        for lines in together(self.sheet.authorised_totals or [AuthorisedTotal()]):
            yield tuple(text for row in lines for text in self.amount("I, total, ", TOTAL_AUTHORISED, row, ":"))

    def amount(self, part: str, words: str, row: Any, end: str = "") -> tuple[ExpectedText, ExpectedText]:
        label = f"{words} ({row.currency or STATE_CURRENCY})"
        text = "" if row.amount.is_blank else self.price(row, "currency", "amount")
        return ExpectedText(f"{label}{end}"), _cell(text, f"{part}{label}", row, _priced(row.currency, "amount"))

    def tables(self) -> Iterator[list[Any]]:
        """The form's own columns, then those of further classes, as many at a time."""
        rows = self.by_class("issued", self.sheet.issued)
        own = [next(row for row in rows if row.share_class == slot) for slot in self.edition.class_slots]
        further = [row for row in rows if not any(row is first for first in own)]
        yield own
        for start in range(0, len(further), len(own)):
            yield further[start : start + len(own)]

    def table(self, columns: list[Any]) -> Iterator[ExpectedText]:
        kinds = [(words.column, list(rows)) for words, rows in groupby(columns, key=_words)]
        if any(map(self.index, columns)):
            # Kinds whose classes have no number reach down to the second row of the heading.
            yield from (_cell(label) for label, rows in kinds if self.index(rows[0]))
        yield _cell("")
        called = []
        for label, rows in kinds:
            for index in map(self.index, rows):
                called.append(f"{label} {index}".rstrip())
                yield _cell(index, called[-1], under=label) if index else _cell(label)
        labels = (BALANCES[0], f"{BALANCES[1]} during the month", BALANCES[2])
        for label, name in zip(labels, _BALANCES, strict=True):
            yield _cell(label)
            for column, row in zip(called, columns, strict=True):
                yield self.field(row, name, f"II, {label}, {column}", column)

    # Part III

    def rows(self, part: str) -> tuple[Sequence[int], list[Any]]:
        """The rows of a sub-section with their numbers, and as many empty ones as the form has room for."""
        rows = self.sheet.rows(part)
        rows = [*rows, *(PARTS[part].model() for _place in range(self.edition.room[part] - len(rows)))]
        return range(1, len(rows) + 1), rows

    def section(
        self, part: str, columns: tuple[ExpectedText, ...], rows: Iterator[Sequence[tuple[ExpectedText, ...]]]
    ) -> ExpectedPart:
        heading, marked = HEADINGS[part], " (Not Applicable)" if self.sheet.is_marked(part) else ""
        return ExpectedPart(
            (ExpectedText(f"{heading}{marked}"), *columns),
            rows=(*(texts for row in rows for texts in row), *self.part_totals(part)),
            closing=self.remarks(part),
            repeated=(ExpectedText(f"{heading} {CONTINUED}"), *columns),
        )

    def particulars(self, part: str, row: Any, said: str) -> _Particulars:
        first, *further = cut(said, LINE[part], FURTHER)
        name = f"III.{LETTERS[part]}, row {first.splitlines()[0]}"
        return _Particulars(row, name, first, tuple(further), said)

    def figures(self, part: str, called: str, row: Any, names: Sequence[str]) -> list[ExpectedText]:
        """The figures of a row, each under its head: those of a part's columns that come last."""
        heads = (*COLUMNS[part], *THERETO)[-len(names) :]
        return [
            self.field(row, name, f"{called}, {name.replace('_', ' ')}", head)
            for name, head in zip(names, heads, strict=True)
        ]

    def option(self, number: int, row: OptionScheme) -> Sequence[tuple[ExpectedText, ...]]:
        price = self.price(row, "currency", "exercise_price") or BLANK
        lines = (f"{number}. {row.name or BLANK}", "Exercise Price", price, self.date(row, "approval_date"))
        words = self.particulars("options", row, "\n".join((*lines, self.noted(row))))
        pattern = (
            rf"[0-9]+\. (?P<name>.*)\nExercise Price\n{re.escape(row.currency)} ?(?P<exercise_price>.*)\n"
            rf"\((?P<approval_date>[^\n]*)\)\n{re.escape(self.noted(row))}"
        )
        return (words.cell(pattern), *self.figures("options", words.name, row, _OPTIONS)), *words.further_rows()

    def warrant(self, number: int, row: Warrant) -> Sequence[tuple[ExpectedText, ...]]:
        said = f"{number}. {row.description or BLANK}\n{self.date(row, 'expiry_date')}"
        pattern = r"[0-9]+\. (?P<description>.*)\n\((?P<expiry_date>.*)\)"
        return self.instrument("warrants", row, said, pattern, _WARRANTS)

    def convertible(self, number: int, row: Convertible) -> Sequence[tuple[ExpectedText, ...]]:
        said = f"{number}. {row.description or BLANK}"
        return self.instrument("convertibles", row, said, r"[0-9]+\. (?P<description>.*)", _CONVERTIBLES)

    def instrument(
        self, part: str, row: Warrant | Convertible, said: str, pattern: str, names: Sequence[str]
    ) -> Sequence[tuple[ExpectedText, ...]]:
        words = self.particulars(part, row, said)
        figures = self.figures(part, words.name, row, names)
        texts = (
            (row.stock_code, "(?P<stock_code>.*)"),
            (self.issuable(row), ""),
            (
                self.price(row, "price_currency", "subscription_price"),
                _priced(row.price_currency, "subscription_price"),
            ),
            (self.date(row, "approval_date"), r"\((?P<approval_date>.*)\)"),
        )
        details = [
            _cell(text, f"{words.name}, {label.splitlines()[0]}", row, its)
            for label, (text, its) in zip(_DETAILS, texts, strict=True)
        ]
        first = (
            words.cell(pattern),
            self.field(row, "currency", f"{words.name}, currency"),
            *figures[:3],
            *details[:3],
            _cell("\n".join(_DETAILS), words.name),
            details[3],
            *figures[3:],
        )
        return first, *words.further_rows()

    def agreement(self, number: int, row: Agreement) -> Sequence[tuple[ExpectedText, ...]]:
        lines = (f"{number}. {row.particulars or BLANK}", self.date(row, "approval_date"), self.noted(row))
        words = self.particulars("agreements", row, "\n".join(lines))
        pattern = rf"[0-9]+\. (?P<particulars>.*)\n\((?P<approval_date>[^\n]*)\)\n{re.escape(self.noted(row))}"
        figures = self.figures("agreements", words.name, row, THERETO_FIELDS)
        return (words.cell(pattern), *figures), *words.further_rows()

    def other_movements(self) -> Iterator[Sequence[tuple[ExpectedText, ...]]]:
        """The types in the form's order, each as often as it is stated and once at least; then what has no type."""
        stated = self.sheet.other_movements
        for kind in ISSUES:
            rows = [row for row in stated if row.type == kind]
            yield from map(self.other_movement, rows or [OtherMovement(type=kind)])
        yield from (self.other_movement(row) for row in stated if row.type not in ISSUES)

    def other_movement(self, row: OtherMovement) -> Sequence[tuple[ExpectedText, ...]]:
        words = ISSUES.get(row.type, ISSUES["other"])
        numbered = f"{list(ISSUES).index(row.type) + 1}. {words.name}" if row.type in ISSUES else row.type or BLANK
        said = f"{numbered}\n{row.specification}" if row.specification else numbered
        of = self.particulars("other_movements", row, said)
        blank = f"{row.currency or STATE_CURRENCY}\n{BLANK}"
        price = self.price(row, "currency", "price") if self.text(row, "price") else blank
        is_priced = words.priced or row.currency or not row.price.is_blank
        labels = (
            f"Class of shares {words.shares} (Note 1)",
            f"{words.event} : (dd/mm/yyyy)",
            "EGM approval date: (dd/mm/yyyy)",
        )
        texts = (
            (self.issuable(row), ""),
            (self.date(row, "event_date"), r"\((?P<event_date>.*)\)"),
            (self.date(row, "approval_date"), r"\((?P<approval_date>.*)\)"),
        )
        details = [
            _cell(text, f"{of.name}, {label}", row, its) for label, (text, its) in zip(labels, texts, strict=True)
        ]
        pattern = rf"(?:At price:\n(?:{re.escape(blank)}|{_priced(row.currency, 'price')}))?"
        first = (
            *details[:2],
            of.cell(rf"{re.escape(numbered)}(?:\n(?P<specification>.*))?"),
            _cell(f"At price:\n{price}" if is_priced else "", f"{of.name}, price", row, pattern),
            _cell("\n".join(labels), of.name),
            details[2],
            *self.figures("other_movements", of.name, row, THERETO_FIELDS),
        )
        return first, *of.further_rows()

    # Totals

    def stated_totals(self, part: str) -> list[Total]:
        return [row for row in self.sheet.totals if row.part == part]

    def part_totals(self, part: str) -> Iterator[tuple[ExpectedText, ...]]:
        """The totals of a sub-section by kind, then of classes, which are named; last the funds raised."""
        stated, kinds = self.stated_totals(part), self.edition.part_totals
        rows: list[Any] = []
        for kind in kinds:
            rows += [row for row in stated if row.share_class == kind] or [Total(part=part, share_class=kind)]
        rows += [row for row in stated if row.share_class not in kinds]
        if part == "options":
            rows += self.sheet.funds_raised or [FundsRaised()]
        begins = f"Total {LETTERS[part]}. "
        for block in together(rows):
            wanted: list[ExpectedText] = []
            for row in block:
                if isinstance(row, FundsRaised):
                    wanted += self.amount("", FUNDS_RAISED, row)
                    continue
                label = begins + (_words(row).part_total if row.share_class in kinds else f"({self.issuable(row)})")
                begins = ""
                wanted += [ExpectedText(label), self.field(row, "shares", label, THERETO[0])]
            yield tuple(wanted)

    def grand_totals(self) -> Iterator[ExpectedPart]:
        for words, rows in groupby(self.by_class("totals", self.stated_totals("all")), key=_words):
            label = f"Total increase / (decrease) in {words.grand_total} during the month (i.e. Total of A to E)"
            blocks = tuple(
                tuple(text for row in block for text in self.grand_total(label, row)) for block in together(list(rows))
            )
            yield ExpectedPart((ExpectedText(f"{label}:"),), blocks, repeated=(ExpectedText(f"{label} {CONTINUED}"),))

    def grand_total(self, label: str, row: Any) -> tuple[ExpectedText, ...]:
        index = self.index(row)
        total = self.field(row, "shares", f"{label} {index}".rstrip())
        return (ExpectedText(index), total) if index else (total,)
