"""The second factor: set up, asked for, and removed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from returns.models import AnonymousAttempts, AuditEntry
from tests.filing.people import turn
from tests.letters import wait_for_letters

pytestmark = pytest.mark.django_db

PASSWORD = "four words in line"
NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)


def code_of(person: User) -> str:
    """What the person's authenticator shows now."""
    device = TOTPDevice.objects.get(user=person)
    return f"{totp(device.bin_key):06d}"


@pytest.fixture
def clock() -> time_machine.Traveller:
    """A stopped clock."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def chan(clock: time_machine.Traveller) -> User:
    """Somebody with a password."""
    return User.objects.create_user("chan", password=PASSWORD)


@pytest.fixture
def spare(chan: User, clock: time_machine.Traveller) -> list[str]:
    """The spare codes of the second factor that they have set up."""
    client = Client()
    client.force_login(chan)
    assert "data:image/svg+xml" in client.get("/second-factor").content.decode()
    wrong = client.post("/second-factor", {"code": "000000", "password": PASSWORD})
    assert (wrong.status_code, TOTPDevice.objects.get().confirmed) == (422, False)
    # What was tried is not tried again at once.
    clock.shift(timedelta(minutes=2))
    sent = {"code": code_of(chan), "password": PASSWORD, "set_up": "Set up"}
    page = client.post("/second-factor", sent).content.decode()
    # The page with the codes, loaded again, sends the same again.
    again = client.post("/second-factor", sent, follow=True).content.decode()
    assert "Two-factor authentication is on already." in again
    clock.shift(timedelta(minutes=2))
    return re.findall(r"<code>(\w+)</code>", page)


def test_an_open_session_gives_itself_no_second_factor(chan: User) -> None:
    client = Client()
    client.force_login(chan)
    client.get("/second-factor")
    for password in ("", "wrong"):
        answer = client.post("/second-factor", {"code": code_of(chan), "password": password})
        assert (answer.status_code, TOTPDevice.objects.get().confirmed) == (422, False)
    # The code is not used up by a wrong password.
    assert client.post("/second-factor", {"code": code_of(chan), "password": PASSWORD}).status_code == 200
    assert TOTPDevice.objects.get().confirmed


def log_in(**given: str) -> int:
    return Client().post("/login/", {"username": "chan", "password": PASSWORD, **given}).status_code


def test_a_login_asks_for_the_code(chan: User, spare: list[str]) -> None:
    assert log_in() == 200
    assert log_in(code="000000") == 200
    assert AnonymousAttempts.objects.get(what="login", name="chan").count == 1
    assert log_in(password="wrong", code=code_of(chan)) == 200


def test_a_code_logs_in_once(chan: User, spare: list[str]) -> None:
    code = code_of(chan)
    assert log_in(code=code) == 302
    assert log_in(code=code) == 200


def test_a_spare_code_logs_in_once(chan: User, spare: list[str]) -> None:
    assert len(spare) == 8
    assert log_in(code=f" {spare[0][:4]} {spare[0][4:].upper()}") == 302
    assert log_in(code=spare[0]) == 200
    client = Client()
    client.force_login(chan)
    assert "7 recovery codes are left." in client.get("/second-factor").content.decode()


def test_logins_by_the_authenticator_bar_no_spare_code(
    chan: User, spare: list[str], clock: time_machine.Traveller
) -> None:
    for _time in range(12):
        clock.shift(timedelta(seconds=30))
        assert log_in(code=code_of(chan)) == 302
    assert log_in(code=spare[0]) == 302


def test_after_wrong_codes_the_right_one_is_taken_only_after_a_while(
    chan: User, spare: list[str], clock: time_machine.Traveller
) -> None:
    for _time in range(5):
        log_in(code="000000")
        clock.shift(timedelta(minutes=1))
    assert log_in(code="000000") == 200
    assert log_in(code=code_of(chan)) == 200
    clock.shift(timedelta(minutes=1))
    assert log_in(code=code_of(chan)) == 302


def test_it_is_removed_with_the_password(chan: User, spare: list[str]) -> None:
    client = Client()
    client.force_login(chan)
    assert client.post("/second-factor", {"password": "wrong", "remove": "Delete"}).status_code == 422
    assert client.post("/second-factor", {"password": PASSWORD, "remove": "Delete"}).status_code == 302
    assert log_in() == 302
    entries = AuditEntry.objects.filter(what="chan: second factor").order_by("pk")
    assert [(entry.old, entry.new) for entry in entries] == [("", "on"), ("on", "")]


def test_a_letter_says_that_it_was_set_up_or_removed(chan: User) -> None:
    turn(chan, email="chan@example.com")
    client = Client()
    client.force_login(chan)
    client.get("/second-factor")
    client.post("/second-factor", {"code": code_of(chan), "password": PASSWORD})
    client.post("/second-factor", {"password": PASSWORD, "remove": "Delete"})
    wait_for_letters()
    said = sorted(letter.body.partition("\n")[0] for letter in mail.outbox)
    assert said == [
        "Two-factor authentication of chan was turned off.",
        "Two-factor authentication was turned on for chan.",
    ]


def test_an_administrator_removes_it_and_never_sees_the_secret(chan: User, spare: list[str]) -> None:
    client = Client()
    client.force_login(User.objects.create_user("administrator", is_staff=True))
    device = TOTPDevice.objects.get()
    page = client.get(reverse("admin:otp_totp_totpdevice_change", args=[device.pk])).content.decode()
    assert "chan" in page
    assert device.key not in page
    client.post(reverse("admin:otp_totp_totpdevice_delete", args=[device.pk]), {"post": "yes"})
    assert log_in() == 302


def test_the_administration_has_no_login_of_its_own(client: Client, chan: User) -> None:
    answer = client.get("/admin/", follow=True)
    assert [path for path, _status in answer.redirect_chain] == ["/admin/login/?next=/admin/", "/login/?next=/admin/"]
    client.force_login(chan)
    assert client.get("/admin/", follow=True).status_code == 403
