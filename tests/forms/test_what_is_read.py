"""What is typed is read the same, or refused the same, in a file, on the page, cell by cell, and pasted."""

import json
from datetime import date
from decimal import Decimal

import pytest

from returns.drafts.cells import FigureType
from returns.drafts.merge import Edit, merge
from returns.drafts.row_changes import change_rows
from returns.editions import reconcile
from returns.exchange.figures_json import CannotRead, load
from returns.figures import NA, NIL, Figure, Kind, day, number
from returns.forms.sheet import SheetForm
from returns.parts import PARTS
from returns.sheet import Cell, Sheet
from tests.conftest import CASES


def kingsoft() -> Sheet:
    return load((CASES / "kingsoft-2009-11.json").read_bytes())


def in_a_file(address: str, typed: str) -> Sheet:
    """The return as a file states it with this in the cell. Raises CannotRead."""
    data = json.loads((CASES / "kingsoft-2009-11.json").read_text(encoding="utf-8"))
    part, *row, name = address.split("-")
    (data[part][int(row[0])] if row else data[part])[name] = typed
    return load(json.dumps(data).encode())


def on_the_page(address: str, typed: str) -> tuple[Sheet, str]:
    """The return as Save states it, and why the cell was refused."""
    sheet = kingsoft()
    data = {"head-version": "0", address: typed}
    for part, formset in SheetForm(sheet).parts.items():
        data |= dict.fromkeys((f"{part}-INITIAL_FORMS", f"{part}-TOTAL_FORMS"), str(len(sheet.rows(part))))
        assert len(formset.forms) >= len(sheet.rows(part))
    form = SheetForm(sheet, data)
    assert form.faults() == []
    stated, refused = form.read()
    assert set(refused) <= {address}
    assert all(refusal.typed == typed for refusal in refused.values())
    return stated, refused[address].reason if refused else ""


def while_typing(address: str, typed: str) -> tuple[Sheet, str]:
    """The return once a cell was left, and why it was refused."""
    sheet = kingsoft()
    cell = Cell.of(address)
    assert cell
    results, _changed = merge(sheet, [Edit(address, typed, sheet.text(cell))])
    assert results[address].typed == typed
    return sheet, results[address].reason


def pasted(address: str, typed: str) -> Sheet:
    """The return once a block of one line was pasted: the cell, and another column that is left as it was."""
    sheet = kingsoft()
    cell = Cell.of(address)
    assert cell
    change_rows(sheet, {"what": "paste", "part": cell.part, "row": cell.row, "name": cell.name, "block": f"{typed}\n"})
    return sheet


def content(sheet: Sheet, address: str) -> Figure | str:
    cell = Cell.of(address)
    assert cell
    return getattr(sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row], cell.name)


def unread(sheet: Sheet) -> dict[str, str]:
    return {f.place.address: f.expected for f in reconcile(sheet).findings if f.code == "F-1"}


PRICE = (
    "a price without its currency such as 0.0353, or Nil, N/A, blank, "
    "or words that lead to a remark such as See Remark (1)"
)
READ = [
    ("authorised-0-movement_shares", "\xad400,000,000", number(-400_000_000)),
    ("authorised-0-movement_shares", "400,000,000−", number(-400_000_000)),
    ("authorised-0-movement_shares", "\uf028400,000,000\uf029", number(-400_000_000)),
    ("authorised-0-movement_capital", "US$ (200,000.00)", number(Decimal("-200000.00"))),
    ("authorised-0-movement_shares", "--", NIL),
    ("authorised-0-movement_shares", "— — —", NIL),
    ("authorised-0-movement_capital", "US$0", number(Decimal(0))),
    ("authorised-0-movement_capital", "USD Nil", NIL),
    ("options-4-exercise_price", "HK$3.60", number(Decimal("3.60"))),
    ("options-4-exercise_price", "３．６０", number(Decimal("3.60"))),
    ("options-4-exercise_price", "\u200b3.60\u200b", number(Decimal("3.60"))),
    ("options-4-may_be_issued", "375\u2009000", number(375_000)),
    ("options-4-approval_date", "Monday, 22 January 2007", day(date(2007, 1, 22))),
    ("options-4-approval_date", "2007年1月22日", day(date(2007, 1, 22))),
    ("options-4-approval_date", "22 /01/2007", day(date(2007, 1, 22))),
    ("issued-1-opening", "不适用", NA),
    ("options-4-granted", "无", NIL),
    ("options-4-may_be_issued", "See Remark \U000323b0 below", Figure(Kind.WORDS, text="See Remark \U000323b0 below")),
    ("authorised-1-stock_code", "601298 (Shanghai Stock Exchange)", "601298 (Shanghai Stock Exchange)"),
    ("authorised-1-stock_code", "x" * 60, "x" * 60),
    ("head-issuer_name", "公" * 300, "公" * 300),
    ("head-title", "公司秘书", "公司秘书"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "typed", "meant"), READ)
def test_what_can_be_read_is_read_everywhere_alike(address: str, typed: str, meant: Figure | str) -> None:
    for sheet in (in_a_file(address, typed), on_the_page(address, typed)[0], while_typing(address, typed)[0]):
        assert content(sheet, address) == meant
        assert unread(sheet) == {}
    if not address.startswith("head-"):
        assert content(pasted(address, typed), address) == meant


@pytest.mark.parametrize(
    ("address", "typed", "expected"),
    [
        ("options-4-exercise_price", "3.60¹", f"the figure without the character U+00B9 SUPERSCRIPT ONE; {PRICE}"),
        ("options-4-exercise_price", "0,360", f"0.360 or 360, whichever is meant; {PRICE}"),
        ("options-4-exercise_price", "RMB3.60", f"HK$, which the row states as its currency; {PRICE}"),
        ("options-4-exercise_price", "RMB Nil", f"HK$, which the row states as its currency; {PRICE}"),
        (
            "options-4-approval_date",
            "See Remark (1)",
            "one date alone, with any words in the remarks; a date such as 30/11/2024 (dd/mm/yyyy), N/A, or blank",
        ),
    ],
)
def test_what_may_mean_two_things_prevents_filing_everywhere_alike(address: str, typed: str, expected: str) -> None:
    every = [in_a_file(address, typed), on_the_page(address, typed)[0], while_typing(address, typed)[0]]
    for sheet in [*every, pasted(address, typed)]:
        assert content(sheet, address) == Figure(Kind.UNREAD, text=typed)
        assert unread(sheet) == {address: expected}


@pytest.mark.parametrize(
    ("address", "typed", "why"),
    [
        ("options-4-exercise_price", "3" * 201, "It is 201 characters long; at most 200 are allowed. Shorten it."),
        ("options-4-may_be_issued", "375,000\ufffe", "Character 8 is U+FFFE"),
        ("options-4-may_be_issued", "375,000\x07", "Character 8 is U+0007"),
        ("options-4-may_be_issued", "375,000\ud800", "Character 8 is U+D800"),
        ("options-4-name", "Share\uffff Option Scheme", "Character 6 is U+FFFF"),
        ("options-4-name", "x" * 5_001, "5,001 characters"),
        ("authorised-1-stock_code", "x" * 61, "61 characters"),
        ("head-issuer_name", "x" * 301, "301 characters"),
        ("head-title", "Secretary\U0001fffe", "Character 10 is U+1FFFE"),
    ],
)
def test_what_no_cell_can_hold_is_refused_everywhere_alike(address: str, typed: str, why: str) -> None:
    was = content(kingsoft(), address)
    with pytest.raises(CannotRead) as refused:
        in_a_file(address, typed)
    part, *row, name = address.split("-")
    [(where, reason)] = refused.value.reasons
    assert where == f"{part}[{row[0]}].{name}" if row else f"{part}.{name}"
    assert why in reason
    for sheet, reason in (on_the_page(address, typed), while_typing(address, typed)):
        assert why in reason
        assert content(sheet, address) == was


def test_every_text_that_is_typed_has_its_most() -> None:
    sheet = kingsoft()
    form = SheetForm(sheet)
    fields = {f"head-{name}": field for name, field in form.head.fields.items() if name not in form.head.not_cells}
    for part, formset in form.parts.items():
        fields |= {f"{part}-{name}": field for name, field in formset.form.base_fields.items()}
    texts = {name: field.cell.most for name, field in fields.items() if not isinstance(field.cell, FigureType)}
    assert {name for name, most in texts.items() if not most} == set()
    assert texts["head-remarks"] == texts["agreements-particulars"] == 20_000
    assert texts["options-name"] == texts["warrants-description"] == 5_000
    assert len(texts) > 20
    assert set(PARTS) == set(form.parts)
