"""What differs between two Sheets."""

import copy

import pytest

from returns.compare import compare, match
from returns.figures import number
from returns.models import MonthlyReturn, OptionScheme
from returns.parts import PARTS
from returns.sheet import Sheet
from tests.filing.test_filing import month_after
from tests.rules.breaking import cell_at, set_cell


def duplicate(sheet: Sheet) -> Sheet:
    return copy.deepcopy(sheet)


def listed(old: Sheet, new: Sheet) -> list[tuple[str, str, str]]:
    """Address, old and new of every cell that differs."""
    return [(cell.cell.address, cell.old, cell.new) for change in compare(old, new) for cell in change.cells]


def test_nothing_differs_from_itself(kingsoft: Sheet) -> None:
    assert compare(kingsoft, duplicate(kingsoft)) == []


def test_cells_are_listed_in_the_forms_order_and_its_words(kingsoft: Sheet) -> None:
    new = duplicate(kingsoft)
    changes = {
        "head-title": "Director",
        "head-remarks": "None.",
        "head-options_remarks": "See above.",
        "issued-0-movement": "871,001",
        "options-2-lapsed": "Nil",
        "options-0-currency": "HK$",
        "head-date_submitted": "05/12/2009",
        "head-not_applicable": "warrants",
    }
    for address, typed in changes.items():
        set_cell(new, address, typed)
    assert listed(kingsoft, new) == [
        ("head-date_submitted", "2009-12-04", "2009-12-05"),
        ("head-not_applicable", "; ".join(sorted(kingsoft.head.not_applicable)), "warrants"),
        ("issued-0-movement", "871000", "871001"),
        ("options-0-currency", "US$", "HK$"),
        ("options-2-lapsed", "37500", "Nil"),
        ("head-options_remarks", "", "See above."),
        ("head-remarks", "", "None."),
        ("head-title", "Secretary", "Director"),
    ]
    (movement,) = compare(kingsoft, new)[2].cells
    assert movement.label == "II, ordinary shares (1), Increase/(decrease) during the month"
    assert (movement.old_in_print, movement.new_in_print) == ("871,000", "871,001")
    assert compare(kingsoft, new)[0].cells[0].new_in_print == "05/12/2009"


def test_rows_are_known_by_what_names_them(kingsoft: Sheet) -> None:
    new = duplicate(kingsoft)
    gone = new.options.pop(1)
    new.options.append(OptionScheme(name="New", granted=number(5)))
    set_cell(new, "options-1-lapsed", "1")
    changes = compare(kingsoft, new)
    assert [(c.before, c.after, c.label) for c in changes] == [
        (2, 1, "III.A, row 2"),
        (None, 4, "III.A, row 5"),
        (1, None, "III.A, row 2"),
    ]
    assert [c.is_added for c in changes] == [False, True, False]
    assert [c.is_removed for c in changes] == [False, False, True]
    assert [(d.cell.name, d.old, d.new) for d in changes[1].cells] == [("name", "", "New"), ("granted", "", "5")]
    assert ("name", gone.name, "") in [(d.cell.name, d.old, d.new) for d in changes[2].cells]


def test_a_row_that_is_renamed_is_still_the_row(kingsoft: Sheet) -> None:
    new = duplicate(kingsoft)
    set_cell(new, "options-3-name", "Another name")
    assert listed(kingsoft, new) == [("options-3-name", kingsoft.options[3].name, "Another name")]


def test_another_order_is_reported_once(kingsoft: Sheet) -> None:
    new = duplicate(kingsoft)
    new.options.insert(0, new.options.pop(3))
    (change,) = compare(kingsoft, new)
    assert change.is_order
    assert (change.part, change.cells) == ("options", ())


def test_a_figure_typed_in_other_digits_is_the_same_figure(kingsoft: Sheet) -> None:
    new = duplicate(kingsoft)
    for address, typed in {
        "options-1-exercise_price": "0.211800",
        "authorised-0-closing_capital": "1,200,000",
        "funds_raised-0-amount": "196506.2",
        "options-1-lapsed": "1",
    }.items():
        set_cell(new, address, typed)
    assert listed(kingsoft, new) == [("options-1-lapsed", text(kingsoft, "options-1-lapsed"), "1")]
    new.options.reverse()
    assert [change.is_order for change in compare(kingsoft, new) if not change.cells] == [True]


def text(sheet: Sheet, address: str) -> str:
    return sheet.text(cell_at(address))


def test_what_changed_against_last_month(kingsoft: Sheet) -> None:
    cells = listed(kingsoft, month_after(kingsoft))
    assert ("issued-0-opening", "1093176133", "1094047133") in cells
    assert ("totals-6-shares", "871000", "Nil") in cells
    assert not [cell for cell in cells if cell[0].startswith("authorised-")]


def test_a_scheme_is_the_same_by_another_apostrophe(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "options-0-name", "Directors' Scheme")
    new = duplicate(kingsoft)
    new.options.insert(0, new.options.pop(3))
    set_cell(new, "options-1-name", "Directors’  scheme")
    assert listed(kingsoft, new) == [("options-1-name", "Directors' Scheme", "Directors’  scheme")]


def test_of_two_months_a_scheme_is_found_though_a_date_differs_and_another_is_gone(kingsoft: Sheet) -> None:
    new = month_after(kingsoft)
    del new.options[1]
    set_cell(new, "options-2-approval_date", "22/01/2007")
    changes = [change for change in compare(kingsoft, new) if change.part == "options"]
    assert [(change.before, change.after) for change in changes] == [(0, 0), (2, 1), (3, 2), (1, None)]
    assert [cell.cell.address for cell in changes[2].cells] == ["options-2-approval_date"]


@pytest.mark.parametrize("part", PARTS)
def test_every_row_is_matched_once(kingsoft: Sheet, part: str) -> None:
    new = duplicate(kingsoft)
    new.rows(part).reverse()
    del new.rows(part)[:1]
    pairs = match(kingsoft, new, part)
    assert sorted(b for b, _a in pairs if b is not None) == list(range(len(kingsoft.rows(part))))
    assert sorted(a for _b, a in pairs if a is not None) == list(range(len(new.rows(part))))


def test_a_blank_return_differs_by_all_that_is_stated(kingsoft: Sheet) -> None:
    blank = Sheet(
        head=MonthlyReturn(
            issuer=kingsoft.head.issuer, edition=kingsoft.head.edition, month_ended=kingsoft.head.month_ended
        )
    )
    added = [change for change in compare(blank, kingsoft) if change.part in PARTS]
    assert all(change.is_added for change in added)
    assert len(added) == sum(len(kingsoft.rows(part)) for part in PARTS)
