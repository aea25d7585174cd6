"""How long the administrators' lists take: python bench/status.py prints the section of docs/performance.md.

In a database of its own, thrown away afterwards: 2,650 issuers with 24 months each, filed but for the last month of
every tenth issuer; each filing with the movements of Kingsoft's return of November 2009, every hundredth with a
repurchase as well. DATABASE_URL names an empty database; SQLite in a folder of its own unless set.
"""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

ISSUERS, MONTHS = 2_650, 24
TIMES = 5


def fill() -> None:
    """Put issuers and filings there, past the guards."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from returns import filed_figures, guards
    from returns.deadlines import month_end
    from returns.models import FiledMovement, Filing, FilingSummary, Issuer, MonthlyReturn, Submission

    call_command("migrate", verbosity=0)
    guards.remove(connection)
    figures = (ROOT / "tests" / "cases" / "kingsoft-2009-11.json").read_text(encoding="utf-8")
    movements, summary = filed_figures.derive(figures)
    repurchase = movements[0] | {"part": "other_movements", "kind": "other_movements-repurchase", "position": 99}
    months = [month_end(2009 + (11 + place) // 12, (11 + place) % 12 + 1) for place in range(MONTHS)]
    for first in range(1, ISSUERS + 1, 100):
        with transaction.atomic():
            numbers = range(first, min(first + 100, ISSUERS + 1))
            issuers = Issuer.objects.bulk_create(
                Issuer(name=f"Issuer {number} Limited", stock_code=str(number)) for number in numbers
            )
            returns = MonthlyReturn.objects.bulk_create(
                MonthlyReturn(
                    issuer=issuer,
                    month_ended=month,
                    edition="2009",
                    state="draft" if month == months[-1] and int(issuer.stock_code) % 10 == 0 else "filed",
                    submitted_by=f"Signatory {issuer.pk % 50}",
                )
                for issuer in issuers
                for month in months
            )
            filings = Filing.objects.bulk_create(
                Filing(
                    monthly_return=each,
                    issuer=each.issuer,
                    month_ended=each.month_ended,
                    filed_at=datetime.combine(each.month_ended + timedelta(days=4), datetime.min.time(), UTC),
                    figures="{}",
                    figures_sha256="0" * 64,
                    pdf=b"",
                    pdf_sha256="0" * 64,
                    chain_sha256="0" * 64,
                )
                for each in returns
                if each.state == "filed"
            )
            Submission.objects.bulk_create(
                Submission(filing=each, submitted_at=each.filed_at, submitted_name="x", recorded_name="x")
                for each in filings
            )
            rows = []
            for filing in filings:
                said = [*movements, repurchase] if filing.issuer_id % 100 == 0 else movements
                rows += [FiledMovement(filing=filing, **row | {"month_ended": filing.month_ended}) for row in said]
            FiledMovement.objects.bulk_create(rows)
            FilingSummary.objects.bulk_create(FilingSummary(filing=filing, **summary) for filing in filings)
    guards.install(connection)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def say(line: str) -> None:
    """A line of the section."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def timed(ask: Callable[[], Any], times: int) -> float:
    """The median of some runs, in seconds, after one that is not counted."""
    took = []
    for _run in range(times + 1):
        began = time.perf_counter()
        answer = ask()
        if answer.streaming:
            for _block in answer:
                pass
        assert answer.status_code == 200, answer.status_code
        took.append(time.perf_counter() - began)
    return median(took[1:])


PAGES = (
    ("Filing status", "/status?month=2011-11"),
    ("Filing status, overdue only", "/status?month=2011-11&state=overdue"),
    ("All 2010 filings with a repurchase", "/search?first=2010-01&last=2010-12&kind=other_movements-repurchase"),
    ("Everything signed by one person", "/search?signatory=signatory+7"),
    ("Movements of more than 1 million shares", "/search?shares=1000000"),
    ("Late filings of a year", "/search?first=2010-01&last=2010-12&late=on"),
    ("Search without a filter", "/search"),
    ("Queue of filings to review", "/reviews"),
)
FILES = (
    ("Repurchases of 2010 as XLSX", "/search.xlsx?first=2010-01&last=2010-12&kind=other_movements-repurchase"),
    ("Signed by one person as XLSX", "/search.xlsx?signatory=signatory+7"),
)


def main() -> None:
    """Fill, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/status.sqlite3")
        import django

        django.setup()
        from django.contrib.auth.models import User
        from django.db import connection
        from django.test import Client

        fill()
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.create_user("administrator", is_staff=True))
        trivial = timed(lambda: client.get("/verify"), 20)
        say(f"A trivial page (Verify): {trivial * 1000:.0f} ms.\n")
        say("| what | ms | times a trivial page |")
        say("|---|---:|---:|")
        for name, address in (*PAGES, *FILES):
            took = timed(lambda address=address: client.get(address), TIMES)  # type: ignore[misc]
            say(f"| {name} | {took * 1000:,.0f} | {took / trivial:,.1f} |")
        machine = f"{platform.machine()}, {os.cpu_count()} processors, {connection.vendor}"
        say(f"\nPython {platform.python_version()}, {machine}.")


if __name__ == "__main__":
    main()
