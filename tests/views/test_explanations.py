"""Where a figure comes from, the certificate, and the catalogue of rules."""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pypdf import PdfReader

from returns import filing
from returns.models import MonthlyReturn
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


def test_a_figure_is_explained_with_links_to_its_parts(preparer: Client, november: MonthlyReturn) -> None:
    page = preparer.get("/3888/2009-11/why/issued-0-movement").content.decode()
    assert "52,000 + 67,000 + 752,000 = 871,000" in page
    for row in range(3):
        assert f'href="/3888/2009-11/#id_options-{row}-issued"' in page
    assert 'href="why/issued-0-movement"' in preparer.get("/3888/2009-11/").content.decode()


def test_a_part_says_who_stated_it(preparer: Client, november: MonthlyReturn) -> None:
    page = preparer.get("/3888/2009-11/why/issued-0-movement").content.decode()
    assert page.count("command line, ") == 3
    sheet = filing.sheet_of(november)
    set_cell(sheet, "options-1-issued", "67,001")
    filing.save_draft(november, sheet, User.objects.get(username="preparer"), november.version)
    page = preparer.get("/3888/2009-11/why/issued-0-movement").content.decode()
    assert (page.count("command line, "), page.count("preparer, ")) == (2, 1)


@pytest.mark.parametrize("address", ["options-0-granted", "options-99-issued", "nonsense", "head-title"])
def test_a_figure_that_follows_from_none_has_no_such_page(
    preparer: Client, november: MonthlyReturn, address: str
) -> None:
    assert preparer.get(f"/3888/2009-11/why/{address}").status_code == 404


def test_the_certificate_of_a_draft_and_of_a_filing(preparer: Client, november: MonthlyReturn) -> None:
    def text() -> str:
        answer = preparer.get("/3888/2009-11/certificate")
        assert answer["Content-Type"] == "application/pdf"
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)

    assert "this is the report of a draft" in text()
    filed = filing.file_alone(november, None)
    assert filed.pdf_sha256 in text()


def test_the_rules_are_listed_for_whoever_is_logged_in(preparer: Client) -> None:
    page = preparer.get("/rules").content.decode()
    assert 'id="2009-II-2"' in page
    assert "What stands in a cell can be read" in page


def test_another_issuers_figures_are_explained_to_nobody(stranger: Client) -> None:
    for path in ("why/issued-0-movement", "certificate"):
        assert stranger.get(f"/3888/2009-11/{path}").status_code == 404
