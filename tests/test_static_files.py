"""Static files as they are served: under hashed names, each one there."""

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


def test_all_files_collect_under_hashed_names(tmp_path: Path, settings: Settings) -> None:
    """A style sheet that names a file which is not there cannot be collected, and the server does not start."""
    hashed = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
