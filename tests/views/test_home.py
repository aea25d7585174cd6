"""The first page: what waits, and the months to start, one by one or all that are ticked."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.exchange import figures_json
from returns.models import Issuer, Membership, MonthlyReturn
from returns.sheet import Sheet
from tests.filing.test_filing import month_after


@pytest.fixture
def two(preparer: Client, november: MonthlyReturn, kingsoft: Sheet) -> list[MonthlyReturn]:
    """November of two issuers filed, both of the preparer; and of a third that is none of theirs."""
    made = [november]
    for code in ("5", "7"):
        sheet = figures_json.load(figures_json.dump(kingsoft).replace("3888", code).encode())
        made.append(filing.record(sheet, None))
    Membership.objects.create(issuer=made[1].issuer, user=User.objects.get(username="preparer"), role="preparer")
    for each in made:
        filing.file_alone(each, None)
    return made


def decembers() -> list[str]:
    return sorted(MonthlyReturn.objects.filter(month_ended="2009-12-31").values_list("issuer__stock_code", flat=True))


def test_all_that_are_ticked_are_started_at_once(preparer: Client, two: list[MonthlyReturn]) -> None:
    page = preparer.get("/").content.decode()
    assert "Start those ticked" in page
    assert page.count('name="ticked"') == 2
    answer = preparer.post("/start-next", {"ticked": ["3888 2009-12", "5 2009-12"]}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    html = answer.content.decode()
    assert "Started: Kingsoft Corporation Limited (3888) 2009-12." in html
    assert "Started: Kingsoft Corporation Limited (5) 2009-12." in html
    assert decembers() == ["3888", "5"]
    assert "Start those ticked" not in html


def test_one_is_started_and_opened_whatever_is_ticked(preparer: Client, two: list[MonthlyReturn]) -> None:
    answer = preparer.post("/start-next", {"only": "5 2009-12", "ticked": "3888 2009-12"})
    assert answer["Location"] == "/5/2009-12/quiet"
    assert decembers() == ["5"]


def test_where_there_is_one_there_is_nothing_to_tick(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    page = preparer.get("/").content.decode()
    assert "Start December" in page
    assert 'name="ticked"' not in page


@pytest.mark.parametrize("sent", ["7 2009-12", "3888 2010-01", "3888 2009-11", "x", "\0", ""])
def test_only_what_is_offered_is_started(preparer: Client, two: list[MonthlyReturn], sent: str) -> None:
    for name in ("ticked", "only"):
        html = preparer.post("/start-next", {name: sent}, follow=True).content.decode()
        assert "was not started: it is there already." in html
    assert decembers() == []


def test_nothing_is_ticked(preparer: Client, two: list[MonthlyReturn]) -> None:
    html = preparer.post("/start-next", {}, follow=True).content.decode()
    assert "tick the months to start first" in html


def test_what_somebody_else_started_meanwhile_stays(
    preparer: Client, two: list[MonthlyReturn], kingsoft: Sheet
) -> None:
    filing.record(month_after(kingsoft), None)
    html = preparer.post("/start-next", {"ticked": ["3888 2009-12", "5 2009-12"]}, follow=True).content.decode()
    assert "Started: Kingsoft Corporation Limited (5) 2009-12." in html
    assert "was not started: it is there already." in html
    assert MonthlyReturn.objects.filter(issuer__stock_code="3888").count() == 2


def test_who_prepares_nothing_starts_nothing(viewer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    viewer.post("/start-next", {"ticked": "3888 2009-12"})
    assert (decembers(), Issuer.objects.count()) == ([], 1)


@pytest.mark.parametrize(("month", "starts"), [("2010-01", True), ("2010-02", False), ("2031-01", False)])
def test_no_month_is_started_before_it_begins(
    preparer: Client, november: MonthlyReturn, month: str, starts: bool
) -> None:
    with time_machine.travel(datetime(2010, 1, 31, 15, 0, tzinfo=UTC)):  # an hour before February in Hong Kong
        client = Client()
        client.force_login(User.objects.get(username="preparer"))
        answer = client.post("/start", {"issuer": november.issuer_id, "month": month})
    assert (answer.status_code == 302) is starts
    assert ("has not begun yet" in answer.content.decode()) is not starts
