"""The administrators' wall: how issuers stand, what is found, and the lists as files."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from returns import filing
from returns.models import Issuer, MonthlyReturn
from tests.rules.breaking import put

# December 2009 is over, and its return due on 8 January.
NOW = datetime(2010, 1, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def january() -> Any:
    """The 6th of January 2010, at noon in Hong Kong."""
    with time_machine.travel(NOW, tick=False):
        yield


def standings(client: Client, query: str = "") -> dict[str, dict[date, str]]:
    """Stock code -> month -> how it stands, as the page has it."""
    answer = client.get(f"/wall{query}")
    assert answer.status_code == 200
    return {
        row.issuer.stock_code: {line.month_ended: line.standing.value for line in row.lines if line}
        for row in answer.context["rows"]
    }


def test_every_standing(administrator: Client, november: MonthlyReturn, january: None) -> None:
    november_end, december_end = date(2009, 11, 30), date(2009, 12, 31)
    of_kingsoft = standings(administrator)["3888"]
    assert (of_kingsoft[november_end], of_kingsoft[december_end]) == ("draft", "due")
    assert of_kingsoft[date(2009, 10, 31)] == "none"
    page = administrator.get("/wall").content.decode()
    assert "overdue" in page
    filing.file_alone(november, None)
    assert standings(administrator)["3888"][november_end] == "late"
    filing.revise(november, "Why", None)
    assert standings(administrator)["3888"][november_end] == "draft"
    with time_machine.travel(datetime(2010, 1, 9, tzinfo=UTC)):
        assert standings(administrator)["3888"][december_end] == "overdue"


def test_filed_in_time(administrator: Client, november: MonthlyReturn) -> None:
    with time_machine.travel(datetime(2009, 12, 4, tzinfo=UTC)):
        filing.file_alone(november, None)
        assert standings(administrator)["3888"][date(2009, 11, 30)] == "filed"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?issuer=kingsoft", {"3888"}),
        ("?issuer=03888", {"3888"}),
        ("?issuer=88", set()),
        ("?issuer=nobody", set()),
        ("?state=draft", {"3888"}),
        ("?state=overdue", {"3888"}),
        ("?state=filed", set()),
        ("?month=2009-12", {"3888", "5"}),
        ("?month=soon&state=what", {"3888", "5"}),
    ],
)
def test_filters(administrator: Client, november: MonthlyReturn, january: None, query: str, codes: set[str]) -> None:
    Issuer.objects.create(name="HSBC Holdings plc", stock_code="5")
    assert set(standings(administrator, query)) == codes


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?signatory=secretary", 0),
        ("?signatory=chan+king", 1),
        ("?remarks=adjusted+for+the+placing", 1),
        ("?remarks=adjusted&month=2009-12", 0),
        ("?remarks=adjusted&state=filed", 0),
        ("?remarks=adjusted&state=draft&issuer=3888", 1),
    ],
)
def test_what_returns_say_is_found_in_any_month(
    administrator: Client, november: MonthlyReturn, query: str, count: int
) -> None:
    sheet = filing.sheet_of(november)
    put(sheet, "head-options_remarks", "Prices adjusted for the placing.")
    put(sheet, "head-submitted_by", "Chan Tai King")
    filing.save_draft(november, sheet, None, november.version)
    assert len(administrator.get(f"/wall{query}").context["found"]) == count


def test_what_is_listed_is_exported(administrator: Client, november: MonthlyReturn, january: None) -> None:
    Issuer.objects.filter(stock_code="3888").update(name="=HYPERLINK(1)")
    answer = administrator.get("/wall.csv?issuer=3888")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("stock code,issuer,month ended,state")
    assert lines[1].startswith("3888,'=HYPERLINK(1),2009-11-30,draft,yes,0,2009-12-07 08:30")
    assert len(lines) == 3
    book = load_workbook(io.BytesIO(administrator.get("/wall.xlsx?issuer=3888").content))
    rows = list(book.active.iter_rows())
    assert (rows[1][1].value, rows[1][1].data_type) == ("=HYPERLINK(1)", "s")
    assert rows[1][2].value == datetime(2009, 11, 30)  # noqa: DTZ001 - days in a workbook have no zone
    assert len(rows) == 3


def test_queries_do_not_grow_with_the_issuers(
    administrator: Client, november: MonthlyReturn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 40):
        issuer = Issuer.objects.create(name=f"Issuer {number}", stock_code=str(number))
        filing.start(issuer, date(2009, 11, 30), None)
    with django_assert_max_num_queries(6):
        assert len(standings(administrator, "?month=2009-12")) == 40
