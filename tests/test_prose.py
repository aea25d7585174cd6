"""Plain English: comments, docstrings, test names and pages avoid words that only this project uses in that way."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted(path for place in ("returns", "tests", "bench") for path in (ROOT / place).rglob("*.py"))
TEMPLATES = sorted(path for place in ("templates", "tests") for path in (ROOT / place).rglob("*.html"))
# The style sheets of prints are left out: a print's bytes are made from every character of them.
SCRIPTS = [
    *(path for path in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in path.parts),
    *sorted((ROOT / "tests").rglob("*.js")),
    *sorted((ROOT / "static").glob("*.css")),
    *sorted((ROOT / "script").iterdir()),
]
# docs/rules.md is made from the rules' sentences, which people read on the screens.
PAGES = tuple(
    str(page.relative_to(ROOT))
    for page in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
    if page.name != "rules.md"
)
WORDS = "she|hers?|herself|told|tells|bars|barred|stands|stood|standing|in hand|held against|anew|reckon(s|ed)?"
DIALECT = re.compile(rf"(?<![A-Za-z])({WORDS})(?![A-Za-z])", re.IGNORECASE)


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


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """The comments of a template, a script or a style sheet, each with its line."""
    source = path.read_text(encoding="utf-8")
    kinds = {".html": r"\{#.*?#\}", ".js": r"/\*.*?\*/|(?:^|\s)//[^\n]*", ".css": r"/\*.*?\*/"}
    for comment in re.finditer(kinds.get(path.suffix, r"(?:^|\s)#[^\n]*"), source, re.DOTALL | re.MULTILINE):
        yield source.count("\n", 0, comment.start()) + 1, comment[0]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_comments_docstrings_and_test_names_are_plain(path: Path) -> None:
    assert [(line, word[0]) for line, text in prose(path) for word in DIALECT.finditer(text)] == []


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS], ids=_name)
def test_comments_of_pages_and_scripts_are_plain(path: Path) -> None:
    assert [(line, word[0]) for line, text in comments(path) for word in DIALECT.finditer(text)] == []


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
    for name, text in {
        "page.html": "<p>she</p> {# it stands #}",
        "part.js": "let she; /* it\nstands */",
        "last.js": 'const at = "she"; // it stands',
        "style.css": ".she {} /* it stands */",
        "server": "she=1 # it stands",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = [word[0] for _line, words in comments(tmp_path / name) for word in DIALECT.finditer(words)]
        assert found == ["stands"], name
