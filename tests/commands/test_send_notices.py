"""Who is written to, of what, and how often."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from returns import filing
from returns.models import Issuer, MonthlyReturn
from returns.sheet import Sheet
from tests.filing.people import person
from tests.rules.breaking import put

pytestmark = pytest.mark.django_db

# The return of November 2009 is due on Monday, 7 December, at 08:30.
SATURDAY = datetime(2009, 12, 5, 2, 0, tzinfo=UTC)
TUESDAY = datetime(2009, 12, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def draft(kingsoft: Sheet) -> MonthlyReturn:
    """Kingsoft's draft, and its people."""
    monthly_return = filing.record(kingsoft, None)
    for role in ("preparer", "approver", "viewer"):
        person(monthly_return.issuer, role, role, email=f"{role}@example.com")
    person(monthly_return.issuer, "second", "approver")
    return monthly_return


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Saturday, two days before."""
    with time_machine.travel(SATURDAY, tick=False) as traveller:
        yield traveller


def send() -> str:
    out = StringIO()
    call_command("send_notices", stdout=out)
    return out.getvalue().strip()


def letters() -> dict[str, str]:
    """Recipient -> subject and text."""
    return {letter.to[0].partition("@")[0]: f"{letter.subject}\n{letter.body}" for letter in mail.outbox}


def test_what_is_due_in_two_days_once_a_day(draft: MonthlyReturn, clock: time_machine.Traveller) -> None:
    assert send() == "2 sent, 0 failed"
    assert set(letters()) == {"preparer", "approver"}
    assert "Due on 07/12/2009 08:30: Kingsoft Corporation Limited (3888) 11/2009 (draft)" in letters()["preparer"]
    assert send() == "0 sent, 0 failed"
    mail.outbox.clear()
    clock.move_to(TUESDAY)
    assert send() == "2 sent, 0 failed"
    assert "Overdue since 07/12/2009 08:30" in letters()["preparer"]


def test_what_is_far_off_is_not_told(draft: MonthlyReturn) -> None:
    with time_machine.travel(datetime(2009, 12, 2, tzinfo=UTC)):
        assert send() == "0 sent, 0 failed"


def test_what_was_filed_and_no_figure(draft: MonthlyReturn, clock: time_machine.Traveller) -> None:
    filing.file_alone(draft, None)
    assert send() == "3 sent, 0 failed"
    assert "Filed: Kingsoft Corporation Limited (3888) 2009-11" in letters()["viewer"]
    assert "1,094" not in str(letters())


def test_a_mail_server_that_does_not_answer(
    draft: MonthlyReturn, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        with pytest.raises(CommandError, match="could not be sent"):
            send()
    assert send() == "2 sent, 0 failed"


def test_written_at_once(
    draft: MonthlyReturn, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    preparer, approver = User.objects.get(username="preparer"), User.objects.get(username="approver")

    def told(act: Callable[[], object]) -> dict[str, str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return letters()

    sent = told(lambda: filing.submit(draft, preparer, draft.version))
    assert set(sent) == {"approver"}
    assert "Waiting for your approval: Kingsoft" in sent["approver"]
    assert "/3888/2009-11/approve" in sent["approver"]
    back = told(lambda: filing.send_back(draft, approver, "The title is the old one."))
    assert set(back) == {"preparer"}
    assert "The title is the old one." in back["preparer"]
    filing.submit(draft, preparer, draft.version)
    filing.approve(draft, approver, draft.version)

    def change() -> None:
        sheet = filing.sheet_of(draft)
        put(sheet, "head-title", "Director")
        filing.save_draft(draft, sheet, preparer, draft.version)

    assert set(told(change)) == {"approver"}


def test_administrators_and_who_left_are_not_written_to(draft: MonthlyReturn, clock: time_machine.Traveller) -> None:
    User.objects.filter(username="preparer").update(is_active=False)
    User.objects.filter(username="approver").update(is_staff=True)
    assert send() == "0 sent, 0 failed"


def test_queries_do_not_grow(
    draft: MonthlyReturn, clock: time_machine.Traveller, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(1, 20):
        issuer = Issuer.objects.create(name=f"Issuer {number}", stock_code=str(number))
        User.objects.get(username="preparer").memberships.create(issuer=issuer, role="preparer")
    with django_assert_max_num_queries(16):
        send()
