"""The proof of a print: read it back off the page, and hold it against what was meant.

A printed return leaves only if everything on its pages is what the return states, each text in its place and nothing
besides, and if the rules hold for what the paper says. What the edition does not print is taken from the return.
"""

import copy
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from returns.editions import EDITIONS, Edition, reconcile
from returns.editions.expected import ExpectedPages, ExpectedPart, ExpectedText
from returns.figures import Figure, read
from returns.labels import numeral
from returns.parts import PARTS
from returns.pdf.bidi import as_seen, faceless, reads_from_the_right
from returns.pdf.pdf_reader import SMUDGE, TOUCH, Page, Picture, Piece, Print
from returns.pdf.printing import CannotPrint, FilingStamp, read_pdf, stamp_of
from returns.sheet import Sheet, figure_fields

logger = logging.getLogger(__name__)

# Characters of a text that a message shows.
SHOWN = 80


class NotProved(CannotPrint):
    """The paper does not say what the return states: `place` in the form's words, what was meant, what is printed."""

    def __init__(self, place: str, meant: str, printed: str) -> None:
        self.place, self.meant, self.printed = place, meant, printed
        message = _("The print is not what the return states. %(place)s: meant “%(meant)s”, printed “%(printed)s”.")
        shown = {"place": place, "meant": meant, "printed": printed}
        message %= {name: Truncator(text).chars(SHOWN) for name, text in shown.items()}
        if SMUDGE in printed:
            smudge = _("%s marks what is not plain text, in black, alone in its place, in the form's typeface.")
            message = f"{message} {smudge % SMUDGE}"
        super().__init__(message)


def prove(sheet: Sheet, pdf: bytes, figures: str = "") -> None:
    """Read a print back and hold it against the Sheet; the rules run on what the paper says.

    `figures` is the return as JSON, where the print is to carry it; what is attached must be the same to the byte.
    Raises NotProved, and sounds the alarm in the log; raises CannotPrint where the PDF cannot be read at all.
    """
    edition = EDITIONS[sheet.head.edition]
    try:
        found = reconcile(read_back(sheet, edition, read_pdf(pdf, edition.faces), figures))
        for finding in (*found.errors, *found.unanswered):
            raise NotProved(f"{finding.code} ({finding.place.address})", _("figures that agree"), finding.message)
    except NotProved as fault:
        # What was meant and what was printed are price-sensitive: the log says where, and only the caller learns what.
        where = sheet.head.issuer, sheet.head.month, fault.place
        logger.critical("The print of %s %s was not proved: %s", *where)
        raise


def read_back(sheet: Sheet, edition: Edition, printed: Print, figures: str = "") -> Sheet:
    """The Sheet that the paper states; raises NotProved at the first text that is not the one meant."""
    meant = edition.expect(sheet)
    attached, stamp = {}, stamp_of(sheet, figures) if figures else None
    if stamp:
        meant = replace(meant, parts=(*meant.parts, ExpectedPart(tuple(ExpectedText(line) for line in stamp.lines))))
        attached[stamp.name] = figures.encode()
    _hold_pages(edition, printed.pages)
    _compare(meant, printed.pieces)
    _check_code(stamp, [picture for page in printed.pages for picture in page.pictures])
    if printed.attached != attached:
        raise NotProved(_("Attached files"), ", ".join(attached), ", ".join(printed.attached))
    head, copies = copy.copy(sheet.head), {id(row): copy.copy(row) for part in PARTS for row in sheet.rows(part)}
    copies[id(sheet.head)] = head
    taken: Counter[tuple[int, str]] = Counter()
    for part in meant.parts:
        for wanted in _texts(part):
            row = copies.get(id(wanted.row))
            taken.update((id(wanted.row), name) for name in _take_over(wanted, meant, edition, row))
    _each_once(sheet, taken)
    paper = Sheet.of(head, {part: [copies[id(row)] for row in sheet.rows(part)] for part in PARTS})
    paper.answers, paper.closures = sheet.answers, sheet.closures
    paper.month_before, paper.before_filed_at = sheet.month_before, sheet.before_filed_at
    paper.filing_day = sheet.filing_day
    return paper


def _texts(part: ExpectedPart) -> Iterator[ExpectedText]:
    yield from part.opening
    for row in part.rows:
        yield from row
    yield from part.closing


def _hold_pages(edition: Edition, pages: list[Page]) -> None:
    """Raise NotProved at the first page that is not of the edition's size, in lines of its heights, or is blank."""
    (width, height), (lowest, highest) = edition.size, edition.lines
    for number, page in enumerate(pages, 1):
        name = _("Page %d") % number
        if abs(page.width - width) > TOUCH or abs(page.height - height) > TOUCH:
            size = _("%.0f by %.0f points")
            raise NotProved(name, size % (width, height), size % (page.width, page.height))
        if not page.highest:
            raise NotProved(name, _("what is printed on every page"), "")
        if page.lowest < lowest or page.highest > highest:
            lines = _("lines %.1f to %.1f points high")
            raise NotProved(name, lines % (lowest, highest), lines % (page.lowest, page.highest))


def _check_code(stamp: FilingStamp | None, pictures: list[Picture]) -> None:
    """Raise NotProved where the one picture of a print is not the code that leads to the stamp's address."""
    squares = [stamp.squares] if stamp else []
    if len(pictures) != len(squares) or any(_squares(*pair) != pair[1] for pair in zip(pictures, squares, strict=True)):
        raise NotProved(_("The code at the foot"), stamp.address if stamp else "", _("none, or another"))


def _squares(picture: Picture, like: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """What a picture shows in the middle of each of as many squares: 1 where it is dark, 0 where it is light."""
    across, down, pixels = picture
    count = len(like)
    columns = [(2 * place + 1) * across // (2 * count) for place in range(count)]
    rows = [(2 * place + 1) * down // (2 * count) * across for place in range(count)]
    return tuple(bytes(pixels[row + column] < 128 for column in columns) for row in rows)


def _compare(meant: ExpectedPages, pieces: list[Piece]) -> None:
    pages = _Pages(meant.top, pieces)
    for part in meant.parts:
        for wanted in part.opening:
            pages.take(wanted)
        for place, row in enumerate(part.rows):
            for order, wanted in enumerate(row):
                # Only between two rows may a page end under headings that are to come again.
                pages.take(wanted, part.repeated if place and not order else ())
        for wanted in part.closing:
            pages.take(wanted)
    pages.end()


class _Pages:
    """The pieces of all pages, taken one after the other."""

    def __init__(self, top: tuple[ExpectedText, ...], pieces: list[Piece]) -> None:
        self.top, self.pieces, self.place, self.page = top, pieces, 0, 0
        # Where the heads of columns are, from left to right, by what they say.
        self.heads: dict[str, tuple[float, float]] = {}

    def next(self) -> Piece | None:
        return self.pieces[self.place] if self.place < len(self.pieces) else None

    def take(self, wanted: ExpectedText, repeated: tuple[ExpectedText, ...] = ()) -> None:
        """Take what must come next, whatever white space and line ends surround it."""
        meant, so_far = _bare(wanted.text), ""
        if not meant and not wanted.in_cell:
            return
        while True:
            piece = self.next()
            if piece and piece.page != self.page:
                self.page = piece.page
                for heading in (*self.top, *repeated):
                    self.take(heading)
                if self.place == len(self.pieces) or self.pieces[self.place].page != self.page:
                    raise NotProved(_("Page %d") % self.page, wanted.text, "")
                continue
            printed = _read(piece, wanted.text, so_far) if piece and piece.in_cell == wanted.in_cell else None
            so_far += printed or ""
            fits = so_far == meant if wanted.in_cell else meant.startswith(so_far)
            if printed is None or not fits:
                raise NotProved(wanted.name or wanted.text, wanted.text, piece.text if piece else "")
            self.place += 1
            if so_far == meant:
                if wanted.in_cell and piece:
                    self._hold_under(wanted, piece)
                return

    def _hold_under(self, wanted: ExpectedText, piece: Piece) -> None:
        """Raise NotProved where a cell is not under the head that it should be under; a head is remembered."""
        if wanted.row is None:
            self.heads[wanted.name or wanted.text] = (piece.left, piece.right)
        left, right = self.heads.get(wanted.under, (0.0, 0.0))
        if wanted.under and (piece.left < left - TOUCH or piece.right > right + TOUCH):
            raise NotProved(wanted.name, _("%s, under its head") % wanted.text, _("%s, elsewhere") % wanted.text)

    def end(self) -> None:
        """Nothing may follow the last."""
        if piece := self.next():
            raise NotProved(_("The end of the form"), "", piece.text)


def _read(piece: Piece, meant: str, so_far: str) -> str:
    """What a piece says, bare, as a person reads it: lines that are read from the right in the order that is meant.

    Each line is taken for as many of the characters that are meant next as it shows. Where it does not show them in
    their places it says what it shows from left to right, which is not what is meant.
    """
    printed = _bare(piece.text)
    if not reads_from_the_right(printed):
        return printed
    rest, read = _after(meant, len(so_far)), ""
    for line in map(_bare, piece.text.split("\n")):
        rest = rest.lstrip()
        whole = rest.partition("\n")[0]
        part = rest[: len(rest) - len(_after(rest, len(line)))]
        # WeasyPrint arranges a line by itself, or together with what is left of its paragraph.
        for seen in (as_seen(part), as_seen(whole, len(part))):
            if _bare("".join(seen)) == faceless(line):
                break
        else:
            return printed
        read += _bare(part)
        rest = rest[len(part) :]
    return read


def _after(text: str, count: int) -> str:
    """A text without its first characters: so many of those that show, and what does not among them."""
    for place, ch in enumerate(text):
        if count <= 0:
            return text[place:]
        count -= len(_bare(ch))
    return ""


# Of ASCII, which nearly every text is, what is white space or invisible.
_UNSEEN = dict.fromkeys((*range(33), 127))


# They choose among the shapes of the character before them, and are drawn as none of their own.
_SELECTORS = {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}


def _bare(text: str) -> str:
    """A text without what paper does not show: white space, which a line's end takes away, and invisible signs.

    Letters that look alike by definition (ligatures, full and half width) are one; digits and signs are not: a raised 2
    is no 2.
    """
    if text.isascii():
        return text.translate(_UNSEEN)
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _plain(ch: str) -> str:
    if ch.isspace() or ch in _SELECTORS or unicodedata.category(ch) in ("Cc", "Cf"):
        return ""
    letters = unicodedata.normalize("NFKC", ch)
    return letters if letters.isalpha() else ch


def _each_once(sheet: Sheet, taken: Counter[tuple[int, str]]) -> None:
    """Raise NotProved where a row that states something is not on the paper, or one of its cells is there twice."""
    rows = {id(row): (part, place) for part in PARTS for place, row in enumerate(sheet.rows(part))}
    there = {of for of, _name in taken}
    for of, (part, place) in rows.items():
        row = sheet.rows(part)[place]
        if of not in there and any(not getattr(row, name).is_blank for name in figure_fields(type(row))):
            name = _("%(part)s, row %(row)d") % {"part": numeral(sheet, part), "row": place + 1}
            raise NotProved(name, _("the figures it states"), "")
    for (of, name), count in taken.items():
        if count > 1 and of in rows:
            part, place = rows[of]
            raise NotProved(f"{part}-{place}-{name}", _("one cell"), _("%d cells") % count)


def _take_over(wanted: ExpectedText, meant: ExpectedPages, edition: Edition, row: Any) -> list[str]:
    """Put what a text says into the row it speaks of, and tell which cells those are.

    Raises NotProved where that is not what the row stated.
    """
    if row is None or not wanted.pattern:
        return []
    said = wanted.said or wanted.text
    found = re.fullmatch(wanted.pattern, said, re.DOTALL)
    if found is None:
        raise NotProved(wanted.name, wanted.pattern, said)
    for name, text in found.groupdict("").items():
        stated, words = getattr(row, name), meant.read(text)
        if isinstance(stated, Figure):
            value: Any = read(words, figure_fields(type(row))[name].sort)
        elif name == "month_ended":
            value = datetime.strptime(words, edition.notation.day_format).date()
        else:
            value = words
        if value != stated and not (isinstance(value, str) and _bare(value) == _bare(stated)):
            raise NotProved(f"{wanted.name} ({name})", str(stated), text)
        setattr(row, name, value)
    return list(found.groupdict())
