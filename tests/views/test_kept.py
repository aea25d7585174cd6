"""What was typed is kept to be sent again: after a fault, another login, or too many attempts."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.models import MonthlyReturn
from tests.page import fields
from tests.views.test_sign_off import approval

ADDRESS = "/3888/2009-11/"
HERE = {"Origin": "http://testserver"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}


def typed(html: str) -> dict[str, list[str]]:
    """What the page keeps to be sent again."""
    return fields(html, "")


@pytest.fixture
def sent(preparer: Client, november: MonthlyReturn) -> dict[str, list[str]]:
    """The editor's page with another title, and a figure that cannot be read."""
    page = fields(preparer.get(ADDRESS).content.decode())
    return page | {"head-title": ["Company <Secretary>"], "options-2-lapsed": ["abc\ndef"]}


@pytest.fixture
def logged_in_since(preparer: Client) -> Client:
    """The preparer in a browser that looks at tokens, after another login than that of their page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="preparer"))
    client.get(ADDRESS)
    return client


def test_a_page_from_before_the_login_is_kept(logged_in_since: Client, sent: dict[str, list[str]]) -> None:
    answer = logged_in_since.post(ADDRESS, sent, headers=HERE)
    html = answer.content.decode()
    assert (answer.status_code, MonthlyReturn.objects.get().version) == (403, 0)
    assert "kept on this page" in html
    back = typed(html)
    assert {name: value for name, value in back.items() if name != "csrfmiddlewaretoken"} == {
        name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"
    }
    assert logged_in_since.post(ADDRESS, back, headers=HERE).status_code == 302
    assert MonthlyReturn.objects.get().title == "Company <Secretary>"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {}])
def test_what_another_site_sends_is_not_one_click_away(
    logged_in_since: Client, sent: dict[str, list[str]], headers: dict[str, str]
) -> None:
    html = logged_in_since.post(ADDRESS, sent, headers=headers).content.decode()
    assert typed(html) == {}
    assert "Secretary" not in html
    assert "Reload the page" in html


def test_what_met_a_fault_of_ours_is_kept(
    preparer: Client, sent: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise ValueError("the inside of the program")

    preparer.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("returns.filing.save_draft", fail)
        answer = preparer.post(ADDRESS, sent, headers=PAGE)
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "the inside" not in html
    back = typed(html)
    assert back["head-title"] == ["Company <Secretary>"]
    assert back["options-2-lapsed"] == ["abc\ndef"]
    assert preparer.post(ADDRESS, back).status_code == 302
    assert MonthlyReturn.objects.get().title == "Company <Secretary>"


def test_who_is_locked_out_keeps_all_but_the_password(
    approver: Client, preparer: Client, november: MonthlyReturn
) -> None:
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    for _time in range(10):
        answer = approver.post(f"{ADDRESS}approve", approval(november, password="not this one"))
    html = answer.content.decode()
    assert answer.status_code == 429
    assert set(typed(html)) == {"csrfmiddlewaretoken", "version", "confirmed"}
    assert "not this one" not in html


def test_a_login_that_is_locked_keeps_nothing(client: Client, november: MonthlyReturn) -> None:
    for _time in range(10):
        answer = client.post("/login/?next=/3888/", {"username": "chan", "password": "not this one", "next": "/3888/"})
    assert answer.status_code == 429
    assert typed(answer.content.decode()) == {}
