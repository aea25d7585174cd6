"""The whole editor by the keyboard alone: nothing is clicked here, and what is in hand changes by keys only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from returns.models import MonthlyReturn

MOST_STEPS = 150


def reach(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until what is meant is in hand."""
    wanted = page.locator(selector).first
    for _step in range(MOST_STEPS):
        if wanted.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail(f"{selector} is not reached by {MOST_STEPS} times {key}.")


def to_part(page: Page, part: str, key: str = "Tab") -> None:
    """Into a part, by the list of parts."""
    reach(page, f"#parts a[href='#{part}']", key)
    page.keyboard.press("Enter")


@pytest.fixture
def copied(editor: Page) -> Callable[[str], None]:
    """What a spreadsheet has put on the clipboard."""
    editor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return lambda block: editor.evaluate("(block) => navigator.clipboard.writeText(block)", block)


def test_figures_are_typed_walked_and_stated_as_nil(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "options")
    reach(editor, "#id_options-0-exercised")
    editor.keyboard.type("52001")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_options-1-exercised")).to_be_focused()
    expect(editor.locator("#id_options-0-exercised")).to_have_value("52,001")
    editor.keyboard.press("Shift+Enter")
    editor.keyboard.press("Tab")
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#id_options-0-cancelled")).to_have_value("Nil")
    expect(editor.locator("#id_options-0-lapsed")).to_be_focused()
    editor.keyboard.press("Alt+a")
    expect(editor.locator("#id_options-0-lapsed")).to_have_value("N/A")
    editor.keyboard.press("F8")
    expect(editor.locator("[aria-invalid]:focus")).to_have_count(1)
    first = editor.evaluate("document.activeElement.id")
    editor.keyboard.press("F8")
    editor.keyboard.press("Shift+F8")
    expect(editor.locator(f"#{first}")).to_be_focused()


def test_the_figures_are_two_steps_from_the_top(editor: Page) -> None:
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("link", name="Skip to the figures")).to_be_focused()
    editor.keyboard.press("Enter")
    editor.keyboard.press("Tab")
    expect(editor.locator("#return input:not([type=hidden])").first).to_be_focused()


def test_enter_in_the_last_row_goes_on(editor: Page) -> None:
    to_part(editor, "options")
    reach(editor, "#id_options-4-exercised")
    editor.keyboard.type("1")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_options-4-cancelled")).to_be_focused()
    expect(editor.locator("#strip")).to_contain_text("A to E 871,001")


def test_rows_are_added_copied_moved_removed_and_put_back(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "options")
    reach(editor, "#id_options-0-exercised")
    editor.keyboard.press("Alt+Insert")
    expect(editor.locator("#id_options-5-name")).to_be_focused()
    editor.keyboard.type("New scheme")
    editor.keyboard.press("Alt+d")
    expect(editor.locator("#id_options-6-name")).to_have_value("New scheme")
    expect(editor.locator("#id_options-6-name")).to_be_focused()
    editor.keyboard.press("Alt+ArrowUp")
    expect(editor.locator("#id_options-5-name")).to_be_focused()
    editor.keyboard.press("Alt+Delete")
    expect(editor.locator("#id_options-6-name")).to_have_count(0)
    # By key, and by what the page says was done.
    editor.keyboard.press("Control+Shift+z")
    expect(editor.locator("#id_options-6-name")).to_have_value("New scheme")
    editor.keyboard.press("Alt+Delete")
    expect(editor.locator("#told")).to_contain_text("is removed")
    reach(editor, "#told button", "Shift+Tab")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_options-6-name")).to_have_value("New scheme")
    assert november.optionscheme_rows.count() == 7


def test_a_block_is_pasted_and_taken_back(editor: Page, copied: Callable[[str], None], november: MonthlyReturn) -> None:
    copied("1,000\tNil\r\n2,000\tNil\r\n")
    to_part(editor, "options")
    reach(editor, "#id_options-4-exercised")
    editor.keyboard.press("Control+v")
    expect(editor.locator("#told")).to_contain_text("4 cells pasted.")
    expect(editor.locator("#id_options-5-exercised")).to_have_value("2,000")
    editor.keyboard.press("Control+Shift+z")
    expect(editor.locator("#id_options-5-exercised")).to_have_count(0)
    expect(editor.locator("#id_options-4-exercised")).to_have_value("Nil")


def test_a_part_is_folded_marked_and_opened_again(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "warrants")
    reach(editor, "#warrants input[name='head-not_applicable']")
    editor.keyboard.press("Space")
    expect(editor.locator("#warrants details.rows")).not_to_have_attribute("open", "")
    expect(editor.locator("#parts a[href='#warrants']")).to_contain_text("n/a")
    reach(editor, "#warrants details.rows summary")
    editor.keyboard.press("Enter")
    expect(editor.locator("#warrants details.rows")).to_have_attribute("open", "")
    november.refresh_from_db()
    assert "warrants" in november.not_applicable


def test_it_is_saved_previewed_and_sent(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "remarks")
    reach(editor, "#id_head-title")
    editor.keyboard.press("End")
    editor.keyboard.type(" and Director")
    with editor.expect_navigation():
        editor.keyboard.press("Control+s")
    expect(editor.locator("#id_head-title")).to_be_focused()
    expect(editor.locator("#id_head-title")).to_have_value("Secretary and Director")
    to_part(editor, "head", "Shift+Tab")
    reach(editor, "#save-and-preview", "Shift+Tab")
    with editor.context.expect_page() as opened, editor.expect_navigation():
        editor.keyboard.press("Enter")
    opened.value.close()
    editor.bring_to_front()
    reach(editor, "#keys summary")
    editor.keyboard.press("Enter")
    expect(editor.locator("#keys")).to_contain_text("move the row")
    to_part(editor, "sign-off", "Shift+Tab")
    reach(editor, "#sign-off input[type=checkbox]")
    editor.keyboard.press("Space")
    reach(editor, "#sign-off button, #sign-off input[type=submit]")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    expect(editor.locator("#sign-off")).to_contain_text("Sent for approval by preparer")
