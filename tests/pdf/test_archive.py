"""What PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) ask of a file: a validator's word, and what it leaves out."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pdfplumber
import pytest
from page import validate_pdf_bytes
from pypdf import PdfReader
from pypdf.generic import ContentStream

from returns.exchange import figures_json
from returns.pdf.printing import print_return
from returns.sheet import Sheet
from tests.pdf.test_form_2009 import KINGSOFT, in_order
from tests.pdf.test_page_cache import schemes
from tests.pdf.test_verify_print import full

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    from tests.conftest import CASES

    sheet = figures_json.load((CASES / "kingsoft-2009-11.json").read_bytes())
    return print_return(sheet, draft=False, figures=figures_json.dump(sheet))


@pytest.fixture
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def elements(node: Any, parent: Any = None) -> Iterator[tuple[Any, Any]]:
    """Every element of the structure, in reading order, with the one it is in."""
    node = node.get_object()
    yield node, parent
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if hasattr(kid.get_object(), "keys"):
            yield from elements(kid, node)


def structure(reader: PdfReader) -> list[tuple[Any, Any]]:
    return list(elements(reader.root_object["/StructTreeRoot"]["/K"][0]))


def of_kind(reader: PdfReader, *kinds: str) -> list[Any]:
    return [node for node, _parent in structure(reader) if node.get("/S") in kinds]


def faults(pdf: bytes) -> list[str]:
    """The rules of either standard that the validator finds broken.

    It takes the last byte of a packed stream for a part of the line's end where it happens to be a carriage return:
    so the lengths of streams are measured here.
    """
    reports = [validate_pdf_bytes(pdf, profile=profile) for profile in ("3a", "ua1")]
    found = [fault.rule_id for report in reports for fault in report.failures]
    lengths = list(re.finditer(rb"/Length (\d+)[^>]*>>\nstream\n", pdf))
    assert len(lengths) == pdf.count(b"\nstream\n") > 0
    if all(pdf.startswith(b"\nendstream\n", match.end() + int(match[1])) for match in lengths):
        found = [fault for fault in found if fault != "PDFA3A-STREAM-LENGTH-001"]
    return found


def test_a_validator_finds_no_fault(pdf: bytes) -> None:
    assert faults(pdf) == []


@pytest.mark.parametrize("rows", [0, 71])
@pytest.mark.parametrize("draft", [False, True])
def test_nor_with_every_part_filled_and_over_many_pages(rows: int, draft: bool, kingsoft: Sheet) -> None:
    sheet = full(kingsoft)
    sheet.options += schemes(rows)
    sheet.head.remarks = "備註：見附件\n" * 60
    assert faults(print_return(sheet, draft=draft, figures=figures_json.dump(sheet))) == []


def test_the_validator_sees_a_fault(pdf: bytes) -> None:
    assert faults(pdf.replace(b'pdfuaid:part="1"', b'pdfuaid:part="2"')) == ["PDFUA1-ID-PART-001"]
    assert "PDFA3A-STREAM-LENGTH-001" in faults(pdf.replace(b"/Length ", b"/Length 1", 1))


def test_the_metadata_names_both_standards_once_and_agrees_with_the_file(reader: PdfReader) -> None:
    xmp = reader.root_object["/Metadata"].get_data()
    assert xmp.count(b"<rdf:RDF") == 1
    tree = ElementTree.fromstring(xmp)  # noqa: S314
    attributes = {name: value for item in tree.iter(f"{RDF}Description") for name, value in item.attrib.items()}
    assert attributes["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert attributes["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert attributes["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    described = [item.text for item in tree.iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI")]
    assert described == ["http://www.aiim.org/pdfua/ns/id/"]
    said = {item.text for item in tree.iter(f"{RDF}li") if item.text and item.text.strip()}
    assert reader.metadata
    assert said == {reader.metadata.title, reader.metadata.author}
    assert reader.metadata.author == "Kingsoft Corporation Limited"
    assert [item.text for item in tree.iter("{http://ns.adobe.com/xap/1.0/}CreateDate")] == ["2009-12-04"]


def test_nothing_is_missing_forbidden_or_outside_the_file(reader: PdfReader) -> None:
    root = reader.root_object
    assert not reader.is_encrypted
    assert len(reader.trailer["/ID"]) == 2
    assert not {"/OpenAction", "/AA", "/AcroForm", "/OCProperties"} & set(root)
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()["/N"] == 3
    for number in range(1, len(reader.xref[0]) + 1):
        item = reader.get_object(number)
        if hasattr(item, "get"):
            assert item.get("/S") != "/JavaScript"
            assert item.get("/Filter") != "/LZWDecode"
            assert item.get("/Type") != "/Annot"
            if "/EF" not in item:
                assert not isinstance(item.get("/F"), str)


def test_every_font_is_embedded_and_can_be_read_as_text(reader: PdfReader) -> None:
    fonts = {name: font for page in reader.pages for name, font in page["/Resources"]["/Font"].items()}
    assert fonts
    for font in fonts.values():
        font = font.get_object()
        assert "/ToUnicode" in font
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_file_is_tagged_has_a_language_and_shows_its_title(reader: PdfReader) -> None:
    root = reader.root_object
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_all_that_is_drawn_is_tagged_or_an_artifact(reader: PdfReader) -> None:
    shows, paints = {b"Tj", b"TJ", b"'", b'"'}, {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Do", b"sh"}
    for number, page in enumerate(reader.pages):
        depth, marks = 0, set()
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
                if operator == b"BDC" and "/MCID" in operands[1]:
                    marks.add(operands[1]["/MCID"])
            elif operator == b"EMC":
                depth -= 1
            elif operator in shows | paints:
                assert depth, f"page {number + 1}: {operator!r} {operands}"
        parents = dict(zip(*[iter(reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"])] * 2, strict=True))
        assert len(parents[page["/StructParents"]]) == len(marks)


def test_headings_go_down_one_level_at_a_time(reader: PdfReader) -> None:
    levels = [int(node["/S"][2]) for node in of_kind(reader, "/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_drawing_says_what_it_is(reader: PdfReader) -> None:
    (figure,) = of_kind(reader, "/Figure")
    assert figure["/Alt"].startswith("QR code: http://127.0.0.1:8000/verify?sha256=")


def test_headers_say_what_they_head_and_cells_by_what_they_are_headed(reader: PdfReader) -> None:
    headers = of_kind(reader, "/TH")
    assert {node["/A"]["/Scope"] for node in headers} == {"/Column", "/Row"}
    known = {node["/ID"] for node in headers}
    assert len(known) == len(headers)
    for node in of_kind(reader, "/TD"):
        assert set(node["/A"].get("/Headers", [])) <= known


def test_tables_are_regular(reader: PdfReader) -> None:
    tables = of_kind(reader, "/Table")
    assert len(tables) > 1
    for table in tables:
        rows = [[kid.get_object() for kid in row["/K"]] for row, _in in elements(table) if row.get("/S") == "/TR"]
        open_columns: dict[int, int] = {}
        widths = set()
        for row in rows:
            column = 0
            reaching = {at: left for at, left in open_columns.items() if left}
            open_columns = {at: left - 1 for at, left in reaching.items()}
            for cell in row:
                while column in reaching:
                    column += 1
                for _span in range(cell["/A"].get("/ColSpan", 1)):
                    open_columns[column] = cell["/A"].get("/RowSpan", 1) - 1
                    column += 1
            widths.add(max([column, *(at + 1 for at in reaching)]))
        assert len(widths) == 1


def test_tags_are_read_in_the_order_of_the_print(pdf: bytes, reader: PdfReader) -> None:
    with pdfplumber.open(BytesIO(pdf)) as plumber:
        texts: dict[tuple[int, int], str] = {}
        for number, page in enumerate(plumber.pages):
            for char in page.chars:
                if char["mcid"] is not None:
                    texts[number, char["mcid"]] = texts.get((number, char["mcid"]), "") + char["text"]
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    read = []
    for node, _parent in structure(reader):
        kids = node.get("/K", [])
        marks = [kid for kid in (kids if isinstance(kids, list) else [kids]) if isinstance(kid, int)]
        read += [texts.get((numbers[node.raw_get("/Pg").idnum], mark), "") for mark in marks]
    in_order(" ".join(" ".join(read).replace("\xa0", " ").split()), *KINGSOFT)
