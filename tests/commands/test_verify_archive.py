"""Whether a database is whole, and no less than what was noted beside its backup."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import Database

CASE = Path(__file__).parent.parent / "cases" / "kingsoft-2009-11.json"

Written = Callable[..., str]


def noted(database: Database) -> tuple[str, str]:
    """The number of filings and the last entry of the trail, as the command prints them."""
    whole = database.run("verify_archive")
    assert whole.code == 0, whole.out + whole.err
    first, last, _chains = whole.out.splitlines()
    assert re.fullmatch(r"Ends of the chains: [0-9a-f]{64}", _chains)
    return first.split()[0], last.removeprefix("Last entry of the audit trail: ")


@pytest.fixture
def two_filed(database: Database, written: Written, tmp_path: Path) -> tuple[Database, list[tuple[str, str]]]:
    """A database, and what was noted of it: empty, after one filing, and after two."""
    notes = [noted(database)]
    for code in ("3888", "11"):
        figures = tmp_path / f"{code}.json"
        figures.write_text(CASE.read_text().replace("3888", code))
        filed = database.run("file_return", str(figures), "--pdf", str(tmp_path / "out.pdf"))
        assert filed.code == 0, filed.err
        notes.append(noted(database))
    return database, notes


def test_what_was_noted_is_looked_for(two_filed: tuple[Database, list[tuple[str, str]]]) -> None:
    database, notes = two_filed
    assert [filings for filings, _entry in notes] == ["0", "1", "2"]
    assert notes[0][1] == "none"

    def expect(filings: str, entry: str) -> tuple[int, str]:
        ran = database.run("verify_archive", "--expect-filings", filings, "--expect-last-entry", entry)
        return ran.code, ran.out.splitlines()[0] if ran.out else ran.err

    # What was added since is no break.
    assert expect(*notes[2]) == expect(*notes[1]) == (0, "2 filings: all whole.")
    assert expect("3", notes[2][1]) == (1, "First break: database: 3 filings are expected, and 2 are here")
    number, _slash, fingerprint = notes[2][1].partition("/")
    later = f"{int(number) + 1}/{fingerprint}"
    assert expect("2", later) == (
        1,
        f"First break: audit trail: entry {int(number) + 1} is expected, and is not here",
    )
    other = f"{number}/{'0' * 16}"
    assert expect("2", other) == (1, f"First break: audit trail: entry {number} is not the one that is expected")
    assert expect("2", "x")[0] == 2


def test_two_processes_name_the_same_breaks_as_one(database: Database) -> None:
    made = f"""
from pathlib import Path
from django.db import connection
from returns import filing, guards
from returns.exchange.figures_json import load
from returns.filing import closing
from returns.models import Filing
closing.print_return = lambda sheet, **_given: b"%PDF-1.7 in place of a print"
closing.prove = lambda *_given: None
text = Path({str(CASE)!r}).read_text()
filed = [filing.file_sheet(load(text.replace("3888", code).encode()), None) for code in ("3888", "11", "5", "66")]
guards.remove(connection)
Filing.objects.filter(pk=filed[3].pk).update(filed_name="nobody")
Filing.objects.filter(pk=filed[1].pk).update(pdf=b"%PDF-1.7 another")
guards.install(connection)
print(filed[1].pk, filed[3].pk)
"""
    forged, renamed = database.python(made).split()
    reports = [database.run("verify_archive", "--processes", processes) for processes in ("1", "2")]
    for code, out, err in reports:
        assert code == 1, err
        assert out.splitlines() == [
            f"First break: 11 2009-11 r0 (filing {forged}): its PDF is not the one that was filed",
            f"66 2009-11 r0 (filing {renamed}): the chain breaks here: who filed, when, or what is not as it was, here "
            "or in the filing before",
        ]
        assert err == "The archive is broken in 2 places."


def test_a_copy_of_the_file_alone_lacks_what_is_in_the_log_beside_it(
    two_filed: tuple[Database, list[tuple[str, str]]], tmp_path: Path
) -> None:
    """Why docs/deployment.md says VACUUM INTO: what is committed is in the log, until SQLite puts it into the file."""
    database, notes = two_filed
    if not database.url.startswith("sqlite"):
        pytest.skip("SQLite only")
    there = Path(database.url.removeprefix("sqlite:///"))
    expected = ["--expect-filings", notes[2][0], "--expect-last-entry", notes[2][1]]
    with closing(sqlite3.connect(there)) as connection:
        alone, whole = tmp_path / "alone.sqlite3", tmp_path / "whole.sqlite3"
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # Whoever reads keeps SQLite from putting the log into the file.
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM returns_filing").fetchall()
        figures = tmp_path / "5.json"
        figures.write_text(CASE.read_text().replace("3888", "5"))
        assert database.run("file_return", str(figures), "--pdf", str(tmp_path / "out.pdf")).code == 0
        expected[1] = "3"
        shutil.copy(there, alone)
        with closing(sqlite3.connect(there)) as another:
            another.execute(f"VACUUM INTO '{whole}'")
    lacking = Database(f"sqlite:///{alone}").run("verify_archive", *expected)
    assert (lacking.code, lacking.out.splitlines()[0]) == (
        1,
        "First break: database: 3 filings are expected, and 2 are here",
    )
    assert Database(f"sqlite:///{whole}").run("verify_archive", *expected).code == 0
