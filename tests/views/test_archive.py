"""An issuer's archive: its charts, and its chain of filings read again."""

from django.db import connection
from django.test import Client

from returns import filing, guards
from returns.models import Filing, MonthlyReturn
from returns.over_time import over_time


def test_the_figures_over_time_stand_beside_their_drawing(preparer: Client, november: MonthlyReturn) -> None:
    assert "<svg" not in preparer.get("/3888/").content.decode()
    filing.file_alone(november, None)
    page = preparer.get("/3888/").content.decode()
    assert page.count("<svg") == 2
    assert "November 2009: 1,094,047,133" in page
    assert "style=" not in page
    issued, options = over_time(november.issuer)
    assert [point.says for point in issued.points] == ["1,094,047,133"]
    assert options.key == "options"


def test_words_are_no_point(november: MonthlyReturn) -> None:
    from tests.rules.breaking import put

    sheet = filing.sheet_of(november)
    put(sheet, "options-0-may_be_issued", "See Remark (1)")
    filing.save_draft(november, sheet, None, november.version)
    guards.remove(connection)
    MonthlyReturn.objects.update(state="filed")
    assert [series.key for series in over_time(november.issuer)] == ["issued-ordinary_1"]


def test_the_chain_is_read_again(preparer: Client, november: MonthlyReturn) -> None:
    assert "Nothing is filed yet." in preparer.get("/3888/chain").content.decode()
    filing.file_alone(november, None)
    assert "all are as they were made" in preparer.get("/3888/chain").content.decode()
    guards.remove(connection)
    Filing.objects.update(filed_name="Somebody else")
    page = preparer.get("/3888/chain").content.decode()
    assert "The chain is broken. The first break:" in page
    assert "who filed, when, or what is not as it was" in page
