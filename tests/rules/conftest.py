"""The clean sheet that the tests of the rules break."""

import pytest

from returns.exchange import figures_json
from returns.models import AuthorisedTotal
from returns.sheet import Sheet
from tests.rules.breaking import set_cell


@pytest.fixture
def clean(kingsoft: Sheet) -> Sheet:
    """Kingsoft's return with the total of I stated and N/A said of what does not exist: no rule has anything to say."""
    kingsoft.authorised_totals = [AuthorisedTotal(currency="US$")]
    set_cell(kingsoft, "authorised_totals-0-amount", "1,200,000.00")
    for column in (1, 2, 3):
        set_cell(kingsoft, f"issued-{column}-movement", "N/A")
    return kingsoft


@pytest.fixture
def kingsoft_before(kingsoft: Sheet) -> Sheet:
    """October 2009 as Kingsoft's November implies it: the same rows, closing with what November starts from."""
    before = figures_json.load(figures_json.dump(kingsoft).encode())
    set_cell(before, "head-month_ended", "2009-10-31")
    for row, closing in enumerate(("8,964,500", "3,548,500", "84,879,600", "1,700,500", "375,000")):
        set_cell(before, f"options-{row}-may_be_issued", closing)
    set_cell(before, "issued-0-closing", "1,093,176,133")
    return before
