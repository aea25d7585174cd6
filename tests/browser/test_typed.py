"""What is typed on the page arrives in the cell it was typed in, with a script and without."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from returns.figures import NIL
from returns.models import Convertible, MonthlyReturn, OptionScheme, Total
from tests.browser.conftest import violations


def save(page: Page) -> None:
    """Save, and wait for the page that was saved."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("who", ["editor", "without_script"])
def test_a_total_that_the_page_offers_keeps_its_name(
    request: pytest.FixtureRequest, live_server: LiveServer, november: MonthlyReturn, who: str
) -> None:
    page: Page = request.getfixturevalue(who)
    page.goto(f"{live_server.url}{november.get_absolute_url()}")
    total = page.locator("#warrants tr", has_text="Total B. (ordinary shares)").get_by_role("textbox")
    total.fill("Nil")
    save(page)
    expect(total).to_have_value("Nil")
    totals = Total.objects.filter(monthly_return=november)
    assert [total.share_class for total in totals.filter(part="warrants") if total.shares == NIL] == ["ordinary"]
    assert not totals.filter(part="").exists()


def test_a_convertible_issued_in_the_month_can_be_sent(editor: Page, november: MonthlyReturn) -> None:
    """HK$100,000,000 of notes, convertible at HK$2.50 into 40,000,000 shares; those cells were empty before."""
    editor.locator("#convertibles").get_by_label("Not Applicable").uncheck()
    editor.get_by_role("button", name="Add a convertible").click()
    row = editor.locator("#convertibles-0")
    row.wait_for()
    expect(row.get_by_label("Class of shares issuable")).to_have_value("ordinary_1")
    for name, typed in {
        "description": "3% convertible notes due 2014",
        "currency": "HK$",
        "opening": "Nil",
        "converted": "Nil",
        "newly_issued": "100,000,000",
        "redeemed": "Nil",
        "price_currency": "HK$",
        "subscription_price": "2.50",
        "issued": "Nil",
        "may_be_issued": "40,000,000",
    }.items():
        row.locator(f"#id_convertibles-0-{name}").fill(typed)
        editor.keyboard.press("Tab")
    expect(row.locator("#id_convertibles-0-closing")).to_have_value("100,000,000.00")
    expect(row.get_by_label("Issued during the month (not printed)")).to_have_value("100,000,000.00")
    assert violations(editor) == []
    expect(editor.get_by_text("This return can be sent for approval.")).to_be_visible()
    save(editor)
    issued = Convertible.objects.get(monthly_return=november)
    assert (issued.newly_issued.number, issued.closing.number, issued.opening.kind) == (100_000_000, 100_000_000, "Nil")
    editor.get_by_label("I have reviewed the PDF").check()
    editor.get_by_role("button", name="Send for approval").click()
    expect(editor.locator("#sign-off")).to_contain_text("Sent for approval by preparer")


def test_what_explains_a_finding_is_entered_under_its_row(editor: Page, november: MonthlyReturn) -> None:
    row = editor.locator("#options-0")
    existing = row.get_by_label("Satisfied by existing shares (not printed)")
    expect(existing).to_be_hidden()
    editor.locator("#options").get_by_text("Figures the form has no column for").click()
    expect(existing).to_be_visible()
    editor.locator("#options").get_by_text("Figures the form has no column for").click()
    expect(existing).to_be_hidden()
    editor.locator("#id_options-0-issued").fill("51,000")
    editor.keyboard.press("Tab")
    found = editor.locator("#found-options-0", has_text="A-1")
    expect(found).to_be_visible()
    # No row grows by what is found in it.
    expect(existing).to_be_hidden()
    editor.locator("#options").get_by_text("Figures the form has no column for").click()
    assert violations(editor) == []
    existing.fill("1,000")
    editor.keyboard.press("Tab")
    expect(found).to_have_count(0)
    save(editor)
    expect(existing).to_have_value("1,000")
    assert OptionScheme.objects.filter(monthly_return=november)[0].existing_shares.number == 1000


def test_the_missing_total_of_i_is_one_click_away(editor: Page) -> None:
    editor.get_by_role("button", name="Add the total in US$").click()
    amount = editor.locator("#id_authorised_totals-0-amount")
    amount.wait_for()
    expect(amount).to_have_value(editor.locator("#id_authorised-0-closing_capital").input_value())
    expect(editor.locator("#id_authorised_totals-0-currency")).to_have_value("US$")
    expect(editor.get_by_role("button", name="Add the total in US$")).to_have_count(0)
