"""The demo's returns: three invented issuers and what moved in each of their months.

A month is the month before rolled forward, with nothing moved, and then the movements below; what follows from them
is calculated as in the editor, and nothing is filed that does not reconcile.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from returns.editions import EDITIONS, reconcile
from returns.exchange.figures_json import FORMAT, load
from returns.figures import read
from returns.models import OtherMovement
from returns.models.fields import FigureField
from returns.recalculate import recalculate, set_cell
from returns.roll_forward import roll_forward, state_unchanged
from returns.sheet import Cell, Sheet

# What a movement states, by the address of its cell.
Stated = dict[str, str]
Move = Callable[[Sheet], Stated]

CLASS = "ordinary_1"
_OTHER_CLASSES = ("ordinary_2", "preference_1", "other_1")
MONTHS = 12


@dataclass(frozen=True)
class DemoIssuer:
    """An issuer: its first month's figures, and what moved in which month, counted from 0; `late`: filed late."""

    code: str
    opening: dict[str, Any]
    moves: dict[int, tuple[Move, ...]] = field(default_factory=dict)
    late: tuple[int, ...] = ()

    def first(self, month_ended: date) -> Sheet:
        """The Sheet of its first month, in which nothing moved."""
        return load(json.dumps(_figures(self.code, month_ended, **self.opening)).encode())

    def after(self, last: Sheet, month_ended: date, number: int) -> Sheet:
        """The Sheet of its month of a number, after the one before."""
        sheet = roll_forward(last, month_ended)
        state_unchanged(sheet, ())
        for move in self.moves.get(number, ()):
            apply(sheet, move)
        return sheet


def apply(sheet: Sheet, move: Move) -> None:
    """State a movement in a Sheet, with the class's balance in II, and update the figures that follow."""
    before, stated, cells = reconcile(sheet), move(sheet), []
    shares = sum(_shares(text) for address, text in stated.items() if address.endswith("-issued"))
    row = sheet.issued[0]
    moved = int(row.movement.value or 0) + shares
    stated["issued-0-movement"] = _text(moved)
    stated["issued-0-closing"] = _text(int(row.opening.value or 0) + moved)
    for address, text in stated.items():
        cell = Cell.of(address)
        assert cell is not None
        its_field = (sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row])._meta.get_field(cell.name)
        set_cell(sheet, cell, read(text, its_field.sort) if isinstance(its_field, FigureField) else text)
        cells.append(cell)
    recalculate(before, sheet, cells)


def exercised(row: int, options: int) -> Move:
    """Options of a row of III.A exercised for new shares."""

    def move(sheet: Sheet) -> Stated:
        left = int(sheet.options[row].may_be_issued.value or 0) - options
        at = f"options-{row}"
        return {
            f"{at}-exercised": _text(options),
            f"{at}-issued": _text(options),
            f"{at}-may_be_issued": _text(left),
        }

    return move


def lapsed(row: int, options: int) -> Move:
    """Options of a row of III.A that lapsed."""

    def move(sheet: Sheet) -> Stated:
        left = int(sheet.options[row].may_be_issued.value or 0) - options
        return {f"options-{row}-lapsed": _text(options), f"options-{row}-may_be_issued": _text(left)}

    return move


def granted(row: int, options: int) -> Move:
    """Options granted under a row of III.A."""

    def move(sheet: Sheet) -> Stated:
        left = int(sheet.options[row].may_be_issued.value or 0) + options
        return {f"options-{row}-granted": _text(options), f"options-{row}-may_be_issued": _text(left)}

    return move


def converted(row: int, amount: int) -> Move:
    """An amount of a convertible of III.C converted at its price."""

    def move(sheet: Sheet) -> Stated:
        bond = sheet.convertibles[row]
        shares = Decimal(amount) / Decimal(bond.subscription_price.value or 0)
        at = f"convertibles-{row}"
        return {
            f"{at}-converted": f"{amount:,}.00",
            f"{at}-closing": f"{Decimal(bond.closing.value or 0) - amount:,.2f}",
            f"{at}-issued": _text(int(shares)),
            f"{at}-may_be_issued": _text(int(bond.may_be_issued.value or 0) - int(shares)),
        }

    return move


def other(kind: str, shares: int, price: str, day: int) -> Move:
    """A movement of III.E on a day of the month: a placing issues shares, a repurchase takes them away."""

    def move(sheet: Sheet) -> Stated:
        row = [each.type for each in sheet.other_movements].index(kind)
        at, ended = f"other_movements-{row}", sheet.head.month_ended
        return {
            f"{at}-share_class": CLASS,
            f"{at}-currency": "HK$",
            f"{at}-price": price,
            f"{at}-event_date": f"{ended.replace(day=day):%d/%m/%Y}",
            f"{at}-approval_date": f"{ended.replace(year=ended.year - 1, day=day):%d/%m/%Y}",
            f"{at}-issued": _text(shares),
        }

    return move


def _shares(text: str) -> int:
    plain = text.strip("()").replace(",", "")
    return -int(plain) if text.startswith("(") else int(plain)


def _text(shares: int) -> str:
    if not shares:
        return "Nil"
    return f"({-shares:,})" if shares < 0 else f"{shares:,}"


def _figures(code: str, month_ended: date, **given: Any) -> dict[str, Any]:
    """The figures of a month in which nothing moved, of an issuer with one class of shares."""
    authorised, par, issued = given["authorised"], Decimal(given["par"]), given["issued"]
    capital, shares = f"{authorised * par:,.2f}", f"{authorised:,}"
    block = {
        "share_class": CLASS, "stock_code": code, "description": "Ordinary Shares", "currency": "HK$",
        "opening_shares": shares, "opening_par": given["par"], "opening_capital": capital,
        "movement_shares": "Nil", "movement_capital": "Nil",
        "closing_shares": shares, "closing_par": given["par"], "closing_capital": capital,
    }  # fmt: skip
    none = {"opening": "N/A", "movement": "N/A", "closing": "N/A"}
    parts = [part for part in ("options", "warrants", "convertibles", "agreements") if part in given]
    marked = [part for part in ("options", "warrants", "convertibles", "agreements") if part not in given]
    totals = [
        {"part": part, "share_class": kind, "shares": "Nil" if kind == "ordinary" else "N/A"}
        for part in (*parts, "other_movements")
        for kind in ("ordinary", "preference", "other")
    ]
    return {
        "format": FORMAT,
        "edition": EDITIONS.for_month(month_ended).code,
        "issuer": {"name": given["name"], "stock_code": code, "board": given.get("board", "Main Board")},
        "head": {
            "month_ended": f"{month_ended:%d/%m/%Y}",
            "submitted_by": given["submitted_by"],
            "title": "Company Secretary",
            "not_applicable": marked,
        },
        "authorised": [block, *({"share_class": key} for key in _OTHER_CLASSES)],
        "authorised_totals": [{"currency": "HK$", "amount": capital}],
        "issued": [
            {"share_class": CLASS, "opening": f"{issued:,}", "movement": "Nil", "closing": f"{issued:,}"},
            *({"share_class": key, **none} for key in _OTHER_CLASSES),
        ],
        **{part: given[part] for part in parts},
        **({"funds_raised": [{"currency": "HK$", "amount": "Nil"}]} if "options" in parts else {}),
        "other_movements": [
            {"type": kind, "issued": "Nil", "may_be_issued": "Nil"} for kind in OtherMovement.Type.values
        ],
        "totals": [
            *totals,
            {"part": "all", "share_class": CLASS, "shares": "Nil"},
            *({"part": "all", "share_class": key, "shares": "N/A"} for key in _OTHER_CLASSES),
        ],
    }


def _option(name: str, price: str, approved: str, options: int) -> dict[str, str]:
    moved = dict.fromkeys(("granted", "exercised", "cancelled", "lapsed", "issued"), "Nil")
    return {
        "name": name, "currency": "HK$", "exercise_price": price, "approval_date": approved, "share_class": CLASS,
        **moved, "may_be_issued": f"{options:,}",
    }  # fmt: skip


PLAIN = DemoIssuer(
    "99981",
    {
        "name": "Amber Quay Textiles Limited (demo)",
        "submitted_by": "Chan Siu Ming",
        "par": "0.10",
        "authorised": 2_000_000_000,
        "issued": 812_400_000,
        "options": [
            _option("2014 Share Option Scheme", "1.25", "15/05/2014", 6_000_000),
            _option("2014 Share Option Scheme", "2.40", "15/05/2014", 9_250_000),
            _option("2022 Share Option Scheme", "3.10", "20/06/2022", 4_000_000),
        ],
    },
    {
        1: (exercised(0, 120_000),),
        3: (exercised(0, 250_000), exercised(1, 80_000)),
        4: (granted(2, 1_500_000),),
        6: (exercised(1, 410_000), lapsed(0, 60_000)),
        8: (lapsed(2, 200_000),),
        9: (exercised(0, 95_000),),
        11: (exercised(1, 300_000), exercised(2, 50_000)),
    },
    late=(6,),
)
ACTIVE = DemoIssuer(
    "99982",
    {
        "name": "Silver Pine Energy Limited (demo)",
        "submitted_by": "Lee Ka Wai",
        "par": "0.01",
        "authorised": 10_000_000_000,
        "issued": 3_250_000_000,
        "convertibles": [
            {
                "description": "3% convertible bonds due 2031", "currency": "HK$", "opening": "600,000,000.00",
                "converted": "Nil", "closing": "600,000,000.00", "share_class": CLASS, "price_currency": "HK$",
                "subscription_price": "4.00", "issued": "Nil", "may_be_issued": "150,000,000",
            }
        ],
    },
    {
        1: (other("placing", 160_000_000, "3.20", 12),),
        2: (converted(0, 40_000_000),),
        4: (other("repurchase", -2_400_000, "2.95", 8),),
        5: (other("repurchase", -5_150_000, "2.88", 16), converted(0, 20_000_000)),
        7: (other("repurchase", -1_300_000, "3.02", 21),),
        10: (converted(0, 100_000_000),),
        12: (other("repurchase", -900_000, "3.11", 14),),
    },
)  # fmt: skip
QUIET = DemoIssuer(
    "99983",
    {
        "name": "Quiet Bay Properties Limited (demo)",
        "board": "GEM",
        "submitted_by": "Wong Mei Ling",
        "par": "0.05",
        "authorised": 1_000_000_000,
        "issued": 400_000_000,
    },
)
ISSUERS = (PLAIN, ACTIVE, QUIET)
