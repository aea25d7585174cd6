"""The review of past filings: the queue, what is noted, asked, answered and closed, and by whom."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from openpyxl import load_workbook

from returns import archive, filed_review, filing
from returns.exchange import figures_json
from returns.models import ActionRefused, AuditEntry, Filing, Immutable, ReviewEntry
from tests.conftest import CASES
from tests.filing.people import person, turn
from tests.filing.test_filing import month_after
from tests.letters import wait_for_letters
from tests.rules.breaking import set_cell

Kind = ReviewEntry.Kind


@pytest.fixture(scope="module")
def _on_record(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Kingsoft's November, in time, its December, late, and a revision of December."""
    kingsoft = figures_json.load((CASES / "kingsoft-2009-11.json").read_bytes())
    with django_db_blocker.unblock(), transaction.atomic():
        november = filing.record(kingsoft, None)
        with time_machine.travel(datetime(2009, 12, 4, tzinfo=UTC)):
            filing.file_alone(november, None)
        with time_machine.travel(datetime(2010, 2, 1, tzinfo=UTC)):
            nothing = month_after(kingsoft)
            set_cell(nothing, "head-date_submitted", "20/01/2010")
            december = filing.record(nothing, None)
            filing.file_alone(december, None)
            revision = filing.revise(december, "Remarks left out.", None)
            sheet = filing.sheet_of(revision)
            set_cell(sheet, "head-remarks", "None.")
            filing.save_draft(revision, sheet, None, revision.version)
            filing.file_alone(revision, None)
        for role in ("preparer", "approver", "viewer"):
            person(november.issuer, role, role)
        for name in ("auditor", "other"):
            User.objects.create_user(name, email=f"{name}@example.com", is_staff=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def filings(db: None, _on_record: None) -> list[Filing]:
    """The three filings, in the order in which they were made."""
    return list(Filing.objects.order_by("pk"))


def client(name: str) -> Client:
    """Where a person is logged in."""
    made = Client()
    made.force_login(User.objects.get(username=name))
    return made


def who(name: str) -> User:
    return User.objects.get(username=name)


def queued(query: str = "") -> list[str]:
    """The filings in the list, in its order."""
    shown = client("auditor").get(f"/reviews?{query}").context["waiting"]
    return [str(each.filing).rpartition(") ")[2] for each in shown]


NOVEMBER, DECEMBER, REVISION = "2009-11", "2009-12", "2009-12 r1"


def test_the_most_notable_come_first(filings: list[Filing]) -> None:
    assert queued() == [DECEMBER, REVISION, NOVEMBER]
    [late, revised, other] = filed_review.listed(filed_review.queue(filed_review.Asked()))
    assert late.notable[0] == "late"
    assert "revision 1" in revised.notable
    assert "late" not in other.notable


def test_large_movements_explained_warnings_and_words_are_notable(filings: list[Filing]) -> None:
    december = filings[1]
    december.summary.per_cent, december.summary.explained, december.summary.worded = 7, 2, 1  # type: ignore[attr-defined]
    december.summary.save()  # type: ignore[attr-defined]
    late = next(iter(filed_review.listed(filed_review.queue(filed_review.Asked()))))
    assert late.notable == ["late", "7.00 % of issued shares moved", "2 warnings explained", "1 figure in words"]


def test_a_filing_is_marked_as_reviewed_and_leaves_the_queue(filings: list[Filing]) -> None:
    before = Filing.objects.values().order_by("pk")
    then = list(before)
    auditor = client("auditor")
    page = auditor.get("/3888/2009-12/review?revision=0")
    assert page.context["state"] == filed_review.State.UNREVIEWED
    answer = auditor.post("/3888/2009-12/review?revision=0", {"step": "reviewed", "text": "Fine.", "next": "1"})
    assert answer["Location"] == "/3888/2009-12/review?revision=1"
    assert auditor.post("/3888/2009-12/review?revision=1", {"step": "reviewed"})["Location"] == "/reviews"
    assert queued() == [NOVEMBER]
    assert len(queued("state=reviewed")) == 2
    assert len(queued("state=all")) == 3
    assert len(queued(f"state=reviewed&reviewer={who('auditor').pk}")) == 2
    assert queued(f"state=reviewed&reviewer={who('other').pk}") == queued(
        "state=reviewed"
    )  # no reviewer: filters nothing
    assert list(before) == then
    entry = AuditEntry.objects.get(action="review", note="Fine.")
    assert (entry.name, entry.new, entry.monthly_return) == ("auditor", "reviewed", filings[1].monthly_return)
    assert list(archive.verify()) == []


def test_a_query_reaches_the_issuers_people_and_its_answer_whoever_asked(filings: list[Filing]) -> None:
    for user in User.objects.all():
        turn(user, email=f"{user.username}@example.com")
    client("auditor").post("/3888/2009-11/review", {"step": "query", "text": "Why 752,000?"})
    wait_for_letters()
    assert {letter.to[0] for letter in mail.outbox} == {"preparer@example.com", "approver@example.com"}
    assert "/3888/2009-11/review?revision=0" in mail.outbox[0].body
    assert "752,000" not in mail.outbox[0].body
    mail.outbox.clear()

    query = ReviewEntry.objects.get()
    assert "Why 752,000?" in client("preparer").get("/").content.decode()
    answered = client("preparer").post(
        "/3888/2009-11/review", {"step": "answer", "query": query.pk, "text": "As exercised."}, follow=True
    )
    assert "Your answer is recorded" in answered.content.decode()
    wait_for_letters()
    assert [letter.to for letter in mail.outbox] == [["auditor@example.com"]]
    assert "Why 752,000?" not in client("preparer").get("/").content.decode()


def test_a_query_is_open_answered_and_closed(filings: list[Filing]) -> None:
    november = filings[0]
    query = filed_review.raise_query(november, who("auditor"), "Why?")
    assert queued("state=query") == [NOVEMBER]
    assert NOVEMBER not in queued()
    filed_review.answer(query, who("approver"), "Because.")
    assert (queued("state=query"), queued("state=answered")) == ([], [NOVEMBER])
    page = client("other").get("/3888/2009-11/review").content.decode()
    assert page.index("Why?") < page.index("Because.") < page.index("Close query")
    client("other").post("/3888/2009-11/review", {"step": "closed", "query": query.pk, "text": ""})
    assert (queued("state=answered"), queued("state=closed")) == ([], [NOVEMBER])
    assert NOVEMBER in queued()
    for late in (filed_review.close, filed_review.answer):
        with pytest.raises(ActionRefused, match="closed already"):
            late(query, who("other" if late is filed_review.close else "preparer"), "Late.")
    kinds = AuditEntry.objects.filter(action="review").order_by("pk").values_list("new", flat=True)
    assert list(kinds) == ["query", "answer", "closed"]
    history = client("preparer").get("/3888/2009-11/history").content.decode()
    assert "Query raised" in history
    assert "Why?" in history


@pytest.mark.parametrize(
    ("name", "step", "status"),
    [
        ("viewer", "answer", 403),
        ("viewer", "reviewed", 403),
        ("preparer", "reviewed", 422),
        ("preparer", "query", 422),
        ("preparer", "closed", 422),
        ("auditor", "answer", 422),
        ("auditor", "what", 422),
        ("auditor", "query", 422),
        ("auditor", "closed", 404),
        ("approver", "answer", 404),
    ],
)
def test_who_may_not(filings: list[Filing], name: str, step: str, status: int) -> None:
    for query in ("", "x", "999999"):
        answer = client(name).post("/3888/2009-11/review", {"step": step, "query": query})
        assert answer.status_code == status
    assert not ReviewEntry.objects.exists()


def test_the_functions_refuse_by_themselves(filings: list[Filing]) -> None:
    with pytest.raises(ActionRefused, match="Only administrators"):
        filed_review.mark_reviewed(filings[0], who("preparer"))
    query = filed_review.raise_query(filings[0], who("auditor"), "Why?")
    with pytest.raises(ActionRefused, match="Administrators review"):
        filed_review.answer(query, who("auditor"), "Because.")
    with pytest.raises(ActionRefused, match="Write your answer"):
        filed_review.answer(query, who("preparer"), " ")


def test_a_step_is_kept_and_never_without_its_entry(filings: list[Filing]) -> None:
    entry = filed_review.mark_reviewed(filings[0], who("auditor"), "Fine.")
    with pytest.raises(Immutable):
        entry.save()
    for change in (
        lambda: ReviewEntry.objects.update(text="Not fine."),
        lambda: ReviewEntry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="kept for good"), transaction.atomic():
            change()
    alone = ReviewEntry(filing=filings[0], kind=Kind.REVIEWED, by=who("auditor"), name="x", at=entry.at)
    with pytest.raises(IntegrityError):
        _commit(alone)


@transaction.atomic
def _commit(entry: ReviewEntry) -> None:
    """Save it, and look at foreign keys as at the end of a transaction."""
    entry.save()
    connection.check_constraints()


def test_what_is_not_finalised_is_not_reviewed(filings: list[Filing]) -> None:
    draft = filing.start(filings[0].issuer, datetime(2010, 1, 31, tzinfo=UTC).date(), None)
    assert client("auditor").get(f"/3888/{draft.month}/review").status_code == 404


def test_the_list_as_files(filings: list[Filing]) -> None:
    filed_review.raise_query(filings[0], who("auditor"), "Why?")
    auditor = client("auditor")
    lines = b"".join(auditor.get("/reviews.csv?state=all")).decode("utf-8-sig")
    assert lines.count("\n") >= 4
    assert '"Query open","query raised","auditor"' in lines
    book = load_workbook(io.BytesIO(auditor.get("/reviews.xlsx").getvalue())).active
    assert [row[3] for row in book.iter_rows(min_row=2, values_only=True)] == [0, 1]
    assert AuditEntry.objects.filter(action="download").count() == 2


@pytest.mark.parametrize(
    "query", ["state=what", "reviewer=x", "reviewer=999999", "issuer=%00", "first=soon&last=2010-13", "page=x"]
)
def test_whatever_is_asked_is_answered(filings: list[Filing], query: str) -> None:
    for path in ("/reviews", "/reviews.csv", "/reviews.xlsx"):
        assert client("auditor").get(f"{path}?{query}").status_code == 200
