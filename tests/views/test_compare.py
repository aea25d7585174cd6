"""Two returns or revisions held against each other."""

from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.models import MonthlyReturn
from tests.rules.breaking import put


def test_a_revision_against_what_it_revises(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    revision = filing.revise(november, "Lapsed options left out.", User.objects.get(username="preparer"))
    sheet = filing.sheet_of(revision)
    put(sheet, "options-0-lapsed", "1250")
    filing.save_draft(revision, sheet, User.objects.get(username="preparer"), revision.version)
    page = preparer.get("/3888/compare?old=2009-11-r0&new=2009-11-r1").content.decode()
    assert "<del>Nil</del>" in page
    assert "<ins>1,250</ins>" in page
    assert "Lapsed options left out." in page
    assert "1,093,176,133" not in page
    assert "Nothing differs" in preparer.get("/3888/compare?old=2009-11-r0&new=2009-11-r0").content.decode()


def test_what_is_not_there_is_told(preparer: Client, november: MonthlyReturn) -> None:
    assert "Choose two returns" in preparer.get("/3888/compare").content.decode()
    for asked in ("?old=2009-11-r0", "?old=x&new=y", "?old=2009-11-r0&new=2009-12-r0"):
        answer = preparer.get(f"/3888/compare{asked}")
        assert answer.status_code == 200
        assert "There is no such return" in answer.content.decode()
