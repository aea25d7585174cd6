"""A person at a browser."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.models import Membership, MonthlyReturn
from returns.sheet import Sheet

PASSWORD = "four words in line"


@pytest.fixture
def november(transactional_db: None, kingsoft: Sheet) -> MonthlyReturn:
    """Kingsoft's draft for November 2009, and a person who fills it in."""
    monthly_return = filing.record(kingsoft, None)
    preparer = User.objects.create_user("preparer", password=PASSWORD)
    Membership.objects.create(issuer=monthly_return.issuer, user=preparer, role="preparer")
    return monthly_return


@pytest.fixture
def log_in(live_server: LiveServer, november: MonthlyReturn) -> Callable[[Page], None]:
    """Log the preparer in."""

    def enter(page: Page) -> None:
        page.goto(f"{live_server.url}/")
        page.get_by_label("Username").fill("preparer")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Your returns").wait_for()

    return enter


@pytest.fixture
def preparer(page: Page, log_in: Callable[[Page], None]) -> Page:
    """The preparer's browser, logged in."""
    log_in(page)
    return page


@pytest.fixture
def without_script(browser: object, log_in: Callable[[Page], None]) -> Page:
    """The preparer's browser with scripts off."""
    page = browser.new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]
    log_in(page)
    yield page
    page.context.close()


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['html'][:200]} {node['any'][:1]}" for v in found for node in v["nodes"]]
