"""From logging in to the PDF, as two people do it."""

import io
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from returns.models import Filing, MonthlyReturn
from tests.browser.conftest import PASSWORD, violations


def send(page: Page) -> None:
    """Send Kingsoft's return for approval, as its preparer."""
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", name="All figures reconcile")).to_be_visible()
    page.get_by_label("I have reviewed the PDF").check()
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_text("Sent for approval. Another person now looks at it")).to_be_visible()


def confirm_and_approve(page: Page) -> None:
    """Tick every movement and approve, as the approver."""
    # What is ticked is what is there at that moment: the page has to be.
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Confirm your password").fill(PASSWORD)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. It can be finalised now.")).to_be_visible()


PUBLISHED = b"%PDF-1.7 as published"


def record_submission(page: Page) -> None:
    """Fill in the record of the submission; a year later than the form states."""
    expect(page.get_by_text("Key it into the Exchange's e-form")).to_be_visible()
    page.get_by_label("Submitted at").fill("2010-12-04T17:30")
    page.get_by_label("Reference").fill("HKEX-1")
    page.get_by_label("Published PDF").set_input_files(
        {"name": "published.pdf", "mimeType": "application/pdf", "buffer": PUBLISHED}
    )
    page.get_by_role("button", name="Record submission").click()
    expect(page.get_by_text("Submission recorded.")).to_be_visible()
    expect(page.get_by_text("04/12/2010 17:30")).to_be_visible()


def test_kingsofts_return_is_sent_approved_filed_and_its_pdf_downloaded(preparer: Page, approver: Page) -> None:
    send(preparer)
    approver.reload()
    approver.get_by_role("link", name="Approve Kingsoft").click()
    confirm_and_approve(approver)
    approver.get_by_role("button", name="Finalise").click()
    expect(approver.get_by_text("Finalised. The PDF and its figures are kept")).to_be_visible()
    assert violations(approver) == []
    with approver.expect_download() as download:
        approver.get_by_role("link", name="Download PDF").click()
    assert download.value.suggested_filename == "3888-2009-11-monthly-return.pdf"
    content = download.value.path().read_bytes()
    assert content == bytes(Filing.objects.get().pdf)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "196,506.20" in text
    assert "1,094,047,133" in text
    record_submission(approver)
    expect(approver.get_by_text("The form states")).to_be_visible()
    assert violations(approver) == []
    [submission] = Filing.objects.get().submissions.all()
    assert (submission.submitted_name, submission.reference) == ("approver", "HKEX-1")
    assert bytes(submission.published_pdf) == PUBLISHED
    approver.get_by_role("link", name="Kingsoft").first.click()
    expect(approver.get_by_text("Submitted to the Exchange by approver")).to_be_visible()


def test_two_people_file_without_a_script(
    browser: Browser, log_in: Callable[..., None], november: MonthlyReturn
) -> None:
    pages = {}
    for username in ("preparer", "approver"):
        pages[username] = browser.new_context(java_script_enabled=False).new_page()
        log_in(pages[username], username)
    send(pages["preparer"])
    approver = pages["approver"]
    approver.reload()
    approver.get_by_role("link", name="Approve Kingsoft").click()
    confirm_and_approve(approver)
    pages["preparer"].goto(approver.url.partition("#")[0])
    pages["preparer"].get_by_role("button", name="Finalise").click()
    expect(pages["preparer"].get_by_text("Finalised. The PDF and its figures are kept")).to_be_visible()
    pages["preparer"].goto(pages["preparer"].url.partition("3888")[0])
    pages["preparer"].get_by_role("link", name="Record submission").click()
    record_submission(pages["preparer"])
    for page in pages.values():
        page.context.close()


def test_what_is_approved_is_recalled_to_change_it(preparer: Page, approver: Page, november: MonthlyReturn) -> None:
    send(preparer)
    approver.reload()
    approver.get_by_role("link", name="Approve Kingsoft").click()
    confirm_and_approve(approver)
    preparer.reload()
    expect(preparer.locator("[name=head-title]")).to_have_count(0)
    preparer.get_by_role("link", name="Recall it from approval to change it").click()
    preparer.locator("summary").get_by_text("Recall from approval").click()
    preparer.get_by_label("Why it is recalled").fill("The title is the old one.")
    preparer.get_by_role("button", name="Recall from approval").click()
    expect(preparer.get_by_text("Recalled from approval. It is a draft again.")).to_be_visible()
    expect(preparer.locator("#came-back")).to_contain_text(
        re.compile("Recalled from approval by preparer on .*: The title is the old one.")
    )
    preparer.locator("#id_head-title").fill("Director")
    preparer.get_by_role("button", name="Save", exact=True).click()
    expect(preparer.get_by_role("button", name="Send for approval")).to_be_visible()


def test_sent_back_with_a_reason(preparer: Page, approver: Page, november: MonthlyReturn) -> None:
    send(preparer)
    approver.reload()
    approver.get_by_role("link", name="Approve Kingsoft").click()
    approver.locator("summary", has_text="Return for amendment").click()
    approver.get_by_label("What has to be changed").fill("The title is the old one.")
    approver.get_by_role("button", name="Return for amendment").click()
    expect(approver.get_by_text("Returned for amendment, with your reason")).to_be_visible()
    preparer.reload()
    expect(preparer.locator("#came-back")).to_contain_text(
        re.compile("Returned for amendment by approver on .*: The title is the old one.")
    )


def test_the_pages_stand_beside_and_are_drawn_as_they_come_into_view(preparer: Page, approver: Page) -> None:
    send(preparer)
    approver.goto(f"{approver.url}3888/2009-11/approve")
    pages = approver.get_by_role("region", name="Pages of the form")
    first, last = pages.get_by_role("img").first, pages.get_by_role("img", name="Page 7 of 7")
    natural = "(image) => image.decode().then(() => image.naturalWidth)"
    assert first.evaluate(natural) == 1000
    assert last.evaluate("(image) => image.complete") is False
    pages.evaluate("(region) => region.scrollTo(0, region.scrollHeight)")
    assert last.evaluate(natural) == 1000
    # The decision is beside them.
    decision = approver.get_by_role("heading", name="Your decision").bounding_box()
    assert decision is not None
    assert decision["y"] < 900
    assert decision["x"] > pages.bounding_box()["x"] + 600  # type: ignore[index]
    approver.set_viewport_size({"width": 390, "height": 844})
    assert approver.evaluate("document.documentElement.scrollWidth") == 390
    # Side by side, so that the decision is not seven pages away.
    assert pages.bounding_box()["height"] < 600  # type: ignore[index]


def test_a_reason_is_not_lost_with_the_login(preparer: Page, approver: Page) -> None:
    send(preparer)
    approver.goto(f"{approver.url}3888/2009-11/approve")
    approver.locator("summary", has_text="Return for amendment").click()
    approver.get_by_label("What has to be changed").fill("The title is the old one.")
    approver.context.clear_cookies(name="sessionid")
    approver.get_by_role("button", name="Return for amendment").click()
    expect(approver.get_by_role("heading", name="your login has ended")).to_be_visible()
    assert violations(approver) == []
    approver.get_by_label("Username").fill("approver")
    approver.get_by_label("Password").fill(PASSWORD)
    approver.get_by_role("button", name="Log in and go on").click()
    expect(approver.get_by_text("Returned for amendment, with your reason")).to_be_visible()
    preparer.reload()
    expect(preparer.locator("#came-back")).to_contain_text(
        re.compile("Returned for amendment by approver on .*: The title is the old one.")
    )


def printed(page: Page) -> Any:
    """Wait for the print itself: not every browser shows a PDF in the page that asked for it."""
    return page.context.expect_event("response", lambda answer: answer.url.endswith("/3888/2009-11/print"))


def test_a_preview_opens_beside_the_editor(preparer: Page) -> None:
    with preparer.expect_navigation():
        preparer.get_by_role("link", name="Continue").click()
    preparer.locator("#id_options-0-lapsed").fill("12")
    with preparer.context.expect_page() as opened, printed(preparer) as answer:
        preparer.get_by_role("button", name="Save and preview").click()
    assert answer.value.headers["content-type"] == "application/pdf"
    assert answer.value.frame.page == opened.value
    expect(preparer.locator("#id_options-0-lapsed")).to_have_value("12")
    # The editor goes on from what was saved.
    preparer.locator("#id_options-0-lapsed").fill("13")
    preparer.keyboard.press("Control+s")
    expect(preparer.locator("#id_options-0-lapsed")).to_have_value("13")
    expect(preparer.locator("#id_options-0-lapsed")).to_be_focused()


def test_a_preview_opens_where_nothing_was_typed(preparer: Page) -> None:
    with preparer.expect_navigation():
        preparer.get_by_role("link", name="Continue").click()
    with preparer.context.expect_page() as opened, printed(preparer) as answer, preparer.expect_navigation():
        preparer.get_by_role("button", name="Save and preview").click()
    assert answer.value.headers["content-type"] == "application/pdf"
    assert answer.value.frame.page == opened.value


def test_nothing_is_sent_while_something_typed_is_not_saved(preparer: Page, november: MonthlyReturn) -> None:
    preparer.get_by_role("link", name="Continue").click()
    # Its scripts as well.
    preparer.wait_for_url("**/3888/2009-11/", wait_until="load")
    preparer.context.set_offline(True)
    preparer.locator("#id_options-0-lapsed").fill("12")
    preparer.get_by_label("I have reviewed the PDF").check()
    preparer.get_by_role("button", name="Send for approval").click()
    expect(preparer.get_by_text("Not done: what you typed since is not saved yet.")).to_be_visible()
    november.refresh_from_db()
    assert november.state == "draft"
