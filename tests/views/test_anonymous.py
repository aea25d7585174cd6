"""Whatever is sent to the forms that need no login: a clear answer, never a fault; and never much work."""

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from returns import login_guard, uploads

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
ADDRESSES = {
    "/login/": ["username", "password", "code", "next"],
    "/password/forgotten/": ["email"],
    "/login/link/": ["email"],
    "/login/link/nonsense/": ["csrfmiddlewaretoken"],
    "/password/MQ/x-y/": ["new_password1", "new_password2"],
    "/password/MQ/set-password/": ["new_password1", "new_password2"],
    "/verify": ["sha256", "pdf"],
    "/calendar/1-x.ics": ["x"],
    "/logout/": ["next"],
    "/3888/2009-11/": ["issued-0-movement", "username", "password"],
    "/start": ["issuer"],
}
# One of these in each field, as bytes.
TEXTS = {
    "NUL": b"a\0b@example.com",
    "a lone surrogate": b"a\xed\xa0\x80b@example.com",
    "a non-character": "a\ufffeb@example.com".encode(),
    "no UTF-8": b"\xff\xfe\x80@example.com",
    "a line break": b"a\r\nBcc: b@example.com",
    "right to left": "\u202echan".encode(),
    "digits of another script": "٣".encode() * 6,
    "half a megabyte of letters": b"a" * 500_000,
    "many brackets": b"[" * 5000,
    "a longest e-mail address": b"a" * 60 + b"@" + b"b." * 90 + b"com",
    "an e-mail address of another script": "машa@пример.рф".encode(),
}


def deep(levels: int) -> bytes:
    """Parts within parts."""
    return b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level + 1) for level in range(levels)
    )


# What is sent, and as what it is called.
BODIES = {
    "nothing": (b"", URLENCODED),
    "no form": (b"\0\xff\xfe", URLENCODED),
    "only separators": (b"&=&" * 30, URLENCODED),
    "a form of another encoding": (b"username=a", f"{URLENCODED}; charset=utf-16"),
    "an encoding that is none": (b"username=a", f"{URLENCODED}; charset=none-such"),
    **{
        f"{name} in {kind.partition(';')[0]}": (
            b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\na\r\n--x--\r\n',
            f"{kind}; charset={name}",
        )
        for name in ("zlib", "rot13", "idna", "undefined", "utf-16", "unicode_escape", "utf-7")
        for kind in ("multipart/form-data; boundary=x", "text/plain")
    },
    "JSON": (b'{"username": "\\ud800"}', "application/json"),
    "no type": (b"username=a", ""),
    "a type that is none": (b"username=a", "\xff/\xff; charset"),
    "no boundary": (b"--x", "multipart/form-data"),
    "a boundary that is none": (b"--\xff", "multipart/form-data; boundary=\xff"),
    "a long boundary": (b"--x", f"multipart/form-data; boundary={'y' * 300}"),
    "an unfinished part": (b"--x\r\nContent-Disp", "multipart/form-data; boundary=x"),
    "a part without a name": (
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
        "multipart/form-data; boundary=x",
    ),
    "a part of a bad encoding": (
        b'--x\r\nContent-Disposition: form-data; name="code"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
    "a file where a text belongs": (
        b'--x\r\nContent-Disposition: form-data; name="username"; filename="\xff\0"\r\n\r\na\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
    "parts within parts": (deep(200), "multipart/form-data; boundary=b0"),
    "many parts": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\na\r\n' * 200 + b"--x--",
        "multipart/form-data; boundary=x",
    ),
}
HEADERS = {
    "a session that is none": {"HTTP_COOKIE": 'sessionid="aaaaaaaaaaaa\\000aaaa"'},
    "a session of odd letters": {"HTTP_COOKIE": 'sessionid="aaaaaaaaaaaa\\377\\200aaaa"; csrftoken="\\000"'},
    "a known browser that is none": {"HTTP_COOKIE": "known-=x; known-aaaaaaaaaaaaaaaa=a:b:c; messages=x:y"},
    "a long Accept": {"HTTP_ACCEPT": "text/html, " + "x" * 5000},
    "an odd agent": {"HTTP_USER_AGENT": "\xff" * 2000},
    "odd languages": {"HTTP_ACCEPT_LANGUAGE": "zz-\xff, " * 500},
    "an odd place before": {"HTTP_REFERER": "http://\xff/", "HTTP_ORIGIN": "null"},
    "an odd way through": {"HTTP_X_FORWARDED_FOR": "\xff, [::1, 1.2.3.4:99999999, %00", "REMOTE_ADDR": ""},
    "a length that is none": {"CONTENT_LENGTH": "x"},
    "a query of another encoding": {"QUERY_STRING": "next=%ff&sha256=%00&next=%ed%a0%80"},
}


def check(answer: Any, case: str) -> None:
    """It is an answer, and says something a person can read."""
    assert answer.status_code < 500, case
    # Of a method that is not taken, nobody sees a page.
    if answer.status_code >= 400 and answer.status_code != 405 and "text/html" in answer.headers["Content-Type"]:
        assert "<h1>" in answer.content.decode(), case


@pytest.fixture(autouse=True)
def _chan(settings: LazySettings) -> None:
    User.objects.create_user("chan", "chan@example.com", "four words in line")
    settings.PROXIES = 1


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_are_answered(text: str) -> None:
    for address, fields in ADDRESSES.items():
        for field in fields:
            sent = dict.fromkeys(fields, b"chan") | {field: TEXTS[text]}
            form = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in sent.items())
            check(Client().generic("POST", address, form.encode(), URLENCODED), f"{address}, {field}")
            if len(form) < 10_000:
                check(Client().generic("GET", address, QUERY_STRING=form), f"{address}, {field}, asked")


@pytest.mark.parametrize("body", BODIES)
def test_odd_forms_are_answered(body: str) -> None:
    for address in ADDRESSES:
        for method in ("POST", "GET", "PUT"):
            check(Client().generic(method, address, *BODIES[body]), f"{method} {address}")


@pytest.mark.parametrize("headers", HEADERS)
def test_odd_headers_are_answered(headers: str) -> None:
    form = b"username=chan&password=wrong&email=chan@example.com"
    for address in ADDRESSES:
        for method in ("POST", "GET"):
            check(Client().generic(method, address, form, URLENCODED, **HEADERS[headers]), f"{method} {address}")


class Unread:
    """A body that nobody is to read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError

    readline = read


@pytest.mark.parametrize("address", ["/login/", "/password/forgotten/", "/verify", "/3888/2009-11/", "/start"])
def test_what_is_too_large_for_strangers_is_refused_unread(address: str) -> None:
    for kind in (URLENCODED, "multipart/form-data; boundary=x", "application/json"):
        length = {"CONTENT_LENGTH": str(uploads.MOST_ANONYMOUS + 1), "wsgi.input": Unread()}
        answer = Client().generic("POST", address, b"", kind, **length)
        assert answer.status_code == 413
        assert "Log in, then send it." in answer.content.decode()
    fields = Client().generic("POST", address, b"a&" * 200, URLENCODED)
    assert fields.status_code == 413
    assert "more fields" in fields.content.decode()
    unstated = Client().generic("POST", address, b"a=1", URLENCODED, HTTP_TRANSFER_ENCODING="chunked")
    assert unstated.status_code == 411


def test_who_was_logged_out_while_typing_sends_a_whole_return() -> None:
    """Their browser is known, so nothing is lost; one that says it is known is not."""
    form = b"&".join(b"options-%d-granted=1" % number for number in range(6000))
    client = Client()
    client.post("/login/", {"username": "chan", "password": "four words in line"})
    client.post("/logout/")
    answer = client.generic("POST", "/3888/2009-11/", form, URLENCODED)
    assert answer.status_code == 403
    assert 'name="options-5999-granted" value="1"' in answer.content.decode()
    # No other page has so many fields.
    assert client.generic("POST", "/start", form, URLENCODED).status_code == 413
    [known] = [name for name in client.cookies if name.startswith("known-")]
    for name, value in ((known, "x"), ("known-0123456789abcdef", client.cookies[known].value)):
        forger = Client()
        forger.cookies[name] = value
        assert forger.generic("POST", "/3888/2009-11/", form, URLENCODED).status_code == 413
    client.cookies[known] = client.cookies[known].value[::-1]
    assert client.generic("POST", "/3888/2009-11/", form, URLENCODED).status_code == 413


def test_a_member_sends_a_large_form_to_the_page_of_a_return_alone(client: Client) -> None:
    client.force_login(User.objects.get())
    form = b"a&" * uploads.FIELDS
    assert client.generic("POST", "/3888/2009-11/", form, URLENCODED).status_code == 404
    assert client.generic("POST", "/password/", form, URLENCODED).status_code == 413


def test_no_failure_under_a_name_is_lost_for_odd_headers() -> None:
    for headers in HEADERS.values():
        Client().generic("POST", "/login/", b"username=chan&password=wrong", URLENCODED, **headers)
    counted = login_guard.AccessAttempt.objects.filter(username="chan")
    assert sum(counted.values_list("failures_since_start", flat=True)) == len(HEADERS) - 1
