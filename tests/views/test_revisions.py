"""An older revision stays readable and says what replaced it; later months that no longer agree are reported."""

import json
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pypdf import PdfReader

from returns import filing
from returns.models import Filing, MonthlyReturn
from returns.sheet import Sheet
from tests.filing.correcting import exercise, revise
from tests.filing.test_filing import month_after


@pytest.fixture
def corrected(november: MonthlyReturn, kingsoft: Sheet) -> Filing:
    """November filed, December filed from it, then November's revision."""
    filing.file_alone(november, None)
    filing.file_alone(filing.record(month_after(kingsoft), None), None)
    return revise(november, exercise)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(answer.content.decode().split())


def test_every_file_of_an_older_revision_is_there(viewer: Client, november: MonthlyReturn, corrected: Filing) -> None:
    first = Filing.objects.get(monthly_return=november)
    for path in ("pdf", "print"):
        assert viewer.get(f"/3888/2009-11/{path}?revision=0").content == bytes(first.pdf)
        assert viewer.get(f"/3888/2009-11/{path}?revision=1").content == bytes(corrected.pdf)
    figures = json.loads(viewer.get("/3888/2009-11/figures?revision=0").content)
    assert figures["issued"][0]["closing"] == "1094047133"
    assert "871,000" in page(viewer, "/3888/2009-11/why/issued-0-movement?revision=0")
    assert "872,000" in page(viewer, "/3888/2009-11/why/issued-0-movement")
    assert viewer.get("/3888/2009-11/page.png?revision=0")["Content-Type"] == "image/png"


def test_the_page_of_an_older_revision_says_what_superseded_it(
    preparer: Client, november: MonthlyReturn, corrected: Filing
) -> None:
    html = page(preparer, "/3888/2009-11/?revision=0")
    assert "1,094,047,133" in html
    assert "<b>Superseded.</b> Revision 1 replaced it on" in html
    assert 'href="/3888/2009-11/?revision=1"' in html
    assert "Revise this return" not in html
    for path in ("pdf", "figures", "certificate", "why/issued-0-movement"):
        assert f"{path}?revision=0" in html
    latest = page(preparer, "/3888/2009-11/")
    assert "Superseded." not in latest
    assert "Revise this return" in latest
    assert "Superseded." in page(preparer, "/3888/2009-11/history?revision=0")


def test_while_the_revision_is_open_the_filing_remains(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    filing.revise(november, "A figure.", User.objects.get(username="preparer"))
    html = page(preparer, "/3888/2009-11/?revision=0")
    assert "Revision 1 is in progress (draft); until it is finalised, this return remains valid." in html
    assert "revision 1 in progress" in page(preparer, "/3888/")


@pytest.mark.parametrize("path", ["", "pdf", "print", "figures", "certificate", "history", "why/issued-0-movement"])
def test_a_revision_that_is_not_there(viewer: Client, november: MonthlyReturn, path: str) -> None:
    filing.file_alone(november, None)
    assert viewer.get(f"/3888/2009-11/{path}?revision=0").status_code == 200
    for asked in ("x", "-1", "99999", "1", "1.0", "%00", "٠"):
        page(viewer, f"/3888/2009-11/{path}?revision={asked}", 404)


def certificate(client: Client, address: str) -> str:
    reader = PdfReader(BytesIO(client.get(address).content))
    return " ".join(" ".join(each.extract_text() for each in reader.pages).split())


def test_a_certificate_stays_what_was_proved_and_says_what_came_since(viewer: Client, corrected: Filing) -> None:
    first = certificate(viewer, "/3888/2009-11/certificate?revision=0")
    assert "1,093,176,133 + 871,000 = 1,094,047,133 holds" in first
    assert "Superseded by revision 1, filed on" in first
    second = certificate(viewer, "/3888/2009-11/certificate")
    assert "1,093,176,133 + 872,000 = 1,094,048,133 holds" in second
    assert "Since then" not in second
    december = certificate(viewer, "/3888/2009-12/certificate")
    assert "All figures reconcile, or are explained." in december
    assert "no longer agree with this return: A-2, P-2." in december
    assert "DRAFT" not in december


def test_what_inherited_the_mistake_says_so_to_its_people(
    preparer: Client, administrator: Client, corrected: Filing
) -> None:
    html = page(preparer, "/3888/2009-12/")
    assert 'id="stale-filing"' in html
    assert "2 figures no longer agree with it." in html
    assert "3 findings since it was finalised" in html
    assert "bars filing" not in html
    home = page(preparer, "/")
    assert "November 2009 revised on" in home
    assert 'href="/3888/2009-12/#sign-off">Revise<' in home
    assert home.index("November 2009 revised on") < home.index("Recent filings")
    for client in (preparer, administrator):
        assert "needs revision" in page(client, "/3888/")
        chain = page(client, "/3888/chain")
        assert 'id="stale-filing"' in chain
        assert "Each is as it was archived" in chain
    wall = page(administrator, "/status?month=2009-12")
    assert wall.count("</span> needs revision</span>") == 1
    assert administrator.get("/status?month=2009-12&state=to-revise").context["rows"][0].lines[-1].is_to_revise


def test_who_only_reads_is_not_asked_to_revise(viewer: Client, corrected: Filing) -> None:
    home = page(viewer, "/")
    assert home.index("With others") < home.index("November 2009 revised on")
    assert "Revise<" not in home


def test_what_agrees_again_is_not_reported_any_more(preparer: Client, corrected: Filing) -> None:
    december = MonthlyReturn.objects.get(month_ended="2009-12-31")
    filing.revise(december, "November was corrected.", User.objects.get(username="preparer"))
    home = page(preparer, "/")
    assert "revised on" not in home
    assert "Continue<" in home
    draft = page(preparer, "/3888/2009-12/")
    assert "P-2" in draft
    assert 'id="stale-filing"' not in draft
