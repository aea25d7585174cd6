"""The record that a return was submitted: who makes it, what it may state, and that it is kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction

from returns import archive, filing, guards
from returns.deadlines import HONG_KONG
from returns.models import AuditEntry, Filing, Immutable, MonthlyReturn, Submission
from returns.models.submission import FROM_THE_FORM, LARGEST_PDF
from returns.sheet import Sheet
from tests.filing.people import person, turn

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 as published"


@pytest.fixture
def finalised(approved: MonthlyReturn, maker: User) -> Filing:
    """Kingsoft's return, finalised and not submitted yet."""
    return filing.file_approved(approved, maker)


def stated(finalised: Filing, **otherwise: Any) -> Submission:
    """A submission of it, not recorded yet."""
    said = {"submitted_at": datetime(2009, 12, 3, 17, 30, tzinfo=HONG_KONG), "submitted_name": "Wong Siu Ming"}
    pdf = otherwise.pop("pdf", b"")
    submission = Submission(filing=finalised, **said | otherwise)
    submission.publish(pdf)
    return submission


def recorded(finalised: Filing, by: User, after: int | None = None, **otherwise: Any) -> Submission:
    """The same, recorded."""
    return filing.record_submission(stated(finalised, **otherwise), by, after)


def test_what_is_finalised_is_not_submitted_until_that_is_recorded(finalised: Filing, checker: User) -> None:
    assert list(filing.unsubmitted(MonthlyReturn.objects.all())) == [finalised.monthly_return]
    submission = recorded(finalised, checker, reference="HKEX-1", published_on=date(2009, 12, 4), pdf=PDF)
    assert not filing.unsubmitted(MonthlyReturn.objects.all())
    assert Filing.objects.get().submission == submission
    assert submission.submitted_at.astimezone(UTC) == datetime(2009, 12, 3, 9, 30, tzinfo=UTC)
    assert submission.moment == "03/12/2009 17:30"
    assert (submission.recorded_by, submission.recorded_name) == (checker, "Chan Tai Man")
    [entry] = AuditEntry.objects.filter(action="submitted")
    assert (entry.user, entry.what, entry.new) == (checker, "03/12/2009 17:30 Wong Siu Ming", submission.as_json())
    assert not list(archive.verify())


def test_a_correction_is_a_further_record_and_says_why(finalised: Filing, maker: User) -> None:
    first = recorded(finalised, maker)
    later = datetime(2009, 12, 4, 9, 0, tzinfo=HONG_KONG)
    with pytest.raises(filing.ActionRefused, match="Say why"):
        recorded(finalised, maker, first.pk, submitted_at=later)
    second = recorded(finalised, maker, first.pk, submitted_at=later, reason="Wrong day.")
    assert Filing.objects.get().submission == second
    assert list(Submission.objects.all()) == [first, second]
    assert not list(archive.verify())


def test_what_is_only_added_needs_no_reason(finalised: Filing, maker: User) -> None:
    first = recorded(finalised, maker)
    second = recorded(finalised, maker, first.pk, reference="HKEX-1")
    third = recorded(finalised, maker, second.pk, reference="HKEX-1", published_on=date(2009, 12, 4), pdf=PDF)
    with pytest.raises(filing.ActionRefused, match="Say why"):
        recorded(finalised, maker, third.pk, reference="HKEX-1", published_on=date(2009, 12, 4))
    assert Submission.objects.count() == 3


def test_the_same_is_recorded_once(finalised: Filing, maker: User) -> None:
    recorded(finalised, maker)
    with pytest.raises(filing.RecordedAlready):
        recorded(finalised, maker)
    assert Submission.objects.count() == 1


def test_whoever_has_not_seen_the_record_before_does_not_correct_it(
    finalised: Filing, maker: User, checker: User
) -> None:
    recorded(finalised, checker)
    with pytest.raises(filing.VersionConflict, match="Chan Tai Man recorded"):
        recorded(finalised, maker, submitted_name="Maker", reason="So.")
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"submitted_at": datetime(2999, 1, 1, tzinfo=HONG_KONG)}, "in the future"),
        ({"submitted_at": datetime(2009, 11, 30, 23, 59, tzinfo=HONG_KONG)}, "after it"),
        ({"submitted_name": ""}, "blank"),
        ({"submitted_name": "x" * 201}, "200 characters"),
        ({"reference": "x" * 101}, "100 characters"),
        ({"reference": "A\x07"}, "control character"),
        ({"reason": "\x00"}, "control character"),
        ({"published_on": date(2009, 12, 2)}, "cannot have been published before"),
        ({"published_on": date(2999, 1, 1)}, "in the future"),
        ({"pdf": b"<html>"}, "not a PDF"),
        ({"pdf": b"%PDF-" + bytes(LARGEST_PDF)}, "larger than 20"),
    ],
)
def test_what_cannot_be_is_refused(finalised: Filing, maker: User, said: dict[str, Any], why: str) -> None:
    with pytest.raises(filing.ActionRefused, match=why):
        recorded(finalised, maker, **said)
    assert not Submission.objects.exists()


def test_only_its_preparers_and_approvers_record_it(finalised: Filing, maker: User) -> None:
    reader = person(finalised.issuer, "reader", "viewer")
    administrator = User.objects.create_user("administrator", is_staff=True)
    stranger = User.objects.create_user("stranger")
    turn(maker, is_active=False)
    for by in (reader, administrator, stranger, maker):
        with pytest.raises(filing.ActionRefused):
            recorded(finalised, by)
    assert not Submission.objects.exists()


def test_a_revision_needs_a_submission_of_its_own(finalised: Filing, maker: User, kingsoft: Sheet) -> None:
    recorded(finalised, maker)
    revision = filing.revise(finalised.monthly_return, "A remark was missing.", maker)
    assert not filing.unsubmitted(MonthlyReturn.objects.all())
    sheet = Sheet.load(revision)
    sheet.head.remarks = "Corrected."
    filing.save_draft(revision, sheet, maker, revision.version)
    filing.file_alone(revision, None)
    assert [each.revision for each in filing.unsubmitted(MonthlyReturn.objects.all())] == [1]


# --- What is entered after it was submitted ---


def test_an_earlier_return_was_submitted_on_the_date_it_states(kingsoft: Sheet) -> None:
    filed = filing.file_sheet(kingsoft, None)
    [submission] = filed.submissions.all()
    assert submission.submitted_at == datetime(2009, 12, 4, tzinfo=HONG_KONG)
    assert (submission.submitted_name, submission.reason) == (kingsoft.head.submitted_by, FROM_THE_FORM)
    assert submission.moment == "04/12/2009", "the form's date has no time"
    assert not list(archive.verify())


def test_a_return_that_states_no_date_was_not_submitted_before(approved: MonthlyReturn, maker: User) -> None:
    assert not filing.file_approved(approved, maker).submissions.exists()


def test_what_was_filed_before_submissions_were_recorded_has_them_after_the_migration(
    finalised: Filing, draft: MonthlyReturn
) -> None:
    submit = import_module("returns.migrations.0017_earlier_filings_are_submitted").submit
    guards.remove(connection)
    submit(apps, None)
    submit(apps, None)
    guards.install(connection)
    [submission] = Submission.objects.all()
    assert submission.filing == finalised
    assert submission.submitted_at == datetime(2009, 12, 4, tzinfo=HONG_KONG)
    assert submission.reason == FROM_THE_FORM
    assert not list(archive.verify())


# --- It is kept ---

TABLE = Submission._meta.db_table


def sql(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: Submission.objects.filter(pk=s.pk).update(reference="x"),
        lambda s: Submission.objects.filter(pk=s.pk).delete(),
        lambda _s: sql(f"UPDATE {TABLE} SET submitted_name = 'x'"),
        lambda _s: sql(f"DELETE FROM {TABLE}"),
    ],
)
def test_the_database_keeps_it(finalised: Filing, maker: User, change: Callable[[Submission], object]) -> None:
    submission = recorded(finalised, maker)
    before = Submission.objects.values().get()
    with pytest.raises((IntegrityError, DatabaseError), match="kept for good"), transaction.atomic():
        change(submission)
    assert Submission.objects.values().get() == before
    with pytest.raises(Immutable):
        submission.save()


@pytest.mark.django_db(transaction=True)
def test_one_that_the_trail_does_not_know_is_never_committed(finalised: Filing) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        stated(finalised, recorded_name="nobody").save()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: Submission.objects.update(submitted_name="x"), "the record of its submission is not the one"),
        (lambda: Submission.objects.update(reason="x"), "the record of its submission is not the one"),
        (lambda: Submission.objects.update(recorded_by=None), "the record of its submission is not the one"),
        (lambda: Submission.objects.update(published_pdf=b"%PDF-other"), "the published PDF of a submission"),
        (lambda: sql(f"DELETE FROM {TABLE}"), "a record of its submission is gone"),
    ],
)
def test_what_was_changed_behind_the_program_is_found(
    finalised: Filing, maker: User, change: Callable[[], object], said: str
) -> None:
    recorded(finalised, maker, pdf=PDF)
    guards.remove(connection)
    change()
    [fault] = archive.verify()
    assert str(fault).startswith(f"3888 2009-11 r0: compared with the audit trail, {said}")
