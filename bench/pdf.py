"""How long a print takes: python bench/pdf.py prints the section of docs/performance.md.

The demo return is Kingsoft's of November 2009, printed as it is filed: PDF/A-3a, PDF/UA-1, figures attached. Beside
it, in turns with it, a warm Chromium prints the same pages untagged. Needs the packages for the tests.
"""

import copy
import gc
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import which

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true", "PDF_WORKERS": "2"}

import django  # noqa: E402  (the models need settings first)

django.setup()

from returns.editions import EDITIONS, reconcile  # noqa: E402
from returns.exchange import figures_json  # noqa: E402
from returns.figures import number  # noqa: E402
from returns.models import OptionScheme  # noqa: E402
from returns.pdf import pdf_reader, printing, worker  # noqa: E402
from returns.pdf.printing import print_return  # noqa: E402
from returns.pdf.verify_print import prove, read_back  # noqa: E402
from returns.sheet import Sheet  # noqa: E402

ROUNDS = 15
ROWS = (5, 50, 500, 5_000)
RETURNS = 100
# The runs of pages of the form, by what is on them; those of B to E are blank in the demo return.
LEAVES = ("head and I", "II and III.A", "III.B", "III.C", "III.D", "III.E", "totals, remarks")
NOT_BLANK = (0, 1, 6)


def say(line: str) -> None:
    """A line of the section."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def kingsoft() -> Sheet:
    """The demo return."""
    return figures_json.load((ROOT / "tests" / "cases" / "kingsoft-2009-11.json").read_bytes())


def with_options(rows: int) -> Sheet:
    """The demo return with other options."""
    sheet = kingsoft()
    sheet.options = [
        OptionScheme(
            name="Share Option Scheme", share_class="ordinary_1", currency="US$", granted=number(index % 9),
            exercised=number(index % 7), lapsed=number(index % 3), may_be_issued=number(10_000 + index),
        )
        for index in range(rows)
    ]  # fmt: skip
    return sheet


class Print:
    """A return on its way to the worker's part, in this process."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.figures = sheet, figures_json.dump(sheet)
        stamp = printing.stamp_of(sheet, self.figures)
        self.leaves, self.css = (
            printing._leaves(sheet, EDITIONS["2009"], False, stamp),
            printing._style(EDITIONS["2009"]),
        )
        self.attached = printing.attach(stamp, sheet)

    def changed(self, *places: int) -> tuple[str, ...]:
        """The leaves, some of them as never before."""
        leaves = list(self.leaves)
        for place in places:
            leaves[place] = leaves[place].replace("</body>", f"<!-- {time.perf_counter_ns()} --></body>")
        return tuple(leaves)

    def print(self, *places: int) -> bytes:
        """The PDF, with some runs of pages laid out again."""
        return worker.render_leaves(self.changed(*places), self.css, self.attached)

    def prove(self, pdf: bytes) -> None:
        """Read back, and the rules."""
        reconcile(read_back(self.sheet, EDITIONS["2009"], pdf_reader.read(pdf), self.figures))

    def html(self) -> str:
        """All leaves as one page for other engines."""
        bodies = [found[1] for leaf in self.leaves if (found := re.search("<body>(.*)</body>", leaf, re.DOTALL))]
        pages = "".join(f'<div style="break-before: page">{body}</div>' for body in bodies[1:])
        return f'<!DOCTYPE html><html lang="en"><style>{self.css}</style><body>{bodies[0]}{pages}</body></html>'


def side_by_side() -> None:
    """The first table: one print, against Chromium and against WeasyPrint as it comes."""
    from playwright.sync_api import sync_playwright
    from weasyprint import HTML

    worker.warm(8192)
    demo = Print(kingsoft())
    html, pdf = demo.html(), demo.print()

    def cold() -> None:
        worker._kept.cache_clear()
        demo.print()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()

        def chromium() -> None:
            page.set_content(html)
            page.pdf(prefer_css_page_size=True, tagged=False)

        tasks: dict[str, Callable[[], object]] = {
            "Chromium, warm, untagged": chromium,
            "WeasyPrint as it comes, untagged": lambda: HTML(string=html).write_pdf(),
            "as filed, nothing kept": cold,
            "as filed, blank parts (III.B to III.E) kept": lambda: demo.print(*NOT_BLANK),
            **{
                f"one part changed: {name}": (lambda place=place: demo.print(place))
                for place, name in enumerate(LEAVES)
            },
            "nothing changed": lambda: demo.print(),
            "proof: reading back and rules": lambda: demo.prove(pdf),
        }
        times = in_turns(tasks)
        browser.close()
    base = times["Chromium, warm, untagged"]
    say("| the demo return | median | of Chromium's time |\n|---|---:|---:|")
    for name, seconds in times.items():
        say(f"| {name} | {seconds * 1000:.0f} ms | {seconds / base:.2f} |")
    filed = times["as filed, blank parts (III.B to III.E) kept"]
    ones = sorted(seconds / base for name, seconds in times.items() if name.startswith("one part"))
    proof = times["proof: reading back and rules"] / filed
    say("\n| wanted | found | |\n|---|---|---|")
    say(verdict("as filed, blank parts kept: at most 2.0 of Chromium", filed / base, 2.0))
    say(verdict(f"one part changed, whichever: at most 1.0 (the least: {ones[0]:.2f})", ones[-1], 1.0))
    say(verdict("proof: at most 0.5 of the print", proof, 0.5))


def in_turns(tasks: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each task, all in turns so that a busy moment falls on all of them."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _round in range(ROUNDS + 1):
        for name, task in tasks.items():
            gc.collect()
            began = time.perf_counter()
            task()
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(found[1:]) for name, found in times.items()}


def verdict(wanted: str, found: float, most: float, form: str = ".2f", unit: str = "") -> str:
    """A line of the table of what is wanted."""
    return f"| {wanted} | {found:{form}}{unit} | {'met' if found <= most else '**missed**'} |"


def one_of_many_rows(rows: int) -> None:
    """Print a return of so many rows in this fresh process; prints the processor seconds and the peak memory in MB."""
    demo = Print(with_options(rows))
    worker.warm(8192)
    began = time.process_time()
    demo.print()
    seconds = time.process_time() - began
    say(f"{seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}")


def many_rows() -> None:
    """The second table: growth with option rows, each in a process of its own."""
    say("\n| option rows | processor time | a row | most memory |\n|---:|---:|---:|---:|")
    found = {}
    for rows in ROWS:
        command = [sys.executable, __file__, str(rows)]
        said = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()  # noqa: S603
        found[rows] = seconds, memory = float(said[0]), float(said[1])
        say(f"| {rows:,} | {seconds:.1f} s | {seconds / rows * 1000:.1f} ms | {memory:.0f} MB |")
    growth = found[5_000][0] / found[500][0] / 10
    say("\n| wanted | found | |\n|---|---|---|")
    say(verdict("a row of 5,000: at most 1.3 times one of 500", growth, 1.3))
    say(verdict("5,000 rows: at most 400 MB", found[5_000][1], 400, ".0f", " MB"))


def throughput() -> None:
    """The third table: different returns on two workers, as filed."""
    sheets = []
    for place in range(RETURNS):
        sheet = kingsoft()
        sheet.head = copy.copy(sheet.head)
        sheet.head.issuer_name = f"Issuer {place} Limited"
        sheet.options[0].may_be_issued = number(1_000_000 + place)
        sheet.authorised[0].description = f"Ordinary Shares {place}"
        sheets.append((sheet, figures_json.dump(sheet)))

    def off(sheet: Sheet, figures: str) -> None:
        print_return(sheet, draft=False, figures=figures)

    def on(sheet: Sheet, figures: str) -> None:
        prove(sheet, print_return(sheet, draft=False, figures=figures), figures)

    say("\n| wanted of 100 different returns, 2 workers | found, a second | |\n|---|---:|---|")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda pair: on(*pair), sheets[:4]))
        for name, task, least in (("proof off: 5 a second", off, 5.0), ("proof on: 3.5 a second", on, 3.5)):
            began = time.perf_counter()
            list(threads.map(lambda pair, task=task: task(*pair), sheets))
            found = RETURNS / (time.perf_counter() - began)
            say(f"| {name} | {found:.1f} | {'met' if found >= least else '**missed**'} |")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_of_many_rows(int(sys.argv[1]))
    else:
        side_by_side()
        many_rows()
        throughput()
        say(f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors.")
