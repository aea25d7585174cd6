"""Commands of the program, each run as a process of its own, as an operator runs it: no transaction is around it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import time_machine
from django.core.management import execute_from_command_line

ROOT = Path(__file__).parents[1]


class Ran(NamedTuple):
    """What came of a command: its exit code, what it wrote, and what it says besides or ends with."""

    code: int
    out: str
    err: str


def run(*command: str, at: datetime | None = None, **environment: str) -> Ran:
    """Run a command with the program's own settings; `at` puts its clock.

    Without DATABASE_URL it has no database. However busy the machine is, it is waited for.
    """
    program = ["-m", "tests.running", at.isoformat()] if at else ["manage.py"]
    given = {
        **{name: text for name, text in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")},
        "SECRET_KEY": "for tests only, kept nowhere, guards nothing",
        "HTTPS": "off",
        "DEBUG": "off",
        "DEMO": "off",
        "PDF_TIMEOUT": "3600",
        "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3",
        **environment,
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, *program, *command], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr.removeprefix("CommandError: ").rstrip("\n"))


@dataclass(frozen=True)
class Database:
    """A migrated database of a test's own."""

    url: str

    def run(self, *command: str, at: datetime | None = None, **environment: str) -> Ran:
        """Run a command on it."""
        return run(*command, at=at, DATABASE_URL=self.url, **environment)

    def python(self, code: str) -> str:
        """What some lines of Python write that are run inside the program."""
        done = self.run("shell", "--no-imports", "-c", code)
        assert done.code == 0, done.err
        return done.out

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Its contents, as another connection sees them."""
        if self.url.startswith("sqlite:///"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[arg-type]

    def value(self, sql: str) -> Any:
        """The one value that a question has for an answer."""
        [[value]] = self.rows(sql)
        return value


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "returns.settings"
    with time_machine.travel(datetime.fromisoformat(sys.argv[1])):
        execute_from_command_line(["manage.py", *sys.argv[2:]])
