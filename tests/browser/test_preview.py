"""The page of the part in hand, beside the form; the calendar's address; the list of keys."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import violations


def test_the_page_of_the_part_in_hand_follows_what_is_typed(preparer: Page) -> None:
    preparer.get_by_role("link", name="Fill in").click()
    preparer.locator("#page-preview summary").click()
    image = preparer.locator("#page-preview img")
    expect(image).to_be_visible(timeout=20_000)
    preparer.locator("#id_options-0-issued").focus()
    expect(image).to_have_attribute("src", "/3888/2009-11/page.png?part=options&at=0")
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1000
    preparer.locator("#id_options-0-issued").fill("5")
    preparer.locator("#id_options-0-issued").press("Tab")
    expect(image).to_have_attribute("src", "/3888/2009-11/page.png?part=options&at=1")
    preparer.locator("#keys summary").click()
    expect(preparer.locator("#keys")).to_contain_text("next, previous finding")
    assert violations(preparer) == []
