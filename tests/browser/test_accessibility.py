"""No screen, in no state, breaks a rule that axe knows: at a desk and on a telephone, in light and in dark.

Each person logs in once and goes from state to state; each state is looked at in all four ways on the same page.
"""

import base64
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.figures import Sort, read
from returns.models import MonthlyReturn, Warrant
from tests.browser.conftest import PASSWORD, violations
from tests.rules.breaking import set_cell

# Colours alone differ between light and dark.
OF_COLOURS = ("color-contrast", "link-in-text-block")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def held(page: Page, state: str) -> None:
    """Look at the page as it is now, in all four ways."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert violations(page) == [], f"{state} at {size['width']} in light"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{state} at {size['width']}"
        page.emulate_media(color_scheme="dark")
        assert violations(page, *OF_COLOURS) == [], f"{state} at {size['width']} in dark"


@pytest.fixture(autouse=True)
def console(page: Page) -> Iterator[None]:
    """No screen makes the browser complain, but of an answer that says itself that something is not as it should be."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    yield
    assert [text for text in said if not text.startswith("Failed to load resource")] == []


@pytest.fixture
def look(page: Page, live_server: LiveServer) -> Callable[..., None]:
    """Go to an address and look at its page."""

    def go(address: str, state: str = "") -> None:
        page.goto(f"{live_server.url}{address}")
        held(page, state or address)

    return go


def test_the_editor(
    page: Page, log_in: Callable[..., None], look: Callable[..., None], live_server: LiveServer, november: MonthlyReturn
) -> None:
    log_in(page)
    look("/", "home with a draft")
    look("/3888/2009-11/", "draft that agrees")
    page.locator("#keys summary").click()
    expect(page.locator("#page-preview img")).to_be_visible()
    held(page, "draft, folds open")

    sheet = filing.sheet_of(november)
    set_cell(sheet, "options-0-lapsed", "2")
    filing.save_draft(november, sheet, None, november.version)
    page.locator("#id_options-0-lapsed").fill("1")
    page.locator("#id_options-0-lapsed").press("Tab")
    expect(page.get_by_role("button", name="Keep mine")).to_be_visible()
    held(page, "conflict")
    page.get_by_role("button", name="Keep what is on record").click()

    page.context.set_offline(True)
    page.locator("#id_issued-0-movement").fill("871001")
    page.locator("#id_issued-0-movement").press("Tab")
    expect(page.locator("#editor-message")).to_contain_text("The connection is lost.")
    held(page, "lost connection")
    page.context.set_offline(False)
    expect(page.locator("#class-summaries")).to_contain_text("II-2")
    page.locator("[name=options-0-DELETE]").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    held(page, "row removed")

    november.refresh_from_db()
    sheet = filing.sheet_of(november)
    sheet.warrants.append(Warrant(description="Warrants 2011", opening=read("abc", Sort.AMOUNT)))
    filing.save_draft(november, sheet, None, november.version)
    look("/3888/2009-11/", "draft with findings")
    look("/3888/2009-11/why/totals-0-shares")
    look("/3888/2009-11/why/totals-6-shares", "a figure that two formulas end in")
    page.goto(f"{live_server.url}/3888/2009-11/")
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.locator("#save").click()
    expect(page.get_by_role("heading", name="your login has ended")).to_be_visible()
    held(page, "login ended while saving")


def test_an_empty_draft_and_a_quiet_month(
    page: Page, log_in: Callable[..., None], look: Callable[..., None], november: MonthlyReturn
) -> None:
    filing.start(november.issuer, november.month_ended.replace(month=9, day=30), None)
    filing.file_alone(november, None)
    filing.start(november.issuer, november.month_ended.replace(month=12, day=31), None)
    log_in(page)
    look("/", "home with more to do")
    look("/3888/2009-09/", "draft with not completed")
    look("/3888/2009-12/quiet")
    page.get_by_label("Date submitted").fill("nonsense")
    page.get_by_role("button", name="Confirm nil return").click()
    expect(page.get_by_text("a date such as 30/11/2024")).to_be_visible()
    held(page, "quiet month, not understood")
    page.get_by_label("Date submitted").fill("04/01/2010")
    page.get_by_role("button", name="Confirm nil return").click()
    expect(page.get_by_text("Nil return: every movement is Nil")).to_be_visible()
    held(page, "quiet month, stated")


def test_signing_off(
    page: Page, log_in: Callable[..., None], look: Callable[..., None], november: MonthlyReturn
) -> None:
    preparer = User.objects.get(username="preparer")
    filing.submit(november, preparer, november.version)
    log_in(page, "approver")
    look("/", "home with an approval that waits")
    look("/3888/2009-11/", "awaiting approval")
    look("/3888/2009-11/approve")
    page.locator("summary", has_text="Return for amendment").click()
    page.get_by_label("Confirm your password").fill("wrong")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Incorrect password.")).to_be_visible()
    held(page, "approval, not confirmed")
    filing.approve(november, User.objects.get(username="approver"), november.version)
    look("/3888/2009-11/", "approved")
    look("/status", "forbidden")
    page.locator(".account summary").click()
    held(page, "the menu of the account")
    page.get_by_role("button", name="Log out").click()
    log_in(page)
    look("/3888/2009-11/", "approved, before who may change it")
    look("/9999/", "not there")


def test_what_is_filed(
    page: Page, log_in: Callable[..., None], look: Callable[..., None], november: MonthlyReturn
) -> None:
    filing.file_alone(november, None)
    preparer = User.objects.get(username="preparer")
    december = filing.start(november.issuer, november.month_ended.replace(month=12, day=31), preparer)
    revision = filing.revise(november, "Lapsed options left out.", preparer)
    sheet = filing.sheet_of(revision)
    set_cell(sheet, "options-0-lapsed", "1250")
    filing.save_draft(revision, sheet, preparer, revision.version)
    log_in(page)
    look("/3888/2009-11/?revision=0", "filed")
    look("/3888/2009-11/", "revision")
    look(f"/3888/{december.month}/", "draft held against a month that is revised")
    look("/3888/", "archive")
    for address in ("/3888/chain", "/3888/2009-11/history", "/3888/compare?old=2009-11-r0&new=2009-11-r1", "/rules"):
        look(address)
    for ask in ("", "?sha256=0", f"?sha256={november.filing.figures_sha256}"):
        look(f"/verify{ask}")


def test_administration(
    page: Page, log_in: Callable[..., None], look: Callable[..., None], november: MonthlyReturn
) -> None:
    filing.file_alone(november, None)
    User.objects.create_user("administrator", password=PASSWORD, is_staff=True)
    log_in(page, "administrator")
    for address in (
        "/status",
        "/status?month=2009-12",
        "/reviews",
        "/3888/2009-11/review",
        "/search",
        "/search?signatory=nobody&shares=x",
        "/3888/members",
        "/3888/2009-11/",
    ):
        look(address)
    page.goto(page.url.replace("2009-11/", "members"))
    page.get_by_role("button", name="Invite").click()
    held(page, "members, not understood")


def test_logging_in(
    page: Page, log_in: Callable[..., None], look: Callable[..., None], live_server: LiveServer, november: MonthlyReturn
) -> None:
    for address in ("/login/", "/password/forgotten/", "/password/MQ/nonsense/"):
        look(address)
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("Username").fill("preparer")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Please enter a correct username")).to_be_visible()
    held(page, "login refused")
    log_in(page)
    look("/password/")
    look("/second-factor")
    secret = page.locator("code").last.inner_text().replace(" ", "")
    page.get_by_label("Code").fill(f"{totp(base64.b32decode(secret)):06d}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text("Keep these recovery codes")).to_be_visible()
    held(page, "recovery codes")
    look("/second-factor", "second factor set up")
    assert TOTPDevice.objects.filter(confirmed=True, created_at__lte=timezone.now()).count() == 1


@pytest.mark.parametrize("status", ["400", "403_csrf", "500"])
def test_pages_of_errors(page: Page, look: Callable[..., None], live_server: LiveServer, status: str) -> None:
    """They come where nothing else works, so each is put where an address leads."""
    page.route(
        "**/broken", lambda route: route.fulfill(body=render_to_string(f"{status}.html"), content_type="text/html")
    )
    look("/broken", status)
