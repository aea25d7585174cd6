"""Typing in a browser: saved as it is typed, by two people, through a lost login and a lost connection, and by key."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.figures import number
from returns.models import AuditEntry, MonthlyReturn
from tests.browser.conftest import PASSWORD, until, violations

UNSAVED = "Object.keys(localStorage).filter((key) => key.startsWith('unsaved'))"


def type_in(page: Page, cell: str, text: str) -> None:
    """Type in a cell and leave it."""
    page.locator(f"#id_{cell}").fill(text)
    page.locator(f"#id_{cell}").press("Tab")


def is_saved(page: Page) -> None:
    """Wait until nothing waits to be saved."""
    until(page, f"!{UNSAVED}.length")


def test_leaving_a_cell_shows_what_follows(editor: Page) -> None:
    type_in(editor, "options-0-exercised", "53000")
    expect(editor.locator("#id_options-0-exercised")).to_have_value("53,000")
    expect(editor.locator("#id_totals-0-shares")).to_have_value("872,000")
    expect(editor.locator("#id_funds_raised-0-amount")).to_have_value("196,541.50")
    expect(editor.locator("#class-summaries")).to_contain_text("A to E 872,000")
    expect(editor.locator("#class-summaries")).to_contain_text("II-2 difference 1,000")
    # Against the rows of III.A, and against the total of A to E.
    expect(editor.locator("#parts a[href='#issued']")).to_contain_text("✕ 2")
    # No figure is broken in two.
    lines = "(all) => all.map((dd) => dd.clientHeight / parseFloat(getComputedStyle(dd).lineHeight))"
    assert max(editor.locator("#findings dd:visible").evaluate_all(lines)) < 1.5
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


def test_a_message_above_does_not_move_the_focused_cell(editor: Page) -> None:
    top = "document.getElementById('id_options-0-cancelled').getBoundingClientRect().top"
    editor.locator("#id_options-0-exercised").focus()
    # II, where the movement is found to be one share apart, is in view above.
    editor.evaluate(f"scrollBy(0, {top} - 700)")
    expect(editor.locator("#id_issued-0-movement")).to_be_in_viewport()
    before = editor.evaluate(top)
    type_in(editor, "options-0-exercised", "52,001")
    expect(editor.locator("#found-issued-0")).to_be_visible()
    assert editor.evaluate(top) == pytest.approx(before, abs=1)


def test_an_ended_login_loses_nothing(editor: Page, november: MonthlyReturn) -> None:
    editor.context.clear_cookies(name="sessionid")
    type_in(editor, "options-2-lapsed", "37,501")
    expect(editor.locator("#editor-message")).to_contain_text("Your login has ended.")
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
    expect(editor.locator("#editor-message")).to_contain_text("The connection is lost.")
    assert len(editor.evaluate(UNSAVED)) == 1
    editor.context.set_offline(False)
    is_saved(editor)
    expect(editor.locator("#editor-message")).to_be_empty()
    assert november.optionscheme_rows.get(position=2).lapsed == number(37501)


def test_an_answer_that_is_not_the_programs_saves_nothing(editor: Page, november: MonthlyReturn) -> None:
    # As a hotel's network answers whoever has not logged in to it.
    asked: list[Route] = []

    def answer(route: Route) -> None:
        asked.append(route)
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>")

    editor.route("**/cells", answer)
    type_in(editor, "options-0-granted", "7")
    expect(editor.locator("#editor-message")).to_contain_text("The connection is lost.")
    editor.wait_for_timeout(500)
    assert len(asked) == 1
    editor.unroute("**/cells")
    editor.evaluate("window.dispatchEvent(new Event('focus'))")
    is_saved(editor)
    assert november.optionscheme_rows.get(position=0).granted == number(7)


def test_nothing_unsaved_outlasts_logging_out(editor: Page, live_server: LiveServer) -> None:
    editor.context.set_offline(True)
    type_in(editor, "options-2-lapsed", "37,501")
    expect(editor.locator("#editor-message")).to_contain_text("The connection is lost.")
    assert len(editor.evaluate(UNSAVED)) == 1
    # They are asked, because it cannot be saved, and leave all the same.
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    editor.locator(".account summary").click()
    with editor.expect_event("requestfailed", lambda request: request.url.endswith("/logout/")):
        editor.get_by_role("button", name="Log out").click()
    assert asked == ["beforeunload"]
    editor.context.set_offline(False)
    editor.goto(f"{live_server.url}/login/")
    assert editor.evaluate(UNSAVED) == []


def test_two_pages_of_one_person_lose_nothing_of_each_other(
    editor: Page, live_server: LiveServer, november: MonthlyReturn
) -> None:
    context, address = editor.context, f"{live_server.url}/3888/2009-11/"
    second = context.new_page()
    second.goto(address)
    context.set_offline(True)
    type_in(editor, "options-2-lapsed", "37,501")
    type_in(second, "options-3-lapsed", "5")
    type_in(second, "options-2-lapsed", "6")
    for page in (editor, second):
        expect(page.locator("#editor-message")).to_contain_text("The connection is lost.")
        page.close()
    context.set_offline(False)
    third = context.new_page()
    third.goto(address)
    # Of the two texts of one cell one is saved, and the person is asked about the other.
    box = third.locator("#conflicts")
    expect(box).to_contain_text("Not saved")
    assert {box.locator(f".{whose}").inner_text() for whose in ("mine", "theirs")} == {"37,501", "6"}
    mine = box.locator(".mine").inner_text()
    box.get_by_role("button", name="Keep mine").click()
    is_saved(third)
    rows = list(november.optionscheme_rows.order_by("position"))
    assert (f"{rows[2].lapsed.number:,}", rows[3].lapsed) == (mine, number(5))


def test_a_page_that_is_open_keeps_what_is_its_own(editor: Page, live_server: LiveServer) -> None:
    editor.locator("#id_options-2-lapsed").fill("37")
    second = editor.context.new_page()
    second.goto(f"{live_server.url}/3888/2009-11/")
    # It waits for the first one's lock, which comes before what is typed there in the end.
    until(second, "navigator.locks.query().then((locks) => locks.pending.length === 1)")
    expect(second.locator("#id_options-2-lapsed")).to_have_value("37,500")
    assert len(editor.evaluate(UNSAVED)) == 1
    editor.bring_to_front()
    editor.keyboard.type(",501")
    editor.keyboard.press("Tab")
    is_saved(editor)


def test_what_was_typed_before_it_was_sent_is_offered_and_not_saved(
    editor: Page, live_server: LiveServer, november: MonthlyReturn
) -> None:
    editor.context.set_offline(True)
    type_in(editor, "options-2-lapsed", "37,501")
    expect(editor.locator("#editor-message")).to_contain_text("The connection is lost.")
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    filing.send_back(november, User.objects.get(username="approver"), "Look at III.A again.")
    editor.context.set_offline(False)
    box = editor.locator("#conflicts")
    for _time in range(2):
        # On the page that stayed open, and where it is opened again.
        expect(box).to_contain_text("before the return was sent for approval, and it was not saved.")
        expect(box).to_contain_text("Yours: 37,501 On record: 37,500")
        assert november.optionscheme_rows.get(position=2).lapsed == number(37500)
        editor.once("dialog", lambda dialog: dialog.accept())
        editor.goto(f"{live_server.url}/3888/2009-11/")
    assert violations(editor) == []
    box.get_by_role("button", name="Keep mine").click()
    is_saved(editor)
    assert november.optionscheme_rows.get(position=2).lapsed == number(37501)


def slowly(page: Page) -> None:
    """Let every answer take its time from now on."""
    page.evaluate(
        """() => {
          const quickly = window.fetch;
          window.fetch = async (...asked) => {
            const answer = await quickly(...asked);
            await new Promise((done) => setTimeout(done, 500));
            return answer;
          };
        }"""
    )


def test_what_was_typed_last_is_saved_by_logging_out(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-2-lapsed").fill("37,501")
    editor.locator(".account summary").click()
    editor.get_by_role("button", name="Log out").click()
    expect(editor.get_by_label("Username")).to_be_visible()
    assert november.optionscheme_rows.get(position=2).lapsed == number(37501)
    assert editor.evaluate(UNSAVED) == []


def test_what_was_typed_last_is_saved_by_leaving_through_a_link(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-2-lapsed").fill("37,501")
    editor.get_by_role("link", name="Rules").click()
    editor.wait_for_url("**/rules")
    assert november.optionscheme_rows.get(position=2).lapsed == number(37501)


def test_what_was_typed_before_the_script_came_is_saved(preparer: Page, november: MonthlyReturn) -> None:
    held: list[Route] = []
    preparer.route("**/autosave*.js", lambda route: held.append(route))
    with preparer.expect_request("**/autosave*.js"):
        preparer.get_by_role("link", name="Continue").click()
    preparer.locator("#id_options-2-lapsed").fill("37,501")
    preparer.locator("#id_options-2-lapsed").press("Tab")
    held[0].continue_()
    preparer.wait_for_load_state()
    is_saved(preparer)
    assert november.optionscheme_rows.get(position=2).lapsed == number(37501)


def test_half_a_figure_is_not_saved(editor: Page, november: MonthlyReturn) -> None:
    slowly(editor)
    type_in(editor, "options-2-lapsed", "37,501")
    # They type on while the answer is on its way, and the answer does not take it for a figure.
    editor.keyboard.press("Control+a")
    editor.keyboard.type("9")
    expect(editor.locator("#class-summaries")).to_contain_text("A to E 871,000")
    expect(editor.locator("#id_options-2-lapsed")).to_have_attribute("value", "37,501")
    editor.wait_for_timeout(700)
    assert november.optionscheme_rows.get(position=2).issued == number(752000)
    editor.keyboard.type("00,000")
    editor.keyboard.press("Tab")
    expect(editor.locator("#id_options-2-issued")).to_have_value("900,000")
    is_saved(editor)
    assert not AuditEntry.objects.filter(monthly_return=november, new="9").exists()


def test_a_row_is_named_and_filled_before_the_answer_comes(editor: Page, november: MonthlyReturn) -> None:
    editor.get_by_role("button", name="Add a scheme or exercise price").click()
    expect(editor.locator("#id_options-5-name")).to_be_focused()
    slowly(editor)
    type_in(editor, "options-5-name", "New scheme")
    type_in(editor, "options-5-exercised", "7")
    is_saved(editor)
    expect(editor.locator("#conflicts")).to_be_empty()
    row = november.optionscheme_rows.get(position=5)
    assert (row.name, row.exercised) == ("New scheme", number(7))


def test_what_is_typed_before_the_new_row_is_there_is_typed_in_it(editor: Page, november: MonthlyReturn) -> None:
    slowly(editor)
    editor.locator("#id_options-4-lapsed").focus()
    editor.keyboard.press("Alt+Insert")
    editor.keyboard.type("New schemer")
    editor.keyboard.press("Backspace")
    editor.keyboard.press("Tab")
    editor.keyboard.type("HK$")
    expect(editor.locator("#id_options-5-currency")).to_have_value("HK$")
    editor.keyboard.press("Tab")
    is_saved(editor)
    rows = list(november.optionscheme_rows.order_by("position"))
    assert (rows[5].name, rows[5].currency, str(rows[4].lapsed.kind)) == ("New scheme", "HK$", "Nil")


def test_who_has_gone_on_is_not_called_back_to_a_new_row(editor: Page) -> None:
    slowly(editor)
    editor.locator("#id_options-4-lapsed").focus()
    editor.keyboard.press("Alt+Insert")
    editor.locator("#id_options-1-granted").click()
    expect(editor.locator("#id_options-5-name")).to_be_visible()
    expect(editor.locator("#id_options-1-granted")).to_be_focused()


def test_escape_restores_the_earlier_text(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-2-lapsed").fill("9")
    editor.keyboard.press("Escape")
    expect(editor.locator("#id_options-2-lapsed")).to_have_value("37,500")
    assert editor.evaluate(UNSAVED) == []
    type_in(editor, "options-2-lapsed", "37501")
    is_saved(editor)
    editor.locator("#id_options-2-lapsed").fill("9")
    editor.keyboard.press("Escape")
    expect(editor.locator("#id_options-2-lapsed")).to_have_value("37,501")


def test_what_waits_goes_where_its_row_goes(
    editor: Page, browser: Browser, live_server: LiveServer, log_in: Callable[[Page], None], november: MonthlyReturn
) -> None:
    other = browser.new_context().new_page()
    log_in(other)
    other.goto(f"{live_server.url}/3888/2009-11/")
    other.locator("[name=options-0-DELETE]").click()
    expect(other.locator("#editor-message")).to_contain_text("Row 1 deleted.")
    other.context.close()
    type_in(editor, "options-1-lapsed", "1")
    editor.locator("#id_options-2-lapsed").fill("37,501")
    # The rows that the other left come with the answer; what is being typed is still in its row and has the focus.
    expect(editor.locator("#id_options-4-name")).to_have_count(0)
    expect(editor.locator("#id_options-1-lapsed")).to_have_value("37,501")
    expect(editor.locator("#id_options-1-lapsed")).to_be_focused()
    editor.keyboard.press("Tab")
    is_saved(editor)
    lapsed = [row.lapsed for row in november.optionscheme_rows.order_by("position")]
    assert lapsed[:2] == [number(1), number(37501)]


def test_saving_all_does_not_overwrite_what_somebody_else_typed(
    editor: Page, browser: Browser, live_server: LiveServer, log_in: Callable[[Page], None], november: MonthlyReturn
) -> None:
    other = browser.new_context().new_page()
    log_in(other)
    other.goto(f"{live_server.url}/3888/2009-11/")
    type_in(other, "options-0-lapsed", "2")
    is_saved(other)
    other.context.close()
    editor.locator("#id_options-0-lapsed").fill("1")
    editor.keyboard.press("Control+s")
    expect(editor.get_by_role("button", name="Keep mine")).to_be_focused()
    assert november.optionscheme_rows.get(position=0).lapsed == number(2)


PASTE = """(cell, block) => {
  const data = new DataTransfer();
  data.setData("text/plain", block);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_block_is_pasted(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-4-granted").evaluate(
        PASTE, "Nil\t1,000\tNil\tnil\t1000\t374000\r\n7\twhat?\t-\t-\t-\t5\r\n"
    )
    expect(editor.locator("#id_options-5-granted")).to_have_value("7")
    expect(editor.locator("#id_options-5-exercised")).to_have_value("what?")
    expect(editor.locator("#finding-F-1-options-5-exercised")).to_be_visible()
    expect(editor.locator("#editor-message")).to_contain_text("12 cells pasted.")
    assert november.optionscheme_rows.get(position=4).exercised == number(1000)


@pytest.mark.parametrize("end", ["\r", "\v", "\u2028"])
def test_a_column_fills_its_rows_however_its_lines_end(editor: Page, november: MonthlyReturn, end: str) -> None:
    cell = editor.locator("#id_options-0-granted")
    cell.focus()
    cell.evaluate(PASTE, f"100{end}200{end}300")
    expect(editor.locator("#editor-message")).to_contain_text("3 cells pasted.")
    expect(editor.locator("#id_options-2-granted")).to_have_value("300")
    assert [str(row.granted.number) for row in november.optionscheme_rows.all()[:3]] == ["100", "200", "300"]


def test_rows_under_a_merged_cell_are_filled_by_key_and_taken_back(editor: Page, november: MonthlyReturn) -> None:
    cell = editor.locator("#id_options-0-name")
    cell.focus()
    cell.evaluate(PASTE, "2004 Scheme\tUS$\t0.10\r\n\t\t0.20\r\n\t\t0.30")
    message = editor.locator("#editor-message")
    expect(message).to_contain_text("9 cells pasted. 2 rows have no name")
    fill = message.get_by_role("button", name="Fill from above")
    # It is reached from the cell by the keyboard alone.
    for _step in range(60):
        if fill.evaluate("button => button === document.activeElement"):
            break
        editor.keyboard.press("Shift+Tab")
    editor.keyboard.press("Enter")
    expect(message).to_contain_text("4 cells filled from above.")
    expect(editor.locator("#id_options-2-name")).to_have_value("2004 Scheme")
    assert [(row.name, row.currency) for row in november.optionscheme_rows.all()[:3]] == [("2004 Scheme", "US$")] * 3
    editor.keyboard.press("Control+Shift+Z")
    expect(message).to_contain_text("4 cells are as they were.")
    editor.keyboard.press("Control+Shift+Z")
    expect(message).to_contain_text("9 cells are as they were.")
    assert [row.name for row in november.optionscheme_rows.all()[:3]] == ["Share Option Scheme"] * 3


def test_five_hundred_rows_are_pasted_and_taken_back(editor: Page, november: MonthlyReturn) -> None:
    editor.get_by_role("button", name="Add a scheme or exercise price").click()
    expect(editor.locator("#id_options-5-name")).to_be_focused()
    expect(editor.locator("#options-5[data-row]")).to_be_visible()
    block = "\r\n".join(f"Scheme\tUS$\t0.{row + 100}\t30-Jun-04\tordinary shares (1)\tNil" for row in range(500))
    editor.locator("#id_options-5-name").evaluate(PASTE, block)
    expect(editor.locator("#editor-message")).to_contain_text("3000 cells pasted.")
    expect(editor.locator("#id_options-504-approval_date")).to_have_value("30/06/2004")
    editor.get_by_role("button", name="Undo").click()
    expect(editor.locator("#editor-message")).to_contain_text("3000 cells are as they were.")
    assert november.optionscheme_rows.count() == 6


def test_rows_are_moved_and_copied_by_key(editor: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-1-lapsed").press("Alt+ArrowUp")
    expect(editor.locator("#id_options-0-exercised")).to_have_value("67,000")
    expect(editor.locator("#id_options-0-lapsed")).to_be_focused()
    editor.keyboard.press("Alt+d")
    expect(editor.locator("#id_options-1-exercised")).to_have_value("67,000")
    expect(editor.locator("#id_options-1-lapsed")).to_be_focused()
    editor.locator("#id_options-1-lapsed").press("Alt+Delete")
    expect(editor.locator("#editor-message")).to_contain_text("Row 2 deleted.")
    editor.keyboard.press("Control+Shift+Z")
    expect(editor.locator("#id_options-5-exercised")).to_have_value("Nil")
    expect(editor.locator("#id_options-1-lapsed")).to_be_focused()
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
    expect(editor.get_by_role("heading", name="How is this calculated?")).to_be_visible()


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
    # Round again: what the totals of part III state and II does not is one finding, shown at II.
    editor.keyboard.press("F8")
    expect(editor.locator("#id_issued-0-movement")).to_be_focused()
    editor.keyboard.press("Shift+F8")
    expect(editor.locator("#id_issued-0-closing")).to_be_focused()


def test_from_finding_to_finding_over_one_of_a_whole_part(
    preparer: Page, live_server: LiveServer, november: MonthlyReturn
) -> None:
    filing.file_alone(november, None)
    december = filing.start(november.issuer, november.month_ended.replace(month=12, day=31), None)
    sheet = filing.sheet_of(december)
    del sheet.options[4]
    filing.save_draft(december, sheet, User.objects.get(username="preparer"), december.version)
    preparer.goto(f"{live_server.url}/3888/2009-12/")
    preparer.locator("#id_issued-0-closing").focus()
    preparer.keyboard.press("F8")
    # A scheme that the month before had is in no row of this one.
    expect(preparer.locator("section#options")).to_be_focused()
    expect(preparer.locator("#options-heading")).to_be_in_viewport()
    preparer.keyboard.press("F8")
    expect(preparer.locator("#id_options-0-granted")).to_be_focused()
    preparer.keyboard.press("Shift+F8")
    expect(preparer.locator("section#options")).to_be_focused()


def test_a_part_that_is_not_applicable_folds_up_and_a_finding_opens_it(editor: Page) -> None:
    editor.locator("#warrants").get_by_label("Not Applicable").check()
    expect(editor.locator("#warrants details.rows")).not_to_have_attribute("open", "")
    expect(editor.locator("#parts a[href='#warrants']")).to_contain_text("N/A")
    is_saved(editor)
    type_in(editor, "options-0-lapsed", "abc")
    editor.locator("#options details.rows").evaluate("(fold) => { fold.open = false; }")
    editor.locator("#findings").get_by_role("link", name="F-1").first.click()
    cell = editor.locator("#id_options-0-lapsed")
    expect(cell).to_be_focused()
    bar = editor.locator(".bar").bounding_box()
    assert cell.bounding_box()["y"] >= bar["y"] + bar["height"]


def test_a_part_in_whose_rows_something_is_found_does_not_fold_up(editor: Page) -> None:
    type_in(editor, "options-0-lapsed", "abc")
    found = editor.locator("#finding-F-1-options-0-lapsed")
    expect(found).to_be_visible()
    editor.locator("#options").get_by_label("Not Applicable").check()
    is_saved(editor)
    expect(editor.locator("#options").get_by_label("Not Applicable")).to_be_checked()
    expect(found).to_be_visible()


@pytest.fixture
def other(browser: Browser, log_in: Callable[[Page], None], live_server: LiveServer, editor: Page) -> Page:
    """The same return in another browser, in which row 1 of III.A is about to go."""
    page = browser.new_context().new_page()
    log_in(page)
    page.goto(f"{live_server.url}/3888/2009-11/")
    page.wait_for_load_state("load")
    yield page
    page.context.close()


def disagree(editor: Page, other: Page, cell: str, mine: str, theirs: str) -> None:
    """Type in a cell that somebody else changes before it is left."""
    editor.locator(f"#id_{cell}").fill(mine)
    type_in(other, cell, theirs)
    is_saved(other)
    editor.locator(f"#id_{cell}").press("Tab")
    expect(editor.get_by_role("button", name="Keep mine")).to_be_visible()


def remove_first(page: Page) -> None:
    """Delete row 1 of III.A."""
    page.locator("#id_options-0-name").focus()
    page.keyboard.press("Alt+Delete")
    expect(page.locator("#editor-message")).to_contain_text("Row 1 deleted.")


def test_mine_is_kept_in_the_row_it_was_typed_in(editor: Page, other: Page, november: MonthlyReturn) -> None:
    disagree(editor, other, "options-2-granted", "7", "9")
    remove_first(other)
    editor.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(editor.locator("#id_options-1-granted")).to_have_value("9")
    editor.get_by_role("button", name="Keep mine").click()
    is_saved(editor)
    assert [row.granted.value for row in november.optionscheme_rows.order_by("position")] == [0, 7, 0, 0]
    expect(editor.locator("#id_options-1-granted")).to_have_value("7")


def test_what_was_typed_in_a_row_that_went_touches_no_other(editor: Page, other: Page, november: MonthlyReturn) -> None:
    editor.locator("#id_options-0-granted").fill("77")
    remove_first(other)
    editor.locator("#id_options-0-granted").press("Tab")
    expect(editor.locator("#conflicts")).to_contain_text("Somebody else removed this row. You typed")
    editor.get_by_role("button", name="Leave it").click()
    expect(editor.locator("#id_options-0-exercised")).to_have_value("67,000")
    expect(editor.locator("#id_options-0-granted")).to_have_value("Nil")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#id_options-0-granted")).to_have_value("Nil")
    assert november.optionscheme_rows.filter(granted="").count() == 0


def test_what_is_disputed_outlasts_loading_the_page_again(editor: Page, other: Page, november: MonthlyReturn) -> None:
    disagree(editor, other, "options-2-granted", "7", "9")
    editor.on("dialog", lambda dialog: dialog.accept())
    editor.reload()
    box = editor.locator("#conflicts")
    expect(box).to_contain_text("Yours: 7 On record: 9")
    expect(editor.locator("#editor-message")).to_contain_text(
        "What you typed before and could not be saved then is here again."
    )
    editor.get_by_role("button", name="Keep what is on record").click()
    expect(editor.locator("#id_options-2-granted")).to_have_value("9")
    assert editor.evaluate(UNSAVED) == []


def look_again(page: Page, cell: str, text: str) -> None:
    """Come back to the page, and see what somebody else has put in a cell since."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(f"#id_{cell}")).to_have_value(text)


def test_what_is_disputed_outlasts_an_edit_of_the_row_that_took_its_place(
    editor: Page, other: Page, november: MonthlyReturn
) -> None:
    disagree(editor, other, "options-2-granted", "7", "9")
    remove_first(other)
    look_again(editor, "options-1-granted", "9")
    type_in(editor, "options-2-granted", "5")
    expect(editor.locator("#id_totals-0-shares")).to_have_value("819,000")
    expect(editor.locator("#id_options-2-granted")).to_have_value("5")
    editor.wait_for_timeout(500)
    expect(editor.locator("#conflicts")).to_contain_text("Yours: 7 On record: 9")
    editor.get_by_role("button", name="Keep mine").click()
    is_saved(editor)
    assert [row.granted.value for row in november.optionscheme_rows.order_by("position")] == [0, 7, 5, 0]


def test_what_is_on_record_is_kept_as_it_is_now(editor: Page, other: Page, november: MonthlyReturn) -> None:
    disagree(editor, other, "options-2-granted", "7", "9")
    type_in(other, "options-2-granted", "10")
    is_saved(other)
    look_again(editor, "options-2-granted", "10")
    editor.get_by_role("button", name="Keep what is on record").click()
    expect(editor.locator("#id_options-2-granted")).to_have_value("10")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Save", exact=True).click()
    assert november.optionscheme_rows.get(position=2).granted == number(10)


def test_mine_is_kept_in_a_row_that_is_called_otherwise_since(
    editor: Page, other: Page, november: MonthlyReturn
) -> None:
    disagree(editor, other, "options-2-granted", "7", "9")
    with editor.expect_response("**/cells"):
        type_in(editor, "options-2-name", "The Scheme of 2004")
    expect(editor.locator("#saved")).to_contain_text("saved ")
    editor.get_by_role("button", name="Keep mine").click()
    is_saved(editor)
    expect(editor.locator("#conflicts > *")).to_have_count(0)
    assert november.optionscheme_rows.get(position=2).granted == number(7)


def test_no_conflict_with_what_ones_own_figure_made(editor: Page, november: MonthlyReturn) -> None:
    held: list[Route] = []
    editor.route("**/cells", lambda route: held.append(route), times=1)
    with editor.expect_request("**/cells"):
        type_in(editor, "options-0-exercised", "120")
    editor.locator("#id_options-0-issued").fill("99")
    # The answer comes while they type.
    held[0].continue_()
    expect(editor.locator("#id_totals-0-shares")).to_have_value("819,120")
    editor.locator("#id_options-0-issued").press("Tab")
    is_saved(editor)
    expect(editor.locator("#conflicts > *")).to_have_count(0)
    assert november.optionscheme_rows.order_by("position")[0].issued == number(99)


def test_back_shows_what_is_on_record(editor: Page, november: MonthlyReturn) -> None:
    # Nothing but the page itself is asked for: what it says is not what an answer has put there since.
    editor.add_init_script("window.fetch = () => new Promise(() => {});")
    editor.get_by_role("link", name="Rules").click()
    editor.wait_for_url("**/rules")
    sheet = filing.sheet_of(november)
    sheet.options[2].lapsed = number(37501)
    filing.save_draft(november, sheet, User.objects.get(username="preparer"), november.version)
    editor.go_back()
    expect(editor.locator("#id_options-2-lapsed")).to_have_attribute("value", "37,501")


def test_walking_moves_no_page_that_shows_the_next_cell(editor: Page) -> None:
    editor.locator("#id_options-1-granted").scroll_into_view_if_needed()
    editor.locator("#id_options-1-granted").focus()
    was = editor.evaluate("scrollY")
    for key in ("Tab", "Enter", "Shift+Tab"):
        editor.keyboard.press(key)
        assert editor.evaluate("scrollY") == was


def test_a_word_that_is_clicked_is_typed_over(editor: Page) -> None:
    editor.locator("#id_options-1-lapsed").click()
    editor.keyboard.type("1000")
    editor.keyboard.press("Tab")
    expect(editor.locator("#id_options-1-lapsed")).to_have_value("1,000")
