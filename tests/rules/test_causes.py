"""The likely cause of a difference: offered only where exactly one change makes everything agree."""

# ruff: noqa: E501  (a table of slips reads by its rows)

import pytest

from returns.editions import reconcile
from returns.exchange.figures_json import dump
from returns.models import OptionScheme
from returns.rules.causes import likely_cause
from returns.sheet import Sheet
from tests.rules.breaking import put

NOVEMBER = "II, ordinary shares (1), Increase/(decrease) during the month"


@pytest.mark.parametrize(
    ("address", "typed", "message"),
    [
        ("issued-0-movement", "871,001", f"{NOVEMBER} said 871,000 instead of 871,001."),
        ("issued-0-movement", "817,000", f"{NOVEMBER} said 871,000 instead of 817,000 (two digits are swapped)."),
        ("issued-0-movement", "(871,000)", f"{NOVEMBER} said 871,000 instead of (871,000) (the sign is the wrong way round)."),
        ("totals-0-shares", "819,000", "Total A. (ordinary shares) said 871,000 instead of 819,000 (III.A, row 1, new shares issued was left out)."),
        ("totals-0-shares", "938,000", "Total A. (ordinary shares) said 871,000 instead of 938,000 (III.A, row 2, new shares issued was counted twice)."),
        ("options-2-issued", "75,200", "III.A, row 3, new shares issued said 752,000 instead of 75,200 (it is out by a factor of 10)."),
        ("options-2-issued", "752", "III.A, row 3, new shares issued said 752,000 instead of 752 (it is out by a factor of 1000)."),
        ("options-0-exercised", "25,000", "III.A, row 1, Exercised said 52,000 instead of 25,000 (two digits are swapped)."),
    ],
)  # fmt: skip
def test_one_slip_is_named_with_the_change_that_mends_it(clean: Sheet, address: str, typed: str, message: str) -> None:
    put(clean, address, typed)
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.cell.address == address
    assert cause.message == f"Everything would agree if {message}"


def test_two_columns_exchanged(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    put(clean, "options-2-exercised", "Nil")
    put(clean, "options-2-cancelled", "752,000")
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.message == (
        "Everything would agree if III.A, row 3, Exercised and III.A, row 3, Cancelled are exchanged: change them back."
    )


def test_a_movement_put_on_another_class(clean: Sheet) -> None:
    put(clean, "issued-1-opening", "5,000")
    put(clean, "issued-1-closing", "5,000")
    for name in ("opening_shares", "closing_shares"):
        put(clean, f"authorised-1-{name}", "10,000")
    for name in ("opening_par", "closing_par"):
        put(clean, f"authorised-1-{name}", "N/A")
    for name in ("movement_shares", "opening_capital", "movement_capital", "closing_capital"):
        put(clean, f"authorised-1-{name}", "Nil")
    put(clean, "options-1-share_class", "ordinary_2")
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.message == "Everything would agree if III.A, row 2, new shares issued belongs to ordinary shares (1)."


def test_last_months_figure_typed_again(clean: Sheet, kingsoft_before: Sheet) -> None:
    put(kingsoft_before, "totals-0-shares", "123,456")
    put(clean, "totals-0-shares", "123,456")
    clean.month_before = kingsoft_before
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.message.endswith("said 871,000 instead of 123,456 (last month's figure was typed again).")


def test_nothing_is_offered_where_two_changes_would_do(clean: Sheet) -> None:
    put(clean, "issued-0-closing", "1,094,047,131")
    assert likely_cause(reconcile(clean)) is None


def test_nothing_is_offered_where_two_slips_were_made(clean: Sheet) -> None:
    put(clean, "issued-0-movement", "871,001")
    put(clean, "funds_raised-0-amount", "1.00")
    assert likely_cause(reconcile(clean)) is None


def test_nothing_is_offered_where_all_sums_agree(clean: Sheet) -> None:
    put(clean, "head-title", "")
    assert likely_cause(reconcile(clean)) is None


def test_another_fault_that_is_no_sum_does_not_hide_the_cause(clean: Sheet) -> None:
    put(clean, "head-title", "")
    put(clean, "issued-0-movement", "817,000")
    assert likely_cause(reconcile(clean)) is not None


def test_looking_for_the_cause_changes_nothing(clean: Sheet) -> None:
    put(clean, "issued-0-movement", "817,000")
    before = dump(clean)
    likely_cause(reconcile(clean))
    assert dump(clean) == before


def test_a_sum_too_long_to_search_is_left_alone(clean: Sheet) -> None:
    for _row in range(200):
        clean.options.append(OptionScheme(name="Scheme", share_class="ordinary_1"))
        for name in ("granted", "exercised", "cancelled", "lapsed", "issued", "may_be_issued"):
            put(clean, f"options-{len(clean.options) - 1}-{name}", "Nil")
    put(clean, "totals-0-shares", "819,000")
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.cell.address == "totals-0-shares"
