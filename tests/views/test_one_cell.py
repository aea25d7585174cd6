"""The page of any return, sent back with one cell changed: that cell changes, what follows from it, no more."""

import json
import re
from collections import defaultdict
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from returns import filing
from returns.drafts.rows import identity_of
from returns.editions import edition_of, reconcile
from returns.exchange import figures_json
from returns.figures import Sort, read, write
from returns.models import Membership, MonthlyReturn
from returns.models.fields import FigureField
from returns.parts import MOVEMENTS, PARTS
from returns.recalculate import derived
from returns.rules import Outcome
from returns.sheet import Cell, Sheet
from tests.conftest import CASES
from tests.filing.people import person
from tests.page import fields
from tests.rules.test_properties import made_up

pytestmark = pytest.mark.django_db

# Pages are large and the database is real: few returns, each another, and none made smaller once one has failed.
FEW = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
CASE_FILES = st.sampled_from(sorted(CASES.glob("*.json")))


@st.composite
def returns(draw: st.DrawFn) -> Sheet:
    """A return made up or a real one, with all its totals or without those that total nothing: the page offers them."""
    sheet = draw(made_up()).sheet() if draw(st.booleans()) else figures_json.load(draw(CASE_FILES).read_bytes())
    if draw(st.booleans()):
        sheet.totals = [total for total in sheet.totals if total.shares.value]
    return sheet


_TYPED = re.compile(r'<(?:input|textarea|select) name="((?:[a-z_]+-\d+|head)-[a-z_]+)"')
_ROW = re.compile(r'id="([a-z_]+-\d+)" data-row="(\w+)"')


class Opened(NamedTuple):
    """A page as a browser has it."""

    html: str
    fields: dict[str, list[str]]

    @property
    def cells(self) -> list[str]:
        """What can be typed in or chosen, and the parts that can be marked."""
        marks = re.findall(r'name="head-not_applicable"\s+value="(\w+)"', self.html)
        return [*_TYPED.findall(self.html), *(f"mark-{part}" for part in marks)]

    def choices(self, cell: str) -> list[str]:
        """What may be chosen in a cell; empty where it is typed."""
        select = re.search(rf'<select name="{cell}".*?</select>', self.html)
        return re.findall(r'<option value="([^"]*)"', select[0]) if select else []

    def shown(self) -> dict[tuple[Any, ...], tuple[str, str]]:
        """Every cell with its address and its text, by part, by what its row represents or else its place, and name."""
        by_row: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
        found: dict[tuple[Any, ...], tuple[str, str]] = {}
        for address, (text, *_more) in self.fields.items():
            cell = Cell.of(address)
            if cell and cell.row is not None:
                by_row[cell.part, cell.row][cell.name] = text
            elif cell and cell.name not in ("version", "not_applicable"):
                found[address,] = address, text
        count: dict[Any, int] = defaultdict(int)
        for (part, index), texts in sorted(by_row.items()):
            key: tuple[Any, ...] = (part, index)
            if PARTS[part].stands_for:
                key = (part, *(texts[name] for name in PARTS[part].stands_for))
                count[key] += 1
                key = (*key, count[key])
            found |= {(*key, name): (f"{part}-{index}-{name}", text) for name, text in texts.items()}
        for part in MOVEMENTS:
            found[f"mark-{part}",] = f"mark-{part}", "on" if part in self.fields.get("head-not_applicable", []) else ""
        return found


def open_page(client: Client, monthly_return: MonthlyReturn) -> Opened:
    response = client.get(monthly_return.get_absolute_url())
    assert response.status_code == 200
    html = response.content.decode()
    return Opened(html, fields(html))


def some_cell(page: Opened) -> st.SearchStrategy[str]:
    """A cell of any part, one as likely as another, and twice as likely in a row that the page merely offers."""
    on_record = dict(_ROW.findall(page.html))
    of_part: dict[Any, list[str]] = defaultdict(list)
    for cell in page.cells:
        row, _dash, _name = cell.rpartition("-")
        of_part[cell.partition("-")[0], row in on_record].append(cell)
    offered = [cells for (_part, is_on_record), cells in of_part.items() if not is_on_record]
    return st.sampled_from([*of_part.values(), *offered]).flatmap(st.sampled_from)


def preparer_of(draft: MonthlyReturn) -> Client:
    client = Client()
    client.force_login(person(draft.issuer, "preparer", Membership.Role.PREPARER))
    return client


def on_record(draft: MonthlyReturn) -> Sheet:
    return filing.sheet_of(MonthlyReturn.objects.get(pk=draft.pk))


def other_text(data: st.DataObject, page: Opened, cell: Cell) -> str:
    """Something else to type in a cell."""
    if choices := page.choices(cell.address):
        return data.draw(st.sampled_from(choices))
    field = (PARTS[cell.part].model if cell.row is not None else MonthlyReturn)._meta.get_field(cell.name)
    if not isinstance(field, FigureField):
        return data.draw(st.sampled_from(["", "CA$", "Other 7"]))
    if field.sort is Sort.DAY:
        return data.draw(st.sampled_from(["", "24/12/2009", "N/A"]))
    return data.draw(st.sampled_from(["", "Nil", "N/A", "17", "(1,250)", "1,094,047,133", "See Remark (1)"]))


def in_print(sheet: Sheet, cell: Cell, typed: str) -> str:
    """What a cell says when this was typed in it."""
    field = (PARTS[cell.part].model if cell.row is not None else MonthlyReturn)._meta.get_field(cell.name)
    if not isinstance(field, FigureField):
        return typed
    return write(read(typed, field.sort), field.sort, edition_of(sheet).notation)


def by_save(client: Client, draft: MonthlyReturn, page: Opened, cell: str, typed: str) -> None:
    """Send the whole page, as its button does."""
    sent: dict[str, Any] = dict(page.fields)
    if cell.startswith("mark-"):
        sent["head-not_applicable"] = sorted({*sent.get("head-not_applicable", [])} ^ {cell.removeprefix("mark-")})
    elif cell:
        sent[cell] = typed
    response = client.post(draft.get_absolute_url(), sent)
    assert response.status_code == 302, response.content.decode()


def by_cell(client: Client, draft: MonthlyReturn, page: Opened, cell: str, typed: str) -> None:
    """Send one cell, as the script does when it is left."""
    row = dict(_ROW.findall(page.html)).get(cell.rpartition("-")[0], "")
    was = next(text for address, text in page.shown().values() if address == cell)
    draft_of_page = re.search(r'data-draft="(\w*)"', page.html)
    edit = {"cell": cell, "typed": typed, "was": was, "row": row, "draft": draft_of_page[1] if draft_of_page else ""}
    answer = client.post(f"{draft.get_absolute_url()}cells", json.dumps({"edits": [edit]}), "application/json")
    assert answer.status_code == 200
    assert answer.json()["cells"][cell]["state"] == "saved"


def rows_of(sheet: Sheet) -> dict[str, list[tuple[str, ...]]]:
    """The rows on record, each by what it represents."""
    return {part: [identity_of(part, row) for row in sheet.rows(part)] for part in PARTS}


@FEW
@given(sheet=returns())
def test_a_page_sent_back_as_it_came_changes_nothing(sheet: Sheet) -> None:
    with transaction.atomic():
        draft = filing.record(sheet, None)
        client = preparer_of(draft)
        page, before = open_page(client, draft), figures_json.dump(on_record(draft))
        by_save(client, draft, page, "", "")
        assert figures_json.dump(on_record(draft)) == before
        assert open_page(client, draft).shown() == page.shown()
        transaction.set_rollback(True)


@pytest.mark.parametrize("way", [by_save, by_cell])
@FEW
@given(sheet=returns(), data=st.data())
def test_one_cell_is_changed_and_what_follows_from_it(way: Any, sheet: Sheet, data: st.DataObject) -> None:
    with transaction.atomic():
        draft = filing.record(sheet, None)
        client = preparer_of(draft)
        page, was = open_page(client, draft), on_record(draft)
        cell = data.draw(some_cell(page))
        place, before = Cell.of(cell), page.shown()
        key, text = next((key, text) for key, (address, text) in before.items() if address == cell)
        assert place is not None
        typed = ("" if text else "on") if place.part == "mark" else other_text(data, page, place)
        now = typed if place.part == "mark" else in_print(was, place, typed)
        assume(now != text)

        way(client, draft, page, cell, typed)

        after, is_now = open_page(client, draft).shown(), on_record(draft)
        # No row came, went, or represents something else.
        assert before.keys() == after.keys()
        for part, rows in rows_of(was).items():
            assert rows_of(is_now)[part][: len(rows)] == rows
        assert after[key][1] == now
        changed = {key for key in before if before[key][1] != after[key][1]} - {key}
        if way is by_save:
            assert not changed
        followed = derived(reconcile(is_now))
        for other in changed:
            follower = Cell.of(after[other][0])
            assert follower is not None
            assert followed[follower].outcome is Outcome.HOLDS
        transaction.set_rollback(True)
