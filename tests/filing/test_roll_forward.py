"""Next month's draft: what is brought forward, what is asked again, and a month in which nothing moved."""

from datetime import date

import pytest

from returns.editions import reconcile
from returns.exchange import figures_json
from returns.figures import BLANK, NA, NIL, Kind, day, number
from returns.models import Agreement, OtherMovement, Warrant
from returns.roll_forward import Item, brought_forward, items, roll_forward, state_unchanged
from returns.sheet import Sheet
from tests.conftest import CASES
from tests.rules.breaking import set_cell

DECEMBER = date(2009, 12, 31)


@pytest.fixture
def december(kingsoft: Sheet) -> Sheet:
    """Kingsoft's draft for December, as November leaves it."""
    return roll_forward(kingsoft, DECEMBER)


def test_closings_become_openings(december: Sheet) -> None:
    assert december.issued[0].opening == number(1094047133)
    assert december.authorised[0].opening_capital == december.month_before.authorised[0].closing_capital
    assert december.authorised[0].opening_par == december.authorised[0].closing_par
    assert [cell.address for cell in brought_forward(december)][:2] == [
        "authorised-0-opening_shares",
        "authorised-0-opening_par",
    ]


def test_what_moved_is_asked_again_and_what_does_not_exist_stays_so(december: Sheet) -> None:
    assert december.issued[0].movement == december.issued[0].closing == BLANK
    assert december.options[0].exercised == december.options[0].may_be_issued == BLANK
    assert december.issued[1].opening.kind is Kind.NA
    assert december.totals[1].shares.kind is Kind.NA
    assert december.head.not_applicable == ["convertibles", "agreements", "other_movements"]
    assert december.head.date_submitted == BLANK
    assert (december.head.submitted_by, december.head.title) == ("Michelle Feng Harnett", "Secretary")


def test_what_is_not_outstanding_stays_behind(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "options-1-may_be_issued", "Nil")
    kingsoft.warrants = [
        Warrant(description="Used up", closing=number(0)),
        Warrant(description="Open", closing=number(5)),
    ]
    kingsoft.agreements = [Agreement(particulars="N/A", may_be_issued=NA), Agreement(particulars="Unknown")]
    draft = roll_forward(kingsoft, DECEMBER)
    assert len(draft.options) == 4
    assert [row.description for row in draft.warrants] == ["Open"]
    assert [row.particulars for row in draft.agreements] == ["N/A", "Unknown"]
    assert draft.warrants[0].opening == number(5)


def test_a_movement_of_last_month_does_not_come_along(kingsoft: Sheet) -> None:
    placing = kingsoft.other_movements[2]
    placing.issued, placing.event_date, placing.share_class = number(7), day(date(2009, 11, 2)), "ordinary_1"
    kingsoft.other_movements.append(OtherMovement(type="placing", issued=number(8)))
    draft = roll_forward(kingsoft, DECEMBER)
    assert [row.type for row in draft.other_movements].count("placing") == 1
    assert draft.other_movements[2].event_date == BLANK
    # More may be issued under it, so its class stays.
    assert draft.other_movements[2].share_class == "ordinary_1"


def test_a_gap_brings_no_balances(kingsoft: Sheet) -> None:
    draft = roll_forward(kingsoft, date(2010, 1, 31))
    assert draft.issued[0].opening == BLANK
    assert draft.issued[1].opening.kind is Kind.NA
    assert len(draft.options) == 5
    assert list(brought_forward(draft)) == []


def test_words_bring_their_remark(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "issued-0-closing", "See Remark (1)")
    kingsoft.head.remarks = "(1) Subject to the register."
    assert roll_forward(kingsoft, DECEMBER).head.remarks == "(1) Subject to the register."


def test_a_quiet_month_agrees_without_typing(december: Sheet) -> None:
    state_unchanged(december, ())
    december.head.date_submitted = day(date(2010, 1, 5))
    found = reconcile(december)
    assert not found.errors
    assert not found.warnings
    assert december.options[2].exercised == NIL
    assert december.options[2].may_be_issued == number(84090100)
    assert december.totals[0].shares == NIL


def test_what_moved_is_left_to_be_stated(december: Sheet) -> None:
    state_unchanged(december, [Item("options", 2)])
    assert december.options[2].exercised == december.options[2].may_be_issued == BLANK
    assert december.options[1].exercised == NIL
    assert december.totals[0].shares == december.totals[6].shares == BLANK
    assert december.funds_raised[0].amount == BLANK
    assert december.totals[3].shares == NIL


def test_what_is_stated_already_stays(december: Sheet) -> None:
    set_cell(december, "options-0-lapsed", "5")
    state_unchanged(december, ())
    assert december.options[0].lapsed == number(5)


def test_everything_that_exists_may_have_moved(december: Sheet) -> None:
    assert [item.key for item in items(december)] == [
        "authorised-0", "issued-0", *(f"options-{row}" for row in range(5)), "other_movements"
    ]  # fmt: skip


def test_without_a_month_before_nothing_can_be_unchanged(kingsoft: Sheet) -> None:
    before = figures_json.dump(kingsoft)
    state_unchanged(kingsoft, ())
    assert figures_json.dump(kingsoft) == before


@pytest.mark.parametrize("case", ["invented-lantern-2009-11", "invented-lantern-2009-12"])
def test_a_return_with_every_part_stays_quiet(case: str) -> None:
    last = figures_json.load((CASES / f"{case}.json").read_bytes())
    draft = roll_forward(last, date(2009, 12, 31) if case.endswith("11") else date(2010, 1, 31))
    state_unchanged(draft, ())
    draft.head.date_submitted = day(date(2010, 2, 5))
    assert [(f.code, f.message) for f in reconcile(draft).errors] == []


def test_what_a_quiet_month_says_of_a_class_is_nil_where_it_exists_and_na_where_not(kingsoft: Sheet) -> None:
    """Whatever the month before said: preference shares are authorised since, other shares have never existed."""
    for address, said in {
        "totals-0-shares": "N/A", "totals-1-shares": "N/A", "totals-2-shares": "Nil", "totals-8-shares": "N/A",
        "totals-9-shares": "Nil", "issued-2-movement": "N/A", "issued-3-movement": "Nil",
    }.items():  # fmt: skip
        set_cell(kingsoft, address, said)
    for name in ("opening", "movement", "closing"):
        set_cell(kingsoft, f"authorised-2-{name}_shares", "1,000" if name != "movement" else "Nil")
    december = roll_forward(kingsoft, DECEMBER)
    state_unchanged(december, ())
    assert [f.place.address for f in reconcile(december).findings if f.code == "T-3"] == []
    said = {line: total.shares for line, total in enumerate(december.totals)}
    assert [said[line] for line in (0, 1, 2, 8, 9)] == [NIL, NIL, NA, NIL, NA]
    assert [december.issued[row].movement for row in (0, 1, 2, 3)] == [NIL, NA, NIL, NA]
    assert december.issued[2].closing == NIL


def test_what_a_person_said_of_a_class_stays(december: Sheet) -> None:
    set_cell(december, "issued-1-movement", "Nil")
    state_unchanged(december, ())
    assert december.issued[1].movement == NIL
