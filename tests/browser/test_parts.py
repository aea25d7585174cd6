"""The parts of the form with their state: always in view, on a telephone as at a desk."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.test_autosave import type_in


def test_the_part_being_edited_is_marked(editor: Page) -> None:
    current = editor.locator("#parts a[aria-current]")
    expect(current).to_have_attribute("href", "#head")
    editor.locator("#id_options-0-exercised").focus()
    expect(current).to_have_attribute("href", "#options")
    type_in(editor, "options-0-exercised", "52,001")
    expect(current).to_contain_text("III.A")
    editor.locator("#id_head-title").focus()
    expect(current).to_have_attribute("href", "#remarks")


@pytest.fixture
def telephone(editor: Page) -> Page:
    editor.set_viewport_size({"width": 390, "height": 844})
    return editor


def test_on_a_telephone_it_is_at_the_foot_with_its_findings(telephone: Page) -> None:
    shown = telephone.locator(".current-part")
    expect(shown).to_be_in_viewport()
    expect(shown).to_contain_text("Issuer & date")
    telephone.locator("#issued").scroll_into_view_if_needed()
    type_in(telephone, "issued-0-movement", "871001")
    expect(shown).to_contain_text("II Movements in Issued Share Capital ✕ 3")
    expect(shown).to_be_in_viewport()
    telephone.get_by_role("button", name="Next finding").click()
    expect(telephone.locator("#id_issued-0-movement")).to_be_focused()
    expect(telephone.locator("#id_issued-0-movement")).to_be_in_viewport()
    # By thumb.
    shown.click()
    telephone.locator("#parts-in-menu").get_by_role("link", name="Sign-off").click()
    expect(telephone.locator("#sign-off")).to_be_in_viewport()
    expect(shown).to_contain_text("Sign-off")
    expect(telephone.locator("#parts-in-menu")).to_be_hidden()


def test_on_a_telephone_messages_are_shown_beside_the_cell(telephone: Page) -> None:
    telephone.context.set_offline(True)
    type_in(telephone, "options-4-lapsed", "3")
    message = telephone.locator("#editor-message")
    expect(message).to_contain_text("The connection is lost.")
    expect(message).to_be_in_viewport(ratio=1)
    box, foot = message.bounding_box(), telephone.locator(".at-foot").bounding_box()
    assert box is not None
    assert foot is not None
    assert box["y"] + box["height"] <= foot["y"] + 1
    telephone.context.set_offline(False)


def test_on_a_telephone_it_is_reached_by_key(telephone: Page) -> None:
    summary = telephone.locator(".parts-menu summary")
    summary.focus()
    telephone.keyboard.press("Enter")
    expect(telephone.locator("#parts-in-menu")).to_be_visible()
    for _part in range(4):
        telephone.keyboard.press("Tab")
    telephone.keyboard.press("Enter")
    expect(telephone.locator("#options")).to_be_in_viewport()
    summary.focus()
    telephone.keyboard.press("Enter")
    telephone.keyboard.press("Escape")
    expect(telephone.locator("#parts-in-menu")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_part_that_was_gone_to_is_marked(editor: Page) -> None:
    # The page ends before its head can stand at the top.
    editor.set_viewport_size({"width": 1440, "height": 900})
    current = editor.locator("#parts a[aria-current]")
    for part in ("totals", "remarks", "sign-off", "issued"):
        editor.locator(f"#parts a[href='#{part}']").click()
        expect(current).to_have_attribute("href", f"#{part}")
    editor.mouse.move(700, 500)
    editor.mouse.wheel(0, 2000)
    expect(current).to_have_attribute("href", "#sign-off")


def test_the_state_of_a_part_is_set_apart_from_its_name(editor: Page) -> None:
    editor.set_viewport_size({"width": 1440, "height": 900})
    link = editor.locator("#parts a[href='#options']")
    link.locator(".state").evaluate("(state) => { state.textContent = 'No entries'; }")
    name, state = link.locator("span").first.bounding_box(), link.locator(".state").bounding_box()
    assert name is not None
    assert state is not None
    assert state["x"] - (name["x"] + name["width"]) >= 8
    assert link.evaluate("(each) => each.scrollWidth <= each.clientWidth")


def is_clear(page: Page) -> None:
    """Wait until the cell with the focus is in view, with nothing over it."""
    until(
        page,
        """() => {
          const cell = document.activeElement;
          const box = cell.getBoundingClientRect();
          const corners = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2]];
          return corners.every((at) => cell.parentElement.contains(document.elementFromPoint(...at)));
        }""",
    )


@pytest.mark.parametrize("size", [(390, 844), (320, 256), (768, 1024)])
def test_no_bar_covers_the_focused_cell(editor: Page, size: tuple[int, int]) -> None:
    editor.set_viewport_size({"width": size[0], "height": size[1]})
    # What comes later, such as the preview, would move the cell again.
    editor.wait_for_load_state("networkidle")
    editor.locator("#id_authorised-0-stock_code").focus()
    for _step in range(85):
        editor.keyboard.press("Tab")
        is_clear(editor)


def test_no_message_covers_the_focused_cell(telephone: Page) -> None:
    cell = telephone.locator("#id_options-3-lapsed")
    cell.focus()
    # At the foot, as far down as a cell can stand.
    cell.evaluate("(each) => each.scrollIntoView({ block: 'end' })")
    telephone.context.set_offline(True)
    cell.press_sequentially("3")
    telephone.keyboard.press("Tab")
    expect(telephone.locator("#editor-message")).to_contain_text("The connection is lost.")
    expect(telephone.locator("#id_options-3-issued")).to_be_focused()
    is_clear(telephone)
    telephone.context.set_offline(False)


def test_whose_row_it_is_stays_in_view(telephone: Page) -> None:
    telephone.locator("#id_options-2-may_be_issued").focus()
    expect(telephone.locator("#options-2 th")).to_be_in_viewport(ratio=0.9)
    telephone.locator("#id_issued-0-closing").focus()
    expect(telephone.locator("#issued-0 th")).to_be_in_viewport(ratio=0.9)


def test_the_buttons_at_the_foot_stand_beside_each_other_however_large_the_page(editor: Page) -> None:
    editor.set_viewport_size({"width": 360, "height": 225})
    editor.locator("#id_options-0-lapsed").fill("abc")
    editor.keyboard.press("Tab")
    names = ("Next finding", "Nil", "N/A", "Move the row up", "Move the row down", "Duplicate", "Delete")
    boxes = [editor.get_by_role("button", name=name, exact=True).bounding_box() for name in names]
    for number, one in enumerate(boxes):
        assert one is not None
        assert one["x"] >= 0
        assert one["x"] + one["width"] <= 360
        for two in boxes[:number]:
            assert two is not None
            assert one["x"] >= two["x"] + two["width"] - 1 or one["y"] >= two["y"] + two["height"] - 1
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_name_of_an_issuer_is_never_cut_off(telephone: Page) -> None:
    name = telephone.locator("#id_head-issuer_name")
    name.fill("China International Marine Holdings (Group)")
    assert name.evaluate("(cell) => cell.scrollWidth <= cell.clientWidth")
    telephone.set_viewport_size({"width": 1440, "height": 900})
    name.fill("China International Marine Containers and Holdings (Group) Co. Ltd.")
    assert name.evaluate("(cell) => cell.scrollWidth <= cell.clientWidth")


def test_where_the_browser_has_its_own_colours_lines_say_what_grounds_said(editor: Page) -> None:
    editor.emulate_media(forced_colors="active")
    outline = "(cell) => { const of = getComputedStyle(cell); return [of.outlineStyle, of.outlineWidth]; }"
    editor.locator("#id_issued-0-movement").focus()
    assert editor.locator("#id_issued-0-movement").evaluate(outline) == ["solid", "3px"]
    assert editor.locator("#id_issued-0-closing").evaluate(outline)[0] == "none"
    type_in(editor, "issued-0-movement", "871001")
    expect(editor.locator("#id_issued-0-movement")).to_have_css("border-left-width", "4px")
    expect(editor.locator("#id_issued-0-opening")).to_have_css("border-left-width", "1px")
