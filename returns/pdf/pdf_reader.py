"""A printed page as a person sees it: the words on it, each in its ruled cell. Runs in the workers.

Read by the place of every glyph and of every ruled line, and never by the order in which the file happens to draw
them. What nobody could see does not count: text without ink, that something clips, that lies off the page, that a line
strikes through, or that is too small to read. What somebody could see and might take for something else is reported as
a text that is meant nowhere: text that is not plainly black, is printed over other text or in a strange type face, and
ink that is neither text nor a ruled line. Knows neither the form nor figures.

Lengths are points, counted from the left and the top edge of the page.
"""

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

# A line of print lower than this is not one that a person reads (the form's smallest print, 7 points, takes 7.7).
LOWEST = 5.5
# Words further apart than this do not belong to one text: wider than any space, narrower than two cells' paddings.
GAP = 4.5
# Ruled lines are at most this thick.
THICK = 1.5
# How far apart two things may be that are meant to touch.
TOUCH = 1.0
# What PDFium says of a hyphen that a line ends with, and takes for one that only divides a word: of it alone, and in
# the whole text.
LINE_END_HYPHENS = ("\x02", "\ufffe")
# What is reported of ink that is not plainly a text or a ruled line.
SMUDGE = "\ufffd"
# Of its height, a line of print must lie below the one above by this, and a character reaches at most so far into the
# one before it: kerning moves them by half as much.
APART = 0.7
INTO = 0.25
# As dark as this, of 0 to 255, ink is seen.
SEEN = 225
# A picture is as large as this, across and down: the one code that a print bears.
PICTURE = 40.0
# Pixels a point, where a picture is looked at closely.
CLOSELY = 4
# Lines of one text on an open line (a blank to fill in) follow each other within this.
LEADING = 16.0


class Piece(NamedTuple):
    """A text on a page, from 1: the content of a ruled cell, line under line, or one line outside of any.

    `left` and `right` are the sides of the cell.
    """

    text: str
    in_cell: bool
    page: int
    left: float = 0.0
    right: float = 0.0


class Picture(NamedTuple):
    """A picture, cut to its ink: pixels across and down, and how light each of them is, from 0 to 255."""

    across: int
    down: int
    pixels: bytes


class Page(NamedTuple):
    """How a page is printed: its size, how high the lowest and the highest of its lines are, and its pictures."""

    width: float
    height: float
    lowest: float
    highest: float
    pictures: list[Picture]


class Print(NamedTuple):
    """What a PDF says and carries: all the text on its pages, their form, and the files attached, by name."""

    pieces: list[Piece]
    pages: list[Page]
    attached: dict[str, bytes]


class _Glyph(NamedTuple):
    """A character with the white space before it."""

    text: str
    left: float
    right: float
    baseline: float
    height: float


class _Run(NamedTuple):
    """Glyphs on one baseline, with no gap between them."""

    text: str
    left: float
    right: float
    baseline: float
    height: float


class _Line(NamedTuple):
    """A ruled line: where it lies, and from where to where it goes."""

    at: float
    start: float
    end: float


class _Box(NamedTuple):
    """The room that a thing takes."""

    left: float
    top: float
    right: float
    bottom: float


_AT = attrgetter("at")
_BASELINE = attrgetter("baseline")
_LEFT = attrgetter("left")
# As `_Glyph(...)`, of thousands a page.
_glyph = partial(tuple.__new__, _Glyph)


@dataclass
class _Cell:
    """The room above a line to write on, up to the next line; `is_open` where no line shuts it at both sides."""

    floor: float
    left: float
    right: float
    ceiling: float
    is_open: bool
    runs: list[_Run] = field(default_factory=list)


def read(pdf: bytes, faces: tuple[str, ...] = ()) -> Print:
    """The text on the pages of a PDF, from top to bottom and from left to right, and what is attached to it.

    `faces` are how the names of the type faces begin that it may be in, where it may not be in any. A character that
    these lack comes from wherever the system finds it, so that it holds for those of ASCII alone.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        pages, pieces = [], []
        for place in range(len(document)):
            page, of_page = _read_page(document[place], place + 1, faces)
            pages.append(page)
            pieces += of_page
        return Print(pieces, pages, _attached(document))


def attached(pdf: bytes) -> dict[str, bytes]:
    """The files attached to a PDF, by name; its pages are not looked at. What is no PDF has none."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return _attached(document)
    except pypdfium2.PdfiumError:
        return {}


def _attached(document: Any) -> dict[str, bytes]:
    files = [document.get_attachment(place) for place in range(document.count_attachments())]
    return {file.get_name(): bytes(file.get_data()) for file in files}


def _read_page(page: Any, number: int, faces: tuple[str, ...]) -> tuple[Page, list[Piece]]:
    from PIL import ImageChops

    width, height = page.get_size()
    bitmap = _rendered(page)
    texts, drawn = _items(page, height)
    strange = _strange(texts, faces)
    pictures = [_look(page, box) for _item, box in drawn if _is_picture(box)]
    across, down, shapes = _undress(page, texts, drawn)
    seen, meant = bitmap.to_pil(), _rendered(page).to_pil()
    lightest = ImageChops.lighter(seen, meant)
    lost, more = ImageChops.subtract_modulo(lightest, meant), ImageChops.subtract_modulo(lightest, seen)
    across, down = _inked(across, down, bitmap)
    glyphs = _glyphs(page, width, height, strange)
    if shapes:
        glyphs = [glyph for glyph in glyphs if not any(_overlap(glyph, shape) for shape in shapes)]
    if lost.getbbox():
        glyphs = _visible_by_ink(glyphs, seen, lost)
    cells = _cells(_joined(across), _joined(down))
    runs = _apart(_unstruck(_runs(glyphs), across))
    loose = _fill_cells(runs, cells)
    pieces = [(cell.floor, cell.left, Piece(_text(cell.runs), True, number, cell.left, cell.right)) for cell in cells]
    pieces += [(run.baseline, run.left, Piece(run.text, False, number)) for run in loose]
    if more.getbbox():
        smudges = _smudges(more, across, down, shapes)
        pieces += [(top, left, Piece(SMUDGE, False, number)) for left, top in smudges]
    heights = [glyph.height for glyph in glyphs if glyph.text.isascii()] or [0.0]
    found = Page(width, height, min(heights), max(heights), pictures)
    return found, [piece for line in _level(pieces) for _at, _left, piece in line]


# What the page shows


def _rendered(page: Any, scale: float = 1, **which: Any) -> Any:
    """The page as a bitmap of one pixel a point, black or white, without smoothing: the same text makes the same."""
    return page.render(
        scale, grayscale=True, may_draw_forms=False, draw_annots=False, no_smoothtext=True, no_smoothpath=True, **which
    )


def _items(page: Any, height: float) -> tuple[list[Any], list[tuple[Any, _Box]]]:
    """The texts that are drawn on a page, and all else, with the room it takes."""
    import pypdfium2.raw as pdfium

    texts, drawn = [], []
    edges = [ctypes.c_float() for _edge in range(4)]
    for place in range(pdfium.FPDFPage_CountObjects(page.raw)):
        item = pdfium.FPDFPage_GetObject(page.raw, place)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append(item)
        else:
            pdfium.FPDFPageObj_GetBounds(item, *edges)
            left, bottom, right, top = (edge.value for edge in edges)
            drawn.append((item, _Box(left, height - top, right, height - bottom)))
    return texts, drawn


def _strange(texts: list[Any], faces: tuple[str, ...]) -> set[int]:
    """The fonts of texts, by where they lie, that are of none of the type faces."""
    import pypdfium2.raw as pdfium

    if not faces:
        return set()
    fonts = {_font_at(item): item for item in texts}
    name, strange = ctypes.create_string_buffer(200), set()
    for at, item in fonts.items():
        pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(item), name, len(name))
        # Six letters and a sign before the name say that the file holds only a part of the font.
        if not name.value.decode(errors="replace").rpartition("+")[2].startswith(faces):
            strange.add(at)
    return strange


def _font_at(text: Any) -> int:
    import pypdfium2.raw as pdfium

    return ctypes.addressof(pdfium.FPDFTextObj_GetFont(text).contents)


def _look(page: Any, box: _Box) -> Picture:
    """What is drawn in a part of the page, cut to its ink."""
    from PIL import ImageOps

    width, height = page.get_size()
    margins = (max(box.left, 0), max(height - box.bottom, 0), max(width - box.right, 0), max(box.top, 0))
    shown = _rendered(page, CLOSELY, crop=margins).to_pil()
    shown = shown.crop(ImageOps.invert(shown).getbbox())
    return Picture(shown.width, shown.height, shown.tobytes())


def _undress(page: Any, texts: list[Any], drawn: list[tuple[Any, _Box]]) -> tuple[list[_Line], list[_Line], list[_Box]]:
    """Leave nothing on the page but unclipped text, in black; gives the lines across and down, and all other shapes."""
    import pypdfium2.raw as pdfium

    across, down, shapes = [], [], []
    for item in texts:
        if pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(item)) > 0:
            pdfium.FPDFPage_RemoveObject(page.raw, item)
            pdfium.FPDFPageObj_Destroy(item)
        else:
            pdfium.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
            pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_FILL)
    for item, box in drawn:
        left, top, right, bottom = box
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            shapes.append(box)
        elif bottom - top <= THICK:
            across.append(_Line((top + bottom) / 2, left, right))
        elif right - left <= THICK:
            down.append(_Line((left + right) / 2, top, bottom))
        else:
            shapes.append(box)
        pdfium.FPDFPageObj_SetIsActive(item, False)
    return across, down, shapes


def _glyphs(page: Any, width: float, height: float, strange: set[int]) -> list[_Glyph]:
    """The characters on the page that are large enough to be read; white space is put before the next.

    A smudge for one of ASCII in a `strange` font.
    """
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    raw, box, x, y = text_page.raw, pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_of = pdfium.FPDFText_GetLooseCharBox
    found, line, baseline, is_there, space = [], (0.0, 0.0), 0.0, False, ""
    for index, text in enumerate(_characters(raw)):
        if text.isspace():
            space = " "
            continue
        if text in LINE_END_HYPHENS:
            text = "-"
        if strange and text.isascii() and _font_at(pdfium.FPDFText_GetTextObject(raw, index)) in strange:
            text = SMUDGE
        box_of(raw, index, box)
        left, right, top, bottom = box.left, box.right, box.top, box.bottom
        if line != (top, bottom):
            # Glyphs of one font at the same height are on one line.
            pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
            line, baseline = (top, bottom), height - y.value
            is_there = top - bottom >= LOWEST and LOWEST <= baseline <= height
        if is_there and left >= 0 and right <= width:
            found.append(_glyph((space + text, left, right, baseline, top - bottom)))
            space = ""
    return found


def _characters(raw: Any) -> list[str]:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(raw)
    units = (ctypes.c_ushort * (2 * count + 2))()
    # The whole text at once, unless it leaves something out that no font has a letter for.
    if pdfium.FPDFText_GetText(raw, 0, count, units) == count + 1:
        return list(map(chr, units[:count]))
    return [chr(pdfium.FPDFText_GetUnicode(raw, index)) for index in range(count)]


def _visible_by_ink(glyphs: list[_Glyph], seen: Any, lost: Any) -> list[_Glyph]:
    """The glyphs whose ink is all `seen`, none of it `lost`; a smudge where it is not quite."""
    kept = []
    for glyph in glyphs:
        top, bottom = int(glyph.baseline - glyph.height), int(glyph.baseline + glyph.height / 4) + 1
        box = (int(glyph.left), top, int(glyph.right) + 1, bottom)
        if lost.crop(box).getbbox() is None:
            kept.append(glyph)
        elif seen.crop(box).getextrema()[0] < SEEN:
            kept.append(glyph._replace(text=SMUDGE))
    return kept


def _inked(across: list[_Line], down: list[_Line], seen: Any) -> tuple[list[_Line], list[_Line]]:
    """The lines that are seen from end to end: not white, nor covered."""
    pixels, width = bytes(seen.buffer), seen.stride

    def is_seen(line: _Line, step: int, aside: int) -> bool:
        # Where it ends, a line may not fill its pixels; beside its own row of them it may fill the next.
        start, end, at = int(line.start) + 3, int(line.end) - 3, int(line.at)
        rows = (pixels[row * aside + start * step : row * aside + end * step : step] for row in (at, at - 1, at + 1))
        return end <= start or any(row and (row.count(0) == len(row) or max(row) < SEEN) for row in rows)

    return (
        [line for line in across if is_seen(line, 1, width)],
        [line for line in down if is_seen(line, width, 1)],
    )


def _smudges(more: Any, across: list[_Line], down: list[_Line], shapes: list[_Box]) -> list[tuple[float, float]]:
    """Where there is `more` ink than that of the text, of no ruled line and no picture: left and top."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(more)
    # A line falls on one row of pixels or on two.
    for line in across:
        draw.rectangle((line.start - 2, line.at - 2, line.end + 2, line.at + 2), fill=0)
    for line in down:
        draw.rectangle((line.at - 2, line.start - 2, line.at + 2, line.end + 2), fill=0)
    for box in filter(_is_picture, shapes):
        draw.rectangle((box.left - 2, box.top - 2, box.right + 2, box.bottom + 2), fill=0)
    if more.getbbox() is None:
        return []
    left_over = more.point(lambda value: 255 if value > 255 - SEEN else 0).getbbox()
    return [(left_over[0], left_over[1])] if left_over else []


def _is_picture(box: _Box) -> bool:
    width, height = box.right - box.left, box.bottom - box.top
    return width > PICTURE and height > PICTURE and abs(width - height) <= 2 * TOUCH


def _overlap(glyph: _Glyph, shape: _Box) -> bool:
    left, top, right, bottom = shape
    return (
        left < glyph.right
        and glyph.left < right
        and top < glyph.baseline
        and glyph.baseline - glyph.height / 2 < bottom
    )


# Where the words are


def _level(things: Iterable[Any]) -> list[list[Any]]:
    """Things by their height on the page, those at one height from left to right; each begins with height and left."""
    lines: list[list[Any]] = []
    for thing in sorted(things, key=itemgetter(0)):
        if lines and thing[0] - lines[-1][0][0] <= TOUCH:
            lines[-1].append(thing)
        else:
            lines.append([thing])
    return [sorted(line, key=itemgetter(1)) for line in lines]


def _runs(glyphs: list[_Glyph]) -> list[_Run]:
    lines: dict[float, list[_Glyph]] = {}
    for baseline, line in groupby(glyphs, key=_BASELINE):
        lines.setdefault(baseline, []).extend(line)
    runs = []
    for level in _level((baseline, 0, line) for baseline, line in lines.items()):
        run: list[_Glyph] = []
        end = 0.0
        for glyph in sorted((glyph for _at, _left, line in level for glyph in line), key=_LEFT):
            if run and glyph.left - end > GAP:
                runs.append(_run(run))
                run = []
            elif run and end - glyph.left > INTO * glyph.height and not _is_one(run[-1], glyph):
                glyph = glyph._replace(text=SMUDGE)
            run.append(glyph)
            end = glyph.right
        runs.append(_run(run))
    return runs


def _is_one(first: _Glyph, second: _Glyph) -> bool:
    """Whether pdfium gives one glyph as two in one place: a ligature, or a character beyond U+FFFF."""
    return (first.left, first.right) == (second.left, second.right) and not second.text[-1].isdigit()


def _run(glyphs: list[_Glyph]) -> _Run:
    # pdfium gives a character beyond U+FFFF as its two halves.
    halves = "".join([glyph.text for glyph in glyphs])
    text = halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    first = glyphs[0]
    return _Run(text, first.left, max([glyph.right for glyph in glyphs]), first.baseline, first.height)


def _apart(runs: list[_Run]) -> list[_Run]:
    """The runs, from top to bottom; a smudge for one that is printed into another."""
    runs = sorted(runs, key=_BASELINE)
    kept: list[_Run] = []
    for place, run in enumerate(runs):
        first = bisect_right(runs, run.baseline - APART * run.height, hi=place, key=_BASELINE)
        is_into = any(other.left + TOUCH < run.right and run.left + TOUCH < other.right for other in runs[first:place])
        kept.append(run._replace(text=SMUDGE) if is_into else run)
    return kept


def _unstruck(runs: list[_Run], across: list[_Line]) -> list[_Run]:
    """The runs that no line strikes through."""
    lines = sorted(across, key=_AT)

    def is_struck(run: _Run) -> bool:
        first = bisect_right(lines, run.baseline - LOWEST, key=_AT)
        end = bisect_left(lines, run.baseline - TOUCH, key=_AT)
        return any(line.start < run.right and run.left < line.end for line in lines[first:end])

    return [run for run in runs if not is_struck(run)]


def _joined(lines: list[_Line]) -> list[_Line]:
    """Lines with those that go on in each other made one."""
    joined: list[_Line] = []
    for row in _level(lines):
        for line in row:
            if joined and abs(joined[-1].at - line.at) <= TOUCH and line.start - joined[-1].end <= TOUCH:
                joined[-1] = joined[-1]._replace(end=max(joined[-1].end, line.end))
            else:
                joined.append(line)
    return joined


def _cells(across: list[_Line], down: list[_Line]) -> list[_Cell]:
    """The cells that the ruled lines make: one on each line that is not just the top of a table."""
    cells = []
    across = sorted(across, key=_AT)
    for line in across:
        walls = [wall for wall in down if line.start - TOUCH <= wall.at <= line.end + TOUCH]
        rising = sorted(wall.at for wall in walls if wall.start < line.at - TOUCH <= wall.end)
        if not rising and any(wall.start <= line.at + TOUCH < wall.end for wall in walls):
            continue
        # Under an open line within a box, the box goes on being two cells.
        edges = [line.start, *(at for at in rising if line.start + TOUCH < at < line.end - TOUCH), line.end]
        for left, right in pairwise(edges):
            is_open = not (_near(left, rising) and _near(right, rising))
            ceiling = _ceiling(across, line.at, left, right)
            cuts = [] if is_open or ceiling is None else [x for x in ceiling[1:] if left + TOUCH < x < right - TOUCH]
            inner = [left, *cuts, right]
            for start, end in pairwise(inner):
                above = _ceiling(across, line.at, start, end)
                cells.append(_Cell(line.at, start, end, above.at if above else 0.0, is_open))
    return cells


def _near(at: float, others: list[float]) -> bool:
    return any(abs(at - other) <= TOUCH for other in others)


def _ceiling(across: list[_Line], floor: float, left: float, right: float) -> _Line | None:
    """The first line above, of those that are in order from the top."""
    for line in reversed(across[: bisect_left(across, floor - TOUCH, key=_AT)]):
        if line.start < right - TOUCH and left + TOUCH < line.end:
            return line
    return None


def _fill_cells(runs: list[_Run], cells: list[_Cell]) -> list[_Run]:
    """Put every run in the cell that holds all of it; gives those that are in none. Runs go from top to bottom."""
    loose = []
    for baseline, line in groupby(reversed(runs), key=_BASELINE):
        around = [cell for cell in cells if cell.ceiling < baseline <= cell.floor]
        for run in line:
            for cell in around:
                # An open line holds what is written on it, not all that is anywhere above it.
                below = cell.runs[-1].baseline if cell.runs else cell.floor
                if (
                    cell.left - TOUCH <= run.left
                    and run.right <= cell.right + TOUCH
                    and not (cell.is_open and below - baseline > LEADING)
                ):
                    cell.runs.append(run)
                    break
            else:
                loose.append(run)
    return loose


def _text(runs: list[_Run]) -> str:
    if len(runs) < 2:
        return runs[0].text if runs else ""
    lines = _level((run.baseline, run.left, run.text) for run in runs)
    return "\n".join(" ".join(text for _at, _left, text in line) for line in lines)
