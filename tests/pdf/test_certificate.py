"""The reconciliation certificate."""

from datetime import UTC, date, datetime
from io import BytesIO

from pypdf import PdfReader

from returns.editions import EDITIONS
from returns.editions.catalogue import PACK, digest
from returns.exchange import figures_json
from returns.models import Answer, Filing
from returns.pdf.certificate import certificate
from returns.sheet import Sheet
from tests.pdf.test_archive import faults
from tests.rules.breaking import set_cell


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_every_identity_is_listed_with_both_sides_and_its_verdict(kingsoft: Sheet) -> None:
    text = text_of(certificate(kingsoft, None))
    assert "A-3 Total A. (ordinary shares) 871,000 52,000 + 67,000 + 752,000 = 871,000 holds" in text
    assert "1,094,047,133 1,093,176,133 + 871,000 = 1,094,047,133 holds" in text
    assert "All figures reconcile, or are explained." in text
    assert "no earlier filing: none is on record" in text
    assert f"rule version {PACK}, source {digest(EDITIONS['2009'])}" in text
    assert "this is the report of a draft" in text


def test_a_product_is_compared_with_a_product(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "authorised-0-closing_shares", "4,800,000,000")
    set_cell(kingsoft, "authorised-0-movement_shares", "2,400,000,000")
    set_cell(kingsoft, "authorised-0-closing_par", "0.00025")
    text = text_of(certificate(kingsoft, None))
    assert "4,800,000,000 × 0.00025 = 1,200,000.00 2,400,000,000 × 0.0005 = 1,200,000.00 holds" in text


def test_a_validator_finds_no_fault(kingsoft: Sheet) -> None:
    assert faults(certificate(kingsoft, None)) == []


def test_its_title_says_what_it_is_and_of_which_return(kingsoft: Sheet) -> None:
    said = PdfReader(BytesIO(certificate(kingsoft, None))).metadata
    assert said is not None
    assert said.title == "Reconciliation report: Kingsoft Corporation Limited, 2009-11"


def test_it_has_two_pages_at_most_for_the_real_filing(kingsoft: Sheet) -> None:
    assert len(PdfReader(BytesIO(certificate(kingsoft, None))).pages) <= 2


def test_what_does_not_agree_is_said(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "totals-0-shares", "871,010")
    text = text_of(certificate(kingsoft, None))
    assert "Not reconciled: 1 errors, 0 warnings without an explanation." in text
    assert "A-3 Total A. (ordinary shares) 871,010 52,000 + 67,000 + 752,000 = 871,000 fails" in text


def test_answers_and_the_filing_are_named(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "authorised-0-stock_code", "80700")
    kingsoft.answers = [
        Answer(code="H-5", cell="authorised-0-stock_code", reason="The counter in RMB.", name="Michelle Harnett")
    ]
    filed = Filing(
        filed_at=datetime(2009, 12, 4, 1, 30, tzinfo=UTC),
        figures=figures_json.dump(kingsoft),
        pdf_sha256="ab" * 32,
        figures_sha256="cd" * 32,
    )
    text = text_of(certificate(kingsoft, filed))
    assert "“The counter in RMB.” Michelle Harnett" in text
    assert "04/12/2009 09:30 Hong Kong time" in text
    assert "ab" * 32 in text.replace(" ", "")
    assert text.count("The counter in RMB.") == 1


def test_why_a_return_was_entered_after_its_date_is_said(kingsoft: Sheet) -> None:
    """The day of filing is a question on that day alone; its answer stays."""
    reason = "Entered from the command line, after the date on which it was submitted."
    kingsoft.answers = [Answer(code="H-2", cell="head-date_submitted", reason=reason, name="command line")]
    kingsoft.filing_day = date(2026, 11, 29)
    figures = figures_json.dump(kingsoft)
    kingsoft.answers, kingsoft.filing_day = [], None
    filed = Filing(filed_at=datetime(2026, 11, 29, 1, 30, tzinfo=UTC), figures=figures)
    assert f"H-2 date submitted entered “04/12/2009” “{reason}” command line" in text_of(certificate(kingsoft, filed))
