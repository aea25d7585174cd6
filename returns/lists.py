"""Lists as files: CSV, a workbook, and the PDFs of what is listed as one."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models.functions import Length
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from returns.calendar import HONG_KONG
from returns.models import Filing


def as_csv(headings: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A list as CSV, line by line, the headings first; times in Hong Kong."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(map(str, headings))
    yield line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow(map(_text, row))
        yield line.getvalue()


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(HONG_KONG):%Y-%m-%d %H:%M}"
    return "" if value is None else harmless(str(value))


# The wide signs too: a spreadsheet of East Asia takes them for the narrow ones.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula, made plain text; a negative number stays one."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def as_xlsx(title: str, headings: Iterable[Any], widths: Sequence[int], rows: Iterable[Iterable[Any]]) -> bytes:
    """A list as a workbook: days are days, and no text is ever taken for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([str(heading) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(HONG_KONG).replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value=None if isinstance(value, str) else value)
    if isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, str):
        cell.value = "".join(sign for sign in value if sign >= " " or sign in "\t\n")
        cell.data_type = "s"
    return cell


class Packed(NamedTuple):
    """Files to send as one: how many bytes they make, and the bytes, file by file."""

    size: int
    content: Iterator[bytes]


def as_zip(filings: Iterable[Filing], names: Iterable[str]) -> Packed:
    """The PDFs of filings as a ZIP, under these names; only one of them is in memory at a time.

    They are stored as they are, being compressed already; so the size is known beforehand, and whoever waits for them
    is told how far it is.
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
