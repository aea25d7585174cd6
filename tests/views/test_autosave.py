"""Single cells and rows, as a script sends them: saved, checked, and nobody's figure overwritten."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from returns import audit, filing
from returns.drafts.rows import row_key
from returns.exchange import figures_json
from returns.figures import BLANK, NIL, Kind, number
from returns.models import AuditEntry, Issuer, Membership, MonthlyReturn, OptionScheme
from returns.sheet import Sheet
from tests.page import fields

ADDRESS = "/3888/2009-11/"


def send(client: Client, what: str, body: Any) -> HttpResponse:
    return client.post(f"{ADDRESS}{what}", json.dumps(body), content_type="application/json")


def type_in(client: Client, cell: str, typed: str, was: str, **other: str) -> dict[str, Any]:
    """What is answered when one cell was typed in."""
    response = send(client, "cells", {"edits": [{"cell": cell, "typed": typed, "was": was, **other}]})
    assert response.status_code == 200, response.content
    return response.json()


def sheet(november: MonthlyReturn) -> Sheet:
    return filing.sheet_of(MonthlyReturn.objects.get(pk=november.pk))


def test_a_figure_is_saved_with_the_digits_it_was_typed_in(preparer: Client, november: MonthlyReturn) -> None:
    """0.03530 for 0.0353 is the same price, and prints otherwise; 52000 for 52,000 prints alike."""
    cell = "options-0-exercise_price"
    answer = type_in(preparer, cell, "0.03530", "0.0353")
    assert answer["cells"][cell]["text"] == "0.03530"
    assert str(sheet(november).options[0].exercise_price.number) == "0.03530"
    page = fields(preparer.get(ADDRESS).content.decode())
    assert page[cell] == ["0.03530"]
    preparer.post(
        ADDRESS, page | {cell: "0.035300", "options-0-exercised": "52000", "funds_raised-0-amount": "196506.2"}
    )
    assert str(sheet(november).options[0].exercise_price.number) == "0.035300"
    message = AuditEntry.objects.filter(action="cell", user__isnull=False).values_list("cell", "old", "new")
    assert list(message) == [(cell, "0.0353", "0.03530"), (cell, "0.03530", "0.035300")]


def test_a_cell_is_saved_and_its_totals_follow(preparer: Client, november: MonthlyReturn) -> None:
    answer = type_in(preparer, "options-0-exercised", "53000", "52,000")
    assert answer["cells"]["options-0-exercised"] == {
        "state": "saved", "text": "53,000", "reason": "", "typed": "53000"
    }  # fmt: skip
    assert answer["version"] == 1
    now = sheet(november)
    assert now.options[0].exercised == now.options[0].issued == number(53000)
    assert now.totals[0].shares == now.totals[6].shares == number(872000)
    assert str(now.funds_raised[0].amount.number) == "196541.50"
    # Part II is proved against part III, so it does not follow.
    assert now.issued[0].movement == number(871000)
    for shown in (
        "id_totals-0-shares",
        'value="872,000"',
        "finding-II-2-issued-0-movement",
        "difference 1,000",
        'id="class-summaries"',
    ):
        assert shown in answer["html"]
    assert "id_options-4-exercised" not in answer["html"]


def test_nothing_is_saved_in_the_name_of_whoever_has_logged_in_since(preparer: Client, november: MonthlyReturn) -> None:
    opened_by = str(User.objects.get(username="preparer").pk)
    other = User.objects.create_user("another preparer")
    Membership.objects.create(issuer=november.issuer, user=other, role="preparer")
    for person, status in (("", 409), (opened_by, 200)):
        body = json.dumps({"edits": [{"cell": "options-0-exercised", "typed": "53000", "was": "52,000"}]})
        client = preparer if person else Client()
        if not person:
            client.force_login(other)
        answer = client.post("/3888/2009-11/cells", body, "application/json", headers={"X-Person": opened_by})
        assert answer.status_code == status
        assert ("Somebody else has logged in here" in str(answer.json().get("fault"))) == (status == 409)
        assert sheet(november).options[0].exercised == number(53000 if status == 200 else 52000)


def test_a_figure_that_somebody_stated_otherwise_stays(preparer: Client, november: MonthlyReturn) -> None:
    type_in(preparer, "totals-0-shares", "5", "871,000")
    type_in(preparer, "options-0-exercised", "53000", "52,000")
    assert sheet(november).totals[0].shares == number(5)


@pytest.mark.parametrize(
    "cell", ["head-state", "head-issuer_id", "head-month_ended", "head-edition", "head-version", "options-0-id",
             "options-0-monthly_return_id", "options-0-position", "issued-0-share_class", "answers-0-reason"],
)  # fmt: skip
def test_what_is_no_cell_is_not_saved(preparer: Client, november: MonthlyReturn, cell: str) -> None:
    before = MonthlyReturn.objects.values().get()
    assert type_in(preparer, cell, "7", "")["cells"][cell]["state"] == "gone"
    kept = MonthlyReturn.objects.values().get()
    assert {name for name in kept if kept[name] != before[name]} <= {"version", "updated_at"}


def test_a_row_is_put_back_into_no_other_return(preparer: Client, november: MonthlyReturn) -> None:
    other = filing.start(Issuer.objects.create(name="Other", stock_code="11"), november.month_ended, None)
    cells = {
        "monthly_return": str(other.pk),
        "monthly_return_id": other.pk,
        "id": 1,
        "position": 0,
        "name": "New scheme",
    }
    assert send(preparer, "rows", {"part": "options", "what": "insert", "at": 5, "cells": cells}).status_code == 200
    assert [row.name for row in sheet(november).options][5:] == ["New scheme"]
    assert not OptionScheme.objects.filter(monthly_return=other).exists()


def test_the_same_cell_changed_by_two(preparer: Client, november: MonthlyReturn) -> None:
    type_in(preparer, "options-0-lapsed", "1", "Nil")
    answer = type_in(preparer, "options-0-lapsed", "2", "Nil")
    assert answer["cells"]["options-0-lapsed"]["state"] == "conflict"
    assert answer["cells"]["options-0-lapsed"]["text"] == "1"
    assert "Keep mine" in answer["html"]
    assert sheet(november).options[0].lapsed == number(1)
    # Other cells are nobody's loss.
    assert type_in(preparer, "options-1-lapsed", "2", "Nil")["cells"]["options-1-lapsed"]["state"] == "saved"
    # What is on record already is no conflict, however it came there.
    assert type_in(preparer, "options-0-lapsed", "1", "Nil")["cells"]["options-0-lapsed"]["state"] == "saved"


def test_a_row_is_found_at_its_new_place(preparer: Client, november: MonthlyReturn) -> None:
    key = row_key(sheet(november), "options", 2)
    assert send(preparer, "rows", {"what": "remove", "part": "options", "row": 0}).status_code == 200
    type_in(preparer, "options-2-lapsed", "37501", "37,500", row=key)
    assert sheet(november).options[1].lapsed == number(37501)
    gone = type_in(preparer, "options-2-lapsed", "1", "Nil", row="nowhere")
    assert gone["cells"]["options-2-lapsed"]["state"] == "gone"
    assert "Somebody else removed this row." in gone["html"]


def test_all_that_was_typed_in_a_new_row_is_saved_at_once(preparer: Client, november: MonthlyReturn) -> None:
    send(preparer, "rows", {"what": "add", "part": "options"})
    key = row_key(sheet(november), "options", 5)
    typed = {"name": "New scheme", "currency": "HK$", "exercise_price": "2.50", "granted": "7"}
    edits = [{"cell": f"options-5-{name}", "typed": text, "was": "", "row": key} for name, text in typed.items()]
    answer = send(preparer, "cells", {"edits": edits}).json()
    assert {each["state"] for each in answer["cells"].values()} == {"saved"}
    row = sheet(november).options[5]
    assert (row.name, row.currency, str(row.exercise_price.number), row.granted) == (
        "New scheme",
        "HK$",
        "2.50",
        number(7),
    )


def test_what_cannot_be_read_is_kept_in_its_cell(preparer: Client, november: MonthlyReturn) -> None:
    answer = type_in(preparer, "options-0-lapsed", "abc", "Nil")
    assert sheet(november).options[0].lapsed.kind is Kind.UNREAD
    assert "finding-F-1-options-0-lapsed" in answer["html"]
    healed = type_in(preparer, "options-0-lapsed", "nil", "abc")
    assert sheet(november).options[0].lapsed == NIL
    assert 'id="found-options-0" data-hx-swap-oob="delete"' in healed["html"]


@pytest.mark.parametrize(
    ("cell", "typed", "state"),
    [
        ("head-title", "x" * 201, "refused"),
        ("options-0-share_class", "evil", "refused"),
        ("totals-0-part", "evil", "gone"),
        ("options-0-may_be_granted", "5", "gone"),
        ("options-99-lapsed", "5", "gone"),
        ("nothing-0-lapsed", "5", "gone"),
        ("mark-issued", "on", "gone"),
        ("<script>", "5", "gone"),
    ],
)
def test_what_cannot_be_stored(preparer: Client, november: MonthlyReturn, cell: str, typed: str, state: str) -> None:
    answer = type_in(preparer, cell, typed, "")
    assert answer["cells"][cell]["state"] == state
    assert answer["version"] == 0
    assert "<script>" not in answer["html"]


def test_a_part_is_marked(preparer: Client, november: MonthlyReturn) -> None:
    type_in(preparer, "mark-warrants", "on", "")
    assert "warrants" in sheet(november).head.not_applicable
    type_in(preparer, "mark-warrants", "", "on")
    assert "warrants" not in sheet(november).head.not_applicable


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"edits": []}', '{"edits": [{"cell": "x"}]}', '{"edits": 5}'])
def test_what_no_page_sends(preparer: Client, november: MonthlyReturn, body: str) -> None:
    response = preparer.post(f"{ADDRESS}cells", body, content_type="application/json")
    assert response.status_code == 400
    assert "Load it again" in response.json()["fault"]


def test_who_may_not_edit(viewer: Client, november: MonthlyReturn) -> None:
    for what in ("cells", "rows"):
        assert send(viewer, what, {"edits": []}).status_code == 403
    assert viewer.get(f"{ADDRESS}changes").status_code == 403
    assert send(Client(), "cells", {}).json() == {"login": "/login/"}
    assert send(Client(), "cells", {}).status_code == 401


def test_others_see_what_changed(preparer: Client, november: MonthlyReturn) -> None:
    assert preparer.get(f"{ADDRESS}changes?version=0").json() == {"version": 0}
    type_in(preparer, "options-0-lapsed", "1", "Nil")
    answer = preparer.get(f"{ADDRESS}changes?version=0").json()
    assert answer["version"] == 1
    assert 'id="options"' in answer["html"]


def test_rows_come_and_go(preparer: Client, november: MonthlyReturn) -> None:
    added = send(preparer, "rows", {"what": "add", "part": "options"}).json()
    assert added["focus"] == "options-5"
    send(preparer, "rows", {"what": "duplicate", "part": "options", "row": 2})
    assert sheet(november).options[3].lapsed == number(37500)
    removed = send(preparer, "rows", {"what": "remove", "part": "options", "row": 0}).json()
    assert removed["undo"]["cells"]["exercised"] == "52,000"
    assert sheet(november).options[0].exercised == number(67000)
    send(preparer, "rows", removed["undo"])
    assert sheet(november).options[0].exercised == number(52000)
    send(preparer, "rows", {"what": "down", "part": "options", "row": 0})
    assert sheet(november).options[1].exercised == number(52000)
    assert sheet(november).totals[0].shares == number(871000 + 752000)


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "remove", "part": "issued", "row": 0},
        {"what": "add", "part": "issued"},
        {"what": "add", "part": "head"},
        {"what": "up", "part": "options", "row": 0},
        {"what": "up", "part": "options", "row": "x"},
        {"what": "remove", "part": "options", "row": 77},
        {"what": "dance", "part": "options", "row": 0},
        {"what": "paste", "part": "options", "row": 0, "name": "evil", "block": "1"},
        {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": ""},
        {"what": "take back", "part": "options", "count": 5, "cells": [[0, "granted"]]},
        {"what": "take back", "part": "options"},
        {"part": []},
    ],
)
def test_what_cannot_be_done_with_rows(preparer: Client, november: MonthlyReturn, asked: dict[str, Any]) -> None:
    assert send(preparer, "rows", asked).status_code == 409
    assert MonthlyReturn.objects.get(pk=november.pk).version == 0


TOO_MANY = (
    "A part has at most 2,000 rows, and this would make 2,001. Combine rows that can be stated together, such as "
    "grants under one scheme at one price."
)


def test_more_rows_than_a_part_may_have_are_refused_in_words(preparer: Client, november: MonthlyReturn) -> None:
    block = "\r\n".join(["Nil"] * 1_998)
    answer = send(preparer, "rows", {"what": "paste", "part": "options", "row": 3, "name": "granted", "block": block})
    assert (answer.status_code, answer.json()) == (409, {"fault": TOO_MANY})
    rows = [OptionScheme(monthly_return=november, position=5 + number) for number in range(1_995)]
    november.version += 1
    with transaction.atomic():
        november.save()
        OptionScheme.objects.bulk_create(rows)
        audit.record(audit.Action.ORDER, None, monthly_return=november, part="options", cell="options")
    for asked in ({"what": "add"}, {"what": "duplicate", "row": 4}, {"what": "insert", "at": 0}):
        answer = send(preparer, "rows", {"part": "options", **asked})
        assert (answer.status_code, answer.json()) == (409, {"fault": TOO_MANY})
    assert november.optionscheme_rows.count() == 2_000
    # What is there is pasted over.
    over = {"what": "paste", "part": "options", "row": 1_999, "name": "granted", "block": "7\t8"}
    assert send(preparer, "rows", over).json()["message"] == "2 cells pasted."


def test_forty_tranches_from_a_spreadsheet(preparer: Client, november: MonthlyReturn) -> None:
    line = '"Scheme\t2"\tUS$\t{price}\t30/06/2004\tOrdinary shares (1)\tNil\t{moved}\t-\tn/a\t"{moved}"\t(1,250)\textra'
    block = "\r\n".join(line.format(price=f"0.{index + 10}", moved="1 000") for index in range(40)) + "\r\n"
    block = block.replace("1 000", "what?", 1)
    asked = {"what": "paste", "part": "options", "row": 3, "name": "name", "block": block}
    answer = send(preparer, "rows", asked).json()
    extra = ", ".join(["“extra”"] * 5)
    assert answer["message"] == f"440 cells pasted. 40 did not fit and were left out: {extra}…"
    options = sheet(november).options
    assert len(options) == 43
    assert options[3].exercised.kind is Kind.UNREAD
    assert options[42].name == "Scheme\t2" or options[42].name == "Scheme 2"
    assert (options[42].exercised, options[42].cancelled, options[42].lapsed.kind) == (number(1000), NIL, Kind.NA)
    assert options[42].may_be_issued == number(-1250)
    assert options[42].share_class == "ordinary_1"
    assert "finding-F-1-options-3-exercised" in answer["html"]


@pytest.mark.parametrize(
    ("block", "names"),
    [
        ('"Founders\tUS$\nB\tUS$\n', ['"Founders', "B"]),
        ('"A" Scheme\r\nB "2009"\r\n', ['"A" Scheme', 'B "2009"']),
        ('"2004\nScheme ""A"""\tUS$\r\n"B"\tUS$', ['2004\nScheme "A"', "B"]),
        ("A\rB\r", ["A", "B"]),
    ],
)
def test_quotation_marks_are_a_spreadsheets_or_the_cells_own(
    preparer: Client, november: MonthlyReturn, block: str, names: list[str]
) -> None:
    send(preparer, "rows", {"what": "paste", "part": "options", "row": 0, "name": "name", "block": block})
    assert [row.name for row in sheet(november).options[:3]] == [*names, "Share Option Scheme"]


def test_an_empty_cell_of_a_block_is_pasted_as_blank(preparer: Client, november: MonthlyReturn) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": "5\r\n\r\n6\r\n"}
    assert send(preparer, "rows", asked).json()["message"] == "3 cells pasted."
    assert [row.granted for row in sheet(november).options[:4]] == [number(5), BLANK, number(6), NIL]


def test_figures_without_a_cell_come_back_with_their_row(preparer: Client, november: MonthlyReturn) -> None:
    OptionScheme.objects.filter(monthly_return=november, position=0).update(existing_shares=number(50_000))
    undo = send(preparer, "rows", {"what": "remove", "part": "options", "row": 0}).json()["undo"]
    send(preparer, "rows", undo)
    assert sheet(november).options[0].existing_shares == number(50_000)


def test_a_class_is_pasted_as_issuers_write_it(preparer: Client, november: MonthlyReturn) -> None:
    send(preparer, "rows", {"what": "add", "part": "options"})
    block = "Ordinary\nordinary  SHARES (1)\nPreference\nA Shares"
    asked = {"what": "paste", "part": "options", "row": 5, "name": "share_class", "block": block}
    answer = send(preparer, "rows", asked).json()
    assert answer["message"] == (
        "4 cells pasted. 2 classes of shares are none of this return's; choose them: “Preference”, “A Shares”"
    )
    pasted = [row.share_class for row in sheet(november).options[5:]]
    assert pasted == ["ordinary_1", "ordinary_1", "Preference", "A Shares"]


def test_a_class_that_is_none_takes_the_place_of_the_one_it_was_pasted_over(
    preparer: Client, november: MonthlyReturn
) -> None:
    block = "Ordinary shares of the second class\x00\tNil"
    asked = {"what": "paste", "part": "options", "row": 0, "name": "share_class", "block": block}
    answer = send(preparer, "rows", asked).json()
    assert sheet(november).options[0].share_class == "Ordinary shares of t"
    assert "Ordinary shares of t (unknown)" in answer["html"]
    assert "finding-A-9-options-0-share_class" in answer["html"]
    send(preparer, "rows", answer["undo"])
    assert sheet(november).options[0].share_class == "ordinary_1"


@pytest.mark.parametrize(
    ("heads", "quoted"),
    [
        ("Granted\tExercised\r\n", "“Granted”, “Exercised”"),
        ("Options granted\t\r\n", "“Options granted”"),
        (
            'Movement\tExercised\r\n"during\nthe month"\tLapsed\r\n',
            "“Movement”, “Exercised”, “during the month”, “Lapsed”",
        ),
    ],
)
def test_headings_are_not_pasted(preparer: Client, november: MonthlyReturn, heads: str, quoted: str) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "granted"}
    answer = send(preparer, "rows", asked | {"block": heads + "10\t20\r\n30\t40"}).json()
    assert answer["message"] == f"4 cells pasted. The headings were left out: {quoted}"
    moved = [(row.granted, row.exercised) for row in sheet(november).options[:2]]
    assert moved == [(number(10), number(20)), (number(30), number(40))]


@pytest.mark.parametrize("line", ["See Remark (1)\tSee Remark (1)", "abc\twhat?", "Nil\tGranted", "5\tExercised"])
def test_what_is_no_heading_is_pasted(preparer: Client, november: MonthlyReturn, line: str) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": f"{line}\r\n10\t20"}
    assert send(preparer, "rows", asked).json()["message"] == "4 cells pasted."


def test_headings_alone_change_nothing(preparer: Client, november: MonthlyReturn) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": "Granted\tExercised"}
    answer = send(preparer, "rows", asked)
    assert answer.status_code == 409
    assert answer.json()["fault"] == "There are only headings in it, and no figures: “Granted”, “Exercised”"


def test_prices_are_pasted_with_their_currency(preparer: Client, november: MonthlyReturn) -> None:
    block = "US$0.10\n$0.20\n0.30 usd\nHK$0.40\n(HK$0.50)"
    asked = {"what": "paste", "part": "options", "row": 0, "name": "exercise_price", "block": block}
    answer = send(preparer, "rows", asked).json()
    prices = [row.exercise_price for row in sheet(november).options]
    assert [str(price.number or price.text) for price in prices] == ["0.10", "0.20", "0.30", "HK$0.40", "-0.50"]
    assert "entered “HK$0.40”. Expected: US$, which the row states as its currency; a price without" in answer["html"]
    # Where the row states the currency that was pasted, the price can be read.
    type_in(preparer, "options-3-currency", "HKD", "US$")
    assert str(sheet(november).options[3].exercise_price.number) == "0.40"
    typed = type_in(preparer, "options-3-exercise_price", "hk$ 0.45", "0.40")
    assert typed["cells"]["options-3-exercise_price"]["text"] == "0.45"


def test_a_row_without_a_currency_takes_the_one_that_was_typed(preparer: Client, november: MonthlyReturn) -> None:
    send(preparer, "rows", {"what": "add", "part": "options"})
    asked = {"what": "paste", "part": "options", "row": 5, "name": "exercise_price", "block": "HK$2.50\n$2.50"}
    undo = send(preparer, "rows", asked).json()["undo"]
    made = sheet(november).options[5:]
    assert [(row.currency, str(row.exercise_price.number)) for row in made] == [("HK$", "2.50"), ("", "2.50")]
    send(preparer, "rows", undo)
    assert [(row.currency, row.exercise_price.is_blank) for row in sheet(november).options[5:]] == [("", True)]


def test_a_paste_is_taken_back_but_for_what_was_typed_since(preparer: Client, november: MonthlyReturn) -> None:
    was = figures_json.dump(sheet(november))
    block = "9\t1,000\r\n" * 10
    pasted = {"what": "paste", "part": "options", "row": 3, "name": "granted", "block": block}
    undo = send(preparer, "rows", pasted).json()["undo"]
    assert len(sheet(november).options) == 13
    answer = send(preparer, "rows", undo).json()
    assert answer["message"] == "20 cells are as they were."
    assert figures_json.dump(sheet(november)) == was
    undo = send(preparer, "rows", pasted).json()["undo"]
    type_in(preparer, "options-3-granted", "7", "9")
    type_in(preparer, "options-8-name", "Named since", "")
    assert send(preparer, "rows", undo).json()["message"] == "19 cells are as they were."
    assert [row.name for row in sheet(november).options[5:]] == ["", "", "", "Named since"]
    assert sheet(november).options[3].granted == number(7)


@pytest.mark.parametrize("count", [5, 300])
def test_queries_do_not_grow_with_the_rows(
    preparer: Client, november: MonthlyReturn, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    OptionScheme.objects.bulk_create(
        OptionScheme(monthly_return=november, position=place, name="More") for place in range(5, count)
    )
    with django_assert_max_num_queries(70):
        type_in(preparer, "options-0-lapsed", "1", "Nil")


def test_typing_alone_makes_no_approval_void(preparer: Client, november: MonthlyReturn) -> None:
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    for what in ("cells", "rows"):
        response = send(preparer, what, {"edits": [{"cell": "options-0-lapsed", "typed": "1", "was": "Nil"}]})
        assert response.status_code == 409
        assert "awaiting approval" in response.json()["fault"]
    assert MonthlyReturn.objects.get(pk=november.pk).state == "awaiting"


def test_what_was_typed_before_it_was_sent_is_asked_about(
    preparer: Client, approver: Client, november: MonthlyReturn
) -> None:
    person, approver = (User.objects.get(username=name) for name in ("preparer", "approver"))
    filing.submit(november, person, november.version)
    filing.send_back(november, approver, "Look at III.A again.")
    typed = {"draft": "", "at": "2009-12-01T02:30:00.000Z"}
    answer = type_in(preparer, "options-0-lapsed", "1", "Nil", **typed)
    assert answer["cells"]["options-0-lapsed"]["state"] == "earlier"
    assert "You typed this on 01/12/2009 10:30 HKT, before the return was sent for approval" in answer["html"]
    assert "Keep mine" in answer["html"]
    assert sheet(november).options[0].lapsed == NIL
    # So is a mark, and what says no day.
    for at in ("", "x", "2009-99-99T10:00", "2009-12-01T10:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"):
        marked = type_in(preparer, "mark-warrants", "on", "", draft="", at=at)
        assert marked["cells"]["mark-warrants"]["state"] == "earlier"
        assert "III.B Not Applicable" in marked["html"]
        assert '<q class="mine">marked</q>' in marked["html"]
        assert '<q class="theirs">not marked</q>' in marked["html"]
        assert "You typed this before the return was sent for approval" in marked["html"]
    # What the cell says already needs no question; what they keep is typed in the draft as it is now.
    assert type_in(preparer, "options-0-lapsed", "nil", "1", **typed)["cells"]["options-0-lapsed"]["state"] == "saved"
    kept = type_in(preparer, "options-0-lapsed", "1", "Nil", draft=answer["draft"])
    assert kept["cells"]["options-0-lapsed"]["state"] == "saved"
    assert sheet(november).options[0].lapsed == number(1)


PARTS = ["options", "warrants", "convertibles", "agreements", "other_movements"]


@pytest.mark.parametrize("part", PARTS)
def test_a_new_row_has_the_class_of_a_return_that_has_one(preparer: Client, november: MonthlyReturn, part: str) -> None:
    count = len(sheet(november).rows(part))
    send(preparer, "rows", {"what": "add", "part": part})
    name = {"options": "name", "agreements": "particulars", "other_movements": "specification"}.get(part, "description")
    pasted = send(preparer, "rows", {"what": "paste", "part": part, "row": count, "name": name, "block": "A\nB\nC\n"})
    assert [row.share_class for row in sheet(november).rows(part)[count:]] == ["ordinary_1"] * 3
    # The rows made for what was pasted go with it; the one that was added stays.
    send(preparer, "rows", pasted.json()["undo"])
    assert len(sheet(november).rows(part)) == count + 1


def test_a_pasted_class_is_kept_and_a_blank_one_is_the_returns(preparer: Client, november: MonthlyReturn) -> None:
    block = "\tOrdinary shares (1)\t4\n\t\t5\n\tPreference shares\t6\n"
    send(preparer, "rows", {"what": "paste", "part": "options", "row": 4, "name": "approval_date", "block": block})
    added = sheet(november).options[5:]
    assert [(row.share_class, row.granted) for row in added] == [
        ("ordinary_1", number(5)), ("Preference shares", number(6))
    ]  # fmt: skip


def test_a_new_row_of_a_return_with_two_classes_has_none(preparer: Client, november: MonthlyReturn) -> None:
    now = sheet(november)
    for name in ("opening", "movement", "closing"):
        setattr(now.issued[2], name, number(1))
    filing.save_draft(november, now, None, november.version)
    send(preparer, "rows", {"what": "add", "part": "options"})
    assert sheet(november).options[5].share_class == ""


def test_a_total_follows_a_row_that_was_added_and_then_filled_in(preparer: Client, november: MonthlyReturn) -> None:
    """A row of which nothing is stated yet keeps no total from following the others."""
    send(preparer, "rows", {"what": "add", "part": "options"})
    assert sheet(november).totals[0].shares == number(871000)
    type_in(preparer, "options-0-exercised", "53,000", "52,000")
    assert sheet(november).totals[0].shares == number(872000)
    type_in(preparer, "options-5-exercised", "10", "")
    now = sheet(november)
    assert (now.options[5].issued, now.totals[0].shares, now.totals[6].shares) == (
        number(10), number(872010), number(872010)
    )  # fmt: skip


def test_the_missing_total_of_i_is_added_with_what_it_comes_to(preparer: Client, november: MonthlyReturn) -> None:
    """Kingsoft states none; its capital is in US dollars."""
    assert sheet(november).authorised_totals == []
    assert "Add the total in US$" in preparer.get(ADDRESS).content.decode()
    send(preparer, "rows", {"what": "add", "part": "authorised_totals"})
    [added] = sheet(november).authorised_totals
    assert (added.currency, added.amount) == ("US$", sheet(november).authorised[0].closing_capital)
    assert "Add the total in" not in preparer.get(ADDRESS).content.decode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_column_is_pasted_line_by_line_however_its_lines_end(
    preparer: Client, november: MonthlyReturn, end: str
) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": f"100{end}200{end}{end}300{end}"}
    assert send(preparer, "rows", asked).json()["message"] == "4 cells pasted."
    assert [row.granted for row in sheet(november).options] == [number(100), number(200), BLANK, number(300), NIL]


MERGED = (
    "2004 Scheme\tUS$\t0.10\t30/06/2004\tordinary_1\t5\r\n"
    "\t\t0.20\t\t\t6\r\n"
    "\tHK$\t0.30\t\t\t7\r\n"
    "2007 Scheme\tHK$\t0.40\t22/01/2007\tordinary_1\t8\r\n"
    "\t\t0.50\t\t\t9\r\n"
)  # fmt: skip


def test_rows_under_a_merged_cell_are_filled_from_above(preparer: Client, november: MonthlyReturn) -> None:
    send(preparer, "rows", {"what": "add", "part": "options"})
    asked = {"what": "paste", "part": "options", "row": 5, "name": "name", "block": MERGED}
    answer = send(preparer, "rows", asked).json()
    assert answer["message"] == "27 cells pasted. 3 rows have no name: their cells were blank, as under a merged cell."
    assert answer["offer"]["label"] == "Fill from above"
    pasted = figures_json.dump(sheet(november))
    filled = send(preparer, "rows", answer["offer"]["ask"]).json()
    assert filled["message"] == "8 cells filled from above."
    rows = sheet(november).options[5:]
    assert [(row.name, row.currency, str(row.approval_date.day), row.share_class) for row in rows] == [
        ("2004 Scheme", "US$", "2004-06-30", "ordinary_1"),
        ("2004 Scheme", "US$", "2004-06-30", "ordinary_1"),
        ("2004 Scheme", "HK$", "2004-06-30", "ordinary_1"),
        ("2007 Scheme", "HK$", "2007-01-22", "ordinary_1"),
        ("2007 Scheme", "HK$", "2007-01-22", "ordinary_1"),
    ]
    assert [row.granted for row in rows] == [number(each) for each in (5, 6, 7, 8, 9)]
    # What was filled is undone like the paste, and the paste after it.
    assert send(preparer, "rows", filled["undo"]).json()["message"] == "8 cells are as they were."
    assert figures_json.dump(sheet(november)) == pasted
    send(preparer, "rows", answer["undo"])
    assert len(sheet(november).options) == 6
    # A row that came or went since makes the places of the others doubtful.
    assert send(preparer, "rows", answer["offer"]["ask"]).status_code == 409


@pytest.mark.parametrize("block", ["A Scheme\tUS$\t0.1\r\n\t\t\r\nB Scheme\tUS$\t0.2", "A Scheme\tUS$\t0.1"])
def test_nothing_is_offered_where_no_row_lacks_its_name(preparer: Client, november: MonthlyReturn, block: str) -> None:
    asked = {"what": "paste", "part": "options", "row": 0, "name": "name", "block": block}
    assert send(preparer, "rows", asked).json()["offer"] is None


@pytest.mark.parametrize(
    "asked", [{"cells": 5}, {"cells": [["a", "b"]]}, {"cells": [[1]]}, {}, {"cells": [], "count": 5}]
)
def test_what_cannot_be_filled(preparer: Client, november: MonthlyReturn, asked: dict[str, Any]) -> None:
    whole = {"what": "fill", "part": "options", "row": 0, "name": None, **asked}
    assert send(preparer, "rows", whole).status_code == (200 if "count" in asked else 409)
    nobodys = {"row": 0, "name": "name", "count": 5, "cells": [[0, "name"], [99, "name"], [1, "granted"], [1, "id"]]}
    assert (
        send(preparer, "rows", {"what": "fill", "part": "options", **nobodys}).json()["message"].startswith("0 cells")
    )


def test_what_a_cell_cannot_hold_is_not_pasted_and_said(preparer: Client, november: MonthlyReturn) -> None:
    block = f"5\r\n{'9' * 201}\r\n7\ufffe\r\n8\ud800\r\n9"
    asked = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": block}
    message = send(preparer, "rows", asked).json()["message"]
    assert message.startswith(
        "2 cells pasted. 3 cells cannot hold what was pasted and were left as they were: row 2, “9999"
    )
    assert "It is 201 characters long; at most 200 are allowed. Shorten it." in message
    assert "row 3, “7\ufffe”: Character 2 is U+FFFE" in message
    assert "row 4, “8\ud800”: Character 2 is U+D800" in message
    assert [row.granted for row in sheet(november).options] == [number(5), NIL, NIL, NIL, number(9)]


@pytest.mark.parametrize(
    ("cell", "typed"), [("head-title", "Sec\ud800"), ("options-0-lapsed", "5\udfff"), ("options-0-name", "\ufdd0")]
)
def test_what_no_document_can_hold_is_refused_at_the_cell(
    preparer: Client, november: MonthlyReturn, cell: str, typed: str
) -> None:
    answer = type_in(preparer, cell, typed, "")
    assert answer["cells"][cell]["state"] == "refused"
    assert answer["cells"][cell]["typed"] == typed
    assert "a control character or not a character at all" in answer["cells"][cell]["reason"]
    assert typed in answer["html"]
    assert answer["version"] == 0


def test_a_cell_is_saved_while_something_is_found_in_the_head(preparer: Client, november: MonthlyReturn) -> None:
    """The date submitted is no cell of a row: what is found there is listed at the head of its part."""
    found = type_in(preparer, "head-date_submitted", "01/01/2009", "05/12/2009")
    assert found["cells"]["head-date_submitted"]["state"] in ("saved", "conflict")
    answer = type_in(preparer, "head-date_submitted", "01/01/2009", found["cells"]["head-date_submitted"]["text"])
    assert 'id="found-head"' in found["html"] + answer["html"]
    assert "finding-II-2-" in type_in(preparer, "issued-0-movement", "871,001", "871,000")["html"]
