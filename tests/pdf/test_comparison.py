"""The comparison of two returns on paper."""

from copy import copy
from io import BytesIO

import pdfplumber
import pytest
from pypdf import PdfReader

from returns import filing
from returns.models import MonthlyReturn
from returns.pdf.comparison import comparison
from returns.pdf.pool import CannotPrint
from returns.sheet import Sheet
from tests.filing.correcting import exercise, revise
from tests.filing.test_filing import month_after
from tests.pdf.reading import pages, text
from tests.pdf.test_archive import faults, of_kind
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def november(kingsoft: Sheet) -> MonthlyReturn:
    """November filed."""
    made = filing.record(kingsoft, None)
    filing.file_alone(made, None)
    return made


def lines(pdf: bytes) -> list[list[str]]:
    """The rows of the table on the first page as they stand on the paper: a cell, what was, what is."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        page = document.pages[0]
        # No text but that of the table is tried: what lies across the page is large.
        words = [word for word in page.extract_words(keep_blank_chars=True, extra_attrs=["size"]) if word["size"] < 9]
    found: dict[int, list[tuple[float, str]]] = {}
    for word in words:
        found.setdefault(round(word["top"]), []).append((word["x0"], word["text"]))
    return [[said for _x, said in sorted(line)] for _top, line in sorted(found.items())]


def test_a_revision_says_what_was_wrong_and_what_is_right(november: MonthlyReturn) -> None:
    corrected = revise(november, exercise)
    pdf = comparison(november, corrected.monthly_return)
    facts = PdfReader(BytesIO(pdf)).metadata
    assert facts is not None
    assert facts.title == "Comparison: Kingsoft Corporation Limited, 2009-11 r1"
    said = lines(pdf)
    assert ["Cell", "As originally filed: November 2009", "As revised: November 2009, revision 1"] in said
    assert ["II, ordinary shares (1), Balance at close of the month", "1,094,047,133", "1,094,048,133"] in said
    rows = [line[0] for line in said if line[0].startswith("III.A, row 2")]
    # In the form's order: what moved, then what was issued, then what may be.
    assert [row.removeprefix("III.A, row 2, ") for row in rows] == [
        "Exercised",
        "new shares issued",
        "shares which may be issued",
    ]
    whole = text(pdf)
    assert "What the revision corrects" in whole
    assert "A thousand options were left out." in whole
    assert november.filing.figures_sha256 in whole.replace(" ", "")
    assert corrected.figures_sha256 in whole.replace(" ", "")
    assert "1,093,176,133" not in whole
    assert "DRAFT" not in whole


def test_draft_lies_across_every_page_while_one_is_not_filed(november: MonthlyReturn, kingsoft: Sheet) -> None:
    sheet = month_after(kingsoft)
    set_cell(sheet, "head-remarks", "Said at length. " * 1200)
    december = filing.record(sheet, None)
    said = pages(comparison(november, december))
    assert len(said) > 1
    assert all("DRAFT" in page for page in said)
    assert "not filed: draft" in said[0]
    assert "Two returns compared" in said[0]
    assert "Wrong" not in said[0]


def test_words_longer_than_a_page_stand_left_under_repeated_headings(november: MonthlyReturn, kingsoft: Sheet) -> None:
    sheet = month_after(kingsoft)
    set_cell(sheet, "head-remarks", "Said at length. " * 1200)
    set_cell(sheet, "options-0-share_class", "preference_1")
    pdf = comparison(november, filing.record(sheet, None))
    said = pages(pdf)
    assert len(said) > 2
    assert all("December 2009" in page for page in said)
    assert sum(page.count("length.") for page in said) == 1200
    assert "ordinary shares (1) preference shares (1)" in said[0]
    with pdfplumber.open(BytesIO(pdf)) as document:
        words = document.pages[1].extract_words(extra_attrs=["size"])
    starts: dict[int, float] = {}
    for word in words:
        if word["x0"] > 390 and word["size"] < 9 and 100 < word["top"] < 700:
            starts[round(word["top"])] = min(word["x0"], starts.get(round(word["top"]), 999))
    assert len(starts) > 20
    assert max(starts.values()) - min(starts.values()) < 1


def test_rows_that_came_or_went_and_blanks_are_distinguished(november: MonthlyReturn) -> None:
    def change(sheet: Sheet) -> None:
        set_cell(sheet, "authorised-1-description", "Of no par")
        set_cell(sheet, "authorised-0-description", "")
        del sheet.options[4]
        del sheet.funds_raised[1]

    pdf = comparison(november, revise(november, change).monthly_return)
    said = lines(pdf)
    assert ["I, ordinary shares (1), Description", "Ordinary Shares", "blank"] in said
    assert ["I, ordinary shares (2), Description", "blank", "Of no par"] in said
    assert ["III.A, row 5, Exercise price", "3.60", "–"] in said
    assert "row deleted" in text(pdf)


def test_it_is_an_archival_file_with_headings_and_the_same_bytes_each_time(november: MonthlyReturn) -> None:
    new = revise(november, exercise).monthly_return
    pdf = comparison(november, new)
    assert comparison(november, new) == pdf
    reader = PdfReader(BytesIO(pdf))
    xmp = reader.root_object["/Metadata"].get_data()
    assert b'part="3"' in xmp
    assert reader.metadata is not None
    assert reader.metadata.author == "Kingsoft Corporation Limited"
    heads = [head["/A"]["/Scope"] for head in of_kind(reader, "/TH")]
    assert heads.count("/Column") == 3
    assert "/Row" in heads


def test_a_validator_finds_no_fault(november: MonthlyReturn, kingsoft: Sheet) -> None:
    corrected = revise(november, exercise).monthly_return
    december = filing.record(month_after(kingsoft), None)
    assert [faults(comparison(november, other)) for other in (corrected, december)] == [[], []]


def test_a_return_against_itself(november: MonthlyReturn) -> None:
    assert "No differences" in text(comparison(november, november))


def test_signs_that_nobody_can_see_stop_no_print(november: MonthlyReturn) -> None:
    new = revise(
        november, lambda sheet: set_cell(sheet, "head-remarks", "One\x0btwo\x01three <b>&amp; 陳大文")
    ).monthly_return
    assert "three <b>&amp; 陳大文" in text(comparison(november, new))


def test_more_cells_than_paper_holds_are_refused_in_words(november: MonthlyReturn, kingsoft: Sheet) -> None:
    sheet = month_after(kingsoft)
    row = sheet.options[0]
    sheet.options.extend(copy(row) for _more in range(700))
    december = filing.record(sheet, None)
    with pytest.raises(CannotPrint, match=r"cells differ, and a comparison on paper holds at most 4,000\."):
        comparison(november, december)
