"""Who is written to, of what, and how often."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from returns import filing, notices
from returns.models import Issuer, MonthlyReturn
from returns.sheet import Sheet
from tests.filing.correcting import exercise, revise
from tests.filing.people import person, turn
from tests.filing.test_filing import month_after
from tests.letters import wait_for_letters

pytestmark = pytest.mark.django_db

# The return of November 2009 is due on Monday, 7 December, at 08:30.
SATURDAY = datetime(2009, 12, 5, 2, 0, tzinfo=UTC)
MONDAY = datetime(2009, 12, 7, 2, 0, tzinfo=UTC)
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
    done = notices.send_digests()
    return f"{done.sent} sent, {done.failed} failed"


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


def test_a_deadline_far_off_is_not_mentioned(draft: MonthlyReturn) -> None:
    with time_machine.travel(datetime(2009, 12, 2, tzinfo=UTC)):
        assert send() == "0 sent, 0 failed"


@pytest.mark.parametrize(
    ("day", "is_sent"),
    [(2, False), (3, True), (4, True), (5, True), (6, True)],
    ids=["Wed", "Thu", "Fri", "Sat", "Sun"],
)
def test_two_days_are_business_days(draft: MonthlyReturn, day: int, is_sent: bool) -> None:
    with time_machine.travel(datetime(2009, 12, day, 2, tzinfo=UTC), tick=False):
        assert send() == ("2 sent, 0 failed" if is_sent else "0 sent, 0 failed")


def test_people_are_reminded_of_what_waits_for_them_however_old_it_is(draft: MonthlyReturn) -> None:
    preparer, approver = User.objects.get(username="preparer"), User.objects.get(username="approver")
    with time_machine.travel(datetime(2009, 12, 2, tzinfo=UTC)):
        filing.submit(draft, preparer, draft.version)
        assert send() == "1 sent, 0 failed"
        assert "Waits for you: Kingsoft Corporation Limited (3888) 11/2009 (awaiting)" in letters()["approver"]
    mail.outbox.clear()
    with time_machine.travel(datetime(2011, 12, 2, tzinfo=UTC)):
        filing.approve(draft, approver, draft.version)
        assert send() == "2 sent, 0 failed"
        for name in ("preparer", "approver"):
            line = letters()[name].splitlines()[1]
            assert line.startswith("Waits for you, overdue since 07/12/2009 08:30: Kingsoft"), name


def test_whatever_stops_a_digest_it_is_written_when_it_is_run_again(
    draft: MonthlyReturn, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise TypeError("a setting of the mail server")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        with pytest.raises(TypeError):
            send()
    assert send() == "2 sent, 0 failed"


def test_a_filing_is_reported_once_and_without_a_figure(draft: MonthlyReturn, clock: time_machine.Traveller) -> None:
    send()
    filing.file_alone(draft, None)
    mail.outbox.clear()
    # Nobody ran it on Sunday.
    clock.move_to(MONDAY)
    assert send() == "3 sent, 0 failed"
    assert "Finalised: Kingsoft Corporation Limited (3888) 2009-11" in letters()["viewer"]
    assert "Submitted: Kingsoft Corporation Limited (3888) 2009-11" in letters()["viewer"]
    assert "1,094" not in str(letters())
    clock.move_to(TUESDAY)
    assert send() == "0 sent, 0 failed"


def test_of_two_processes_at_once_one_writes(
    draft: MonthlyReturn, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = notices._lines

    def meanwhile(concerned: set[int]) -> object:
        monkeypatch.setattr(notices, "_lines", begun)
        assert send() == "2 sent, 0 failed"
        return begun(concerned)

    monkeypatch.setattr(notices, "_lines", meanwhile)
    assert send() == "0 sent, 0 failed"
    assert len(mail.outbox) == 2


def test_a_mail_server_that_does_not_answer(
    draft: MonthlyReturn, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        assert send() == "0 sent, 2 failed"
    assert send() == "2 sent, 0 failed"


def test_written_at_once(draft: MonthlyReturn) -> None:
    preparer, approver = User.objects.get(username="preparer"), User.objects.get(username="approver")

    def letters_after(act: Callable[[], object]) -> dict[str, str]:
        wait_for_letters()
        mail.outbox.clear()
        act()
        wait_for_letters()
        return letters()

    sent = letters_after(lambda: filing.submit(draft, preparer, draft.version))
    assert set(sent) == {"approver"}
    assert "Waiting for your approval: Kingsoft" in sent["approver"]
    assert "/3888/2009-11/approve" in sent["approver"]
    back = letters_after(lambda: filing.send_back(draft, approver, "The title is the old one."))
    assert set(back) == {"preparer"}
    assert "Returned for amendment: Kingsoft" in back["preparer"]
    assert "approver returned it for amendment" in back["preparer"]
    # What they typed may not be public yet.
    assert "The title is the old one." not in back["preparer"]
    filing.submit(draft, preparer, draft.version)

    def recall() -> None:
        filing.recall(draft, preparer, "A figure is wrong.")

    # People who were asked to approve it learn that it is no longer waiting for them.
    taken_back = letters_after(recall)
    assert set(taken_back) == {"approver"}
    assert "Recalled from approval: Kingsoft" in taken_back["approver"]
    assert "A figure is wrong" not in taken_back["approver"]
    filing.submit(draft, preparer, draft.version)
    filing.approve(draft, approver, draft.version)

    void = letters_after(recall)
    assert set(void) == {"approver"}
    assert "Recalled from approval: Kingsoft" in void["approver"]
    filing.submit(draft, preparer, draft.version)
    # Filed by the operator, it waits for nobody.
    filing.send_back(draft, approver, "Again.")
    assert letters_after(lambda: filing.file_alone(draft, None)) == {}


def test_a_mail_server_that_does_not_answer_is_waited_for_once(
    draft: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = []

    def fail(*_given: object) -> None:
        waited.append(1)
        raise TimeoutError

    turn(User.objects.get(username="second"), email="second@example.com")
    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    filing.submit(draft, User.objects.get(username="preparer"), draft.version)
    wait_for_letters()
    assert len(waited) == 1


def test_a_name_with_a_line_break_is_no_header(
    draft: MonthlyReturn,
) -> None:
    issuer = Issuer.objects.get(stock_code="3888")
    issuer.name = "Kingsoft\nBcc: everybody@example.com"
    issuer.save()
    sheet = filing.sheet_of(draft)
    sheet.head.issuer_name = "Kingsoft Bcc: everybody@example.com"
    filing.save_draft(draft, sheet, None, draft.version)
    filing.submit(draft, User.objects.get(username="preparer"), draft.version)
    wait_for_letters()
    assert mail.outbox[0].subject.startswith("Waiting for your approval: Kingsoft Bcc: everybody@example.com (3888)")


def test_administrators_and_who_left_are_not_written_to(draft: MonthlyReturn, clock: time_machine.Traveller) -> None:
    turn(User.objects.get(username="preparer"), is_active=False)
    turn(User.objects.get(username="approver"), is_staff=True)
    assert send() == "0 sent, 0 failed"


def test_queries_do_not_grow(
    draft: MonthlyReturn, clock: time_machine.Traveller, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(1, 20):
        issuer = Issuer.objects.create(name=f"Issuer {number}", stock_code=str(number))
        User.objects.get(username="preparer").memberships.create(issuer=issuer, role="preparer")
    with django_assert_max_num_queries(20):
        send()


def test_preparers_are_reminded_of_what_needs_revision(
    draft: MonthlyReturn, kingsoft: Sheet, clock: time_machine.Traveller
) -> None:
    filing.file_alone(draft, None)
    clock.move_to(datetime(2010, 1, 6, 2, 0, tzinfo=UTC))
    filing.file_alone(filing.record(month_after(kingsoft), None), None)
    revise(draft, exercise)
    clock.move_to(datetime(2010, 1, 20, 2, 0, tzinfo=UTC))
    # The revision has to be submitted, by either.
    assert send() == "2 sent, 0 failed"
    waiting = "Waits for you: Kingsoft Corporation Limited (3888) 11/2009 (finalised)"
    assert all(waiting in letters()[name] for name in ("preparer", "approver"))
    said = "Needs revision, because the month before was revised: Kingsoft Corporation Limited (3888) 12/2009"
    assert said in letters()["preparer"]
