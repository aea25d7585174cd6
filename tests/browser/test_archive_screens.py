"""The screens around what is filed break no rule that axe knows, and nothing on them is wider than the window."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.models import MonthlyReturn
from tests.browser.conftest import PASSWORD, violations
from tests.rules.breaking import put


@pytest.fixture
def revised(november: MonthlyReturn) -> MonthlyReturn:
    """November filed, and its revision in hand."""
    filing.file_alone(november, None)
    preparer = User.objects.get(username="preparer")
    revision = filing.revise(november, "Lapsed options left out.", preparer)
    sheet = filing.sheet_of(revision)
    put(sheet, "options-0-lapsed", "1250")
    filing.save_draft(revision, sheet, preparer, revision.version)
    User.objects.create_user("administrator", password=PASSWORD, is_staff=True)
    return november


def held(page: Page, live_server: LiveServer, width: int, addresses: list[str]) -> None:
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_screens(
    browser: Browser,
    live_server: LiveServer,
    revised: MonthlyReturn,
    log_in: Callable[..., None],
    width: int,
    scheme: str,
) -> None:
    of_member = ["/", "/3888/", "/3888/chain", "/3888/2009-11/history", "/3888/2009-11/?revision=0", "/second-factor"]
    of_member += ["/verify", "/verify?sha256=0", f"/verify?sha256={revised.filing.figures_sha256}"]
    of_member.append("/3888/compare?old=2009-11-r0&new=2009-11-r1")
    of_administrator = ["/wall", "/wall?month=2009-12", "/wall?signatory=a", "/3888/members"]
    for username, addresses in (("preparer", of_member), ("administrator", of_administrator)):
        page = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
        log_in(page, username)
        held(page, live_server, width, addresses)
        page.context.close()


def test_a_filing_is_revised_compared_and_verified(preparer: Page, live_server: LiveServer) -> None:
    filing.file_alone(MonthlyReturn.objects.get(), None)
    preparer.goto(f"{live_server.url}/3888/2009-11/")
    with preparer.expect_download() as download:
        preparer.get_by_role("link", name="Download PDF").click()
    preparer.get_by_text("Revise this return").click()
    preparer.get_by_label("Why it is revised").fill("The title was wrong.")
    preparer.get_by_role("button", name="Revise").click()
    expect(preparer.get_by_text("The revision is started")).to_be_visible()
    preparer.locator("#id_head-title").fill("Director")
    with preparer.expect_navigation():
        preparer.get_by_role("button", name="Save", exact=True).click()
    preparer.get_by_role("link", name="Compare with what it revises").click()
    expect(preparer.get_by_role("cell", name="Secretary")).to_be_visible()
    expect(preparer.get_by_role("cell", name="Director")).to_be_visible()
    preparer.get_by_role("link", name="Verify").click()
    preparer.get_by_label("PDF of a return").set_input_files(download.value.path())
    preparer.get_by_role("button", name="Verify").click()
    expect(preparer.get_by_text("Genuine.")).to_be_visible()
