"""Where every cell of the 2009 edition stands on paper, from the top of the first page to the end of the last.

Cells come in the order of the lines they stand on, from left to right: one that reaches over several rows comes with
the last of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from returns.editions.layout_2009 import (
    BLANK,
    COLUMNS,
    EMPTY_DATE,
    THERETO,
    THERETO_FIELDS,
    AuthorisedBlock,
    Entry,
    Form,
    IssuedTable,
    Line,
    Section,
)
from returns.editions.standing import Paper, Part, Standing
from returns.models import MonthlyReturn

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
CONTINUED = "(continued)"
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


def stand(form: Form, head: MonthlyReturn) -> Paper:
    """All that must be found on the pages of a form, and nothing else may be."""
    entries = form.agreements.entries
    parts = (
        Part(tuple(_head(form, head))),
        Part(
            (Standing(form.authorised.heading),),
            rows=(*_blocks(form), tuple(_sums("I, total", form.authorised.totals, "amount"))),
            closing=tuple(_remarks("authorised", form.authorised.remarks, head)),
            repeated=(Standing(f"{form.authorised.heading} {CONTINUED}"),),
        ),
        Part(
            (Standing(form.issued.heading),),
            rows=tuple(tuple(_issued(table)) for table in form.issued.tables),
            closing=(*_remarks("issued", form.issued.remarks, head), Standing(form.details)),
            repeated=(Standing(f"{form.issued.heading} {CONTINUED}"),),
        ),
        _section("options", form.options, head, tuple(_options_head()), [_option(e) for e in form.options.entries]),
        _section(
            "warrants",
            form.warrants,
            head,
            _column_heads("warrants"),
            [
                _instrument("III.B", e, _WARRANTS, r"\d+\. (?P<description>.*)\n\((?P<expiry_date>.*)\)")
                for e in form.warrants.entries
            ],
        ),
        _section(
            "convertibles",
            form.convertibles,
            head,
            _column_heads("convertibles"),
            [_instrument("III.C", e, _CONVERTIBLES, r"\d+\. (?P<description>.*)") for e in form.convertibles.entries],
        ),
        _section("agreements", form.agreements, head, _column_heads("agreements"), [_agreement(e) for e in entries]),
        _section(
            "other_movements",
            form.other_movements,
            head,
            _column_heads("other_movements"),
            [_other_movement(e) for e in form.other_movements.entries],
        ),
        Part((*_grand_totals(form), *_foot(form, head))),
    )
    return Paper((Standing(TOP),), parts, _without_blank)


def _without_blank(text: str) -> str:
    """What a text says; nothing, where it is what the form prints for a blank."""
    return "" if text in (BLANK, EMPTY_DATE.strip("()")) else text


def _cell(text: str, name: str = "", row: Any = None, pattern: str = "") -> Standing:
    return Standing(text, True, name, row, pattern)


def _field(text: str, name: str, row: Any, field: str) -> Standing:
    """A cell that holds one field and nothing else."""
    return _cell(text, name, row, f"(?P<{field}>.*)" if field else "")


def _priced(currency: str, field: str) -> str:
    """A price or an amount behind its currency, or nothing at all."""
    return f"(?:{re.escape(currency)} ?(?P<{field}>.*))?"


def _head(form: Form, head: MonthlyReturn) -> Iterator[Standing]:
    yield Standing(form.head.title)
    yield _cell("For the month ended (dd/mm/yyyy):")
    yield _field(form.head.month_ended, "For the month ended", head, "month_ended")
    yield Standing(TO)
    yield Standing("Name of Issuer:")
    yield _field(form.head.issuer_name, "Name of Issuer", head, "issuer_name")
    yield Standing("Date Submitted:")
    # The head's empty date stands in brackets of its own.
    yield _cell(form.head.date_submitted, "Date Submitted", head, r"\(?(?P<date_submitted>[^()]*)\)?")


def _blocks(form: Form) -> Iterator[tuple[Standing, ...]]:
    for heading, blocks in form.authorised.kinds:
        for place, block in enumerate(blocks):
            yield (*([Standing(heading)] if place == 0 else []), *_block(heading, block))


def _block(heading: str, block: AuthorisedBlock) -> Iterator[Standing]:
    name = f"I, {heading} {block.index}".rstrip()
    yield Standing(f"{block.index} Stock code :")
    yield Standing("Description :")
    yield _field(block.stock_code, f"{name}, Stock code", block.row, "stock_code")
    yield _field(block.description, f"{name}, Description", block.row, "description")
    yield _cell("")
    yield from (_cell(column) for column in block.columns)
    for (label, texts), fields in zip(block.rows, _BLOCK, strict=True):
        yield _cell(label)
        for text, field, column in zip(texts, fields, block.columns, strict=True):
            yield _field(text, f"{name}, {label}, {column}", block.row, field)


def _sums(name: str, lines: Sequence[Line], field: str) -> Iterator[Standing]:
    for line in lines:
        yield Standing(f"{line.label}:")
        yield _cell(line.text, f"{name}, {line.label}", line.row, _priced(line.row.currency, field))


def _remarks(part: str, text: str, head: MonthlyReturn) -> Iterator[Standing]:
    if text:
        yield Standing(f"Remarks: {text}", False, f"{part}, Remarks", head, f"Remarks: (?P<{part}_remarks>.*)")


def _issued(table: IssuedTable) -> Iterator[Standing]:
    if table.indices:
        # Kinds whose classes have no number reach down to the second row of the heading.
        yield from (_cell(label) for label, indices in table.kinds if indices[0])
    yield _cell("")
    for label, indices in table.kinds:
        yield from (_cell(index) for index in indices) if indices[0] else [_cell(label)]
    columns = [f"{label} {index}".rstrip() for label, indices in table.kinds for index in indices]
    for (label, texts), field in zip(table.rows, _BALANCES, strict=True):
        yield _cell(label)
        for text, column, row in zip(texts, columns, table.of, strict=True):
            yield _field(text, f"II, {label}, {column}", row, field)


def _section(
    part: str, section: Section, head: MonthlyReturn, columns: tuple[Standing, ...], rows: list[tuple[Standing, ...]]
) -> Part:
    totals = [*_part_totals(section.totals)]
    for line in section.funds:
        totals.append(Standing(line.label))
        totals.append(_cell(line.text, line.label, line.row, _priced(line.row.currency, "amount")))
    return Part(
        (Standing(section.heading + (" (Not Applicable)" if section.marked else "")), *columns),
        rows=(*rows, tuple(totals)),
        closing=tuple(_remarks(part, section.remarks, head)),
        repeated=(Standing(f"{section.heading} {CONTINUED}"), *columns),
    )


def _column_heads(part: str) -> tuple[Standing, ...]:
    return tuple(_cell(column) for column in (*COLUMNS[part], *THERETO))


def _options_head() -> Iterator[Standing]:
    yield _cell(MOVEMENT)
    yield from _column_heads("options")


def _part_totals(lines: Sequence[Line]) -> Iterator[Standing]:
    for line in lines:
        yield Standing(line.label)
        yield replace(_field(line.text, line.label, line.row, "shares"), under=THERETO[0])


def _figures(part: str, name: str, entry: Entry, fields: Sequence[str]) -> list[Standing]:
    """The figures of a row, each under its head: those of a part's columns that come last."""
    heads = (*COLUMNS[part], *THERETO)[-len(fields) :]
    return [
        replace(_field(text, f"{name}, {field.replace('_', ' ')}", entry.row, field), under=head)
        for text, field, head in zip(entry.figures, fields, heads, strict=True)
    ]


def _name(part: str, entry: Entry) -> str:
    return f"{part}, row {entry.particulars.splitlines()[0]}"


def _option(entry: Entry) -> tuple[Standing, ...]:
    name, currency = _name("III.A", entry), re.escape(entry.row.currency)
    particulars = (
        rf"\d+\. (?P<name>.*)\nExercise Price\n{currency} ?(?P<exercise_price>.*)\n"
        r"\((?P<approval_date>[^\n]*)\)\n.* \(Note 1\)"
    )
    return (_cell(entry.particulars, name, entry.row, particulars), *_figures("options", name, entry, _OPTIONS))


def _instrument(part: str, entry: Entry, fields: Sequence[str], particulars: str) -> tuple[Standing, ...]:
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
    return (
        _cell(entry.particulars, name, row, particulars),
        _cell(entry.currency, f"{name}, currency"),
        *figures[:3],
        *details[:3],
        _cell("\n".join(line.label for line in entry.details), name),
        details[3],
        *figures[3:],
    )


def _agreement(entry: Entry) -> tuple[Standing, ...]:
    name = _name("III.D", entry)
    particulars = r"\d+\. (?P<particulars>.*)\n\((?P<approval_date>[^\n]*)\)\n.* \(Note 1\)"
    figures = _figures("agreements", name, entry, THERETO_FIELDS)
    return (_cell(entry.particulars, name, entry.row, particulars), *figures)


def _other_movement(entry: Entry) -> tuple[Standing, ...]:
    name, row = _name("III.E", entry), entry.row
    price = rf"(?:At price:\n(?:[^\n]*\n{BLANK}|{_priced(row.currency, 'price')}))?"
    patterns = ("", r"\((?P<event_date>.*)\)", r"\((?P<approval_date>.*)\)")
    details = [
        _cell(line.text, f"{name}, {line.label}", row, pattern)
        for line, pattern in zip(entry.details, patterns, strict=True)
    ]
    return (
        *details[:2],
        _cell(entry.particulars, name, row, r"[^\n]*(?:\n(?P<specification>.*))?"),
        _cell(entry.price, f"{name}, price", row, price),
        _cell("\n".join(line.label for line in entry.details), name),
        details[2],
        *_figures("other_movements", name, entry, THERETO_FIELDS),
    )


def _grand_totals(form: Form) -> Iterator[Standing]:
    for kind, lines in form.totals:
        label = f"Total increase / (decrease) in {kind} during the month (i.e. Total of A to E):"
        yield Standing(label)
        for line in lines:
            if line.index:
                yield Standing(line.index)
            yield _field(line.text, f"{label} {line.index}".rstrip(), line.row, "shares")
    yield Standing(SAME)


def _foot(form: Form, head: MonthlyReturn) -> Iterator[Standing]:
    yield Standing("Remarks (if any):")
    if form.remarks:
        yield Standing(form.remarks, False, "Remarks", head, "(?P<remarks>.*)")
    yield Standing("Submitted by:")
    yield _field(form.submitted_by, "Submitted by", head, "submitted_by")
    yield Standing("Title:")
    yield _field(form.title, "Title", head, "title")
    yield Standing(OFFICER)
    yield from (Standing(line) for line in NOTES)
