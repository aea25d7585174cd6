"""What several people do at the same moment is done once, by one of them; the others get a message."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from datetime import date
from threading import Barrier, Event, current_thread, main_thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from returns import archive, filing
from returns.drafts.autosave import save_cells, save_rows
from returns.drafts.merge import Edit
from returns.editions.form_2009 import Form2009
from returns.figures import number
from returns.filing import saving
from returns.models import AuditEntry, MonthlyReturn
from tests.filing.explaining import figures
from tests.filing.people import person
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db(transaction=True)

TOGETHER = 8
ROUNDS = 3


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Do them all at the same moment, each on a connection of its own; each one's message, "" where it was done."""
    begin = Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        try:
            begin.wait()
            act()
        except filing.ActionRefused as refused:
            return str(refused)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def done_once(answers: list[str], words: str) -> None:
    assert answers.count("") == 1, answers
    assert all(words in text for text in answers if text), answers


def test_two_who_approve_at_once(draft: MonthlyReturn, maker: User) -> None:
    approvers = [person(draft.issuer, f"checker {number}", "approver") for number in range(2)]
    for turn in range(ROUNDS):
        filing.submit(draft, maker, draft.version)
        answers = at_once(
            [
                lambda by=by: filing.approve(MonthlyReturn(pk=draft.pk), by, draft.version)  # type: ignore[misc]
                for by in approvers
            ]
        )
        done_once(answers, "cannot become “approved”: it is “approved”")
        stored = MonthlyReturn.objects.get()
        assert stored.approved_by == approvers[answers.index("")]
        assert AuditEntry.objects.filter(new="approved", user=stored.approved_by).exists()
        assert AuditEntry.objects.filter(new="approved").count() == turn + 1
        filing.send_back(draft, stored.approved_by, "Once more.")


def test_a_month_that_is_started_twice_at_once(draft: MonthlyReturn, maker: User) -> None:
    filing.file_alone(draft, None)
    for month_ended in (date(2009, 12, 31), date(2010, 1, 31)):
        answers = at_once([lambda: filing.start(draft.issuer, month_ended, maker)] * TOGETHER)  # noqa: B023
        done_once(answers, "is already there; open it from the list")
        started = MonthlyReturn.objects.get(month_ended=month_ended)
        sheet = filing.sheet_of(started)
        assert ([row.share_class for row in sheet.issued].count("ordinary_1"), len(sheet.options)) == (1, 5)
        assert AuditEntry.objects.filter(action="created", monthly_return=started).count() == 1
    assert list(archive.verify()) == []


def test_a_return_that_is_revised_twice_at_once(draft: MonthlyReturn, maker: User) -> None:
    filing.file_alone(draft, None)
    answers = at_once([lambda: filing.revise(MonthlyReturn(pk=draft.pk), "A figure.", maker)] * TOGETHER)
    done_once(answers, "revised already: revision 1 is “draft”")
    assert MonthlyReturn.objects.filter(revision=1).count() == MonthlyReturn.objects.count() - 1 == 1


def test_a_role_that_is_taken_away_during_a_save(draft: MonthlyReturn, maker: User) -> None:
    """They save first, or are refused: nothing is saved after the role is gone."""
    membership = maker.memberships.get()
    sheet = filing.sheet_of(draft)
    sheet.head.remarks = "None."
    answers = at_once([lambda: filing.save_draft(draft, sheet, maker, 0), membership.delete])
    assert answers[1] == ""
    gone = AuditEntry.objects.get(action="membership", new="")
    saved = AuditEntry.objects.filter(cell="head-remarks", user=maker).first()
    assert (saved is None) is bool(answers[0])
    assert (MonthlyReturn.objects.get().remarks == "None.") is (saved is not None)
    if saved is None:
        assert "Only a person who is preparer" in answers[0]
    assert not maker.memberships.exists()
    assert gone.old == "preparer"


class Slow:
    """Work in another thread that pauses while it calculates, until it is released."""

    def __init__(self, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
        self.reckons, self.may_go_on = Event(), Event()
        self.act = act
        (first, *others), compare = Form2009.rules, saving.compare_in_print
        monkeypatch.setattr(Form2009, "rules", (replace(first, check=self._stopping(first.check)), *others))
        monkeypatch.setattr(saving, "compare_in_print", self._stopping(compare))

    def _stopping(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stop_first(*given: Any) -> Any:
            if current_thread() is not main_thread():
                self.reckons.set()
                self.may_go_on.wait()
            return function(*given)

        return stop_first

    def do(self) -> object:
        try:
            return self.act()
        finally:
            self.reckons.set()
            connections.close_all()


def title(monthly_return: MonthlyReturn, by: User, words: str) -> None:
    """Type who signs a return."""
    was = MonthlyReturn.objects.get(pk=monthly_return.pk).title
    outcome = save_cells(monthly_return, by, [Edit("head-title", words, was)])
    assert outcome.edits["head-title"].state == "saved"


@pytest.mark.parametrize("what", ["cells", "rows", "save"])
def test_nobody_waits_for_what_is_worked_out(
    draft: MonthlyReturn, maker: User, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one editor's figures are checked, others write: another return of the issuer, and this very return."""
    other = filing.start(draft.issuer, date(2009, 12, 31), maker)
    edited = filing.sheet_of(draft)
    edited.options[0].lapsed = number(7)
    slow = Slow(
        {
            "cells": lambda: save_cells(draft, maker, [Edit("options-0-lapsed", "7", "Nil")]),
            "rows": lambda: save_rows(draft, maker, {"what": "duplicate", "part": "options", "row": 4}),
            "save": lambda: filing.save_draft(draft, edited, maker, edited.head.version),
        }[what],
        monkeypatch,
    )
    if connection.vendor == "postgresql":
        # Whoever waits for a lock here fails, as on SQLite, and does not wait for ever.
        connection.cursor().execute("SET lock_timeout = '60s'")
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow.do)
        slow.reckons.wait()
        try:
            title(other, maker, "Chairman")
            title(MonthlyReturn.objects.get(pk=draft.pk), maker, "Director")
        finally:
            slow.may_go_on.set()
        # What was typed is merged with what was saved meanwhile; a page that is saved whole is out of date.
        assert type(done.exception()) is (filing.VersionConflict if what == "save" else type(None))
    connection.close()
    assert MonthlyReturn.objects.get(pk=other.pk).title == "Chairman"
    stored = MonthlyReturn.objects.get(pk=draft.pk)
    assert (stored.title, stored.version) == ("Director", 1 if what == "save" else 2)
    rows = list(stored.optionscheme_rows.order_by("position"))
    assert (rows[0].lapsed == number(7), len(rows)) == {"cells": (True, 5), "rows": (False, 6), "save": (False, 5)}[
        what
    ]


STEPS = {"answer": "draft", "submit": "draft", "approve": "awaiting", "file": "approved"}


def next_step(draft: MonthlyReturn, maker: User, checker: User, what: str) -> Callable[[], object]:
    """One step of the sign-off, those before it done."""
    if what == "answer":
        sheet = filing.sheet_of(draft)
        set_cell(sheet, "options-3-exercised", "403,635")
        filing.save_draft(draft, sheet, maker, draft.version)
    if what in ("approve", "file"):
        filing.submit(draft, maker, draft.version)
    if what == "file":
        filing.approve(draft, checker, draft.version)
    seen = figures(draft) if what == "answer" else ""
    return {
        "answer": lambda: filing.answer(draft, seen, "Satisfied by the trustee's shares.", maker),
        "submit": lambda: filing.submit(draft, maker, draft.version),
        "approve": lambda: filing.approve(draft, checker, draft.version),
        "file": lambda: filing.file_approved(draft, checker),
    }[what]


@pytest.mark.parametrize("what", STEPS)
def test_nobody_waits_for_what_is_checked(
    draft: MonthlyReturn, maker: User, checker: User, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the rules run over one return, another of the issuer is written; then the step is taken."""
    other = filing.start(draft.issuer, date(2009, 12, 31), maker)
    slow = Slow(next_step(draft, maker, checker, what), monkeypatch)
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET lock_timeout = '60s'")
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow.do)
        slow.reckons.wait()
        try:
            title(other, maker, "Chairman")
        finally:
            slow.may_go_on.set()
        done.result()
    connection.close()
    assert MonthlyReturn.objects.get(pk=other.pk).title == "Chairman"
    stored = MonthlyReturn.objects.get(pk=draft.pk)
    came = {"answer": "draft", "submit": "awaiting", "approve": "approved", "file": "filed"}[what]
    assert (stored.state, stored.answers.count()) == (came, int(what == "answer"))


@pytest.mark.parametrize("what", STEPS)
def test_what_was_checked_against_another_month_before_is_not_done(
    draft: MonthlyReturn, maker: User, checker: User, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The month before is filed while the rules run: what they said may not hold any more."""
    october = filing.loaded(draft)
    october.head = copy(october.head)
    october.head.pk, october.head.month_ended = None, date(2009, 10, 31)
    earlier = filing.record(october, None)
    slow = Slow(next_step(draft, maker, checker, what), monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow.do)
        slow.reckons.wait()
        try:
            filing.file_alone(earlier, None)
        finally:
            slow.may_go_on.set()
        refused = done.exception()
    assert isinstance(refused, filing.ActionRefused if what == "file" else filing.VersionConflict)
    assert "An earlier month was filed" in str(refused) or "decide again" in str(refused)
    stored = MonthlyReturn.objects.get(pk=draft.pk)
    assert (stored.state, stored.answers.count()) == (STEPS[what], 0)


def test_a_return_that_was_sent_and_came_back_meanwhile_is_another_draft(
    draft: MonthlyReturn, maker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its version is the same, and still what was typed before is not saved unasked."""
    checker = person(draft.issuer, "checker", "approver")
    slow = Slow(lambda: save_cells(draft, maker, [Edit("options-0-lapsed", "7", "Nil")]), monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow.do)
        slow.reckons.wait()
        try:
            filing.submit(MonthlyReturn(pk=draft.pk), maker, 0)
            filing.send_back(MonthlyReturn(pk=draft.pk), checker, "Look at III.A again.")
        finally:
            slow.may_go_on.set()
        assert done.result().edits["options-0-lapsed"].state == "earlier"  # type: ignore[attr-defined]
    assert MonthlyReturn.objects.get().version == 0
