"""File returns and be killed at every step of it: python -m tests.filing.killed KILLS, on the database of DATABASE_URL.

Run by test_kills. For each kill a process of its own, and group, files a return and gets SIGKILL at one step; then what
is on record is looked at, the archive verified, and the return filed again. What is wrong goes to standard output.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import cycle, islice
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.contrib.auth.models import User
from django.db import connection, connections

from returns import archive, audit, filing
from returns.exchange import figures_json
from returns.filing import closing, on_record
from returns.models import Filing, MonthlyReturn
from returns.pdf import pool

CASE = Path(__file__).parent.parent / "cases" / "kingsoft-2009-11.json"
PRINT = b"%PDF-1.7 stands for a print"


def die(*_given: Any, **_named: Any) -> None:
    """As when the power goes: the whole group, so that no printing process is left behind."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    """Die where a function is called."""
    setattr(owner, name, die)


def after(owner: Any, name: str) -> None:
    """Die where a function has done its work."""
    does = getattr(owner, name)
    setattr(owner, name, lambda *given, **named: die(does(*given, **named)))


def while_printing() -> None:
    """Die in the middle of a print, a real one: as soon as a printing process is at work on it."""

    def die_when_at_work(futures: list[Future[Any]], **_given: Any) -> None:
        while not (futures[0].running() or futures[0].done()):
            time.sleep(0.01)
        die()

    closing.print_return = REALLY_PRINT
    pool.wait = die_when_at_work


REALLY_PRINT = closing.print_return

STEPS: dict[str, Callable[[], None]] = {
    "before the print": lambda: before(closing, "print_return"),
    "after the print": lambda: after(closing, "print_return"),
    "after the proof": lambda: after(closing, "prove"),
    "before the lock": lambda: before(closing, "locked_issuer"),
    "after the lock": lambda: after(closing, "locked"),
    "before storing": lambda: before(closing, "_store_filing"),
    "after storing": lambda: after(closing, "_store_filing"),
    "after closing": lambda: after(MonthlyReturn, "close"),
    "after the trail": lambda: after(audit, "record_state"),
    "before the commit": lambda: before(connection, "commit"),
    "after the commit": lambda: after(connection, "commit"),
}
# A real print takes seconds: so few of them.
REAL_PRINTS = 3


def approved(number: int, maker: User, checker: User) -> MonthlyReturn:
    """The return of an issuer of its own, ready to be filed."""
    sheet = figures_json.load(CASE.read_bytes())
    sheet.head.issuer.stock_code = str(10_000 + number)
    sheet.authorised[0].stock_code = str(10_000 + number)
    draft = filing.record(sheet, None)
    for user, role in ((maker, "preparer"), (checker, "approver")):
        draft.issuer.memberships.create(user=user, role=role)
    filing.submit(draft, maker, draft.version)
    filing.approve(draft, checker, draft.version)
    return draft


def file_and_die(monthly_return: MonthlyReturn, by: User, step: Callable[[], None]) -> int:
    """File in a process of its own that dies on the way; gives the signal it died of."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        os.setsid()
        step()
        try:
            filing.file_approved(monthly_return, by)
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def faults(monthly_return: MonthlyReturn, figures: str, by: User, is_filed: bool) -> list[str]:
    """What a kill left behind that should not be there, or took away."""
    found = []
    stored = MonthlyReturn.objects.get(pk=monthly_return.pk)
    filings = Filing.objects.filter(monthly_return=stored).count()
    if (stored.state, filings) != (("filed", 1) if is_filed else ("approved", 0)):
        found.append(f"{stored.state} with {filings} filings")
    if figures_json.dump(filing.sheet_of(stored)) != figures:
        found.append("its figures are not what they were")
    if not is_filed:
        filing.file_approved(stored, by)
    try:
        filing.file_approved(stored, by)
        found.append("filed twice")
    except filing.ActionRefused:
        pass
    if Filing.objects.filter(monthly_return=stored).count() != 1:
        found.append("not one filing")
    return found + [str(fault) for fault in archive.verify([stored.issuer_id])]


def main(kills: int) -> None:
    """Kill so often, going through the steps again and again."""
    closing.print_return = lambda sheet, **_given: PRINT
    closing.prove = lambda *_given: None
    on_record.on_the_day = lambda sheet: sheet
    maker, checker = User.objects.create_user("maker"), User.objects.create_user("checker")
    steps = [("while printing", while_printing)] * REAL_PRINTS
    steps += islice(cycle(STEPS.items()), kills - len(steps))
    for number, (name, step) in enumerate(steps):
        draft = approved(number, maker, checker)
        figures = figures_json.dump(filing.sheet_of(draft))
        died_of = file_and_die(draft, maker, step)
        found = faults(draft, figures, maker, is_filed=name == "after the commit")
        if died_of != signal.SIGKILL:
            found.append("it was not killed")
        for fault in found:
            sys.stdout.write(f"{name}: {fault}\n")
    for fault in archive.verify():
        sys.stdout.write(f"in the end: {fault}\n")
    sys.stdout.write(f"{len(steps)} kills\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
