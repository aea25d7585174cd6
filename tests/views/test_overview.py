"""The administrators' overview: how issuers stand, what is found, and the lists as files."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from returns import exports, filing
from returns import overview as listing
from returns.exchange import figures_json
from returns.models import AuditEntry, Filing, Issuer, MonthlyReturn, Submission
from returns.sheet import Sheet
from returns.views import files, overview
from tests.filing.people import person
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell

# December 2009 is over, and its return due on 8 January.
NOW = datetime(2010, 1, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def january() -> Any:
    """The 6th of January 2010, at noon in Hong Kong."""
    with time_machine.travel(NOW, tick=False):
        yield


def standings(client: Client, query: str = "") -> dict[str, dict[date, str]]:
    """Stock code -> month -> status, as the page has it."""
    answer = client.get(f"/status{query}")
    assert answer.status_code == 200
    return {
        row.issuer.stock_code: {line.month_ended: line.status.value for line in row.lines if line}
        for row in answer.context["rows"]
    }


def test_every_status(administrator: Client, november: MonthlyReturn, january: None) -> None:
    november_end, december_end = date(2009, 11, 30), date(2009, 12, 31)
    of_kingsoft = standings(administrator)["3888"]
    assert (of_kingsoft[november_end], of_kingsoft[december_end]) == ("draft", "due")
    assert of_kingsoft[date(2009, 10, 31)] == "none"
    page = administrator.get("/status").content.decode()
    assert "overdue" in page
    filing.file_alone(november, None)
    assert standings(administrator)["3888"][november_end] == "submitted"
    filing.revise(november, "Why", None)
    assert standings(administrator)["3888"][november_end] == "submitted"
    with time_machine.travel(datetime(2010, 1, 9, tzinfo=UTC)):
        assert standings(administrator)["3888"][december_end] == "overdue"


def test_what_is_filed_counts_as_filed_while_it_is_revised(
    administrator: Client, november: MonthlyReturn, january: None
) -> None:
    filed = filing.file_alone(november, None)
    filing.revise(november, "Why", None)
    page = " ".join(administrator.get("/status").content.decode().split())
    assert "revision 1: draft</a>" in page
    for state in ("submitted", "draft"):
        assert set(standings(administrator, f"?state={state}")["3888"]) == {november.month_ended}
    book = load_workbook(io.BytesIO(administrator.get("/status.xlsx").getvalue())).active
    rows = {row[2].date(): row for row in book.iter_rows(min_row=2, values_only=True)}
    of_november = rows[november.month_ended]
    assert (of_november[3], of_november[5], of_november[13]) == ("submitted", 0, filed.pdf_sha256)
    assert of_november[15] == "draft"
    packed = administrator.post("/status.zip", {"all": "1"})
    assert ZipFile(io.BytesIO(packed.getvalue())).namelist() == ["3888-2009-11-monthly-return.pdf"]


def test_of_an_issuer_without_returns_the_last_month_is_awaited(
    administrator: Client, november: MonthlyReturn, january: None
) -> None:
    Issuer.objects.create(name="HSBC Holdings plc", stock_code="5")
    of_hsbc = standings(administrator)["5"]
    assert (of_hsbc[date(2009, 12, 31)], of_hsbc[date(2009, 11, 30)]) == ("due", "none")
    with time_machine.travel(datetime(2010, 1, 9, tzinfo=UTC)):
        assert standings(administrator)["5"][date(2009, 12, 31)] == "overdue"


def test_after_an_issuer_ceased_to_be_listed_nothing_is_required(
    administrator: Client, november: MonthlyReturn, january: None
) -> None:
    december = date(2009, 12, 31)
    assert standings(administrator)["3888"][december] == "due"
    Issuer.objects.update(ceased_on=date(2009, 11, 30))
    assert standings(administrator)["3888"][december] == "none"
    Issuer.objects.update(ceased_on=date(2009, 12, 1))
    assert standings(administrator)["3888"][december] == "due"
    with pytest.raises(ValidationError, match="before the first day of dealings"):
        Issuer(listed_on=date(2009, 12, 1), ceased_on=date(2009, 11, 30)).clean()


def test_an_issuer_that_ceased_before_is_left_out_unless_it_is_asked_for(
    administrator: Client, november: MonthlyReturn, january: None
) -> None:
    Issuer.objects.update(ceased_on=date(2008, 12, 31))
    assert standings(administrator) == {}
    assert set(standings(administrator, "?month=2009-11")) == {"3888"}
    assert set(standings(administrator, "?issuer=3888")) == {"3888"}


def test_what_is_longest_overdue_comes_first_and_is_counted(administrator: Client, november: MonthlyReturn) -> None:
    for code, name in (("5", "Abacus"), ("6", "Zebra")):
        Issuer.objects.create(name=name, stock_code=code)
    filing.start(Issuer.objects.get(stock_code="6"), date(2009, 10, 31), None)
    with time_machine.travel(datetime(2010, 1, 20, tzinfo=UTC)):
        assert list(standings(administrator)) == ["6", "3888", "5"]
        page = administrator.get("/status")
        counts = {status.value: number for status, number in page.context["counts"].items()}
        # A draft past its deadline is both.
        assert (counts["overdue"], counts["draft"]) == (6, 2)
        assert " ".join(page.content.decode().split()).count("<b>6</b> overdue") == 1
        assert list(standings(administrator, "?state=draft")) == ["6", "3888"]


def test_pages_hold_what_is_in_the_state_asked_for(
    administrator: Client, november: MonthlyReturn, january: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "ON_A_PAGE", 1)
    for number in range(1, 4):
        Issuer.objects.create(name=f"A {number}", stock_code=str(number))
    assert list(standings(administrator, "?state=draft")) == ["3888"]


def test_each_year_is_a_link(administrator: Client, november: MonthlyReturn, january: None) -> None:
    filing.start(november.issuer, date(2007, 6, 30), None)
    page = administrator.get("/status?issuer=3888&month=2008-12")
    assert page.context["years"] == [
        (2007, date(2007, 12, 31), False),
        (2008, date(2008, 12, 31), True),
        (2009, date(2009, 12, 31), False),
    ]
    assert "?issuer=3888&amp;month=2007-12" in page.content.decode()


def test_a_glance_sees_what_the_lines_say(three: list[Filing]) -> None:
    filing.revise(three[0].monthly_return, "Why", None)
    months = listing.window(date(2009, 12, 31), datetime(2010, 1, 6, tzinfo=UTC))
    everybody = listing.issuers(listing.Asked())
    seen, said = (
        {issuer: [listing.states(line) for line in of_it] for issuer, of_it in make(everybody, months).items()}
        for make in (listing.glance, listing.lines)
    )
    assert seen == said
    assert {"submitted", "draft"} in seen[Issuer.objects.get(stock_code="3888")]


def test_every_state_is_counted() -> None:
    assert sorted(listing.FIRST) == sorted(listing.FilingStatus)


def test_the_old_address_leads_here(administrator: Client) -> None:
    assert administrator.get("/wall?state=draft")["Location"] == "/status?state=draft"


def test_filed_in_time(administrator: Client, november: MonthlyReturn) -> None:
    with time_machine.travel(datetime(2009, 12, 4, tzinfo=UTC)):
        filing.file_alone(november, None)
        assert standings(administrator)["3888"][date(2009, 11, 30)] == "submitted"


def test_lateness_goes_by_the_first_submission_and_not_by_the_filing(
    administrator: Client, november: MonthlyReturn, january: None
) -> None:
    preparer, approver = (person(november.issuer, role, role) for role in ("preparer", "approver"))
    filing.submit(november, preparer, november.version)
    filing.approve(november, approver, november.version)
    filed = filing.file_approved(november, preparer)
    end = november.month_ended

    def line() -> listing.IssuerMonth:
        return listing.lines(listing.issuers(listing.Asked()), [end])[november.issuer][0]

    assert (line().status, line().is_overdue, line().is_late) == (listing.FilingStatus.FINALISED, True, False)
    assert set(standings(administrator, "?state=overdue")["3888"]) >= {end}
    first = Submission(filing=filed, submitted_at=datetime(2009, 12, 7, 0, 31, tzinfo=UTC), submitted_name="A")
    filing.record_submission(first, preparer, None)
    assert (line().status, line().is_overdue, line().is_late) == (listing.FilingStatus.LATE, False, True)
    right = Submission(
        filing=filed, submitted_at=datetime(2009, 12, 7, 0, 30, tzinfo=UTC), submitted_name="A", reason="A minute less."
    )
    filing.record_submission(right, preparer, first.pk)
    assert (line().status, line().is_late) == (listing.FilingStatus.SUBMITTED, False)
    # A revision has its own submission, and the month stays in time.
    revision = filing.revise(november, "A remark", None)
    set_cell(sheet := filing.sheet_of(revision), "head-remarks", "Corrected.")
    filing.save_draft(revision, sheet, None, revision.version)
    corrected = filing.file_alone(revision, None)
    assert (line().status, line().is_overdue, line().is_late) == (listing.FilingStatus.FINALISED, False, False)
    again = Submission(filing=corrected, submitted_at=datetime(2010, 1, 6, 1, tzinfo=UTC), submitted_name="A")
    filing.record_submission(again, preparer, None)
    assert (line().status, line().is_late) == (listing.FilingStatus.REVISED, False)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?issuer=kingsoft", {"3888"}),
        ("?issuer=03888", {"3888"}),
        ("?issuer=88", set()),
        ("?issuer=nobody", set()),
        ("?state=draft", {"3888"}),
        ("?state=overdue", {"3888"}),
        ("?state=submitted", set()),
        ("?month=2009-12", {"3888", "5"}),
        ("?month=soon&state=what", {"3888", "5"}),
    ],
)
def test_filters(administrator: Client, november: MonthlyReturn, january: None, query: str, codes: set[str]) -> None:
    Issuer.objects.create(name="HSBC Holdings plc", stock_code="5")
    assert set(standings(administrator, query)) == codes


@pytest.mark.parametrize(
    ("query", "months", "earlier", "later"),
    [
        ("", "January 2009 – December 2009", None, None),
        ("?month=2008-06", "July 2007 – June 2008", None, "month=2009-06"),
        ("?month=2009-06", "July 2008 – June 2009", None, "month=2009-12"),
        (
            "?month=2010-12&issuer=kingsoft&page=1",
            "January 2010 – December 2010",
            "issuer=kingsoft&month=2009-12",
            None,
        ),
        ("?month=2011-03&state=due", "April 2010 – March 2011", "state=due&month=2010-03", None),
    ],
)
def test_the_years_before_and_after(
    administrator: Client,
    november: MonthlyReturn,
    january: None,
    query: str,
    months: str,
    earlier: str | None,
    later: str | None,
) -> None:
    page = unescape(administrator.get(f"/status{query}").content.decode())
    assert months in page
    for word, link in (("← Earlier", earlier), ("Later →", later)):
        assert f'<a href="?{link}">{word}</a>' in page if link else word not in page


def test_what_is_listed_is_exported(administrator: Client, november: MonthlyReturn, january: None) -> None:
    issuer = Issuer.objects.get(stock_code="3888")
    issuer.name = "=HYPERLINK(1)"
    issuer.save()
    answer = administrator.get("/status.csv?issuer=3888")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith('"stock code","issuer","month ended","state"')
    assert lines[1].startswith('"3888","\'=HYPERLINK(1)","2009-11-30","draft","yes",0,"2009-12-07 08:30"')
    assert len(lines) == 3
    book = load_workbook(io.BytesIO(administrator.get("/status.xlsx?issuer=3888").getvalue()))
    rows = list(book.active.iter_rows())
    assert (rows[1][1].value, rows[1][1].data_type) == ("=HYPERLINK(1)", "s")
    assert rows[1][2].value == datetime(2009, 11, 30)  # noqa: DTZ001 - days in a workbook have no zone
    assert len(rows) == 3


@pytest.mark.parametrize("odd", ["\ufffe", "\uffff", "\x00", "\x0b", "\x1b", "\ud800"])
def test_a_workbook_holds_whatever_was_typed(odd: str) -> None:
    long, row = "x" * 40_000, [f"a{odd}b", "123", "https://example.com/", "\t\n", date(2009, 11, 30), -5, None]
    written = b"".join(exports.as_xlsx("Odd", ["heading"] * 7, [10] * 7, [row, [long]]))
    rows = list(load_workbook(io.BytesIO(written)).active.iter_rows(min_row=2))
    read = [cell.value for cell in rows[0]]
    assert read[0] == "a\ufffdb"
    assert read[1:] == ["123", "https://example.com/", "\t\n", datetime(2009, 11, 30), -5, None]  # noqa: DTZ001
    assert rows[0][2].hyperlink is None
    assert rows[1][0].value == "x" * 32_766 + "…"


def test_a_long_list_is_never_in_memory_as_a_whole() -> None:
    """Neither its rows nor the workbook: each row is asked for once those before it are written."""
    alive: set[int] = set()

    class Text(str):
        def __del__(self) -> None:
            alive.discard(id(self))

    def rows() -> Iterator[list[str]]:
        for number in range(2000):
            text = Text(f"{number}")
            alive.add(id(text))
            assert len(alive) < 10
            yield [text]

    blocks = list(exports.as_xlsx("Long", ["heading"], [10], rows()))
    assert max(map(len, blocks)) <= 1 << 16
    assert len(list(load_workbook(io.BytesIO(b"".join(blocks))).active.iter_rows())) == 2001


def test_queries_do_not_grow_with_the_issuers(
    administrator: Client, november: MonthlyReturn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 40):
        issuer = Issuer.objects.create(name=f"Issuer {number}", stock_code=str(number))
        filing.start(issuer, date(2009, 11, 30), None)
    with django_assert_max_num_queries(14):
        assert len(standings(administrator, "?month=2009-12")) == 40


@pytest.fixture
def three(november: MonthlyReturn, kingsoft: Sheet) -> list[Filing]:
    """November and December of Kingsoft filed, and November of another issuer; a draft of a third."""
    other = figures_json.load(figures_json.dump(kingsoft).replace("3888", "5").encode())
    filed = [filing.file_alone(november, None), filing.file_alone(filing.record(month_after(kingsoft), None), None)]
    filed.append(filing.file_alone(filing.record(other, None), None))
    filing.start(Issuer.objects.create(name="HSBC Holdings plc", stock_code="11"), november.month_ended, None)
    return filed


NAMES = ["3888-2009-11-monthly-return.pdf", "3888-2009-12-monthly-return.pdf", "5-2009-11-monthly-return.pdf"]


@pytest.mark.parametrize(
    ("query", "ticked", "wanted"),
    [
        ("", {"all": "1"}, [0, 1, 2]),
        ("", {"issuer": "3888"}, [0, 1]),
        ("", {"month": "2009-11"}, [0, 2]),
        ("", {"issuer": "3888", "month": "2009-11"}, [0]),
        ("", {"issuer": ["3888", "5"], "month": ["2009-11", "2009-12"]}, [0, 1, 2]),
        ("&issuer=3888", {"all": "1"}, [0, 1]),
        ("&state=submitted", {"month": "2009-12"}, [1]),
    ],
)
def test_the_pdfs_of_what_is_ticked_come_as_one_file(
    administrator: Client, three: list[Filing], query: str, ticked: dict[str, Any], wanted: list[int]
) -> None:
    answer = administrator.post(f"/status.zip?month=2009-12{query}", ticked)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert int(answer["Content-Length"]) == len(content)
    with ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        assert {name: book.read(name) for name in book.namelist()} == {
            NAMES[which]: bytes(three[which].pdf) for which in wanted
        }
    entries = AuditEntry.objects.filter(action="download", name="administrator")
    assert {entry.new for entry in entries} == {three[which].pdf_sha256 for which in wanted}
    assert len(entries) == len(wanted)


@pytest.mark.parametrize("ticked", [{}, {"issuer": "11"}, {"issuer": "x"}, {"month": "\0"}])
def test_nothing_that_can_be_downloaded_is_ticked(
    administrator: Client, three: list[Filing], ticked: dict[str, str]
) -> None:
    answer = administrator.post("/status.zip?month=2009-12&issuer=", ticked, follow=True)
    assert answer.redirect_chain == [("/status?month=2009-12&issuer=", 302)]
    assert "Nothing was downloaded: tick issuers or months" in answer.content.decode()
    assert AuditEntry.objects.filter(action="download").count() == 0


def test_too_much_at_once_is_refused(
    administrator: Client, three: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(overview, "MOST_AT_ONCE", 2)
    html = administrator.post("/status.zip?month=2009-12", {"all": "1"}, follow=True).content.decode()
    assert "That would be 3 PDFs; 2 can be downloaded at once. Choose fewer issuers or months." in html


def test_a_long_list_comes_in_pages(
    administrator: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 5):
        issuer = Issuer.objects.create(name=f"Issuer {number}", stock_code=str(number))
        filing.start(issuer, november.month_ended, None)
    monkeypatch.setattr(listing, "ON_A_PAGE", 3)
    first, second = (administrator.get(f"/status?month=2009-12&page={page}") for page in (1, 2))
    assert [len(first.context["rows"]), len(second.context["rows"])] == [3, 2]
    assert "?month=2009-12&amp;page=2" in first.content.decode()
    for page in ("0", "-1", "x", "99", "9" * 40):
        assert administrator.get(f"/status?page={page}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?month=0000-00",
        "?month=9999-12",
        "?month=1980-01",
        "?month=2200-12",
        "?month=%00&issuer=%00",
        "?issuer=" + "9" * 300,
        "?issuer='%3B--&state=filed",
        "?state=none",
        "?issuer=٣٨٨٨",
    ],
)
def test_whatever_is_asked_is_answered(administrator: Client, november: MonthlyReturn, query: str) -> None:
    for path in ("/status", "/status.csv", "/status.xlsx"):
        assert administrator.get(f"{path}{query}").status_code == 200
    assert administrator.post(f"/status.zip{query}", {"all": "1"}).status_code == 302
