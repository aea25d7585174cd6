"""The first page: what waits, most urgent first, and the months to start, one by one or all that are ticked."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from returns import filing
from returns.exchange import figures_json
from returns.models import Issuer, Membership, MonthlyReturn
from returns.sheet import Sheet
from returns.views import home
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


def record_for(kingsoft: Sheet, code: str, user: str, role: str = "preparer") -> MonthlyReturn:
    """November of another issuer, of which a person is a member."""
    sheet = figures_json.load(figures_json.dump(kingsoft).replace("3888", code).encode())
    made = filing.record(sheet, None)
    Membership.objects.create(issuer=made.issuer, user=User.objects.get(username=user), role=role)
    return made


def headings(client: Client, query: str = "") -> list[str]:
    """The headings of the rows, in their order."""
    return re.findall(r'<h2 id="(\w+)"', client.get(f"/{query}").content.decode().partition('class="start"')[0])


def finalise(monthly_return: MonthlyReturn, maker: User, checker: User) -> None:
    """File a return that nobody has submitted yet."""
    Membership.objects.create(issuer=monthly_return.issuer, user=checker, role="approver")
    filing.submit(monthly_return, maker, monthly_return.version)
    filing.approve(monthly_return, checker, monthly_return.version)
    filing.file_approved(monthly_return, maker)


# Due on 7 December 2009 at 08:30.
ON_TIME = datetime(2009, 12, 4, 4, 0, tzinfo=UTC)
LATE = datetime(2009, 12, 10, 4, 0, tzinfo=UTC)


@pytest.fixture
def each_state(preparer: Client, approver: Client, november: MonthlyReturn, kingsoft: Sheet) -> Iterator[None]:
    """A return for each thing that there is to do for somebody who prepares all but two, and approves one."""
    with time_machine.travel(ON_TIME):
        by, other = User.objects.get(username="preparer"), User.objects.get(username="approver")
        filing.submit(november, by, november.version)
        filing.send_back(november, other, "The title is the old one.")
        record_for(kingsoft, "5", "preparer")
        approving = record_for(kingsoft, "6", "preparer", "approver")
        Membership.objects.create(issuer=approving.issuer, user=other, role="preparer")
        filing.submit(approving, other, approving.version)
        finalise(record_for(kingsoft, "7", "preparer"), by, other)
        waiting = record_for(kingsoft, "8", "preparer")
        filing.submit(waiting, by, waiting.version)
        old = figures_json.dump(kingsoft).replace("3888", "9").replace("2009-11-30", "2009-10-31")
        october = filing.record(figures_json.load(old.encode()), None)
        Membership.objects.create(issuer=october.issuer, user=by, role="preparer")
        finalise(october, by, other)
        yield


def as_preparer() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="preparer"))
    return client


def test_the_most_urgent_comes_first(each_state: None) -> None:
    with time_machine.travel(ON_TIME):
        client = as_preparer()
        # October of 9 was finalised and never submitted: it is overdue since 6 November.
        assert headings(client) == ["overdue", "due", "returned", "approval", "unsubmitted", "upcoming", "others"]
        html = client.get("/").content.decode()
    assert '<b class="overdue">Overdue by 28 days</b>' in html
    assert "<b>3 days left</b>" in html
    assert re.search(r"by approver on 04/12/2009 12:00: The title is the old one\.", html)
    assert "Start November<" in html
    assert "Start December<" in html
    rows = [row for row in html.partition('class="start"')[0].split("<tr>")[1:] if 'class="issuer">' in row]
    assert len(rows) == 8
    assert [row.count("btn btn-sm") for row in rows] == [1] * 8


def test_what_is_late_is_overdue_by_days_whatever_its_state(each_state: None) -> None:
    with time_machine.travel(LATE):
        client = as_preparer()
        assert headings(client) == ["overdue", "upcoming", "others"]
        html = client.get("/").content.decode()
        assert html.count('<b class="overdue">Overdue by 3 days</b>') == 6
        assert headings(client, "?group=others") == ["others"]
        assert headings(client, "?issuer=7") == ["overdue", "upcoming"]
        assert headings(client, "?issuer=nobody") == []
        assert "No returns match" in client.get("/?issuer=nobody").content.decode()


def test_all_that_are_listed_are_started(preparer: Client, two: list[MonthlyReturn]) -> None:
    answer = preparer.post("/start-next?issuer=5", {"all": "1"})
    assert (answer["Location"], decembers()) == ("/?issuer=5", ["5"])
    preparer.post("/start-next", {"all": "1"})
    assert decembers() == ["3888", "5"]


def test_so_many_are_started_at_once(
    preparer: Client, two: list[MonthlyReturn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "MOST_STARTED", 1)
    html = preparer.post("/start-next", {"all": "1"}, follow=True).content.decode()
    assert "1 more is to be started; start again." in html
    assert len(decembers()) == 1


def test_four_hundred_issuers_are_listed_page_by_page(
    preparer: Client, november: MonthlyReturn, django_assert_max_num_queries: Any
) -> None:
    filing.file_alone(november, None)
    made = Issuer.objects.bulk_create(
        Issuer(name=f"Issuer {number}", stock_code=str(number)) for number in range(1, 401)
    )
    user = User.objects.get(username="preparer")
    with transaction.atomic():
        for issuer in made:
            Membership.objects.create(issuer=issuer, user=user, role="preparer")
            filing.start(issuer, date(2009, 11, 30), None)
    with django_assert_max_num_queries(30):
        html = preparer.get("/").content.decode()
    assert html.count("Overdue by ") == 100
    assert "Page 1 of 5" in html
    assert '<span class="quiet">401</span>' in html
    assert preparer.get("/?page=5").content.decode().count("Overdue by ") == 1


def test_the_revision_of_what_was_submitted_has_no_deadline(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    filing.revise(november, "A figure.", User.objects.get(username="preparer"))
    assert headings(preparer) == ["overdue", "revisions"]
    html = preparer.get("/").content.decode()
    assert html.count("Overdue by ") == 1
    assert html.index("Start December") < html.index("No deadline")
