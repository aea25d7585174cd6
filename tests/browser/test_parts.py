"""The parts of the form with their state: always in view, on a telephone as at a desk."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_live import type_in


def test_the_part_in_hand_is_marked(editor: Page) -> None:
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


def test_on_a_telephone_it_stands_at_the_foot_with_its_findings(telephone: Page) -> None:
    shown = telephone.locator(".part-in-hand")
    expect(shown).to_be_in_viewport()
    expect(shown).to_contain_text("Head")
    telephone.locator("#issued").scroll_into_view_if_needed()
    type_in(telephone, "issued-0-movement", "871001")
    expect(shown).to_contain_text("II Movements in Issued Share Capital ✕ 2")
    expect(shown).to_be_in_viewport()
    telephone.get_by_role("button", name="Next finding").click()
    expect(telephone.locator("#id_totals-6-shares")).to_be_focused()
    expect(telephone.locator("#id_totals-6-shares")).to_be_in_viewport()
    expect(shown).to_contain_text("Totals Total of A to E ✕ 1")
    # By thumb.
    shown.click()
    telephone.locator("#parts-in-menu").get_by_role("link", name="Sign-off").click()
    expect(telephone.locator("#sign-off")).to_be_in_viewport()
    expect(shown).to_contain_text("Sign-off")
    expect(telephone.locator("#parts-in-menu")).to_be_hidden()


def test_on_a_telephone_what_is_told_stands_where_she_works(telephone: Page) -> None:
    telephone.context.set_offline(True)
    type_in(telephone, "options-4-lapsed", "3")
    told = telephone.locator("#told")
    expect(told).to_contain_text("The connection is lost.")
    expect(told).to_be_in_viewport(ratio=1)
    box, foot = told.bounding_box(), telephone.locator(".at-foot").bounding_box()
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
