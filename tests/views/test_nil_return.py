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
    return {"version": "0", "date_submitted": "05/01/2010"} | other


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
    assert page.count('name="changed"') == page.count('name="exercised-options-') == 5
    # Nothing is ticked or entered for the person.
    assert " checked" not in page
    for said in (
        "A new convertible",
        "Shares were bought back or redeemed",
        "The authorised share capital was changed",
    ):
        assert said in page


def test_nothing_moved(preparer: Client, december: MonthlyReturn) -> None:
    assert preparer.post(QUIET, sent(nothing="on")).url == "/3888/2009-12/#sign-off"
    assert not reconcile(sheet(december)).errors
    assert sheet(december).issued[0].movement == NIL
    # Of what the program wrote itself the rules have nothing to say.
    assert [finding.place.address for finding in reconcile(sheet(december)).findings if finding.code == "T-3"] == []
    assert "This return can be sent for approval." in preparer.get("/3888/2009-12/").content.decode()


def test_what_moved_is_asked_in_its_row(preparer: Client, december: MonthlyReturn) -> None:
    assert preparer.post(QUIET, sent(changed=["options-3"])).url == "/3888/2009-12/#options-3"
    assert sheet(december).options[3].exercised == BLANK
    assert sheet(december).options[2].exercised == NIL
    # The class of shares of the scheme is asked as well, and no other.
    assert sheet(december).issued[0].movement == BLANK
    assert sheet(december).authorised[0].movement_shares == NIL


def test_an_exercise_fills_in_what_follows_and_offers_what_proves_it(preparer: Client, december: MonthlyReturn) -> None:
    to = preparer.post(QUIET, sent(**{"exercised-options-2": "90,100"})).url
    assert to == "/3888/2009-12/#id_options-2-may_be_issued"
    now = sheet(december)
    row = now.options[2]
    assert (row.granted, row.exercised, row.cancelled, row.lapsed) == (NIL, number(90_100), NIL, NIL)
    assert row.issued == number(90_100)
    assert (row.may_be_issued, now.issued[0].movement, now.issued[0].closing) == (BLANK, BLANK, BLANK)
    page = preparer.get("/3888/2009-12/")
    assert page.context["page"].offered == {
        "options-2-may_be_issued": "84,000,000",
        "issued-0-movement": "90,100",
        "issued-0-closing": "1,094,137,233",
    }
    assert 'placeholder="1,094,137,233"' in page.content.decode()
    assert page.context["page"].to_resolve == []


def test_something_new_opens_its_part(preparer: Client, december: MonthlyReturn) -> None:
    assert sheet(december).is_marked("convertibles")
    assert preparer.post(QUIET, sent(events=["convertibles-0"])).url == "/3888/2009-12/#convertibles"
    now = sheet(december)
    assert not now.is_marked("convertibles")
    assert now.options[0].exercised == NIL
    assert now.issued[0].movement == BLANK


def test_shares_bought_back_are_asked_in_iii_e(preparer: Client, december: MonthlyReturn) -> None:
    assert preparer.post(QUIET, sent(events=["other_movements-1"])).url == "/3888/2009-12/#other_movements"
    assert not sheet(december).is_marked("other_movements")
    assert sheet(december).issued[0].movement == BLANK


def test_a_change_of_authorised_capital_leaves_the_issued_shares(preparer: Client, december: MonthlyReturn) -> None:
    assert preparer.post(QUIET, sent(events=["authorised-0"])).url == "/3888/2009-12/#authorised-0"
    assert sheet(december).authorised[0].movement_shares == BLANK
    assert sheet(december).issued[0].movement == NIL


def test_what_was_entered_already_is_no_nil_return(preparer: Client, december: MonthlyReturn) -> None:
    now = sheet(december)
    now.options[1].lapsed = number(5)
    filing.save_draft(december, now, None, 0)
    assert "Entered already: III.A, row 2, Lapsed 5" in " ".join(preparer.get(QUIET).content.decode().split())
    preparer.post(QUIET, sent(version="1", nothing="on"))
    assert (sheet(december).options[1].lapsed, sheet(december).options[1].exercised) == (number(5), BLANK)
    assert sheet(december).options[2].exercised == NIL


@pytest.mark.parametrize(
    ("said", "why"),
    [({}, "Enter or tick what happened"), ({"nothing": "on", "changed": ["options-1"]}, "Clear one of the two")],
)
def test_something_or_nothing_is_confirmed(
    preparer: Client, december: MonthlyReturn, said: dict[str, Any], why: str
) -> None:
    response = preparer.post(QUIET, sent(**said))
    assert response.status_code == 422
    assert why in response.content.decode()
    assert sheet(december).issued[0].movement == BLANK


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_submitted": "soon"},
        {"version": "x"},
        {"changed": ["evil"]},
        {"events": ["evil"]},
        {"exercised-options-0": "a"},
    ],
)
def test_what_no_page_sends_states_nothing(preparer: Client, december: MonthlyReturn, wrong: dict[str, Any]) -> None:
    assert preparer.post(QUIET, sent(nothing="on") | wrong).status_code == 422
    assert sheet(december).issued[0].movement == BLANK


def test_somebody_else_saved_since(preparer: Client, december: MonthlyReturn) -> None:
    response = preparer.post(QUIET, sent(version="7", nothing="on"), follow=True)
    assert "Somebody else saved this return" in response.content.decode()
    assert sheet(december).issued[0].movement == BLANK


def test_what_was_ticked_outlasts_the_login(preparer: Client, december: MonthlyReturn) -> None:
    client = Client()
    page = client.post(QUIET, sent(changed=["options-3"]))
    assert page.status_code == 403
    typed = fields(page.content.decode(), form="")
    done = client.post(QUIET, typed | {"username": "preparer", "password": "four words in line"})
    assert done.url == "/3888/2009-12/#options-3"
    assert sheet(december).options[3].exercised == BLANK
    assert sheet(december).options[2].exercised == NIL


def test_without_a_month_before_there_is_no_quiet_month(preparer: Client, november: MonthlyReturn) -> None:
    response = preparer.get("/3888/2009-11/quiet", follow=True)
    assert response.redirect_chain == [("/3888/2009-11/", 302)]
    assert "No return for the month before is on record" in response.content.decode()


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
