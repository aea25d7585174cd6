"""What several people do at the same moment is done once, by one of them; the others are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connections

from returns import archive, filing
from returns.models import AuditEntry, MonthlyReturn
from tests.filing.people import person

pytestmark = pytest.mark.django_db(transaction=True)

TOGETHER = 8
ROUNDS = 3


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Do them all at the same moment, each on a connection of its own; what each was told, "" where it was done."""
    begin = Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        try:
            begin.wait(60)
            act()
        except filing.Refused as refused:
            return str(refused)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def done_once(told: list[str], words: str) -> None:
    assert told.count("") == 1, told
    assert all(words in text for text in told if text), told


def test_two_who_approve_at_once(draft: MonthlyReturn, maker: User) -> None:
    approvers = [person(draft.issuer, f"checker {number}", "approver") for number in range(2)]
    for turn in range(ROUNDS):
        filing.submit(draft, maker, draft.version)
        told = at_once(
            [
                lambda by=by: filing.approve(MonthlyReturn(pk=draft.pk), by, draft.version)  # type: ignore[misc]
                for by in approvers
            ]
        )
        done_once(told, "cannot become “approved”: it is “approved”")
        stored = MonthlyReturn.objects.get()
        assert stored.approved_by == approvers[told.index("")]
        assert AuditEntry.objects.filter(new="approved", user=stored.approved_by).exists()
        assert AuditEntry.objects.filter(new="approved").count() == turn + 1
        filing.send_back(draft, stored.approved_by, "Once more.")


def test_a_month_that_is_started_twice_at_once(draft: MonthlyReturn, maker: User) -> None:
    filing.file_alone(draft, None)
    for month_ended in (date(2009, 12, 31), date(2010, 1, 31)):
        told = at_once([lambda: filing.start(draft.issuer, month_ended, maker)] * TOGETHER)  # noqa: B023
        done_once(told, "is already there; open it from the list")
        started = MonthlyReturn.objects.get(month_ended=month_ended)
        sheet = filing.sheet_of(started)
        assert ([row.share_class for row in sheet.issued].count("ordinary_1"), len(sheet.options)) == (1, 5)
        assert AuditEntry.objects.filter(action="created", monthly_return=started).count() == 1
    assert list(archive.verify()) == []


def test_a_return_that_is_revised_twice_at_once(draft: MonthlyReturn, maker: User) -> None:
    filing.file_alone(draft, None)
    told = at_once([lambda: filing.revise(MonthlyReturn(pk=draft.pk), "A figure.", maker)] * TOGETHER)
    done_once(told, "revised already: revision 1 is “draft”")
    assert MonthlyReturn.objects.filter(revision=1).count() == MonthlyReturn.objects.count() - 1 == 1


def test_a_role_that_is_taken_while_she_saves(draft: MonthlyReturn, maker: User) -> None:
    """She is first, or she is refused: nothing is saved after her role is gone."""
    membership = maker.memberships.get()
    sheet = filing.sheet_of(draft)
    sheet.head.remarks = "None."
    told = at_once([lambda: filing.save_draft(draft, sheet, maker, 0), membership.delete])
    assert told[1] == ""
    gone = AuditEntry.objects.get(action="membership", new="")
    saved = AuditEntry.objects.filter(cell="head-remarks", user=maker).first()
    assert (saved is None) is bool(told[0])
    assert (MonthlyReturn.objects.get().remarks == "None.") is (saved is not None)
    if saved is None:
        assert "Only a person who is preparer" in told[0]
    assert not maker.memberships.exists()
    assert gone.old == "preparer"
