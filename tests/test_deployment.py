"""What the program says to those who run it, and asks of them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from returns.pdf import worker

ROOT = Path(__file__).parent.parent
READ = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "returns" / "settings.py").read_text(encoding="utf-8")))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_setting_that_is_read_is_described() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    named = [row.split("|")[1] for row in page.splitlines() if row.startswith("| `")]
    assert len(READ) == 17
    assert set(re.findall(r"`(\w+)`", " ".join(named))) == READ


@pytest.mark.parametrize("service", ["web", "migrate"])
def test_docker_hands_every_setting_on(service: str) -> None:
    # Nobody works where faults show the inside of the program.
    assert set(COMPOSE["services"][service]["environment"]) == READ - {"DEBUG"}


def test_docker_asks_for_what_has_no_default() -> None:
    given = COMPOSE["services"]["web"]["environment"]
    asked = {name for name, value in given.items() if re.search(r"\$\{\w+:\?", str(value))}
    assert asked == {"SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL", "EMAIL_FROM"}
    assert re.fullmatch(r"\$\{SECRET_KEY:\?[^}]+\}", given["SECRET_KEY"])
    assert (given["HTTPS"], given["DEMO"]) == ("${HTTPS:-on}", "${DEMO:-off}")


def packages(path: str, pattern: str) -> set[str]:
    """The Debian packages that a file names where a pattern finds them."""
    found = re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    return set(re.findall(r"[a-z0-9.+-]+", " ".join(found)))


def test_the_same_packages_and_fonts_are_installed_everywhere() -> None:
    everywhere = {
        "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0",
        "fonts-liberation2", "fonts-noto-cjk", "fonts-dejavu-core",
    }  # fmt: skip
    assert packages("script/prepare", r"^    need_(?:library|font) .* (\S+)$") == everywhere
    assert packages("Dockerfile", r"install -y --no-install-recommends \\([\s\S]*?)&&") == everywhere
    listed = packages("docs/dependencies.md", r"^\| ((?:lib\w+-|fonts-)[^|]+?) \|")
    assert listed == everywhere
    rows = re.findall(r"^\| (`.+?) \|", packages_table(), re.MULTILINE)
    assert set(re.findall(r"`([^`]+)`", " ".join(rows))) == everywhere


def packages_table() -> str:
    """What docs/deployment.md says of packages and fonts."""
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    return page.partition("## Packages and fonts")[2].partition("\n## ")[0]


def test_the_fonts_that_are_promised_are_those_that_a_print_may_use() -> None:
    promised = set(worker.FAMILIES)
    tree = ElementTree.parse(worker.FONTS)  # noqa: S314 -- our own file
    accepted = tree.findall("./selectfont/acceptfont/pattern/patelt[@name='family']/string")
    assert {family.text for family in accepted} == promised
    preferred = {family.text for family in tree.findall("./alias/prefer/family")}
    assert preferred <= promised
    # Each package of fonts is looked for by a family of its own, and docs name every family.
    looked_for = set(re.findall(r"need_font '([^']+)'", (ROOT / "script" / "prepare").read_text(encoding="utf-8")))
    assert looked_for <= promised
    assert len(looked_for) == 3
    listed = packages_table()
    assert [family for family in promised if family.split()[-1] not in listed] == []


def test_style_sheets_of_prints_name_no_other_fonts() -> None:
    sheets = [ROOT / "returns" / "pdf" / "agent.css", *(ROOT / "static" / "editions").rglob("*.css")]
    sheets.append(ROOT / "static" / "returns" / "paper.css")
    named = {name for sheet in sheets for name in re.findall(r'"([A-Z][^"]+)"', sheet.read_text(encoding="utf-8"))}
    fonts = {name for name in named if re.search(r"Serif|Sans|Mono", name)}
    # The last is never found; without its name in the style sheet every print would have other bytes.
    assert fonts - {"Noto Serif CJK TC"} <= set(worker.FAMILIES)


def manage(root: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """What script/manage does in a program that lies in `root`, asked from another folder."""
    elsewhere = root / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    (root / "script").mkdir(exist_ok=True)
    shutil.copy(ROOT / "script" / "manage", root / "script")
    command = [str(root / "script" / "manage"), "reconcile", "a file.json"]
    environment = {"PATH": "/usr/bin:/bin", **given}
    return subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_command_line_says_what_it_needs(tmp_path: Path) -> None:
    result = manage(tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert "script/server" in result.stderr


def test_the_command_line_runs_where_the_server_runs(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$SECRET_KEY" "$PWD" "$@"\nexit 2\n')
    python.chmod(0o755)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("kept\n")
    result = manage(tmp_path)
    run = [str(tmp_path / "elsewhere"), str(tmp_path / "manage.py"), "reconcile", "a file.json"]
    assert (result.returncode, result.stdout.splitlines(), result.stderr) == (2, ["kept", *run], "")
    assert manage(tmp_path, SECRET_KEY="given").stdout.splitlines() == ["given", *run]
