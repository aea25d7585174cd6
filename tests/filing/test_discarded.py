"""Drafts and revisions that were started by mistake: set aside for good, and started again."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from returns import archive, filing, overview
from returns.models import AuditEntry, Immutable, MonthlyReturn
from returns.sheet import Sheet
from tests.filing.people import person
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


def on_record(monthly_return: MonthlyReturn) -> MonthlyReturn:
    return MonthlyReturn.objects.get(pk=monthly_return.pk)


@pytest.fixture
def discarded(draft: MonthlyReturn, maker: User) -> MonthlyReturn:
    """Kingsoft's draft, discarded."""
    filing.discard(draft, maker, draft.version, "Started by mistake. ")
    return draft


def test_it_is_kept_with_its_reason(discarded: MonthlyReturn) -> None:
    stored = on_record(discarded)
    assert (discarded.state, stored.state, stored.is_open) == ("discarded", "discarded", False)
    assert stored.optionscheme_rows.exists()
    entry = AuditEntry.objects.filter(action="state").last()
    assert (entry.name, entry.old, entry.new, entry.note) == ("maker", "draft", "discarded", "Started by mistake.")


def test_only_a_preparer_with_a_reason_discards_what_they_looked_at(
    draft: MonthlyReturn, maker: User, checker: User
) -> None:
    for by in (checker, person(draft.issuer, "viewer", "viewer")):
        with pytest.raises(filing.ActionRefused, match="Only a person who is preparer of Kingsoft"):
            filing.discard(draft, by, draft.version, "By mistake.")
    with pytest.raises(filing.ActionRefused, match="Say why"):
        filing.discard(draft, maker, draft.version, " ")
    with pytest.raises(filing.VersionConflict):
        filing.discard(draft, maker, draft.version + 1, "By mistake.")
    filing.submit(draft, maker, draft.version)
    with pytest.raises(Immutable, match="cannot become “discarded”: it is “awaiting approval”"):
        filing.discard(draft, maker, draft.version, "By mistake.")


def test_nothing_of_it_changes_any_more(discarded: MonthlyReturn, maker: User, checker: User) -> None:
    sheet = Sheet.load(on_record(discarded))
    set_cell(sheet, "head-remarks", "None.")
    for act in (
        lambda: filing.save_draft(discarded, sheet, maker, sheet.head.version),
        lambda: filing.submit(discarded, maker, discarded.version),
        lambda: filing.discard(discarded, maker, discarded.version, "Again."),
        lambda: filing.recall(discarded, maker, "A figure is wrong."),
        lambda: filing.file_alone(discarded, None),
    ):
        with pytest.raises(filing.ActionRefused, match="This return was discarded"):
            act()
    for change in ({"remarks": "None."}, {"state": "draft", "reopened": 1}, {"version": 9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MonthlyReturn.objects.filter(pk=discarded.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        discarded.optionscheme_rows.update(lapsed="2")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {MonthlyReturn._meta.db_table} WHERE id = %s", [discarded.pk])


def test_the_month_is_started_again_and_a_page_left_open_saves_nothing_into_it(
    discarded: MonthlyReturn, maker: User
) -> None:
    again = filing.start(discarded.issuer, date(2009, 11, 30), maker)
    assert (again.version, again.reopened) == (discarded.version + 1, discarded.reopened + 1)
    sheet = filing.sheet_of(on_record(again))
    with pytest.raises(filing.VersionConflict):
        filing.save_draft(again, sheet, maker, discarded.version)
    filing.discard(again, maker, again.version, "By mistake, again.")
    third = filing.start(discarded.issuer, date(2009, 11, 30), maker)
    assert MonthlyReturn.not_discarded.get() == third
    assert MonthlyReturn.objects.count() == 3


def test_a_discarded_revision_leaves_what_it_revises_as_it_is(draft: MonthlyReturn, maker: User) -> None:
    filed = filing.file_alone(draft, None)
    revision = filing.revise(on_record(draft), "A figure.", maker)
    filing.discard(revision, maker, revision.version, "The figure is right.")
    assert on_record(draft).state == "filed"
    assert on_record(revision).revises is None
    let_go = AuditEntry.objects.get(monthly_return=revision, cell="revises")
    assert (let_go.old, let_go.new) == ("2009-11 r0", "")
    again = filing.revise(on_record(draft), "Another figure.", maker)
    assert (again.revision, again.revises, on_record(draft).revised_by) == (1, draft, again)
    assert list(archive.verify([filed.issuer_id])) == []


def test_what_a_draft_revises_changes_by_nothing_else(draft: MonthlyReturn, maker: User) -> None:
    filing.file_alone(draft, None)
    revision = filing.revise(on_record(draft), "A figure.", maker)
    MonthlyReturn.objects.filter(pk=revision.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReturn.objects.filter(pk=revision.pk).update(state="discarded", remarks="None.", revises=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReturn.objects.filter(pk=revision.pk).update(state="discarded")
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReturn.objects.filter(pk=revision.pk).update(state="awaiting", revises=None)


def test_the_filing_status_ignores_it(discarded: MonthlyReturn) -> None:
    now = timezone.now()
    months = overview.window(date(2009, 11, 30), now)
    issuers = list(overview.issuers(overview.Asked()))
    assert issuers[0].first is None
    assert overview.around(months, now)[0] is None
    (lines,) = overview.lines(issuers, months).values()
    assert {line.monthly_return for line in lines} == {None}
