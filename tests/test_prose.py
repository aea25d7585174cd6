"""Plain English: comments, docstrings, test names and pages avoid words that only this project uses in that way."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Add a room once its prose has been rewritten.
ROOMS = (
    "returns/accounts.py",
    "returns/admin.py",
    "returns/archive.py",
    "returns/audit.py",
    "returns/deadlines.py",
    "returns/closures.py",
    "returns/drafts",
    "returns/editor",
    "returns/exchange",
    "returns/filing",
    "returns/forms",
    "returns/guards",
    "returns/mail.py",
    "returns/memberships.py",
    "returns/passwords.py",
    "returns/review.py",
    "returns/second_factor.py",
    "returns/management",
    "returns/models",
    "returns/notices.py",
    "returns/pdf",
    "returns/rules",
    "returns/views",
    "tests/archive",
    "tests/commands",
    "tests/exchange",
    "tests/filing/test_audit.py",
    "tests/filing/test_guards.py",
    "tests/test_deadlines.py",
    "tests/test_closures.py",
    "tests/test_notices.py",
    "tests/test_version.py",
    "tests/views/test_admin.py",
    "tests/views/test_archive.py",
    "tests/views/test_mail.py",
)
# docs/rules.md is made from the rules' sentences, which people read on the screens.
PAGES = tuple(
    str(page.relative_to(ROOT))
    for page in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
    if page.name != "rules.md"
)
WORDS = "she|hers?|herself|told|tells|bars|barred|stands|stood|standing|in hand|held against|anew|reckon(s|ed)?"
DIALECT = re.compile(rf"(?<![A-Za-z])({WORDS})(?![A-Za-z])", re.IGNORECASE)


def files(places: tuple[str, ...], ending: str) -> list[Path]:
    """The files of some places, each a file or a folder."""
    found = [ROOT / place for place in places]
    return [path for place in found for path in ([place] if place.is_file() else sorted(place.rglob(f"*{ending}")))]


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The comments, docstrings and names of tests in a file, each with its line.

    A rule's docstring is its sentence, which people read on the screens, and so is left out.
    """
    source = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.lineno, node.name.replace("_", " ")
        if isinstance(node, ast.FunctionDef) and any(_is_rule(decorator) for decorator in node.decorator_list):
            continue
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (docstring := ast.get_docstring(node)):
            yield getattr(node, "lineno", 1), docstring


def _is_rule(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "rule"


@pytest.mark.parametrize("path", files(ROOMS, ".py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_comments_docstrings_and_test_names_are_plain(path: Path) -> None:
    assert [(line, word[0]) for line, text in prose(path) for word in DIALECT.finditer(text)] == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_plain(name: str) -> None:
    path = ROOT / name
    # Names in code are not prose.
    lines = (re.sub(r"`[^`]*`", "", line) for line in path.read_text(encoding="utf-8").splitlines())
    assert [(number, word[0]) for number, text in enumerate(lines, 1) for word in DIALECT.finditer(text)] == []


@pytest.mark.parametrize(
    "path",
    [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_links_lead_to_files(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_dialect_is_found(tmp_path: Path) -> None:
    path = tmp_path / "room.py"
    path.write_text(
        '"""What she did."""\n\n\ndef test_it_stands() -> None:  # told\n    """Plain."""\n', encoding="utf-8"
    )
    assert {word[0] for _line, text in prose(path) for word in DIALECT.finditer(text)} == {"she", "stands", "told"}
