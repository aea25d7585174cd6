"""Starting next month from the last filing, and a month in which nothing moved."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from returns import filing
from returns.editions import reconcile
from returns.figures import BLANK, NIL, number
from returns.models import MonthlyReturn, OptionScheme
from returns.sheet import Sheet
from tests.page import fields

QUIET = "/3888/2009-12/quiet"
ALL = ["authorised-0", "issued-0", *(f"options-{row}" for row in range(5)), "other_movements"]


@pytest.fixture
def december(preparer: Client, november: MonthlyReturn) -> MonthlyReturn:
    """The draft of the month after a filing."""
    filing.file_alone(november, None)
    response = preparer.post("/start", {"issuer": november.issuer.pk, "month": "2009-12"})
    assert response.url == QUIET
    return MonthlyReturn.objects.get(month_ended="2009-12-31")


def sheet(monthly_return: MonthlyReturn) -> Sheet:
    return filing.sheet_of(MonthlyReturn.objects.get(pk=monthly_return.pk))


def sent(**other: Any) -> dict[str, Any]:
    return {"version": "0", "unchanged": ALL, "date_submitted": "05/01/2010"} | other


def test_home_offers_the_next_month(preparer: Client, november: MonthlyReturn) -> None:
    assert "Start December" not in preparer.get("/").content.decode()
    filing.file_alone(november, None)
    assert "Start December" in preparer.get("/").content.decode()
    preparer.post("/start", {"issuer": november.issuer.pk, "month": "2009-12"})
    home = preparer.get("/").content.decode()
    assert "Start December" not in home
    assert "Start January" not in home


def test_who_may_not_edit_is_offered_nothing(viewer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    assert "Start December" not in viewer.get("/").content.decode()


def test_everything_is_listed_with_its_balance(preparer: Client, december: MonthlyReturn) -> None:
    page = preparer.get(QUIET).content.decode()
    assert "1,094,047,133" in page
    assert "84,090,100" in page
    assert page.count('name="unchanged"') == page.count(" checked") == len(ALL)


def test_nothing_moved(preparer: Client, december: MonthlyReturn) -> None:
    assert preparer.post(QUIET, sent()).url == "/3888/2009-12/#sign-off"
    assert not reconcile(sheet(december)).errors
    assert sheet(december).issued[0].movement == NIL
    # Of what the program wrote itself the rules have nothing to say.
    assert [finding.place.address for finding in reconcile(sheet(december)).findings if finding.code == "T-3"] == []
    assert "This return can be sent for approval." in preparer.get("/3888/2009-12/").content.decode()


def test_what_moved_is_asked_in_its_row(preparer: Client, december: MonthlyReturn) -> None:
    assert preparer.post(QUIET, sent(unchanged=[key for key in ALL if key != "options-3"])).url == (
        "/3888/2009-12/#options-3"
    )
    assert sheet(december).options[3].exercised == BLANK
    assert sheet(december).options[2].exercised == NIL


def test_what_was_stated_already_is_not_ticked(preparer: Client, december: MonthlyReturn) -> None:
    now = sheet(december)
    now.options[1].lapsed = number(5)
    filing.save_draft(december, now, None, 0)
    page = preparer.get(QUIET).content.decode()
    assert page.count(" checked") == len(ALL) - 1
    assert "Stated already: III.A, row 2, Lapsed 5" in " ".join(page.split())


@pytest.mark.parametrize("wrong", [{"date_submitted": "soon"}, {"version": "x"}, {"unchanged": ["evil"]}])
def test_what_no_page_sends_states_nothing(preparer: Client, december: MonthlyReturn, wrong: dict[str, Any]) -> None:
    assert preparer.post(QUIET, sent(**wrong)).status_code == 422
    assert sheet(december).issued[0].movement == BLANK


def test_somebody_else_saved_since(preparer: Client, december: MonthlyReturn) -> None:
    response = preparer.post(QUIET, sent(version="7"), follow=True)
    assert "Somebody else saved this return" in response.content.decode()
    assert sheet(december).issued[0].movement == BLANK


def test_what_was_ticked_outlasts_the_login(preparer: Client, december: MonthlyReturn) -> None:
    client = Client()
    page = client.post(QUIET, sent(unchanged=[key for key in ALL if key != "options-3"]))
    assert page.status_code == 403
    typed = fields(page.content.decode(), form="")
    done = client.post(QUIET, typed | {"username": "preparer", "password": "four words in line"})
    assert done.url == "/3888/2009-12/#options-3"
    assert sheet(december).options[3].exercised == BLANK
    assert sheet(december).options[2].exercised == NIL


def test_without_a_month_before_there_is_no_quiet_month(preparer: Client, november: MonthlyReturn) -> None:
    response = preparer.get("/3888/2009-11/quiet", follow=True)
    assert response.redirect_chain == [("/3888/2009-11/", 302)]
    assert "The month before is not on record" in response.content.decode()


def test_who_may_only_read_states_nothing(viewer: Client, november: MonthlyReturn) -> None:
    assert viewer.post("/3888/2009-11/quiet").status_code == 403


@pytest.mark.parametrize("rows", [0, 300])
def test_queries_do_not_grow_with_the_rows(
    preparer: Client, december: MonthlyReturn, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = sheet(december)
    now.options += [OptionScheme(name="More") for _row in range(rows)]
    filing.save_draft(december, now, None, 0)
    with django_assert_max_num_queries(17):
        preparer.get(QUIET)


def test_saving_an_untouched_page_of_a_draft_that_was_rolled_forward(
    preparer: Client, december: MonthlyReturn, transactional_db: None
) -> None:
    page = fields(preparer.get("/3888/2009-12/").content.decode())
    assert preparer.post("/3888/2009-12/", page).status_code == 302
    assert sorted(sheet(december).head.not_applicable) == ["agreements", "convertibles", "other_movements"]
