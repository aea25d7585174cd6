"""The first steps of an empty installation, and an issuer's first return."""

from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from returns import filing
from returns.exchange import figures_json
from returns.models import Issuer, Membership, MonthlyReturn, ShareClass
from returns.sheet import Sheet

NEW = {
    "name": "Lantern Limited", "stock_code": "99991", "board": "GEM", "listed_on": "",
    "description": "Ordinary Shares", "currency": "HK$", "par": "0.10",
}  # fmt: skip


@pytest.fixture
def alone(client: Client, db: None) -> Client:
    """The administrator of an empty installation."""
    client.force_login(User.objects.create_user("administrator", is_staff=True))
    return client


def test_an_administrator_without_issuers_is_led_to_the_first_step(alone: Client) -> None:
    page = alone.get("/", follow=True)
    assert page.redirect_chain == [("/setup", 302)]
    assert "There is no issuer here yet." in page.content.decode()


def test_each_step_is_done_when_it_is(alone: Client) -> None:
    def done() -> list[int]:
        page = alone.get("/", follow=True).content.decode()
        return [page.count("</span> done"), page.count("</span> to do")]

    answer = alone.post("/setup", NEW, follow=True)
    assert "Lantern Limited (99991) is added." in answer.content.decode()
    [made] = ShareClass.objects.all()
    assert (made.issuer.board, made.key, made.stock_code, str(made.par.value)) == ("GEM", "ordinary_1", "99991", "0.10")
    assert done() == [1, 3]
    for number, role in enumerate(("preparer", "approver"), 2):
        Membership.objects.create(issuer=made.issuer, user=User.objects.create_user(role), role=role)
        assert done() == [number, 4 - number]
    filing.start(made.issuer, date(2009, 12, 31), None)
    assert alone.get("/")["Location"] == reverse("overview")
    assert "99991" not in alone.get("/setup").content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"stock_code": "0"}, "1 to 5 digits"),
        ({"name": ""}, "required"),
        ({"par": "abc"}, "abc"),
        ({"listed_on": "soon"}, "valid date"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(alone: Client, given: dict[str, str], said: str) -> None:
    answer = alone.post("/setup", NEW | given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Issuer.objects.exists()


@pytest.fixture
def issuer(client: Client, db: None) -> Issuer:
    """Kingsoft, of which nothing is here yet, with its preparer logged in."""
    made = Issuer.objects.create(name="Kingsoft Corporation Limited", stock_code="3888")
    person = User.objects.create_user("preparer")
    Membership.objects.create(issuer=made, user=person, role="preparer")
    client.force_login(person)
    return made


def sent(sheet: Sheet) -> BytesIO:
    """Figures as a file."""
    file = BytesIO(figures_json.dump(sheet).encode())
    file.name = "figures.json"
    return file


def test_the_first_return_starts_with_the_balances_of_a_file(client: Client, issuer: Issuer, kingsoft: Sheet) -> None:
    assert "/3888/first" in client.get("/3888/").content.decode()
    answer = client.post("/3888/first", {"month": "2009-12", "balances": sent(kingsoft)})
    assert answer["Location"] == "/3888/2009-12/"
    december = Sheet.load(MonthlyReturn.objects.get())
    assert str(december.issued[0].opening.value) == "1094047133"
    assert december.issued[0].movement.is_blank
    assert len(december.options) == 5
    assert "/3888/first" not in client.get("/3888/").content.decode()


def test_or_with_blanks_to_be_entered(client: Client, issuer: Issuer) -> None:
    assert client.post("/3888/first", {"month": "2009-12"})["Location"] == "/3888/2009-12/"
    assert Sheet.load(MonthlyReturn.objects.get()).issued[0].opening.is_blank


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"3888"', '"3889"', "not of this issuer"),
        ("2009-11-30", "2009-10-31", "the return for 10/2009"),
        ('"format"', '"formed"', "format"),
    ],
)
def test_another_file_is_refused_with_the_reason(
    client: Client, issuer: Issuer, kingsoft: Sheet, old: str, new: str, said: str
) -> None:
    text = figures_json.dump(kingsoft)
    assert old in text
    file = BytesIO(text.replace(old, new).encode())
    file.name = "figures.json"
    answer = client.post("/3888/first", {"month": "2009-12", "balances": file})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not MonthlyReturn.objects.exists()
