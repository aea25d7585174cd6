"""From draft to filed in the browser: what two people see, and what is refused."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.models import AuditEntry, Filing, Membership, MonthlyReturn
from returns.review import movements
from tests.rules.breaking import put

ADDRESS = "/3888/2009-11/"
PASSWORD = "four words in line"


def approval(monthly_return: MonthlyReturn, **given: Any) -> dict[str, Any]:
    """What an approver who confirms everything sends."""
    named = [each.name for each in movements(filing.sheet_of(monthly_return))]
    return {"version": monthly_return.version, "confirmed": named, "password": PASSWORD} | given


def on_record() -> MonthlyReturn:
    return MonthlyReturn.objects.get()


@pytest.fixture
def awaiting(preparer: Client, approver: Client, november: MonthlyReturn) -> MonthlyReturn:
    """The return, sent for approval."""
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    return november


def test_sent_approved_and_filed(preparer: Client, approver: Client, november: MonthlyReturn) -> None:
    assert "This return can be sent for approval." in preparer.get(ADDRESS).content.decode()
    sent = preparer.post(f"{ADDRESS}send", {"version": "0", "looked_at": "on"}, follow=True)
    assert "Sent for approval by preparer" in sent.content.decode()
    assert "Approve" in approver.get("/").content.decode()
    page = approver.get(f"{ADDRESS}approve").content.decode()
    assert "ordinary shares 871,000" in page
    assert "from 1,093,176,133 by 871,000 to 1,094,047,133" in page
    approved = approver.post(f"{ADDRESS}approve", approval(november), follow=True).content.decode()
    assert "Approved. It can be filed now." in approved
    note = AuditEntry.objects.get(new="approved").note
    assert "to 1,094,047,133" in note
    filed = preparer.post(f"{ADDRESS}file", follow=True).content.decode()
    assert "Filed." in filed
    assert 'name="issued-0-movement"' not in filed
    of_it = Filing.objects.get()
    assert (of_it.filed_name, of_it.approved_name) == ("preparer", "approver")
    pdf = preparer.get(f"{ADDRESS}pdf")
    assert pdf["Content-Disposition"] == 'attachment; filename="3888-2009-11-monthly-return.pdf"'
    assert pdf.content == bytes(of_it.pdf) == preparer.get(f"{ADDRESS}print").content
    assert preparer.get(f"{ADDRESS}figures").content.decode() == of_it.figures
    assert of_it.pdf_sha256 in preparer.get("/3888/").content.decode()
    assert preparer.post(ADDRESS, {"head-version": "0"}).status_code in (302, 400)
    again = preparer.post(f"{ADDRESS}file", follow=True).content.decode()
    assert "already filed" in again


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"version": "0"}, "Look at the preview first"),
        ({"version": "7", "looked_at": "on"}, "saved after you opened it"),
        ({"looked_at": "on"}, "This field is required"),
    ],
)
def test_what_is_sent_is_what_was_looked_at(
    preparer: Client, november: MonthlyReturn, sent: dict[str, str], told: str
) -> None:
    assert told in preparer.post(f"{ADDRESS}send", sent, follow=True).content.decode()
    assert on_record().state == "draft"


def test_nobody_files_what_nobody_approved(preparer: Client, awaiting: MonthlyReturn) -> None:
    assert "has to be approved" in preparer.post(f"{ADDRESS}file", follow=True).content.decode()
    assert not Filing.objects.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"password": "wrong"}, "This is not your password"),
        ({"password": ""}, "This field is required"),
        ({"confirmed": ["options"]}, "Tick every movement"),
        ({"confirmed": []}, "Tick every movement"),
        ({"confirmed": ["nonsense"]}, "Select a valid choice"),
    ],
)
def test_an_approval_needs_every_tick_and_the_password(
    approver: Client, awaiting: MonthlyReturn, given: dict[str, Any], told: str
) -> None:
    response = approver.post(f"{ADDRESS}approve", approval(awaiting, **given))
    assert response.status_code == 422
    assert told in response.content.decode()
    assert on_record().state == "awaiting"


def test_a_wrong_password_is_in_the_audit_trail(approver: Client, awaiting: MonthlyReturn) -> None:
    approver.post(f"{ADDRESS}approve", approval(awaiting, password="wrong"))
    assert AuditEntry.objects.filter(action="login failed", name="approver").exists()


def test_what_changed_since_it_was_looked_at_is_not_approved(approver: Client, awaiting: MonthlyReturn) -> None:
    told = approver.post(f"{ADDRESS}approve", approval(awaiting, version=7), follow=True).content.decode()
    assert "saved after you opened it" in told
    assert on_record().state == "awaiting"


def test_who_sent_it_does_not_approve_it(preparer: Client, awaiting: MonthlyReturn) -> None:
    Membership.objects.filter(user__username="preparer").update(role="approver")
    told = preparer.post(f"{ADDRESS}approve", approval(awaiting), follow=True).content.decode()
    assert "another person has to approve it" in told
    assert on_record().state == "awaiting"


def test_sent_back(preparer: Client, approver: Client, awaiting: MonthlyReturn) -> None:
    assert approver.post(f"{ADDRESS}send-back", {"reason": " "}).status_code == 422
    told = approver.post(f"{ADDRESS}send-back", {"reason": "Old title."}, follow=True).content.decode()
    assert "Sent back." in told
    page = preparer.get(ADDRESS).content.decode()
    assert "by approver: Old title." in page
    assert "Fill in" in preparer.get("/").content.decode()


def test_a_change_voids_it_and_says_so(preparer: Client, awaiting: MonthlyReturn) -> None:
    from tests.page import fields

    page = fields(preparer.get(ADDRESS).content.decode())
    assert "sent and approved anew" in preparer.get(ADDRESS).content.decode()
    unchanged = preparer.post(ADDRESS, page, follow=True).content.decode()
    assert "no approval holds" not in unchanged
    page = fields(preparer.get(ADDRESS).content.decode())
    told = preparer.post(ADDRESS, page | {"head-title": "Director"}, follow=True).content.decode()
    assert "no approval holds" in told
    assert on_record().state == "draft"


def test_what_is_not_awaiting_cannot_be_approved(approver: Client, preparer: Client, november: MonthlyReturn) -> None:
    page = approver.get(f"{ADDRESS}approve")
    assert page.status_code == 200
    assert "there is nothing to approve" in page.content.decode()
    assert approver.post(f"{ADDRESS}approve", approval(november)).status_code == 422
    told = approver.post(f"{ADDRESS}send-back", {"reason": "No."}, follow=True).content.decode()
    assert "cannot become" in told


def test_an_approver_sees_what_changed_and_what_was_answered(
    preparer: Client, approver: Client, november: MonthlyReturn
) -> None:
    filing.file_alone(november, None)
    revision = filing.revise(november, "The title was wrong.", User.objects.get(username="preparer"))
    sheet = filing.sheet_of(revision)
    put(sheet, "head-title", "Clerk")
    user = User.objects.get(username="preparer")
    filing.save_draft(revision, sheet, user, revision.version)
    sheet = filing.sheet_of(revision)
    [finding] = filing.reconcile(sheet).unanswered
    filing.answer(revision, finding, "Authorised by the board.", user)
    filing.submit(revision, user, revision.version)
    page = approver.get(f"{ADDRESS}approve").content.decode()
    assert "Authorised by the board." in page
    assert "What this revision corrects" in page
    assert "The title was wrong." in page
    assert "<del>Secretary</del>" in page
