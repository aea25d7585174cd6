"""From draft to filed in the browser: what two people see, and what is refused."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from returns import filing
from returns.models import AuditEntry, Filing, MonthlyReturn
from returns.pdf.printing import CannotPrint
from returns.review import movements
from returns.views import preview
from tests.filing.explaining import figures
from tests.filing.people import give
from tests.page import fields
from tests.rules.breaking import set_cell
from tests.views.conftest import logged_in

ADDRESS = "/3888/2009-11/"
PASSWORD = "four words in line"
NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)


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


@pytest.mark.parametrize("typed", ["", "04/12/2009"])
def test_a_blank_date_is_shown_with_what_it_will_be(
    preparer: Client, approver: Client, november: MonthlyReturn, typed: str
) -> None:
    sheet = filing.sheet_of(november)
    set_cell(sheet, "head-date_submitted", typed)
    filing.save_draft(november, sheet, None, november.version)
    words = "The date submitted is blank. When the return is finalised, that day is filled in."
    assert (words in preparer.get(ADDRESS).content.decode()) is (not typed)
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    assert (words in approver.get(f"{ADDRESS}approve").content.decode()) is (not typed)
    filing.approve(november, User.objects.get(username="approver"), november.version)
    filing.file_approved(november, User.objects.get(username="approver"))
    assert words not in preparer.get(ADDRESS).content.decode()


def test_sent_approved_and_filed(preparer: Client, approver: Client, november: MonthlyReturn) -> None:
    assert "This return can be sent for approval." in preparer.get(ADDRESS).content.decode()
    sent = preparer.post(f"{ADDRESS}send", {"version": "0", "looked_at": "on"}, follow=True)
    assert "Sent for approval by preparer" in sent.content.decode()
    assert "Approve" in approver.get("/").content.decode()
    page = approver.get(f"{ADDRESS}approve").content.decode()
    assert "ordinary shares 871,000" in page
    assert "from 1,093,176,133 by 871,000 to 1,094,047,133" in page
    approved = approver.post(f"{ADDRESS}approve", approval(november), follow=True).content.decode()
    assert "Approved. It can be finalised now." in approved
    note = AuditEntry.objects.get(new="approved").note
    assert "to 1,094,047,133" in note
    filed = preparer.post(f"{ADDRESS}file", follow=True).content.decode()
    assert "Finalised." in filed
    assert "Record submission" in filed
    assert 'name="issued-0-movement"' not in preparer.get(ADDRESS).content.decode()
    of_it = Filing.objects.get()
    assert (of_it.filed_name, of_it.approved_name) == ("preparer", "approver")
    pdf = preparer.get(f"{ADDRESS}pdf")
    assert pdf["Content-Disposition"] == 'attachment; filename="3888-2009-11-monthly-return.pdf"'
    assert pdf.content == bytes(of_it.pdf) == preparer.get(f"{ADDRESS}print").content
    assert preparer.get(f"{ADDRESS}figures").content.decode() == of_it.figures
    assert of_it.pdf_sha256 in preparer.get("/3888/").content.decode()
    assert preparer.post(ADDRESS, {"head-version": "0"}).status_code in (302, 400)
    again = preparer.post(f"{ADDRESS}file", follow=True).content.decode()
    assert "already finalised" in again


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"version": "0"}, "Look at the preview first"),
        ({"version": "7", "looked_at": "on"}, "saved after you opened it"),
        ({"looked_at": "on"}, "This field is required"),
    ],
)
def test_what_is_sent_is_what_was_looked_at(
    preparer: Client, november: MonthlyReturn, sent: dict[str, str], message: str
) -> None:
    assert message in preparer.post(f"{ADDRESS}send", sent, follow=True).content.decode()
    assert on_record().state == "draft"


def test_nobody_files_what_nobody_approved(preparer: Client, awaiting: MonthlyReturn) -> None:
    assert "has to be approved" in preparer.post(f"{ADDRESS}file", follow=True).content.decode()
    assert not Filing.objects.exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"password": "wrong"}, "Incorrect password"),
        ({"password": ""}, "This field is required"),
        ({"confirmed": ["options"]}, "Tick every movement"),
        ({"confirmed": []}, "Tick every movement"),
        ({"confirmed": ["nonsense"]}, "Select a valid choice"),
    ],
)
def test_an_approval_needs_every_tick_and_the_password(
    approver: Client, awaiting: MonthlyReturn, given: dict[str, Any], message: str
) -> None:
    response = approver.post(f"{ADDRESS}approve", approval(awaiting, **given))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert on_record().state == "awaiting"


def test_who_has_a_second_factor_approves_by_a_code_or_the_password(approver: Client, awaiting: MonthlyReturn) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        device = TOTPDevice.objects.create(user=User.objects.get(username="approver"), confirmed=True)
        assert "or an authentication code" in approver.get(f"{ADDRESS}approve").content.decode()

        def said(**given: Any) -> str:
            return approver.post(f"{ADDRESS}approve", approval(awaiting, **given), follow=True).content.decode()

        code = f"{totp(device.bin_key):06d}"
        assert "Enter your password, or an authentication code" in said(password="")
        assert "Incorrect password" in said(password="wrong", code=code)
        # A code is not used up where a tick is missing, and works once.
        assert "Tick every movement" in said(password="", code=code, confirmed=[])
        assert "This code is wrong" in said(password="", code="000000")
        clock.shift(timedelta(seconds=2))
        assert "Approved. It can be finalised now." in said(password="", code=code)
        assert AuditEntry.objects.filter(action="login failed", name="approver").count() == 2
        filing.send_back(awaiting, device.user, "Once more.")
        filing.submit(awaiting, User.objects.get(username="preparer"), awaiting.version)
        assert "or was used before" in said(password="", code=code)
        clock.shift(timedelta(seconds=2))
        assert "Approved. It can be finalised now." in said()


def test_who_has_none_approves_by_no_code(approver: Client, awaiting: MonthlyReturn) -> None:
    answer = approver.post(f"{ADDRESS}approve", approval(awaiting, password="", code="000000"))
    assert (answer.status_code, on_record().state) == (422, "awaiting")


def test_wrong_codes_lock_the_account(approver: Client, awaiting: MonthlyReturn) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        device = TOTPDevice.objects.create(user=User.objects.get(username="approver"), confirmed=True)
        for expected in [422] * 9 + [429]:
            clock.shift(timedelta(seconds=30))
            answer = approver.post(f"{ADDRESS}approve", approval(awaiting, password="", code="000000"))
            assert answer.status_code == expected
        right = {"password": "", "code": f"{totp(device.bin_key):06d}"}
        assert approver.post(f"{ADDRESS}approve", approval(awaiting, **right)).status_code == 429
    assert on_record().state == "awaiting"


def test_filing_asks_for_the_password_again_after_a_while(
    preparer: Client, approver: Client, awaiting: MonthlyReturn
) -> None:
    approver.post(f"{ADDRESS}approve", approval(awaiting))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        asked = preparer.post(f"{ADDRESS}file")
        assert asked.status_code == 200
        assert "Confirm your password" in asked.content.decode()
        for given, message in (("", "This field is required"), ("wrong", "Incorrect password")):
            answer = preparer.post(f"{ADDRESS}file", {"password": given})
            assert answer.status_code == 422
            assert message in answer.content.decode()
        assert not Filing.objects.exists()
        assert "Finalised." in preparer.post(f"{ADDRESS}file", {"password": PASSWORD}, follow=True).content.decode()
    assert Filing.objects.get().filed_name == "preparer"


def test_who_has_just_logged_in_or_approved_files_without_saying_it_again(
    preparer: Client, approver: Client, awaiting: MonthlyReturn
) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=30)):
        approver.post(f"{ADDRESS}approve", approval(awaiting))
        assert "Finalised." in approver.post(f"{ADDRESS}file", follow=True).content.decode()


def test_a_wrong_password_is_in_the_audit_trail(approver: Client, awaiting: MonthlyReturn) -> None:
    approver.post(f"{ADDRESS}approve", approval(awaiting, password="wrong"))
    assert AuditEntry.objects.filter(action="login failed", name="approver").exists()


def test_what_changed_since_it_was_looked_at_is_not_approved(approver: Client, awaiting: MonthlyReturn) -> None:
    message = approver.post(f"{ADDRESS}approve", approval(awaiting, version=7), follow=True).content.decode()
    assert "saved after you opened it" in message
    assert on_record().state == "awaiting"


def test_who_sent_it_does_not_approve_it(preparer: Client, awaiting: MonthlyReturn) -> None:
    give(User.objects.get(username="preparer"), "approver")
    message = preparer.post(f"{ADDRESS}approve", approval(awaiting), follow=True).content.decode()
    assert "another person has to approve it" in message
    assert on_record().state == "awaiting"


def test_sent_back(preparer: Client, approver: Client, awaiting: MonthlyReturn) -> None:
    assert approver.post(f"{ADDRESS}send-back", {"reason": " "}).status_code == 422
    message = approver.post(f"{ADDRESS}send-back", {"reason": "Old title."}, follow=True).content.decode()
    assert "Returned for amendment, with your reason" in message
    page = preparer.get(ADDRESS).content.decode()
    assert "Returned for amendment by approver on" in page
    assert "(Hong Kong time): Old title." in page
    assert "Continue" in preparer.get("/").content.decode()


def test_a_reason_as_long_as_the_browser_lets_it_be(approver: Client, awaiting: MonthlyReturn) -> None:
    # Of 2,000 signs as the browser counts them, in two hundred lines.
    reason = "\r\n".join(["123456789"] * 200)
    assert approver.post(f"{ADDRESS}send-back", {"reason": f"{reason}\r\n12"}).status_code == 422
    assert approver.post(f"{ADDRESS}send-back", {"reason": reason}).status_code == 302
    assert AuditEntry.objects.get(new="draft").note == reason.replace("\r\n", "\n")


def test_what_waits_for_approval_is_read_only_until_it_is_recalled(
    preparer: Client, approver: Client, november: MonthlyReturn
) -> None:
    typed = fields(preparer.get(ADDRESS).content.decode()) | {"head-title": "Director"}
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    page = preparer.get(ADDRESS).content.decode()
    assert "Read-only: this return is awaiting approval." in page
    assert 'name="head-title"' not in page
    # A page that was opened before keeps what was typed, to be saved once it is a draft again.
    answer = preparer.post(ADDRESS, typed)
    html = answer.content.decode()
    assert (answer.status_code, on_record().state, on_record().title) == (409, "awaiting", "Secretary")
    assert "is “awaiting approval” and read-only" in html
    assert fields(html)["head-title"] == ["Director"]
    assert "Recall from approval" not in approver.get(ADDRESS).content.decode()
    assert "Say why the return is recalled" in preparer.post(f"{ADDRESS}recall", {}, follow=True).content.decode()
    recalled = preparer.post(f"{ADDRESS}recall", {"reason": "The title is wrong."}, follow=True).content.decode()
    assert "Recalled from approval. It is a draft again." in recalled
    assert "The title is wrong." in recalled
    assert preparer.post(ADDRESS, fields(html)).status_code == 302
    assert (on_record().state, on_record().title) == ("draft", "Director")


def test_a_reason_typed_while_the_login_ended_is_not_lost(approver: Client, awaiting: MonthlyReturn) -> None:
    client = Client()
    page = client.post(f"{ADDRESS}send-back", {"reason": "Old title;\nsee the <board's> minutes."})
    assert page.status_code == 403
    message = page.content.decode()
    assert "Not done yet: your login has ended" in message
    typed = fields(message, form="")
    assert typed["reason"] == ["Old title;\nsee the <board's> minutes."]
    wrong = client.post(f"{ADDRESS}send-back", typed | {"username": "approver", "password": "wrong"})
    assert wrong.status_code == 403
    assert fields(wrong.content.decode(), form="")["reason"] == typed["reason"]
    done = client.post(f"{ADDRESS}send-back", typed | {"username": "approver", "password": PASSWORD}, follow=True)
    assert "Returned for amendment, with your reason" in done.content.decode()
    assert "see the &lt;board&#x27;s&gt; minutes." in client.get(ADDRESS).content.decode()


def test_an_approval_sent_after_the_login_ended_asks_for_one_password_only(
    approver: Client, awaiting: MonthlyReturn
) -> None:
    client = Client()
    page = client.post(f"{ADDRESS}approve", approval(awaiting))
    assert PASSWORD not in page.content.decode()
    typed = fields(page.content.decode(), form="") | {"username": "approver", "password": PASSWORD}
    assert "Approved. It can be finalised now." in client.post(f"{ADDRESS}approve", typed, follow=True).content.decode()


def test_a_double_click_alarms_nobody(preparer: Client, approver: Client, awaiting: MonthlyReturn) -> None:
    sent = approval(awaiting)
    approver.post(f"{ADDRESS}approve", sent)
    again = approver.post(f"{ADDRESS}approve", sent, follow=True).content.decode()
    assert "Approved by approver" in again
    assert "nothing to approve" not in again
    assert AuditEntry.objects.filter(new="approved").count() == 1
    approver.post(f"{ADDRESS}file")
    again = approver.post(f"{ADDRESS}file", follow=True).content.decode()
    assert 'class="message info"' in again
    assert "already finalised" in again
    # Anyone else who is late gets a message.
    late = preparer.post(f"{ADDRESS}file", follow=True).content.decode()
    assert 'class="message error"' in late
    assert Filing.objects.count() == 1


def test_of_two_approvers_the_second_learns_who_was_first(
    preparer: Client, approver: Client, awaiting: MonthlyReturn
) -> None:
    second = logged_in(awaiting, "approver", "second")
    sent = approval(awaiting)
    approver.post(f"{ADDRESS}approve", sent)
    message = second.post(f"{ADDRESS}approve", sent)
    assert message.status_code == 422
    assert "Approved by approver" in message.content.decode()
    approver.post(f"{ADDRESS}send-back", {"reason": "Wait for the board."})
    message = second.post(f"{ADDRESS}approve", sent)
    assert message.status_code == 422
    assert "(Hong Kong time): Wait for the board." in message.content.decode()


def test_what_is_not_awaiting_cannot_be_approved(approver: Client, preparer: Client, november: MonthlyReturn) -> None:
    page = approver.get(f"{ADDRESS}approve")
    assert page.status_code == 200
    assert "there is nothing to approve" in page.content.decode()
    assert approver.post(f"{ADDRESS}approve", approval(november)).status_code == 422
    message = approver.post(f"{ADDRESS}send-back", {"reason": "No."}, follow=True).content.decode()
    assert "cannot become" in message


def test_an_approver_sees_every_page_as_it_will_print(approver: Client, awaiting: MonthlyReturn) -> None:
    page = approver.get(f"{ADDRESS}approve").content.decode()
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert pictures == [f"{ADDRESS}page.png?page={number}&amp;version=0" for number in range(1, 8)]
    assert "Page 7 of 7 of the form as it will print" in page
    assert f'href="{ADDRESS}print#page=7"' in page


def test_what_cannot_be_printed_is_reported_and_nothing_is_lost(
    approver: Client, awaiting: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any, **_named: Any) -> bytes:
        raise CannotPrint("Too many prints are waiting.")

    monkeypatch.setattr(preview, "print_return", fail)
    page = approver.get(f"{ADDRESS}approve").content.decode()
    assert "It cannot be shown: Too many prints are waiting." in page
    assert "<img" not in page
    assert "871,000" in page


def test_an_approver_sees_what_changed_and_what_was_answered(
    preparer: Client, approver: Client, november: MonthlyReturn
) -> None:
    filing.file_alone(november, None)
    revision = filing.revise(november, "The title was wrong.", User.objects.get(username="preparer"))
    sheet = filing.sheet_of(revision)
    set_cell(sheet, "head-title", "Clerk")
    user = User.objects.get(username="preparer")
    filing.save_draft(revision, sheet, user, revision.version)
    filing.answer(revision, figures(revision), "Authorised by the board.", user)
    filing.submit(revision, user, revision.version)
    answer = approver.get(f"{ADDRESS}approve")
    page = answer.content.decode()
    assert [change.label for change in answer.context["review"].revised] == ["date submitted", "title"]
    assert "Authorised by the board." in page
    assert "What this revision corrects" in page
    assert "The title was wrong." in page
    assert "<del>Secretary</del>" in page


def test_what_could_not_be_filed_is_not_sent(preparer: Client, november: MonthlyReturn) -> None:
    sheet = filing.sheet_of(november)
    set_cell(sheet, "options-0-name", "a scheme \ue123")
    filing.save_draft(november, sheet, None, november.version)
    sent = {"version": november.version, "looked_at": "on"}
    message = preparer.post("/3888/2009-11/send", sent, follow=True).content.decode()
    assert "No font on the server can print: \ue123 (U+E123), in III.A, row 1, Share option scheme." in message
    november.refresh_from_db()
    assert november.state == "draft"
