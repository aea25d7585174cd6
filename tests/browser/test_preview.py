"""The page of the part being edited, beside the form; the calendar's address; the list of keys."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import violations


def test_the_page_of_the_part_being_edited_follows_what_is_typed(preparer: Page) -> None:
    preparer.get_by_role("link", name="Fill in").click()
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
    preparer.get_by_role("link", name="Fill in").click()
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


def test_the_page_is_made_large_enough_to_read(preparer: Page) -> None:
    preparer.set_viewport_size({"width": 1440, "height": 900})
    preparer.get_by_role("link", name="Fill in").click()
    image = preparer.locator("#page-preview img")
    expect(image).to_be_visible()
    assert image.bounding_box()["width"] < 300
    table = preparer.locator("table.options").bounding_box()["width"]
    preparer.get_by_role("button", name="Large enough to read").click()
    assert image.bounding_box()["width"] > 600
    # In this browser it stays so; the table has its width again where the page is folded away.
    preparer.reload()
    expect(preparer.get_by_role("button", name="Large enough to read", pressed=True)).to_be_visible()
    expect(image).to_be_visible()
    assert image.bounding_box()["width"] > 600
    assert violations(preparer) == []
    preparer.locator("#page-preview summary").click()
    assert preparer.locator("table.options").bounding_box()["width"] == table
    preparer.locator("#page-preview summary").click()
    preparer.get_by_role("button", name="Large enough to read").click()
    assert image.bounding_box()["width"] < 300


def test_on_a_telephone_the_page_is_shown_when_it_is_asked_for(preparer: Page) -> None:
    preparer.set_viewport_size({"width": 390, "height": 844})
    preparer.get_by_role("link", name="Fill in").click()
    preparer.wait_for_url("**/3888/2009-11/", wait_until="load")
    fold = preparer.locator("#page-preview")
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()
    expect(fold.locator("img")).to_be_visible()
