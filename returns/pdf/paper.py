"""A printed page as a person sees it: the words on it, each in the ruled cell it stands in. Runs in the workers.

Read by the place of every glyph and of every ruled line, and never by the order in which the file happens to draw
them. What nobody could see does not count: text without ink, that something clips, that lies off the page, that a line
strikes through, or that is too small to read. What somebody could see and might take for something else is told as a
text that is meant nowhere: text that is not plainly black, and ink that is neither text nor a ruled line. Knows neither
the form nor figures.

Lengths are points, counted from the left and the top edge of the page.
"""

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

# A line of print lower than this is none that a person reads (the form's smallest print, 6 points, takes 6.6).
LOWEST = 5.5
# Words further apart than this do not belong to one text: wider than any space, narrower than two cells' paddings.
GAP = 4.5
# Ruled lines are at most this thick.
THICK = 1.5
# How far apart two things may be that are meant to touch.
TOUCH = 1.0
# What PDFium says of a hyphen that a line ends with, and takes for one that only divides a word.
LINE_END_HYPHEN = "\x02"
# What is told of ink that is not plainly a text or a ruled line.
SMUDGE = "\ufffd"
# As dark as this, of 0 to 255, ink is seen.
SEEN = 225
# A picture is as large as this, across and down: the one code that a print bears.
PICTURE = 40.0
# Lines of one text on an open line (a blank to fill in) follow each other within this.
LEADING = 16.0


class Piece(NamedTuple):
    """A text on a page, from 1: what stands in a ruled cell, line under line, or one line outside of any.

    `left` and `right` are the sides of the cell.
    """

    text: str
    in_cell: bool
    page: int
    left: float = 0.0
    right: float = 0.0


class Print(NamedTuple):
    """What a PDF says and carries: all that stands on its pages, and the files attached to it, by name."""

    pieces: list[Piece]
    attached: dict[str, bytes]


class _Glyph(NamedTuple):
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


class _Line(NamedTuple):
    """A ruled line: where it lies, and from where to where it goes."""

    at: float
    start: float
    end: float


_AT = attrgetter("at")


@dataclass
class _Cell:
    """The room above a line to write on, up to the next line; `is_open` where no line shuts it at both sides."""

    floor: float
    left: float
    right: float
    ceiling: float
    is_open: bool
    runs: list[_Run] = field(default_factory=list)


def read(pdf: bytes) -> Print:
    """What stands on the pages of a PDF, from top to bottom and from left to right, and what is attached to it."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        pieces = [piece for number in range(len(document)) for piece in _read_page(document[number], number + 1)]
        return Print(pieces, _attached(document))


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


def _read_page(page: Any, number: int) -> list[Piece]:
    width, height = page.get_size()
    seen = _pixels(page)
    across, down, shapes = _undress(page, height)
    meant = _pixels(page)
    across, down = _inked(across, down, seen)
    glyphs = [
        glyph
        for glyph in _glyphs(page, height)
        if glyph.height >= LOWEST
        and glyph.left >= 0
        and glyph.right <= width
        and LOWEST <= glyph.baseline <= height
        and not (shapes and any(_overlap(glyph, shape) for shape in shapes))
    ]
    glyphs = _told_by_ink(glyphs, seen, meant)
    cells = _cells(_joined(across), _joined(down))
    runs = _unstruck(_runs(glyphs), across)
    loose = _settle(runs, cells)
    standing = [(cell.floor, cell.left, Piece(_text(cell.runs), True, number, cell.left, cell.right)) for cell in cells]
    standing += [(run.baseline, run.left, Piece(run.text, False, number)) for run in loose]
    standing += [(top, left, Piece(SMUDGE, False, number)) for left, top in _smudges(seen, meant, across, down, shapes)]
    return [piece for line in _level(standing) for _at, _left, piece in line]


# What the page shows


def _pixels(page: Any) -> Any:
    """The page as a picture of one pixel a point, black or white, without smoothing: the same text makes the same."""
    shown = page.render(grayscale=True, may_draw_forms=False, draw_annots=False, no_smoothtext=True, no_smoothpath=True)
    return shown.to_pil()


def _undress(page: Any, height: float) -> tuple[list[_Line], list[_Line], list[tuple[float, float, float, float]]]:
    """Leave nothing on the page but unclipped text, in black; gives the lines across and down, and all other shapes.

    A shape is its left, top, right and bottom.
    """
    import pypdfium2.raw as pdfium

    across, down, shapes = [], [], []
    edges = [ctypes.c_float() for _edge in range(4)]
    items = [pdfium.FPDFPage_GetObject(page.raw, place) for place in range(pdfium.FPDFPage_CountObjects(page.raw))]
    for item in items:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(item)) <= 0:
                pdfium.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
                pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_FILL)
                continue
        else:
            pdfium.FPDFPageObj_GetBounds(item, *edges)
            left, bottom, right, top = (edge.value for edge in edges)
            top, bottom = height - top, height - bottom
            if kind == pdfium.FPDF_PAGEOBJ_PATH and bottom - top <= THICK:
                across.append(_Line((top + bottom) / 2, left, right))
            elif kind == pdfium.FPDF_PAGEOBJ_PATH and right - left <= THICK:
                down.append(_Line((left + right) / 2, top, bottom))
            else:
                shapes.append((left, top, right, bottom))
        pdfium.FPDFPage_RemoveObject(page.raw, item)
        pdfium.FPDFPageObj_Destroy(item)
    return across, down, shapes


def _glyphs(page: Any, height: float) -> list[_Glyph]:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    raw, box, x, y = text_page.raw, pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    # Asked of thousands of glyphs a page.
    text_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    found, line, baseline = [], (0.0, 0.0), 0.0
    for index in range(pdfium.FPDFText_CountChars(raw)):
        text = chr(text_of(raw, index))
        if text == LINE_END_HYPHEN:
            text = "-"
        if text.isspace() and pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        box_of(raw, index, box)
        top, bottom = box.top, box.bottom
        if line != (top, bottom):
            # Glyphs of one font as high as each other stand on one line.
            pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
            line, baseline = (top, bottom), height - y.value
        found.append(_Glyph(text, box.left, box.right, baseline, top - bottom))
    return found


def _told_by_ink(glyphs: list[_Glyph], seen: Any, meant: Any) -> list[_Glyph]:
    """The glyphs whose ink, as `meant` shows it, is black in what is `seen` as well; a smudge where it is not quite."""
    from PIL import ImageChops

    lost = ImageChops.subtract(seen, meant)
    if lost.getbbox() is None:
        return glyphs
    told = []
    for glyph in glyphs:
        top, bottom = int(glyph.baseline - glyph.height), int(glyph.baseline + glyph.height / 4) + 1
        box = (int(glyph.left), top, int(glyph.right) + 1, bottom)
        if lost.crop(box).getbbox() is None:
            told.append(glyph)
        elif seen.crop(box).getextrema()[0] < SEEN:
            told.append(glyph._replace(text=SMUDGE))
    return told


def _inked(across: list[_Line], down: list[_Line], seen: Any) -> tuple[list[_Line], list[_Line]]:
    """The lines that are seen from end to end: not white, nor covered."""
    pixels, width = seen.tobytes(), seen.width

    def is_seen(line: _Line, step: int, aside: int) -> bool:
        # Where it ends, a line may not fill its pixels; beside its own row of them it may fill the next.
        start, end, at = int(line.start) + 3, int(line.end) - 3, int(line.at)
        rows = (pixels[row * aside + start * step : row * aside + end * step : step] for row in (at, at - 1, at + 1))
        return end <= start or any(row and max(row) < SEEN for row in rows)

    return (
        [line for line in across if is_seen(line, 1, width)],
        [line for line in down if is_seen(line, width, 1)],
    )


def _smudges(
    seen: Any,
    meant: Any,
    across: list[_Line],
    down: list[_Line],
    shapes: list[tuple[float, float, float, float]],
) -> list[tuple[float, float]]:
    """Where ink is seen that is neither text nor a ruled line, nor the one picture of a print: left and top."""
    from PIL import ImageChops, ImageDraw

    more = ImageChops.subtract(meant, seen)
    if more.getbbox() is None:
        return []
    draw = ImageDraw.Draw(more)
    # A line falls on one row of pixels or on two.
    for line in across:
        draw.rectangle((line.start - 2, line.at - 2, line.end + 2, line.at + 2), fill=0)
    for line in down:
        draw.rectangle((line.at - 2, line.start - 2, line.at + 2, line.end + 2), fill=0)
    pictures = [box for box in shapes if box[2] - box[0] > PICTURE and box[3] - box[1] > PICTURE]
    for left, top, right, bottom in pictures:
        if abs((right - left) - (bottom - top)) <= 2 * TOUCH:
            draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=0)
    left_over = more.point(lambda value: 255 if value > 255 - SEEN else 0).getbbox()
    return [(left_over[0], left_over[1])] if left_over else []


def _overlap(glyph: _Glyph, shape: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = shape
    return (
        left < glyph.right
        and glyph.left < right
        and top < glyph.baseline
        and glyph.baseline - glyph.height / 2 < bottom
    )


# Where the words stand


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
    runs = []
    for line in _level((glyph.baseline, glyph.left, glyph) for glyph in glyphs):
        run: list[_Glyph] = []
        for _at, _left, glyph in line:
            if run and glyph.left - run[-1].right > GAP:
                runs.append(_run(run))
                run = []
            run.append(glyph)
        runs.append(_run(run))
    return [run for run in runs if run.text]


def _run(glyphs: list[_Glyph]) -> _Run:
    # pdfium gives a character beyond U+FFFF as its two halves.
    halves = "".join(glyph.text for glyph in glyphs)
    text = halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    ink = [glyph for glyph in glyphs if not glyph.text.isspace()] or glyphs
    return _Run(text, ink[0].left, max(glyph.right for glyph in ink), ink[0].baseline)


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
    above = [
        line for line in across if line.at < floor - TOUCH and line.start < right - TOUCH and left + TOUCH < line.end
    ]
    return max(above, key=lambda line: line.at, default=None)


def _settle(runs: list[_Run], cells: list[_Cell]) -> list[_Run]:
    """Put every run in the cell that holds all of it; gives those that stand in none."""
    loose = []
    for run in sorted(runs, key=lambda run: -run.baseline):
        for cell in cells:
            is_within = (
                cell.left - TOUCH <= run.left
                and run.right <= cell.right + TOUCH
                and cell.ceiling < run.baseline <= cell.floor
            )
            # On an open line stands what is written on it, not all that is anywhere above it.
            below = cell.runs[-1].baseline if cell.runs else cell.floor
            if is_within and (not cell.is_open or below - run.baseline <= LEADING):
                cell.runs.append(run)
                break
        else:
            loose.append(run)
    return loose


def _text(runs: list[_Run]) -> str:
    lines = _level((run.baseline, run.left, run.text) for run in runs)
    return "\n".join(" ".join(text for _at, _left, text in line) for line in lines)
