"""A person at a browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.models import Membership, MonthlyReturn
from returns.sheet import Sheet

PASSWORD = "four words in line"
# Tests wait for what is to happen and not for a clock: so long only where it never happens. A loaded machine is slow.
MOST_MS = 300_000
AXE = Axe().axe_script


@pytest.fixture(autouse=True, scope="session")
def _patience() -> Iterator[None]:
    """Let every wait in every browser be as long, for whatever is waited."""
    make = Browser.new_context

    def patient(browser: Browser, **given: Any) -> BrowserContext:
        context = make(browser, **given)
        context.set_default_timeout(MOST_MS)
        return context

    expect.set_options(timeout=MOST_MS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", patient)
        yield


@pytest.fixture
def november(transactional_db: None, kingsoft: Sheet) -> MonthlyReturn:
    """Kingsoft's draft for November 2009, a person who fills it in and one who approves it."""
    monthly_return = filing.record(kingsoft, None)
    for role in ("preparer", "approver"):
        user = User.objects.create_user(role, password=PASSWORD)
        Membership.objects.create(issuer=monthly_return.issuer, user=user, role=role)
    return monthly_return


@pytest.fixture
def log_in(live_server: LiveServer, november: MonthlyReturn) -> Callable[..., None]:
    """Log a person in: the preparer unless another is named."""

    def enter(page: Page, username: str = "preparer") -> None:
        page.goto(f"{live_server.url}/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.locator(".account").wait_for()

    return enter


@pytest.fixture
def preparer(page: Page, log_in: Callable[[Page], None]) -> Iterator[Page]:
    """The preparer's browser, logged in; nothing they do there may break the content security policy."""
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    log_in(page)
    yield page
    assert broken == []


@pytest.fixture
def approver(new_context: Callable[[], BrowserContext], log_in: Callable[..., None]) -> Page:
    """The approver's browser, logged in."""
    page = new_context().new_page()
    log_in(page, "approver")
    return page


@pytest.fixture
def editor(page: Page, live_server: LiveServer, november: MonthlyReturn) -> Page:
    """The return, open, its scripts at work; what its policy refuses fails the test.

    The preparer has logged in already: two pages fewer for every test that is not about logging in.
    """
    client = Client()
    client.force_login(User.objects.get(username="preparer"))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security" in said.text else None)
    page.goto(f"{live_server.url}{november.get_absolute_url()}")
    return page


@pytest.fixture
def without_script(browser: object, log_in: Callable[[Page], None]) -> Page:
    """The preparer's browser with scripts off."""
    page = browser.new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]
    log_in(page)
    yield page
    page.context.close()


def until(page: Page, expression: str) -> None:
    """Wait until an expression of JavaScript is true in the page: its policy forbids Playwright's own way to wait."""
    for _time in range(MOST_MS // 20):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"Never true: {expression}")


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with the page, by all its rules or by those that are named."""
    options = {
        "resultTypes": ["violations"],
        # Part of WCAG 2.2 AA, and off unless asked for.
        "rules": {"target-size": {"enabled": True}},
        **({"runOnly": list(rules), "rules": {}} if rules else {}),
    }
    # Half a megabyte: read once by each page. Only what is wrong comes back.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("(options) => axe.run(options).then((results) => results.violations)", options)
    # What is half hidden by the bar or the foot is scrolled into view: its size is not judged by the hidden half.
    return [
        f"{v['id']}: {node['html'][:200]} {node['any'][:1]}"
        for v in found
        for node in v["nodes"]
        if not (v["id"] == "target-size" and "partially obscured" in str(node["any"]))
    ]
