"""A database for each test of a command, copied from one that is migrated once."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from tests.running import Database, run

IS_SQLITE = "sqlite3" in settings.DATABASES["default"]["ENGINE"]


def _server() -> tuple[str, str]:
    """Where PostgreSQL is, up to the name of a database; and that of one that is always there."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    return f"{url}/", "postgres"


def _say(statement: str) -> None:
    server, always = _server()
    with psycopg.connect(server + always, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Database]]:
    """Makes a migrated database with nothing in it."""
    folder = tmp_path_factory.mktemp("databases")
    made = [f"commands_{uuid4().hex}"]

    def url(name: str) -> str:
        return f"sqlite:///{folder / name}" if IS_SQLITE else _server()[0] + name

    if not IS_SQLITE:
        _say(f"CREATE DATABASE {made[0]}")
    migrated = run("migrate", "-v0", DATABASE_URL=url(made[0]))
    assert migrated.code == 0, migrated.err

    def copy() -> Database:
        made.append(f"commands_{uuid4().hex}")
        if IS_SQLITE:
            shutil.copy(folder / made[0], folder / made[-1])
        else:
            _say(f"CREATE DATABASE {made[-1]} TEMPLATE {made[0]}")
        return Database(url(made[-1]))

    yield copy
    if not IS_SQLITE:
        for name in made:
            _say(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    """A migrated database with nothing in it."""
    return new_database()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    """Writes the figures of a case into a file, with some texts replaced, each once."""

    def write(case: Path, *changes: tuple[str, str]) -> str:
        text = case.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / f"figures-{uuid4().hex}.json"
        path.write_text(text)
        return str(path)

    return write
