"""What every test may ask for."""

import multiprocessing
import os
import re
import shutil
import traceback
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.commands.flush import Command as FlushCommand
from django.db import connection, connections
from django.test import TransactionTestCase

from returns import guards
from returns.exchange import figures_json
from returns.filing import on_record
from returns.models import Answer, Issuer, Membership, MonthlyReturn
from returns.parts import PARTS
from returns.pdf import pool, printing
from returns.sheet import Sheet
from returns.views import preview
from tests import undefined
from tests.letters import wait_for_the_post

ON_THE_DAY = on_record.on_the_day
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
        if (
            of_django
            or item.get_closest_marker("django_db")
            or fixtures & {"db", "transactional_db", "live_server", "new_database"}
        ):
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

    `flush` installs them again, as every migration does.
    """
    flush = FlushCommand.handle

    def unguarded(command: FlushCommand, **options: Any) -> Any:
        guards.remove(connections[options["database"]])
        return flush(command, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FlushCommand, "handle", unguarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _filed_on_the_day_it_states() -> Iterator[None]:
    """Let the returns of the cases, which are years old, be filed on the day they state, else the fourth of the month.

    A test of the day of filing itself goes by the clock: it is marked `by_the_clock`.
    """

    def on_its_day(sheet: Sheet) -> Sheet:
        sheet.filing_day = sheet.head.date_submitted.day or sheet.head.month_ended + timedelta(days=4)
        return sheet

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(on_record, "on_the_day", on_its_day)
        yield


@pytest.fixture(autouse=True)
def _filed_by_the_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is marked so, is filed on the day that it is."""
    if request.node.get_closest_marker("by_the_clock"):
        monkeypatch.setattr(on_record, "on_the_day", ON_THE_DAY)


# What the trip-wire watches: a change there and its entry in the trail have to be one transaction.
_TABLES = [
    m._meta.db_table
    for m in (*(part.model for part in PARTS.values()), Answer, MonthlyReturn, Issuer, Membership, User)
]
_WATCHED = re.compile(rf'(?:INSERT INTO|UPDATE|DELETE FROM) "(?:{"|".join(_TABLES)})"')
_PROGRAM = Path(guards.__file__).parent.parent
_MODELS = (_PROGRAM / "models", _PROGRAM / "guards")


def _writes_by_itself() -> str:
    """Where the program's own code wrote just now, past its models; nothing where a test did."""
    for frame in traceback.extract_stack()[::-1]:
        path = Path(frame.filename)
        if path.is_relative_to(Path(__file__).parent) and path != Path(__file__):
            return ""
        if path.is_relative_to(_PROGRAM) and not any(path.is_relative_to(models) for models in _MODELS):
            return f"{path}:{frame.lineno}"
    return ""


@pytest.fixture(autouse=True)
def _the_program_opens_its_own_transactions() -> Iterator[None]:
    """Fail where the program relies on the transaction that is around a test, and that it has nowhere else."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        blocks = context["connection"].atomic_blocks
        if _WATCHED.match(sql) and all(block._from_testcase for block in blocks) and (place := _writes_by_itself()):
            pytest.fail(f"Written outside any transaction of the program's own, at {place}: {sql[:80]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


# What a print worker makes depends on nothing but what it is given.
_asked_once = lru_cache(maxsize=256)(pool.work)


@pytest.fixture(autouse=True, scope="module")
def _the_same_is_printed_once() -> Iterator[None]:
    """Take from an earlier test what a print worker has made or read of the very same.

    Most tests print one of a few returns on their way to something else. The tests of printing itself do without.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in (printing, preview):
            patch.setattr(module, "work", _asked_once)
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
    """The system's Chromium: Playwright would download one of its own.

    The headless shell is the same browser without its windows, and opens a page in a fifth of the time.
    """
    names = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else ["chromium-headless-shell", "chromium"]
    chromium = next(filter(None, map(shutil.which, names)), None)
    assert chromium, "No Chromium: apt-get install chromium-headless-shell, or set CHROMIUM to the path of one."
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
