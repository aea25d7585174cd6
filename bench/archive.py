"""How long verify_archive takes: python bench/archive.py prints the section of docs/performance.md.

In a database of its own, thrown away afterwards: 10,000 filings of 100 issuers, each with the rows and the print of
Kingsoft's return of November 2009. DATABASE_URL names an empty one; SQLite in a folder of its own unless set.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

ISSUERS, MONTHS = 100, 100
# What is wanted: see docs/performance.md.
SECONDS = 60


def fill() -> int:
    """Put the filings there, past the guards; gives the size of their PDFs in bytes."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from returns import filed_figures, guards
    from returns.deadlines import month_end
    from returns.exchange import figures_json
    from returns.models import AuditEntry, Filing, Issuer, MonthlyReturn
    from returns.parts import PARTS
    from returns.pdf.identifiers import pdf_identifiers
    from returns.pdf.printing import print_return

    call_command("migrate", verbosity=0)
    guards.remove(connection)
    content = (ROOT / "tests" / "cases" / "kingsoft-2009-11.json").read_bytes()
    pdf = print_return(figures_json.load(content), draft=False, figures=content.decode())
    for number in range(1, ISSUERS + 1):
        with transaction.atomic():
            issuer = Issuer.objects.create(name=f"Issuer {number}", stock_code=str(number))
            before = None
            for month in range(MONTHS):
                sheet = figures_json.load(content)
                head = sheet.head
                head.issuer, head.month_ended = issuer, month_end(2010 + month // 12, month % 12 + 1)
                frozen = figures_json.dump(sheet)
                head.state = "filed"
                MonthlyReturn.objects.bulk_create([head])
                for name, part in PARTS.items():
                    for row in sheet.rows(name):
                        row.monthly_return = head
                    part.model._default_manager.bulk_create(sheet.rows(name))
                own = pdf + f"% {number} {month}\n".encode()
                filing = Filing(
                    monthly_return=head,
                    issuer=issuer,
                    month_ended=head.month_ended,
                    filed_at=datetime(2020, 1, 1, tzinfo=UTC),
                    figures=frozen,
                    figures_sha256=sha256(frozen.encode()).hexdigest(),
                    pdf=own,
                    pdf_sha256=sha256(own).hexdigest(),
                    pdf_identifier=pdf_identifiers(own)[0],
                    before=before,
                )
                filing.chain_sha256 = filing.link(before.chain_sha256 if before else "")
                filing.save()
                filed_figures.record(filing)
                states = (("draft", "awaiting"), ("awaiting", "approved"), ("approved", "filed"))
                AuditEntry.objects.bulk_create(
                    AuditEntry(
                        at=filing.filed_at,
                        action=AuditEntry.Action.STATE,
                        issuer=issuer,
                        monthly_return=head,
                        old=old,
                        new=new,
                        note=filing.chain_sha256 if new == "filed" else "",
                    )
                    for old, new in states
                )
                before = filing
    guards.install(connection)
    return len(pdf)


def say(line: str) -> None:
    """A line of the section."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Fill, verify, print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/archive.sqlite3")
        import django

        django.setup()
        from django.db import connection

        size = fill()
        vendor = connection.vendor
        connection.close()
        say("| processes | filings | a print | seconds | wanted |")
        say("|---:|---:|---:|---:|---|")
        for processes in (1, 2):
            began = time.perf_counter()
            command = [sys.executable, "manage.py", "verify_archive", "--processes", str(processes)]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            took = time.perf_counter() - began
            wanted = "" if processes == 1 else f"at most {SECONDS}: {'met' if took <= SECONDS else '**missed**'}"
            say(f"| {processes} | {ISSUERS * MONTHS:,} | {size // 1024} kB | {took:.1f} | {wanted} |")
        say(f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors, {vendor}.")


if __name__ == "__main__":
    main()
