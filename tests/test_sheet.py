"""The return in memory: where its cells stand."""

import pytest

from returns.sheet import Cell, Sheet


def test_an_address_leads_back_to_its_cell(kingsoft: Sheet) -> None:
    cells = [cell for cell, _figure in kingsoft.figures()]
    assert len(cells) > 100
    assert [Cell.of(cell.address) for cell in cells] == cells
    assert Cell.of("options-2-exercised") == Cell("options", 2, "exercised")
    assert Cell.of("head-date_submitted") == Cell("head", None, "date_submitted")


@pytest.mark.parametrize(
    "address", ["", "options", "options-2", "options-2-", "options--exercised", "before-options-2-exercised", "state"]
)
def test_what_is_no_address_of_this_month_leads_nowhere(address: str) -> None:
    assert Cell.of(address) is None
