"""From logging in to the PDF, as a person does it."""

import io

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from returns.models import Filing


def test_kingsofts_return_is_filed_and_its_pdf_downloaded(preparer: Page) -> None:
    preparer.get_by_role("link", name="Fill in").click()
    expect(preparer.get_by_role("heading", name="Every figure agrees")).to_be_visible()
    preparer.get_by_label("I have looked at the print").check()
    preparer.get_by_role("button", name="File this return").click()
    expect(preparer.get_by_text("Filed. The print and its figures are kept")).to_be_visible()
    with preparer.expect_download() as download:
        preparer.get_by_role("link", name="Download PDF").click()
    assert download.value.suggested_filename == "3888-2009-11-monthly-return.pdf"
    content = download.value.path().read_bytes()
    assert content == bytes(Filing.objects.get().pdf)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "196,506.20" in text
    assert "1,094,047,133" in text


def test_a_preview_opens_beside_the_editor(preparer: Page) -> None:
    preparer.get_by_role("link", name="Fill in").click()
    preparer.locator("#id_options-0-lapsed").fill("12")
    with preparer.context.expect_page() as opened:
        preparer.get_by_role("button", name="Save and preview").click()
    opened.value.wait_for_url("**/3888/2009-11/print")
    expect(preparer.locator("#id_options-0-lapsed")).to_have_value("12")
    # The editor goes on from what was saved.
    preparer.locator("#id_options-0-lapsed").fill("13")
    preparer.keyboard.press("Control+s")
    expect(preparer.locator("#id_options-0-lapsed")).to_have_value("13")
    expect(preparer.locator("#id_options-0-lapsed")).to_be_focused()


def test_nothing_is_filed_while_something_typed_is_not_saved(preparer: Page) -> None:
    preparer.get_by_role("link", name="Fill in").click()
    preparer.locator("#id_options-0-lapsed").fill("12")
    preparer.get_by_label("I have looked at the print").check()
    preparer.get_by_role("button", name="File this return").click()
    expect(preparer.get_by_text("Not filed: what you typed since is not saved yet.")).to_be_visible()
    assert not Filing.objects.exists()
