"""How long the rules take over a return in memory: python bench/reconcile.py prints the section of docs/performance.md.

Processor time, so that a busy machine does not count. The demo return is Kingsoft's of November 2009 with October as
November implies it; the others have as many option rows as the table says, each in the month before as well.
"""

import os
import platform
import statistics
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402  (the models need settings first)

django.setup()

from returns.editions import reconcile  # noqa: E402
from returns.exchange import figures_json  # noqa: E402
from returns.figures import NIL, Figure, number  # noqa: E402
from returns.models import OptionScheme  # noqa: E402
from returns.sheet import Sheet  # noqa: E402

ROWS = (5, 50, 500, 5_000)
# Rounds last together at least this long, and are at least this many.
SECONDS, FEWEST = 2.0, 7

# What is wanted of it: see docs/performance.md.
DEMO_MS, MOST_MS, MOST_GROWTH = 1.0, 50.0, 1.5


def kingsoft() -> Sheet:
    """The demo return with its month before, which closes with what it starts from."""
    content = (ROOT / "tests" / "cases" / "kingsoft-2009-11.json").read_bytes()
    sheet, before = figures_json.load(content), figures_json.load(content)
    before.head.month_ended = date(2009, 10, 31)
    for row in before.options:
        gone = sum(getattr(row, name).value or 0 for name in ("exercised", "cancelled", "lapsed"))
        row.may_be_issued = number((row.may_be_issued.value or 0) + gone)
    before.issued[0].closing = before.issued[0].opening
    sheet.month_before = before
    return sheet


def with_options(rows: int) -> Sheet:
    """The demo return with other options: each row at a price of its own, with a movement in every second column."""
    sheet = kingsoft()
    assert sheet.month_before
    sheet.options, sheet.month_before.options = [], []
    for index in range(rows):
        exercised, lapsed, closing = number(index % 7), number(index % 3), number(10_000 + index)
        sheet.options.append(_option(index, exercised=exercised, lapsed=lapsed, may_be_issued=closing))
        opening = number(10_000 + index + index % 7 + index % 3)
        sheet.month_before.options.append(_option(index, exercised=NIL, lapsed=NIL, may_be_issued=opening))
    issued = sum(index % 7 for index in range(rows))
    raised = sum((index % 7 * _price(index) for index in range(rows)), Decimal(0))
    sheet.funds_raised[0].amount = number(raised.quantize(Decimal("0.01")))
    sheet.totals[0].shares = sheet.totals[6].shares = sheet.issued[0].movement = number(issued)
    sheet.issued[0].closing = number((sheet.issued[0].opening.value or 0) + issued)
    return sheet


def _price(index: int) -> Decimal:
    return Decimal("0.01") * (index + 1)


def _option(index: int, exercised: Figure, lapsed: Figure, may_be_issued: Figure) -> OptionScheme:
    return OptionScheme(
        name="Share Option Scheme", share_class="ordinary_1", currency="US$", exercise_price=number(_price(index)),
        granted=NIL, exercised=exercised, cancelled=NIL, lapsed=lapsed, issued=exercised, may_be_issued=may_be_issued,
    )  # fmt: skip


def median_ms(sheet: Sheet) -> float:
    """The middle of many rounds, in milliseconds of processor time."""
    assert not reconcile(sheet).errors
    taken: list[int] = []
    while len(taken) < FEWEST or sum(taken) < SECONDS * 1e9:
        began = time.process_time_ns()
        reconcile(sheet)
        taken.append(time.process_time_ns() - began)
    return statistics.median(taken) / 1e6


def report() -> list[str]:
    """Measure; the lines of a table and what is wanted of it."""
    demo = median_ms(kingsoft())
    lines = ["| return, with a month before | option rows | median | a row |", "|---|---:|---:|---:|"]
    lines.append(f"| demo | 5 | {demo:.2f} ms | |")
    a_row = {}
    for rows in ROWS:
        taken = median_ms(with_options(rows))
        a_row[rows] = taken * 1000 / rows
        lines.append(f"| made up | {rows:,} | {taken:.2f} ms | {a_row[rows]:.1f} µs |")
    most, growth = a_row[5_000] * 5, a_row[5_000] / a_row[50]
    lines += ["", "| wanted | found | |", "|---|---|---|"]
    for wanted, found, met in (
        (f"demo: at most {DEMO_MS:g} ms", f"{demo:.2f} ms", demo <= DEMO_MS),
        (f"5,000 rows: at most {MOST_MS:g} ms", f"{most:.0f} ms", most <= MOST_MS),
        (f"a row of 5,000: at most {MOST_GROWTH:g} times one of 50", f"{growth:.2f} times", growth <= MOST_GROWTH),
    ):
        lines.append(f"| {wanted} | {found} | {'met' if met else '**missed**'} |")
    return [*lines, "", f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors."]


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
