"""One version, stated in `returns/__init__.py`: the places that show it show that one."""

import subprocess
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from pypdf import PdfReader

from returns import __version__
from returns.pdf.worker import render

ROOT = Path(__file__).parent.parent


def test_the_package_takes_its_version_from_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "returns.__version__"}


def test_the_command_line_prints_it() -> None:
    said = subprocess.run(
        [sys.executable, "manage.py", "--version"], cwd=ROOT, env={}, check=True, capture_output=True, text=True
    ).stdout
    assert said.startswith(f"Monthly Return {__version__} (Django ")


@pytest.mark.django_db
def test_the_foot_of_a_page_shows_it(client: Client) -> None:
    page = client.get("/login/").content.decode()
    foot = page.partition("<footer")[2].partition("</footer>")[0]
    assert foot.split()[-3:] == ["Monthly", "Return", __version__]


def test_a_pdf_names_the_program_that_made_it() -> None:
    reader = PdfReader(BytesIO(render("<html lang='en'><title>A</title><body><p>0</p></body></html>", "")))
    assert reader.metadata
    assert reader.metadata.creator == f"Monthly Return {__version__}"
    tree = ElementTree.fromstring(reader.root_object["/Metadata"].get_data())  # noqa: S314
    tools = [item.text for item in tree.iter("{http://ns.adobe.com/xap/1.0/}CreatorTool")]
    assert tools == [f"Monthly Return {__version__}"]


def test_the_changelog_begins_with_it() -> None:
    versions = [
        line.split()[1]
        for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
        if line[:3] == "## "
    ]
    assert versions[0] == __version__
