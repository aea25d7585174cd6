"""Each rule, by breaking one clean sheet in one place: that code, at that cell, and no other."""

# ruff: noqa: E501  (a table of breaks reads by its rows)

from datetime import date

import pytest

from returns.editions import reconcile
from returns.figures import Kind
from returns.models import Agreement, Convertible, Total, Warrant
from returns.roll_forward import roll_forward
from returns.rules import Level, Outcome
from returns.sheet import Sheet
from tests.rules.breaking import found, set_cell

TODAY = "head-date_submitted"


def test_the_real_filing_has_no_error_and_four_notes(kingsoft: Sheet) -> None:
    assert found(kingsoft) == [
        ("I-4", "authorised-0-closing_capital", "1,200,000.00", "a total in US$", ""),
        ("T-3", "issued-1-movement", "Nil", "N/A: there are no ordinary shares (2)", ""),
        ("T-3", "issued-2-movement", "Nil", "N/A: there are no preference shares (1)", ""),
        ("T-3", "issued-3-movement", "Nil", "N/A: there are no other classes of shares (1)", ""),
    ]
    assert not reconcile(kingsoft).errors
    assert not reconcile(kingsoft).warnings


def test_the_clean_sheet_is_clean(clean: Sheet) -> None:
    assert found(clean) == []


# The cell, what is typed there, and the one finding: code, cell, found, expected, difference.
BREAKS = [
    ("issued-0-closing", "1,094,047,134", ("II-1", "issued-0-closing", "1,094,047,134", "1,094,047,133", "1")),
    ("authorised-0-closing_capital", "", ("I-2", "authorised-0-closing_capital", "", "1,200,000.00", "")),
    ("authorised_totals-0-amount", "1,200,000.01", ("I-4", "authorised_totals-0-amount", "1,200,000.01", "1,200,000.00", "0.01")),
    ("authorised-0-movement_capital", "Nil", None),
    ("authorised-0-movement_capital", "0.01", ("I-2", "authorised-0-closing_capital", "1,200,000.00", "1,200,000.01", "0.01")),
    ("authorised-0-movement_shares", "(1)", ("I-1", "authorised-0-closing_shares", "2,400,000,000", "2,399,999,999", "1")),
    ("authorised-0-movement_shares", "0", None),
    ("authorised-0-movement_shares", "N/A", None),
    ("authorised-0-opening_capital", "1,200,000.01", [
        ("I-2", "authorised-0-closing_capital", "1,200,000.00", "1,200,000.01", "0.01"),
        ("I-3", "authorised-0-opening_capital", "1,200,000.01", "1,200,000.00", "0.01"),
    ]),
    ("authorised-0-opening_par", "0.00051", [
        ("I-3", "authorised-0-opening_capital", "1,200,000.00", "1,224,000.00", "24,000.00"),
        ("I-5", "authorised-0-closing_shares", "2,400,000,000", "2,448,000,000", "48,000,000"),
        ("I-5", "authorised-0-closing_par", "0.0005", "a remark that says why the par value changed", ""),
    ]),
    ("authorised-0-opening_par", "N/A", None),
    ("options-2-exercised", "752,001", [
        ("A-1", "options-2-issued", "752,000", "752,001", "1"),
        ("A-4", "funds_raised-0-amount", "196,506.20", "196,506.44", "0.24"),
    ]),
    ("options-2-existing_shares", "2,000", ("A-1", "options-2-issued", "752,000", "750,000", "2,000")),
    ("options-0-exercise_price", "0.0354", ("A-4", "funds_raised-0-amount", "196,506.20", "196,511.40", "5.20")),
    ("funds_raised-0-amount", "196,506.21", ("A-4", "funds_raised-0-amount", "196,506.21", "196,506.20", "0.01")),
    ("funds_raised-1-amount", "", ("A-4", "funds_raised-1-amount", "", "0.00", "")),
    ("funds_raised-1-amount", "0", None),
    ("funds_raised-1-currency", "HKD", None),
    ("totals-0-shares", "871,010", ("A-3", "totals-0-shares", "871,010", "871,000", "10")),
    ("totals-0-shares", "", ("A-3", "totals-0-shares", "", "871,000", "")),
    ("totals-1-shares", "1", ("A-3", "totals-1-shares", "1", "0", "1")),
    ("totals-1-shares", "Nil", ("T-3", "totals-1-shares", "Nil", "N/A: there are no preference shares", "")),
    ("totals-0-shares", "N/A", [
        ("A-3", "totals-0-shares", "N/A", "871,000", "871,000"),
        ("T-3", "totals-0-shares", "N/A", "Nil or a figure: there are ordinary shares", ""),
    ]),
    ("totals-1-shares", "", None),
    ("totals-7-shares", "5", None),  # T-1 twice: against A to E, and against II; see below
    ("options-0-approval_date", "01/12/2009", ("A-6", "options-0-approval_date", "01/12/2009", "a date not after 30/11/2009", "")),
    ("options-0-approval_date", "30/11/2009", None),
    ("options-3-lapsed", "(1)", ("A-10", "options-3-lapsed", "(1)", "zero or more", "")),
    ("options-3-may_be_issued", "N/A", None),
    ("options-4-exercise_price", "(3.60)", ("A-8", "options-4-exercise_price", "(3.60)", "a price of zero or more", "")),
    ("options-4-exercise_price", "", None),  # nothing was granted or exercised at it
    ("options-4-share_class", "ordinary_2", ("A-9", "options-4-share_class", "ordinary shares (2)", "one of the classes in I and II: ordinary shares (1)", "")),
    ("options-4-share_class", "", ("A-9", "options-4-share_class", "", "Choose the class of shares", "")),
    ("head-month_ended", "2009-11-29", ("H-1", "head-month_ended", "29/11/2009", "the last day of a month", "")),
    ("head-date_submitted", "30/11/2009", ("H-2", TODAY, "30/11/2009", "a date after 30/11/2009", "")),
    ("head-date_submitted", "", ("H-2", TODAY, "", "a date after 30/11/2009", "")),
    ("head-date_submitted", "01/12/2009", None),
    ("head-issuer_name", " ", ("H-3", "head-issuer_name", "", "the name of the issuer", "")),
    ("head-submitted_by", "", ("H-3", "head-submitted_by", "", "the name of the person who submits the return", "")),
    ("head-title", "", ("H-3", "head-title", "", "director, secretary or other duly authorised officer", "")),
    ("head-revision", "1", [
        ("H-4", "head-revision", "1", "0", ""),
        ("H-4", "head-revision_reason", "", "the reason for the revision", ""),
    ]),
    ("head-issuer_name", "Kingsoft Limited", ("H-6", "head-issuer_name", "Kingsoft Limited", "Kingsoft Corporation Limited", "")),
    ("head-issuer_name", "KINGSOFT CORPORATION LIMITED 金山軟件有限公司", None),
    ("issued-1-movement", "", None),
    ("head-remarks", "Nothing moved.", None),
    ("head-not_applicable", "options", None),  # T-2, at every figure of III.A; see below
]  # fmt: skip
ALONE = [break_ for break_ in BREAKS if break_[0] not in ("totals-7-shares", "head-not_applicable")]


@pytest.mark.parametrize(("address", "typed", "finding"), ALONE, ids=lambda value: str(value)[:40])
def test_one_break_makes_one_finding(
    clean: Sheet, address: str, typed: str, finding: tuple[str, ...] | list[tuple[str, ...]] | None
) -> None:
    set_cell(clean, address, typed)
    assert found(clean) == (finding if isinstance(finding, list) else [finding] if finding else [])


def test_a_movement_one_too_many_is_found_at_three_cells(clean: Sheet) -> None:
    set_cell(clean, "issued-0-movement", "871,001")
    assert found(clean) == [
        ("II-1", "issued-0-closing", "1,094,047,133", "1,094,047,134", "1"),
        ("II-2", "issued-0-movement", "871,001", "", "1"),
        ("T-1", "issued-0-movement", "871,001", "", "1"),
    ]


def test_a_finding_says_the_formula_with_its_numbers(clean: Sheet) -> None:
    set_cell(clean, "issued-0-movement", "871,001")
    messages = {finding.code: finding.message for finding in reconcile(clean).findings}
    assert messages["II-1"] == (
        "II, ordinary shares (1), Balance at close of the month: entered 1,094,047,133; "
        "1,093,176,133 + 871,001 = 1,094,047,134; difference 1."
    )


def test_a_price_changed_is_found_with_the_products(clean: Sheet) -> None:
    set_cell(clean, "funds_raised-0-amount", "196,506.21")
    (finding,) = reconcile(clean).findings
    assert finding.message == (
        "Total funds raised during the month from exercise of options (US$): entered 196,506.21; "
        "52,000 × 0.0353 + 67,000 × 0.2118 + 752,000 × 0.24 = 196,506.20; difference 0.01."
    )


def test_the_cells_of_both_sides_are_named(clean: Sheet) -> None:
    set_cell(clean, "totals-0-shares", "871,010")
    (finding,) = reconcile(clean).findings
    assert [cell.address for cell in finding.cells] == [
        "totals-0-shares",
        *[f"options-{row}-issued" for row in range(5)],
    ]


def test_a_grand_total_is_compared_with_a_to_e_and_with_ii(clean: Sheet) -> None:
    set_cell(clean, "totals-7-shares", "5")
    assert found(clean) == [
        ("T-1", "totals-7-shares", "5", "0", "5"),
        ("T-1", "issued-1-movement", "N/A", "", "5"),
    ]


def test_a_part_marked_not_applicable_has_no_figures(clean: Sheet) -> None:
    set_cell(clean, "head-not_applicable", "options")
    findings = found(clean)
    assert {code for code, *_ in findings} == {"T-2"}
    assert ("T-2", "options-2-lapsed", "37,500", "nothing but zero, or III.A not marked Not Applicable", "") in findings


def test_a_blank_is_reported_once_however_many_rules_wait_for_it(clean: Sheet) -> None:
    set_cell(clean, "options-2-issued", "")
    (finding,) = reconcile(clean).findings
    assert (finding.code, finding.level, finding.outcome) == ("II-2", Level.ERROR, Outcome.UNASSESSED)
    assert finding.place.address == "options-2-issued"


def test_a_blank_is_as_serious_as_the_most_serious_rule_that_waits(clean: Sheet) -> None:
    set_cell(clean, "options-0-exercised", "")  # A-1 would warn, A-4 and A-5 bar filing
    (finding,) = reconcile(clean).findings
    assert (finding.code, finding.level, finding.place.address) == ("A-4", Level.ERROR, "options-0-exercised")


def test_a_nil_is_quoted_as_entered(clean: Sheet) -> None:
    set_cell(clean, "totals-0-shares", "Nil")
    finding = next(finding for finding in reconcile(clean).findings if finding.code == "A-3")
    assert (finding.found, finding.difference) == ("Nil", "871,000")
    assert finding.message == (
        "Total A. (ordinary shares): entered Nil; 52,000 + 67,000 + 752,000 = 871,000; difference 871,000."
    )


def test_rows_of_which_nothing_is_stated_yet_are_reported_once(kingsoft: Sheet) -> None:
    december = roll_forward(kingsoft, date(2009, 12, 31))
    untouched = {finding.place.part: finding for finding in reconcile(december).findings if finding.untouched}
    assert list(untouched) == ["authorised", "issued", "options"]
    assert (untouched["options"].code, untouched["options"].level) == ("A-2", Level.ERROR)
    assert untouched["options"].place.address == "options-0-granted"
    assert untouched["options"].message.startswith("III.A, rows 1 to 5: nothing is stated of this month yet.")
    assert untouched["issued"].message.startswith("II, ordinary shares (1): nothing is stated of this month yet.")
    assert len(reconcile(december).findings) == 9
    total = next(finding for finding in reconcile(december).findings if finding.code == "A-3")
    assert total.place.address == "totals-0-shares"
    assert total.message == (
        "Total A. (ordinary shares); III.A, row 1, new shares issued; III.A, row 2, new shares issued; 3 more: "
        "nothing is stated, so this cannot be assessed."
    )
    # Of the rules that wait for five rows none passes.
    assert reconcile(december).outcomes["A-1"] == {Outcome.HOLDS: 0, Outcome.FAILS: 0, Outcome.UNASSESSED: 5}


def test_a_row_that_is_begun_speaks_for_itself(kingsoft: Sheet) -> None:
    december = roll_forward(kingsoft, date(2009, 12, 31))
    set_cell(december, "options-1-granted", "Nil")
    findings = [finding for finding in reconcile(december).findings if finding.place.part == "options"]
    assert [(finding.code, finding.place.address) for finding in findings] == [
        ("A-2", "options-0-granted"),
        ("A-1", "options-1-issued"),
        ("A-2", "options-1-may_be_issued"),
        ("A-5", "options-1-exercised"),
    ]
    assert findings[0].message.startswith("III.A, rows 1, 3 to 5: nothing is stated of this month yet.")
    assert findings[3].message == (
        "III.A, row 2, Exercised; Cancelled; Lapsed: nothing is stated, so this cannot be assessed."
    )


def test_shares_for_an_amount_left_blank_are_calculated_by_the_quotient(clean: Sheet) -> None:
    clean.convertibles = [Convertible(description="Bonds", currency="HK$", share_class="ordinary_1")]
    for name, typed in [
        ("opening", "45,000,000.00"), ("converted", "Nil"), ("closing", "45,000,000.00"),
        ("subscription_price", "2.60"), ("issued", "Nil"), ("may_be_issued", ""),
    ]:  # fmt: skip
        set_cell(clean, f"convertibles-0-{name}", typed)
    set_cell(clean, "head-not_applicable", "agreements other_movements")
    (finding,) = reconcile(clean).findings
    assert (finding.code, finding.found, finding.expected) == ("C-4", "", "17,307,692")
    assert "45,000,000.00 / 2.60 = 17,307,692" in finding.message


def test_words_in_place_of_a_figure_need_an_answer_and_a_remark(clean: Sheet) -> None:
    set_cell(clean, "options-2-issued", "See Remark (1)")
    assert found(clean)[1] == (
        "T-4",
        "options-2-issued",
        "See Remark (1)",
        "a remark that says what the figure is",
        "",
    )
    set_cell(clean, "head-options_remarks", "(1) To be confirmed by the registrar.")
    (finding,) = reconcile(clean).findings
    assert (finding.level, finding.outcome, finding.found) == (Level.WARNING, Outcome.UNASSESSED, "See Remark (1)")


def test_what_cannot_be_read_is_reported_at_its_cell_and_by_no_other_rule(clean: Sheet) -> None:
    set_cell(clean, "issued-0-movement", "abc")
    assert found(clean) == [
        (
            "F-1",
            "issued-0-movement",
            "abc",
            "a whole number such as 871,000 or (1,250), or Nil, N/A, blank, or words that lead to a remark such as "
            "See Remark (1)",
            "",
        )
    ]
    assert reconcile(clean).outcomes["II-1"][Outcome.UNASSESSED] == 1


def test_more_issued_than_authorised(clean: Sheet) -> None:
    for address, typed in [
        ("opening_shares", "1,094,047,132"), ("opening_capital", "547,023.566"),
        ("closing_shares", "1,094,047,132"), ("closing_capital", "547,023.566"),
    ]:  # fmt: skip
        set_cell(clean, f"authorised-0-{address}", typed)
    set_cell(clean, "authorised_totals-0-amount", "547,023.566")
    assert found(clean) == [
        ("II-3", "issued-0-closing", "1,094,047,133", "at most 1,094,047,132", "1"),
        ("II-4", "issued-0-closing", "1,094,047,133", "at most 1,094,047,132 in all", "98,559,601"),
    ]
    set_cell(clean, "issued-0-closing", "1,094,047,132")
    assert [code for code, *_ in found(clean)] == ["II-1", "II-4"]


def test_no_balance_is_below_zero(clean: Sheet) -> None:
    set_cell(clean, "issued-0-opening", "(871,001)")
    set_cell(clean, "issued-0-closing", "(1)")
    assert found(clean) == [
        ("II-5", "issued-0-opening", "(871,001)", "zero or more", ""),
        ("II-5", "issued-0-closing", "(1)", "zero or more", ""),
    ]


def test_a_class_in_issue_is_authorised(clean: Sheet) -> None:
    set_cell(clean, "issued-2-opening", "100")
    set_cell(clean, "issued-2-movement", "Nil")
    set_cell(clean, "issued-2-closing", "100")
    assert found(clean, Level.ERROR) == [("I-6", "issued-2-closing", "100", "the same class in I, or N/A here", "")]


def test_of_an_authorised_class_ii_says_what_is_issued(clean: Sheet) -> None:
    for name in ("opening_shares", "closing_shares"):
        set_cell(clean, f"authorised-2-{name}", "1,000")
    for name in ("opening_par", "closing_par"):
        set_cell(clean, f"authorised-2-{name}", "N/A")
    for name in ("movement_shares", "movement_capital", "opening_capital", "closing_capital"):
        set_cell(clean, f"authorised-2-{name}", "Nil")
    set_cell(clean, "authorised-2-currency", "US$")
    set_cell(clean, "issued-2-closing", "")
    assert found(clean, Level.ERROR) == [
        ("I-6", "issued-2-closing", "", "the issued preference shares (1) in II; Nil or N/A if there are none", "")
    ]


def test_an_issuer_without_authorised_capital_is_asked_nothing_in_i(clean: Sheet) -> None:
    clean.authorised, clean.authorised_totals = [], []
    assert found(clean) == []


@pytest.mark.parametrize("key", ["ordinary_1", "Ordinary_1", "ordinary_1\u200b "])
@pytest.mark.parametrize(("part", "code"), [("authorised", "I-7"), ("issued", "II-6")])
def test_a_class_has_one_row_in_a_part(clean: Sheet, part: str, code: str, key: str) -> None:
    set_cell(clean, f"{part}-1-share_class", key)
    for name in ("opening_shares", "opening", "closing_shares", "closing"):
        if hasattr(clean.rows(part)[1], name):
            set_cell(clean, f"{part}-1-{name}", "0")
    assert (code, f"{part}-1-share_class") in [(code, address) for code, address, *_ in found(clean)]


def test_every_currency_of_a_price_has_its_line_of_funds_raised(clean: Sheet) -> None:
    del clean.funds_raised[1]
    assert found(clean) == [
        (
            "A-4",
            "options-4-currency",
            "HK$",
            "a line of funds raised for each currency of an exercise price; Nil if none were raised",
            "",
        )
    ]


def test_funds_raised_may_be_rounded_to_the_cent_and_no_further(clean: Sheet) -> None:
    set_cell(clean, "options-0-exercise_price", "0.03531")  # 52,000 x 0.03531 = 1,836.12
    set_cell(clean, "options-1-exercise_price", "0.21181234")  # 67,000 x 0.21181234 = 14,191.42678
    set_cell(clean, "funds_raised-0-amount", "196,507.55")  # exactly 196,507.54678
    assert found(clean) == []
    set_cell(clean, "funds_raised-0-amount", "196,507.54")
    assert found(clean) == [("A-4", "funds_raised-0-amount", "196,507.54", "196,507.55", "0.01")]


def test_options_that_leave_are_not_more_than_there_were(clean: Sheet) -> None:
    set_cell(clean, "options-3-lapsed", "100")
    set_cell(clean, "options-3-outstanding_opening", "99")
    assert found(clean) == [
        ("A-2", "options-3-may_be_issued", "1,700,500", "(1)", "1,700,501"),
        ("A-5", "options-3-lapsed", "100", "at most 99", "1"),
    ]


def test_an_exercise_price_is_given_where_options_moved(clean: Sheet) -> None:
    set_cell(clean, "options-3-granted", "10")
    set_cell(clean, "options-3-exercise_price", "")
    set_cell(clean, "options-3-currency", "")
    assert found(clean) == [("A-8", "options-3-exercise_price", "", "the exercise price", "")]


def test_a_row_starts_from_what_the_month_before_closed_with(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    assert found(clean, Level.ERROR) == []
    set_cell(clean, "options-2-lapsed", "37,501")
    assert found(clean, Level.ERROR) == [("A-2", "options-2-may_be_issued", "84,090,100", "84,090,099", "1")]


def test_no_kind_of_content_in_any_cell_makes_a_rule_raise(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    for cell, figure in list(clean.figures()):
        for typed in ("Nil", "N/A", "", "0", "(1)", "99999999999999999999999999999999999999999", "See Remark (1)", "x"):
            set_cell(clean, cell.address, typed)
            reconcile(clean)
        set_cell(clean, cell.address, "")
        holder = clean.head if cell.row is None else clean.rows(cell.part)[cell.row]
        setattr(holder, cell.name, figure)
    assert figure.kind is not Kind.UNREAD
    assert found(clean, Level.ERROR) == []


def test_a_total_stated_twice_is_proved_twice(clean: Sheet) -> None:
    clean.totals += [Total(part="options", share_class="ordinary"), Total(part="all", share_class="ordinary_1")]
    set_cell(clean, "totals-10-shares", "871,000")
    set_cell(clean, "totals-11-shares", "871,000")
    assert found(clean) == []
    set_cell(clean, "totals-0-shares", "870,000")
    set_cell(clean, "totals-6-shares", "870,000")
    assert found(clean) == [
        ("A-3", "totals-0-shares", "870,000", "871,000", "1,000"),
        ("T-1", "totals-6-shares", "870,000", "871,000", "1,000"),
        ("T-1", "issued-0-movement", "871,000", "", "1,000"),
    ]


def test_a_movement_without_balances_is_no_class_that_may_be_passed_over(clean: Sheet) -> None:
    set_cell(clean, "issued-1-movement", "100")
    assert ("II-1", "issued-1-closing", "N/A", "100", "100") in found(clean)
    set_cell(clean, "authorised-1-movement_shares", "100")
    assert ("I-1", "authorised-1-closing_shares", "", "a figure; Nil if it is zero", "") in found(clean)


def test_a_class_may_have_its_par_value_before_it_has_shares(clean: Sheet, kingsoft_before: Sheet) -> None:
    clean.month_before = kingsoft_before
    for name, typed in [
        ("currency", "US$"), ("opening_shares", "Nil"), ("opening_par", "0.01"), ("opening_capital", "Nil"),
        ("movement_shares", "1,000"), ("movement_capital", "10.00"),
        ("closing_shares", "1,000"), ("closing_par", "0.01"), ("closing_capital", "10.00"),
    ]:  # fmt: skip
        set_cell(clean, f"authorised-1-{name}", typed)
    set_cell(clean, "authorised_totals-0-amount", "1,200,010.00")
    assert found(clean, Level.ERROR, Level.WARNING) == []
    set_cell(clean, "authorised-1-opening_shares", "1")
    assert ("P-1", "authorised-1-opening_shares", "1", "zero: last month had no ordinary shares (2)", "") in found(
        clean
    )


def test_options_outstanding_are_not_compared_with_shares_issuable_last_month(
    clean: Sheet, kingsoft_before: Sheet
) -> None:
    clean.month_before = kingsoft_before
    set_cell(clean, "options-2-outstanding_closing", "840,901,000")  # ten options for a share, said for the first time
    set_cell(clean, "options-2-lapsed", "100,000,000")
    assert found(clean) == []


@pytest.mark.parametrize("name", ["granted", "exercised", "cancelled", "lapsed", "issued", "may_be_issued"])
def test_no_figure_of_options_is_below_zero(clean: Sheet, name: str) -> None:
    set_cell(clean, f"options-3-{name}", "(1)")
    assert ("A-10", f"options-3-{name}", "(1)", "zero or more", "") in found(clean)


@pytest.mark.parametrize("name", ["exercised", "cancelled", "lapsed"])
def test_options_may_leave_as_they_are_granted(clean: Sheet, kingsoft_before: Sheet, name: str) -> None:
    clean.month_before = kingsoft_before
    set_cell(clean, "options-3-granted", "10")
    set_cell(clean, f"options-3-{name}", "1,700,510")
    set_cell(clean, "options-3-may_be_issued", "Nil")
    assert "A-5" not in [code for code, *_ in found(clean)]
    set_cell(clean, f"options-3-{name}", "1,700,511")
    assert ("A-5", f"options-3-{name}", "1,700,511", "at most 1,700,510", "1") in found(clean)


@pytest.mark.parametrize(
    ("approved", "granted", "warned"),
    [
        ("30/11/1999", "5", False),  # ten years to the day
        ("29/11/1999", "5", True),
        ("29/11/1999", "Nil", False),
        ("31/12/1999", "5", False),
    ],
)
def test_a_scheme_grants_for_ten_years(clean: Sheet, approved: str, granted: str, warned: bool) -> None:
    set_cell(clean, "options-3-approval_date", approved)
    set_cell(clean, "options-3-granted", granted)
    assert [code for code, *_ in found(clean)] == ["A-6"] * warned


def test_the_classes_to_choose_from_stand_in_the_forms_order(clean: Sheet) -> None:
    for index in (2, 3):
        for name in ("opening", "closing"):
            set_cell(clean, f"issued-{index}-{name}", "Nil")
    set_cell(clean, "options-4-share_class", "ordinary_7")
    assert [expected for code, _place, _found, expected, _apart in found(clean) if code == "A-9"] == [
        "one of the classes in I and II: ordinary shares (1), preference shares (1), other classes of shares (1)"
    ]


def test_a_row_of_options_names_a_class_though_nothing_moves(clean: Sheet) -> None:
    for name in ("may_be_issued", "granted", "exercised", "cancelled", "lapsed", "issued"):
        set_cell(clean, f"options-4-{name}", "Nil")
    set_cell(clean, "options-4-share_class", "other_1")
    assert [code for code, *_ in found(clean)] == ["A-9"]


@pytest.mark.parametrize("name", ["opening", "movement", "closing"])
def test_nil_is_not_said_of_a_class_that_does_not_exist(clean: Sheet, name: str) -> None:
    set_cell(clean, f"issued-0-{name}", "N/A")
    assert ("T-3", f"issued-0-{name}", "N/A", "Nil or a figure: there are ordinary shares (1)", "") in found(clean)


def test_capital_is_exact_and_not_rounded_to_the_cent(clean: Sheet) -> None:
    for name in ("opening", "closing"):
        set_cell(clean, f"authorised-0-{name}_shares", "1,200,000,001")
        set_cell(clean, f"authorised-0-{name}_capital", "600,000.00")  # exactly 600,000.0005
    set_cell(clean, "authorised_totals-0-amount", "600,000.00")
    assert found(clean) == [
        ("I-3", "authorised-0-opening_capital", "600,000.00", "600,000.0005", "0.0005"),
        ("I-3", "authorised-0-closing_capital", "600,000.00", "600,000.0005", "0.0005"),
    ]


def test_of_an_instrument_that_is_not_there_no_price_is_asked(clean: Sheet) -> None:
    clean.warrants = [Warrant(description="N/A", share_class="ordinary_1")]
    for name in ("opening", "exercised", "closing", "subscription_price", "issued", "may_be_issued"):
        set_cell(clean, f"warrants-0-{name}", "N/A")
    assert found(clean) == []
    set_cell(clean, "warrants-0-may_be_issued", "5")
    assert found(clean) == [
        (
            "B-4",
            "warrants-0-may_be_issued",
            "5",
            "one currency and a price to divide by; this cannot be assessed",
            "",
        )
    ]


def test_what_is_subtracted_and_what_is_too_much_are_shown_with_their_numbers(clean: Sheet) -> None:
    set_cell(clean, "options-3-outstanding_opening", "1,700,499")
    set_cell(clean, "options-3-granted", "1")
    set_cell(clean, "options-3-lapsed", "1,700,501")
    messages = {finding.code: finding.message for finding in reconcile(clean).findings}
    assert messages["A-2"] == (
        "III.A, row 4, outstanding at close: entered 1,700,500; 1,700,499 brought forward + 1 granted − Nil exercised "
        "− Nil cancelled − 1,700,501 lapsed = (1); difference 1,700,501."
    )
    assert messages["A-5"] == (
        "III.A, row 4, Lapsed: entered 1,700,501; at most 1,700,499 + 1 = 1,700,500; difference 1."
    )


@pytest.mark.parametrize(
    ("part", "code"), [("warrants", "B-8"), ("convertibles", "C-8"), ("agreements", "D-3")]
)  # fmt: skip
def test_an_instrument_names_a_class_though_nothing_moves(clean: Sheet, part: str, code: str) -> None:
    row = {"warrants": Warrant, "convertibles": Convertible, "agreements": Agreement}[part]()
    clean.rows(part).append(row)
    for name in ("opening", "exercised", "converted", "closing", "issued", "may_be_issued"):
        if hasattr(row, name):
            set_cell(clean, f"{part}-0-{name}", "Nil")
    assert [code for code, *_ in found(clean)] == [code]


@pytest.mark.parametrize(("expiry", "warned"), [("31/10/2009", True), ("01/11/2009", False), ("30/11/2009", False)])
def test_a_warrant_may_be_exercised_in_the_month_it_expires(clean: Sheet, expiry: str, warned: bool) -> None:
    clean.warrants = [Warrant(description="Warrants 2009", currency="HK$", share_class="ordinary_1")]
    for name, typed in [
        ("expiry_date", expiry), ("opening", "10.00"), ("exercised", "10.00"), ("closing", "Nil"),
        ("subscription_price", "20.00"), ("issued", "Nil"), ("may_be_issued", "Nil"),
    ]:  # fmt: skip
        set_cell(clean, f"warrants-0-{name}", typed)
    assert [code for code, *_ in found(clean)] == ["B-6"] * warned
