"""The 2009 form as data: what the templates are given to set out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from returns.editions import EDITIONS
from returns.editions.form_2009.labels import BLANK, EMPTY_DATE
from returns.editions.form_2009.layout import Form
from returns.figures import NIL, Figure, Kind, day, number
from returns.models import Agreement, AuthorisedTotal, IssuedClass, OptionScheme, OtherMovement, Total, Warrant
from returns.sheet import Sheet


def build_layout(sheet: Sheet) -> Form:
    return EDITIONS["2009"].build_layout(sheet)


def option(sheet: Sheet, **cells: Any) -> str:
    sheet.options = [OptionScheme(**cells)]
    return build_layout(sheet).options.entries[0].particulars


def test_the_form_has_room_for_rows_that_nobody_stated(kingsoft: Sheet) -> None:
    kingsoft.options = kingsoft.other_movements = []
    form = build_layout(kingsoft)
    assert [len(section.entries) for section in (form.options, form.warrants, form.convertibles)] == [3, 4, 4]
    assert [len(section.entries) for section in (form.agreements, form.other_movements)] == [3, 10]
    assert form.options.entries[2].particulars.splitlines() == [
        f"3. {BLANK}",
        "Exercise Price",
        BLANK,
        EMPTY_DATE,
        f"{BLANK} shares (Note 1)",
    ]


@pytest.mark.parametrize(
    ("price", "printed"),
    [
        (number(Decimal("3.60")), "HK$3.60"),
        (NIL, "HK$ Nil"),
        (Figure(Kind.WORDS, text="See Remark (1)"), "HK$ See Remark (1)"),
        (Figure(Kind.BLANK), "HK$"),
    ],
)
def test_a_price_is_joined_to_its_currency(price: Figure, printed: str, kingsoft: Sheet) -> None:
    assert option(kingsoft, currency="HK$", exercise_price=price).splitlines()[2] == printed


@pytest.mark.parametrize(
    ("share_class", "printed"),
    [
        ("ordinary_1", "Ordinary shares (Note 1)"),
        ("ordinary_2", "Ordinary shares (2) (Note 1)"),
        ("preference_1", "Preference shares (Note 1)"),
        ("other_1", "Other shares (Note 1)"),
        ("Units", "Units (Note 1)"),
        ("", f"{BLANK} shares (Note 1)"),
    ],
)
def test_a_row_names_its_class_of_shares(share_class: str, printed: str, kingsoft: Sheet) -> None:
    assert option(kingsoft, share_class=share_class).splitlines()[-1] == printed


def test_a_class_is_numbered_where_its_kind_has_another(kingsoft: Sheet) -> None:
    kingsoft.issued.append(IssuedClass(share_class="ordinary_2", opening=number(1)))
    assert option(kingsoft, share_class="ordinary_1").splitlines()[-1] == "Ordinary shares (1) (Note 1)"


def test_there_is_a_total_for_each_currency(kingsoft: Sheet) -> None:
    kingsoft.authorised_totals = [
        AuthorisedTotal(currency="US$", amount=number(Decimal(1200000))),
        AuthorisedTotal(currency="RMB", amount=NIL),
    ]
    assert [(line.label, line.text) for line in build_layout(kingsoft).authorised.totals] == [
        ("Total authorised share capital at the end of the month (US$)", "US$1,200,000.00"),
        ("Total authorised share capital at the end of the month (RMB)", "RMB Nil"),
    ]


def test_a_total_stated_for_no_line_of_the_form_is_not_left_out(kingsoft: Sheet) -> None:
    kingsoft.totals = [Total(part="warrants", share_class="ordinary_2", shares=number(5))]
    assert [(line.label, line.text) for line in build_layout(kingsoft).warrants.totals] == [
        ("Total B. (Ordinary shares)", ""),
        ("(Preference shares)", ""),
        ("(Other class)", ""),
        ("(Ordinary shares (2))", "5"),
    ]


def test_a_warrant_has_its_details_under_it(kingsoft: Sheet) -> None:
    kingsoft.warrants = [
        Warrant(
            description="Warrants 2011",
            expiry_date=day(date(2011, 1, 31)),
            currency="HK$",
            opening=number(Decimal("100000000")),
            stock_code="1234",
            share_class="ordinary_1",
            price_currency="HK$",
            subscription_price=number(Decimal("1.050")),
            issued=NIL,
        )
    ]
    entry = build_layout(kingsoft).warrants.entries[0]
    assert entry.particulars == "1. Warrants 2011\n(31/01/2011)"
    assert (entry.currency, entry.figures) == ("HK$", ("100,000,000.00", "", "", "Nil", ""))
    assert [line.text for line in entry.details] == ["1234", "Ordinary shares", "HK$1.050", EMPTY_DATE]


def test_an_agreement_ends_in_its_date_and_class(kingsoft: Sheet) -> None:
    kingsoft.agreements = [
        Agreement(particulars="Deed", approval_date=day(date(2009, 11, 2)), share_class="ordinary_1")
    ]
    assert build_layout(kingsoft).agreements.entries[0].particulars == "1. Deed\n(02/11/2009)\nOrdinary shares (Note 1)"


def test_issues_stand_in_the_forms_order_and_what_has_no_type_after_them(kingsoft: Sheet) -> None:
    kingsoft.other_movements = [
        OtherMovement(issued=number(1)),
        OtherMovement(type="other", specification="Exchange of shares"),
        OtherMovement(type="placing", currency="HK$", price=number(Decimal("12.345"))),
        OtherMovement(type="rights_issue"),
    ]
    entries = build_layout(kingsoft).other_movements.entries
    assert [entry.particulars for entry in entries] == [
        "1. Rights issue",
        "2. Open offer",
        "3. Placing",
        "4. Bonus issue",
        "5. Scrip dividend",
        "6. Repurchase of shares",
        "7. Redemption of shares",
        "8. Consideration issue",
        "9. Capital reorganisation",
        "10. Other (Please specify)\nExchange of shares",
        BLANK,
    ]
    assert entries[2].price == "At price:\nHK$12.345"
    assert entries[3].price == ""
    assert entries[10].figures == ("1", "")


def test_a_price_stated_where_the_form_asks_for_none_is_not_left_out(kingsoft: Sheet) -> None:
    kingsoft.other_movements = [OtherMovement(type="repurchase", currency="HK$", price=number(Decimal("2.5")))]
    assert build_layout(kingsoft).other_movements.entries[5].price == "At price:\nHK$2.5"
