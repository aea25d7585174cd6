"""Where a derived figure comes from."""

from returns.editions import reconcile
from returns.rules import Outcome
from returns.rules.explain import derived_totals, explain, explained
from returns.sheet import Sheet
from tests.rules.breaking import cell_at, set_cell


def test_a_total_is_explained_by_its_rows(clean: Sheet) -> None:
    (explanation,) = explain(reconcile(clean), cell_at("totals-0-shares"))
    assert (explanation.code, explanation.outcome) == ("A-3", Outcome.HOLDS)
    assert explanation.formula == "52,000 + 67,000 + 752,000 = 871,000"
    assert [(each.sign, each.cell.address, each.says) for each in explanation.operands] == [
        ("+", "options-0-issued", "52,000"),
        ("+", "options-1-issued", "67,000"),
        ("+", "options-2-issued", "752,000"),
    ]


def test_a_product_is_explained_by_its_factors(clean: Sheet) -> None:
    (explanation,) = explain(reconcile(clean), cell_at("authorised-0-closing_capital"))[1:]
    assert explanation.formula == "2,400,000,000 × 0.0005 = 1,200,000.00"
    assert [(each.sign, each.says) for each in explanation.operands] == [("+", "2,400,000,000"), ("×", "0.0005")]


def test_a_figure_that_disagrees_is_shown_with_its_difference(clean: Sheet) -> None:
    set_cell(clean, "totals-0-shares", "871,002")
    (explanation,) = explain(reconcile(clean), cell_at("totals-0-shares"))
    assert (explanation.outcome, explanation.difference) == (Outcome.FAILS, "2")
    (explanation,) = explain(reconcile(clean), cell_at("totals-1-shares"))
    assert (explanation.outcome, explanation.difference) == (Outcome.HOLDS, "")


def test_a_figure_that_follows_from_none_has_no_explanation(clean: Sheet) -> None:
    reconciliation = reconcile(clean)
    assert explain(reconciliation, cell_at("options-0-granted")) == []
    assert "options-0-granted" not in explained(reconciliation)
    assert {"issued-0-movement", "issued-0-closing", "totals-6-shares", "funds_raised-0-amount"} <= explained(
        reconciliation
    )


def test_totals_are_derived_whatever_is_stated(clean: Sheet) -> None:
    set_cell(clean, "totals-0-shares", "1")
    set_cell(clean, "funds_raised-0-amount", "")
    values = {total.cell.address: total.value for total in derived_totals(reconcile(clean))}
    assert values["totals-0-shares"] == "871000"
    assert values["funds_raised-0-amount"] == "196506.2000"
    assert values["issued-0-closing"] == "1094047133"


def test_what_rests_on_words_is_not_derived(clean: Sheet) -> None:
    set_cell(clean, "options-2-issued", "See Remark (1)")
    cells = {total.cell.address for total in derived_totals(reconcile(clean))}
    assert "totals-0-shares" not in cells
    assert "totals-1-shares" in cells
