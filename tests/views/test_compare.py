"""Two returns or revisions compared."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.models import AuditEntry, MonthlyReturn
from returns.pdf.printing import CannotPrint
from returns.views import compare
from tests.pdf.reading import text
from tests.rules.breaking import set_cell


def test_a_revision_against_what_it_revises(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    revision = filing.revise(november, "Lapsed options left out.", User.objects.get(username="preparer"))
    sheet = filing.sheet_of(revision)
    set_cell(sheet, "options-0-lapsed", "1250")
    filing.save_draft(revision, sheet, User.objects.get(username="preparer"), revision.version)
    page = preparer.get("/3888/compare?old=2009-11-r0&new=2009-11-r1").content.decode()
    assert "<del>Nil</del>" in page
    assert "<ins>1,250</ins>" in page
    assert "Lapsed options left out." in page
    assert "1,093,176,133" not in page
    assert "No differences" in preparer.get("/3888/compare?old=2009-11-r0&new=2009-11-r0").content.decode()


def test_what_is_not_there_is_reported(preparer: Client, november: MonthlyReturn) -> None:
    assert "This issuer has one return." in preparer.get("/3888/compare").content.decode()
    for asked in ("?old=2009-11-r0", "?old=x&new=y", "?old=2009-11-r0&new=2009-12-r0"):
        answer = preparer.get(f"/3888/compare{asked}")
        assert answer.status_code == 200
        assert "This issuer has no such return" in answer.content.decode()


def test_it_is_downloaded_as_pdf_and_written_down(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    revision = filing.revise(november, "Wrong title.", User.objects.get(username="preparer"))
    sheet = filing.sheet_of(revision)
    set_cell(sheet, "head-title", "Director")
    filing.save_draft(revision, sheet, User.objects.get(username="preparer"), revision.version)
    asked = "?old=2009-11-r0&amp;new=2009-11-r1"
    assert (
        f'href="/3888/compare.pdf{asked}"' in preparer.get("/3888/compare" + asked.replace("amp;", "")).content.decode()
    )
    answer = preparer.get("/3888/compare.pdf?old=2009-11-r0&new=2009-11-r1")
    assert answer["Content-Disposition"] == (
        'attachment; filename="3888-2009-11-r1-monthly-return.against-2009-11-r0.pdf"'
    )
    said = text(answer.content)
    assert "Title Secretary Director" in said
    assert "DRAFT" in said
    [entry] = AuditEntry.objects.filter(action="download")
    assert (entry.name, entry.what, entry.monthly_return, entry.note) == (
        "preparer",
        "comparison",
        revision,
        "2009-11-r0 2009-11-r1",
    )


@pytest.mark.parametrize("asked", ["", "?old=2009-11-r0", "?old=x&new=y", "?old=2009-11-r0&new=2009-12-r0", "?old=%00"])
def test_no_such_comparison(preparer: Client, november: MonthlyReturn, asked: str) -> None:
    assert preparer.get(f"/3888/compare.pdf{asked}").status_code == 404
    assert AuditEntry.objects.filter(action="download").count() == 0


def test_where_it_cannot_be_printed_it_says_so(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> bytes:
        raise CannotPrint("Out of paper.")

    monkeypatch.setattr(compare, "comparison", fail)
    answer = preparer.get("/3888/compare.pdf?old=2009-11-r0&new=2009-11-r0")
    assert (answer.status_code, "Out of paper." in answer.content.decode()) == (503, True)
    assert AuditEntry.objects.filter(action="download").count() == 0


def test_it_opens_on_the_latest_two(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    filing.revise(november, "Why.", User.objects.get(username="preparer"))
    page = preparer.get("/3888/compare")
    assert page.context["chosen"] == {"old": "2009-11-r0", "new": "2009-11-r1"}
    said = page.content.decode()
    assert "1 difference" in said
    assert 'href="?old=2009-11-r1&amp;new=2009-11-r0">Swap' in said
    assert "Open November 2009, revision 1" in said


def test_of_a_month_and_the_next_the_differences_are_counted(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    filing.start(november.issuer, november.month_ended.replace(month=12, day=31), None)
    page = preparer.get("/3888/compare")
    assert page.context["chosen"] == {"old": "2009-11-r0", "new": "2009-12-r0"}
    said = page.content.decode()
    assert said.count("<del>") + said.count('class="row-change"') >= page.context["count"] > 10
    assert f"{page.context['count']} differences, in the form’s order" in said


def test_of_very_many_differences_the_first_are_shown(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "MOST", 1)
    monkeypatch.setattr(compare, "MOST_IN_PDF", 1_234)
    december = filing.start(november.issuer, november.month_ended.replace(month=12, day=31), None)
    page = preparer.get(f"/3888/compare?old=2009-11-r0&new={compare.named(december)}")
    assert len(page.context["changes"]) == 1
    assert "more rows differ; they are not shown here." in page.content.decode()
    assert "The PDF has up to 1,234 cells" in page.content.decode()
