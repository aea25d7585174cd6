"""The page on which a submission is recorded: what it shows, what it refuses, and that nothing typed is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from returns import filing
from returns.models import Filing, MonthlyReturn, Submission
from returns.models.submission import LARGEST_PDF

ADDRESS = "/3888/2009-11/submit"
PDF = b"%PDF-1.7 as published"


@pytest.fixture
def finalised(preparer: Client, approver: Client, november: MonthlyReturn) -> Filing:
    """Kingsoft's return, finalised and not submitted yet."""
    maker, checker = (User.objects.get(username=name) for name in ("preparer", "approver"))
    filing.submit(november, maker, november.version)
    filing.approve(november, checker, november.version)
    return filing.file_approved(november, maker)


def typed(**otherwise: Any) -> dict[str, Any]:
    return {"submitted_at": "2009-12-04T17:30", "submitted_name": "Wong Siu Ming", "reference": "HKEX-1"} | otherwise


def published(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("published.pdf", content, "application/pdf")


def test_from_the_list_of_what_is_to_be_done_to_the_record(preparer: Client, finalised: Filing) -> None:
    home = preparer.get("/").content.decode()
    assert f'href="{ADDRESS}?revision=0"' in home
    assert "finalised" in home
    page = preparer.get(ADDRESS).content.decode()
    assert "Key it into the Exchange" in page
    assert 'value="preparer"' in page
    sent = typed(published_on="2009-12-05", published_pdf=published())
    answer = preparer.post(ADDRESS, sent, follow=True)
    assert answer.redirect_chain == [(f"{ADDRESS}?revision=0", 302)]
    page = answer.content.decode()
    assert "Submission recorded." in page
    assert "Key it into the Exchange" not in page
    # It states 4 December, and was submitted that day.
    assert "The form states" not in page
    [submission] = Submission.objects.all()
    assert submission.submitted_at == datetime(2009, 12, 4, 9, 30, tzinfo=UTC)
    assert submission.recorded_name == "preparer"
    assert f'href="{ADDRESS}?revision=0"' not in preparer.get("/").content.decode().partition("Recent filings")[0]
    archive = preparer.get("/3888/").content.decode()
    for said in ("04/12/2009 17:30", "Wong Siu Ming", "· HKEX-1", "/3888/2009-11/published?revision=0"):
        assert said in archive
    pdf = preparer.get("/3888/2009-11/published")
    assert (pdf.content, pdf["Content-Type"]) == (PDF, "application/pdf")
    assert pdf["Content-Disposition"] == 'attachment; filename="3888-2009-11-monthly-return.published.pdf"'


def test_another_day_than_the_form_states_is_pointed_out(preparer: Client, finalised: Filing) -> None:
    page = preparer.post(ADDRESS, typed(submitted_at="2009-12-09T09:00"), follow=True).content.decode()
    assert "The form states 04/12/2009 as its date submitted; it was submitted on 09/12/2009." in page
    assert "Submitted late:" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"submitted_at": ""}, "State when the return was submitted."),
        ({"submitted_at": "soon"}, "This is not a date and time."),
        ({"submitted_at": "0001-01-01T00:00"}, "is submitted after it"),
        ({"submitted_at": "2009-11-30T12:00"}, "is for the month ended 30 November 2009"),
        ({"submitted_at": "2999-01-01T12:00"}, "This is in the future."),
        ({"submitted_name": " "}, "State who submitted the return."),
        ({"submitted_name": "x" * 201}, "at most 200 characters"),
        ({"reference": "x" * 101}, "at most 100 characters"),
        ({"reference": "A\x07B"}, "control character"),
        ({"reference": "A\x00B"}, "Null characters are not allowed."),
        ({"published_on": "tomorrow"}, "This is not a date."),
        ({"published_on": "2009-12-03"}, "cannot have been published before"),
        ({"published_pdf": published(b"<html>")}, "This file is not a PDF."),
        ({"published_pdf": published(b"")}, "The file is empty."),
        ({"published_pdf": published(b"%PDF-" + bytes(LARGEST_PDF))}, "larger than 20"),
        ({"published_pdf": published(b"%PDF-" + bytes(50 * 1024 * 1024))}, "larger than 20"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    preparer: Client, finalised: Filing, sent: dict[str, Any], said: str
) -> None:
    answer = preparer.post(ADDRESS, typed(**{"published_on": "2009-12-05"} | sent))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    for name, text in typed().items():
        assert name in sent or f'value="{text}"' in page
    assert not Submission.objects.exists()


def test_a_double_click_records_it_once(preparer: Client, finalised: Filing) -> None:
    for _click in range(2):
        page = preparer.post(ADDRESS, typed(), follow=True).content.decode()
    assert "This submission is on record already." in page
    assert Submission.objects.count() == 1


def test_what_somebody_else_recorded_meanwhile_is_shown_and_can_be_corrected(
    preparer: Client, approver: Client, finalised: Filing
) -> None:
    approver.post(ADDRESS, typed(submitted_name="Approver"))
    answer = preparer.post(ADDRESS, typed())
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "approver recorded the submission of this return after you opened the page." in page
    assert 'value="Wong Siu Ming"' in page
    after = Submission.objects.get().pk
    assert f'name="after" value="{after}"' in page
    unexplained = preparer.post(ADDRESS, typed(after=after))
    assert "Say why the record is corrected" in unexplained.content.decode()
    preparer.post(ADDRESS, typed(after=after, reason="It was me."))
    assert [each.submitted_name for each in Submission.objects.all()] == ["Approver", "Wong Siu Ming"]
    assert "corrected since" in preparer.get(ADDRESS).content.decode()


def test_a_publication_is_added_and_the_time_on_record_kept(preparer: Client, november: MonthlyReturn) -> None:
    filed = filing.file_alone(november, None)
    before = filed.submissions.get()
    local = "2009-12-04T00:00"
    sent = typed(submitted_at=local, submitted_name=before.submitted_name, after=before.pk, published_pdf=published())
    assert preparer.post(ADDRESS, sent).status_code == 302
    added = filed.submissions.latest("pk")
    assert added.submitted_at == before.submitted_at
    # Without another file, it is kept.
    sent |= {"after": added.pk, "published_on": "2009-12-05"}
    del sent["published_pdf"]
    assert preparer.post(ADDRESS, sent).status_code == 302
    assert bytes(filed.submissions.latest("pk").published_pdf) == PDF


def test_readers_see_the_record_and_make_none(viewer: Client, administrator: Client, finalised: Filing) -> None:
    for client in (viewer, administrator):
        page = client.get(ADDRESS).content.decode()
        assert "No submission is recorded yet." in page
        assert '<form method="post" action="/3888' not in page
        assert client.post(ADDRESS, typed()).status_code == 403
        assert client.get("/3888/2009-11/published").status_code == 404
    assert not Submission.objects.exists()


def test_a_draft_is_not_submitted_yet(preparer: Client, november: MonthlyReturn) -> None:
    answer = preparer.get(ADDRESS, follow=True)
    assert answer.redirect_chain == [("/3888/2009-11/", 302)]
    assert "This return is not finalised yet" in answer.content.decode()


def test_administrators_read_the_records(administrator: Client, november: MonthlyReturn) -> None:
    submission = filing.file_alone(november, None).submissions.get()
    assert "04 Dec 2009" in administrator.get("/admin/returns/submission/").content.decode() or submission.pk
    page = administrator.get(f"/admin/returns/submission/{submission.pk}/change/")
    assert "Date submitted on the form" in page.content.decode()
    assert 'name="submitted_name"' not in page.content.decode()
