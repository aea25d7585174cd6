"""Leaves: runs of pages that each begin a page of their own, laid out once and kept. Runs in the workers.

A return is printed again and again while it is edited, and most of its parts are as they were, or blank. Of a page
that was laid out, what it becomes in a file is kept, packed, and the tree of boxes it came from is let go. This leans
on the inside of WeasyPrint, whose version is pinned; tests/pdf/test_page_cache.py holds the pages against those that
WeasyPrint makes by itself.
"""

import copy
import gc
import re
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pydyf
from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.document import Document, Page
from weasyprint.formatting_structure.boxes import PageBox
from weasyprint.pdf.stream import Stream
from weasyprint.pdf.tags import add_tags

from returns.pdf.pdfa import Written, pack, scope

# Pages kept: enough for some twenty returns with all their parts.
MOST_PAGES = 160
# Rows laid out at a time: far more than fit on a page.
MOST_ROWS = 200
ENTRY = "tbody[@class='entry']"
# What every run of rows contains, besides the mark of a draft.
ALWAYS = ("head", "colgroup", "thead")
# PDF points in a CSS pixel.
SCALE = 0.75
_PAGE, _DOCUMENT = -1, -2
_KINDS = ("ExtGState", "XObject", "Pattern", "Shading")


# What a kept page has in place of its boxes: its elements are not made from them again.
_NO_BOXES = object.__new__(PageBox)
_NO_BOXES.element = _NO_BOXES.element_tag = None
_NO_BOXES.children = ()
# The files of the fonts in use, which every page would repeat.
_font_files: dict[str, bytes] = {}


class PageRun(HTML):  # type: ignore[misc]
    """A leaf of XHTML, under the style sheet of the printing process instead of that for any page."""

    def __init__(self, root: ElementTree.Element, agent: CSS, url_fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type, self._agent = None, url_fetcher, "print", agent
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [self._agent]


class Element(NamedTuple):
    """An element of the structure as a file holds it, with gaps for the numbers of others: in the page, from 0."""

    text: bytes
    numbers: tuple[int, ...]


class KeptPage(Page):  # type: ignore[misc]
    """A page as it becomes part of a file: its packed drawing, the glyphs it uses, and its elements.

    `tops` are the numbers of the outermost elements; `marks` of those that hold each marked piece of the drawing.
    """

    def __init__(self, page: Page, drawing: Stream, elements: list[Element], tops: list[int], marks: list[int]) -> None:
        self.__dict__.update(vars(page))
        self._page_box = _NO_BOXES
        self.data = pack(drawing)
        self.elements, self.tops, self.marks = elements, tops, marks
        self._fonts, self._states = drawing._fonts, drawing._resources["ExtGState"]
        for font in self._fonts.values():
            font.file_content = _font_files.setdefault(font.hash, font.file_content)
        self._written: tuple[tuple[int, int, int], list[Written]] | None = None

    def written(self, first: int, page: int, document: int) -> list[Written]:
        """The elements as a file holds them, numbered from `first` on; mostly the same as in the one before."""
        at = first, page, document
        if self._written is None or self._written[0] != at:
            known = {_PAGE: page, _DOCUMENT: document}
            self._written = (
                at,
                [
                    Written(element.text % tuple(known.get(number, first + number) for number in element.numbers))
                    for element in self.elements
                ],
            )
        return self._written[1]

    def paint(self, stream: Stream, scale: float = 1) -> None:
        """Put the page into a file."""
        stream.kept = self
        stream._resources["ExtGState"].update(self._states)
        for key, font in self._fonts.items():
            # Each file says for itself which glyphs it uses, and which it lacks.
            into = stream._fonts.setdefault(key, copy.copy(font))
            if into.to_unicode is font.to_unicode:
                into.to_unicode, into.widths, into.missing = dict(font.to_unicode), dict(font.widths), {}
            for glyph, text in font.to_unicode.items():
                into.to_unicode.setdefault(glyph, text)
            into.widths.update(font.widths)


class PageCache:
    """The leaves laid out last, by their text and their style."""

    def __init__(self) -> None:
        self._documents: OrderedDict[tuple[str, str], Document] = OrderedDict()

    def document(self, leaf: str, css: str, render: Callable[[ElementTree.Element], Document]) -> Document:
        """A leaf laid out, now or before."""
        document = self._documents.get((leaf, css))
        if document is None:
            root = ElementTree.fromstring(leaf)  # noqa: S314 -- our own template, every text in it escaped
            document = build_document(root, render, sha256((css + leaf).encode()).hexdigest()[:12])
            self._documents[leaf, css] = document
        self._documents.move_to_end((leaf, css))
        while len(self._documents) > 1 and sum(len(kept.pages) for kept in self._documents.values()) > MOST_PAGES:
            self._documents.popitem(last=False)
        return document


def build_document(root: ElementTree.Element, render: Callable[[ElementTree.Element], Document], name: str) -> Document:
    """A leaf laid out; a table of thousands of rows a run of them at a time, for their boxes would take a gigabyte.

    The last page of a run is left to the next run, which begins where a page begins: the pages are the same.
    """
    table = next((table for table in root.iter("table") if len(table.findall(ENTRY)) > MOST_ROWS), None)
    if table is None:
        document = render(root)
        document.pages = record(document, name)
        return document
    pages: list[Page] = []
    rows, done, first = len(table.findall(ENTRY)), 0, None
    while done < rows:
        document = render(_run(root, table, done))
        first = first or document
        whole = document.copy(document.pages if done + MOST_ROWS >= rows else document.pages[:-1])
        pages += record(whole, f"{name}-{done}")
        done += _count_rows(whole.pages)
        document.pages = whole.pages = []
        gc.collect()
    assert first is not None
    return first.copy(pages)


def _run(root: ElementTree.Element, table: ElementTree.Element, start: int) -> ElementTree.Element:
    """The leaf with a run of the table's rows; without what comes before it or after it in another run."""
    rows = table.findall(ENTRY)
    run = rows[start : start + MOST_ROWS]
    is_first, is_last = run[0] is rows[0], run[-1] is rows[-1]

    def around(
        parent: ElementTree.Element, inner: list[ElementTree.Element], first: Any, last: Any
    ) -> ElementTree.Element:
        children = list(parent)
        before, after = children[: children.index(first)], children[children.index(last) + 1 :]
        made = ElementTree.Element(parent.tag, parent.attrib)
        made.extend(child for child in before if is_first or child.tag in ALWAYS or child.get("class") == "draft")
        made.extend(inner)
        made.extend(after if is_last else [])
        return made

    parents = {child: parent for parent in root.iter() if parent.tag != "tbody" for child in parent}
    made, outer = around(table, run, rows[0], rows[-1]), table
    while outer in parents:
        inner, outer = outer, parents[outer]
        made = around(outer, [made], inner, inner)
        if outer.tag == "body" and not is_first:
            made.attrib |= {"class": "continued", "data-heading": table.get("data-heading", "")}
    return made


def _count_rows(pages: list[Page]) -> int:
    boxes = (box for page in pages for box in page._page_box.descendants() if box.element_tag == "tbody")
    return len({id(box.element) for box in boxes if box.element.get("class") == "entry"})


def record(document: Document, name: str) -> list[Page]:
    """The pages of a document as they become part of a file; `name` distinguishes their elements from those of others.

    Pages with pictures or see-through parts, and with what no font can print, stay as they are.
    """
    scratch, drawings = pydyf.PDF(), []
    for page in document.pages:
        resources: dict[str, Any] = {kind: {} for kind in _KINDS} | {"ColorSpace": None}
        size = (0, 0, page.width, page.height)
        drawing = Stream({}, size, resources, {}, {}, {}, None, compress=True)
        drawing.transform(d=-1, f=page.height * SCALE)
        page.paint(drawing, SCALE)
        if any(resources[kind] for kind in _KINDS[1:]) or any(font.missing for font in drawing._fonts.values()):
            return list(document.pages)
        drawings.append(drawing)
        scratch.add_page(pydyf.Dictionary())
    first = len(scratch.objects)
    document.metadata.lang = document.metadata.lang or "en"
    scratch.catalog["Lang"] = pydyf.String(document.metadata.lang)
    add_tags(scratch, document, "1.7", drawings)
    scope(scratch, name)
    _parents, _root, whole = scratch.objects[first : first + 3]
    nums = scratch.objects[first]["Nums"]
    pages, start = [], first + 3
    for place, (page, drawing) in enumerate(zip(document.pages, drawings, strict=True)):
        own = scratch.page_references[place]
        end = start
        while end < len(scratch.objects) and scratch.objects[end]["Pg"] == own:
            end += 1
        gaps = {int(own.split()[0]): _PAGE, whole.number: _DOCUMENT, **{n: n - start for n in range(start, end)}}
        elements = [_element(item, gaps) for item in scratch.objects[start:end]]
        tops = [gaps[_number(kid)] for kid in whole["K"] if _number(kid) in range(start, end)]
        marks = [gaps[_number(mark)] for mark in nums[2 * place + 1]]
        pages.append(KeptPage(page, drawing, elements, tops, marks))
        start = end
    return pages


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _element(item: Any, gaps: dict[int, int]) -> Element:
    numbers: list[int] = []

    def leave_out(reference: re.Match[bytes]) -> bytes:
        numbers.append(gaps[int(reference[1])])
        return b"%d 0 R"

    return Element(re.sub(rb"\b(\d+) 0 R", leave_out, item.data.replace(b"%", b"%%")), tuple(numbers))


def put_in(document: Document, pdf: Any) -> None:
    """Put the elements of kept pages into the structure of a file."""
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    whole, nums = pdf.objects[_number(root["K"][0])], pdf.objects[_number(root["ParentTree"])]["Nums"]
    for place, (page, own) in enumerate(zip(document.pages, pdf.page_references, strict=True)):
        if not isinstance(page, KeptPage):
            continue
        first = len(pdf.objects)
        for element in page.written(first, _number(own), whole.number):
            pdf.add_object(element)
        whole["K"].extend(f"{first + number} 0 R" for number in page.tops)
        nums[2 * place + 1].extend(f"{first + number} 0 R" for number in page.marks)
