"""Every address, every role, of their own issuer and of another, asked and sent to: what each is answered.

Made from the list of addresses itself: one without a row here fails.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.views.conftest import DISCARDED, OTHER, OWN, ROLES, args_of


class Row(NamedTuple):
    """What each of ROLES, in that order, is answered; `sent` is what is posted, `args` follow the issuer's code."""

    get: str
    post: str
    other_get: str = ""
    other_post: str = ""
    args: tuple[str, ...] = ()
    sent: dict[str, str] = {}
    ask: str = ""


# Answered to whoever is logged in, whatever they are a member of: the address names no issuer.
NO_POST = "302 405 405 405 405 405"
NO_GET = "302 405 405 405 405 405"
NO_GET_BY_SCRIPT = "401 405 405 405 405 405"
# Of an issuer whose returns one does not work on: it does not exist.
HIDDEN = "302 404 404 404 404 200"
FOR_ADMINISTRATORS = "302 403 403 403 403 200"
ANYBODY = "200 200 200 200 200 200"
MEMBERS = "302 404 200 200 200 200"

FILED, DRAFT = ("2009-11",), ("2009-12",)


def read(args: tuple[str, ...], ask: str = "") -> Row:
    """A page that members and administrators may read, and nobody sends to."""
    return Row(MEMBERS, NO_POST, HIDDEN, NO_POST, args, ask=ask)


MATRIX = {
    "home": Row("302 200 200 200 200 302", NO_POST),
    "verify": Row("200 200 200 200 200 200", "302 422 422 422 422 422"),
    # The address that the filing status had before.
    "wall": Row("302 301 301 301 301 301", "302 301 301 301 301 301"),
    "overview": Row(FOR_ADMINISTRATORS, NO_POST),
    "overview-csv": Row(FOR_ADMINISTRATORS, NO_POST),
    "overview-xlsx": Row(FOR_ADMINISTRATORS, NO_POST),
    # Nothing is ticked: back to the overview, which says so.
    "overview-zip": Row(NO_GET, "302 403 403 403 403 302"),
    "search": Row("302 200 200 200 200 200", NO_POST),
    "search-csv": Row("302 200 200 200 200 200", NO_POST),
    "search-xlsx": Row("302 200 200 200 200 200", NO_POST),
    # A stranger finds nothing, which the page says.
    "search-zip": Row(NO_GET, "302 302 200 200 200 200"),
    "reviews": Row(FOR_ADMINISTRATORS, NO_POST),
    "reviews-csv": Row(FOR_ADMINISTRATORS, NO_POST),
    "reviews-xlsx": Row(FOR_ADMINISTRATORS, NO_POST),
    "review": Row(
        MEMBERS,
        # Neither a step nor a query is named.
        "403 404 403 422 422 422",
        HIDDEN,
        "403 404 404 404 404 422",
        FILED,
    ),
    "start": Row(NO_GET, "403 422 422 422 422 422"),
    "start-next": Row(NO_GET, "302 302 302 302 302 302"),
    "login": Row("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "login-link": Row(ANYBODY, ANYBODY),
    "use-login-link": Row(ANYBODY, ANYBODY, args=("nonsense",)),
    "logout": Row(NO_GET, "302 302 302 302 302 302"),
    "forgotten": Row(ANYBODY, ANYBODY),
    "password": Row("302 200 200 200 200 200", "302 422 422 422 422 422"),
    "choose-password": Row(ANYBODY, ANYBODY, args=("MQ", "nonsense")),
    "second-factor": Row("302 200 200 200 200 200", "302 422 422 422 422 422"),
    "admin-login": Row("302 403 403 403 403 302", "405 405 405 405 405 405"),
    "admin-password": Row("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "rules": Row("302 200 200 200 200 200", NO_POST),
    "setup": Row(FOR_ADMINISTRATORS, "403 403 403 403 403 422"),
    "first-return": Row(
        "302 404 403 200 403 403",
        "403 404 403 422 403 403",
        "302 404 404 404 404 403",
        "403 404 404 404 404 403",
        (),
    ),
    "guide": Row("302 200 200 200 200 200", NO_POST),
    "glossary": Row("302 200 200 200 200 200", NO_POST),
    "archive": read(()),
    "edit": Row(
        "302 404 200 200 200 200",
        # Without a login it asks for one and keeps what was typed; a page that is not whole is refused.
        "403 404 403 400 403 403",
        "302 404 404 404 404 200",
        "403 404 404 404 404 403",
        DRAFT,
    ),
    "quiet": Row(
        "302 404 403 200 403 403",
        "403 404 403 422 403 403",
        "302 404 404 404 404 403",
        "403 404 404 404 404 403",
        DRAFT,
    ),
    # A script learns that the login has ended and is not sent to a page; what it sends here is none of its own.
    "cells": Row(NO_GET_BY_SCRIPT, "401 404 403 400 403 403", NO_GET_BY_SCRIPT, "401 404 404 404 404 403", DRAFT),
    "rows": Row(NO_GET_BY_SCRIPT, "401 404 403 400 403 403", NO_GET_BY_SCRIPT, "401 404 404 404 404 403", DRAFT),
    "changes": Row("401 404 403 200 403 403", NO_GET_BY_SCRIPT, "401 404 404 404 404 403", NO_GET_BY_SCRIPT, DRAFT),
    "print": read(FILED),
    "page-picture": read(FILED),
    # A secret address: without the right one there is nothing there, for anybody.
    "calendar": Row("404 404 404 404 404 404", "405 405 405 405 405 405", args=("1", "x")),
    "pdf": read(FILED),
    "figures": read(FILED),
    "certificate": read(FILED),
    "why": read((*FILED, "issued-0-movement")),
    "answer": Row(NO_GET, "403 404 403 302 302 403", NO_GET, "403 404 404 404 404 403", DRAFT),
    "send": Row(NO_GET, "403 404 403 302 403 403", NO_GET, "403 404 404 404 404 403", DRAFT),
    "discard": Row(NO_GET, "403 404 403 302 403 403", NO_GET, "403 404 404 404 404 403", DRAFT),
    # The number of the return is filled in, see `args_of`.
    "discarded": read(DISCARDED),
    "recall": Row(NO_GET, "403 404 403 302 403 403", NO_GET, "403 404 404 404 404 403", DRAFT),
    "approve": Row(
        "302 404 403 403 200 403",
        "403 404 403 403 422 403",
        "302 404 404 404 404 403",
        "403 404 404 404 404 403",
        DRAFT,
    ),
    "send-back": Row(NO_GET, "403 404 403 403 422 403", NO_GET, "403 404 404 404 404 403", DRAFT),
    "revise": Row(NO_GET, "403 404 403 302 403 403", NO_GET, "403 404 404 404 404 403", FILED),
    # What is missing is said on the page; a draft is not submitted yet, and nothing of it is published.
    "submit": Row(MEMBERS, "403 404 403 422 422 403", HIDDEN, "403 404 404 404 404 403", FILED),
    "published": read(FILED),
    "history": read(FILED),
    "history-csv": read(FILED),
    "history-xlsx": read(FILED),
    "chain": read(()),
    "members": Row(
        "302 404 403 403 403 200", "403 404 403 403 403 422", "302 404 404 404 404 200", "403 404 404 404 404 422"
    ),
    # There is no such member; a person who may not know the issuer learns no more of it.
    "member": Row(NO_GET, "403 404 403 403 403 404", NO_GET, "403 404 404 404 404 404", ("0",)),
    "compare": read((), "?old=2009-11-r0&new=2009-12-r0"),
    "compare-pdf": read((), "?old=2009-11-r0&new=2009-12-r0"),
    "file": Row(NO_GET, "403 404 403 302 302 403", NO_GET, "403 404 404 404 404 403", DRAFT),
}


def _names(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else "")


NAMES = sorted(_names(get_resolver().url_patterns))


def test_every_address_has_its_row() -> None:
    assert sorted(MATRIX) == NAMES


def _cases() -> Iterator[tuple[str, str, str]]:
    for name, row in MATRIX.items():
        for method in ("get", "post"):
            yield name, method, OWN
            if row.other_get:
                yield name, method, OTHER


def assert_has_its_headers(name: str, answer: Any) -> None:
    """What every answer says of who may frame, keep and guess it, and a page of where it may load from."""
    headers = answer.headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert {"no-store", "private"} <= set(headers["Cache-Control"].split(", "))
    policy = headers.get("Content-Security-Policy", "")
    if name == "print" and answer.status_code == 200:
        assert (headers["Content-Type"], policy) == ("application/pdf", "")
        return
    assert "script-src 'self';" in f"{policy};"
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method", "code"), list(_cases()))
def test_what_each_role_is_answered(people: dict[str, User | None], name: str, method: str, code: str) -> None:
    row = MATRIX[name]
    has_issuer = bool(row.other_get)
    address = reverse(name, args=args_of(name, code, row.args) if has_issuer else row.args) + row.ask
    expected = getattr(row, method if code == OWN else f"other_{method}").split()
    answered = []
    for role in ROLES:
        client = Client()
        with transaction.atomic():
            if person := people[role]:
                client.force_login(person)
            answer = client.get(address) if method == "get" else client.post(address, row.sent)
            answered.append(str(answer.status_code))
            assert_has_its_headers(name, answer)
            transaction.set_rollback(True)
    assert dict(zip(ROLES, answered, strict=True)) == dict(zip(ROLES, expected, strict=True)), address


ASKS = ("?revision=0", "?revision=1", "?page=1", "?part=options", "?version=0", "?old=2009-11-r0&new=2009-12-r0")


@pytest.mark.django_db
@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("role", ["stranger", "viewer", "preparer", "approver"])
def test_no_address_shows_what_is_another_issuers(people: dict[str, User | None], role: str, ask: str) -> None:
    client = Client()
    client.force_login(people[role])
    for name, row in MATRIX.items():
        if row.other_get in (HIDDEN, NO_GET_BY_SCRIPT):
            for month in (FILED, DRAFT):
                args = (OTHER, *month, *row.args[1:]) if row.args else (OTHER,)
                assert client.get(reverse(name, args=args) + ask).status_code in (404, 405), (name, month)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_only_administrators_enter_the_administration(people: dict[str, User | None], role: str) -> None:
    client = Client()
    if person := people[role]:
        client.force_login(person)
    for pattern in admin_addresses():
        assert client.get(pattern).status_code == 302, pattern
        assert client.post(pattern).status_code == 302, pattern


def admin_addresses() -> Iterator[str]:
    """Those of the administration, but for the ways in and out; what they name may not exist."""
    [admin] = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin"]
    for pattern in _flat(admin.url_patterns, "/admin/"):
        if not pattern.endswith(("login/", "logout/")):
            yield pattern


def _flat(patterns: list[Any], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern)
        for placeholder in ("<path:object_id>", "<int:content_type_id>", "<id>", "<path:object_id_>"):
            route = route.replace(placeholder, "1")
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns, prefix + route)
        elif "?P" not in route and "<" not in route:
            yield prefix + route
