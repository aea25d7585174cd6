"""A large part is shown some rows at a time: over their edge by key, by button, and without a script."""

from copy import copy
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from returns import filing
from returns.editor import windows
from returns.figures import number
from returns.models import MonthlyReturn
from tests.browser.conftest import violations
from tests.browser.test_autosave import is_saved, type_in

ADDRESS = "/3888/2009-11/"


@pytest.fixture
def fifty(november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch) -> MonthlyReturn:
    """Kingsoft's draft with fifty rows of III.A, of which twenty are shown at a time."""
    monkeypatch.setattr(windows, "SHOWN", 20)
    sheet = filing.sheet_of(november)
    sheet.options = [copy(sheet.options[0]) for _row in range(50)]
    for place, row in enumerate(sheet.options):
        row.name, row.lapsed = f"Scheme {place + 1}", number(place + 1)
    filing.save_draft(november, sheet, None, november.version)
    return november


def lapsed(monthly_return: MonthlyReturn) -> list[Any]:
    """The cells of III.A under Lapsed."""
    return [row.lapsed.value for row in monthly_return.optionscheme_rows.order_by("position")]


def test_over_the_edge_by_key(fifty: MonthlyReturn, editor: Page) -> None:
    type_in(editor, "options-19-lapsed", "77")
    editor.locator("#id_options-19-lapsed").press("ArrowDown")
    expect(editor.locator("#id_options-20-lapsed")).to_be_focused()
    expect(editor.locator("#id_options-19-lapsed")).to_have_count(0)
    assert lapsed(fifty)[19] == 77
    assert violations(editor) == []
    editor.keyboard.press("ArrowUp")
    expect(editor.locator("#id_options-19-lapsed")).to_be_focused()
    expect(editor.locator("#id_options-19-lapsed")).to_have_value("77")


def test_by_button_and_loaded_again(fifty: MonthlyReturn, editor: Page) -> None:
    editor.locator("#id_options-3-lapsed").fill("77")
    editor.get_by_role("button", name="41 to 50").first.click()
    expect(editor.locator("#id_options-49-lapsed")).to_have_value("50")
    assert lapsed(fifty)[3] == 77
    type_in(editor, "options-49-lapsed", "5")
    is_saved(editor)
    with editor.expect_navigation():
        editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#id_options-49-lapsed")).to_have_value("5")
    expect(editor.locator("#id_options-3-lapsed")).to_have_count(0)
    assert lapsed(fifty) == [1, 2, 3, 77, *range(5, 50), 5]


def test_a_row_that_is_added_is_shown(fifty: MonthlyReturn, editor: Page) -> None:
    editor.get_by_role("button", name="Add a scheme or exercise price").click()
    expect(editor.locator("#id_options-50-name")).to_be_focused()
    expect(editor.locator("#id_options-3-lapsed")).to_have_count(0)
    editor.reload()
    expect(editor.locator("#id_options-50-name")).to_be_visible()


def test_to_a_finding_in_a_row_that_is_not_shown(fifty: MonthlyReturn, editor: Page, live_server: LiveServer) -> None:
    type_in(editor, "options-2-lapsed", "abc")
    editor.goto(f"{live_server.url}{ADDRESS}?rows=options-40")
    editor.locator("#findings a", has_text="F-1").first.click()
    expect(editor.locator("#id_options-2-lapsed")).to_be_focused()
    # So does a link from elsewhere, which does not know what is shown.
    editor.goto(f"{live_server.url}{ADDRESS}#id_options-33-lapsed")
    expect(editor.locator("#id_options-33-lapsed")).to_be_focused()


def test_without_a_script_what_is_typed_is_saved(fifty: MonthlyReturn, without_script: Page) -> None:
    without_script.get_by_role("link", name="Continue").click()
    without_script.locator("#id_options-3-lapsed").fill("77")
    without_script.get_by_role("button", name="21 to 40").first.click()
    expect(without_script.locator("#id_options-39-lapsed")).to_have_value("40")
    assert lapsed(fifty) == [1, 2, 3, 77, *range(5, 51)]
