"""What filings say, derived from their frozen figures: their movements, and what is notable about them."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from returns import archive, filed_figures, filing
from returns.exchange import figures_json
from returns.figures import Sort, number, read
from returns.models import FiledMovement, Filing, FilingSummary, OtherMovement, Warrant
from returns.parts import MOVEMENTS
from returns.sheet import Sheet
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell


def derived(sheet: Sheet) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    movements, summary = filed_figures.derive(figures_json.dump(sheet, answers=False))
    return [(row["kind"], row["row"], row["shares"], row["per_cent"]) for row in movements], summary


def test_every_cell_that_moved_is_a_movement(kingsoft: Sheet) -> None:
    movements, summary = derived(kingsoft)
    assert movements == [
        ("options-exercised", 1, 52_000, Decimal("0.004757")),
        ("options-exercised", 2, 67_000, Decimal("0.006129")),
        ("options-exercised", 3, 752_000, Decimal("0.068791")),
        ("options-lapsed", 3, 37_500, Decimal("0.003431")),
    ]
    assert summary["per_cent"] == Decimal("0.068791")


def test_a_filing_without_movements_is_listed_all_the_same(kingsoft: Sheet) -> None:
    movements, summary = derived(month_after(kingsoft))
    assert movements == [(FiledMovement.NONE, 0, None, None)]
    assert summary["per_cent"] == 0


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            OtherMovement(type="repurchase", share_class="ordinary_1", issued=number(-1_000_000)),
            ("other_movements-repurchase", -1_000_000, Decimal("0.091477")),
        ),
        (
            OtherMovement(type="", share_class="ordinary_1", issued=number(10**30)),
            ("other_movements-other", 2**63 - 1, Decimal(999_999_999)),
        ),
        (
            OtherMovement(type="placing", share_class="preference_1", treasury=number(5)),
            ("other_movements-placing", 5, None),
        ),
        (
            Warrant(share_class="ordinary_1", exercised=read("5,000.00", Sort.AMOUNT), issued=number(109_317_613)),
            ("warrants-exercised", 109_317_613, Decimal("10")),
        ),
        (
            Warrant(share_class="ordinary_1", redeemed=read("5,000.00", Sort.AMOUNT)),
            ("warrants-redeemed", None, None),
        ),
        (
            Warrant(share_class="ordinary_1", exercised=read("See Remark (1)", Sort.AMOUNT)),
            ("warrants-exercised", None, None),
        ),
    ],
)
def test_what_a_row_says(kingsoft: Sheet, row: Any, expected: tuple[Any, ...]) -> None:
    sheet = month_after(kingsoft)
    set_cell(sheet, "issued-0-opening", "1,093,176,130")
    part = "warrants" if isinstance(row, Warrant) else "other_movements"
    setattr(sheet, part, [row])
    [(kind, place, shares, per_cent)], _summary = derived(sheet)
    assert (kind, place, shares, per_cent) == (expected[0], 1, *expected[1:])


def test_kinds_are_those_of_the_form() -> None:
    assert {part for part, _name in filed_figures.KINDS.values()} == set(MOVEMENTS)
    names = {code: filed_figures.kind_name(code) for code in filed_figures.KINDS}
    assert names["options-exercised"] == "Exercised"
    assert names["other_movements-repurchase"] == "Repurchase of shares"
    assert filed_figures.part_name("options") == "III.A Share options"
    assert len(set(zip((part for part, _ in filed_figures.KINDS.values()), names.values(), strict=True))) == len(names)


@pytest.mark.django_db
def test_what_is_filed_is_listed_and_verified(kingsoft: Sheet) -> None:
    filed = filing.file_alone(filing.record(kingsoft, None), None)
    of_it = filed_figures.on_record([filed])[filed.pk]
    assert of_it == filed_figures.derive(filed.figures)
    assert list(archive.verify()) == []

    FiledMovement.objects.filter(position=0).update(shares=1)
    [fault] = archive.verify()
    assert "derive_filings" in str(fault)
    call_command("derive_filings")
    assert list(archive.verify()) == []
    FilingSummary.objects.all().delete()
    assert len(list(archive.verify())) == 1
    assert Filing.objects.get() == filed
