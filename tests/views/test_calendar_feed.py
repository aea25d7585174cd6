"""The calendar of deadlines: whoever has its address reads it, and nobody else."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from returns import filing
from returns.models import MonthlyReturn, Submission
from tests.filing.people import turn


@pytest.fixture
def address(preparer: Client, november: MonthlyReturn) -> str:
    """The address of the preparer's calendar, as their home page says."""
    return preparer.get("/").context["calendar"]


def deadlines(address: str) -> dict[str, datetime]:
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["summary"]): event.decoded("dtstart").astimezone(UTC) for event in events}


@time_machine.travel(datetime(2009, 12, 3, tzinfo=UTC), tick=False)
def test_what_is_due_is_listed_until_it_is_submitted(address: str, november: MonthlyReturn) -> None:
    title = "Monthly Return due: Kingsoft Corporation Limited (3888), "
    assert deadlines(address) == {
        f"{title}11/2009": datetime(2009, 12, 7, 0, 30, tzinfo=UTC),
        f"{title}12/2009": datetime(2010, 1, 8, 0, 30, tzinfo=UTC),
        f"{title}01/2010": datetime(2010, 2, 5, 0, 30, tzinfo=UTC),
    }
    filed = filing.file_alone(november, None)
    assert f"{title}11/2009" in deadlines(address)
    submission = Submission(filing=filed, submitted_at=timezone.now(), submitted_name="Wong Siu Ming")
    filing.record_submission(submission, User.objects.get(username="preparer"), None)
    assert f"{title}11/2009" not in deadlines(address)


@time_machine.travel(datetime(2009, 12, 3, tzinfo=UTC), tick=False)
def test_it_describes_the_time_zone_it_speaks_of(address: str) -> None:
    read = Calendar.from_ical(Client().get(address).content)
    assert {str(event["dtstart"].params["TZID"]) for event in read.walk("VEVENT")} == {"Asia/Hong_Kong"}
    assert [zone.tz_name for zone in read.timezones] == ["Asia/Hong_Kong"]
    assert read.get_missing_tzids() == set()
    assert read.errors == []


def test_no_figure_is_revealed(address: str) -> None:
    assert "871" not in Client().get(address).content.decode()


def test_a_new_password_makes_the_address_void(address: str) -> None:
    person = User.objects.get(username="preparer")
    person.set_password("other words in line")
    person.save()
    assert Client().get(address).status_code == 404


def test_who_left_and_who_guesses(address: str) -> None:
    assert Client().get(address.replace(".ics", "0.ics")).status_code == 404
    turn(User.objects.get(username="preparer"), is_active=False)
    assert Client().get(address).status_code == 404
