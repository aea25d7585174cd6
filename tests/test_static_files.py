"""Static files as they are served: under hashed names, each one there."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from returns.settings import BASE_DIR

NAMED = sorted(
    {
        name
        for template in (BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r"""{%\s*static\s+["']([^"']+)""", template.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("name", NAMED)
def test_what_a_template_names_is_there(name: str) -> None:
    """A page that names a file which is not there fails as a whole, and only outside the tests."""
    assert finders.find(name)


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    """All static files as a server collects them.

    A style sheet or script that names a file which is not there cannot be collected, and the server does not start.
    """
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "returns.static_files.HashedFiles"}}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_all_files_collect_under_hashed_names(collected: Path) -> None:
    assert (collected / "staticfiles.json").exists()


def test_scripts_import_each_other_by_hashed_names(collected: Path) -> None:
    """A script that a browser has kept goes with the scripts it was made with, whatever is served since."""
    served = json.loads((collected / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    imported = []
    for name, hashed in served.items():
        if name.endswith(".js") and not name.startswith("vendor/"):
            script = collected / hashed
            paths = re.findall(r"""\bfrom ["'](\..+?)["']""", script.read_text(encoding="utf-8"))
            imported += [script.parent / path for path in paths]
    assert len(imported) > 10
    assert {str(path.resolve().relative_to(collected)) for path in imported} <= set(served.values())
