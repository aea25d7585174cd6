"""What runs in the worker processes: HTML and a style sheet to PDF, by WeasyPrint.

In processes of their own, because WeasyPrint sharing fonts or style sheets between threads corrupts the heap.
Nothing here imports Django: a worker starts in the time WeasyPrint takes. And WeasyPrint is imported by the worker
only, so that the process that gives it work, and needs this module for that, stays light.
"""

import gc
import logging
import resource
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from returns.pdf.finish import finish


class NoGlyph(Exception):
    """No font of this machine has what is to be printed; the message is the characters."""


class Attached(NamedTuple):
    """A file that a PDF carries as the data of what it shows."""

    name: str
    text: str
    description: str
    dated: date


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _nothing() -> Any:
    """Fetches no address at all: a print needs its text, its style sheet and the system's fonts."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=())


@cache
def _style_sheet(css: str) -> Any:
    from weasyprint import CSS

    return CSS(string=css, font_config=_fonts(), url_fetcher=_nothing())


def warm(memory: int) -> None:
    """Make a fresh worker ready: WeasyPrint imported, fonts found, a first page laid out. `memory`: most MB it gets."""
    # Its own data, and not what it maps: fonts are files of many MB, read in place.
    resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, resource.RLIM_INFINITY))
    import pypdfium2  # noqa: F401

    render("<html lang=en><p>0", "")
    gc.freeze()


def render(html: str, css: str, attached: Attached | None = None) -> bytes:
    """The PDF/A-3a and PDF/UA-1 of a page; the same text, style and attachment always make the same bytes."""
    from weasyprint import HTML, LOGGER

    missing = _Missing()
    LOGGER.addHandler(missing)
    # A document leaves thousands of cyclic objects: collected once after it, they cost less than again and again.
    gc.disable()
    try:
        pdf = HTML(string=html, url_fetcher=_nothing()).write_pdf(
            stylesheets=[_style_sheet(css)],
            font_config=_fonts(),
            finisher=finish,
            attachments=[_attachment(attached)] if attached else None,
            pdf_variant="pdf/a-3a",
            pdf_identifier=sha256(repr((css, html, attached)).encode()).digest()[:16],
        )
    finally:
        LOGGER.removeHandler(missing)
        gc.collect()
    if missing.characters:
        raise NoGlyph(" ".join(missing.characters))
    return pdf


class _Missing(logging.Handler):
    """Gathers the characters that WeasyPrint draws as empty boxes, of which it only says so in its log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.characters[str(record.args[0])] = None


def _attachment(attached: Attached) -> Any:
    from weasyprint import Attachment

    midnight = datetime.combine(attached.dated, time.min)
    return Attachment(
        string=attached.text,
        name=attached.name,
        description=attached.description,
        created=midnight,
        modified=midnight,
        relationship="Data",
        url_fetcher=_nothing(),
    )
