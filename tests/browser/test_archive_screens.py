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
    expect(preparer.get_by_text("Genuine.")).to_be_visible()
