"""Where the database is busy for too long: nothing breaks, nothing is lost, and it is sent again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, connections
from django.test import Client

from returns import filing
from returns.drafts import autosave
from returns.models import Filing, MonthlyReturn
from returns.recalculate import recalculate
from returns.rules import Reconciliation
from returns.views.unavailable import is_busy
from tests.page import fields
from tests.views.test_sign_off import approval

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/3888/2009-11/"
PAGE = {"Accept": "text/html,application/xhtml+xml"}


@contextmanager
def busy() -> Iterator[None]:
    """Somebody else writes, and goes on writing for longer than anybody waits here: a tenth of a second."""
    waits = "PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else "SET lock_timeout = '100ms'"
    with connection.cursor() as cursor:
        cursor.execute(waits)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            if connection.vendor == "postgresql":
                cursor.execute("SELECT 1 FROM returns_monthlyreturn, returns_issuer FOR UPDATE")
        yield
    finally:
        other.close()
        # The next to ask waits as long as they should.
        connection.close()


@pytest.fixture
def preparer(preparer: Client) -> Client:
    """Who sees what a person sees where something breaks."""
    preparer.raise_request_exception = False
    return preparer


def typed(html: str) -> dict[str, list[str]]:
    """What the page keeps to be sent again."""
    return fields(html, "")


def test_what_was_typed_comes_back_and_is_saved_when_it_is_sent_again(
    preparer: Client, november: MonthlyReturn
) -> None:
    sent = fields(preparer.get(ADDRESS).content.decode())
    sent["head-title"] = ["Company <Secretary>"]
    sent["options-2-lapsed"] = ["abc\ndef"]
    with busy():
        answer = preparer.post(ADDRESS, sent, headers=PAGE)
        assert preparer.get(ADDRESS, headers=PAGE).status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Busy" in answer.content.decode()
    assert MonthlyReturn.objects.get().version == 0
    back = typed(answer.content.decode())
    assert back.pop("csrfmiddlewaretoken")
    sent.pop("csrfmiddlewaretoken", None)
    assert back == sent
    assert preparer.post(ADDRESS, back, headers=PAGE).status_code == 302
    assert (MonthlyReturn.objects.get().version, MonthlyReturn.objects.get().title) == (1, "Company <Secretary>")


def test_a_save_while_typing_is_asked_to_wait(preparer: Client, november: MonthlyReturn) -> None:
    edit = '{"edits": [{"cell": "head-title", "typed": "Director", "was": "Secretary"}]}'
    with busy():
        answer = preparer.generic("POST", f"{ADDRESS}cells", edit, content_type="text/plain")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "still on the page" in answer.json()["fault"]
    assert preparer.generic("POST", f"{ADDRESS}cells", edit, content_type="text/plain").status_code == 200
    assert MonthlyReturn.objects.get().title == "Director"


def test_a_person_whose_save_is_late_again_and_again_is_asked_to_wait(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = '{"edits": [{"cell": "options-0-lapsed", "typed": "7", "was": "Nil"}]}'
    tries: list[int] = []

    def changed_meanwhile(*given: Any) -> Reconciliation:
        stored = MonthlyReturn.objects.get()
        sheet = filing.sheet_of(stored)
        sheet.head.title = f"Director {len(tries)}"
        filing.save_draft(stored, sheet, None, stored.version)
        tries.append(stored.version)
        return recalculate(*given)

    with monkeypatch.context() as patch:
        patch.setattr(autosave, "recalculate", changed_meanwhile)
        answer = preparer.generic("POST", f"{ADDRESS}cells", edit, content_type="text/plain")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "still on the page" in answer.json()["fault"]
    assert tries == [1, 2, 3, 4, 5]
    assert str(filing.sheet_of(MonthlyReturn.objects.get()).options[0].lapsed.kind) == "Nil"
    assert preparer.generic("POST", f"{ADDRESS}cells", edit, content_type="text/plain").status_code == 200
    assert MonthlyReturn.objects.get().title == "Director 4"


def test_a_return_is_not_half_filed(preparer: Client, approver: Client, november: MonthlyReturn) -> None:
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    filing.approve(november, User.objects.get(username="approver"), november.version)
    with busy():
        assert preparer.post(f"{ADDRESS}file", headers=PAGE).status_code == 503
    assert (MonthlyReturn.objects.get().state, Filing.objects.count()) == ("approved", 0)
    assert preparer.post(f"{ADDRESS}file", headers=PAGE).status_code == 302
    assert (MonthlyReturn.objects.get().state, Filing.objects.count()) == ("filed", 1)


def test_no_password_is_on_the_page(preparer: Client, approver: Client, november: MonthlyReturn) -> None:
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    approver.raise_request_exception = False
    with busy():
        answer = approver.post(f"{ADDRESS}approve", approval(november), headers=PAGE)
    html = answer.content.decode()
    assert answer.status_code == 503
    assert set(typed(html)) == {"csrfmiddlewaretoken", "version", "confirmed"}
    assert "four words in line" not in html


@pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL a download waits for nobody")
def test_a_reader_tries_again_at_the_same_place(preparer: Client, november: MonthlyReturn) -> None:
    """A download is written down, so it waits as well."""
    filing.file_alone(november, None)
    with busy():
        answer = preparer.get(f"{ADDRESS}pdf?revision=0", headers=PAGE)
    html = answer.content.decode()
    assert answer.status_code == 503
    assert typed(html) == {"revision": ["0"]}
    assert re.search(r'<form method="get">', html)


def test_what_never_goes_by_itself_is_no_being_busy() -> None:
    with pytest.raises(DatabaseError) as fault, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM there_is_no_such_table")
    assert not is_busy(fault.value)
    assert not is_busy(ValueError("database is locked"))
