"""The editor in a browser: findings, cells that cannot be read, rows."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from returns.models import MonthlyReturn
from tests.browser.conftest import PASSWORD, violations


def save(page: Page) -> None:
    """Save, and wait for the page that was saved."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()


def test_a_movement_one_share_too_many(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_issued-0-movement").fill("871001")
    editor.keyboard.press("Tab")
    movement = editor.locator("#id_issued-0-movement")
    expect(movement).to_have_value("871,001")
    expect(movement).to_have_attribute("aria-invalid", "true")
    expect(editor.get_by_role("heading", name="3 items to resolve before sign-off")).to_be_visible()
    findings = editor.locator("aside.findings .part-findings li")
    said = {text.split("Error ")[1].split()[0]: " ".join(text.split()) for text in findings.all_text_contents()}
    assert set(said) == {"II-1", "II-2", "T-1"}
    assert "Entered 1,094,047,133 Calculated 1,094,047,134 Difference 1" in said["II-1"]
    assert "III.A 871,000 Section II 871,001 Difference 1" in said["II-2"]
    # The balance was stated, and stays as it was.
    expect(editor.locator("#id_issued-0-closing")).to_have_value("1,094,047,133")
    assert "Total of A to E (ordinary shares (1)) 871,000 Section II 871,001 Difference 1" in said["T-1"]
    expect(movement).to_have_attribute("aria-describedby", re.compile("finding-II-2"))
    expect(movement.locator("xpath=..")).to_contain_text("✕")
    expect(editor.locator("#totals [aria-invalid]")).to_have_attribute("aria-describedby", re.compile("finding-T-1"))
    expect(editor.get_by_role("button", name="Send for approval")).to_have_count(0)
    expect(editor.get_by_text("This return cannot be finalised yet.")).to_be_visible()
    # The finding leads to its cell.
    findings.filter(has_text="II-2").get_by_role("link").click()
    expect(movement).to_be_focused()
    november.refresh_from_db()
    assert november.version == 1


def test_what_cannot_be_read_stays_and_the_rest_is_saved(editor: Page) -> None:
    editor.locator("#id_issued-0-movement").fill("abc")
    editor.locator("#id_options-2-lapsed").fill("37,501")
    save(editor)
    for _time in range(2):
        expect(editor.locator("#id_issued-0-movement")).to_have_value("abc")
        expect(editor.locator("#id_options-2-lapsed")).to_have_value("37,501")
        expect(editor.locator("#issued")).to_contain_text("Expected: a whole number such as 871,000")
        expect(editor.locator("#id_issued-0-movement")).to_have_accessible_description(
            "Error F-1 II, ordinary shares (1), Increase/(decrease) during the month: entered “abc”. Expected: "
            "a whole number such as 871,000 or (1,250), or Nil, N/A, blank, or words that lead to a remark such as "
            "See Remark (1)."
        )
        editor.reload()


CUT_OFF = """() => [...document.querySelectorAll("table.cells :is(input:not([type]), select, textarea)")]
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => `${cell.id}: ${cell.value}`)"""


def test_no_figure_is_cut_off(editor: Page) -> None:
    may_be_issued = editor.locator("#id_options-2-may_be_issued")
    expect(may_be_issued).to_have_value("84,090,100")
    for width in (1440, 390):
        editor.set_viewport_size({"width": width, "height": 900})
        assert editor.evaluate(CUT_OFF) == []
    may_be_issued.fill("9876543210987654321098765432109876543210")
    editor.keyboard.press("Tab")
    expect(may_be_issued).to_have_value("9,876,543,210,987,654,321,098,765,432,109,876,543,210")
    assert editor.evaluate(CUT_OFF) == []


def test_the_longest_figure_is_whole_among_the_findings(editor: Page) -> None:
    editor.set_viewport_size({"width": 1440, "height": 900})
    editor.locator("#id_issued-0-movement").fill("9876543210987654321098765432109876543210")
    editor.keyboard.press("Tab")
    said = editor.locator("#findings dd").filter(has_text="9,876,543,210,987,654,321,098,765,432,109,876,543,210")
    expect(said.first).to_be_visible()
    cut_off = "(panel) => panel.scrollWidth - panel.clientWidth"
    assert editor.locator("#findings").evaluate(cut_off) == 0


def test_the_cells_under_a_row_stand_in_one_line(editor: Page) -> None:
    editor.set_viewport_size({"width": 1440, "height": 900})
    editor.get_by_role("button", name="Add a warrant").click()
    names = ("stock_code", "share_class", "price_currency", "subscription_price", "approval_date")
    expect(editor.locator("#id_warrants-0-stock_code")).to_be_visible()
    assert len({editor.locator(f"#id_warrants-0-{name}").bounding_box()["y"] for name in names}) == 1


def test_how_far_a_class_is_apart_is_seen_on_a_telephone(editor: Page) -> None:
    editor.set_viewport_size({"width": 390, "height": 844})
    editor.locator("#id_issued-0-movement").fill("871001")
    editor.keyboard.press("Tab")
    apart = editor.locator("#class-summaries a").filter(has_text="difference 1").first
    expect(apart).to_be_visible()
    box = apart.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_a_telephone_on_its_side_has_room_for_the_form(editor: Page) -> None:
    editor.set_viewport_size({"width": 844, "height": 390})
    cell = editor.locator("#id_options-2-lapsed")
    cell.focus()
    cell.scroll_into_view_if_needed()
    bars = [editor.locator(bar).bounding_box() for bar in (".bar", ".at-foot")]
    covered = sum(min(bar["y"] + bar["height"], 390) - max(bar["y"], 0) for bar in bars if bar["y"] + bar["height"] > 0)
    assert covered < 100
    assert violations(editor, "target-size") == []


def test_whether_a_class_is_stated_is_said_as_it_is_typed(editor: Page) -> None:
    block = editor.locator("#authorised-1")
    expect(block.get_by_text("Not completed")).to_be_visible()
    block.locator("summary").click()
    editor.locator("#id_authorised-1-opening_shares").fill("5")
    editor.keyboard.press("Tab")
    expect(block.get_by_text("Not completed")).to_be_hidden()
    editor.locator("#id_authorised-1-opening_shares").fill("")
    editor.keyboard.press("Tab")
    expect(block.get_by_text("Not completed")).to_be_visible()


def test_option_rows_are_added_and_removed(editor: Page, november: MonthlyReturn) -> None:
    editor.get_by_role("button", name="Add a scheme or exercise price").click()
    editor.get_by_role("button", name="Add a scheme or exercise price").click()
    expect(editor.locator("#id_options-6-name")).to_be_focused()
    editor.locator("#id_options-6-name").fill("Second new scheme")
    editor.locator("[name=options-0-DELETE]").click()
    expect(editor.locator("#editor-message")).to_contain_text("Row 1 deleted.")
    expect(editor.locator("#id_options-5-name")).to_have_value("Second new scheme")
    assert november.optionscheme_rows.count() == 6
    editor.get_by_role("button", name="Undo").click()
    expect(editor.locator("#id_options-0-exercised")).to_have_value("52,000")
    assert november.optionscheme_rows.count() == 7


def test_a_double_click_adds_one_row(editor: Page, november: MonthlyReturn) -> None:
    editor.get_by_role("button", name="Add a scheme or exercise price").dblclick()
    expect(editor.locator("#id_options-5-name")).to_be_focused()
    # What is asked after it is answered after it.
    editor.keyboard.press("Alt+Insert")
    expect(editor.locator("#id_options-6-name")).to_be_focused()
    # A row is drawn before it is saved, and has its key once it is.
    expect(editor.locator("#options-6[data-row]")).to_be_visible()
    assert november.optionscheme_rows.count() == 7


def test_option_rows_are_added_and_removed_without_a_script(without_script: Page, november: MonthlyReturn) -> None:
    page = without_script
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("button", name="Add a scheme or exercise price").click()
    page.locator("#id_options-5-name").fill("New scheme")
    page.locator("[name=options-0-DELETE]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_options-4-name")).to_have_value("New scheme")
    assert november.optionscheme_rows.count() == 5


def test_every_cell_has_a_name(editor: Page) -> None:
    expect(editor.locator("#id_options-1-exercised")).to_have_accessible_name("Exercised 2")
    expect(editor.locator("#id_issued-0-movement")).to_have_accessible_name(
        "Increase/(decrease) during the month ordinary shares (1)"
    )
    expect(editor.locator("#id_authorised-0-closing_par")).to_have_accessible_name(
        "Balance at close of the month Par value Ordinary shares (1)"
    )


def test_arrows_lead_from_row_to_row(editor: Page) -> None:
    editor.locator("#id_options-1-lapsed").focus()
    editor.keyboard.press("ArrowDown")
    expect(editor.locator("#id_options-2-lapsed")).to_be_focused()


def test_nothing_typed_is_lost_with_the_login(preparer: Page, november: MonthlyReturn) -> None:
    editor = preparer
    with editor.expect_navigation():
        editor.get_by_role("link", name="Continue").click()
    editor.locator("#id_options-2-lapsed").fill("37,501")
    editor.context.clear_cookies(name="sessionid")
    save(editor)
    expect(editor.get_by_text("What you typed is kept on this page")).to_be_visible()
    editor.get_by_label("Username").fill("preparer")
    editor.get_by_label("Password").fill(PASSWORD)
    editor.get_by_role("button", name="Log in and go on").click()
    expect(editor.locator("#id_options-2-lapsed")).to_have_value("37,501")
    assert november.optionscheme_rows.get(position=2).lapsed.number == 37501


def test_another_login_in_another_tab_does_not_bar_saving(
    editor: Page, november: MonthlyReturn, log_in: Callable[[Page], None]
) -> None:
    editor.locator("#id_options-2-lapsed").fill("37,501")
    editor.context.clear_cookies(name="sessionid")
    log_in(editor.context.new_page())
    save(editor)
    expect(editor.locator("#id_options-2-lapsed")).to_have_value("37,501")
    assert november.optionscheme_rows.get(position=2).lapsed.number == 37501


def test_without_a_script_every_finding_is_shown_on_saving(without_script: Page) -> None:
    page = without_script
    page.get_by_role("link", name="Continue").click()
    page.locator("#id_issued-0-movement").fill("871001")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="3 items to resolve before sign-off")).to_be_visible()


def test_what_keys_do_can_be_done_by_hand(editor: Page, november: MonthlyReturn) -> None:
    buttons = editor.get_by_role("toolbar", name="Current cell")
    expect(buttons).to_be_hidden()
    for width in (1440, 390):
        editor.set_viewport_size({"width": width, "height": 900})
        editor.locator("#id_options-1-lapsed").fill("9")
        buttons.get_by_role("button", name="Nil", exact=True).click()
        expect(editor.locator("#id_options-1-lapsed")).to_have_value("Nil")
        expect(editor.locator("#id_options-1-issued")).to_be_focused()
    buttons.get_by_role("button", name="Duplicate").click()
    expect(editor.locator("#id_options-5-name")).to_be_visible()
    expect(editor.locator("#id_options-2-exercise_price")).to_have_value("0.2118")
    expect(editor.locator("#id_options-2-issued")).to_be_focused()
    buttons.get_by_role("button", name="Move the row up").click()
    expect(editor.locator("#id_options-1-issued")).to_be_focused()
    buttons.get_by_role("button", name="Delete").click()
    expect(editor.locator("#editor-message")).to_contain_text("Row 2 deleted.")
    expect(editor.locator("#id_options-5-name")).to_have_count(0)
    # The rows of II are part of the form.
    editor.locator("#id_issued-0-movement").focus()
    expect(buttons.get_by_role("button", name="Nil", exact=True)).to_be_visible()
    expect(buttons.get_by_role("button", name="Delete")).to_be_hidden()
    editor.get_by_label("I have reviewed the PDF").focus()
    editor.locator("#id_head-title").focus()
    expect(buttons.get_by_role("button", name="Duplicate")).to_be_hidden()
