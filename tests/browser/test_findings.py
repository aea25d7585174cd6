"""What is found, where it is: a mark in the cell, the text under the table, the panel by part, and read out."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import violations
from tests.browser.test_autosave import type_in

HEIGHTS = "() => [...document.querySelectorAll('table.cells tr')].map((row) => row.getBoundingClientRect().height)"


def test_no_row_moves_when_something_is_found_in_it(editor: Page) -> None:
    editor.set_viewport_size({"width": 1440, "height": 900})
    before = editor.evaluate(HEIGHTS)
    type_in(editor, "issued-0-movement", "871,001")
    mark = editor.locator("td:has(> #id_issued-0-movement) .code")
    expect(mark).to_have_text("✕")
    expect(mark).to_have_attribute("title", "II-2, T-1")
    cell, corner = editor.locator("#id_issued-0-movement").bounding_box(), mark.bounding_box()
    assert cell is not None
    assert corner is not None
    assert abs(cell["x"] - corner["x"]) <= 1
    assert abs(cell["y"] - corner["y"]) <= 1
    assert editor.evaluate(HEIGHTS) == before
    # The text is under the table, in the order of its rows.
    listed = editor.locator("#found-in-issued > ul")
    expect(listed.first).to_have_id("found-issued-0")
    expect(listed.first).to_contain_text("III.A totals 871,000; Section II states 871,001; difference 1.")
    listed.first.get_by_role("link", name="Ordinary shares (1)", exact=True).first.click()
    expect(editor.locator("#id_issued-0-movement")).to_be_focused()
    expect(editor.locator(".found.current").first).to_contain_text("II-2")
    assert violations(editor) == []


def test_the_panel_groups_by_part_and_is_never_cut_off(editor: Page) -> None:
    editor.set_viewport_size({"width": 1440, "height": 900})
    type_in(editor, "issued-0-movement", "871,001")
    panel = editor.locator("#findings")
    expect(panel.get_by_text("Likely cause of 3 of them")).to_be_visible()
    groups = panel.locator(".part-findings > summary")
    expect(groups).to_have_text(["II Movements in Issued Share Capital 3"])
    assert panel.evaluate("(each) => each.scrollHeight - each.clientHeight") == 0
    # A part that was folded up stays so when something else is found.
    groups.first.click()
    type_in(editor, "options-2-issued", "752,001")
    expect(panel.locator("#findings-of-options")).to_be_visible()
    expect(panel.locator("#findings-of-issued")).not_to_have_attribute("open", "")


def test_a_new_finding_is_read_out(editor: Page) -> None:
    said = editor.locator("#announced")
    expect(said).to_have_attribute("role", "status")
    type_in(editor, "issued-0-movement", "871,001")
    expect(said).to_contain_text("Error II-2, Ordinary shares (1): III.A totals 871,000; Section II states 871,001")
    expect(said).to_contain_text("; 3 outstanding")
    type_in(editor, "issued-0-movement", "871,000")
    expect(said).to_have_text("All figures reconcile")


def test_a_blank_is_no_mistake_while_its_row_is_filled_in(editor: Page) -> None:
    cell = editor.locator("#id_options-1-exercised")
    type_in(editor, "options-1-exercised", "")
    expect(cell).to_have_class("to-complete")
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    expect(editor.locator("#findings")).to_contain_text("1 figure to complete")
    ground = "(each) => getComputedStyle(each).backgroundColor"
    editor.locator("#id_options-1-lapsed").focus()
    grey = cell.evaluate(ground)
    editor.locator("#id_options-2-lapsed").focus()
    assert cell.evaluate(ground) != grey


def test_next_finding_is_offered_only_where_there_is_one(editor: Page) -> None:
    editor.set_viewport_size({"width": 390, "height": 844})
    following = editor.get_by_role("button", name="Next finding")
    expect(following).to_be_hidden()
    type_in(editor, "issued-0-movement", "871,001")
    expect(following).to_be_visible()
    type_in(editor, "issued-0-movement", "871,000")
    expect(following).to_be_hidden()


@pytest.mark.parametrize("size", [(390, 844), (720, 450)])
def test_a_narrow_page_begins_with_the_form(editor: Page, size: tuple[int, int]) -> None:
    """A telephone, and a desk's screen enlarged to 200 %."""
    editor.set_viewport_size({"width": size[0], "height": size[1]})
    assert editor.locator("#head").bounding_box()["y"] < size[1] / 2
    expect(editor.get_by_label("Name of issuer")).to_be_in_viewport()
    # Where all classes reconcile, their line leaves its room to the form.
    expect(editor.locator("#class-summaries")).to_be_hidden()


def test_an_added_row_is_there_at_once(editor: Page) -> None:
    answers: list[Route] = []
    editor.route("**/rows*", lambda route: answers.append(route))
    took = editor.evaluate(
        """() => {
          const start = performance.now();
          document.querySelector('[data-add=options]').click();
          return document.getElementById('options-5') ? performance.now() - start : Infinity;
        }"""
    )
    assert took < 100
    # The sole class of shares is chosen already, and the cursor is in its first cell.
    expect(editor.locator("#id_options-5-share_class")).to_have_value("ordinary_1")
    expect(editor.locator("#id_options-5-name")).to_be_focused()
    # The server is asked behind it.
    while not answers:
        editor.wait_for_timeout(20)
    for each in answers:
        each.continue_()
    expect(editor.locator("#options-5[data-row]")).to_be_visible()
    expect(editor.locator("#id_options-5-name")).to_be_focused()
    expect(editor.locator("#id_options-5-share_class")).to_have_value("ordinary_1")


def test_the_heads_of_the_last_columns_are_readable(editor: Page) -> None:
    editor.set_viewport_size({"width": 1440, "height": 900})
    heads = editor.locator("table.options > thead > tr:first-child > th.number")
    for head in heads.all():
        assert head.bounding_box()["width"] >= 96
    scroll = editor.locator(".scroll:has(> table.options)")
    assert scroll.evaluate("(each) => each.scrollWidth - each.clientWidth") <= 0
