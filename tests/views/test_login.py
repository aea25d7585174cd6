"""Lock-out after too many failures, and a session that ends when nobody works."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, RequestFactory

from returns import anonymous
from returns.models import AnonymousAttempts, AuditEntry, MonthlyReturn
from tests.filing.people import person, turn
from tests.letters import wait_for_letters

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
    attempts = AnonymousAttempts.objects.filter(what="login", name="chan").values_list("address", "count")
    assert set(attempts) == {("127.0.0.1", 11), ("192.0.2.7", 1)}
    assert not AuditEntry.objects.filter(action="login failed").exists()


def test_failures_elsewhere_do_not_lock_a_person_out(client: Client, chan: User) -> None:
    assert attempt(client, PASSWORD) == 302
    client.post("/logout/")
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert [attempt(elsewhere, "wrong") for _time in range(11)][-1] == 429
    # Neither from there nor from any browser they never logged in with; from their own as before.
    assert attempt(Client(), PASSWORD) == 429
    assert [attempt(client, "wrong") for _time in range(9)] == [200] * 9
    assert attempt(client, PASSWORD) == 302
    # Their own is no way around it either.
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


def test_a_login_does_not_reset_the_count_of_the_address(client: Client, chan: User) -> None:
    for number in range(49):
        Client().post("/login/", {"username": f"guess{number}", "password": "wrong"})
    assert attempt(client, PASSWORD) == 302
    assert Client().post("/login/", {"username": "guess49", "password": "wrong"}).status_code == 429


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:c000:207", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:5678", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("[2001:db8:1:2:bbbb::1]", "2001:db8:1:2::"),
        ("[2001:db8:1:2::1]:5678", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("[fe80::1%25eth0]:1", "fe80::"),
        ("unknown", None),
        ("192.0.2.7:", None),
        ("[]", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_addresses_are_counted_as_one_person_has_them(
    chan: User, settings: LazySettings, address: str, counted: str | None, proxies: int
) -> None:
    settings.PROXIES = proxies
    given = {"HTTP_X_FORWARDED_FOR": f"6.6.6.6, {address}"} if proxies and address else {"REMOTE_ADDR": address}
    assert attempt(Client(**given), "wrong") == 200
    assert AccessAttempt.objects.get().ip_address == counted
    assert AnonymousAttempts.objects.get().address == (counted or "")


@pytest.mark.parametrize(
    ("proxies", "through", "said"),
    [
        (0, "6.6.6.6", "192.0.2.7"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9:80, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (2, " , ,", "192.0.2.7"),
        (1, "6.6.6.6, _hidden\x00\x7f", "_hidden"),
        (1, "x" * 300, "x" * 100),
    ],
)
def test_an_address_is_what_the_outermost_trusted_proxy_saw(
    settings: LazySettings, proxies: int, through: str, said: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=through)
    assert anonymous.address(request) == said


@pytest.mark.parametrize("typed", ["chan", "Chan", "CHAN", " ｃｈａｎ ", "ChAn"])
def test_a_user_name_is_the_same_however_it_is_typed(client: Client, chan: User, typed: str) -> None:
    assert client.post("/login/", {"username": typed, "password": PASSWORD}).status_code == 302
    assert AuditEntry.objects.get(action="login").name == "chan"


@pytest.mark.parametrize(("name", "typed"), [("Zoë", "ZOE\u0308"), ("МАША", "маша"), ("straße", "STRASSE")])
def test_letters_of_any_script_have_one_case(client: Client, name: str, typed: str) -> None:
    User.objects.create_user(name, password=PASSWORD)
    assert client.post("/login/", {"username": typed, "password": PASSWORD}).status_code == 302


def test_of_two_names_that_differ_in_case_each_is_its_own_and_no_third_is_either(chan: User) -> None:
    User.objects.create_user("Chan", password="another four words")
    assert attempt(Client(), PASSWORD) == 302
    for name, password, status in (
        ("Chan", "another four words", 302),
        ("CHAN", PASSWORD, 200),
        ("Chan", PASSWORD, 200),
    ):
        answer = Client().post("/login/", {"username": name, "password": password})
        assert answer.status_code == status, (name, password)


@pytest.mark.parametrize("names", [("chan", "Chan", "CHAN", "ｃhan"), ("nobody", "Nobody", "NOBODY", "ｎobody")])
def test_failures_are_counted_under_one_name_however_it_is_typed(chan: User, names: tuple[str, ...]) -> None:
    """For a name without an account too: nothing shows which of them is an account."""
    statuses = [
        Client().post("/login/", {"username": names[number % 4], "password": "wrong"}).status_code
        for number in range(10)
    ]
    assert statuses == [200] * 9 + [429]
    assert AccessAttempt.objects.values("username").distinct().count() == 1


def test_a_link_by_email_lets_a_new_browser_in(chan: User) -> None:
    chan.email = "chan@example.com"
    chan.save()
    for _time in range(10):
        attempt(Client(REMOTE_ADDR="192.0.2.7"), "wrong")
    new = Client()
    locked = new.post("/login/", {"username": "chan", "password": PASSWORD})
    assert locked.status_code == 429
    assert 'href="/login/link/"' in locked.content.decode()
    assert new.get("/login/link/").status_code == 200
    assert "is on its way to it" in ask_for_link(new, "Chan@Example.com")
    path = link_in_the_letter()
    # Whatever opens it without pressing the button uses nothing up.
    for _time in range(2):
        assert "The link works once." in Client().get(path).content.decode()
    assert new.post(path).url == "/login/"
    assert attempt(new, PASSWORD) == 302
    # It works once, and lets nobody in without the password, nor another name.
    other = Client()
    assert "has been used or is too old" in other.post(path).content.decode()
    assert attempt(other, PASSWORD) == 429
    assert AuditEntry.objects.filter(what="chan: browser", name="chan").count() == 1


def test_a_browser_that_a_link_let_in_is_locked_out_by_its_own_failures(chan: User) -> None:
    chan.email = "chan@example.com"
    chan.save()
    with time_machine.travel(NOW, tick=False) as clock:
        new = Client()
        for _time in range(2):
            clock.shift(timedelta(minutes=5, seconds=1))
            ask_for_link(new, "chan@example.com")
            new.post(link_in_the_letter())
            assert [attempt(new, "wrong") for _again in range(10)] == [200] * 9 + [429]
            assert attempt(new, PASSWORD) == 429


def test_a_link_to_log_in_is_good_for_an_hour_and_one_password(chan: User) -> None:
    chan.email = "chan@example.com"
    chan.save()
    with time_machine.travel(NOW, tick=False) as clock:
        ask_for_link(Client(), "chan@example.com")
        late = link_in_the_letter()
        clock.shift(timedelta(minutes=61))
        assert "has been used or is too old" in Client().get(late).content.decode()
        assert "has been used or is too old" in Client().post(late).content.decode()
        ask_for_link(Client(), "chan@example.com")
        changed = link_in_the_letter()
        chan.set_password("five plain words in line")
        chan.save()
        assert "has been used or is too old" in Client().post(changed).content.decode()
    for forged in ("x", "x:y:z", changed.split("/")[-2] + "x"):
        assert "has been used or is too old" in Client().post(f"/login/link/{forged}/").content.decode()


def test_asking_for_a_link_to_log_in_reveals_no_account(chan: User) -> None:
    chan.email = "chan@example.com"
    chan.save()
    assert ask_for_link(Client(), "chan@example.com") == ask_for_link(Client(), "nobody@example.com")
    assert [letter.to for letter in mail.outbox] == [["chan@example.com"]]


def ask_for_link(client: Client, email: str) -> str:
    """What is answered to who asks for a link to log in, once all is sent."""
    answer = client.post("/login/link/", {"email": email}, follow=True)
    wait_for_letters()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def link_in_the_letter() -> str:
    """The path in the last letter."""
    found = re.search(r"https?://[^/]+(/login/link/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_a_right_password_resets_the_count(client: Client, chan: User) -> None:
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


def test_as_much_is_calculated_for_a_name_that_is_none(
    client: Client, chan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time it takes shows nobody who has an account: nearly all of it is the hash of the password."""
    reckoned, encode = [], MD5PasswordHasher.encode

    def count(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        reckoned.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    for name in ("chan", "nobody"):
        assert client.post("/login/", {"username": name, "password": f"wrong for {name}"}).status_code == 200
    assert reckoned == ["wrong for chan", "wrong for nobody"]


def test_a_session_from_before_the_login_is_nobodys_after_it(client: Client, chan: User) -> None:
    """A session planted in a person's browser is not logged in by that person's login."""
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
