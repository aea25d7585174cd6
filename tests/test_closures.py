"""A day on which the exchange was closed beyond its calendar: an administrator adds it, and every deadline follows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from returns import filing, overview
from returns.closures import closures
from returns.editions import reconcile
from returns.models import AuditEntry, Closure, MonthlyReturn
from returns.notices import send_digests
from returns.sheet import Sheet
from returns.stale_filings import sheet_to_read
from tests.filing.people import person
from tests.rules.breaking import set_cell

# Due on Monday the 7th at half past eight; with Thursday the 3rd a closure, on Tuesday the 8th.
STORM = date(2009, 12, 3)
ADD = reverse("admin:returns_closure_add")
LIST = reverse("admin:returns_closure_changelist")


@pytest.fixture
def administrator(db: None) -> Client:
    """Who keeps the list of closures."""
    client = Client()
    client.force_login(User.objects.create_user("administrator", is_staff=True))
    return client


@pytest.fixture
def late(db: None, kingsoft: Sheet) -> MonthlyReturn:
    """A draft for November 2009 that is dated 8 December: a day late, unless the exchange was closed on one."""
    set_cell(kingsoft, "head-date_submitted", "08/12/2009")
    return filing.record(kingsoft, None)


def add(administrator: Client, day: str = "2009-12-03", reason: str = "Typhoon") -> Any:
    return administrator.post(ADD, {"day": day, "reason": reason})


def is_called_late(monthly_return: MonthlyReturn) -> bool:
    """Whether the rules say of a return, as it is read now, that it is past its deadline."""
    findings = reconcile(sheet_to_read(MonthlyReturn.objects.get(pk=monthly_return.pk))).findings
    return any(f.code == "H-2" and "by the deadline" in f.message for f in findings)


def test_an_administrator_adds_it_and_withdraws_it(administrator: Client) -> None:
    assert add(administrator).status_code == 302
    assert closures() == {STORM}
    closure = Closure.objects.get()
    administrator.post(LIST, {"action": "withdraw", "_selected_action": [closure.pk]})
    assert closures() == frozenset()
    # It may be said again; what was said before stays listed.
    assert add(administrator).status_code == 302
    assert (closures(), Closure.objects.count()) == ({STORM}, 2)
    trail = AuditEntry.objects.filter(action=AuditEntry.Action.CLOSURE).order_by("pk")
    assert list(trail.values_list("name", "what", "old", "new")) == [
        ("administrator", "03/12/2009", "", "Typhoon"),
        ("administrator", "03/12/2009", "Typhoon", ""),
        ("administrator", "03/12/2009", "", "Typhoon"),
    ]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2009-12-05", "The exchange is closed on that day anyway"),
        ("2009-12-25", "The exchange is closed on that day anyway"),
        ("2009-12-02", "That day is listed already."),
        ("03/13/2009", "Enter a valid date."),
        ("٠٣", "Enter a valid date."),
        ("", "This field is required."),
    ],
)
def test_what_moves_no_deadline_is_refused(day: str, says: str, administrator: Client) -> None:
    Closure.objects.create(day=date(2009, 12, 2), reason="Typhoon")
    assert says in add(administrator, day).content.decode()
    assert Closure.objects.count() == 1


def test_it_is_neither_changed_nor_deleted(administrator: Client) -> None:
    add(administrator)
    closure = Closure.objects.get()
    change = reverse("admin:returns_closure_change", args=[closure.pk])
    assert administrator.post(change, {"day": "2009-12-04", "reason": "x"}).status_code == 403
    delete = reverse("admin:returns_closure_delete", args=[closure.pk])
    assert administrator.post(delete, {"post": "yes"}).status_code == 403
    assert Closure.objects.get().day == STORM


def test_only_administrators_keep_the_list(late: MonthlyReturn) -> None:
    client = Client()
    client.force_login(person(late.issuer, "approver", "approver"))
    assert client.get(LIST).status_code == 302
    assert add(client).status_code == 302
    assert not Closure.objects.exists()


def test_a_day_is_listed_once(db: None) -> None:
    Closure.objects.create(day=STORM, reason="Typhoon")
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(day=STORM, reason="Typhoon")
    with pytest.raises(ValidationError):
        Closure(day=STORM, reason="Typhoon").full_clean()


@time_machine.travel(datetime(2009, 12, 4, 1, tzinfo=UTC), tick=False)
def test_every_deadline_that_is_shown_follows(administrator: Client, late: MonthlyReturn) -> None:
    preparer = Client()
    preparer.force_login(person(late.issuer, "preparer", "preparer"))
    feed = preparer.get("/").context["calendar"]

    def shown() -> tuple[bool, ...]:
        event = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")[0]
        wall_line = overview.lines(overview.issuers(overview.Asked()), [late.month_ended])[late.issuer][0]
        return (
            "Tue 08/12/2009 08:30" in preparer.get("/").content.decode(),
            "Tue 8 Dec 2009 08:30" in preparer.get("/3888/2009-11/").content.decode(),
            event.decoded("dtstart") == datetime(2009, 12, 8, 0, 30, tzinfo=UTC),
            wall_line.due_at == datetime(2009, 12, 8, 0, 30, tzinfo=UTC),
            not is_called_late(late),
        )

    assert shown() == (False,) * 5
    add(administrator)
    assert shown() == (True,) * 5


@time_machine.travel(datetime(2009, 12, 3, 1, tzinfo=UTC), tick=False)
@pytest.mark.parametrize("is_closed", [False, True])
def test_an_e_mail_states_the_deadline_with_the_closures(is_closed: bool, late: MonthlyReturn) -> None:
    preparer = person(late.issuer, "preparer", "preparer")
    preparer.email = "preparer@example.com"
    preparer.save()
    if is_closed:
        # On that Thursday two business days are left all the same: Friday, and Tuesday instead of Monday.
        Closure.objects.create(day=date(2009, 12, 7), reason="Typhoon")
    send_digests()
    (letter,) = mail.outbox
    assert f"Due on 0{8 if is_closed else 7}/12/2009 08:30" in letter.body


def test_one_that_is_added_or_withdrawn_later_changes_nothing_of_what_was_filed(late: MonthlyReturn) -> None:
    december = [datetime(2009, 12, day, tzinfo=UTC) for day in range(1, 32)]
    with time_machine.travel(december[8], tick=False):
        filed = filing.file_alone(late, None)
    with time_machine.travel(december[9], tick=False):
        closure = Closure.objects.create(day=STORM, reason="Typhoon")
    assert closures() == {STORM}
    assert is_called_late(late)
    # Whether it was filed in time is seen by what is known today.
    assert overview.lines(overview.issuers(overview.Asked()), [late.month_ended])[late.issuer][0].due_at.day == 8
    with time_machine.travel(december[10], tick=False):
        revision = filing.revise(filed.monthly_return, "Date", None)
        assert not is_called_late(revision)
        set_cell(sheet := filing.sheet_of(revision), "head-remarks", "Corrected.")
        filing.save_draft(revision, sheet, None, revision.version)
        filing.file_alone(revision, None)
    with time_machine.travel(december[11], tick=False):
        closure.withdraw()
    assert closures() == frozenset()
    assert not is_called_late(revision)
    assert is_called_late(late)


def test_a_sheet_in_no_database_has_the_exchange_s_calendar_alone(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "head-date_submitted", "08/12/2009")
    late = [f for f in reconcile(kingsoft).findings if f.code == "H-2"]
    assert [(f.level, f.place.address) for f in late] == [("note", "head-date_submitted")]
    kingsoft.closures = frozenset({STORM})
    assert [f for f in reconcile(kingsoft).findings if f.code == "H-2"] == []
