"""What whoever runs the program is told, and asked for."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
READ = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "returns" / "settings.py").read_text(encoding="utf-8")))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_setting_that_is_read_is_described() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    told = [row.split("|")[1] for row in page.splitlines() if row.startswith("| `")]
    assert len(READ) == 16
    assert set(re.findall(r"`(\w+)`", " ".join(told))) == READ


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
    told = manage(tmp_path)
    assert (told.returncode, told.stdout) == (1, "")
    assert "script/server" in told.stderr


def test_the_command_line_runs_where_the_server_runs(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$SECRET_KEY" "$PWD" "$@"\nexit 2\n')
    python.chmod(0o755)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("kept\n")
    told = manage(tmp_path)
    run = [str(tmp_path / "elsewhere"), str(tmp_path / "manage.py"), "reconcile", "a file.json"]
    assert (told.returncode, told.stdout.splitlines(), told.stderr) == (2, ["kept", *run], "")
    assert manage(tmp_path, SECRET_KEY="given").stdout.splitlines() == ["given", *run]
