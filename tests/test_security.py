"""What docs/security.md says is shown, and what no other test shows."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.signing import JSONSerializer
from django.test import Client

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) == PAGE.count("`tests/") - PAGE.count("`tests/test_security.py`")
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


# The sections of ASVS 4.0.3 that have requirements of level 1 or 2, and V10.1, which is of level 3.
SECTIONS = {
    1: (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14),
    2: range(1, 11),
    3: (1, 2, 3, 4, 5, 7),
    4: range(1, 4),
    5: range(1, 6),
    6: range(1, 5),
    7: range(1, 5),
    8: range(1, 4),
    9: range(1, 3),
    10: range(1, 4),
    11: (1,),
    12: range(1, 7),
    13: range(1, 5),
    14: range(1, 6),
}


def test_every_section_of_the_standard_is_spoken_of() -> None:
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| V")]
    spoken_of = {section for row in rows for section in re.findall(r"V\d+\.\d+", row[0])}
    assert spoken_of == {f"V{chapter}.{number}" for chapter, numbers in SECTIONS.items() for number in numbers}
    for row in rows:
        assert len(row) == 4, row
        says = " ".join(row)
        assert "`tests/" in row[3] or "**not covered**" in says.lower() or "does not apply" in says, row


@pytest.mark.django_db
def test_what_is_compressed_gives_no_secret_away_by_its_length() -> None:
    client = Client(headers={"accept-encoding": "gzip"})
    answers = [client.get("/login/") for _time in range(40)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    # The token is another each time, and so is the length.
    pages = [gzip.decompress(answer.content).decode() for answer in answers]
    assert len({re.search('csrfmiddlewaretoken" value="([^"]+)"', page)[1] for page in pages}) == 40  # type: ignore[index]
    assert len({len(answer.content) for answer in answers}) > 10
    # A page asked for by another site is asked for without a session.
    User.objects.create_user("somebody", password="four words in line")
    logged_in = client.post("/login/", {"username": "somebody", "password": "four words in line"})
    assert logged_in.cookies["sessionid"]["samesite"] == "Lax"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/login/", "/logout/", "/start", *(f"/3888/2009-11/{what}" for what in ("", "file", "cells"))]
)
def test_a_form_from_elsewhere_is_refused(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("somebody"))
    assert client.post(address).status_code == 403


def of_production(says: str, **given: str) -> subprocess.CompletedProcess[str]:
    """What a process says that has the settings of production, and of its environment only what is given."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import django\nfrom django.conf import settings\ndjango.setup()\n{says}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "returns.settings", **given},
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_is_secure_by_default() -> None:
    names = (
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "DEBUG",
        "DEMO",
    )
    result = of_production(f"print(*[int(getattr(settings, n)) for n in {names}])", SECRET_KEY="of this test")
    assert result.stdout.split() == ["1", "1", "1", "31536000", "0", "0"]


def test_it_does_not_start_without_a_secret_of_its_own() -> None:
    result = of_production("print('started')")
    assert (result.returncode, result.stdout) == (1, "")
    assert "SECRET_KEY is not set" in result.stderr


def test_passwords_are_stored_as_the_standard_asks() -> None:
    """V2.4.1 to V2.4.3, with the rounds of OWASP's Password Storage Cheat Sheet for PBKDF2 with SHA-256."""
    says = "from django.contrib.auth.hashers import make_password\nprint(*[make_password('x') for _time in range(2)])"
    first, second = (each.split("$") for each in of_production(says, SECRET_KEY="of this test").stdout.split())
    assert first[0] == "pbkdf2_sha256"
    assert int(first[1]) >= 600_000
    assert first[2] != second[2]
    # Of 62 signs, so 128 bits and more.
    assert len(first[2]) >= 22


@pytest.mark.django_db
def test_cookies_are_kept_from_scripts_and_other_sites(client: Client, settings: LazySettings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    User.objects.create_user("chan", password="four words in line")
    client.get("/login/")
    answer = client.post("/login/", {"username": "chan", "password": "four words in line"})
    assert answer.status_code == 302
    cookies = {
        name: (bool(kept["httponly"]), kept["secure"], kept["samesite"]) for name, kept in answer.cookies.items()
    }
    [known] = [name for name in cookies if name.startswith("known-")]
    assert cookies.pop("csrftoken") == (False, True, "Lax")
    assert cookies == {"sessionid": (True, True, "Lax"), known: (True, True, "Lax")}


@pytest.mark.django_db
def test_sessions_are_kept_as_json(client: Client) -> None:
    client.force_login(User.objects.create_user("chan"))
    assert client.session.serializer is JSONSerializer


def test_another_host_is_refused(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.django_db
def test_a_fault_reveals_nothing_of_the_program(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise ValueError("the inside of the program")

    monkeypatch.setattr("returns.views.home.filings_of", fail)
    client.force_login(User.objects.create_user("chan"))
    client.raise_request_exception = False
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "The error is on our side" in page
    for inside in ("the inside", "ValueError", "Traceback", "home.py"):
        assert inside not in page
