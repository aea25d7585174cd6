"""Shares consolidated or subdivided: one question for all, each price and number proved by the ratio."""

from fractions import Fraction

import pytest

from returns.editions import reconcile
from returns.exchange import figures_json
from returns.figures import Sort, read
from returns.models import Agreement, Answer, Convertible, Warrant
from returns.pairing import is_adjusted_and_rounded
from returns.rules import Level
from returns.sheet import Sheet
from tests.rules.breaking import found, set_cell

PRICES = ("0.0353", "0.2118", "0.24", "0.0005", "3.60")
NUMBERS = ("8,912,500", "3,481,500", "84,090,100", "1,700,500", "375,000")


def reorganised(clean: Sheet, cells: dict[str, str], prices: tuple[str, ...], numbers: tuple[str, ...]) -> Sheet:
    """December 2009 after Kingsoft's November: nothing moved but by the reorganisation that `cells` state."""
    december = figures_json.load(figures_json.dump(clean).encode())
    december.month_before = clean
    set_cell(december, "head-month_ended", "2009-12-31")
    set_cell(december, "head-date_submitted", "05/01/2010")
    set_cell(december, "head-not_applicable", "")
    set_cell(clean, "head-not_applicable", "")
    set_cell(december, "issued-0-opening", "1,094,047,133")
    set_cell(december, "head-remarks", "(1) The shares were reorganised on 15 December 2009.")
    for row, (price, number) in enumerate(zip(prices, numbers, strict=True)):
        for name in ("granted", "exercised", "cancelled", "lapsed", "issued"):
            set_cell(december, f"options-{row}-{name}", "Nil")
        set_cell(december, f"options-{row}-exercise_price", price)
        set_cell(december, f"options-{row}-may_be_issued", number)
    for address in ("funds_raised-0-amount", "totals-0-shares"):
        set_cell(december, address, "Nil")
    for address, typed in {**cells, "authorised-0-movement_capital": "Nil"}.items():
        set_cell(december, address, typed)
    for name, typed in [("share_class", "ordinary_1"), ("event_date", "15/12/2009"), ("approval_date", "14/12/2009")]:
        set_cell(december, f"other_movements-8-{name}", typed)
    return december


@pytest.fixture
def consolidated(clean: Sheet) -> Sheet:
    """Ten shares of US$0.0005 into one of US$0.005."""
    return reorganised(
        clean,
        {
            "authorised-0-movement_shares": "(2,160,000,000)", "authorised-0-closing_shares": "240,000,000",
            "authorised-0-closing_par": "0.005",
            "issued-0-movement": "(984,642,420)", "issued-0-closing": "109,404,713",
            "other_movements-8-issued": "(984,642,420)",
            "totals-3-shares": "(984,642,420)", "totals-6-shares": "(984,642,420)",
        },
        ("0.353", "2.118", "2.4", "0.005", "36.0"),
        ("891,250", "348,150", "8,409,010", "170,050", "37,500"),
    )  # fmt: skip


@pytest.fixture
def subdivided(clean: Sheet) -> Sheet:
    """One share of US$0.0005 into five of US$0.0001."""
    return reorganised(
        clean,
        {
            "authorised-0-movement_shares": "9,600,000,000", "authorised-0-closing_shares": "12,000,000,000",
            "authorised-0-closing_par": "0.0001",
            "issued-0-movement": "4,376,188,532", "issued-0-closing": "5,470,235,665",
            "other_movements-8-issued": "4,376,188,532",
            "totals-3-shares": "4,376,188,532", "totals-6-shares": "4,376,188,532",
        },
        ("0.00706", "0.04236", "0.048", "0.0001", "0.72"),
        ("44,562,500", "17,407,500", "420,450,500", "8,502,500", "1,875,000"),
    )  # fmt: skip


CONSOLIDATION = ("P-7", "authorised-0-closing_par", "0.005", "an explanation of the adjustment", "")
SUBDIVISION = ("P-7", "authorised-0-closing_par", "0.0001", "an explanation of the adjustment", "")


def test_ten_into_one_is_one_question(consolidated: Sheet) -> None:
    assert found(consolidated) == [CONSOLIDATION]
    (finding,) = reconcile(consolidated).findings
    assert finding.level is Level.WARNING
    assert finding.message == (
        "Ordinary shares (1) were consolidated, 10 into 1 (par value 0.0005 to 0.005 in I). In III.A, rows 1 to 5, "
        "every price is that of November 2009 × 10, and what is outstanding follows it ÷ 10. Explain it once for all "
        "of them."
    )
    consolidated.answers.append(Answer(code="P-7", cell="authorised-0-closing_par", reason="Circular", name="Chan"))
    assert reconcile(consolidated).may_be_filed


def test_one_into_five_is_one_question(subdivided: Sheet) -> None:
    assert found(subdivided) == [SUBDIVISION]
    assert reconcile(subdivided).findings[0].message == (
        "Ordinary shares (1) were subdivided, 1 into 5 (par value 0.0005 to 0.0001 in I). In III.A, rows 1 to 5, every "
        "price is that of November 2009 ÷ 5, and what is outstanding follows it × 5. Explain it once for all of them."
    )


def test_the_explanation_is_of_these_figures(consolidated: Sheet) -> None:
    (finding,) = reconcile(consolidated).findings
    addresses = {cell.address for cell in finding.cells}
    for row in range(5):
        for name in ("exercise_price", "may_be_issued"):
            assert {f"options-{row}-{name}", f"before-options-{row}-{name}"} <= addresses


# The cell that is mistyped, what is typed there, and what the ratio makes of last month's.
SINGLY = [
    ("options-2-may_be_issued", "8,409,100", "8,409,010"),
    ("options-0-may_be_issued", "8,912,500", "891,250"),
    ("options-0-may_be_issued", "891,251", "891,250"),
    ("options-1-exercise_price", "2.181", "2.118"),
    ("options-1-exercise_price", "2.1", "2.118"),
    ("options-4-exercise_price", "3.60", "36"),
    ("options-3-exercise_price", "0.05", "0.005"),
]


@pytest.mark.parametrize(("address", "typed", "calculated"), SINGLY)
def test_what_the_ratio_does_not_fit_is_named_singly(
    consolidated: Sheet, address: str, typed: str, calculated: str
) -> None:
    set_cell(consolidated, address, typed)
    assert found(consolidated) == [CONSOLIDATION, ("P-7", address, typed, calculated, "")]
    set_cell(consolidated, address, calculated)
    assert found(consolidated) == [CONSOLIDATION]


def test_a_row_that_was_not_adjusted_is_named_at_its_price_and_its_number(consolidated: Sheet) -> None:
    set_cell(consolidated, "options-4-exercise_price", "3.60")
    set_cell(consolidated, "options-4-may_be_issued", "375,000")
    assert found(consolidated) == [
        CONSOLIDATION,
        ("P-7", "options-4-exercise_price", "3.60", "36", ""),
        ("P-7", "options-4-may_be_issued", "375,000", "37,500", ""),
    ]
    assert reconcile(consolidated).findings[1].message == (
        "III.A, row 5, Exercise price: entered 3.60; calculated 36, from 3.60 of last month × 10, as ordinary shares "
        "(1) were consolidated, 10 into 1 (par value 0.0005 to 0.005 in I). Adjust it, or explain why it differs."
    )


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("authorised-0-closing_par", "0.05"),
        ("issued-0-closing", "109,404,731"),
        ("other_movements-8-issued", "984,642,420"),
        ("issued-0-movement", "(984,642,402)"),
        ("issued-0-opening", "109,404,713"),
    ],
)
def test_one_slip_in_i_ii_or_iii_e_does_not_lose_the_ratio(consolidated: Sheet, address: str, typed: str) -> None:
    set_cell(consolidated, address, typed)
    assert consolidated.reorganised["ordinary_1"].ratio == 10
    assert {"A-7", "P-5", "P-6"}.isdisjoint(code for code, *_ in found(consolidated))


def test_a_mistyped_date_of_an_adjusted_row_is_named_too(consolidated: Sheet) -> None:
    set_cell(consolidated, "options-3-approval_date", "22/01/2007")
    assert found(consolidated) == [
        ("P-6", "options-3-approval_date", "22/01/2007", "30/06/2004", ""),
        CONSOLIDATION,
    ]


@pytest.mark.parametrize(("number", "fits"), [("8,912,501", True), ("8,912,500", True), ("8,912,502", False)])
def test_a_fraction_is_rounded_up_or_down(consolidated: Sheet, number: str, fits: bool) -> None:
    assert consolidated.month_before
    set_cell(consolidated.month_before, "options-0-may_be_issued", "89,125,005")
    set_cell(consolidated, "options-0-may_be_issued", number)
    assert ("P-7", "options-0-may_be_issued", number, "8,912,500", "") not in found(consolidated) or not fits
    assert len(found(consolidated)) == (1 if fits else 2)


@pytest.mark.parametrize(
    ("lapsed", "closing", "fits"),
    [
        ("1,000", "890,250", True),  # after the consolidation: 891,250 - 1,000
        ("1,000", "891,150", True),  # before it: (8,912,500 - 1,000) / 10
        ("1,000", "890,251", False),
    ],
)
def test_options_may_move_before_the_consolidation_or_after_it(
    consolidated: Sheet, lapsed: str, closing: str, fits: bool
) -> None:
    set_cell(consolidated, "options-0-lapsed", lapsed)
    set_cell(consolidated, "options-0-may_be_issued", closing)
    singly = [] if fits else [("P-7", "options-0-may_be_issued", closing, "890,250", "")]
    assert found(consolidated) == [CONSOLIDATION, *singly]


@pytest.mark.parametrize(
    ("last", "now", "fits"),
    [
        ("0.353", "0.117667", True),
        ("0.353", "0.1177", True),
        ("0.353", "0.118", True),  # to the decimals of last month's price
        ("0.353", "0.12", False),
        ("0.353", "0.1176", False),
        ("0.0353", "0.0118", True),
        ("0.0353", "0.012", False),
        ("3.60", "1.2", False),  # exactly, and not rounded
        ("4.00", "1.33", True),
        ("4.00", "1.3", False),
    ],
)
def test_a_price_without_end_is_rounded(last: str, now: str, fits: bool) -> None:
    prices = read(last, Sort.PRICE), read(now, Sort.PRICE)
    assert is_adjusted_and_rounded(*prices, Fraction(1, 3)) is fits


@pytest.mark.parametrize(
    ("issued", "closing", "funds"),
    [
        ("1,000", "891,150", "35.30"),  # before the consolidation: (8,912,500 - 1,000) / 10, 1,000 x 0.0353
        ("1,000", "890,250", "353.00"),  # after it: 891,250 - 1,000, 1,000 x 0.353
    ],
)
def test_options_are_exercised_at_the_price_of_their_day(
    consolidated: Sheet, issued: str, closing: str, funds: str
) -> None:
    set_cell(consolidated, "options-0-exercised", "1,000")
    set_cell(consolidated, "options-0-issued", issued)
    set_cell(consolidated, "options-0-may_be_issued", closing)
    set_cell(consolidated, "totals-0-shares", issued)
    set_cell(consolidated, "totals-6-shares", "(984,641,420)")
    set_cell(consolidated, "issued-0-movement", "(984,641,420)")
    set_cell(consolidated, "issued-0-closing", "109,405,713")
    set_cell(consolidated, "funds_raised-0-amount", funds)
    assert found(consolidated) == [CONSOLIDATION]
    set_cell(consolidated, "funds_raised-0-amount", "100.00")
    assert ("A-4", "funds_raised-0-amount", "100.00", "353.00", "253.00") in found(consolidated)


def test_the_prices_of_two_rows_are_not_mixed_up(consolidated: Sheet) -> None:
    # Last month 0.24 and 2.40 beside each other: now 2.40 is what 0.24 became, and 24.00 what 2.40 became.
    assert consolidated.month_before
    for name in ("currency", "approval_date", "share_class", "name"):
        setattr(consolidated.options[4], name, getattr(consolidated.options[2], name))
        setattr(consolidated.month_before.options[4], name, getattr(consolidated.month_before.options[2], name))
    set_cell(consolidated.month_before, "options-4-exercise_price", "2.40")
    set_cell(consolidated, "options-4-exercise_price", "24.00")
    consolidated.options.reverse()
    assert {row: pair.last for row, pair in consolidated.pairs("options").items()} == {row: 4 - row for row in range(5)}
    assert [code for code, *_ in found(consolidated)] == ["P-7"]


def add_instruments(sheet: Sheet, price: str, issuable: str, of_agreement: str) -> None:
    sheet.warrants = [Warrant(description="Warrants 2012", currency="HK$", share_class="ordinary_1")]
    sheet.convertibles = [Convertible(description="Notes due 2013", currency="HK$", share_class="ordinary_1")]
    sheet.agreements = [Agreement(particulars="Deed with Harbour Limited", share_class="ordinary_1")]
    for part, used in (("warrants", "exercised"), ("convertibles", "converted")):
        for name, typed in [
            ("opening", "900.00"), (used, "Nil"), ("closing", "900.00"), ("subscription_price", price),
            ("issued", "Nil"), ("may_be_issued", issuable),
        ]:  # fmt: skip
            set_cell(sheet, f"{part}-0-{name}", typed)
    set_cell(sheet, "agreements-0-issued", "Nil")
    set_cell(sheet, "agreements-0-may_be_issued", of_agreement)


def test_warrants_convertibles_and_agreements_are_adjusted_with_the_options(consolidated: Sheet) -> None:
    assert consolidated.month_before
    add_instruments(consolidated.month_before, "0.25", "3,600", "505")
    add_instruments(consolidated, "2.50", "360", "50")
    assert found(consolidated) == [CONSOLIDATION]
    assert "In III.A, rows 1 to 5; III.B, row 1; III.C, row 1; III.D, row 1, every price" in (
        reconcile(consolidated).findings[0].message
    )
    set_cell(consolidated, "warrants-0-subscription_price", "0.25")
    set_cell(consolidated, "warrants-0-may_be_issued", "3,600")
    set_cell(consolidated, "agreements-0-may_be_issued", "505")
    assert found(consolidated) == [
        CONSOLIDATION,
        ("P-7", "warrants-0-subscription_price", "0.25", "2.5", ""),
        ("P-7", "agreements-0-may_be_issued", "505", "50", ""),
    ]


def test_of_another_class_nothing_is_adjusted(consolidated: Sheet) -> None:
    assert consolidated.month_before
    for sheet in (consolidated, consolidated.month_before):
        add_instruments(sheet, "0.25", "3,600", "505")
        sheet.warrants[0].share_class = sheet.convertibles[0].share_class = "preference_1"
        sheet.agreements[0].share_class = "preference_1"
    assert [code for code, *_ in found(consolidated)] == ["B-8", "C-8", "D-3", "P-7"]


def test_a_capital_reduction_adjusts_nothing(clean: Sheet) -> None:
    """The par value is cut from 0.0005 to 0.0001, the authorised shares are split; the issued ones stay."""
    sheet = reorganised(
        clean,
        {
            "authorised-0-movement_shares": "9,600,000,000", "authorised-0-closing_shares": "12,000,000,000",
            "authorised-0-closing_par": "0.0001", "issued-0-movement": "Nil", "totals-6-shares": "Nil",
        },
        PRICES,
        NUMBERS,
    )  # fmt: skip
    assert sheet.reorganised == {}
    assert found(sheet) == []


@pytest.mark.parametrize("par", ["0.0005", "N/A"])
def test_a_consolidation_shows_in_ii_where_the_par_value_does_not(consolidated: Sheet, par: str) -> None:
    """Consolidated and reduced at once, or of no par value."""
    assert consolidated.month_before
    for address in ("authorised-0-opening_par", "authorised-0-closing_par", "before-authorised-0-closing_par"):
        set_cell(consolidated, address, par)
    assert consolidated.reorganised["ordinary_1"].ratio == 10
    assert [(code, place) for code, place, *_ in found(consolidated) if place.partition("-")[0] != "authorised"] == [
        ("P-7", "other_movements-8-issued")
    ]


def test_a_bonus_issue_may_adjust_options_or_not(clean: Sheet) -> None:
    cells = {
        "issued-0-movement": "109,404,713", "issued-0-closing": "1,203,451,846",
        "other_movements-3-issued": "109,404,713", "other_movements-3-share_class": "ordinary_1",
        "other_movements-3-event_date": "15/12/2009",
        "totals-3-shares": "109,404,713", "totals-6-shares": "109,404,713",
    }  # fmt: skip
    sheet = reorganised(clean, cells, PRICES, NUMBERS)
    assert found(sheet) == []
    set_cell(sheet, "options-4-exercise_price", "3.2727")
    set_cell(sheet, "options-4-may_be_issued", "412,500")
    assert found(sheet) == [
        ("P-7", "other_movements-3-issued", "109,404,713", "an explanation of the adjustment", "")
    ]  # fmt: skip
    assert "11 ordinary shares (1) of every 10. In III.A, row 5, every price is that of November 2009 × 10/11, and" in (
        reconcile(sheet).findings[0].message
    )
