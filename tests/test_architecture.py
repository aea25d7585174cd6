"""What leans on what: the rooms of docs/architecture.md, and the libraries of docs/dependencies.md.

A room may import from rooms on lines below its own, and from nowhere else. The faces (views, tags of templates, the
admin site, commands) know nothing of each other; what the page of a return shows is in the editor, which knows no face.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LINES = re.search(r"Imports run down (?:.+\n)+\n((?:    .+\n)+)", PAGE)[1].splitlines()  # type: ignore[index]
ROOMS = {
    room.partition("/")[0]: place
    for place, line in enumerate(LINES)
    for room in line.strip().split("  ")[0].split(", ")
}
# What Django starts from, and asks for by its own names.
DJANGOS = {"__init__", "apps", "migrations", "settings", "urls", "wsgi"}


def imports(path: Path) -> Iterator[str]:
    """The names of all that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def room_of(path: Path) -> str:
    """The room of a file of the program."""
    return path.relative_to(ROOT / "returns").parts[0].removesuffix(".py")


FILES = [path for path in (ROOT / "returns").rglob("*.py") if room_of(path) not in DJANGOS]


def test_every_room_is_listed() -> None:
    assert {room_of(path) for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_down_the_list(path: Path) -> None:
    own = {name.split(".")[1] for name in imports(path) if name.startswith("returns.")} - {room_of(path)}
    assert [room for room in own if room not in ROOMS or ROOMS[room] <= ROOMS[room_of(path)]] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}

    def module_of(name: str) -> str:
        return name if name in modules or "." not in name else module_of(name.rpartition(".")[0])

    TopologicalSorter(
        {module: {module_of(name) for name in imports(path)} - {module} for module, path in modules.items()}
    ).prepare()


def test_every_library_that_is_imported_is_pinned_and_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {re.split(r"[\[=]", pin)[0].lower() for pin in pins}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    files = [path for folder in ("returns", "tests", "bench") for path in (ROOT / folder).rglob("*.py")]
    modules = {name.partition(".")[0] for path in files for name in imports(path)} - set(sys.stdlib_module_names)
    libraries = {each.lower() for module in modules for each in packages_distributions().get(module, [])}
    assert len(libraries) > 20
    assert libraries - pinned == set()
    assert {each for each in libraries if each not in page} == set()
