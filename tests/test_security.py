"""What docs/security.md says is shown, and what no other test shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

ROOT = Path(__file__).parent.parent


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/login/", "/", "/9999/"])
def test_every_answer_has_its_headers(client: Client, address: str) -> None:
    if address != "/login/":
        client.force_login(User.objects.create_user("somebody"))
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/login/", "/logout/", "/start", "/3888/2009-11/", "/3888/2009-11/file"])
def test_a_form_from_elsewhere_is_refused(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("somebody"))
    assert client.post(address).status_code == 403


def test_all_is_secure_unless_told_otherwise() -> None:
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    script = f"from returns import settings; print(*[int(getattr(settings, n)) for n in {names}])"
    clean = {name: value for name, value in os.environ.items() if name not in ("HTTPS", "DEBUG", "DEMO")}
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**clean, "SECRET_KEY": "of this test"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.split() == ["1", "1", "1", "31536000"]
