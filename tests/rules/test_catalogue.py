"""Which rules there are."""

from importlib import import_module
from pathlib import Path

import pytest

from returns import rules
from returns.editions import EDITIONS, Edition
from returns.editions.catalogue import catalogue, markdown
from returns.rules import Level, Rule

DOCS = Path(__file__).parent.parent.parent / "docs"

_LETTERS = {Level.ERROR: "E", Level.WARNING: "W", Level.NOTE: "N"}

# The rules of which parts are of another level, with these levels: E error, W warning, N note.
_OTHER_LEVELS = {
    "H-2": "WN", "H-3": "W", "H-4": "W", "H-6": "N",
    "I-3": "E", "I-4": "WN",
    "A-6": "W", "B-3": "N", "B-4": "N", "B-6": "N", "C-3": "N", "C-4": "N", "E-2": "W", "P-5": "W", "P-6": "N",
}  # fmt: skip

# Each rule's own level, then the others.
CATALOGUE = {rule.code: _LETTERS[rule.level] + _OTHER_LEVELS.get(rule.code, "") for rule in EDITIONS["2009"].rules}


def test_other_levels_are_those_of_a_rule_that_there_is() -> None:
    assert set(_OTHER_LEVELS) - set(CATALOGUE) == set()
    assert all(len(set(letters)) == len(letters) for letters in CATALOGUE.values())


@pytest.mark.parametrize("rule", EDITIONS["2009"].rules, ids=lambda rule: rule.code)
def test_each_rule_has_a_sentence(rule: Rule) -> None:
    assert rule.sentence.endswith(".")


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda edition: edition.code)
def test_an_edition_has_each_code_once_under_a_heading(edition: Edition) -> None:
    codes = [rule.code for rule in edition.rules]
    assert len(set(codes)) == len(codes)
    assert sorted(rule.code for of_part in catalogue(edition).values() for rule in of_part) == sorted(codes)


def test_every_shared_rule_is_in_some_edition() -> None:
    modules = [import_module(f"returns.rules.{path.stem}") for path in Path(rules.__file__).parent.glob("*.py")]
    shared = {rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)}
    assert shared <= {rule for edition in EDITIONS.values() for rule in edition.rules}


def test_the_catalogue_in_the_documents_is_the_one_in_force() -> None:
    assert (DOCS / "rules.md").read_text() == markdown(EDITIONS.values())
