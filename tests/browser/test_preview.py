"""The page of the part being edited, beside the form; the calendar's address; the list of keys."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import until, violations

# What leads from the list of returns to the editor.
OPEN = "Continue"


def test_the_page_of_the_part_being_edited_follows_what_is_typed(preparer: Page) -> None:
    preparer.get_by_role("link", name="Continue").click()
    image = preparer.locator("#page-preview img")
    expect(image).to_be_visible()
    preparer.locator("#id_options-0-issued").focus()
    expect(image).to_have_attribute("src", "/3888/2009-11/page.png?part=options&at=0")
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1000
    preparer.locator("#id_options-0-issued").fill("5")
    preparer.locator("#id_options-0-issued").press("Tab")
    expect(image).to_have_attribute("src", "/3888/2009-11/page.png?part=options&at=1")
    preparer.locator("#keys summary").click()
    expect(preparer.locator("#keys")).to_contain_text("next, previous finding")
    assert violations(preparer) == []


def test_the_page_is_beside_the_form_unless_it_was_folded_away(preparer: Page) -> None:
    preparer.get_by_role("link", name="Continue").click()
    fold = preparer.locator("#page-preview")
    expect(fold).to_have_attribute("open", "")
    image = fold.locator("img")
    expect(image).to_have_attribute("src", "/3888/2009-11/page.png?part=head&at=0")
    # What is below it keeps its place when the page arrives.
    place = preparer.locator("#keys").bounding_box()
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1000
    assert preparer.locator("#keys").bounding_box() == place
    fold.locator("summary").click()
    preparer.reload()
    expect(preparer.get_by_role("heading", name="All figures reconcile")).to_be_visible()
    preparer.wait_for_load_state("load")
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()
    expect(image).to_be_visible()


def test_the_page_is_enlarged_over_the_form_and_follows_it(preparer: Page) -> None:
    preparer.set_viewport_size({"width": 1440, "height": 900})
    preparer.get_by_role("link", name=OPEN).click()
    image = preparer.locator("#page-preview img")
    expect(image).to_be_visible()
    # It fits its column, and takes nothing of the form.
    fold, page = preparer.locator("#page-preview").bounding_box(), image.bounding_box()
    assert page["x"] >= fold["x"]
    assert page["x"] + page["width"] <= fold["x"] + fold["width"]
    table = preparer.locator("table.options").bounding_box()["width"]
    image.click()
    enlarged = preparer.get_by_role("dialog", name="Preview of this section")
    expect(enlarged).to_be_visible()
    assert enlarged.locator("img").bounding_box()["width"] > 600
    assert preparer.locator("table.options").bounding_box()["width"] == table
    assert violations(preparer) == []
    preparer.keyboard.press("Escape")
    expect(enlarged).to_be_hidden()
    preparer.get_by_role("button", name="Enlarge", exact=True).click()
    expect(enlarged.locator("img")).to_have_attribute("src", re.compile("part=head"))
    enlarged.get_by_role("button", name="Close").click()
    expect(enlarged).to_be_hidden()


def test_the_page_says_that_it_is_being_prepared(preparer: Page) -> None:
    held: list[Route] = []
    preparer.route("**/page.png*", lambda route: held.append(route))
    preparer.get_by_role("link", name=OPEN).click()
    said = preparer.locator("#page-preview [role=status]")
    until(preparer, "document.querySelector('.picture.preparing') !== null")
    expect(said).to_have_text("Preparing preview…")
    for each in held:
        each.continue_()
    expect(said).to_have_text("")


def test_on_a_telephone_the_page_is_shown_when_it_is_asked_for(preparer: Page) -> None:
    preparer.set_viewport_size({"width": 390, "height": 844})
    preparer.get_by_role("link", name="Continue").click()
    preparer.wait_for_url("**/3888/2009-11/", wait_until="load")
    fold = preparer.locator("#page-preview")
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()
    expect(fold.locator("img")).to_be_visible()
