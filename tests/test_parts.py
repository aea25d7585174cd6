"""Every part of the form is described in full, and in names that exist."""

import dataclasses

import pytest

from returns.editions import EDITIONS
from returns.models import MonthlyReturn, Total
from returns.parts import CONTINUED, MOVEMENTS, PARTS, Part
from returns.sheet import Sheet, figure_fields

WORDS = {"name", "model", "remarks", "within", "is_total", "add", "shares_are", "another", "began", "events", "changes"}
EACH = pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)


def cells_named(part: Part) -> set[str]:
    """Every cell that the description of a part names."""
    found: set[str] = set()
    for field in dataclasses.fields(part):
        said = getattr(part, field.name)
        if field.name not in WORDS:
            found |= {said} if isinstance(said, str) else set(said)
            found |= set(said.values()) if field.name == "openings" else set()
    return found - {""}


@EACH
def test_the_cells_that_a_part_names_are_its_rows(part: Part) -> None:
    assert cells_named(part) <= set(part.cells)


@EACH
def test_a_part_has_its_place_in_the_sheet_and_its_remarks_in_the_head(part: Part) -> None:
    assert part.name in {field.name for field in dataclasses.fields(Sheet)}
    assert part.remarks in {field.name for field in MonthlyReturn._meta.fields}
    assert PARTS[part.section].within == ""


@EACH
def test_every_figure_is_an_opening_a_movement_a_closing_or_a_particular(part: Part) -> None:
    known = {*part.openings, *part.moved, *part.closings, *part.particulars, *part.of_one_movement}
    assert set(figure_fields(part.model)) - known <= {"approval_date"}


def test_the_sub_sections_of_iii_are_in_the_order_of_the_form() -> None:
    assert [part for part in EDITIONS["2009"].fields if part in MOVEMENTS] == list(MOVEMENTS)
    assert [part for part in MOVEMENTS if part in CONTINUED] == list(CONTINUED)


def test_each_sub_section_of_iii_can_be_totalled() -> None:
    assert Total.Part.values == [*MOVEMENTS, Total.Part.ALL]


def test_a_row_added_by_hand_belongs_to_no_class_of_its_own() -> None:
    assert {name for name, part in PARTS.items() if part.is_per_class} == {"authorised", "issued"}
    assert all(bool(part.add) is not part.is_per_class for part in PARTS.values())
