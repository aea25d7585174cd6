"""A large part is shown some rows at a time: what is typed there is saved, and the other rows stay as they are."""

import json
import re
from copy import copy
from typing import Any

import pytest
from django.test import Client

from returns import filing
from returns.editions.form_2009 import Form2009
from returns.editor import markup, windows
from returns.figures import NIL, number
from returns.models import MonthlyReturn, OtherMovement
from returns.parts import PARTS
from returns.sheet import Sheet, figure_fields
from tests.page import fields

ADDRESS = "/3888/2009-11/"


def with_rows(november: MonthlyReturn, count: int) -> None:
    """Give III.A so many rows, each lapsed by its number."""
    sheet = filing.sheet_of(november)
    sheet.options = [copy(sheet.options[0]) for _row in range(count)]
    for place, row in enumerate(sheet.options):
        row.name, row.lapsed = f"Scheme {place + 1}", number(place + 1)
    filing.save_draft(november, sheet, None, november.version)


@pytest.fixture
def fifty(november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch) -> MonthlyReturn:
    """Kingsoft's draft with fifty rows of III.A, of which twenty are shown at a time."""
    monkeypatch.setattr(windows, "SHOWN", 20)
    with_rows(november, 50)
    return november


def lapsed(monthly_return: MonthlyReturn) -> list[Any]:
    """The cells of III.A under Lapsed."""
    return [row.lapsed.value for row in monthly_return.optionscheme_rows.order_by("position")]


def shown(html: str) -> list[int]:
    """The rows of III.A that are on a page, by index."""
    return [int(row) for row in re.findall(r'id="options-(\d+)"', html)]


@pytest.mark.parametrize(
    ("asked", "rows", "words"),
    [
        ("", range(20), "1 to 20"),
        ("?rows=options-20", range(20, 40), "21 to 40"),
        ("?rows=options-26", range(20, 40), "21 to 40"),
        ("?rows=warrants-2&rows=options-49", range(40, 50), "41 to 50"),
        ("?rows=options-999999", range(40, 50), "41 to 50"),
        ("?rows=nothing-1&rows=options&rows=options--1&rows=options-٣", range(20), "1 to 20"),
    ],
)
def test_some_rows_are_shown(preparer: Client, fifty: MonthlyReturn, asked: str, rows: range, words: str) -> None:
    html = preparer.get(f"{ADDRESS}{asked}").content.decode()
    assert shown(html) == list(rows)
    (current,) = {" ".join(text.split()) for text in re.findall(r'<b aria-current="true">([^<]+)</b>', html)}
    assert current == words
    assert "of 50" in html


def test_a_part_that_is_a_little_larger_is_shown_whole(preparer: Client, november: MonthlyReturn) -> None:
    with_rows(november, 550)
    html = preparer.get(ADDRESS).content.decode()
    assert len(shown(html)) == 550
    assert "aria-current" not in html


def test_save_leaves_the_rows_that_are_not_shown_as_they_are(preparer: Client, fifty: MonthlyReturn) -> None:
    page = fields(preparer.get(f"{ADDRESS}?rows=options-20").content.decode())
    answer = preparer.post(ADDRESS, page | {"options-25-lapsed": "77", "options-27-DELETE": "on"})
    assert (answer.status_code, answer.url) == (302, f"{ADDRESS}?rows=options-20")
    assert lapsed(fifty) == [*range(1, 26), 77, 27, *range(29, 51)]
    names = [row.name for row in fifty.optionscheme_rows.order_by("position")]
    assert names == [f"Scheme {number}" for number in range(1, 51) if number != 28]


def test_going_to_other_rows_without_a_script_saves_these(preparer: Client, fifty: MonthlyReturn) -> None:
    page = fields(preparer.get(ADDRESS).content.decode())
    answer = preparer.post(ADDRESS, page | {"options-0-lapsed": "77", "show": "options-40"})
    assert answer.url == f"{ADDRESS}?rows=options-0&rows=options-40#options"
    assert lapsed(fifty)[0] == 77
    assert shown(preparer.get(answer.url).content.decode()) == list(range(40, 50))


def test_a_row_is_added_at_the_end(preparer: Client, fifty: MonthlyReturn) -> None:
    page = fields(preparer.get(ADDRESS).content.decode())
    answer = preparer.post(ADDRESS, page | {"add": "options"})
    assert answer.url == f"{ADDRESS}?rows=options-0&add=options#options-new"
    html = preparer.get(answer.url).content.decode()
    assert shown(html) == list(range(40, 51))
    preparer.post(ADDRESS, fields(html) | {"options-50-name": "New", "options-50-lapsed": "5"})
    assert lapsed(fifty) == [*range(1, 51), 5]


def test_what_could_not_be_stored_is_reported_among_the_same_rows(preparer: Client, fifty: MonthlyReturn) -> None:
    page = fields(preparer.get(f"{ADDRESS}?rows=options-40").content.decode())
    html = preparer.post(ADDRESS, page | {"options-49-currency": "x" * 99}).content.decode()
    assert shown(html) == list(range(40, 50))
    assert fields(html)["options-49-currency"] == ["x" * 99]


def send(client: Client, what: str, body: dict[str, Any], asked: str = "") -> dict[str, Any]:
    answer = client.post(f"{ADDRESS}{what}{asked}", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_typing_draws_the_cells_that_are_shown(preparer: Client, fifty: MonthlyReturn) -> None:
    edits = [{"cell": f"options-{row}-lapsed", "typed": "abc", "was": str(row + 1)} for row in (25, 49)]
    answer = send(preparer, "cells", {"edits": edits}, "?rows=options-20")
    assert [answer["cells"][edit["cell"]]["state"] for edit in edits] == ["saved", "saved"]
    assert 'name="options-25-lapsed"' in answer["html"]
    assert 'name="options-49-lapsed"' not in answer["html"]
    # What was found in a row that is not shown is a link to it.
    assert 'href="#id_options-25-lapsed"' in answer["html"]
    assert 'href="?rows=options-40#id_options-49-lapsed"' in answer["html"]
    assert 'id="found-options-25"' in answer["html"]
    assert 'id="found-options-49"' not in answer["html"]


def test_rows_are_worked_with_where_they_are(preparer: Client, fifty: MonthlyReturn) -> None:
    answer = send(preparer, "rows", {"what": "add", "part": "options"}, "?rows=options-0")
    assert (shown(answer["html"]), answer["focus"]) == ([*range(40, 51)], "options-50")
    assert 'name="rows" value="options-40"' in answer["html"]
    pasted = {"what": "paste", "part": "options", "row": 18, "name": "lapsed", "block": "41\r\n42\r\n43"}
    answer = send(preparer, "rows", pasted, "?rows=options-0")
    assert shown(answer["html"]) == list(range(20))
    assert lapsed(fifty)[17:22] == [18, 41, 42, 43, 22]
    answer = send(preparer, "rows", answer["undo"], "?rows=options-20")
    assert lapsed(fifty)[17:22] == [18, 19, 20, 21, 22]
    down = {"what": "down", "part": "options", "row": 19}
    assert shown(send(preparer, "rows", down, "?rows=options-0")["html"]) == list(range(20, 40))


def test_who_reads_goes_to_other_rows_by_links(viewer: Client, fifty: MonthlyReturn) -> None:
    html = viewer.get(ADDRESS).content.decode()
    assert '<a href="?rows=options-20#options"' in html
    assert 'name="show"' not in html


def test_a_page_of_two_thousand_rows_is_under_two_megabytes(preparer: Client, november: MonthlyReturn) -> None:
    with_rows(november, 2_000)
    # A finding in every row.
    sheet = filing.sheet_of(november)
    for row in sheet.options:
        row.cancelled = number(-1)
    filing.save_draft(november, sheet, None, november.version)
    assert len(preparer.get(ADDRESS).content) < 2_000_000


def test_five_full_parts_are_under_two_megabytes_and_can_be_saved(preparer: Client, november: MonthlyReturn) -> None:
    sheet = filing.sheet_of(november)
    for part in ("options", "warrants", "convertibles", "agreements", "other_movements"):
        row = (sheet.rows(part) or [PARTS[part].model()])[0]
        sheet.rows(part)[:] = [copy(row) for _row in range(2_000)]
    filing.save_draft(november, sheet, None, november.version)
    html = preparer.get(ADDRESS).content.decode()
    assert shown(html) == list(range(125))
    assert len(html.encode()) < 2_000_000
    # III.E is full, though most kinds of movement have no row: none is offered that could not be saved.
    page = fields(html)
    answer = preparer.post(ADDRESS, page | {"options-3-lapsed": "77", "other_movements-124-issued": "5"})
    assert answer.status_code == 302
    now = filing.sheet_of(MonthlyReturn.objects.get())
    assert (now.options[3].lapsed, now.other_movements[124].issued) == (number(77), number(5))
    assert len(now.other_movements) == 2_000


NASTY = "\"><script>alert('x')</script>&"


def test_nothing_that_people_typed_is_html(
    preparer: Client, viewer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every cell of every part: in its input, area, choice, words of a row, what is sent along, and read only."""
    sheet = filing.sheet_of(november)
    sheet.other_movements.append(OtherMovement(issued=NIL))
    for name, part in PARTS.items():
        sheet.rows(name)[:] = [copy(row) for row in sheet.rows(name)] or [part.model()]
        for row in sheet.rows(name)[-1:]:
            for field in part.model._meta.concrete_fields:
                if field.name in figure_fields(part.model):
                    setattr(row, field.name, field.to_python(f"{NASTY}\n"))
                elif field.name not in ("id", "monthly_return", "position"):
                    setattr(row, field.name, NASTY[: field.max_length])
    filing.save_draft(november, sheet, None, november.version)
    for client in (preparer, viewer):
        html = client.get(ADDRESS).content.decode()
        assert "&lt;script&gt;" in html
        assert "<script>" not in html


def test_nothing_that_is_translated_is_html(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup, "_", lambda text: f"{text}{NASTY}")
    heads = {("warrants", "stock_code"): NASTY, ("options", "lapsed"): NASTY}
    monkeypatch.setattr(Form2009, "labels", Form2009.labels._replace(heads=heads))
    sheet = filing.sheet_of(november)
    sheet.warrants = [PARTS["warrants"].model()]
    filing.save_draft(november, sheet, None, november.version)
    html = preparer.get(ADDRESS).content.decode()
    assert html.count("&lt;script&gt;") > 10
    assert "<script>" not in html


def test_rows_that_are_not_on_the_page_keep_every_cell(preparer: Client, fifty: MonthlyReturn) -> None:
    def figures() -> list[list[str]]:
        rows = Sheet.load(MonthlyReturn.objects.get(pk=fifty.pk)).options
        return [[str(getattr(row, name)) for name in figure_fields(type(row))] for row in rows]

    before = figures()
    for first in (0, 20, 40):
        page = fields(preparer.get(f"{ADDRESS}?rows=options-{first}").content.decode())
        assert preparer.post(ADDRESS, page).status_code == 302
    assert figures() == before
