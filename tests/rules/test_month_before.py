"""This month against the month before: the same scheme by whatever spelling, a mistyped particular, and what is new."""

import pytest

from returns.editions import reconcile
from returns.exchange import figures_json
from returns.models import Agreement, Answer, Convertible, Warrant
from returns.rules import Level
from returns.sheet import Sheet
from tests.rules.breaking import found, set_cell


@pytest.fixture
def both(clean: Sheet, kingsoft_before: Sheet) -> Sheet:
    """November 2009 beside October, which closes with what November starts from; no rule has anything to say."""
    clean.month_before = kingsoft_before
    set_cell(kingsoft_before, "head-not_applicable", "agreements other_movements")
    set_cell(clean, "head-not_applicable", "other_movements")
    for sheet, closing, issuable in ((kingsoft_before, "10.00", "4"), (clean, "10.00", "4")):
        sheet.warrants = [Warrant(description="Warrants 2012 (A)", currency="HK$", share_class="ordinary_1")]
        sheet.convertibles = [Convertible(description="Notes due 2013", currency="HK$", share_class="ordinary_1")]
        sheet.agreements = [Agreement(particulars="Deed with Harbour Limited", share_class="ordinary_1")]
        for part, used in (("warrants", "exercised"), ("convertibles", "converted")):
            for name, typed in [
                ("opening", "10.00"), (used, "Nil"), ("closing", closing), ("subscription_price", "2.50"),
                ("issued", "Nil"), ("may_be_issued", issuable),
            ]:  # fmt: skip
                set_cell(sheet, f"{part}-0-{name}", typed)
        set_cell(sheet, "warrants-0-expiry_date", "30/06/2012")
        set_cell(sheet, "agreements-0-issued", "Nil")
        set_cell(sheet, "agreements-0-may_be_issued", "500")
        set_cell(sheet, "agreements-0-approval_date", "12/06/2008")
    return clean


def test_two_months_that_go_on_from_each_other_are_clean(both: Sheet) -> None:
    assert found(both) == []


def test_a_scheme_of_another_apostrophe_dash_and_case_is_the_same(both: Sheet) -> None:
    assert both.month_before
    for row in range(5):
        set_cell(both.month_before, f"options-{row}-name", f"Directors' Scheme ({row}) - 2004")
        set_cell(both, f"options-{row}-name", f"DIRECTORS’ Scheme （{row}）\u2013\u00a02004")
    set_cell(both, "options-0-exercise_price", "0.03530")
    set_cell(both, "options-1-currency", "USD")
    set_cell(both, "warrants-0-description", "warrants 2012\u200b (a)")
    set_cell(both, "agreements-0-particulars", "Deed  with HARBOUR Limited")
    assert found(both) == []
    set_cell(both, "options-2-lapsed", "37,501")
    assert [(code, place) for code, place, *_ in found(both)] == [("A-2", "options-2-may_be_issued")]


# The cell, what is typed there, what last month said, and what else follows from the slip.
MISTYPED = [
    ("options-3-approval_date", "22/01/2007", "30/06/2004"),
    ("options-3-exercise_price", "0.0006", "0.0005"),
    ("options-2-name", "Share Option Schema", "Share Option Scheme"),
    ("options-2-name", "Directors' Plan", "Share Option Scheme"),
    ("warrants-0-expiry_date", "30/06/2013", "30/06/2012"),
    ("warrants-0-description", "Warants 2012 (A)", "Warrants 2012 (A)"),
    ("warrants-0-approval_date", "01/02/2008", "blank"),
    ("convertibles-0-description", "Note due 2013", "Notes due 2013"),
    ("agreements-0-particulars", "Deed with Harbor Limited", "Deed with Harbour Limited"),
    ("agreements-0-approval_date", "12/06/2009", "12/06/2008"),
]


@pytest.mark.parametrize(("address", "typed", "was"), MISTYPED)
def test_a_mistyped_particular_is_named_with_what_it_was(both: Sheet, address: str, typed: str, was: str) -> None:
    set_cell(both, address, typed)
    level = Level.NOTE if was == "blank" else Level.WARNING
    assert found(both, Level.ERROR, Level.WARNING, Level.NOTE) == [("P-6", address, typed, was, "")]
    assert [finding.level for finding in reconcile(both).findings] == [level]


def test_both_ways_out_are_named(both: Sheet) -> None:
    set_cell(both, "options-3-approval_date", "22/01/2007")
    (finding,) = reconcile(both).findings
    assert finding.message == (
        "III.A, row 4 differs from October 2009 in its EGM approval date: 22/01/2007, was 30/06/2004. Restore it if it "
        "was mistyped; explain it if this is another grant, or if it is right as it is now."
    )
    assert [cell.address for cell in finding.cells] == ["options-3-approval_date", "before-options-3-approval_date"]


def test_a_currency_and_a_price_of_an_instrument_are_particulars(both: Sheet) -> None:
    set_cell(both, "convertibles-0-subscription_price", "2.40")
    set_cell(both, "warrants-0-price_currency", "US$")
    set_cell(both, "options-4-currency", "US$")
    assert [finding for finding in found(both) if finding[0] == "P-6"] == [
        ("P-6", "options-4-currency", "US$", "HK$", ""),
        ("P-6", "warrants-0-price_currency", "US$", "blank", ""),
        ("P-6", "convertibles-0-subscription_price", "2.40", "2.50", ""),
    ]


@pytest.mark.parametrize(
    ("mistyped", "figure", "typed", "code"),
    [
        ("options-3-approval_date", "options-3-lapsed", "5", "A-2"),
        ("warrants-0-expiry_date", "warrants-0-opening", "10.01", "B-2"),
        ("convertibles-0-approval_date", "convertibles-0-opening", "10.01", "C-2"),
        ("agreements-0-approval_date", "agreements-0-may_be_issued", "501", "D-2"),
    ],
)
def test_where_a_row_starts_is_proved_though_a_particular_was_mistyped(
    both: Sheet, mistyped: str, figure: str, typed: str, code: str
) -> None:
    set_cell(both, mistyped, "22/01/2009")
    set_cell(both, figure, typed)
    assert {code, "P-6"} <= {code for code, *_ in found(both)}
    assert "A-7" not in {code for code, *_ in found(both)}


def explain(sheet: Sheet, code: str, cell: str) -> None:
    sheet.answers.append(Answer(code=code, cell=cell, reason="It is another grant.", name="Chan"))


def test_another_grant_is_explained_and_what_became_of_the_old_one_is_asked(both: Sheet) -> None:
    set_cell(both, "options-3-approval_date", "22/01/2007")
    set_cell(both, "options-3-may_be_issued", "1,000")
    assert {code for code, *_ in found(both)} == {"A-2", "P-6"}
    explain(both, "P-6", "options-3-approval_date")
    assert [(code, place) for code, place, *_ in found(both)] == [
        ("A-7", "before-options-3-may_be_issued"),
        ("P-5", "options-3-granted"),
        ("P-6", "options-3-approval_date"),
    ]
    explain(both, "A-7", "before-options-3-may_be_issued")
    explain(both, "P-5", "options-3-granted")
    assert reconcile(both).may_be_filed


def test_a_particular_put_right_this_month_is_explained_and_goes_on(both: Sheet) -> None:
    set_cell(both, "options-3-approval_date", "22/01/2007")
    explain(both, "P-6", "options-3-approval_date")
    assert reconcile(both).may_be_filed
    assert [code for code, *_ in found(both)] == ["P-6"]


def test_a_grant_of_this_month_is_no_old_one_mistyped(both: Sheet) -> None:
    set_cell(both, "options-3-approval_date", "22/01/2007")
    set_cell(both, "options-3-granted", "1,000")
    set_cell(both, "options-3-may_be_issued", "1,000")
    assert [(code, place) for code, place, *_ in found(both)] == [
        ("A-7", "before-options-3-may_be_issued"),
        ("P-5", "options-3-name"),
    ]


@pytest.mark.parametrize(
    ("address", "typed", "code"),
    [
        ("agreements-0-particulars", "Deed with Anchor Limited", "D-2"),
        ("convertibles-0-description", "Notes due 2014", "C-7"),
    ],
)
def test_what_is_plainly_another_is_new_and_the_old_one_gone(both: Sheet, address: str, typed: str, code: str) -> None:
    set_cell(both, address, typed)
    assert [code for code, *_ in found(both)] == [code, "P-5"]


def test_two_particulars_that_differ_make_another_scheme(both: Sheet) -> None:
    set_cell(both, "options-3-approval_date", "22/01/2007")
    set_cell(both, "options-3-exercise_price", "0.0007")
    assert {code for code, *_ in found(both)} == {"A-7", "P-5"}


def test_of_two_that_could_be_meant_neither_is_taken(both: Sheet) -> None:
    assert both.month_before
    for row in (1, 3):
        set_cell(both.month_before, f"options-{row}-exercise_price", "0.50")
        set_cell(both.month_before, f"options-{row}-approval_date", f"0{row}/06/2004")
        set_cell(both, f"options-{row}-exercise_price", "0.50")
        set_cell(both, f"options-{row}-approval_date", f"1{row}/06/2004")
        for sheet in (both, both.month_before):
            for name, typed in [("exercised", "Nil"), ("issued", "Nil"), ("may_be_issued", "700")]:
                set_cell(sheet, f"options-{row}-{name}", typed)
    codes = [code for code, place, *_ in found(both) if place.startswith(("options-", "before-options-"))]
    assert codes == ["A-7", "A-7", "P-5", "P-5"]


def test_of_two_that_could_be_meant_the_one_whose_figures_go_on_is_taken(both: Sheet) -> None:
    assert both.month_before
    for row, closing in ((1, "800"), (3, "700")):
        set_cell(both.month_before, f"options-{row}-exercise_price", "0.50")
        set_cell(both.month_before, f"options-{row}-approval_date", f"0{row}/06/2004")
        set_cell(both, f"options-{row}-exercise_price", "0.50")
        for sheet in (both, both.month_before):
            for name, typed in [("exercised", "Nil"), ("issued", "Nil"), ("may_be_issued", closing)]:
                set_cell(sheet, f"options-{row}-{name}", typed)
    set_cell(both, "options-1-approval_date", "13/06/2004")
    set_cell(both, "options-3-approval_date", "11/06/2004")
    assert {row: both.pairs("options")[row].last for row in (1, 3)} == {1: 1, 3: 3}
    assert [code for code, place, *_ in found(both) if place.startswith("options-")] == ["P-6", "P-6"]


@pytest.mark.parametrize(
    ("part", "cell", "entered", "calculated"),
    [
        ("warrants", "warrants-0-opening", "10.00", "Nil"),
        ("convertibles", "convertibles-0-opening", "10.00", "Nil"),
        ("options", "options-0-granted", "Nil", "8,964,500"),
    ],
)
def test_what_last_month_did_not_have_starts_from_nothing_or_is_explained(
    both: Sheet, part: str, cell: str, entered: str, calculated: str
) -> None:
    assert both.month_before
    del both.month_before.rows(part)[0]
    assert found(both) == [("P-5", cell, entered, calculated, "")]
    explain(both, "P-5", cell)
    assert reconcile(both).may_be_filed


def test_what_was_issued_in_the_month_is_new_and_no_more(both: Sheet) -> None:
    assert both.month_before
    both.month_before.warrants, both.month_before.convertibles = [], []
    for part in ("warrants", "convertibles"):
        set_cell(both, f"{part}-0-opening", "Nil")
        set_cell(both, f"{part}-0-newly_issued", "10.00")
    assert [(finding.code, finding.level) for finding in reconcile(both).findings] == [("P-5", Level.NOTE)] * 2


def test_without_a_month_before_nothing_is_new(both: Sheet) -> None:
    both.month_before = None
    assert found(both) == []
    before = figures_json.load(figures_json.dump(both).encode())
    set_cell(before, "head-month_ended", "2009-09-30")
    both.month_before = before
    assert {code for code, *_ in found(both)} == {"P-3"}
