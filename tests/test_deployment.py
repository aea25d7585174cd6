"""What whoever runs the program is told, and asked for."""

import re
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
