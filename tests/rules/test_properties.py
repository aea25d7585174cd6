"""Returns made up at random in which every sum is right hold; with one figure off, the rule for it fails there.

The details are drawn; what follows from them is added up here, by plain arithmetic, not by the rules.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from returns.editions import reconcile
from returns.figures import Figure, read, store, write
from returns.models import Issuer, MonthlyReturn
from returns.models.fields import FigureField
from returns.parts import MOVEMENTS, PARTS
from returns.rules import Level
from returns.sheet import Sheet, sort_of
from tests.rules.breaking import set_cell
from tests.rules.corpus import cases, load, said

KEYS = ("ordinary_1", "ordinary_2", "preference_1", "other_1")
CURRENCIES = ("HK$", "US$", "RMB", "CA$")
CENT = Decimal("0.01")
INCREASES = ("rights_issue", "open_offer", "placing", "bonus_issue", "scrip_dividend", "consideration_issue")
DECREASES = ("repurchase", "redemption")
EITHER = ("capital_reorganisation", "other")

shares = st.one_of(st.just(0), st.integers(1, 10**6), st.integers(1, 10**11))
price = st.decimals("0.0001", "1000", places=4)
amount = st.one_of(st.just(Decimal(0)), st.decimals("0.01", "1000000000", places=2))


@dataclass
class Made:
    """A return made up, and the month before it: for each part its rows, a row its cells as typed."""

    now: dict[str, list[dict[str, str]]] = field(default_factory=lambda: {part: [] for part in PARTS})
    before: dict[str, list[dict[str, str]]] = field(default_factory=lambda: {part: [] for part in PARTS})

    def add(self, part: str, now: dict[str, Any], before: dict[str, Any]) -> None:
        """A row of a part, and the row it comes from: the same, but for what is given otherwise."""
        self.now[part].append({name: str(said) for name, said in now.items()})
        self.before[part].append({name: str(said) for name, said in {**now, **before}.items()})

    def sheet(self) -> Sheet:
        """The Sheet, with the month before."""
        sheet = _sheet(date(2009, 12, 31), "06/01/2010", self.now)
        sheet.month_before = _sheet(date(2009, 11, 30), "03/12/2009", self.before)
        return sheet


def _sheet(month_ended: date, submitted: str, rows: dict[str, list[dict[str, str]]]) -> Sheet:
    head = MonthlyReturn(
        issuer=Issuer(name="Made Up Limited", stock_code="99999"), issuer_name="Made Up Limited", edition="2009",
        month_ended=month_ended, submitted_by="A. Person", title="Director",
    )  # fmt: skip
    sheet = Sheet.of(head, {part: [_row(PARTS[part].model, row) for row in of_part] for part, of_part in rows.items()})
    set_cell(sheet, "head-date_submitted", submitted)
    return sheet


def _row(model: type, cells: dict[str, str]) -> Any:
    fields = {name: model._meta.get_field(name) for name in cells}  # type: ignore[attr-defined]
    return model(**{
        name: read(said, fields[name].sort) if isinstance(fields[name], FigureField) else said
        for name, said in cells.items()
    })  # fmt: skip


def zero(draw: st.DrawFn) -> str:
    """Zero, as people write it."""
    return draw(st.sampled_from(["Nil", "0", "-"]))


def say(draw: st.DrawFn, number: int | Decimal) -> str:
    """A number as people write it: with separators or without, a decrease in brackets or with a minus."""
    if number == 0:
        return zero(draw)
    digits = f"{abs(number):,f}" if isinstance(number, Decimal) else f"{abs(number):,}"
    digits = draw(st.sampled_from([digits, digits.replace(",", "")]))
    return digits if number > 0 else draw(st.sampled_from([f"({digits})", f"-{digits}"]))


def cents(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_HALF_UP)


@st.composite
def made_up(draw: st.DrawFn) -> Made:
    """A return in which every sum is right."""
    made = Made()
    existing = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True).map(sorted))
    issued: dict[tuple[str, str], int] = {}
    issuable = dict.fromkeys(existing, 0)

    def move(part: str, key: str, number: int, may: int = 0) -> None:
        issued[part, key] = issued.get((part, key), 0) + number
        issuable[key] += may

    _options(draw, made, existing, move)
    for part, used in (("warrants", "exercised"), ("convertibles", "converted")):
        _instruments(draw, made, existing, part, used, move)
    _agreements(draw, made, existing, move)
    _other_movements(draw, made, existing, move)
    moved = {key: sum(number for (_part, of), number in issued.items() if of == key) for key in existing}
    _balances(draw, made, existing, moved, issuable)
    _totals(draw, made, existing, issued, moved)
    return made


def _options(draw: st.DrawFn, made: Made, existing: list[str], move: Callable[..., None]) -> None:
    raised: dict[str, Decimal] = {}
    for index in range(draw(st.integers(0, 4))):
        key, currency, at = draw(st.sampled_from(existing)), draw(st.sampled_from(CURRENCIES)), draw(price)
        exercised, cancelled, lapsed, granted, closing = (draw(shares) for _column in range(5))
        opening = closing + exercised + cancelled + lapsed - granted
        if opening < 0:
            granted, opening = granted + opening, 0
        existing_shares = draw(st.integers(0, exercised))
        made.add(
            "options",
            {
                "name": f"Scheme {index}", "share_class": key, "currency": currency, "exercise_price": at,
                "granted": say(draw, granted), "exercised": say(draw, exercised), "cancelled": say(draw, cancelled),
                "lapsed": say(draw, lapsed), "issued": say(draw, exercised - existing_shares),
                "may_be_issued": say(draw, closing), "approval_date": "15/05/2002",
                "existing_shares": say(draw, existing_shares) if existing_shares else "",
            },
            {"may_be_issued": opening},
        )  # fmt: skip
        move("options", key, exercised - existing_shares, closing)
        raised[currency] = raised.get(currency, Decimal(0)) + exercised * at
    for currency, funds in raised.items():
        made.add("funds_raised", {"currency": currency, "amount": say(draw, cents(funds))}, {})


def _instruments(
    draw: st.DrawFn, made: Made, existing: list[str], part: str, used: str, move: Callable[..., None]
) -> None:
    for index in range(draw(st.integers(0, 2))):
        key, currency, at = draw(st.sampled_from(existing)), draw(st.sampled_from(CURRENCIES)), draw(price)
        gone, newly, redeemed, closing = (draw(amount) for _column in range(4))
        opening = closing + gone + redeemed - newly
        if opening < 0:
            newly, opening = newly + opening, Decimal(0)
        number, may = int(gone / at), int(closing / at)
        made.add(
            part,
            {
                "description": f"{part} {index}", "share_class": key, "currency": currency, "price_currency": currency,
                "subscription_price": at, "opening": say(draw, opening), used: say(draw, gone),
                "newly_issued": say(draw, newly) if newly else "", "redeemed": say(draw, redeemed) if redeemed else "",
                "closing": say(draw, closing), "issued": say(draw, number), "may_be_issued": say(draw, may),
            },
            {"closing": opening},
        )  # fmt: skip
        move(part, key, number, may)


def _agreements(draw: st.DrawFn, made: Made, existing: list[str], move: Callable[..., None]) -> None:
    for index in range(draw(st.integers(0, 2))):
        key, number, may = draw(st.sampled_from(existing)), draw(shares), draw(shares)
        made.add(
            "agreements",
            {
                "particulars": f"Agreement {index}", "share_class": key,
                "issued": say(draw, number), "may_be_issued": say(draw, may),
            },
            {"may_be_issued": number + may},
        )  # fmt: skip
        move("agreements", key, number, may)


def _other_movements(draw: st.DrawFn, made: Made, existing: list[str], move: Callable[..., None]) -> None:
    for kind in draw(st.lists(st.sampled_from(INCREASES + DECREASES + EITHER), max_size=5)):
        key, number = draw(st.sampled_from(existing)), draw(shares)
        if kind in DECREASES or (kind in EITHER and draw(st.booleans())):
            number = -number
        day = draw(st.dates(date(2009, 12, 1), date(2009, 12, 31)))
        made.add(
            "other_movements",
            {
                "type": kind, "share_class": key, "issued": say(draw, number), "may_be_issued": zero(draw),
                "currency": "HK$", "price": draw(price), "event_date": f"{day:%d/%m/%Y}",
                "specification": "Conversion" if kind == "other" else "",
            },
            {},
        )  # fmt: skip
        move("other_movements", key, number)


def _balances(
    draw: st.DrawFn, made: Made, existing: list[str], moved: dict[str, int], issuable: dict[str, int]
) -> None:
    capital: dict[str, Decimal] = {}
    for key in KEYS:
        if key not in existing:
            made.add("issued", {"share_class": key, **dict.fromkeys(("opening", "movement", "closing"), "N/A")}, {})
            continue
        opening = max(0, -moved[key]) + draw(shares)
        closing = opening + moved[key]
        made.add(
            "issued",
            {
                "share_class": key, "opening": say(draw, opening), "movement": say(draw, moved[key]),
                "closing": say(draw, closing),
            },
            {"closing": opening},
        )  # fmt: skip
        par, currency = draw(st.decimals("0.0000001", "10", places=7)), draw(st.sampled_from(CURRENCIES))
        authorised = closing + issuable[key] + draw(shares)
        increase = draw(st.integers(-authorised, authorised))
        made.add(
            "authorised",
            {
                "share_class": key, "currency": currency,
                "opening_shares": say(draw, authorised - increase), "opening_par": f"{par:f}",
                "opening_capital": say(draw, (authorised - increase) * par),
                "movement_shares": say(draw, increase), "movement_capital": say(draw, increase * par),
                "closing_shares": say(draw, authorised), "closing_par": f"{par:f}",
                "closing_capital": say(draw, authorised * par),
            },
            {"closing_shares": authorised - increase, "closing_capital": f"{(authorised - increase) * par:f}"},
        )  # fmt: skip
        capital[currency] = capital.get(currency, Decimal(0)) + authorised * par
    for currency, total in capital.items():
        made.add("authorised_totals", {"currency": currency, "amount": say(draw, total)}, {})


def _totals(
    draw: st.DrawFn, made: Made, existing: list[str], issued: dict[tuple[str, str], int], moved: dict[str, int]
) -> None:
    kinds = {key.partition("_")[0] for key in existing}
    for part in MOVEMENTS:
        for kind in ("ordinary", "preference", "other"):
            total = sum(number for (of, key), number in issued.items() if of == part and key.startswith(kind))
            said = say(draw, total) if kind in kinds else "N/A"
            made.add("totals", {"part": part, "share_class": kind, "shares": said}, {})
    for key in KEYS:
        said = say(draw, moved[key]) if key in existing else "N/A"
        made.add("totals", {"part": "all", "share_class": key, "shares": said}, {})


QUICK = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@QUICK
@given(made_up())
def test_a_return_whose_every_sum_is_right_holds(made: Made) -> None:
    findings = [(f.code, f.place.address, f.message) for f in reconcile(made.sheet()).findings]
    assert findings == []


# The cell that is put off, and the rule that must fail, at that cell.
OWN_RULE = {
    ("authorised", "closing_shares"): "I-1",
    ("authorised", "closing_capital"): "I-2",
    ("authorised", "opening_capital"): "I-3",
    ("authorised", "opening_shares"): "P-1",
    ("authorised_totals", "amount"): "I-4",
    ("issued", "opening"): "P-2",
    ("issued", "movement"): "II-2",
    ("issued", "closing"): "II-1",
    ("options", "issued"): "A-1",
    ("options", "may_be_issued"): "A-2",
    ("funds_raised", "amount"): "A-4",
    ("warrants", "opening"): "B-2",
    ("warrants", "closing"): "B-1",
    ("convertibles", "opening"): "C-2",
    ("convertibles", "closing"): "C-1",
    ("agreements", "may_be_issued"): "D-2",
}
TOTAL_OF = {"options": "A-3", "warrants": "B-5", "convertibles": "C-5", "agreements": "D-1", "other_movements": "E-3"}


def perturbable(made: Made) -> Iterable[tuple[str, str]]:
    """The cells of a return with a rule of their own, and that rule."""
    existing = {row["share_class"] for row in made.now["issued"] if row["opening"] != "N/A"}
    for part, rows in made.now.items():
        for index, row in enumerate(rows):
            for name in row:
                if (part, name) in OWN_RULE and (part != "issued" or row["share_class"] in existing):
                    yield f"{part}-{index}-{name}", OWN_RULE[part, name]
            if part == "totals":
                yield f"totals-{index}-shares", TOTAL_OF.get(row["part"], "T-1")


@QUICK
@given(made_up(), st.data())
def test_one_figure_put_off_makes_its_rule_fail_at_its_cell(made: Made, data: st.DataObject) -> None:
    sheet = made.sheet()
    address, code = data.draw(st.sampled_from(list(perturbable(made))))
    off = data.draw(st.one_of(st.integers(-10, 10), st.integers(-(10**9), 10**9)).filter(bool))
    part, index, name = address.split("-")
    now = getattr(sheet.rows(part)[int(index)], name).value or 0
    set_cell(sheet, address, f"{now + off:f}" if isinstance(now, Decimal) else str(now + off))
    result = reconcile(sheet)
    assert (code, address) in {(f.code, f.place.address) for f in result.findings}
    assert {f.level for f in result.findings} & {Level.ERROR, Level.WARNING}


def off_by_one_slip(data: st.DataObject, figure: Figure) -> str:
    """What a slip of the hand, or another word, leaves in a cell."""
    value = figure.value or 0
    digits = [*f"{abs(value):f}"] if isinstance(value, Decimal) else [*str(abs(value))]
    swapped = digits[:-2] + digits[:-3:-1]
    typed = [f"{value + 1:f}" if isinstance(value, Decimal) else str(value + 1), f"{-value - 1:f}", f"{value * 10:f}"]
    typed += ["".join(swapped), f"{value + data.draw(st.integers(-(10**9), 10**9)):f}"]
    return data.draw(st.sampled_from([*typed, "", "Nil", "N/A", "See Remark (1)", "x"]))


def holds_to_its_cell(sheet: Sheet) -> None:
    """Every finding quotes its cell as it is; entering what it calls calculated clears it."""
    for finding in reconcile(sheet).findings:
        place = finding.place
        holder = sheet.month_before if place.before else sheet
        assert holder is not None
        stands = sheet.head if place.row is None else holder.rows(place.part)[place.row]
        content = getattr(stands, place.name)
        if isinstance(content, Figure) and len(finding.places) == 1:
            assert finding.found == write(content, sort_of(place)), finding.message
        if finding.calculated is None:
            continue
        assert not place.before, finding.message
        assert finding.expected == write(finding.calculated, sort_of(place)) or finding.expected.startswith("at most")
        with said(sheet, place.address, store(finding.calculated)):
            again = {(after.code, after.place) for after in reconcile(sheet).findings}
            assert (finding.code, place) not in again, finding.message


WHOLE = [case.base for case in cases() if not case.change]


@QUICK
@given(st.one_of(made_up().map(Made.sheet), st.sampled_from(WHOLE).map(load)), st.data())
def test_what_is_called_entered_is_in_the_cell_and_what_is_calculated_clears_the_finding(
    sheet: Sheet, data: st.DataObject
) -> None:
    figures = [(cell, figure) for cell, figure in sheet.figures() if cell.row is not None and sort_of(cell) != "day"]
    cell, figure = data.draw(st.sampled_from(figures))
    with said(sheet, cell.address, off_by_one_slip(data, figure)):
        holds_to_its_cell(sheet)


@QUICK
@given(made_up())
def test_rows_may_come_in_any_order(made: Made) -> None:
    for rows in made.now.values():
        rows.reverse()
    assert reconcile(made.sheet()).findings == []
