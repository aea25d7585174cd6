"""Lists as files: CSV, a workbook, and the PDFs of what is listed as one."""

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from django.db.models.functions import Length
from xlsxwriter import Workbook

from returns.deadlines import HONG_KONG
from returns.models import Filing


def as_csv(headings: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A list as CSV, line by line, the headings first; times in Hong Kong.

    Every text is quoted, and harmless in a spreadsheet whichever separator it is opened with; numbers are not quoted.
    """
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(map(str, headings))
    yield line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow(map(_for_csv, row))
        yield line.getvalue()


def _for_csv(value: Any) -> int | Decimal | str:
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(HONG_KONG):%Y-%m-%d %H:%M}"
    return "" if value is None else harmless(str(value))


# What begins a cell, or would where the file is opened with another separator: each may stand inside a text. The wide
# signs too: a spreadsheet of East Asia takes them for the narrow ones. A number is no formula.
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_BEGINS = rf'\A[\s"]*(?!{_NUMBER}\Z)|[,;|\t\r\n，；][\s"]*(?!{_NUMBER}\s*(?:[,;|，；]|\Z))'
_FORMULA = re.compile(rf"({_BEGINS})(?=[=+\-@＝＋－＠])")


def harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula, made plain text by an apostrophe; a number stays one."""
    plain = _FORMULA.sub(r"\1'", text)
    return f"'{plain}" if text.startswith(("\t", "\r", "\n")) else plain


# So many bytes of a file are sent at once.
_BLOCK = 1 << 16
# The most that one cell of a workbook holds.
_MOST_IN_A_CELL = 32_767
# What XML 1.0 cannot hold: a workbook with one of them does not open.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_xlsx(
    title: str, headings: Iterable[Any], widths: Sequence[int], rows: Iterable[Iterable[Any]]
) -> Iterator[bytes]:
    """A list as a workbook, block by block.

    Days are days, and no text is ever taken for a formula, a number or a link. A character that no workbook can hold
    is shown as U+FFFD, the replacement character. One row at a time is in memory: the rest lies in temporary files.
    """
    with TemporaryFile() as written:
        with Workbook(written, {"constant_memory": True}) as book:
            _write(book, book.add_worksheet(title), widths, itertools.chain([map(str, headings)], rows))
        written.seek(0)
        while block := written.read(_BLOCK):
            yield block


def _write(book: Any, sheet: Any, widths: Sequence[int], rows: Iterable[Iterable[Any]]) -> None:
    formats = {
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                value = value.astimezone(HONG_KONG).replace(tzinfo=None)
            if isinstance(value, date):
                sheet.write_datetime(place, column, value, formats[type(value)])
            elif isinstance(value, int | Decimal):
                sheet.write_number(place, column, value)
            elif value:
                sheet.write_string(place, column, _for_xml(str(value)))


def _for_xml(text: str) -> str:
    text = _NOT_IN_XML.sub("\ufffd", text)
    return text if len(text) <= _MOST_IN_A_CELL else f"{text[: _MOST_IN_A_CELL - 1]}…"


class Packed(NamedTuple):
    """Files to send as one: how many bytes they make, and the bytes, file by file."""

    size: int
    content: Iterator[bytes]


def as_zip(filings: Iterable[Filing], names: Iterable[str]) -> Packed:
    """The PDFs of filings as a ZIP, under these names; only one of them is in memory at a time.

    They are stored as they are, being compressed already; so the size is known beforehand, and the browser
    can show how much is still to come.
    """
    chosen = list(zip(filings, names, strict=True))
    sizes = dict(Filing.objects.filter(pk__in=[filing.pk for filing, _name in chosen]).values_list("pk", Length("pdf")))
    size = _END + sum(_AROUND + 2 * len(name.encode()) + sizes[filing.pk] for filing, name in chosen)
    return Packed(size, _zipped(chosen))


# What a ZIP of stored files takes beside them and their names: around each (30 bytes in front, 16 behind, 46 in the
# list at the end), and at its end.
_AROUND, _END = 30 + 16 + 46, 22


def _zipped(chosen: list[tuple[Filing, str]]) -> Iterator[bytes]:
    written = _Passing()
    with zipfile.ZipFile(written, "w") as book:
        for filing, name in chosen:
            entry = zipfile.ZipInfo(name, filing.filed_at.astimezone(HONG_KONG).timetuple()[:6])
            book.writestr(entry, bytes(Filing.objects.values_list("pdf", flat=True).get(pk=filing.pk)))
            yield written.take()
    yield written.take()


class _Passing(io.RawIOBase):
    """Takes what is written and gives it on; it cannot go back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._waiting += content
        return len(content)

    def take(self) -> bytes:
        """What was written since."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
