"""The screens around what is filed: revised, compared, verified."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.models import MonthlyReturn


def test_a_filing_is_revised_compared_and_verified(preparer: Page, live_server: LiveServer) -> None:
    filing.file_alone(MonthlyReturn.objects.get(), None)
    preparer.goto(f"{live_server.url}/3888/2009-11/")
    with preparer.expect_download() as download:
        preparer.get_by_role("link", name="Download PDF").click()
    preparer.get_by_text("Revise this return").click()
    preparer.get_by_label("Why it is revised").fill("The title was wrong.")
    preparer.get_by_role("button", name="Revise").click()
    expect(preparer.get_by_text("The revision is started")).to_be_visible()
    preparer.locator("#id_head-title").fill("Director")
    with preparer.expect_navigation():
        preparer.get_by_role("button", name="Save", exact=True).click()
    preparer.get_by_role("link", name="Compare with what it revises").click()
    expect(preparer.get_by_role("cell", name="Secretary")).to_be_visible()
    expect(preparer.get_by_role("cell", name="Director")).to_be_visible()
    preparer.get_by_role("link", name="Verify").click()
    preparer.get_by_label("PDF of a return").set_input_files(download.value.path())
    preparer.get_by_role("button", name="Verify").click()
    expect(preparer.get_by_text("Authentic.")).to_be_visible()


def test_the_account_menu_is_found(preparer: Page) -> None:
    for width in (1440, 390):
        preparer.set_viewport_size({"width": width, "height": 800})
        menu = preparer.get_by_role("navigation", name="Person").get_by_role("group")
        menu.get_by_text("preparer").click()
        for name in ("Change password", "Two-step verification"):
            expect(menu.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
        expect(menu.get_by_role("button", name="Log out")).to_be_in_viewport(ratio=1)
        preparer.keyboard.press("Escape")
        expect(menu.get_by_role("link", name="Change password")).to_be_hidden()
        menu.get_by_text("preparer").click()
        preparer.get_by_role("heading", level=1).click()
        expect(menu.get_by_role("button", name="Log out")).to_be_hidden()
    menu.get_by_text("preparer").press("Enter")
    menu.get_by_role("link", name="Two-step verification").click()
    expect(preparer.get_by_role("heading", name="Two-step verification")).to_be_visible()


def test_on_a_telephone_the_cells_of_a_list_say_their_column(preparer: Page, live_server: LiveServer) -> None:
    filing.file_alone(MonthlyReturn.objects.get(), None)
    labels = "[...document.querySelectorAll('table.cards td')].map(cell => getComputedStyle(cell, '::before').content)"
    preparer.goto(f"{live_server.url}/3888/")
    assert set(preparer.evaluate(labels)) == {"none"}
    preparer.set_viewport_size({"width": 390, "height": 800})
    headings = preparer.locator("table.cards th").all_text_contents()
    assert preparer.evaluate(labels) == [*(f'"{heading}"' for heading in headings[:-1]), "none"]
