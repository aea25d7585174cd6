"""Where every cell of the 2009 edition stands on paper, from the top of the first page to the end of the last.

The words for a class of shares, a currency, a type of issue and the mark “(Not Applicable)” come from the rows of the
return and not from what was laid out, so that a label on the wrong row is found. Cells come in the order of the lines
they stand on, from left to right: one that reaches over several rows comes with the last of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from returns.editions.expected import ExpectedPages, ExpectedPart, ExpectedText
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
    ClassWords,
)
from returns.editions.form_2009.layout import AuthorisedBlock, Entry, Form, IssuedTable, Line, Section, together
from returns.models import MonthlyReturn
from returns.sheet import Sheet, kind_of

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


def expect(form: Form, sheet: Sheet) -> ExpectedPages:
    """All that must be found on the pages of a form, and nothing else may be."""
    head, classes = sheet.head, _Classes(form, sheet)

    def section(
        part: str, columns: tuple[ExpectedText, ...], row: Callable[[Entry, _Classes], tuple[ExpectedText, ...]]
    ) -> ExpectedPart:
        return _section(part, getattr(form, part), sheet, classes, columns, row)

    parts = (
        ExpectedPart(tuple(_head(form, head))),
        ExpectedPart(
            (ExpectedText(form.authorised.heading),),
            rows=(*_blocks(form, classes), *_sums(form)),
            closing=tuple(_remarks("authorised", form.authorised.remarks, head)),
            repeated=(ExpectedText(f"{form.authorised.heading} {CONTINUED}"),),
        ),
        ExpectedPart(
            (ExpectedText(form.issued.heading),),
            rows=tuple(tuple(_issued(table, classes)) for table in form.issued.tables),
            closing=(*_remarks("issued", form.issued.remarks, head), ExpectedText(form.details)),
            repeated=(ExpectedText(f"{form.issued.heading} {CONTINUED}"),),
        ),
        section("options", tuple(_options_head()), _option),
        section(
            "warrants",
            _column_heads("warrants"),
            lambda entry, classes: _instrument(
                "III.B", entry, _WARRANTS, r"[0-9]+\. (?P<description>.*)\n\((?P<expiry_date>.*)\)", classes
            ),
        ),
        section(
            "convertibles",
            _column_heads("convertibles"),
            lambda entry, classes: _instrument("III.C", entry, _CONVERTIBLES, r"[0-9]+\. (?P<description>.*)", classes),
        ),
        section("agreements", _column_heads("agreements"), _agreement),
        section("other_movements", _column_heads("other_movements"), _other_movement),
        *_grand_totals(form, classes),
        ExpectedPart((ExpectedText(SAME), *_foot(form, head))),
    )
    return ExpectedPages((ExpectedText(TOP),), parts, _without_blank)


class _Classes:
    """What the classes of shares of a return are called on its form."""

    def __init__(self, form: Form, sheet: Sheet) -> None:
        # All that the form has a place for, and those that exist.
        self.printed = {row.share_class for table in form.issued.tables for row in table.of}
        self.existing = sheet.classes()

    def words(self, row: Any) -> ClassWords:
        """What the form calls the kind of a row's class; one it does not know stands under the other classes."""
        return CLASS_WORDS[_kind(row.share_class)]

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


def _kind(share_class: str) -> str:
    return kind if (kind := kind_of(share_class)) in CLASS_WORDS else "other"


def _without_blank(text: str) -> str:
    """What a text says; nothing, where it is what the form prints for a blank."""
    return "" if text in (BLANK, EMPTY_DATE.strip("()")) else text


def _cell(text: str, name: str = "", row: Any = None, pattern: str = "", under: str = "") -> ExpectedText:
    return ExpectedText(text, True, name, row, pattern, under)


def _field(text: str, name: str, row: Any, field: str, under: str = "") -> ExpectedText:
    """A cell that holds one field and nothing else."""
    return _cell(text, name, row, f"(?P<{field}>.*)" if field else "", under)


def _priced(currency: str, field: str) -> str:
    """A price or an amount behind its currency, or nothing at all."""
    return f"(?:{re.escape(currency)} ?(?P<{field}>.*))?"


def _head(form: Form, head: MonthlyReturn) -> Iterator[ExpectedText]:
    yield ExpectedText(form.head.title)
    yield _cell("For the month ended (dd/mm/yyyy):")
    yield _field(form.head.month_ended, "For the month ended", head, "month_ended")
    yield ExpectedText(TO)
    yield ExpectedText("Name of Issuer:")
    yield _field(form.head.issuer_name, "Name of Issuer", head, "issuer_name")
    yield ExpectedText("Date Submitted:")
    # The head's empty date stands in brackets of its own.
    yield _cell(form.head.date_submitted, "Date Submitted", head, r"\(?(?P<date_submitted>[^()]*)\)?")


def _blocks(form: Form, classes: _Classes) -> Iterator[tuple[ExpectedText, ...]]:
    of_form = [block for _heading, blocks in form.authorised.kinds for block in blocks]
    for words, blocks in groupby(of_form, key=lambda block: classes.words(block.row)):
        for place, block in enumerate(blocks):
            yield (*([ExpectedText(words.heading)] if place == 0 else []), *_block(block, classes))


def _block(block: AuthorisedBlock, classes: _Classes) -> Iterator[ExpectedText]:
    words, index, currency = classes.words(block.row), classes.index(block.row), block.row.currency or STATE_CURRENCY
    columns = (words.column, f"Par value ({currency})", f"Authorised share capital ({currency})")
    name = f"I, {words.heading} {index}".rstrip()
    yield ExpectedText(f"{index} Stock code :")
    yield ExpectedText("Description :")
    yield _field(block.stock_code, f"{name}, Stock code", block.row, "stock_code")
    yield _field(block.description, f"{name}, Description", block.row, "description")
    yield _cell("")
    yield from (_cell(column) for column in columns)
    for (_label, texts), label, fields in zip(block.rows, BALANCES, _BLOCK, strict=True):
        yield _cell(label)
        for text, field, column in zip(texts, fields, columns, strict=True):
            yield _field(text, f"{name}, {label}, {column}", block.row, field, column)


def _sums(form: Form) -> Iterator[tuple[ExpectedText, ...]]:
    for block in form.authorised.sums:
        yield tuple(text for line in block for text in _amount("I, total, ", TOTAL_AUTHORISED, line, ":"))


def _amount(part: str, words: str, line: Line, end: str = "") -> tuple[ExpectedText, ExpectedText]:
    label = f"{words} ({line.row.currency or STATE_CURRENCY})"
    amount = _cell(line.text, f"{part}{label}", line.row, _priced(line.row.currency, "amount"))
    return ExpectedText(f"{label}{end}"), amount


def _remarks(part: str, text: str, head: MonthlyReturn) -> Iterator[ExpectedText]:
    if text:
        yield ExpectedText(f"Remarks: {text}", False, f"{part}, Remarks", head, f"Remarks: (?P<{part}_remarks>.*)")


def _issued(table: IssuedTable, classes: _Classes) -> Iterator[ExpectedText]:
    kinds = [(words.column, list(rows)) for words, rows in groupby(table.of, key=classes.words)]
    if any(classes.index(row) for row in table.of):
        # Kinds whose classes have no number reach down to the second row of the heading.
        yield from (_cell(label) for label, rows in kinds if classes.index(rows[0]))
    yield _cell("")
    columns = []
    for label, rows in kinds:
        for index in map(classes.index, rows):
            columns.append(f"{label} {index}".rstrip())
            yield _cell(index, columns[-1], under=label) if index else _cell(label)
    labels = (BALANCES[0], f"{BALANCES[1]} during the month", BALANCES[2])
    for (_label, texts), label, field in zip(table.rows, labels, _BALANCES, strict=True):
        yield _cell(label)
        for text, column, row in zip(texts, columns, table.of, strict=True):
            yield _field(text, f"II, {label}, {column}", row, field, column)


def _section(
    part: str,
    section: Section,
    sheet: Sheet,
    classes: _Classes,
    columns: tuple[ExpectedText, ...],
    row: Callable[[Entry, _Classes], tuple[ExpectedText, ...]],
) -> ExpectedPart:
    rows = [wanted for entry in section.entries for wanted in (row(entry, classes), *_further_rows(entry))]
    return ExpectedPart(
        (ExpectedText(section.heading + (" (Not Applicable)" if sheet.is_marked(part) else "")), *columns),
        rows=(*rows, *_part_totals(part, section, classes)),
        closing=tuple(_remarks(part, section.remarks, sheet.head)),
        repeated=(ExpectedText(f"{section.heading} {CONTINUED}"), *columns),
    )


def _further_rows(entry: Entry) -> Iterator[tuple[ExpectedText, ...]]:
    """The rows that the particulars of a row go on in; they have no figures."""
    name = entry.particulars.splitlines()[0]
    for text in entry.further:
        yield _cell(text, f"{name} {CONTINUED}"), *(_cell("") for _column in THERETO)


def _particulars(entry: Entry, name: str, pattern: str) -> ExpectedText:
    """What a row is, in words; what it says of the fields is all that it and the rows it goes on in say."""
    said = "".join((entry.particulars, *entry.continued))
    return replace(_cell(entry.particulars, name, entry.row, pattern), said=said)


def _column_heads(part: str) -> tuple[ExpectedText, ...]:
    return tuple(_cell(column) for column in (*COLUMNS[part], *THERETO))


def _options_head() -> Iterator[ExpectedText]:
    yield _cell(MOVEMENT)
    yield from _column_heads("options")


def _part_totals(part: str, section: Section, classes: _Classes) -> Iterator[tuple[ExpectedText, ...]]:
    begins = f"Total {LETTERS[part]}. "
    for block in section.sums:
        wanted: list[ExpectedText] = []
        for line, is_funds in block:
            if is_funds:
                wanted += _amount("", FUNDS_RAISED, line)
                continue
            # A part is totalled by kind; where a class was stated all the same, it is named.
            is_kind = line.row.share_class in CLASS_WORDS
            label = begins + (classes.words(line.row).part_total if is_kind else f"({classes.issuable(line.row)})")
            begins = ""
            wanted += [ExpectedText(label), _field(line.text, label, line.row, "shares", THERETO[0])]
        yield tuple(wanted)


def _figures(part: str, name: str, entry: Entry, fields: Sequence[str]) -> list[ExpectedText]:
    """The figures of a row, each under its head: those of a part's columns that come last."""
    heads = (*COLUMNS[part], *THERETO)[-len(fields) :]
    return [
        _field(text, f"{name}, {field.replace('_', ' ')}", entry.row, field, head)
        for text, field, head in zip(entry.figures, fields, heads, strict=True)
    ]


def _name(part: str, entry: Entry) -> str:
    return f"{part}, row {entry.particulars.splitlines()[0]}"


def _noted(row: Any, classes: _Classes) -> str:
    """The line that ends the particulars of a row, as a pattern."""
    return re.escape(f"{classes.issuable(row) or f'{BLANK} shares'} (Note 1)")


def _option(entry: Entry, classes: _Classes) -> tuple[ExpectedText, ...]:
    name, currency = _name("III.A", entry), re.escape(entry.row.currency)
    particulars = (
        rf"[0-9]+\. (?P<name>.*)\nExercise Price\n{currency} ?(?P<exercise_price>.*)\n"
        rf"\((?P<approval_date>[^\n]*)\)\n{_noted(entry.row, classes)}"
    )
    return (_particulars(entry, name, particulars), *_figures("options", name, entry, _OPTIONS))


def _instrument(
    part: str, entry: Entry, fields: Sequence[str], particulars: str, classes: _Classes
) -> tuple[ExpectedText, ...]:
    name, row = _name(part, entry), entry.row
    figures = _figures("warrants" if fields is _WARRANTS else "convertibles", name, entry, fields)
    patterns = (
        "(?P<stock_code>.*)",
        "",
        _priced(row.price_currency, "subscription_price"),
        r"\((?P<approval_date>.*)\)",
    )
    details = [
        _cell(line.text, f"{name}, {line.label.splitlines()[0]}", row, pattern)
        for line, pattern in zip(entry.details, patterns, strict=True)
    ]
    details[1] = _cell(classes.issuable(row), details[1].name)
    return (
        _particulars(entry, name, particulars),
        _field(entry.currency, f"{name}, currency", row, "currency"),
        *figures[:3],
        *details[:3],
        _cell("\n".join(line.label for line in entry.details), name),
        details[3],
        *figures[3:],
    )


def _agreement(entry: Entry, classes: _Classes) -> tuple[ExpectedText, ...]:
    name = _name("III.D", entry)
    particulars = rf"[0-9]+\. (?P<particulars>.*)\n\((?P<approval_date>[^\n]*)\)\n{_noted(entry.row, classes)}"
    figures = _figures("agreements", name, entry, THERETO_FIELDS)
    return (_particulars(entry, name, particulars), *figures)


def _other_movement(entry: Entry, classes: _Classes) -> tuple[ExpectedText, ...]:
    name, row = _name("III.E", entry), entry.row
    words = ISSUES.get(row.type, ISSUES["other"])
    numbered = f"{list(ISSUES).index(row.type) + 1}. {words.name}" if row.type in ISSUES else row.type or BLANK
    blank = f"{re.escape(row.currency or STATE_CURRENCY)}\n{BLANK}"
    price = rf"(?:At price:\n(?:{blank}|{_priced(row.currency, 'price')}))?"
    labels = (
        f"Class of shares {words.shares} (Note 1)",
        f"{words.event} : (dd/mm/yyyy)",
        "EGM approval date: (dd/mm/yyyy)",
    )
    patterns = ("", r"\((?P<event_date>.*)\)", r"\((?P<approval_date>.*)\)")
    details = [
        _cell(line.text, f"{name}, {label}", row, pattern)
        for line, label, pattern in zip(entry.details, labels, patterns, strict=True)
    ]
    details[0] = _cell(classes.issuable(row), details[0].name)
    return (
        *details[:2],
        _particulars(entry, name, rf"{re.escape(numbered)}(?:\n(?P<specification>.*))?"),
        _cell(entry.price, f"{name}, price", row, price),
        _cell("\n".join(labels), name),
        details[2],
        *_figures("other_movements", name, entry, THERETO_FIELDS),
    )


def _grand_totals(form: Form, classes: _Classes) -> Iterator[ExpectedPart]:
    of_form = [line for _kind, lines in form.totals for line in lines]
    for words, lines in groupby(of_form, key=lambda line: classes.words(line.row)):
        label = f"Total increase / (decrease) in {words.grand_total} during the month (i.e. Total of A to E)"
        blocks = tuple(
            tuple(text for line in block for text in _grand_total(label, line, classes))
            for block in together(list(lines))
        )
        yield ExpectedPart((ExpectedText(f"{label}:"),), blocks, repeated=(ExpectedText(f"{label} {CONTINUED}"),))


def _grand_total(label: str, line: Line, classes: _Classes) -> tuple[ExpectedText, ...]:
    index = classes.index(line.row)
    total = _field(line.text, f"{label} {index}".rstrip(), line.row, "shares")
    return (ExpectedText(index), total) if index else (total,)


def _foot(form: Form, head: MonthlyReturn) -> Iterator[ExpectedText]:
    yield ExpectedText("Remarks (if any):")
    if form.remarks:
        yield ExpectedText(form.remarks, False, "Remarks", head, "(?P<remarks>.*)")
    yield ExpectedText("Submitted by:")
    yield _field(form.submitted_by, "Submitted by", head, "submitted_by")
    yield ExpectedText("Title:")
    yield _field(form.title, "Title", head, "title")
    yield ExpectedText(OFFICER)
    yield from (ExpectedText(line) for line in NOTES)
