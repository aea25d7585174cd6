"""A nil return, as a person does it: counted from the login to the last step."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.models import MonthlyReturn
from tests.browser.conftest import PASSWORD, violations

MOST_INTERACTIONS = 8


class Hands:
    """Counts what a person does: each click, each field typed in."""

    def __init__(self) -> None:
        self.count = 0

    def click(self, what: Locator) -> None:
        self.count += 1
        what.click()

    def type(self, what: Locator, text: str) -> None:
        self.count += 1
        what.fill(text)


@pytest.fixture
def filed(november: MonthlyReturn) -> MonthlyReturn:
    filing.file_alone(november, None)
    return november


def test_from_the_login_to_the_last_step(page: Page, live_server: LiveServer, filed: MonthlyReturn) -> None:
    hands = Hands()
    page.goto(live_server.url)
    hands.type(page.get_by_label("Username"), "preparer")
    hands.type(page.get_by_label("Password"), PASSWORD)
    hands.click(page.get_by_role("button", name="Log in"))
    hands.click(page.get_by_role("button", name="Start December"))
    expect(page.get_by_role("heading", name="Did anything move?")).to_be_visible()
    assert violations(page) == []
    hands.click(page.get_by_role("button", name="State this"))
    expect(page.get_by_text("Stated: nothing moved.")).to_be_visible()
    expect(page.get_by_text("This return can be sent for approval.")).to_be_visible()
    hands.click(page.get_by_label("I have reviewed the PDF"))
    hands.click(page.get_by_role("button", name="Send for approval"))
    expect(page.locator("#sign-off")).to_contain_text("Sent for approval by preparer")
    assert hands.count <= MOST_INTERACTIONS


def test_what_moved_has_the_focus_at_once(preparer: Page, filed: MonthlyReturn) -> None:
    preparer.reload()
    preparer.get_by_role("button", name="Start December").click()
    preparer.get_by_label("Share Option Scheme US$0.24").uncheck()
    preparer.get_by_role("button", name="State this").click()
    expect(preparer).to_have_url(preparer.url.split("#")[0] + "#options-2")
    expect(preparer.locator("#options-2")).to_be_in_viewport()
    expect(preparer.locator("#id_options-2-exercised")).to_have_value("")
    expect(preparer.locator("#id_options-1-exercised")).to_have_value("Nil")
    opening = preparer.locator("#id_issued-0-opening")
    expect(opening).to_have_value("1,094,047,133")
    expect(opening).to_have_accessible_description("brought forward from last month's return")
    assert violations(preparer) == []
    opening.fill("1,094,047,134")
    opening.press("Tab")
    expect(preparer.locator("aside.findings")).to_contain_text("P-2")
    expect(preparer.locator("#id_issued-0-opening")).not_to_have_class("brought-forward")
    finding = preparer.locator("#finding-P-2-issued-0-opening")
    expect(finding).to_contain_text("If that filing is right, state its figure here; if it is wrong, correct it there")
    finding.get_by_role("link", name="revise November 2009").click()
    preparer.wait_for_url("**/3888/2009-11/#sign-off")
    expect(preparer.get_by_text("Revise this return")).to_be_in_viewport()


def test_what_was_said_of_the_month_goes_when_a_figure_changes(preparer: Page, filed: MonthlyReturn) -> None:
    preparer.reload()
    preparer.get_by_role("button", name="Start December").click()
    with preparer.expect_navigation():
        preparer.get_by_role("button", name="State this").click()
    expect(preparer.get_by_text("Stated: nothing moved.")).to_be_visible()
    lapsed = preparer.locator("#id_options-0-lapsed")
    lapsed.fill("1")
    lapsed.press("Tab")
    expect(preparer.locator("#finding-A-2-options-0-may_be_issued")).to_be_visible()
    expect(preparer.get_by_text("Stated: nothing moved.")).to_have_count(0)


def test_a_first_month_asks_for_its_openings(preparer: Page, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    preparer.get_by_label("For the month").fill("2009-05")
    preparer.get_by_role("button", name="Start return").click()
    expect(preparer.locator("#asks-openings")).to_contain_text("No earlier return")
