"""The whole editor by the keyboard alone: nothing is clicked here, and the focus moves by keys only."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from returns import filing
from returns.models import MonthlyReturn
from tests.browser.conftest import PASSWORD, violations
from tests.browser.test_autosave import is_saved
from tests.rules.breaking import set_cell

MOST_STEPS = 150


def reach(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until the wanted element has the focus."""
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
    expect(editor.locator("#class-summaries")).to_contain_text("A to E 871,001")


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
    expect(editor.locator("#editor-message")).to_contain_text("deleted")
    reach(editor, "#editor-message button", "Shift+Tab")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_options-6-name")).to_have_value("New scheme")
    assert november.optionscheme_rows.count() == 7


def test_a_block_is_pasted_and_taken_back(editor: Page, copied: Callable[[str], None], november: MonthlyReturn) -> None:
    copied("1,000\tNil\r\n2,000\tNil\r\n")
    to_part(editor, "options")
    reach(editor, "#id_options-4-exercised")
    editor.keyboard.press("Control+v")
    expect(editor.locator("#editor-message")).to_contain_text("4 cells pasted.")
    expect(editor.locator("#id_options-5-exercised")).to_have_value("2,000")
    editor.keyboard.press("Control+Shift+z")
    expect(editor.locator("#id_options-5-exercised")).to_have_count(0)
    expect(editor.locator("#id_options-4-exercised")).to_have_value("Nil")


def test_a_part_is_folded_marked_and_opened_again(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "warrants")
    reach(editor, "#warrants input[name='head-not_applicable']")
    editor.keyboard.press("Space")
    expect(editor.locator("#warrants details.rows")).not_to_have_attribute("open", "")
    expect(editor.locator("#parts a[href='#warrants']")).to_contain_text("N/A")
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
    to_part(editor, "sign-off")
    reach(editor, "#keys summary")
    editor.keyboard.press("Enter")
    expect(editor.locator("#keys")).to_contain_text("move the row")
    reach(editor, "#sign-off input[type=checkbox]", "Shift+Tab")
    editor.keyboard.press("Space")
    reach(editor, "#sign-off button, #sign-off input[type=submit]")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    expect(editor.locator("#sign-off")).to_contain_text("Sent for approval by preparer")


def test_tab_stops_at_folds_marks_and_what_adds_a_row(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "authorised")
    reach(editor, "#id_authorised-0-closing_capital")
    editor.keyboard.press("Tab")
    expect(editor.locator("#authorised-1 summary")).to_be_focused()
    expect(editor.locator("#id_authorised-1-description")).to_be_hidden()
    editor.keyboard.press("Enter")
    editor.keyboard.press("Tab")
    expect(editor.locator("#id_authorised-1-stock_code")).to_be_focused()
    editor.keyboard.press("Shift+Tab")
    editor.keyboard.press("Shift+Tab")
    expect(editor.locator("#id_authorised-0-closing_capital")).to_be_focused()
    to_part(editor, "options", "Shift+Tab")
    reach(editor, "#id_funds_raised-1-amount")
    mark, its_help = "#warrants [name=head-not_applicable]", "#warrants .part-help summary"
    for stop in ("#options [data-add=funds_raised]", its_help, mark, "#id_totals-10-shares"):
        editor.keyboard.press("Tab")
        expect(editor.locator(stop)).to_be_focused()
    reach(editor, "#warrants .add button")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_warrants-0-description")).to_be_focused()
    # Where a part has no row yet, its key works in the total.
    reach(editor, "#id_totals-10-shares")
    editor.keyboard.press("Alt+Insert")
    expect(editor.locator("#id_warrants-1-description")).to_be_focused()
    expect(editor.locator("#warrants-1[data-row]")).to_be_visible()
    assert november.warrant_rows.count() == 2


def test_a_class_is_added(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "issued")
    reach(editor, "#issued .add button[value=class-ordinary]")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    expect(editor.locator("#issued")).to_contain_text("ordinary shares (3)")


def test_nobody_signs_as_nil(editor: Page) -> None:
    buttons = editor.get_by_role("toolbar", name="Current cell")
    for cell in ("head-issuer_name", "head-date_submitted", "head-submitted_by", "head-title"):
        editor.locator(f"#id_{cell}").focus()
        stood = editor.locator(f"#id_{cell}").input_value()
        editor.keyboard.press("Alt+n")
        expect(editor.locator(f"#id_{cell}")).to_have_value(stood)
        expect(buttons).to_be_hidden()
    editor.locator("#id_options-0-share_class").focus()
    expect(buttons.get_by_role("button", name="Nil", exact=True)).to_be_disabled()
    expect(buttons.get_by_role("button", name="Duplicate")).to_be_enabled()
    editor.keyboard.press("Tab")
    expect(buttons.get_by_role("button", name="Nil", exact=True)).to_be_enabled()


def test_a_finding_is_followed_and_its_figure_explained(editor: Page) -> None:
    to_part(editor, "issued")
    reach(editor, "#id_issued-0-movement")
    editor.keyboard.type("871001")
    editor.keyboard.press("Tab")
    expect(editor.locator("#finding-II-2-issued-0-movement")).to_be_visible()
    reach(editor, "#findings a[href='#id_issued-0-closing']", "Shift+Tab")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_issued-0-closing")).to_be_focused()
    editor.keyboard.press("Alt+Equal")
    said = editor.get_by_role("dialog", name="How is this calculated?")
    expect(said).to_contain_text("Entered 1,094,047,133 Calculated 1,094,047,134 Difference 1")
    assert violations(editor) == []
    # Escape is back in the cell.
    editor.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(editor.locator("#id_issued-0-closing")).to_be_focused()
    expect(editor.locator("#id_issued-0-closing")).to_be_in_viewport()


def test_the_preview_is_enlarged_and_folded(editor: Page) -> None:
    reach(editor, "#enlarge", "Shift+Tab")
    editor.keyboard.press("Enter")
    enlarged = editor.get_by_role("dialog", name="Preview of this section")
    expect(enlarged.get_by_role("button", name="Close")).to_be_focused()
    editor.keyboard.press("Escape")
    expect(editor.locator("#enlarge")).to_be_focused()
    reach(editor, "#page-preview summary", "Shift+Tab")
    editor.keyboard.press("Space")
    expect(editor.locator("#page-preview")).not_to_have_attribute("open", "")


def test_signing_off_is_three_keys_from_the_top(editor: Page) -> None:
    for key in ("Tab", "Tab", "Enter"):
        editor.keyboard.press(key)
    expect(editor.locator("#sign-off")).to_be_in_viewport()
    editor.keyboard.press("Tab")
    expect(editor.locator("#sign-off :focus")).to_have_count(1)


def test_a_dispute_is_decided(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "options")
    reach(editor, "#id_options-0-lapsed")
    editor.keyboard.type("1")
    sheet = filing.sheet_of(november)
    set_cell(sheet, "options-0-lapsed", "2")
    filing.save_draft(november, sheet, None, november.version)
    editor.keyboard.press("Tab")
    expect(editor.locator("#conflicts")).to_contain_text("Yours: 1 On record: 2")
    reach(editor, "#conflicts [data-keep=mine]", "Shift+Tab")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_options-0-lapsed")).to_be_focused()
    expect(editor.locator("#conflicts button")).to_have_count(0)
    is_saved(editor)
    assert november.optionscheme_rows.get(position=0).lapsed.number == 1


def test_a_warning_is_answered(editor: Page, november: MonthlyReturn) -> None:
    to_part(editor, "authorised")
    reach(editor, "#id_authorised-0-stock_code")
    editor.keyboard.type("3889")
    editor.keyboard.press("Tab")
    expect(editor.locator("#finding-H-5-authorised-0-stock_code")).to_be_visible()
    to_part(editor, "sign-off", "Shift+Tab")
    reach(editor, "#sign-off .blocking summary")
    editor.keyboard.press("Enter")
    reach(editor, "#sign-off .blocking textarea, #sign-off .blocking input[type=text]")
    editor.keyboard.type("Its second listing has a code of its own.")
    reach(editor, "#sign-off .blocking button, #sign-off .blocking input[type=submit]")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    expect(editor.locator("#findings")).to_contain_text("explained by preparer")


def enter(page: Page, selector: str, key: str = "Tab") -> None:
    """Go to a link or a button by key and press it."""
    reach(page, selector, key)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_quiet_month_is_stated(preparer: Page, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    preparer.reload()
    enter(preparer, "button[name=only]")
    reach(preparer, "[name=changed]")
    preparer.keyboard.press("Space")
    expect(preparer.locator("[name=changed]").first).to_be_checked()
    preparer.keyboard.press("Space")
    reach(preparer, "#id_date_submitted")
    preparer.keyboard.type("04/01/2010")
    enter(preparer, ".quiet-month [name=nothing]")
    expect(preparer.get_by_text("Nil return: every movement is Nil")).to_be_visible()


def test_it_is_sent_back_approved_filed_and_revised(preparer: Page, approver: Page, november: MonthlyReturn) -> None:
    person = User.objects.get(username="preparer")
    filing.submit(november, person, november.version)
    approver.reload()
    enter(approver, "a[href$='/approve']")
    reach(approver, ".send-back summary")
    approver.keyboard.press("Enter")
    reach(approver, ".send-back textarea")
    approver.keyboard.type("The title is the old one.")
    enter(approver, ".send-back [type=submit]")
    expect(approver.get_by_text("Returned for amendment, with your reason")).to_be_visible()
    november.refresh_from_db()
    filing.submit(november, person, november.version)
    approver.reload()
    enter(approver, "a[href$='/approve']")
    for box in range(approver.get_by_role("checkbox").count()):
        reach(approver, f":nth-match(.panel [type=checkbox], {box + 1})")
        approver.keyboard.press("Space")
    reach(approver, "[type=password]")
    approver.keyboard.type(PASSWORD)
    with approver.expect_navigation():
        approver.keyboard.press("Enter")
    expect(approver.get_by_text("Approved. It can be finalised now.")).to_be_visible()
    enter(approver, "#sign-off form [type=submit]")
    expect(approver.get_by_text("Finalised. The PDF and its figures are kept")).to_be_visible()
    preparer.goto(approver.url.removesuffix("submit"))
    reach(preparer, "#sign-off summary")
    preparer.keyboard.press("Enter")
    reach(preparer, "#sign-off form textarea, #sign-off form input[type=text]")
    preparer.keyboard.type("Lapsed options left out.")
    enter(preparer, "#sign-off form [type=submit]")
    expect(preparer.locator(".facts")).to_contain_text("revision 1")
