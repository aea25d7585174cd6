"""What people see of a return that was discarded."""

import json

from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.models import MonthlyReturn
from tests.page import fields

ADDRESS = "/3888/2009-11/"


def on_record(monthly_return: MonthlyReturn) -> MonthlyReturn:
    return MonthlyReturn.objects.get(pk=monthly_return.pk)


def test_a_draft_is_discarded_and_started_again(preparer: Client, viewer: Client, november: MonthlyReturn) -> None:
    page = preparer.get(ADDRESS).content.decode()
    assert "Discard this draft" in page
    assert "Discard this draft" not in viewer.get(ADDRESS).content.decode()
    sent = {"version": "0", "reason": ""}
    assert "Say why the return is discarded" in preparer.post(f"{ADDRESS}discard", sent, follow=True).content.decode()
    answer = preparer.post(f"{ADDRESS}discard", {"version": "0", "reason": "The wrong month."}, follow=True)
    own = f"{ADDRESS}discarded/{november.pk}"
    assert answer.redirect_chain == [(own, 302)]
    html = answer.content.decode()
    assert "Discarded by preparer on" in html
    assert "(Hong Kong time): The wrong month." in html
    assert "Return started" in html
    # Whatever address of it somebody kept leads there; the archive has it in a fold.
    for address in (ADDRESS, f"{ADDRESS}?revision=0", f"{ADDRESS}history", f"{ADDRESS}print", f"{ADDRESS}quiet"):
        assert viewer.get(address)["Location"] == own, address
    assert "Start November 2009 again" not in viewer.get(own).content.decode()
    assert "1 discarded return" in viewer.get("/3888/").content.decode()
    assert own in viewer.get("/3888/").content.decode()
    home = preparer.get("/").content.decode()
    assert ADDRESS not in home
    again = preparer.post("/start", {"issuer": november.issuer_id, "month": "2009-11"})
    assert again["Location"] == ADDRESS
    assert preparer.get(ADDRESS).status_code == 200
    assert "Open the return of November 2009 as it is now" in preparer.get(own).content.decode()
    assert own in preparer.get(f"{ADDRESS}history").content.decode()


def test_whoever_types_into_it_is_answered_that_nothing_is_saved(preparer: Client, november: MonthlyReturn) -> None:
    typed = fields(preparer.get(ADDRESS).content.decode())
    filing.discard(november, User.objects.get(username="preparer"), november.version, "By mistake.")
    edit = {"edits": [{"cell": "head-title", "typed": "Director", "was": "Secretary"}]}
    answer = preparer.post(f"{ADDRESS}cells", json.dumps(edit), "application/json")
    assert (answer.status_code, "was discarded by somebody else" in answer.json()["fault"]) == (409, True)
    assert preparer.post(ADDRESS, typed)["Location"] == f"{ADDRESS}discarded/{november.pk}"
    # Started again, it is another draft: the page that was open is asked, and overwrites nothing.
    filing.start(november.issuer, november.month_ended, None)
    assert preparer.post(ADDRESS, typed).status_code in (400, 409)
    assert MonthlyReturn.not_discarded.get().title == ""


def test_strangers_learn_nothing_of_it(stranger: Client, preparer: Client, november: MonthlyReturn) -> None:
    filing.discard(november, User.objects.get(username="preparer"), november.version, "By mistake.")
    for address in (ADDRESS, f"{ADDRESS}discarded/{november.pk}"):
        assert stranger.get(address).status_code == 404
