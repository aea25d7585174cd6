"""Passwords: what is a good one, changing it, and having forgotten it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from returns.models import AnonymousAttempts, AuditEntry
from tests.letters import wait_for_letters
from tests.views.test_login import attempt

pytestmark = pytest.mark.django_db

PASSWORD = "four words in line"
OTHER = "five plain words in line"
NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def chan() -> User:
    """Somebody with a password and an e-mail address."""
    return User.objects.create_user("chan", "chan@example.com", PASSWORD, last_name="Chan Tai Man")


def forgotten(address: str) -> str:
    """The answer to a person who says that they have forgotten their password, once all is sent."""
    answer = Client().post("/password/forgotten/", {"email": address}, follow=True)
    wait_for_letters()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def link() -> str:
    """The path in the last letter."""
    found = re.search(r"https?://[^/]+(/password/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def choose(password: str) -> Any:
    """Open the link of the last letter and choose a password there."""
    client = Client()
    form = client.get(link(), follow=True)
    chosen = {"new_password1": password, "new_password2": password}
    return client.post(form.redirect_chain[-1][0], chosen)


def test_who_has_forgotten_it_chooses_another_and_every_session_ends(chan: User) -> None:
    open_session = Client()
    open_session.force_login(chan)
    assert "on its way to it" in forgotten("Chan@Example.com")
    [letter] = mail.outbox
    assert letter.to == ["chan@example.com"]
    assert "a new password for chan" in letter.body
    assert open_session.get("/").status_code == 200
    assert choose(OTHER).url == "/login/"
    assert open_session.get("/").status_code == 302
    assert attempt(Client(), PASSWORD) == 200
    assert attempt(Client(), OTHER) == 302
    # Once.
    used = re.search(r"/password/\S+", letter.body)
    assert used
    assert "has been used or is too old" in Client().get(used[0], follow=True).content.decode()
    notes = [entry.note for entry in AuditEntry.objects.filter(what="chan: password").order_by("pk")]
    assert notes == ["", ""]


def test_nobody_learns_who_has_an_account(chan: User) -> None:
    User.objects.create_user("gone", "gone@example.com", PASSWORD, is_active=False)
    known = forgotten("chan@example.com")
    assert "If there is an account with this address" in known
    for address in ("nobody@example.com", "gone@example.com"):
        assert forgotten(address) == known
    assert len(mail.outbox) == 1


def test_as_much_is_done_for_an_address_that_nobody_has(chan: User) -> None:
    """The time it takes shows nobody either: the same is asked of the database and written to it, again and again."""
    done = {}
    for address in ("chan@example.com", "nobody@example.com"):
        for turn in ("first", "again"):
            with CaptureQueriesContext(connection) as queries:
                forgotten(address)
            said = [re.split(r" WHERE | VALUES | SET ", each["sql"])[0] for each in queries]
            done[address, turn] = [re.sub(r'"s\d+_x\d+"', "", text) for text in said]
    for turn in ("first", "again"):
        assert done["chan@example.com", turn] == done["nobody@example.com", turn]
    assert len(mail.outbox) == 1
    asked = AnonymousAttempts.objects.order_by("pk").values_list("what", "name", "count")
    assert [(what, name[:5], count) for what, name, count in asked] == [
        ("password link", "chan", 2),
        ("password link", "#e788", 2),
    ]


def test_a_letter_that_cannot_be_sent_reveals_no_account_either(chan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert "on its way to it" in forgotten("chan@example.com")


def test_nobody_is_flooded_with_letters(chan: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _time in range(3):
            forgotten("chan@example.com")
        assert len(mail.outbox) == 1
        clock.shift(timedelta(minutes=6))
        forgotten("chan@example.com")
        assert len(mail.outbox) == 2


def test_repeated_requests_keep_no_letter_from_a_person(chan: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _minute in range(12):
            forgotten("chan@example.com")
            clock.shift(timedelta(minutes=1))
        assert len(mail.outbox) == 3


def test_nobody_fills_the_trail_or_asks_without_end_from_one_address(chan: User) -> None:
    before = AuditEntry.objects.count()
    with time_machine.travel(NOW, tick=False) as clock:
        answers = [Client().post("/password/forgotten/", {"email": f"{number}@example.com"}) for number in range(30)]
        assert [answer.status_code for answer in answers] == [302] * 20 + [429] * 10
        assert "Too many requests" in answers[-1].content.decode()
        # Nor by an address that is written otherwise; from another as ever, and after an hour from here.
        again = {"email": "chan@example.com"}
        assert Client(REMOTE_ADDR="::ffff:127.0.0.1").post("/password/forgotten/", again).status_code == 429
        wait_for_letters()
        assert mail.outbox == []
        assert Client(REMOTE_ADDR="192.0.2.7").post("/password/forgotten/", again).status_code == 302
        clock.shift(timedelta(hours=1))
        assert Client().post("/password/forgotten/", again).status_code == 302
    assert AuditEntry.objects.count() == before


def test_what_was_counted_is_not_kept_for_ever(chan: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        forgotten("nobody@example.com")
        clock.shift(timedelta(days=91))
        forgotten("chan@example.com")
    assert [attempts.name for attempts in AnonymousAttempts.objects.all()] == ["chan"]


@pytest.mark.parametrize("email", ["Zoe@bücher.example", "zoe@BÜCHER.example", "ZOE@bu\u0308cher.Example"])
def test_an_address_is_the_same_however_it_is_typed(email: str) -> None:
    User.objects.create_user("zoe", "zoe@bücher.example", PASSWORD)
    forgotten(email)
    assert [letter.to for letter in mail.outbox] == [["zoe@bücher.example"]]


def test_a_link_is_good_for_three_days(chan: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        forgotten("chan@example.com")
        clock.shift(timedelta(days=3, minutes=1))
        assert "has been used or is too old" in Client().get(link(), follow=True).content.decode()


def test_the_link_leads_here_whatever_host_was_asked(chan: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client(SERVER_NAME="evil.example").post("/password/forgotten/", {"email": "chan@example.com"})
    forgotten("nobody@example.com")
    assert "evil" not in mail.outbox[0].body


def test_who_was_locked_out_logs_in_with_the_new_one_at_once(chan: User) -> None:
    for _time in range(10):
        attempt(Client(), "wrong")
    assert attempt(Client(), PASSWORD) == 429
    forgotten("chan@example.com")
    choose(OTHER)
    assert attempt(Client(), OTHER) == 302


# V2.1: twelve characters or more, not one of the common ones, not of digits alone, not like the person's own name.
WEAK = [
    ("eleven char", "too short"),
    ("q1w2e3r4t5y6", "too common"),
    ("839204718263", "entirely numeric"),
    ("chan@example.com", "too similar to the email"),
    ("Chan Tai Man 1", "too similar to the last name"),
]


@pytest.mark.parametrize(("password", "message"), WEAK)
def test_weak_passwords_are_refused_wherever_one_is_chosen(chan: User, password: str, message: str) -> None:
    forgotten("chan@example.com")
    assert message in choose(password).content.decode()
    client = Client()
    client.force_login(chan)
    sent = {"password": PASSWORD, "new_password1": password, "new_password2": password}
    answer = client.post("/password/", sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert attempt(Client(), PASSWORD) == 302


def test_long_ones_and_any_sign_are_taken(chan: User) -> None:
    long = "二百字 " * 32
    forgotten("chan@example.com")
    choose(long)
    assert attempt(Client(), long) == 302


def test_it_is_changed_by_the_old_one_and_other_sessions_end(chan: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(chan)
    new = {"new_password1": OTHER, "new_password2": OTHER}
    for password in ("", "wrong"):
        assert here.post("/password/", {"password": password, **new}).status_code == 422
    assert AuditEntry.objects.filter(action="login failed", name="chan").count() == 1
    assert here.post("/password/", {"password": PASSWORD, **new}).status_code == 302
    wait_for_letters()
    # In case it was somebody else.
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["chan@example.com"], "Monthly Return: your login was changed")
    assert letter.body.startswith("The password of chan was changed.")
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert attempt(Client(), OTHER) == 302
