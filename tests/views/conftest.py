"""People, and a return on record."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.models import Membership, MonthlyReturn
from returns.sheet import Sheet


@pytest.fixture
def november(db: None, kingsoft: Sheet) -> MonthlyReturn:
    """Kingsoft's draft for November 2009."""
    return filing.record(kingsoft, None)


def person(november: MonthlyReturn, role: str, username: str = "") -> Client:
    """A client in which a person with this role is logged in."""
    user = User.objects.create_user(username or role, password="four words in line")
    Membership.objects.create(issuer=november.issuer, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def preparer(november: MonthlyReturn) -> Client:
    """Who fills the return in."""
    return person(november, "preparer")


@pytest.fixture
def approver(november: MonthlyReturn) -> Client:
    """Who approves it."""
    return person(november, "approver")


@pytest.fixture
def viewer(november: MonthlyReturn) -> Client:
    """Who may only read."""
    return person(november, "viewer")


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
