"""A return on record, and who may do what with it."""

import pytest
from django.contrib.auth.models import User

from returns import filing
from returns.models import MonthlyReturn
from returns.sheet import Sheet
from tests.filing.people import person


@pytest.fixture
def draft(db: None, kingsoft: Sheet) -> MonthlyReturn:
    """Kingsoft's draft for November 2009."""
    return filing.record(kingsoft, None)


@pytest.fixture
def maker(draft: MonthlyReturn) -> User:
    """Who fills it in."""
    return person(draft.issuer, "maker", "preparer")


@pytest.fixture
def checker(draft: MonthlyReturn) -> User:
    """Who approves it."""
    return person(draft.issuer, "checker", "approver", first_name="Chan", last_name="Tai Man")


@pytest.fixture
def approved(draft: MonthlyReturn, maker: User, checker: User) -> MonthlyReturn:
    """The same, approved."""
    filing.submit(draft, maker, draft.version)
    filing.approve(draft, checker, draft.version)
    return draft
