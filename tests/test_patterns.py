"""The program's patterns: a digit is 0 to 9 and nothing else, and a line's end is no end of a text."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import converters

from returns.deadlines import month_end
from returns.exchange.figures_json import CannotRead, load, schema
from returns.forms.start import MonthField
from returns.sheet import Cell
from returns.urls import Month, StockCode
from tests.conftest import CASES

ROOT = Path(__file__).parent.parent
# Migrations are what once was; what the fields hold to now is asked of the fields themselves.
FILES = [path for path in (ROOT / "returns").rglob("*.py") if path.parent.name != "migrations"]
OF_RE = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
# Full width, Arabic, Devanagari, mathematical.
OTHER_DIGITS = ["３", "٣", "३", "𝟑"]
WRONG_CODES = ["3８８", "٣٨٨", "388\n", "\n388", "३८८", "³⁸⁸"]


def texts(node: ast.AST) -> str:
    """The text of a pattern: of an f-string, what is written out."""
    return "".join(
        each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


def patterns(tree: ast.AST) -> Iterator[str]:
    """What is given to `re` or a validator, is the regex of an address, or the pattern of a schema."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
            if (of_re and name in OF_RE) or name == "RegexValidator":
                yield texts(node.args[0])
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "regex":
            yield texts(node.value)
        elif isinstance(node, ast.Dict):
            yield from (
                texts(value)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "pattern"
            )


def lets_a_line_end_through(pattern: str) -> bool:
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", pattern.replace(r"$(?!\n)", ""))
    return "$" in bare


def test_the_test_sees_what_it_looks_for() -> None:
    assert [lets_a_line_end_through(each) for each in ("^a$", r"a\$", "[$€]", r"^a$(?!\n)", r"a\Z", "[a]$")] == [
        True, False, False, False, False, True,
    ]  # fmt: skip
    found = [each for path in FILES for each in patterns(ast.parse(path.read_text(encoding="utf-8")))]
    assert len(found) > 40
    assert {StockCode.regex, Month.regex} < set(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_digits_are_ascii_and_ends_are_ends(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    # Of bytes, \d is 0 to 9 alone; [^\W\d_] is a letter, and no digit of any script.
    in_text = [text.replace(r"[^\W\d_]", "") for text in constants if isinstance(text, str)]
    assert [text for text in in_text if re.search(r"\\[dD]", text)] == []
    assert [pattern for pattern in patterns(tree) if lets_a_line_end_through(pattern)] == []


def test_no_template_asks_for_a_pattern_of_its_own() -> None:
    assert [
        path for path in (ROOT / "templates").rglob("*.html") if " pattern=" in path.read_text(encoding="utf-8")
    ] == []


@pytest.mark.parametrize("wrong", WRONG_CODES)
def test_no_validator_takes_another_digit_or_a_line_end(wrong: str) -> None:
    validators = [
        validator
        for model in apps.get_app_config("returns").get_models()
        for field in model._meta.get_fields()
        for validator in getattr(field, "validators", ())
        if isinstance(validator, RegexValidator)
    ]
    assert len(validators) >= 2
    for validator in validators:
        for text in (wrong, f"ordinary_{wrong}"):
            with pytest.raises(ValidationError):
                validator(text)
    assert {"code", "month"} < set(converters.get_converters())
    for converter in (StockCode, Month):
        assert not re.fullmatch(converter.regex, wrong.replace("\n", "３"))
    assert not re.search(schema()["properties"]["issuer"]["properties"]["stock_code"]["pattern"], wrong)
    with pytest.raises(CannotRead) as refused:
        load((CASES / "kingsoft-2009-11.json").read_bytes().replace(b'"3888"', json.dumps(wrong).encode()))
    assert refused.value.reasons[0][0] == "issuer.stock_code"


@pytest.mark.parametrize("digit", OTHER_DIGITS)
def test_addresses_and_months_are_in_plain_digits(digit: str) -> None:
    assert Cell.of(f"options-{digit}-granted") is None
    assert Cell.of("options-3-granted\n") is None
    for text in (f"200{digit}-11", f"{digit}/2009", f"2009-1{digit}"):
        with pytest.raises(ValidationError):
            MonthField().clean(text)
    assert MonthField().clean("2009-11") == month_end(2009, 11)
