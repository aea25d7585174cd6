"""From draft to filed: who may do what, and what is read-only when."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from returns import filing
from returns.audit import draft_of
from returns.drafts.autosave import save_cells
from returns.drafts.merge import Edit
from returns.filing import closing, locks, saving, sign_off
from returns.models import NEXT, AuditEntry, Filing, Immutable, MonthlyReturn
from returns.views.sign_off import panel
from tests.filing.explaining import figures
from tests.filing.people import give, person, turn
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db

State = MonthlyReturn.State


def on_record(monthly_return: MonthlyReturn) -> MonthlyReturn:
    return MonthlyReturn.objects.get(pk=monthly_return.pk)


def change(monthly_return: MonthlyReturn, address: str, typed: str, by: User | None) -> None:
    sheet = filing.sheet_of(on_record(monthly_return))
    set_cell(sheet, address, typed)
    filing.save_draft(monthly_return, sheet, by, sheet.head.version)


def test_whoever_stated_any_of_it_does_not_approve_it(draft: MonthlyReturn, maker: User, checker: User) -> None:
    change(draft, "options-0-lapsed", "2", maker)
    other = person(draft.issuer, "other", "preparer")
    change(draft, "options-0-lapsed", "Nil", other)
    now = on_record(draft)
    filing.submit(now, other, now.version)
    give(maker, "approver")
    with pytest.raises(filing.ActionRefused, match="You stated some of this return yourself"):
        filing.approve(now, maker, now.version)
    filing.approve(now, checker, now.version)


def test_a_return_is_filed_when_another_person_approved_it(draft: MonthlyReturn, maker: User, checker: User) -> None:
    with pytest.raises(filing.ActionRefused, match="is “draft”: it has to be approved"):
        filing.file_approved(draft, maker)
    filing.submit(draft, maker, draft.version)
    with pytest.raises(filing.ActionRefused, match="is “awaiting approval”: it has to be approved"):
        filing.file_approved(draft, maker)
    filing.approve(draft, checker, draft.version, "ordinary shares 1,094,047,133")
    filed = filing.file_approved(draft, maker)
    assert (filed.filed_name, filed.approved_name) == ("maker", "Chan Tai Man")
    stored = on_record(draft)
    assert (stored.state, stored.sent_by, stored.approved_by, stored.is_alone) == ("filed", maker, checker, False)


def test_maker_and_checker_are_two_people(draft: MonthlyReturn, maker: User, checker: User) -> None:
    filing.submit(draft, maker, draft.version)
    give(maker, "approver")
    with pytest.raises(filing.ActionRefused, match="another person has to approve it"):
        filing.approve(draft, maker, draft.version)
    assert on_record(draft).state == State.AWAITING


def test_who_changed_it_last_does_not_approve_it(draft: MonthlyReturn, maker: User, checker: User) -> None:
    give(checker, "preparer")
    change(draft, "head-remarks", "None.", checker)
    give(checker, "approver")
    filing.submit(draft, maker, draft.version)
    with pytest.raises(filing.ActionRefused, match="another person has to approve it"):
        filing.approve(draft, checker, draft.version)


def test_the_database_knows_that_they_are_two(approved: MonthlyReturn, maker: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReturn.objects.filter(pk=approved.pk).update(approved_by=maker)


@pytest.mark.parametrize("role", ["viewer", "preparer"])
def test_only_an_approver_approves_or_sends_back(draft: MonthlyReturn, maker: User, role: str) -> None:
    filing.submit(draft, maker, draft.version)
    other = person(draft.issuer, "other", role)
    with pytest.raises(filing.ActionRefused, match="Only a person who is approver of Kingsoft"):
        filing.approve(draft, other, draft.version)
    with pytest.raises(filing.ActionRefused, match="Only a person who is approver of Kingsoft"):
        filing.send_back(draft, other, "No.")


def test_strangers_viewers_and_approvers_send_nothing(draft: MonthlyReturn, checker: User) -> None:
    for by in (checker, person(draft.issuer, "viewer", "viewer"), User.objects.create_user("stranger")):
        with pytest.raises(filing.ActionRefused, match="Only a person who is preparer of Kingsoft"):
            filing.submit(draft, by, draft.version)


def test_an_administrator_changes_no_figure_and_approves_nothing(draft: MonthlyReturn, maker: User) -> None:
    administrator = person(draft.issuer, "administrator", "approver", is_staff=True)
    with pytest.raises(filing.ActionRefused, match="Administrators review"):
        change(draft, "head-title", "Director", administrator)
    filing.submit(draft, maker, draft.version)
    for refused in (
        lambda: filing.approve(draft, administrator, draft.version),
        lambda: filing.send_back(draft, administrator, "No."),
        lambda: filing.file_approved(draft, administrator),
    ):
        with pytest.raises(filing.ActionRefused, match="Administrators review"):
            refused()


def steps(draft: MonthlyReturn, maker: User, checker: User) -> Iterator[tuple[Callable[[], object], User]]:
    """Everything that changes a return or its state, each by a person who may do it then."""
    change(draft, "authorised-0-stock_code", "80700", maker)
    found = figures(draft)

    yield lambda: filing.start(draft.issuer, date(2009, 12, 31), maker), maker
    yield lambda: change(draft, "head-remarks", "None.", maker), maker
    yield lambda: save_cells(draft, maker, [Edit("head-remarks", "Live.", "None.")]), maker
    yield lambda: filing.answer(draft, found, "The counter in RMB.", maker), maker
    other = filing.start(draft.issuer, date(2010, 1, 31), maker)
    yield lambda: filing.discard(other, maker, other.version, "By mistake."), maker
    yield lambda: filing.submit(draft, maker, draft.version), maker
    yield lambda: filing.send_back(draft, checker, "Once more."), checker
    filing.submit(draft, maker, draft.version)
    yield lambda: filing.recall(draft, maker, "A figure is wrong."), maker
    filing.submit(draft, maker, draft.version)
    yield lambda: filing.approve(draft, checker, draft.version), checker
    yield lambda: filing.file_approved(draft, maker), maker
    yield lambda: filing.revise(draft, "A figure.", maker), maker


def trail() -> list[object]:
    """All that was done, but for who may do it."""
    return list(AuditEntry.objects.exclude(action="membership").exclude(action="permission").values_list("pk"))


@pytest.mark.parametrize(
    ("take", "give_back", "words"),
    [
        (lambda who: give(who, "viewer"), lambda who, role: give(who, role), "Only a person who is"),
        (lambda who: turn(who, is_active=False), lambda who, role: turn(who, is_active=True), "Only a person who is"),
        (lambda who: turn(who, is_staff=True), lambda who, role: turn(who, is_staff=False), "Administrators review"),
    ],
    ids=["her role", "her account", "made administrator"],
)
def test_a_person_who_lost_a_role_a_moment_ago_changes_nothing(
    draft: MonthlyReturn, maker: User, checker: User, take: Any, give_back: Any, words: str
) -> None:
    done = 0
    for step, by in steps(draft, maker, checker):
        role = by.memberships.get().role
        # As it was when the request began: what is on record is what counts.
        take(User.objects.get(pk=by.pk))
        before = trail()
        with pytest.raises(filing.ActionRefused, match=words):
            step()
        assert trail() == before
        give_back(User.objects.get(pk=by.pk), role)
        step()
        assert len(trail()) > len(before)
        done += 1
    assert done == 11


@pytest.mark.parametrize("act", ["save", "approve", "file"])
def test_a_right_is_asked_for_when_the_return_is_locked(
    draft: MonthlyReturn, maker: User, checker: User, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person whose role is taken away while they wait for the lock is refused once they have it."""
    by = checker if act == "approve" else maker
    sheet = filing.sheet_of(on_record(draft))
    if act != "save":
        filing.submit(draft, maker, draft.version)
    if act == "file":
        filing.approve(draft, checker, draft.version)
    module = {"save": saving, "approve": sign_off, "file": closing}[act]

    def while_she_waits(monthly_return: MonthlyReturn) -> MonthlyReturn:
        give(by, "viewer")
        return locks.locked(monthly_return)

    monkeypatch.setattr(module, "locked", while_she_waits)
    before = on_record(draft)
    with pytest.raises(filing.ActionRefused, match="Only a person who is"):
        {
            "save": lambda: filing.save_draft(draft, sheet, by, draft.version),
            "approve": lambda: filing.approve(draft, by, draft.version),
            "file": lambda: filing.file_approved(draft, by),
        }[act]()
    assert (on_record(draft).state, on_record(draft).version) == (before.state, before.version)
    assert not Filing.objects.exists()


def test_what_does_not_reconcile_is_not_sent(draft: MonthlyReturn, maker: User) -> None:
    change(draft, "issued-0-movement", "871,001", maker)
    with pytest.raises(filing.NotReconciled):
        filing.submit(draft, maker, draft.version)
    assert on_record(draft).state == State.DRAFT


def test_what_was_saved_since_it_was_looked_at_is_neither_sent_nor_approved(
    draft: MonthlyReturn, maker: User, checker: User
) -> None:
    with pytest.raises(filing.VersionConflict):
        filing.submit(draft, maker, draft.version + 1)
    filing.submit(draft, maker, draft.version)
    seen = draft.version
    filing.recall(draft, maker, "The remark is missing.")
    change(draft, "head-remarks", "None.", maker)
    filing.submit(draft, maker, draft.version)
    with pytest.raises(filing.VersionConflict):
        filing.approve(draft, checker, seen)


@pytest.mark.parametrize("state", [State.AWAITING, State.APPROVED])
def test_what_was_sent_is_read_only_until_a_preparer_recalls_it(
    draft: MonthlyReturn, maker: User, checker: User, state: str
) -> None:
    filing.submit(draft, maker, draft.version)
    if state == State.APPROVED:
        filing.approve(draft, checker, draft.version)
    with pytest.raises(filing.NotADraft, match="Recall it from approval first"):
        change(draft, "head-remarks", "None.", maker)
    for by in (checker, person(draft.issuer, "viewer", "viewer")):
        with pytest.raises(filing.ActionRefused, match="Only a person who is preparer of Kingsoft"):
            filing.recall(draft, by, "A figure is wrong.")
    with pytest.raises(filing.ActionRefused, match="Say why"):
        filing.recall(draft, maker, " ")
    assert (on_record(draft).state, on_record(draft).remarks) == (state, "")
    filing.recall(draft, maker, "A figure is wrong. ")
    stored = on_record(draft)
    assert (draft.state, stored.state, stored.sent_by, stored.approved_by) == ("draft", "draft", None, None)
    recalled = AuditEntry.objects.filter(action="state").last()
    assert (recalled.old, recalled.new, recalled.note) == (state, "draft", "A figure is wrong.")
    change(draft, "head-remarks", "None.", maker)
    assert on_record(draft).remarks == "None."


def test_what_is_no_longer_with_the_approver_is_not_recalled(approved: MonthlyReturn, maker: User) -> None:
    filing.file_approved(approved, maker)
    with pytest.raises(filing.ActionRefused, match="is already finalised"):
        filing.recall(approved, maker, "A figure is wrong.")
    with pytest.raises(Immutable, match="cannot become “draft”: it is “draft”"):
        filing.recall(filing.revise(approved, "A figure is wrong.", maker), maker, "A figure is wrong.")


@pytest.mark.parametrize("state", [State.AWAITING, State.APPROVED, State.FILED])
def test_typing_alone_makes_no_approval_void(draft: MonthlyReturn, maker: User, checker: User, state: str) -> None:
    """Whatever the page knew when the cell was left: the return was sent while it was on its way."""
    filing.submit(draft, maker, draft.version)
    if state != State.AWAITING:
        filing.approve(draft, checker, draft.version)
    if state == State.FILED:
        filing.file_approved(draft, maker)

    with pytest.raises(filing.ActionRefused, match="nothing is saved while you type"):
        save_cells(draft, maker, [Edit("head-remarks", "Live.", "")])
    assert (on_record(draft).state, on_record(draft).remarks) == (state, "")


def test_it_goes_back_with_a_reason(approved: MonthlyReturn, maker: User, checker: User) -> None:
    with pytest.raises(filing.ActionRefused, match="Give the reason"):
        filing.send_back(approved, checker, " ")
    filing.send_back(approved, checker, "The remark is missing.")
    assert on_record(approved).state == State.DRAFT
    assert AuditEntry.objects.filter(action="state").last().note == "The remark is missing."
    stored = on_record(approved)
    assert (stored.status_word, stored.returned_name) == ("returned for amendment", "Chan Tai Man")
    assert stored.return_reason == "The remark is missing."
    with pytest.raises(Immutable, match="cannot become “draft”: it is “draft”"):
        filing.send_back(approved, checker, "Once more.")
    # Until it is sent again; what its preparer recalls then was not returned.
    filing.submit(approved, maker, approved.version)
    filing.recall(approved, maker, "A figure is wrong.")
    assert (on_record(approved).status_word, on_record(approved).return_reason) == ("draft", "")


def test_an_approved_return_takes_no_more_answers(draft: MonthlyReturn, maker: User, checker: User) -> None:
    change(draft, "authorised-0-stock_code", "80700", maker)
    found = figures(draft)
    filing.answer(draft, found, "The counter in RMB.", maker)
    filing.submit(draft, maker, draft.version)
    filing.answer(draft, found, "I have seen it.", checker)
    filing.approve(draft, checker, draft.version)
    with pytest.raises(filing.ActionRefused, match="Have it returned for amendment"):
        filing.answer(draft, found, "Once more.", maker)


def test_an_answer_that_was_given_since_it_was_looked_at_is_not_approved(
    draft: MonthlyReturn, maker: User, checker: User
) -> None:
    change(draft, "authorised-0-stock_code", "80700", maker)
    found = figures(draft)
    filing.answer(draft, found, "The counter in RMB.", maker)
    filing.submit(draft, maker, draft.version)
    seen = draft.version
    filing.answer(draft, found, "Never mind.", maker)
    with pytest.raises(filing.VersionConflict, match="Look at it as it is now"):
        filing.approve(draft, checker, seen)
    filing.approve(draft, checker, draft.version)


def test_one_person_at_the_command_line_answers_for_both(draft: MonthlyReturn) -> None:
    filing.file_alone(draft, None)
    stored = on_record(draft)
    assert (stored.state, stored.is_alone, stored.approved_by) == ("filed", True, None)
    states = AuditEntry.objects.filter(action="state")
    assert [(e.old, e.new) for e in states] == [("draft", "awaiting"), ("awaiting", "approved"), ("approved", "filed")]
    assert [e.note for e in states][:2] == ["one person answers for making and checking"] * 2
    assert {e.name for e in states} == {"command line"}


def test_one_person_does_not_file_what_another_has_to_approve(draft: MonthlyReturn, maker: User) -> None:
    filing.submit(draft, maker, draft.version)
    with pytest.raises(filing.ActionRefused, match="awaiting approval"):
        filing.file_alone(draft, maker)
    assert not Filing.objects.exists()


@pytest.mark.parametrize("old", State)
@pytest.mark.parametrize("new", State)
def test_model_and_database_know_the_same_ways(
    draft: MonthlyReturn, maker: User, checker: User, old: str, new: str
) -> None:
    """From each state to each other, past the functions that do it well."""
    if old in (State.AWAITING, State.APPROVED, State.FILED):
        filing.submit(draft, maker, draft.version)
    if old in (State.APPROVED, State.FILED):
        filing.approve(draft, checker, draft.version)
    if old == State.FILED:
        filing.file_approved(draft, maker)
    if old == State.DISCARDED:
        filing.discard(draft, maker, draft.version, "Started by mistake.")
    may = new in NEXT[State(old)] and new != State.FILED  # filed without its filing
    stored = on_record(draft)
    stored.state = new
    is_same = old == new and old not in (State.FILED, State.DISCARDED)
    if (may or is_same) or (new == State.FILED and old == State.APPROVED):
        stored._hold(on_record(draft))
    else:
        with pytest.raises(Immutable):
            stored.save()
    with transaction.atomic():
        try:
            with transaction.atomic():
                counted = stored.reopened + (old != new == State.DRAFT)
                of_it = MonthlyReturn.objects.filter(pk=draft.pk)
                assert of_it.update(state=new, reopened=counted) == 1
            done = True
        except IntegrityError:
            done = False
        transaction.set_rollback(True)
    assert done is (may or is_same)


@pytest.mark.parametrize("state", [State.AWAITING, State.APPROVED])
def test_a_draft_is_counted_each_time_it_is_one_again(
    draft: MonthlyReturn, maker: User, checker: User, state: str
) -> None:
    """By number, whatever the clock says: it may be put back."""
    assert draft_of(draft) == ""
    for count, when in enumerate((datetime(2030, 1, 1, tzinfo=UTC), datetime(2009, 12, 4, tzinfo=UTC)), 1):
        with time_machine.travel(when):
            filing.submit(draft, maker, draft.version)
            if state == State.APPROVED:
                filing.approve(draft, checker, draft.version)
            filing.send_back(draft, checker, f"Reason {count}.")
        now = on_record(draft)
        assert (now.reopened, draft_of(now)) == (count, str(count))
        assert panel_of(now, maker).came_back.note == f"Reason {count}."
    with pytest.raises(IntegrityError, match="counted as one"), transaction.atomic():
        MonthlyReturn.objects.filter(pk=draft.pk).update(reopened=1)


def panel_of(monthly_return: MonthlyReturn, who: User) -> Any:
    monthly_return.role = monthly_return.issuer.memberships.get(user=who).role
    return panel(monthly_return)


def test_whoever_stated_any_of_what_is_revised_does_not_approve_the_revision(
    draft: MonthlyReturn, maker: User, checker: User
) -> None:
    change(draft, "options-0-lapsed", "2", maker)
    change(draft, "options-0-lapsed", "Nil", maker)
    filing.file_alone(draft, None)
    other = person(draft.issuer, "other", "preparer")
    revision = filing.revise(draft, "The title was wrong.", other)
    change(revision, "head-title", "Director", other)
    now = on_record(revision)
    filing.submit(now, other, now.version)
    give(maker, "approver")
    with pytest.raises(filing.ActionRefused, match="or of the return that it revises"):
        filing.approve(now, maker, now.version)
    assert panel_of(now, other).approvers == ["Chan Tai Man"]
    filing.approve(now, checker, now.version)


@pytest.mark.parametrize(
    "lapse",
    [lambda who: give(who, ""), lambda who: give(who, "viewer"), lambda who: turn(who, is_active=False)],
    ids=["no member", "a viewer", "not active"],
)
def test_an_approval_lapses_with_the_right_to_give_it(
    approved: MonthlyReturn, maker: User, checker: User, lapse: Callable[[User], None]
) -> None:
    lapse(checker)
    for file in (filing.file_approved, filing.file_alone):
        with pytest.raises(filing.ActionRefused, match="Chan Tai Man approved this return, and is no approver"):
            file(approved, maker)
    assert not Filing.objects.exists()
    another = person(approved.issuer, "another", "approver")
    filing.send_back(approved, another, "To be approved anew.")
    filing.submit(approved, maker, approved.version)
    filing.approve(approved, another, approved.version)
    assert filing.file_approved(approved, maker).approved_name == "another"
