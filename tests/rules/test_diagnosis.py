"""The likely cause of a difference: offered only where exactly one change makes everything agree."""

# ruff: noqa: E501  (a table of slips reads by its rows)

from decimal import Decimal

import pytest

from returns.editions import reconcile
from returns.exchange.figures_json import dump
from returns.models import Convertible, OptionScheme
from returns.rules.diagnosis import likely_cause
from returns.sheet import Sheet
from tests.rules.breaking import cell_at, set_cell
from tests.rules.corpus import load

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
    set_cell(clean, address, typed)
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.cell.address == address
    assert cause.message == f"Everything would agree if {message}"


def test_two_columns_exchanged(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    set_cell(clean, "options-2-exercised", "Nil")
    set_cell(clean, "options-2-cancelled", "752,000")
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.message == (
        "Everything would agree if III.A, row 3, Exercised and III.A, row 3, Cancelled are exchanged: change them back."
    )


def test_a_movement_put_on_another_class(clean: Sheet) -> None:
    set_cell(clean, "issued-1-opening", "5,000")
    set_cell(clean, "issued-1-closing", "5,000")
    for name in ("opening_shares", "closing_shares"):
        set_cell(clean, f"authorised-1-{name}", "10,000")
    for name in ("opening_par", "closing_par"):
        set_cell(clean, f"authorised-1-{name}", "N/A")
    for name in ("movement_shares", "opening_capital", "movement_capital", "closing_capital"):
        set_cell(clean, f"authorised-1-{name}", "Nil")
    set_cell(clean, "options-1-share_class", "ordinary_2")
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.message == "Everything would agree if III.A, row 2, new shares issued belongs to ordinary shares (1)."


def test_last_months_figure_typed_again(clean: Sheet, kingsoft_before: Sheet) -> None:
    set_cell(kingsoft_before, "totals-0-shares", "123,456")
    set_cell(clean, "totals-0-shares", "123,456")
    clean.month_before = kingsoft_before
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.message.endswith("said 871,000 instead of 123,456 (last month's figure was typed again).")


def test_nothing_is_offered_where_two_changes_would_do(clean: Sheet) -> None:
    set_cell(clean, "issued-0-closing", "1,094,047,131")
    assert likely_cause(reconcile(clean)) is None


def test_nothing_is_offered_where_two_slips_were_made(clean: Sheet) -> None:
    set_cell(clean, "issued-0-movement", "871,001")
    set_cell(clean, "funds_raised-0-amount", "1.00")
    assert likely_cause(reconcile(clean)) is None


def test_nothing_is_offered_where_all_sums_agree(clean: Sheet) -> None:
    set_cell(clean, "head-title", "")
    assert likely_cause(reconcile(clean)) is None


def test_another_fault_that_is_no_sum_does_not_hide_the_cause(clean: Sheet) -> None:
    set_cell(clean, "head-title", "")
    set_cell(clean, "issued-0-movement", "817,000")
    assert likely_cause(reconcile(clean)) is not None


def test_looking_for_the_cause_changes_nothing(clean: Sheet) -> None:
    set_cell(clean, "issued-0-movement", "817,000")
    before = dump(clean)
    likely_cause(reconcile(clean))
    assert dump(clean) == before


def test_a_sum_too_long_to_search_is_left_alone(clean: Sheet) -> None:
    for _row in range(200):
        clean.options.append(OptionScheme(name="Scheme", share_class="ordinary_1"))
        for name in ("granted", "exercised", "cancelled", "lapsed", "issued", "may_be_issued"):
            set_cell(clean, f"options-{len(clean.options) - 1}-{name}", "Nil")
    set_cell(clean, "totals-0-shares", "819,000")
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert cause.cell.address == "totals-0-shares"


def cause_of(sheet: Sheet) -> str:
    """The likely cause in words, without what all have in common; empty where there is none."""
    cause = likely_cause(reconcile(sheet))
    return cause.message.removeprefix("Everything would agree if ") if cause else ""


ROW_3 = "III.A, row 3, Exercised said 752,000 instead of {0} and III.A, row 3, new shares issued said 752,000 instead of {0}"


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("725,000", "two digits are swapped"),
        ("75,200", "it is out by a factor of 10"),
        ("752", "it is out by a factor of 1000"),
        ("(752,000)", "the sign is the wrong way round"),
        ("601,111", "last month's figure was typed again"),
    ],
)
@pytest.mark.parametrize("totals_follow", [False, True])
def test_a_slip_in_a_row_is_in_both_its_cells(
    clean: Sheet, kingsoft_before: Sheet, typed: str, slip: str, totals_follow: bool
) -> None:
    clean.month_before = kingsoft_before
    set_cell(kingsoft_before, "options-2-exercised", "601,111")
    set_cell(kingsoft_before, "options-2-issued", "601,111")
    set_cell(clean, "options-2-exercised", typed)
    set_cell(clean, "options-2-issued", typed)
    if totals_follow:
        moved = 119_000 + (clean.options[2].issued.value or 0)
        raised = 52_000 * Decimal("0.0353") + 67_000 * Decimal("0.2118")
        raised += (clean.options[2].exercised.value or 0) * Decimal("0.24")
        set_cell(clean, "totals-0-shares", str(moved))
        set_cell(clean, "totals-6-shares", str(moved))
        set_cell(clean, "funds_raised-0-amount", f"{raised:.2f}")
    assert cause_of(clean) == f"{ROW_3.format(typed)} ({slip})."


@pytest.mark.parametrize(
    ("movement", "closing", "slip"),
    [
        ("817,000", "1,093,993,133", "two digits are swapped"),
        ("(871,000)", "1,092,305,133", "the sign is the wrong way round"),
        ("87,100", "1,093,263,233", "it is out by a factor of 10"),
        ("819,000", "1,093,995,133", "III.A, row 1, new shares issued was left out"),
        ("938,000", "1,094,114,133", "III.A, row 2, new shares issued was counted twice"),
        ("123,456", "1,093,299,589", "last month's figure was typed again"),
    ],
)
def test_a_slip_in_ii_is_in_its_closing_too(
    clean: Sheet, kingsoft_before: Sheet, movement: str, closing: str, slip: str
) -> None:
    clean.month_before = kingsoft_before
    set_cell(kingsoft_before, "issued-0-movement", "123,456")
    set_cell(clean, "issued-0-movement", movement)
    set_cell(clean, "issued-0-closing", closing)
    assert cause_of(clean) == (
        f"{NOVEMBER} said 871,000 instead of {movement} and "
        f"II, ordinary shares (1), Balance at close of the month said 1,094,047,133 instead of {closing} ({slip})."
    )


def test_a_sign_in_iii_with_its_totals() -> None:
    sheet = load("invented-harbour-2015-03")
    issued = sheet.other_movements[0].issued.value
    assert issued is not None
    set_cell(sheet, "other_movements-0-issued", str(-issued))
    for line, total in enumerate(sheet.totals):
        if total.shares.value == issued:
            set_cell(sheet, f"totals-{line}-shares", str(-issued))
    assert cause_of(sheet).endswith(f"said ({-issued:,}) instead of {-issued:,} (the sign is the wrong way round).")


@pytest.mark.parametrize("name", ["issued-0-opening", "authorised-0-opening_shares", "options-2-outstanding_opening"])
def test_an_opening_is_only_put_back_to_what_was_filed(clean: Sheet, kingsoft_before: Sheet, name: str) -> None:
    clean.month_before = kingsoft_before
    set_cell(kingsoft_before, "options-2-outstanding_closing", "84,879,600")
    set_cell(clean, "options-2-outstanding_opening", "84,879,600")
    set_cell(clean, "options-2-outstanding_closing", "84,090,100")
    cell = cell_at(name)
    right = clean.figure(cell).value or 0
    set_cell(clean, name, str(right + 10))
    cause = likely_cause(reconcile(clean))
    assert cause is not None
    assert (cause.cell, f" said {right:,} instead of {right + 10:,}" in cause.message) == (cell, True)


def test_what_was_brought_forward_is_never_doubted(clean: Sheet, kingsoft_before: Sheet) -> None:
    """An opening that would make everything agree, if it were not the month before's closing."""
    set_cell(clean, "issued-0-closing", "1,094,047,134")
    set_cell(clean, "issued-0-opening", "1,093,176,133")
    clean.month_before = kingsoft_before
    assert "preceding" not in cause_of(clean)


def test_of_an_instrument_new_this_month_no_opening_is_made_up(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    set_cell(clean, "head-not_applicable", "agreements other_movements")
    clean.convertibles = [Convertible(description="Bonds", currency="HK$", share_class="ordinary_1")]
    for name, typed in [
        ("opening", "Nil"), ("converted", "Nil"), ("closing", "45,000,000.00"), ("subscription_price", "2.60"),
        ("issued", "Nil"), ("may_be_issued", "17,307,692"),
    ]:  # fmt: skip
        set_cell(clean, f"convertibles-0-{name}", typed)
    assert [(f.code, f.place.address) for f in reconcile(clean).errors] == [("C-1", "convertibles-0-closing")]
    assert cause_of(clean) == ""


def test_no_figure_of_last_month_is_doubted(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    set_cell(kingsoft_before, "issued-0-closing", "1,093,176,134")
    assert cause_of(clean) == ""
