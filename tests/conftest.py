"""What every test may ask for."""

import multiprocessing
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.management.commands.flush import Command as FlushCommand
from django.db import connections
from django.test import TransactionTestCase

from returns import guards
from returns.exchange import figures_json
from returns.sheet import Sheet
from tests import undefined
from tests.letters import wait_for_the_post

CASES = Path(__file__).parent / "cases"

# Playwright's synchronous interface runs an event loop in the test's thread, where Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The machine decides how long an example takes; in CI the same examples come every time.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


undefined.watch()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser and what touches the database, so that either can be asked for with -m."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "playwright" in fixtures:
            item.add_marker("browser")
        of_django = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        if of_django or item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")


def pytest_sessionfinish() -> None:
    """Add the libraries and fonts that this process and its workers read to the file MAPPED, which .ci/run asks for."""
    if report := os.environ.get("MAPPED"):
        processes = ["self", *(str(process.pid) for process in multiprocessing.active_children())]
        maps = "".join(Path(f"/proc/{process}/maps").read_text(encoding="utf-8") for process in processes)
        files = set(re.findall(r"/\S+(?:\.so[.0-9]*|\.tt[fc]|\.otf)$", maps, re.MULTILINE))
        with Path(report).open("a", encoding="utf-8") as file:
            file.writelines(f"{name}\n" for name in sorted(files))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in production: in memory, threads would share one connection and its lock."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied() -> Iterator[None]:
    """Let the tests that commit empty the tables after themselves, which the guards in the database would refuse.

    `flush` lays them again, as every migration does.
    """
    flush = FlushCommand.handle

    def unguarded(command: FlushCommand, **options: Any) -> Any:
        guards.remove(connections[options["database"]])
        return flush(command, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FlushCommand, "handle", unguarded)
        yield


@pytest.fixture(autouse=True)
def _letters_do_not_outlast_a_test() -> Iterator[None]:
    """Let no letter of one test fall into the post of the next."""
    yield
    wait_for_the_post()


@pytest.fixture(autouse=True)
def _every_name_in_a_template_is_defined() -> Iterator[None]:
    """Fail the test that met a name in a template which nothing defines."""
    yield
    names = sorted(set(undefined.met))
    undefined.met.clear()
    assert not names


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium: Playwright would download one of its own."""
    chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert chromium, "No Chromium: apt-get install chromium, or set CHROMIUM to the path of one."
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk in Hong Kong."""
    return {
        **browser_context_args,
        "viewport": {"width": 1440, "height": 900},
        "locale": "en-GB",
        "timezone_id": "Asia/Hong_Kong",
    }


@pytest.fixture
def kingsoft() -> Sheet:
    """A real return in which every figure agrees: Kingsoft Corporation Limited, November 2009. Not saved."""
    return figures_json.load((CASES / "kingsoft-2009-11.json").read_bytes())
