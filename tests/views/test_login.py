"""Lock-out after too many failures, and a session that ends when nobody works."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from returns.models import AuditEntry, MonthlyReturn
from tests.filing.people import person, turn

pytestmark = pytest.mark.django_db

PASSWORD = "four words in line"
NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def chan() -> User:
    """Somebody with a password."""
    return User.objects.create_user("chan", password=PASSWORD)


def attempt(client: Client, password: str, **more: str) -> int:
    """The status of an attempt to log in."""
    return client.post("/login/", {"username": "chan", "password": password, **more}).status_code


def test_too_many_failures_lock_the_account_for_a_while(client: Client, chan: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        assert [attempt(client, "wrong") for _time in range(10)] == [200] * 9 + [429]
        locked = client.post("/login/", {"username": "chan", "password": PASSWORD})
        assert locked.status_code == 429
        assert "locked for a quarter of an hour" in locked.content.decode()
        # From another address as well, and attempts meanwhile do not make it longer.
        clock.shift(timedelta(minutes=10))
        assert attempt(Client(REMOTE_ADDR="192.0.2.7"), PASSWORD) == 429
        clock.shift(timedelta(minutes=6))
        assert attempt(client, PASSWORD) == 302
    assert AuditEntry.objects.filter(action="login failed", name="chan").count() >= 10


def test_whoever_types_her_name_elsewhere_does_not_lock_her_out(client: Client, chan: User) -> None:
    assert attempt(client, PASSWORD) == 302
    client.post("/logout/")
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert [attempt(elsewhere, "wrong") for _time in range(11)][-1] == 429
    # Neither from there nor from any browser she never logged in with; from her own as ever.
    assert attempt(Client(), PASSWORD) == 429
    assert [attempt(client, "wrong") for _time in range(9)] == [200] * 9
    assert attempt(client, PASSWORD) == 302
    # Her own is no way around it either.
    client.post("/logout/")
    assert [attempt(client, "wrong") for _time in range(10)] == [200] * 9 + [429]


def test_nobody_makes_a_browser_known_by_hand_or_for_another_name(client: Client, chan: User) -> None:
    User.objects.create_user("lee", password=PASSWORD)
    client.post("/login/", {"username": "lee", "password": PASSWORD})
    client.post("/logout/")
    [(name, cookie)] = [(name, each) for name, each in client.cookies.items() if name.startswith("known-")]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    for _time in range(10):
        attempt(Client(), "wrong")
    forger = Client()
    for each in (f"known-{sha256(b'chan').hexdigest()[:16]}", name):
        forger.cookies[each] = cookie.value
    assert attempt(forger, PASSWORD) == 429
    assert forger.post("/login/", {"username": "lee", "password": PASSWORD}).status_code == 302


def test_many_names_from_one_address_are_locked_but_for_who_is_known_there(client: Client, chan: User) -> None:
    assert attempt(client, PASSWORD) == 302
    client.post("/logout/")
    for number in range(50):
        answer = Client().post("/login/", {"username": f"guess{number}", "password": "wrong"})
        assert answer.status_code == (200 if number < 49 else 429), number
    User.objects.create_user("lee", password=PASSWORD)
    assert Client().post("/login/", {"username": "lee", "password": PASSWORD}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/login/", {"username": "lee", "password": PASSWORD}).status_code == 302
    assert attempt(client, PASSWORD) == 302


def test_who_has_an_account_does_not_start_the_count_of_the_address_anew(client: Client, chan: User) -> None:
    for number in range(49):
        Client().post("/login/", {"username": f"guess{number}", "password": "wrong"})
    assert attempt(client, PASSWORD) == 302
    assert Client().post("/login/", {"username": "guess49", "password": "wrong"}).status_code == 429


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("unknown", None),
        ("", None),
    ],
)
def test_addresses_are_counted_as_one_person_has_them(client: Client, chan: User, address: str, counted: str) -> None:
    assert attempt(Client(REMOTE_ADDR=address), "wrong") == 200
    assert AccessAttempt.objects.get().ip_address == counted


def test_a_right_password_starts_counting_anew(client: Client, chan: User) -> None:
    for _time in range(3):
        assert [attempt(Client(), "wrong") for _again in range(6)] == [200] * 6
        assert attempt(Client(), PASSWORD) == 302
    assert attempt(client, PASSWORD) == 302
    for _time in range(3):
        client.post("/logout/")
        assert [attempt(client, "wrong") for _again in range(6)] == [200] * 6
        assert attempt(client, PASSWORD) == 302


def test_nothing_that_was_sent_is_kept_with_the_failure(client: Client, chan: User) -> None:
    attempt(client, "wrong", figures="1,094,047,133")
    client.post("/login/?next=/secret", {"username": "my password by mistake", "password": "x"})
    kept = str(list(AccessAttempt.objects.values()))
    for said in ("1,094,047,133", "secret", "mistake", "wrong"):
        assert said not in kept
    assert AccessAttempt.objects.filter(username="chan").exists()


def test_wrong_passwords_to_approve_lock_the_account_too(approver: Client, november: MonthlyReturn) -> None:
    from returns import filing
    from tests.views.test_sign_off import approval

    maker = person(november.issuer, "maker", "preparer")
    filing.submit(november, maker, november.version)
    sent = approval(november, password="wrong")
    assert {approver.post("/3888/2009-11/approve", sent).status_code for _time in range(9)} == {422}
    assert approver.post("/3888/2009-11/approve", sent).status_code == 429
    assert approver.post("/3888/2009-11/approve", approval(november)).status_code == 429


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:x",
    ],
)
@pytest.mark.parametrize("way", ["/login/", "/admin/login/"])
def test_a_login_leads_nowhere_else(client: Client, chan: User, way: str, where: str) -> None:
    page = client.get(way, {"next": where}, follow=True)
    asked = page.redirect_chain[-1][0] if page.redirect_chain else f"/login/?{urlencode({'next': where})}"
    assert asked.startswith("/login/?next=")
    answer = client.post(asked, {"username": "chan", "password": PASSWORD, "next": where})
    assert (answer.status_code, answer.url) == (302, "/")
    # Who is logged in already is sent on at once.
    assert client.get(asked).url == "/"


def test_as_much_is_reckoned_for_a_name_that_is_none(
    client: Client, chan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time it takes tells nobody who has an account: nearly all of it is the hash of the password."""
    reckoned, encode = [], MD5PasswordHasher.encode

    def count(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        reckoned.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    for name in ("chan", "nobody"):
        assert client.post("/login/", {"username": name, "password": f"wrong for {name}"}).status_code == 200
    assert reckoned == ["wrong for chan", "wrong for nobody"]


def test_a_session_from_before_the_login_is_nobodys_after_it(client: Client, chan: User) -> None:
    """Whoever plants a session in her browser is not logged in by her login."""
    planted = SessionStore()
    planted["seen"] = 0
    planted.create()
    fixed = planted.session_key
    client.cookies["sessionid"] = fixed
    assert attempt(client, PASSWORD) == 302
    assert client.session.session_key != fixed
    assert not Session.objects.filter(session_key=fixed).exists()
    eve = Client()
    eve.cookies["sessionid"] = fixed
    assert eve.get("/").status_code == 302


def test_an_account_that_is_switched_off_is_out_at_once(client: Client, chan: User) -> None:
    assert attempt(client, PASSWORD) == 302
    assert client.get("/").status_code == 200
    turn(chan, is_active=False)
    assert client.get("/").status_code == 302
    assert attempt(Client(), PASSWORD) == 200


def test_a_session_ends_when_nobody_works(chan: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = Client()
        client.force_login(chan)
        for _time in range(5):
            clock.shift(timedelta(minutes=40))
            assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=61))
        assert client.get("/").status_code == 302


def test_the_page_knows_when_it_ends(chan: User, client: Client) -> None:
    client.force_login(chan)
    assert 'data-seconds="3300"' in client.get("/").content.decode()
