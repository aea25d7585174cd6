"""People, and a return on record."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from returns import filing
from returns.exchange import figures_json
from returns.filing.submission import _store
from returns.models import Filing, Issuer, Membership, MonthlyReturn, Submission
from returns.sheet import Sheet
from tests.conftest import CASES
from tests.filing.people import person

ROLES = ("anonymous", "stranger", "viewer", "preparer", "approver", "administrator")
# November is filed, December a draft without findings blocking it but no figures, of both issuers alike.
OWN, OTHER = "3888", "9999"
# A draft of January 2010 was discarded.
DISCARDED = ("2010-01", "0")


def discard_a_month(issuer: Issuer) -> None:
    """Start January 2010 and discard it."""
    filing.discard(filing.start(issuer, date(2010, 1, 31), None), None, 0, "By mistake.")


def args_of(name: str, code: str, args: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of an issuer's address: the number of the return that was discarded is known only here."""
    if name != "discarded":
        return (code, *args)
    found = MonthlyReturn.objects.get(issuer__stock_code=code, state="discarded")
    return (code, args[0], str(found.pk))


@pytest.fixture
def november(db: None, kingsoft: Sheet) -> MonthlyReturn:
    """Kingsoft's draft for November 2009."""
    return filing.record(kingsoft, None)


def logged_in(november: MonthlyReturn, role: str, username: str = "") -> Client:
    """A client in which a person with this role is logged in."""
    client = Client()
    client.force_login(person(november.issuer, username or role, role, password="four words in line"))
    return client


@pytest.fixture
def preparer(november: MonthlyReturn) -> Client:
    """Who fills the return in."""
    return logged_in(november, "preparer")


@pytest.fixture
def approver(november: MonthlyReturn) -> Client:
    """Who approves it."""
    return logged_in(november, "approver")


@pytest.fixture
def viewer(november: MonthlyReturn) -> Client:
    """Who may only read."""
    return logged_in(november, "viewer")


@pytest.fixture
def stranger(november: MonthlyReturn) -> Client:
    """Who works for another issuer."""
    client = Client()
    client.force_login(User.objects.create_user("stranger", password="four words in line"))
    return client


@pytest.fixture
def administrator(november: MonthlyReturn) -> Client:
    """Who reviews, and files nothing."""
    client = Client()
    client.force_login(User.objects.create_user("administrator", password="four words in line", is_staff=True))
    return client


def publish(filed: Filing) -> None:
    """Add the PDF that the Exchange published, as a preparer who has left since."""
    record = Submission(
        filing=filed, submitted_at=filed.filed_at, submitted_name="Secretary", recorded_name="Secretary", reason="So."
    )
    record.publish(b"%PDF-1.7 as published")
    _store(record, filed.submissions.last())


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User | None]]:
    """Two issuers with the same returns, and a person of each role for one of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        for code in (OWN, OTHER):
            case = (CASES / "kingsoft-2009-11.json").read_text(encoding="utf-8")
            sheet = figures_json.load(case.replace(OWN, code).encode())
            november = filing.record(sheet, None)
            publish(filing.file_alone(november, None))
            filing.start(november.issuer, sheet.head.month_ended.replace(month=12, day=31), None)
            discard_a_month(november.issuer)
            if code == OWN:
                issuer = november.issuer
        found: dict[str, User | None] = {"anonymous": None}
        for role in ROLES[1:]:
            found[role] = User.objects.create_user(role, is_staff=role == "administrator")
            if role in Membership.Role.values:
                Membership.objects.create(issuer=issuer, user=found[role], role=role)
        yield found
        transaction.set_rollback(True)
