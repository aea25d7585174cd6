"""Typing in a browser: saved as it is typed, by two people, through a lost login and a lost connection, and by key."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from returns.figures import number
from returns.models import MonthlyReturn
from tests.browser.conftest import PASSWORD, violations

UNSAVED = "Object.keys(localStorage).filter((key) => key.startsWith('unsaved'))"


@pytest.fixture
def editor(preparer: Page) -> Page:
    """The return, open; what its policy refuses fails the test."""
    preparer.on("console", lambda told: pytest.fail(told.text) if "Content Security" in told.text else None)
    preparer.get_by_role("link", name="Fill in").click()
    return preparer


def type_in(page: Page, cell: str, text: str) -> None:
    """Type in a cell and leave it."""
    page.locator(f"#id_{cell}").fill(text)
    page.locator(f"#id_{cell}").press("Tab")


def is_saved(page: Page) -> None:
    """Wait until nothing waits to be saved."""
    for _time in range(100):
        if not page.evaluate(UNSAVED):
            return
        page.wait_for_timeout(50)
    pytest.fail("Something still waits to be saved.")


def test_leaving_a_cell_shows_what_follows(editor: Page) -> None:
    type_in(editor, "options-0-exercised", "53000")
    expect(editor.locator("#id_options-0-exercised")).to_have_value("53,000")
    expect(editor.locator("#id_totals-0-shares")).to_have_value("872,000")
    expect(editor.locator("#id_funds_raised-0-amount")).to_have_value("196,541.50")
    expect(editor.locator("#strip")).to_contain_text("A to E 872,000")
    expect(editor.locator("#strip")).to_contain_text("II-2 1,000 apart")
    expect(editor.locator("#parts")).to_contain_text("II ✕ 1")
    expect(editor.locator("#saved")).to_contain_text("saved ")
    expect(editor.locator("#id_options-0-cancelled")).to_be_focused()
    assert editor.evaluate(UNSAVED) == []
    assert violations(editor) == []


def test_a_finding_comes_and_goes_beside_its_cell(editor: Page) -> None:
    for cell in ("options-0-lapsed", "head-date_submitted", "authorised-0-closing_shares", "totals-0-shares"):
        before = editor.locator(f"#id_{cell}").input_value()
        type_in(editor, cell, "abc")
        expect(editor.locator(f"#id_{cell}")).to_have_attribute("aria-invalid", "true")
        expect(editor.locator(f"#finding-F-1-{cell}")).to_be_visible()
        type_in(editor, cell, before)
        expect(editor.locator(f"#finding-F-1-{cell}")).to_have_count(0)
        expect(editor.locator(f"#id_{cell}")).not_to_have_attribute("aria-invalid", "true")


def test_two_people_on_one_draft(
    editor: Page, browser: object, live_server: LiveServer, log_in: Callable[[Page], None], november: MonthlyReturn
) -> None:
    other = browser.new_context().new_page()  # type: ignore[attr-defined]
    log_in(other)
    other.goto(f"{live_server.url}/3888/2009-11/")
    editor.locator("#id_options-0-lapsed").fill("1")
    type_in(other, "options-0-lapsed", "2")
    type_in(other, "options-1-lapsed", "3")
    is_saved(other)
    editor.locator("#id_options-0-lapsed").press("Tab")
    box = editor.locator("#conflicts")
    expect(box).to_contain_text("Yours: 1 On record: 2")
    # What the other changed besides is there as well.
    expect(editor.locator("#id_options-1-lapsed")).to_have_value("3")
    assert violations(editor) == []
    assert november.optionscheme_rows.get(position=0).lapsed == number(2)
    box.get_by_role("button", name="Keep mine").click()
    expect(box).to_be_empty()
    is_saved(editor)
    assert november.optionscheme_rows.get(position=0).lapsed == number(1)
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(other.locator("#id_options-0-lapsed")).to_have_value("1")
    other.context.close()


def test_an_ended_login_loses_nothing(editor: Page, november: MonthlyReturn) -> None:
    editor.context.clear_cookies(name="sessionid")
    type_in(editor, "options-2-lapsed", "37,501")
    expect(editor.locator("#told")).to_contain_text("Your login has ended.")
    editor.on("dialog", lambda dialog: dialog.accept())
    editor.get_by_role("link", name="Log in again").click()
    editor.get_by_label("Username").fill("preparer")
    editor.get_by_label("Password").fill(PASSWORD)
    editor.get_by_role("button", name="Log in").click()
    expect(editor.locator("#id_options-2-lapsed")).to_have_value("37,501")
    is_saved(editor)
    assert november.optionscheme_rows.get(position=2).lapsed == number(37501)


def test_a_lost_connection_loses_nothing(editor: Page, november: MonthlyReturn) -> None:
    editor.context.set_offline(True)
    type_in(editor, "options-2-lapsed", "37,501")
    expect(editor.locator("#told")).to_contain_text("The connection is lost.")
    assert len(editor.evaluate(UNSAVED)) == 1
    editor.context.set_offline(False)
    is_saved(editor)
    expect(editor.locator("#told")).to_be_empty()
    assert november.optionscheme_rows.get(position=2).lapsed == number(37501)


def test_nothing_unsaved_outlasts_logging_out(editor: Page) -> None:
    editor.context.set_offline(True)
    type_in(editor, "options-2-lapsed", "37,501")
    expect(editor.locator("#told")).to_contain_text("The connection is lost.")
    editor.evaluate("document.getElementById('log-out').dispatchEvent(new Event('submit'))")
    assert editor.evaluate(UNSAVED) == []


def test_a_block_is_pasted(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-4-granted").evaluate(
        """(cell) => {
          const data = new DataTransfer();
          data.setData("text/plain", "Nil\\t1,000\\tNil\\tnil\\t1000\\t374000\\r\\n7\\twhat?\\t-\\t-\\t-\\t5\\r\\n");
          cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(editor.locator("#id_options-5-granted")).to_have_value("7")
    expect(editor.locator("#id_options-5-exercised")).to_have_value("what?")
    expect(editor.locator("#finding-F-1-options-5-exercised")).to_be_visible()
    expect(editor.locator("#told")).to_contain_text("12 cells pasted.")
    assert november.optionscheme_rows.get(position=4).exercised == number(1000)


def test_rows_are_moved_and_copied_by_key(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-1-lapsed").press("Alt+ArrowUp")
    expect(editor.locator("#id_options-0-exercised")).to_have_value("67,000")
    editor.locator("#id_options-0-lapsed").press("Alt+d")
    expect(editor.locator("#id_options-1-exercised")).to_have_value("67,000")
    editor.locator("#id_options-1-lapsed").press("Alt+Delete")
    expect(editor.locator("#told")).to_contain_text("Row 2 is removed.")
    editor.keyboard.press("Control+Shift+Z")
    expect(editor.locator("#id_options-5-exercised")).to_have_value("Nil")
    assert november.optionscheme_rows.count() == 6


def test_cells_are_walked_as_in_a_spreadsheet(editor: Page) -> None:
    editor.locator("#id_options-1-exercised").focus()
    for key, cell in (
        ("Tab", "options-1-cancelled"),
        ("Enter", "options-2-cancelled"),
        ("Shift+Enter", "options-1-cancelled"),
        ("Shift+Tab", "options-1-exercised"),
        ("ArrowDown", "options-2-exercised"),
    ):
        editor.keyboard.press(key)
        expect(editor.locator(f"#id_{cell}")).to_be_focused()
    # From the last figure of a row that can be explained, over the way to its explanation.
    editor.locator("#id_options-1-issued").focus()
    editor.keyboard.press("Tab")
    expect(editor.locator("#id_options-1-may_be_issued")).to_be_focused()
    editor.keyboard.press("Shift+Tab")
    editor.keyboard.press("Alt+Equal")
    expect(editor.get_by_role("heading", name="Where this figure comes from")).to_be_visible()


def test_nil_has_a_key(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-2-lapsed").press("Alt+n")
    expect(editor.locator("#id_options-2-lapsed")).to_have_value("Nil")
    expect(editor.locator("#id_options-2-issued")).to_be_focused()
    is_saved(editor)
    assert str(november.optionscheme_rows.get(position=2).lapsed.kind) == "Nil"


def test_from_finding_to_finding_by_key(editor: Page) -> None:
    type_in(editor, "issued-0-movement", "871001")
    expect(editor.locator("#finding-T-1-totals-6-shares")).to_be_visible()
    editor.locator("#id_head-issuer_name").focus()
    editor.keyboard.press("F8")
    expect(editor.locator("#id_issued-0-movement")).to_be_focused()
    editor.keyboard.press("F8")
    expect(editor.locator("#id_issued-0-closing")).to_be_focused()
    editor.keyboard.press("F8")
    expect(editor.locator("#id_totals-6-shares")).to_be_focused()
    editor.keyboard.press("Shift+F8")
    expect(editor.locator("#id_issued-0-closing")).to_be_focused()


def test_a_part_that_is_not_applicable_folds_up_and_a_finding_opens_it(editor: Page) -> None:
    editor.locator("#warrants").get_by_label("Not Applicable").check()
    expect(editor.locator("#warrants details.rows")).not_to_have_attribute("open", "")
    expect(editor.locator("#parts")).to_contain_text("III.B n/a")
    is_saved(editor)
    type_in(editor, "options-0-lapsed", "abc")
    editor.locator("#options details.rows").evaluate("(fold) => { fold.open = false; }")
    editor.locator("#findings").get_by_role("link", name="F-1").first.click()
    cell = editor.locator("#id_options-0-lapsed")
    expect(cell).to_be_focused()
    bar = editor.locator(".bar").bounding_box()
    assert cell.bounding_box()["y"] >= bar["y"] + bar["height"]
