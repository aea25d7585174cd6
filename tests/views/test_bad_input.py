"""Whatever is sent to whatever address, nothing breaks: it is done, or refused with a word why.

Made from the rows of the matrix, and so from the list of addresses itself. What is sent is odd in its bytes, its
fields, its numbers, its form or its length; never a fault of the program's own comes of it.
"""

import json
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from returns.pdf import certificate
from tests.page import fields
from tests.views.conftest import OWN, ROLES
from tests.views.test_matrix import DRAFT, MATRIX, admin_addresses

WHO = ("preparer", "approver", "administrator")
MEGABYTES = 1024 * 1024

# What a page might be sent that wishes it ill; bytes need not be text.
ODD: list[str | bytes] = [
    "", " ", "\0", "a\0b", "\r\nSet-Cookie: a=b", "\u202e", "\ufffe", "😀", "٣", "²", "-1", "0", "1e999", "NaN", "-0",
    "9" * 20, "9" * 5000, str(2**31), str(2**63), "0x10", "1_000", "9999-13", "0000-00", "1000-01", "2999-12",
    "2009-11-r99999", "2009-11-r0", "../../etc/passwd", "//evil.example/", "javascript:alert(1)", "<script>alert(1)",
    "=HYPERLINK(1)", "' OR 1=1 --", "%s%n{0}{{x}}", "[]", "{}", "null", "on", "0" * 64, "e" * 64, "A" * 100_000,
    b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\x80", b"%ZZ%",
]  # fmt: skip
NAMES = [
    "revision", "sha256", "page", "part", "old", "new", "add", "preview", "version", "month", "state", "issuer",
    "signatory", "remarks", "next", "all", "return", "looked_at", "confirmed", "password", "code", "reason", "figures",
    "who", "role", "remove", "write", "ticked", "only", "changed", "events", "nothing", "date_submitted",
    "username", "email",
    "new_password1", "new_password2", "then", "pdf", "head-version", "head-title", "head-not_applicable",
    "issued-0-movement", "options-0-granted", "options-TOTAL_FORMS", "options-INITIAL_FORMS", "options-0-DELETE",
    "csrfmiddlewaretoken", "_method",
]  # fmt: skip
KINDS = [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data",
    "application/x-www-form-urlencoded; charset=none-such", "multipart/form-data; boundary=x", "application/json", "",
    "multipart/form-data; boundary=" + "y" * 300, "text/plain", "a/b; c=\u00ff", "multipart/mixed; boundary=x",
]  # fmt: skip
BODIES = [
    b"", b"\0", b"\xff\xfe\xfd", b"=&=&==", b"a=%ff%fe&b=%00", b"&".join([b"a=1"] * 2000), b"{", b"[" * 100_000, b"[]",
    b'{"edits": 1}',
    b'{"edits": [{"cell": "\\ud800"}]}', b"--x\r\n", b"--x--", b"--x\r\nContent-Disposition: no\r\n\r\n",
    b'--x\r\nContent-Disposition: form-data; name="pdf"; filename="\xff\0.pdf"\r\n\r\n%PDF-1.7\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="version"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
]  # fmt: skip

odd = st.sampled_from(ODD) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))
pairs = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=10), odd), max_size=8)
odd_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["\x00", "�"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CELLS = [
    "issued-0-movement",
    "head-title",
    "options-0-name",
    "options-99-granted",
    "mark-options",
    "totals-0-part",
    "x",
]
edits = st.fixed_dictionaries(
    {"cell": st.sampled_from(CELLS) | odd_json, "typed": odd_json, "was": st.just("") | odd_json},
    optional={"row": odd_json, "other": odd_json},
)
ROW_FIELDS = ("share_class", "type", "granted", "name", "part")
row_changes = st.fixed_dictionaries(
    {
        "part": st.sampled_from(["options", "totals", "authorised", "agreements"]) | odd_json,
        "what": st.sampled_from(["add", "insert", "duplicate", "remove", "up", "down", "paste"]) | odd_json,
        "row": st.integers(-2, 9) | odd_json,
    },
    optional={
        "key": odd_json,
        "at": odd_json,
        "name": st.sampled_from(ROW_FIELDS) | odd_json,
        "block": st.text(max_size=30) | odd_json,
        "cells": st.dictionaries(st.sampled_from(ROW_FIELDS), odd_json | st.just("A" * 5000)) | odd_json,
    },
)
in_json = (st.fixed_dictionaries({"edits": st.lists(edits, max_size=3) | odd_json}) | row_changes | odd_json).map(
    lambda said: json.dumps(said).encode()
)


def form_of(page: dict[str, list[str]], sent: list[tuple[str, Any]]) -> bytes:
    """A form as its page has it, but for what is sent otherwise, or twice."""
    whole = [(name, value) for name, values in page.items() for value in values]
    return urlencode([(name.encode("utf-8", "surrogatepass"), value) for name, value in [*whole, *sent]]).encode()


@pytest.fixture(scope="module")
def clients(people: dict[str, User | None], django_db_blocker: Any) -> dict[str, Client]:
    """A client for each role, logged in."""
    made = {}
    for role in WHO:
        made[role] = Client()
        with django_db_blocker.unblock():
            made[role].force_login(people[role])
    return made


@pytest.fixture(scope="module")
def editor(clients: dict[str, Client], django_db_blocker: Any) -> dict[str, list[str]]:
    """The editor's form as it is."""
    with django_db_blocker.unblock():
        html = clients["preparer"].get(reverse("edit", args=(OWN, *DRAFT))).content.decode()
    return fields(html)


def ask(
    client: Client, method: str, address: str, query: list[tuple[str, Any]], body: bytes, kind: str = "application/json"
) -> None:
    """Ask, and leave all as it was. What a view raises comes through: that is the fault looked for."""
    text = urlencode([(name.encode("utf-8", "surrogatepass"), value) for name, value in query])
    cookies = client.cookies.output()
    with transaction.atomic():
        answer = client.generic(method, address, body, content_type=kind, QUERY_STRING=text)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
    assert answer.status_code < 500, (answer.status_code, answer.content[:500])


def addresses() -> Iterator[tuple[str, str]]:
    for name, row in MATRIX.items():
        yield name, reverse(name, args=(OWN, *row.args) if row.other_get else row.args)


def bounded(examples: int) -> settings:
    """So many examples, however long the machine takes for them."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=examples, suppress_health_check=checks)


@pytest.mark.django_db
@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize(("name", "address"), list(addresses()))
@bounded(12)
@given(
    method=st.sampled_from(["GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "ODD"]),
    query=pairs,
    sent=pairs,
    raw=st.none() | st.sampled_from(BODIES) | st.binary(max_size=200) | in_json,
    kind=st.sampled_from(KINDS),
)
@example(method="GET", query=[("page", "9" * 5000), ("revision", "²")], sent=[], raw=b"", kind="")
@example(
    method="GET", query=[("page", "\0"), ("sha256", b"\xff"), ("old", "\0"), ("add", "\0")], sent=[], raw=b"", kind=""
)
@example(
    method="GET", query=[("issuer", "\0"), ("month", "9999-13"), ("next", "//evil.example")], sent=[], raw=b"", kind=""
)
def test_nothing_that_is_sent_breaks_an_address(
    monkeypatch: pytest.MonkeyPatch,
    clients: dict[str, Client],
    role: str,
    name: str,
    address: str,
    method: str,
    query: list[Any],
    sent: list[Any],
    raw: bytes | None,
    kind: str,
) -> None:
    if raw is None:
        raw, kind = form_of({}, sent), KINDS[0]
    # A certificate says what is on record, and nothing of what is sent: it need not be printed each time.
    monkeypatch.setattr(certificate, "print_report", lambda *_said: b"%PDF-1.7")
    ask(clients[role], method, address, query, raw, kind)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), list(addresses()))
def test_nothing_too_large_breaks_an_address(clients: dict[str, Client], name: str, address: str) -> None:
    answers = dict(zip(ROLES, MATRIX[name].post.split(), strict=True))
    role = next((each for each in WHO if answers[each] not in ("403", "404", "405")), WHO[0])
    for raw, kind in (
        (b"[" * 100_000, "application/json"),
        (b"a=" + b"b" * 11 * MEGABYTES, KINDS[0]),
        (b"a=1&" * 130_000, KINDS[0]),
        (b"--x\r\n" * 3000, "multipart/form-data; boundary=x"),
    ):
        ask(clients[role], "POST", address, [], raw, kind)


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(set(admin_addresses())))
@bounded(4)
@given(method=st.sampled_from(["GET", "POST"]), query=pairs, sent=pairs, kind=st.sampled_from(KINDS))
def test_nothing_that_is_sent_breaks_the_administration(
    clients: dict[str, Client], address: str, method: str, query: list[Any], sent: list[Any], kind: str
) -> None:
    ask(clients["administrator"], method, address, query, form_of({}, sent), kind)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["cells", "rows"])
@bounded(200)
@given(body=in_json)
@example(body=b'{"edits": [{"cell": "head-title", "typed": "\\ud800", "was": "Secretary"}]}')
@example(body=b'{"edits": [{"cell": "options-0-name", "typed": "\\ud800", "was": ""}]}')
@example(body=b'{"part": "options", "what": "insert", "cells": {"name": "\\ud800", "share_class": "\\u0000"}}')
@example(body=b'{"part": "options", "what": "paste", "row": 0, "name": "name", "block": "\\ud800"}')
def test_no_page_that_is_sent_while_typing_breaks_it(clients: dict[str, Client], name: str, body: bytes) -> None:
    ask(clients["preparer"], "POST", reverse(name, args=(OWN, *DRAFT)), [], body)


@pytest.mark.django_db
@bounded(60)
@given(data=st.data())
def test_no_editor_page_that_is_sent_breaks_it(
    clients: dict[str, Client], editor: dict[str, list[str]], data: st.DataObject
) -> None:
    cells = st.sampled_from(sorted(editor))
    sent = data.draw(st.lists(st.tuples(cells | st.sampled_from(NAMES), odd), max_size=12))
    left_out = data.draw(st.lists(cells, max_size=3))
    whole = {name: values for name, values in editor.items() if name not in left_out}
    # Django takes the last of a name that comes twice.
    ask(clients["preparer"], "POST", reverse("edit", args=(OWN, *DRAFT)), [], form_of(whole, sent), KINDS[0])


ODD_PATHS = [
    f"/{OWN}/9999-13/", f"/{OWN}/0000-00/", f"/{OWN}/1000-01/", f"/{OWN}/2999-12/", f"/{OWN}/2009-11/why/{'a' * 3000}",
    f"/{OWN}/2009-11/why/issued-99999999999999999999-movement", f"/{'9' * 5000}/", "/0/", "/00000/2009-11/",
    f"/{OWN}/members/{'9' * 30}", f"/{OWN}/members/{'9' * 5000}", f"/calendar/{'9' * 30}-x.ics", "/%00/", "/%ff/",
    f"/{OWN}%00/",
    "//evil.example/", f"/0{OWN}//evil.example", "/password/AA/%00-x/", "/password/OTk5OTk5OTk5OTk5OTk5OTk5OTk/x-y/",
    "/password/_wE/x-y/", f"/admin/auth/user/{'9' * 30}/change/", "/admin/auth/user/%00/change/",
    "/admin/returns/issuer/?page=%ff&o=99&e=1&q=%00", f"/admin/returns/auditentry/?p={'9' * 30}",
    "/admin/returns/filing/?filed_at__gte=9999-13", "/admin/returns/monthlyreturn/?month_ended__year=99999999999",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("path", ODD_PATHS)
def test_nothing_in_an_address_breaks_it(clients: dict[str, Client], path: str, role: str) -> None:
    address, _mark, query = path.partition("?")
    for method in ("GET", "POST"):
        with transaction.atomic():
            answer = clients[role].generic(method, quote(address, safe="/%"), QUERY_STRING=query)
            transaction.set_rollback(True)
        assert answer.status_code < 500, (method, answer.status_code)
        where = answer.headers.get("Location", "")
        assert not where.startswith(("//", "http")), where
