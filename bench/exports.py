"""How long a list takes as a file: python bench/exports.py prints the section of docs/performance.md."""

import os
import platform
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

# 2,650 issuers in the twelve months of the filing status.
LINES = 31_800
# What is wanted, in seconds of processor time.
SECONDS = 10


def rows() -> Iterator[list[Any]]:
    """The lines of the filing status, each filed."""
    at = datetime(2009, 12, 4, 3, 4, tzinfo=UTC)
    for number in range(LINES):
        issuer = [str(number % 2650 + 1), f"Issuer {number} Limited", date(2009, 11, 30)]
        yield [*issuer, "filed", "", 0, at, at, "preparer", "Chan Tai Man", f"{number:064x}", "", ""]


def main() -> None:
    """Write each kind of file, print."""
    import django

    django.setup()
    from returns import exports, overview

    kinds = {
        "CSV": lambda: exports.as_csv(overview.HEADINGS, rows()),
        "workbook": lambda: exports.as_xlsx("Returns", overview.HEADINGS, overview.WIDTHS, rows()),
    }
    say = sys.stdout.write
    say("| file | lines | size | processor time | more memory | wanted |\n|---|---:|---:|---:|---:|---|\n")
    for kind, blocks in kinds.items():
        memory, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        size = sum(map(len, blocks()))
        took = time.process_time() - began
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
        met = "met" if took <= SECONDS else "**missed**"
        say(f"| {kind} | {LINES:,} | {size / 1e6:.1f} MB | {took:.1f} s | {memory} MB | at most {SECONDS} s: {met} |\n")
    say(f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors.\n")


if __name__ == "__main__":
    main()
