"""Correcting what was filed."""

import pytest
from django.contrib.auth.models import User

from returns import filing
from returns.editions import reconcile
from returns.exchange import figures_json
from returns.figures import BLANK
from returns.models import Filing, MonthlyReturn
from returns.sheet import Sheet
from tests.filing.explaining import figures
from tests.filing.people import person
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(draft: MonthlyReturn) -> Filing:
    """Kingsoft's return for November 2009, filed."""
    return filing.file_alone(draft, None)


def correct(revision: MonthlyReturn, *typed: tuple[str, str]) -> None:
    sheet = filing.sheet_of(revision)
    for address, text in typed:
        set_cell(sheet, address, text)
    filing.save_draft(revision, sheet, None, revision.version)


def test_a_revision_is_a_draft_with_all_rows_that_says_why(filed: Filing, maker: User) -> None:
    revision = filing.revise(filed.monthly_return, " A remark was missing. ", maker)
    assert (revision.state, revision.revision, revision.revises) == ("draft", 1, filed.monthly_return)
    assert (revision.created_by, revision.approved_by, revision.is_alone) == (maker, None, False)
    was, now = (Sheet.load(MonthlyReturn.objects.get(pk=pk)) for pk in (filed.monthly_return_id, revision.pk))
    now.head.revision, now.head.revision_reason = 0, ""
    # It is submitted on another day.
    assert now.head.date_submitted == BLANK
    now.head.date_submitted = was.head.date_submitted
    assert figures_json.dump(now) == figures_json.dump(was)
    assert MonthlyReturn.objects.get(pk=filed.monthly_return_id).state == "filed"


def test_a_revision_that_changes_nothing_is_neither_sent_nor_filed(filed: Filing, maker: User) -> None:
    revision = filing.revise(filed.monthly_return, "No reason.", maker)
    correct(revision, ("head-date_submitted", "07/12/2009"))
    with pytest.raises(filing.ActionRefused, match="changes nothing"):
        filing.submit(revision, maker, revision.version)
    with pytest.raises(filing.ActionRefused, match="changes nothing"):
        filing.file_alone(revision, None)
    correct(revision, ("head-remarks", "None."))
    corrected = filing.file_alone(revision, None)
    assert corrected.before == filed
    assert Filing.objects.count() == 2


def test_the_next_month_starts_from_the_revision(filed: Filing, kingsoft: Sheet) -> None:
    december = filing.record(month_after(kingsoft), None)
    revision = filing.revise(filed.monthly_return, "A figure.", None)
    correct(revision, ("head-remarks", "None."))
    filing.file_alone(revision, None)
    before = filing.sheet_of(december).month_before
    assert before is not None
    assert before.head.revision == 1
    assert reconcile(filing.sheet_of(december)).errors == []


def test_a_revision_is_revised_and_not_what_it_revised(filed: Filing) -> None:
    revision = filing.revise(filed.monthly_return, "A figure.", None)
    with pytest.raises(filing.ActionRefused, match="revised already: revision 1 is “draft”"):
        filing.revise(filed.monthly_return, "Another.", None)
    with pytest.raises(filing.ActionRefused, match="not finalised yet"):
        filing.revise(revision, "Another.", None)
    correct(revision, ("head-remarks", "None."))
    filing.file_alone(revision, None)
    again = filing.revise(revision, "Another.", None)
    assert (again.revision, again.revises, again.version) == (2, revision, 0)


def test_a_revision_needs_a_reason_and_a_preparer(filed: Filing, checker: User) -> None:
    with pytest.raises(filing.ActionRefused, match="Say why"):
        filing.revise(filed.monthly_return, " ", None)
    for by in (checker, person(filed.issuer, "viewer", "viewer"), User.objects.create_user("stranger")):
        with pytest.raises(filing.ActionRefused, match="Only a person who is preparer"):
            filing.revise(filed.monthly_return, "A figure.", by)
    assert MonthlyReturn.objects.count() == 1


def test_answers_go_on_with_the_figures_they_were_given_for(draft: MonthlyReturn, maker: User) -> None:
    correct(draft, ("authorised-0-stock_code", "80700"))
    filing.answer(draft, figures(draft), "The counter in RMB.", maker)
    filing.file_alone(draft, None)
    revision = filing.revise(draft, "A remark.", maker)
    (warning,) = reconcile(filing.sheet_of(revision)).warnings
    assert warning.answer is not None
    assert (warning.answer.reason, warning.answer.monthly_return) == ("The counter in RMB.", revision)
    assert draft.answers.count() == 1


def test_an_imported_revision_is_linked_to_what_it_revises(filed: Filing, kingsoft: Sheet) -> None:
    sheet = figures_json.load(figures_json.dump(kingsoft).encode())
    set_cell(sheet, "head-revision", "1")
    set_cell(sheet, "head-revision_reason", "A figure.")
    made = filing.record(sheet, None)
    assert made.revises == filed.monthly_return
    with pytest.raises(filing.ActionRefused, match="changes nothing"):
        filing.file_alone(made, None)
