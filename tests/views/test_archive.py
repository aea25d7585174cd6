"""An issuer's archive: its charts, and its chain of filings read again."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from returns import charts, filing, guards, views
from returns.charts import Series, series
from returns.figures import Sort, read
from returns.models import Filing, MonthlyReturn
from returns.sheet import Sheet
from tests.filing.correcting import exercise, revise
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell
from tests.views.conftest import publish


def test_the_figures_over_time_are_listed_beside_their_chart(preparer: Client, november: MonthlyReturn) -> None:
    assert "<svg" not in preparer.get("/3888/").content.decode()
    filing.file_alone(november, None)
    page = preparer.get("/3888/").content.decode()
    assert page.count("<svg") == 2
    assert "November 2009: 1,094,047,133" in page
    assert "style=" not in page
    issued, options = series(november.issuer)
    assert [point.says for point in issued.points] == ["1,094,047,133"]
    assert options.key == "options"


def test_the_issuer_page_shows_the_last_filing_and_its_members(
    preparer: Client, approver: Client, november: MonthlyReturn
) -> None:
    page = preparer.get("/3888/").content.decode()
    assert "at the close of" not in page
    assert "Invite" not in page
    filing.file_alone(november, None)
    page = " ".join(re.sub("<[^>]+>", " ", preparer.get("/3888/").content.decode()).split())
    assert "Classes and instruments at the close of November 2009" in page
    assert "I Ordinary shares (1) authorised 2,400,000,000" in page
    assert "II Ordinary shares (1) issued 1,094,047,133" in page
    assert "III.A Share Option Scheme US$0.24 84,090,100" in page
    assert "Person Role approver approver preparer preparer" in page


def test_the_recent_filings_are_shown_and_the_earlier_are_behind_a_fold(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing.file_alone(november, None)
    revise(november, exercise)
    assert "earlier filing" not in preparer.get("/3888/").content.decode()
    monkeypatch.setattr(views.archive, "RECENT", 1)
    recent, _summary, earlier = preparer.get("/3888/").content.decode().partition("1 earlier filing")
    assert (recent.count("/pdf?revision=1"), recent.count("/pdf?revision=0")) == (1, 0)
    assert (earlier.count("/pdf?revision=1"), earlier.count("/pdf?revision=0")) == (0, 1)


def test_words_are_no_point(november: MonthlyReturn) -> None:
    sheet = filing.sheet_of(november)
    set_cell(sheet, "options-0-may_be_issued", "See Remark (1)")
    filing.save_draft(november, sheet, None, november.version)
    guards.remove(connection)
    MonthlyReturn.objects.update(state="filed")
    assert [each.key for each in series(november.issuer)] == ["issued-ordinary_1"]


def drawn(*stated: tuple[date, str]) -> Series:
    """A figure over some months, as it would be drawn."""
    return charts._series("key", "Title", [(month, read(text, Sort.SHARES)) for month, text in stated])


def test_an_axis_begins_at_zero_where_what_changed_can_be_seen_so() -> None:
    found = drawn((date(2009, 10, 31), "40"), (date(2009, 11, 30), "100"))
    assert [tick.says for tick in found.ticks] == ["100", "50", "0"]
    assert not found.is_broken
    bottom, top = found.ticks[-1].y, found.ticks[0].y
    assert [(bottom - point.y) / (bottom - top) for point in found.points] == [0.4, 1]


def test_an_axis_that_begins_elsewhere_says_so() -> None:
    found = drawn((date(2009, 10, 31), "1,093,176,133"), (date(2009, 11, 30), "1,094,047,133"))
    assert [tick.says for tick in found.ticks] == ["1,094,500,000", "1,094,000,000", "1,093,500,000", "1,093,000,000"]
    assert found.is_broken
    html = render_to_string("returns/_chart.html", {"series": found})
    assert "The axis does not begin at zero." in html
    assert 'class="break"' in html
    assert "A gap is" not in html


def test_months_are_as_wide_as_each_other_and_a_missing_one_is_a_gap() -> None:
    found = drawn(*((date(2009, month, days), "5") for month, days in ((1, 31), (2, 28), (3, 31), (5, 31), (6, 30))))
    steps = [round(after.x - before.x, 6) for before, after in pairwise(found.points)]
    assert steps[0] == steps[1] == steps[3] == steps[2] / 2
    assert [len(run) for run in found.runs] == [3, 2]
    assert [path.count(",") for path in found.paths] == [3, 2]
    assert "A gap is a month without a figure." in render_to_string("returns/_chart.html", {"series": found})
    in_words = drawn((date(2009, 1, 31), "5"), (date(2009, 2, 28), "see remark"), (date(2009, 3, 31), "5"))
    assert (len(in_words.drawn), in_words.paths, in_words.has_gap) == (2, [], True)


@pytest.mark.parametrize("values", [("0",), ("5",), ("-5", "3"), ("-5", "-5"), ("9" * 40, "1"), ("-" + "9" * 400, "0")])
def test_all_figures_are_within_the_drawing(values: tuple[str, ...]) -> None:
    found = drawn(*((date(2009, month, 28), value) for month, value in enumerate(values, 1)))
    assert len(found.ticks) >= 2
    assert [point for point in found.points if not found.ticks[0].y <= point.y <= found.ticks[-1].y] == []


def test_the_chain_is_read_again(preparer: Client, november: MonthlyReturn) -> None:
    assert "Nothing is finalised yet." in preparer.get("/3888/chain").content.decode()
    filing.file_alone(november, None)
    assert "Each is as it was archived" in preparer.get("/3888/chain").content.decode()
    guards.remove(connection)
    Filing.objects.update(filed_name="Somebody else")
    page = preparer.get("/3888/chain").content.decode()
    assert "The check failed. The first fault:" in page
    assert "who filed, when, or what is not as it was" in page


@pytest.mark.parametrize("path", ["/", "/3888/", "/3888/chain"])
def test_queries_do_not_grow_with_the_filings(
    preparer: Client, november: MonthlyReturn, kingsoft: Sheet, path: str
) -> None:
    filing.file_alone(november, None)
    preparer.get(path)
    with CaptureQueriesContext(connection) as one:
        preparer.get(path)
    filing.file_alone(filing.record(month_after(kingsoft), None), None)
    december = MonthlyReturn.objects.get(month_ended="2009-12-31")
    publish(revise(december, lambda sheet: set_cell(sheet, "head-remarks", "None.")))
    with CaptureQueriesContext(connection) as three:
        assert preparer.get(path).status_code == 200
    assert len(three) == len(one)


def test_an_archive_has_every_file_of_every_revision(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    corrected = revise(november, exercise)
    page = " ".join(preparer.get("/3888/").content.decode().split())
    for revision in (0, 1):
        for path in ("pdf", "figures", "certificate", "history", ""):
            assert f'href="/3888/2009-11/{path}?revision={revision}"' in page
    assert "superseded by revision 1" in page
    assert corrected.figures_sha256 in page
    assert page.index("revision 1</span>") < page.index("superseded by revision 1")


def test_figures_of_any_size_are_drawn(preparer: Client, november: MonthlyReturn) -> None:
    guards.remove(connection)
    sheet = filing.sheet_of(november)
    set_cell(sheet, "issued-0-closing", "9" * 40)
    set_cell(sheet, "options-0-may_be_issued", "-" + "9" * 400)
    filing.save_draft(november, sheet, None, november.version)
    guards.remove(connection)
    MonthlyReturn.objects.update(state="filed")
    assert preparer.get("/3888/").status_code == 200
    assert series(november.issuer)[0].highest == ",".join(["9"] + ["999"] * 13)


@pytest.mark.parametrize("code", ["0", "00000", "1", "99999", "9999999999"])
@pytest.mark.parametrize(
    "path", ["", "chain", "compare", "compare.pdf", "2009-11/", "2009-11/pdf", "2009-11/certificate"]
)
def test_an_issuer_that_is_not_there(preparer: Client, november: MonthlyReturn, code: str, path: str) -> None:
    assert preparer.get(f"/{code}/{path}").status_code == 404


@pytest.mark.parametrize("month", ["2009-13", "2009-00", "0999-12", "2999-12", "2009-1", "2009-11-30", "now"])
@pytest.mark.parametrize("path", ["", "pdf", "figures", "print", "certificate", "history"])
def test_a_month_that_is_not_there(preparer: Client, november: MonthlyReturn, month: str, path: str) -> None:
    assert preparer.get(f"/3888/{month}/{path}").status_code == 404
