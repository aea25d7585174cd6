"""No screen breaks a rule that axe knows, at a desk and on a telephone, in light and in dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.figures import Sort, number, read
from returns.models import MonthlyReturn, Warrant
from tests.browser.conftest import violations


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens(
    browser: Browser,
    live_server: LiveServer,
    november: MonthlyReturn,
    log_in: Callable[[Page], None],
    width: int,
    scheme: str,
) -> None:
    sheet = filing.sheet_of(november)
    sheet.issued[0].movement = number(871001)
    sheet.warrants.append(Warrant(description="Warrants 2011", opening=read("abc", Sort.AMOUNT)))
    filing.save_draft(november, sheet, None, november.version)
    page = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}/login/")
    assert violations(page) == []
    log_in(page)
    for address in ("/", "/3888/2009-11/", "/3888/", "/9999/"):
        page.goto(f"{live_server.url}{address}")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.context.close()
