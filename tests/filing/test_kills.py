"""Filing is whole or not at all, whatever happens on the way, and happens once, whoever asks at the same time."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from returns import archive, filing
from returns.filing import closing
from returns.models import AuditEntry, Filing, MonthlyReturn

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
KILLS = 100
REQUESTS = 200


def database_url() -> str:
    """Where the database under test is."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.mark.slow
def test_a_process_killed_at_any_step_leaves_a_whole_filing_or_none() -> None:
    connection.close()
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.filing.killed", str(KILLS)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.returncode) == (f"{KILLS} kills\n", 0), run.stderr[-2000:]
    assert Filing.objects.count() == KILLS


@pytest.mark.slow
def test_of_two_hundred_who_file_at_once_one_does(
    approved: MonthlyReturn, maker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # PostgreSQL gives a hundred connections to all who ask.
    together = REQUESTS if connection.vendor == "sqlite" else 40
    begin = Barrier(together)
    monkeypatch.setattr(closing, "print_return", lambda sheet, **_given: b"%PDF-1.7 stands for a print")
    monkeypatch.setattr(closing, "prove", lambda *_given: None)

    def ask(number: int) -> str:
        try:
            if number < together:
                begin.wait()
            filing.file_approved(MonthlyReturn(pk=approved.pk, issuer=approved.issuer), maker)
        except filing.ActionRefused as refused:
            return str(refused)
        finally:
            connections.close_all()
        return "filed"

    with ThreadPoolExecutor(together) as pool:
        results = list(pool.map(ask, range(REQUESTS)))
    assert results.count("filed") == 1
    assert {text[:4] for text in results if text != "filed"} == {"H-4:"}
    assert Filing.objects.count() == AuditEntry.objects.filter(new="filed").count() == 1
    assert list(archive.verify()) == []
