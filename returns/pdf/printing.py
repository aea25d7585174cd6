"""Print a return: the edition's template in this process, the PDF in a worker process."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import CharField, Model, TextField
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from returns.editions import EDITIONS, Edition
from returns.labels import label
from returns.parts import PARTS
from returns.pdf import bidi, pdf_reader, worker
from returns.pdf.pdf_reader import Print
from returns.pdf.pool import CannotPrint, NoFont, work
from returns.pdf.worker import Attached
from returns.sheet import Cell, Sheet

__all__ = [
    "CannotPrint",
    "FilingStamp",
    "attach",
    "attached_to",
    "make_pdf",
    "print_return",
    "printable",
    "read_pdf",
    "stamp_of",
]


# Cells that a message names.
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class FilingStamp:
    """What a filed print carries besides the form: its figures as a file, and at its foot the means to check them.

    `number` names the filing: stock code, month and revision.
    """

    number: str
    figures: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the figures."""
        return sha256(self.figures.encode()).hexdigest()

    @property
    def address(self) -> str:
        """Where the figures can be checked."""
        return f"{settings.BASE_URL}/verify?sha256={self.sha256}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The foot of the last page, in the language of the form."""
        return (
            f"Filing {self.number}. SHA-256 of its figures:",
            self.sha256,
            f"The figures are attached to this file as {self.name}. They can be checked at {settings.BASE_URL}/verify",
        )

    @property
    def name(self) -> str:
        """The name of the attached file."""
        return f"{self.number.replace(' ', '-')}.json"

    @property
    def code(self) -> str:
        """The address as a QR code, an SVG element."""
        drawing = BytesIO()
        _code(self.address).save(
            drawing, kind="svg", xmldecl=False, nl=False, border=2, omitsize=True, title=f"QR code: {self.address}"
        )
        return drawing.getvalue().decode()

    @property
    def squares(self) -> tuple[bytes, ...]:
        """The squares of the code, row by row: 1 for a black one, 0 for a white one."""
        return tuple(map(bytes, _code(self.address).matrix))


@lru_cache(maxsize=16)
def _code(address: str) -> segno.QRCode:
    """Made for the print, and again for its proof."""
    return segno.make(address, micro=False)


def stamp_of(sheet: Sheet, figures: str) -> FilingStamp:
    """The stamp of a return's print: `figures` is the return as JSON, as it is filed."""
    head = sheet.head
    return FilingStamp(f"{head.issuer.stock_code}-{head.month} r{head.revision}", figures)


def print_return(sheet: Sheet, *, draft: bool, figures: str = "") -> bytes:
    """The return on its official form, as PDF; a draft bears the word across every page.

    It prints what the Sheet says, right or wrong: whether it may be printed clean is for the caller to know. With
    `figures`, the return as JSON, it carries them as an attachment and bears their SHA-256. The same Sheet always
    makes the same bytes. Raises CannotPrint.
    """
    edition = EDITIONS.get(sheet.head.edition)
    if edition is None:
        raise CannotPrint(_("There is no edition “%s” of the form.") % sheet.head.edition)
    _refuse_turned(sheet)
    stamp = stamp_of(sheet, figures) if figures else None
    attached = attach(stamp, sheet) if stamp else None
    try:
        return work(worker.render_leaves, _leaves(sheet, edition, draft, stamp), _style(edition), attached)
    except NoFont as fault:
        missing = fault.characters
        places = _places(sheet, lambda text: any(characters in text for characters in missing))
        raise NoFont(missing, "; ".join(places)) from fault


def _refuse_turned(sheet: Sheet) -> None:
    """Raise CannotPrint where invisible marks reorder words: they would read differently on paper and on screen.

    Marks that reorder nothing are left out of the print.
    """
    if places := _places(sheet, bidi.is_turned_by_marks):
        message = _(
            "Invisible marks for the direction of writing change the order of what is written in %s. Type it again, "
            "without them."
        )
        raise CannotPrint(message % "; ".join(places))


def _places(sheet: Sheet, holds: Callable[[str], bool]) -> list[str]:
    """The first cells with such a text, as a message names them."""
    holders: list[tuple[str, int | None, Any]] = [("head", None, sheet.head)]
    holders += [(part, index, row) for part in PARTS for index, row in enumerate(sheet.rows(part))]
    cells = (Cell(part, index, name) for part, index, row in holders for name in _names_of_words(row))
    held = (cell for cell in cells if holds(sheet.text(cell)))
    return [label(sheet, cell) for cell in islice(held, MOST_PLACES)]


def _names_of_words(row: Model) -> list[str]:
    return [f.name for f in row._meta.concrete_fields if isinstance(f, CharField | TextField)]


def attach(stamp: FilingStamp, sheet: Sheet) -> Attached:
    """A stamp as the file that is attached to the print; its description names the format of the figures."""
    description = f"Figures of the return, format {json.loads(stamp.figures)['format']}"
    return Attached(stamp.name, stamp.figures, description, _dated(sheet))


def _dated(sheet: Sheet) -> date:
    # The file is dated by the return and not by the clock, so that printing it again makes the same file.
    return sheet.head.date_submitted.day or sheet.head.month_ended


# What XML cannot hold, and nobody can see.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The template's own spacing, which would be laid out before it is thrown away.
_BETWEEN_TAGS = re.compile(r">\s+<")


# What comes along in a text from elsewhere, and would divide its words where nobody sees why, or turns nothing about
# (`_refuse_turned`): soft hyphens, marks for the direction of writing, and line ends by other names.
_FROM_ELSEWHERE = dict.fromkeys(["\xad", *bidi.ENCLOSING, *bidi.MARKS]) | {"\u2028": "\n", "\u2029": "\n"}
_DROPPED = str.maketrans(_FROM_ELSEWHERE)


def printable(page: str) -> str:
    """A page without the characters that XML cannot hold, or that nobody could see."""
    return _UNPRINTABLE.sub("", page).translate(_DROPPED)


def _leaves(sheet: Sheet, edition: Edition, draft: bool, stamp: FilingStamp | None = None) -> tuple[str, ...]:
    """The print as XHTML: a document for each run of pages that begins a page of its own."""
    form, dated = edition.build_layout(sheet), _dated(sheet).isoformat()
    leaves = []
    for place, partials in enumerate(edition.leaves):
        is_first, is_last = place == 0, place == len(edition.leaves) - 1
        context = {
            "form": form,
            "draft": draft,
            "partials": partials,
            "dated": dated if is_first else "",
            "stamp": stamp if is_last else None,
        }
        leaf = printable(render_to_string(edition.template, context))
        leaves.append(_BETWEEN_TAGS.sub("><", leaf))
    return tuple(leaves)


def _style(edition: Edition) -> str:
    path = finders.find(edition.style)
    if not isinstance(path, str):
        raise CannotPrint(_("The style sheet %s of the form is missing.") % edition.style)
    return Path(path).read_text(encoding="utf-8")


def make_pdf(html: str, css: str, attached: Attached | None = None) -> bytes:
    """The PDF of a page, from a worker process. Raises CannotPrint, and always comes back."""
    return work(worker.render, html, css, attached)


def read_pdf(pdf: bytes, faces: tuple[str, ...] = ()) -> Print:
    """What a PDF says and carries, read by a worker process. Raises CannotPrint, and always comes back.

    `faces` are how the names of the type faces begin that it may be in, where it may not be in any.
    """
    return work(pdf_reader.read, pdf, faces)


def attached_to(pdf: bytes) -> dict[str, bytes]:
    """The files attached to a PDF, by name, read by a worker process. Raises CannotPrint, and always comes back."""
    return work(pdf_reader.attached, pdf)
