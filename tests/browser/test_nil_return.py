"""A nil return, as a person does it: counted from the login to the last step."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.models import MonthlyReturn
from tests.browser.conftest import PASSWORD, violations

# From the login to a return that is sent for approval: of a nil return, and of one in which options were exercised.
MOST_INTERACTIONS = 7
MOST_OF_AN_EXERCISE = 9


class Hands:
    """Counts what a person does: each click, each field typed in, each key that acts."""

    def __init__(self) -> None:
        self.count = 0

    def click(self, what: Locator) -> None:
        self.count += 1
        what.click()

    def type(self, what: Locator, text: str) -> None:
        self.count += 1
        what.fill(text)

    def press(self, page: Page, key: str) -> None:
        self.count += 1
        page.keyboard.press(key)


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
    expect(page.get_by_role("heading", name="Were there any movements this month?")).to_be_visible()
    assert violations(page) == []
    hands.click(page.get_by_role("button", name="Confirm nil return"))
    expect(page.get_by_text("Nil return: every movement is Nil")).to_be_visible()
    expect(page.get_by_text("This return can be sent for approval.")).to_be_visible()
    hands.click(page.get_by_label("I have reviewed the PDF"))
    hands.click(page.get_by_role("button", name="Send for approval"))
    expect(page.locator("#sign-off")).to_contain_text("Sent for approval by preparer")
    assert hands.count <= MOST_INTERACTIONS


def test_an_exercise_from_the_login_to_the_last_step(page: Page, live_server: LiveServer, filed: MonthlyReturn) -> None:
    hands = Hands()
    page.goto(live_server.url)
    hands.type(page.get_by_label("Username"), "preparer")
    hands.type(page.get_by_label("Password"), PASSWORD)
    hands.click(page.get_by_role("button", name="Log in"))
    hands.click(page.get_by_role("button", name="Start December"))
    hands.type(page.get_by_label("Exercised or converted: Share Option Scheme US$0.24"), "90100")
    hands.click(page.get_by_role("button", name="Continue with these movements"))
    # What proves the exercise is shown in its cells, and is nobody's figure until the person enters it.
    closing = page.locator("#id_issued-0-closing")
    expect(page.locator("#id_options-2-may_be_issued")).to_be_focused()
    expect(closing).to_have_attribute("placeholder", "1,094,137,233")
    expect(closing).to_have_value("")
    expect(page.get_by_role("button", name="Enter the calculated figures (3)")).to_be_visible()
    assert violations(page) == []
    hands.press(page, "Alt+Shift+Enter")
    expect(closing).to_have_value("1,094,137,233")
    expect(page.get_by_text("This return can be sent for approval.")).to_be_visible()
    hands.click(page.get_by_label("I have reviewed the PDF"))
    hands.click(page.get_by_role("button", name="Send for approval"))
    expect(page.locator("#sign-off")).to_contain_text("Sent for approval by preparer")
    assert hands.count <= MOST_OF_AN_EXERCISE


def test_a_calculated_figure_is_entered_by_its_key(preparer: Page, filed: MonthlyReturn) -> None:
    preparer.reload()
    preparer.get_by_role("button", name="Start December").click()
    preparer.get_by_label("Exercised or converted: Share Option Scheme US$0.24").fill("90100")
    preparer.get_by_role("button", name="Continue with these movements").click()
    expect(preparer.locator("#id_options-2-may_be_issued")).to_be_focused()
    preparer.keyboard.press("Alt+Enter")
    expect(preparer.locator("#id_options-2-may_be_issued")).to_have_value("84,000,000")
    expect(preparer.locator("#id_issued-0-movement")).to_have_value("")


def test_the_rest_of_a_row_and_of_a_part_is_nil(preparer: Page, filed: MonthlyReturn) -> None:
    preparer.reload()
    preparer.get_by_role("button", name="Start December").click()
    with preparer.expect_navigation():
        preparer.get_by_role("link", name="Enter every part instead").click()
    lapsed = preparer.locator("#id_options-2-lapsed")
    lapsed.fill("100")
    lapsed.press("Alt+r")
    expect(preparer.locator("#editor-message")).to_contain_text("3 blanks are Nil now.")
    expect(preparer.locator("#id_options-2-exercised")).to_have_value("Nil")
    expect(preparer.locator("#id_options-1-exercised")).to_have_value("")
    expect(lapsed).to_be_focused()
    preparer.locator("#options").get_by_role("button", name="Rest Nil").click()
    expect(preparer.locator("#id_options-1-exercised")).to_have_value("Nil")
    expect(lapsed).to_have_value("100")
    # It can be taken back.
    preparer.get_by_role("button", name="Undo").click()
    expect(preparer.locator("#id_options-1-exercised")).to_have_value("")


def test_what_moved_has_the_focus_at_once(preparer: Page, filed: MonthlyReturn) -> None:
    preparer.reload()
    preparer.get_by_role("button", name="Start December").click()
    preparer.get_by_label("Granted, cancelled or lapsed: Share Option Scheme US$0.24").check()
    preparer.get_by_role("button", name="Continue with these movements").click()
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
    expect(finding).to_contain_text("If that return is right, enter its figure here; if it is wrong, correct it there")
    finding.get_by_role("link", name="revise November 2009").click()
    preparer.wait_for_url("**/3888/2009-11/#sign-off")
    expect(preparer.get_by_text("Revise this return")).to_be_in_viewport()


def test_what_was_said_of_the_month_goes_when_a_figure_changes(preparer: Page, filed: MonthlyReturn) -> None:
    preparer.reload()
    preparer.get_by_role("button", name="Start December").click()
    with preparer.expect_navigation():
        preparer.get_by_role("button", name="Confirm nil return").click()
    expect(preparer.get_by_text("Nil return: every movement is Nil")).to_be_visible()
    lapsed = preparer.locator("#id_options-0-lapsed")
    lapsed.fill("1")
    lapsed.press("Tab")
    expect(preparer.locator("#finding-A-2-options-0-may_be_issued")).to_be_visible()
    expect(preparer.get_by_text("Nil return: every movement is Nil")).to_have_count(0)


def test_a_first_month_asks_for_its_openings(preparer: Page, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    preparer.get_by_label("For the month").fill("2009-05")
    preparer.get_by_role("button", name="Start return").click()
    expect(preparer.locator("#asks-openings")).to_contain_text("No earlier return")
