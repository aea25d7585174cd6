"""E-mails: sent after the commit, in the background, and logged if they cannot be sent."""

from smtplib import SMTPRecipientsRefused, SMTPSenderRefused
from threading import Event

import pytest
from django.contrib.auth.models import User
from django.core import mail as post
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import Client

from returns import mail
from returns.forms.login import ChooseForm
from returns.models import MonthlyReturn
from tests.letters import wait_for_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def chan() -> User:
    """Somebody with a password and an e-mail address."""
    return User.objects.create_user("chan", "chan@example.com", "four words in line")


@pytest.mark.django_db(transaction=True)
def test_no_page_waits_for_the_mail_server(
    administrator: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, is_sent = Event(), []
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *_given: is_sent.append(answers.wait(10)))
    said = administrator.post("/3888/members", {"who": "new@example.com", "role": "viewer"})
    assert said.status_code == 302
    assert is_sent == []
    answers.set()
    wait_for_letters()
    assert is_sent == [True]


def test_what_is_undone_is_not_written(chan: User) -> None:
    with transaction.atomic():
        mail.write([chan], "Waiting", "Somebody sent it.")
        transaction.set_rollback(True)
    wait_for_letters()
    assert post.outbox == []


def test_a_password_that_was_not_kept_is_not_written_of(chan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    form = ChooseForm(chan, {"new_password1": "five plain words in line", "new_password2": "five plain words in line"})
    assert form.is_valid()

    def fail(*_given: object, **_named: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(User, "save", fail)
        with pytest.raises(OSError, match="disk full"):
            form.save()
    wait_for_letters()
    assert post.outbox == []


def test_who_has_no_address_is_not_written_to(chan: User) -> None:
    mail.write([User.objects.create_user("nobody"), chan], "Waiting", "Somebody sent it.")
    wait_for_letters()
    assert [letter.to for letter in post.outbox] == [["chan@example.com"]]


@pytest.mark.parametrize(
    ("fault", "logged"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError: [Errno 111] Connection refused"),
        (SMTPRecipientsRefused({"chan@example.com": (550, b"no chan@example.com here")}), "SMTPRecipientsRefused"),
        (SMTPSenderRefused(553, b"871,000 shares by chan@example.com", "us@example.com"), "SMTPSenderRefused 553"),
    ],
)
def test_a_failed_e_mail_is_logged_without_its_text_or_address(
    chan: User,
    fault: Exception,
    logged: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_given: object) -> None:
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert not mail.send([chan], "Waiting for your approval: Kingsoft 11/2009", "871,000 shares")
    [entry] = caplog.records
    subject = "Waiting for your approval: Kingsoft 11/2009"
    assert entry.getMessage() == f"Not sent to account {chan.pk}: {subject} ({logged})"
    for secret in ("chan@", "us@", "871,000"):
        assert secret not in caplog.text
