"""Cells that the form has no column for: typed, saved, pasted, taken back and followed as all others are."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from returns import filing
from returns.figures import BLANK, NIL, number
from returns.models import MonthlyReturn
from returns.sheet import Sheet
from tests.page import fields

ADDRESS = "/3888/2009-11/"


def send(client: Client, what: str, body: Any) -> dict[str, Any]:
    response = client.post(f"{ADDRESS}{what}", json.dumps(body), content_type="application/json")
    assert response.status_code == 200, response.content
    return response.json()


def on_record(november: MonthlyReturn) -> Sheet:
    return filing.sheet_of(MonthlyReturn.objects.get(pk=november.pk))


@pytest.mark.parametrize("part", ["warrants", "convertibles"])
def test_what_was_issued_and_redeemed_is_typed_and_the_balance_follows(
    preparer: Client, november: MonthlyReturn, part: str
) -> None:
    used = {"warrants": "exercised", "convertibles": "converted"}[part]
    send(preparer, "rows", {"what": "add", "part": part})
    typed = {"opening": "Nil", used: "Nil", "newly_issued": "100,000,000", "redeemed": "2,500,000"}
    send(preparer, "cells", {"edits": [{"cell": f"{part}-0-{n}", "typed": t, "was": ""} for n, t in typed.items()]})
    row = on_record(november).rows(part)[0]
    assert (row.newly_issued.number, row.redeemed.number, row.closing.number) == (100_000_000, 2_500_000, 97_500_000)


@pytest.mark.parametrize("part", ["warrants", "convertibles", "options"])
def test_the_page_says_that_they_are_not_printed(preparer: Client, november: MonthlyReturn, part: str) -> None:
    if part != "options":
        send(preparer, "rows", {"what": "add", "part": part})
    page = " ".join(strip_tags(preparer.get(ADDRESS).content.decode()).split())
    expected = {
        "warrants": ["Issued during the month (not printed)", "Lapsed or redeemed during the month (not printed)"],
        "convertibles": ["Issued during the month (not printed)", "Redeemed during the month (not printed)"],
        "options": ["Satisfied by existing shares (not printed)", "are not printed"],
    }
    for said in expected[part]:
        assert said in page


def test_they_are_saved_with_the_page(preparer: Client, november: MonthlyReturn) -> None:
    page = fields(preparer.get(ADDRESS).content.decode())
    names = ("existing_shares", "outstanding_opening", "outstanding_closing")
    assert [page[f"options-0-{name}"] for name in names] == [[""]] * 3
    preparer.post(ADDRESS, page | {"options-0-existing_shares": "Nil", "options-0-outstanding_opening": "5"})
    row = on_record(november).options[0]
    assert (row.existing_shares, row.outstanding_opening, row.outstanding_closing) == (NIL, number(5), BLANK)
    assert "Exercised options satisfied by existing shares" in preparer.get(f"{ADDRESS}history").content.decode()


def test_they_are_shown_where_they_are_stated(preparer: Client, november: MonthlyReturn) -> None:
    def shown() -> list[str]:
        rows = re.findall(
            r'id="(options-\d)" data-row=|(class="under beside needed")', preparer.get(ADDRESS).content.decode()
        )
        return [rows[place - 1][0] for place, (_row, needed) in enumerate(rows) if needed]

    assert shown() == []
    page = fields(preparer.get(ADDRESS).content.decode())
    preparer.post(ADDRESS, page | {"options-0-issued": "51,000", "options-2-outstanding_closing": "Nil"})
    assert shown() == ["options-2"]


def test_who_reads_sees_them_where_they_are_stated(preparer: Client, viewer: Client, november: MonthlyReturn) -> None:
    assert "existing_shares" not in viewer.get(ADDRESS).content.decode()
    page = fields(preparer.get(ADDRESS).content.decode())
    preparer.post(ADDRESS, page | {"options-0-existing_shares": "12"})
    assert viewer.get(ADDRESS).content.decode().count("existing_shares") == 2


def test_a_column_is_pasted_into_them_and_taken_back(preparer: Client, november: MonthlyReturn) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "existing_shares", "block": "1\t10\t20\n2\n"}
    answer = send(preparer, "rows", asked)
    rows = on_record(november).options
    assert [rows[0].existing_shares, rows[0].outstanding_opening, rows[0].outstanding_closing] == [
        number(1), number(10), number(20)
    ]  # fmt: skip
    assert rows[1].existing_shares == number(2)
    send(preparer, "rows", answer["undo"])
    assert [row.existing_shares for row in on_record(november).options] == [BLANK] * 5


def test_a_block_too_wide_for_the_form_does_not_run_on_into_them(preparer: Client, november: MonthlyReturn) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "may_be_issued", "block": "5\t6\t7\n"}
    assert "2 did not fit and were left out: “6”, “7”" in send(preparer, "rows", asked)["message"]
    assert on_record(november).options[0].existing_shares == BLANK


def test_a_removed_row_comes_back_with_them(preparer: Client, november: MonthlyReturn) -> None:
    send(preparer, "cells", {"edits": [{"cell": "options-0-existing_shares", "typed": "12", "was": ""}]})
    removed = send(preparer, "rows", {"what": "remove", "part": "options", "row": 0})
    send(preparer, "rows", removed["undo"])
    assert on_record(november).options[0].existing_shares == number(12)
