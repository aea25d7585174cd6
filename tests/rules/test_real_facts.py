"""What real filings state and a rule must survive: none may bar filing once a person has answered for it."""

import pytest

from returns.editions import reconcile
from returns.figures import NIL, Sort
from returns.models import OtherMovement
from returns.rules import Level
from returns.sheet import Sheet, sort_of
from tests.rules.breaking import cell_at, found, set_cell
from tests.rules.corpus import EVERY_PART, load, said

CLOUD, HARBOUR, QUIET = "invented-cloud-2023-07", "invented-harbour-2015-03", "invented-lantern-2010-01"


def codes(sheet: Sheet) -> list[tuple[str, Level]]:
    return [(finding.code, finding.level) for finding in reconcile(sheet).findings]


def type_in(sheet: Sheet, cells: dict[str, str]) -> Sheet:
    for address, typed in cells.items():
        set_cell(sheet, address, typed)
    return sheet


def test_options_satisfied_by_existing_shares_raise_funds_all_the_same() -> None:
    sheet = load(CLOUD)
    row = sheet.options[0]
    assert (row.exercised.number, row.issued.number) == (403_635, 0)
    assert {code for code, _level in codes(sheet)} == {"C-4"}  # its debenture; see below
    with said(sheet, "options-0-existing_shares", ""):
        assert codes(sheet) == [("A-1", Level.WARNING), ("C-4", Level.NOTE)]
    with said(sheet, "funds_raised-0-amount", "209,890.19"):  # 403,635 x 0.52 = 209,890.20
        assert codes(sheet)[0] == ("A-4", Level.ERROR)


def test_options_satisfied_by_treasury_shares() -> None:
    sheet = type_in(load(CLOUD), {"options-0-existing_shares": "", "options-0-treasury": "403,635"})
    assert codes(sheet) == [("C-4", Level.NOTE)]


def test_one_scheme_has_several_rows_one_for_each_exercise_price(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    assert len({(row.name, row.share_class) for row in clean.options}) == 1
    assert {row: pair.last for row, pair in clean.pairs("options").items()} == {row: row for row in range(5)}
    clean.options.reverse()
    assert {row: pair.last for row, pair in clean.pairs("options").items()} == {row: 4 - row for row in range(5)}
    assert found(clean, Level.ERROR, Level.WARNING) == []


def test_options_outstanding_differ_from_what_may_be_issued() -> None:
    sheet = load(CLOUD)
    assert sheet.options[0].outstanding_closing != sheet.options[0].may_be_issued
    set_cell(sheet, "options-0-may_be_issued", "9,100,000")
    assert codes(sheet) == [("C-4", Level.NOTE)]
    sheet = load(EVERY_PART)
    set_cell(sheet, "options-3-may_be_issued", "N/A")  # 480,000 options outstanding, as last month counted them
    assert codes(sheet) == []


@pytest.mark.parametrize(
    ("shares", "finding"),
    [
        ("3,666,665", "B-4"),  # 1,100,000.00 / 0.30 = 3,666,666.67
        ("3,666,666", None),
        ("3,666,667", None),
        ("3,666,668", "B-4"),
    ],
)
def test_shares_for_an_amount_are_rounded_down_by_most_and_up_by_some(shares: str, finding: str | None) -> None:
    sheet = type_in(load(EVERY_PART), {"warrants-1-may_be_issued": shares})
    assert codes(sheet) == ([(finding, Level.WARNING)] if finding else [])


def test_amount_in_us_dollars_and_price_in_canadian() -> None:
    sheet = load(CLOUD)
    assert codes(sheet) == [("C-4", Level.NOTE)]
    (finding,) = reconcile(sheet).findings
    assert finding.found == "28,184,892"
    assert finding.words.startswith("amount in USD, price in CAD.")


@pytest.mark.parametrize("price", ["10% below the average of five days' closing prices", "N/A"])
def test_a_price_in_words_or_none(price: str) -> None:
    remark = {"head-convertibles_remarks": "(1) The price follows the market."}
    said = {f"{month}convertibles-0-subscription_price": price for month in ("", "before-")}
    sheet = type_in(load(EVERY_PART), {**said, **remark})
    assert codes(sheet) == [("C-3", Level.NOTE), ("C-4", Level.NOTE)]


def test_a_par_value_of_seven_decimals() -> None:
    sheet = load(CLOUD)
    assert str(sheet.authorised[0].opening_par.number) == "1E-7"
    set_cell(sheet, "authorised-0-closing_capital", "150.0000001")
    assert ("I-3", "authorised-0-closing_capital", "150.0000001", "150.00", "0.0000001") in found(sheet)


def test_shares_without_par_value() -> None:
    assert not any(finding.place.part == "authorised" for finding in reconcile(load(CLOUD)).findings)
    sheet = load(EVERY_PART)
    for name in ("opening_par", "opening_capital", "movement_capital", "closing_par", "closing_capital"):
        for block in (sheet.authorised[2], sheet.month_before.authorised[2]):
            setattr(block, name, sheet.authorised[3].opening_par)  # N/A
    set_cell(sheet, "authorised_totals-0-amount", "500,000,000.00")
    assert codes(sheet) == []


def test_par_values_in_two_currencies() -> None:
    sheet = load(EVERY_PART)
    assert [row.currency for row in sheet.authorised_totals] == ["HK$", "US$"]
    set_cell(sheet, "authorised_totals-1-currency", "USD")
    assert codes(sheet) == []
    set_cell(sheet, "authorised_totals-1-currency", "HK$")  # one line too many for HK$, none for US$
    assert codes(sheet) == [("I-4", Level.WARNING), ("I-4", Level.NOTE)]


def authorise_preference_shares(sheet: Sheet, shares: str, par: str, capital: str) -> None:
    """Preference shares in US$ that nothing is issued of."""
    for when in ("opening", "closing"):
        type_in(sheet, {f"authorised-2-{when}_shares": shares, f"authorised-2-{when}_par": par})
        type_in(sheet, {f"authorised-2-{when}_capital": capital, f"issued-2-{when}": "Nil"})
    type_in(sheet, {f"authorised-2-movement_{what}": "Nil" for what in ("shares", "capital")})
    type_in(sheet, {"authorised-2-currency": "US$", "issued-2-movement": "Nil"})
    for total in sheet.totals:
        if total.share_class in ("preference", "preference_1"):
            total.shares = NIL


def test_one_total_over_two_currencies_is_explained_and_a_slip_in_one_currency_mended(clean: Sheet) -> None:
    """As an issuer with preference shares in US$ states its capital: all of it in HK$."""
    authorise_preference_shares(clean, "15,000", "0.01", "150.00")
    set_cell(clean, "authorised_totals-0-amount", "1,201,164.00")
    set_cell(clean, "authorised-2-currency", "HK$")
    assert codes(clean) == [("I-4", Level.WARNING), ("I-4", Level.NOTE)]
    set_cell(clean, "authorised-2-currency", "US$")
    assert codes(clean) == [("I-4", Level.ERROR)]
    assert found(clean) == [("I-4", "authorised_totals-0-amount", "1,201,164.00", "1,200,150.00", "1,014.00")]


def test_capital_at_proceeds_is_explained_at_both_ends_of_the_month(clean: Sheet) -> None:
    authorise_preference_shares(clean, "600,000,000", "1", "60,000,000,000.00")
    set_cell(clean, "authorised_totals-0-amount", "60,001,200,000.00")
    assert found(clean) == [
        ("I-3", "authorised-2-opening_capital", "60,000,000,000.00", "600,000,000.00", "59,400,000,000.00"),
        ("I-3", "authorised-2-closing_capital", "60,000,000,000.00", "600,000,000.00", "59,400,000,000.00"),
    ]
    assert {level for _code, level in codes(clean)} == {Level.WARNING}
    set_cell(clean, "authorised-2-closing_par", "")
    assert ("I-3", Level.ERROR) in codes(clean)
    set_cell(clean, "authorised-2-closing_par", "N/A")
    assert [at for _code, at, *_ in found(clean)] == ["authorised-2-opening_capital"]


@pytest.mark.parametrize(
    "code",
    ["N/A", "", "not listed", "Not applicable", "601298", "601298.SH", "000063.SZ", "900948.SS", "7203 (Tokyo)",
     "601298 (Shanghai Stock Exchange)", "3888", "03888", "3888.HK", "03888 HK", "HK: 3888", "SEHK 3888",
     "Stock code 3888", "３８８８", "3888 / 83888", "03888 (HKD counter) and 83888 (RMB counter)"],
)  # fmt: skip
def test_codes_that_are_no_mistake(clean: Sheet, code: str) -> None:
    set_cell(clean, "authorised-0-stock_code", code)
    assert found(clean) == []


@pytest.mark.parametrize("code", ["3889", "388", "38880", "03889.HK", "SEHK 3889", "80388 (RMB counter)"])
def test_codes_that_are_not_the_issuers(clean: Sheet, code: str) -> None:
    set_cell(clean, "authorised-0-stock_code", code)
    assert found(clean) == [("H-5", "authorised-0-stock_code", code, "3888", "")]


def test_a_code_that_was_explained_last_month_is_not_asked_about_again() -> None:
    sheet = load(EVERY_PART)
    set_cell(sheet, "before-authorised-2-stock_code", "4619")
    assert codes(type_in(sheet, {"authorised-2-stock_code": "04619"})) == []
    assert codes(type_in(sheet, {"authorised-2-stock_code": "04620"})) == [("H-5", Level.WARNING)]


CONSOLIDATED = {
    "authorised-0-opening_shares": "200,000,000,000", "authorised-0-opening_capital": "100,000,000.00",
    "authorised-0-movement_shares": "(180,000,000,000)", "authorised-0-movement_capital": "Nil",
    "authorised-0-closing_shares": "20,000,000,000", "authorised-0-closing_par": "0.005",
    "authorised-0-closing_capital": "100,000,000.00", "authorised_totals-0-amount": "100,000,000.00",
    "issued-0-opening": "120,000,000,000", "issued-0-movement": "(107,999,129,000)",
    "issued-0-closing": "12,000,871,000",
    "other_movements-8-share_class": "ordinary_1", "other_movements-8-issued": "(108,000,000,000)",
    "other_movements-8-event_date": "02/11/2009",
    "totals-3-shares": "(108,000,000,000)", "totals-6-shares": "(107,999,129,000)",
    "head-not_applicable": "convertibles agreements",
    "head-authorised_remarks": "(1) Every ten shares of US$0.0005 were consolidated into one of US$0.005.",
}  # fmt: skip


def test_ten_shares_consolidated_into_one_capital_unchanged(clean: Sheet) -> None:
    type_in(clean, CONSOLIDATED)
    assert codes(clean) == []
    set_cell(clean, "head-authorised_remarks", "")
    assert codes(clean) == [("I-5", Level.WARNING)]


def test_authorised_and_issued_capital_both_move() -> None:
    sheet = load(EVERY_PART)
    assert sheet.authorised[0].movement_shares.value
    assert sheet.issued[0].movement.value
    assert codes(sheet) == []


@pytest.mark.parametrize("said_as", ["N/A", "", None])
def test_no_authorised_capital_at_all(said_as: str | None) -> None:
    sheet = load(HARBOUR)
    if said_as is None:
        sheet.authorised = []
    else:
        for name in ("shares", "par", "capital"):
            for when in ("opening", "movement", "closing"):
                if (name, when) != ("par", "movement"):
                    set_cell(sheet, f"authorised-0-{when}_{name}", said_as)
    assert codes(sheet) == []


def test_figures_of_authorised_capital_are_not_overlooked_for_want_of_a_number_of_shares(clean: Sheet) -> None:
    type_in(clean, {"authorised-0-opening_shares": "", "authorised-0-closing_shares": ""})
    assert ("I-1", Level.ERROR) in codes(clean)


@pytest.mark.parametrize("price", ["N/A", "Nil", "0", ""])
def test_b_shares_converting_to_a(price: str) -> None:
    sheet = type_in(load(CLOUD), {"other_movements-0-price": price, "other_movements-1-price": price})
    assert codes(sheet) == [("C-4", Level.NOTE)]


def test_a_movement_against_a_class_that_ii_does_not_have_is_an_error_and_no_more() -> None:
    sheet = load(CLOUD)
    sheet.other_movements.append(OtherMovement(type="other", share_class="other_1", specification="Conversion"))
    type_in(sheet, {f"other_movements-2-{name}": typed for name, typed in [
        ("issued", "5"), ("may_be_issued", "Nil"), ("event_date", "14/07/2023"), ("price", "N/A"),
    ]})  # fmt: skip
    assert codes(sheet) == [("C-4", Level.NOTE), ("E-3", Level.ERROR), ("E-4", Level.ERROR)]


# Of the classes that exist: words in the place of a class's balance say that there is such a class.
NUMBERS = [
    cell.address
    for cell, _figure in load(EVERY_PART).figures()
    if sort_of(cell) is not Sort.DAY and (cell.part, cell.row) not in {("authorised", 3), ("issued", 3)}
]


@pytest.mark.parametrize("words", ["See Remark (1)", "130,597,895*"])
def test_words_in_any_numbers_place_are_answered_for_and_bar_nothing(words: str) -> None:
    sheet = load(EVERY_PART)
    set_cell(sheet, "head-remarks", "(1) The registrar has yet to confirm the figure.")
    for address in NUMBERS:
        with said(sheet, address, words):
            findings = reconcile(sheet).findings
            assert [f.code for f in findings if f.level is Level.ERROR] == [], address
    assert codes(sheet) == []


MOVED = [
    *[f"authorised-2-{name}" for name in ("movement_shares", "movement_capital")],
    "issued-0-movement",
    *[f"options-0-{name}" for name in ("granted", "exercised", "cancelled", "lapsed", "issued")],
    "funds_raised-0-amount",
    "warrants-0-exercised",
    "warrants-0-issued",
    "convertibles-0-converted",
    "convertibles-0-issued",
    "agreements-0-issued",
    *[f"totals-{row}-shares" for row in (0, 1, 2, 3, 5)],
]


@pytest.mark.parametrize("address", MOVED)
def test_nothing_moved_is_written_nil_zero_a_dash_or_not_applicable(address: str) -> None:
    sheet = load(QUIET)
    for typed in ("Nil", "nil", "0", "0.00", "-", "–"):
        with said(sheet, address, typed):
            assert codes(sheet) == [], typed
    with said(sheet, address, "N/A"):
        assert {level for _code, level in codes(sheet)} <= {Level.NOTE}


# Between equal balances a blank can only mean that nothing moved; real filings leave it so.
LEVEL = {
    "authorised-2-movement_shares": ("authorised-2-closing_shares", "I-1"),
    "authorised-2-movement_capital": ("authorised-2-closing_capital", "I-2"),
    "issued-0-movement": ("issued-0-closing", "II-1"),
    "warrants-0-exercised": ("warrants-0-closing", "B-1"),
    "convertibles-0-converted": ("convertibles-0-closing", "C-1"),
}


@pytest.mark.parametrize("address", LEVEL)
def test_a_movement_left_blank_between_equal_balances_is_filed(address: str) -> None:
    sheet = type_in(load(QUIET), {address: ""})
    assert codes(sheet) == []
    assert sheet.figure(cell_at(address)).is_blank


@pytest.mark.parametrize("address", LEVEL)
def test_a_movement_left_blank_between_unequal_balances_is_missed(address: str) -> None:
    closing, code = LEVEL[address]
    sheet = type_in(load(QUIET), {address: "", closing: "12,345"})
    missed = [finding for finding in reconcile(sheet).findings if finding.code == code]
    assert [(f.place.address, f.level, f.outcome) for f in missed] == [(address, Level.ERROR, "cannot be assessed")]


@pytest.mark.parametrize("address", [address for address in MOVED if address not in LEVEL])
def test_a_movement_left_blank_where_the_form_asks_for_it_is_no_nil(address: str) -> None:
    sheet = type_in(load(QUIET), {address: ""})
    (finding,) = reconcile(sheet).findings
    assert (finding.place.address, finding.outcome) == (address, "cannot be assessed")
    assert finding.level is Level.ERROR


def test_what_does_not_concern_the_issuer_may_be_left_blank() -> None:
    sheet = load(QUIET)
    for name in ("opening", "movement", "closing"):
        assert sheet.figure(cell_at(f"issued-3-{name}")).is_blank
    for row in range(10):
        type_in(sheet, {f"other_movements-{row}-{name}": "" for name in ("issued", "may_be_issued")})
    assert sheet.totals[8].shares.is_blank  # the total of a class that does not exist
    set_cell(sheet, "totals-4-shares", "")  # Total E, of no row
    assert codes(sheet) == []


def test_shares_bought_in_months_before_and_cancelled_in_this_one() -> None:
    sheet = load(HARBOUR)
    assert sheet.other_movements[0].type == "repurchase"
    set_cell(sheet, "other_movements-0-pending_cancellation", "(79,000)")
    set_cell(sheet, "other_movements-0-specification", "Bought from 12/01/2015 to 27/02/2015")
    assert codes(sheet) == []
    set_cell(sheet, "other_movements-0-event_date", "27/02/2015")  # the date asked for is the cancellation's
    assert codes(sheet) == [("E-2", Level.ERROR)]
