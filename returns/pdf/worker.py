"""What runs in the worker processes: HTML and a style sheet to PDF, by WeasyPrint.

In processes of their own, because WeasyPrint sharing fonts or style sheets between threads corrupts the heap.
Nothing here imports Django: a worker starts in the time WeasyPrint takes. And WeasyPrint is imported by the worker
only, so that the process that gives it work, and needs this module for that, stays light.
"""

import gc
import logging
import os
import resource
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import returns

VARIANT = "pdf/a-3a"
# After so many prints the garbage collector looks at what earlier ones left.
EARLIER = 20


# The only fonts there are for a print, and the families in that file.
FONTS = Path(__file__).parent / "fonts.conf"
FAMILIES = ("Liberation Serif", "Liberation Sans", "Liberation Mono", "Noto Serif CJK HK", "DejaVu Sans")


class NotReady(Exception):
    """This machine lacks something that every print needs; the message says what."""


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
def _agent() -> Any:
    from weasyprint import CSS

    return CSS(string=(Path(__file__).parent / "agent.css").read_text(), font_config=_fonts(), url_fetcher=_nothing())


@cache
def _kept() -> Any:
    from returns.pdf.page_cache import PageCache

    return PageCache()


@cache
def _style_sheet(css: str) -> Any:
    from weasyprint import CSS

    return CSS(string=css, font_config=_fonts(), url_fetcher=_nothing())


def warm(memory: int) -> None:
    """Make a fresh worker ready; `memory`: most MB it gets. Its first task retries what fails, and reports it."""
    # Its own data, and not what it maps: fonts are files of many MB, read in place.
    resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, resource.RLIM_INFINITY))
    with suppress(Exception):
        _get_ready()


def perform(task: Callable[..., Any], *args: Any) -> Any:
    """What a task gives back. Raises NotReady where this machine lacks something that every print needs."""
    _get_ready()
    return task(*args)


@cache
def _get_ready() -> None:
    """WeasyPrint imported, fonts found, a first page laid out: once, unless it fails."""
    _look_for_fonts()
    import pypdfium2  # noqa: F401

    render_leaves(("<html lang='en'><body><p>0</p></body></html>",), "")
    gc.freeze()


def _look_for_fonts() -> None:
    """Let WeasyPrint see the promised fonts alone. Raises NotReady where one is missing, or a library."""
    # Read when WeasyPrint is imported, and again for each configuration.
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    if not os.access(FONTS, os.R_OK):
        raise NotReady(f"{FONTS} cannot be read")
    try:
        with warnings.catch_warnings():
            # That there is no font at all is said below, by name.
            warnings.filterwarnings("ignore", ".*Expect ugly output", UserWarning)
            from weasyprint.text.ffi import ffi, fontconfig

            config = _fonts()._config
    except OSError as fault:
        raise NotReady(str(fault).splitlines()[0]) from fault
    there: set[str] = set()
    name = ffi.new("FcChar8 **")
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    for place in range(fonts.nfont):
        fontconfig.FcPatternGetString(fonts.fonts[place], b"family", 0, name)
        there.add(ffi.string(ffi.cast("char *", name[0])).decode())
    if missing := [family for family in FAMILIES if family not in there]:
        _fonts.cache_clear()  # looked for again by the next task
        raise NotReady(f"there is no font {', '.join(missing)}")


def render(html: str, css: str, attached: Attached | None = None) -> bytes:
    """The PDF/A-3a and PDF/UA-1 of a page; the same text, style and attachment always make the same bytes."""
    from weasyprint import HTML

    def build_document() -> Any:
        html_ = HTML(string=html, url_fetcher=_nothing())
        return html_.render(stylesheets=[_style_sheet(css)], font_config=_fonts(), pdf_variant=VARIANT)

    return _write(build_document, (html, css, attached), attached)


def render_leaves(leaves: tuple[str, ...], css: str, attached: Attached | None = None) -> bytes:
    """The same of pages in leaves of XHTML (`returns.pdf.page_cache`), the first of which says what the file is."""

    from returns.pdf.page_cache import PageRun

    def render(root: Any) -> Any:
        leaf = PageRun(root, _agent(), _nothing())
        return leaf.render(stylesheets=[_style_sheet(css)], font_config=_fonts(), pdf_variant=VARIANT)

    def build_document() -> Any:
        documents = [_kept().document(leaf, css, render) for leaf in leaves]
        return documents[0].copy([page for document in documents for page in document.pages])

    return _write(build_document, (leaves, css, attached), attached)


def _roomy(function: Callable[..., bytes]) -> Callable[..., bytes]:
    """Let a function be called with room on the stack for all that it calls.

    Python gets its stack from the system in pieces of 16 kB and gives a piece back when the last frame in it is left:
    where the end of one falls into a loop, a thousand times a print. A frame said to be large gets a piece as large.
    """
    function.__code__ = function.__code__.replace(co_stacksize=20_000)
    return function


@_roomy
def _write(build_document: Callable[[], Any], made_of: Any, attached: Attached | None) -> bytes:
    from weasyprint import LOGGER

    from returns.pdf.page_cache import put_in
    from returns.pdf.pdfa import make_pdfa

    def finisher(document: Any, pdf: Any) -> None:
        put_in(document, pdf)
        make_pdfa(document, pdf)

    missing = _Missing()
    LOGGER.addHandler(missing)
    # A document leaves thousands of cyclic objects: collected once after it, they cost less than again and again.
    gc.disable()
    try:
        document = build_document()
        document.metadata.generator = f"Monthly Return {returns.__version__}"
        pdf: bytes = document.write_pdf(
            finisher=finisher,
            attachments=[_attachment(attached)] if attached else None,
            pdf_variant=VARIANT,
            pdf_identifier=sha256(repr(made_of).encode()).digest()[:16],
        )
    except Exception as fault:
        # What the print was made of hangs on the frames it failed in, and would leave no room for the next one.
        traceback.clear_frames(fault.__traceback__)
        gc.collect()
        raise
    finally:
        LOGGER.removeHandler(missing)
        _collect()
    if missing.characters:
        raise NoGlyph(" ".join(missing.characters))
    return pdf


def _collect() -> None:
    """Let go of what a print leaves; of what an earlier one left, the kept pages among it, now and then."""
    _young, collected, _old = gc.get_count()
    gc.collect(2 if collected >= EARLIER else 0)


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


class _Missing(logging.Handler):
    """Gathers the characters that WeasyPrint draws as empty boxes, of which it only says so in its log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.characters[str(record.args[0])] = None
