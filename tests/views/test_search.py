"""Search of past filings: what is found by which filter, for whom, and the rows as files."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from returns import filing
from returns.exchange import figures_json
from returns.figures import number
from returns.models import AuditEntry, Filing, Membership, OtherMovement
from returns.sheet import Sheet
from tests.conftest import CASES
from tests.filing.people import person
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell
from tests.views.conftest import publish


def with_a_repurchase(sheet: Sheet) -> Sheet:
    """Kingsoft's November as another issuer's, which bought back 100,000,000 shares."""
    other = figures_json.load(figures_json.dump(sheet).replace("3888", "5").encode())
    other.other_movements = [
        OtherMovement(type="repurchase", share_class="ordinary_1", currency="HK$", issued=number(-100_000_000))
    ]
    for address, text in {
        "head-submitted_by": "Chan Tai Man",
        "other_movements-0-price": "2.50",
        "other_movements-0-event_date": "10/11/2009",
        "other_movements-0-approval_date": "20/05/2009",
        "other_movements-0-may_be_issued": "Nil",
        "issued-0-movement": "(99,129,000)",
        "issued-0-closing": "994,047,133",
    }.items():
        set_cell(other, address, text)
    other.head.not_applicable = [part for part in other.head.not_applicable if part != "other_movements"]
    for index, total in enumerate(other.totals):
        if total.share_class.startswith("ordinary"):
            said = {"other_movements": "(100,000,000)", "all": "(99,129,000)"}.get(total.part)
            if said and not total.share_class.endswith("_2"):
                set_cell(other, f"totals-{index}-shares", said)
    return other


@pytest.fixture(scope="module")
def _on_record(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Kingsoft's November, in time, and its December, late; another issuer's November with a repurchase."""
    kingsoft = figures_json.load((CASES / "kingsoft-2009-11.json").read_bytes())
    with django_db_blocker.unblock(), transaction.atomic():
        november = filing.record(kingsoft, None)
        december = month_after(kingsoft)
        set_cell(december, "head-remarks", "Adjusted for the placing.")
        set_cell(december, "head-date_submitted", "20/01/2010")
        with time_machine.travel(datetime(2009, 12, 4, tzinfo=UTC)):
            filing.file_alone(november, person(november.issuer, "mary", "preparer"))
            filing.file_sheet(with_a_repurchase(kingsoft), None)
        with time_machine.travel(datetime(2010, 2, 1, tzinfo=UTC)):
            publish(filing.file_alone(filing.record(december, None), None))
        User.objects.create_user("administrator", is_staff=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def filings(db: None, _on_record: None) -> list[Filing]:
    """The three filings, in the order in which they were made."""
    return list(Filing.objects.order_by("pk"))


@pytest.fixture
def administrator(filings: list[Filing]) -> Client:
    """Who searches all issuers."""
    client = Client()
    client.force_login(User.objects.get(username="administrator"))
    return client


def found(client: Client, query: str) -> list[tuple[str, str, str]]:
    """Stock code, month and movement of each row."""
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 200
    return [
        (each.filing.issuer.stock_code, f"{each.movement.month_ended:%Y-%m}", each.kind)
        for each in answer.context["found"]
    ]


EXERCISED = [("3888", "2009-11", "Exercised")] * 3
LAPSED = [("3888", "2009-11", "Lapsed")]
REPURCHASE = [("5", "2009-11", "Repurchase of shares")]
NOTHING = [("3888", "2009-12", "No movements")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=other_movements-repurchase", REPURCHASE),
        ("kind=other_movements&first=2009-11&last=2009-11", REPURCHASE),
        ("kind=other_movements-placing", []),
        ("kind=options-exercised&issuer=3888", EXERCISED),
        ("kind=options-lapsed&issuer=kingsoft&first=2009-01", [*LAPSED, ("5", "2009-11", "Lapsed")]),
        ("kind=none", NOTHING),
        ("first=2009-12", NOTHING),
        ("last=2009-10", []),
        ("shares=700,000&issuer=03888", EXERCISED[:1]),
        ("shares=99999999", REPURCHASE),
        ("shares=100000000", []),
        ("per_cent=9.1", REPURCHASE),
        ("per_cent=9.2", []),
        ("share_class=preference", []),
        ("share_class=ordinary&kind=other_movements", REPURCHASE),
        ("signatory=man+chan&kind=other_movements", REPURCHASE),
        ("remarks=placing+adjusted", NOTHING),
        ("finalised=mary&kind=options-lapsed", LAPSED),
        ("prepared=mary&kind=options-lapsed", LAPSED),
        ("approved=mary&kind=options-lapsed", LAPSED),
        ("prepared=nobody", []),
        ("late=on&kind=none", NOTHING),
        ("late=on&issuer=3888&kind=options", []),
        ("which=revisions", []),
        ("first=2009-12&last=2009-11&kind=none", NOTHING),
        ("first=soon&shares=x&per_cent=x&kind=none", NOTHING),
    ],
)
def test_filters(
    administrator: Client, filings: list[Filing], query: str, expected: list[tuple[str, str, str]]
) -> None:
    assert sorted(found(administrator, query)) == sorted(expected)


def test_a_filter_that_cannot_be_read_says_so(administrator: Client, filings: list[Filing]) -> None:
    page = administrator.get("/search?first=2009-12&last=2009-11").content.decode()
    assert "This is before 2009-12." in page
    assert "Expected a month such as 2024-11." in administrator.get("/search?first=soon").content.decode()


def test_of_a_month_that_was_revised_the_latest_is_found(administrator: Client, filings: list[Filing]) -> None:
    revision = filing.revise(filings[2].monthly_return, "Remarks left out.", None)
    assert found(administrator, "first=2009-12") == NOTHING
    sheet = filing.sheet_of(revision)
    set_cell(sheet, "head-remarks", "None.")
    filing.save_draft(revision, sheet, None, revision.version)
    filing.file_alone(revision, None)
    for which, numbers in (("", [1]), ("all", [1, 0]), ("revisions", [1]), ("replaced", [0])):
        rows = administrator.get(f"/search?first=2009-12&which={which}").context["found"]
        assert [each.filing.monthly_return.revision for each in rows] == numbers, which


def test_members_search_their_own_issuers(filings: list[Filing]) -> None:
    member = Client()
    member.force_login(User.objects.get(username="mary"))
    assert {code for code, _month, _kind in found(member, "")} == {"3888"}
    assert b"".join(member.get("/search.csv")).count(b'\n"5"') == 0
    Membership.objects.all().delete()
    assert found(member, "") == []


def test_the_rows_as_files(administrator: Client, filings: list[Filing]) -> None:
    answer = administrator.get("/search.csv?kind=other_movements")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"stock code","issuer","month ended","revision","part"')
    assert len(lines) == 2
    assert '"III.E Other movements",1,"Repurchase of shares","ordinary shares (1)"' in lines[1]
    assert '"-100000000",-100000000,1093176133,9.147657,"HK$ 2.50"' in lines[1]
    book = load_workbook(io.BytesIO(administrator.get("/search.xlsx").getvalue())).active
    rows = list(book.iter_rows(values_only=True))
    assert len(rows) == 1 + len(found(administrator, ""))
    assert {row[2] for row in rows[1:]} == {datetime(2009, 11, 30), datetime(2009, 12, 31)}  # noqa: DTZ001
    notes = AuditEntry.objects.filter(action="download").values_list("note", flat=True)
    assert set(notes) == {"kind=other_movements", ""}


def test_the_pdfs_of_what_was_found_come_as_one_file(administrator: Client, filings: list[Filing]) -> None:
    packed = b"".join(administrator.post("/search.zip?kind=other_movements"))  # type: ignore[arg-type]
    assert ZipFile(io.BytesIO(packed)).namelist() == ["5-2009-11-monthly-return.pdf"]
    nothing: Any = administrator.post("/search.zip?first=2020-01", follow=True)
    assert nothing.redirect_chain == [("/search?first=2020-01", 302)]
    assert "Nothing was downloaded" in nothing.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "issuer=%00&signatory=%00&remarks=%00", "issuer=" + "9" * 300, "remarks=" + "%25_" * 60, "signatory='%3B--",
        "shares=" + "9" * 40, "shares=-1", "per_cent=1e9", "per_cent=NaN", "kind=what", "which=what", "page=x",
        "first=1980-01&last=2200-12&late=on", "prepared=" + "a+" * 90,
    ],
)  # fmt: skip
def test_whatever_is_asked_is_answered(administrator: Client, filings: list[Filing], query: str) -> None:
    for path in ("/search", "/search.csv", "/search.xlsx"):
        assert administrator.get(f"{path}?{query}").status_code == 200


def test_queries_do_not_grow_with_the_filings(
    administrator: Client, filings: list[Filing], django_assert_max_num_queries: Any
) -> None:
    assert date(2009, 11, 30) in {each.month_ended for each in filings}
    with django_assert_max_num_queries(8):
        assert len(found(administrator, "which=all")) == 10
