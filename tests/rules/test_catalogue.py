"""Which rules there are."""

from importlib import import_module
from pathlib import Path

import pytest

from returns import rules
from returns.editions import EDITIONS, Edition
from returns.editions.catalogue import catalogue, markdown
from returns.rules import Level, Rule

DOCS = Path(__file__).parent.parent.parent / "docs"

# Each rule's level: E error, W warning, N note; then those of its parts that are of another level.
CATALOGUE = {
    "F-1": "E",
    "H-1": "E", "H-2": "EWN", "H-3": "EW", "H-4": "EW", "H-5": "W", "H-6": "WN",
    "I-1": "E", "I-2": "E", "I-3": "WE", "I-4": "EWN", "I-5": "W", "I-6": "E", "I-7": "E",
    "II-1": "E", "II-2": "E", "II-3": "E", "II-4": "W", "II-5": "E", "II-6": "E", "II-7": "E",
    "A-1": "W", "A-2": "E", "A-3": "E", "A-4": "E", "A-5": "E", "A-6": "EW", "A-7": "W", "A-8": "E", "A-9": "E",
    "A-10": "E", "A-11": "E",
    "B-1": "E", "B-2": "E", "B-3": "WN", "B-4": "WN", "B-5": "E", "B-6": "WN", "B-7": "W", "B-8": "E", "B-9": "E",
    "C-1": "E", "C-2": "E", "C-3": "WN", "C-4": "WN", "C-5": "E", "C-7": "W", "C-8": "E", "C-9": "E",
    "D-1": "E", "D-2": "W", "D-3": "E", "D-4": "E",
    "E-1": "E", "E-2": "EW", "E-3": "E", "E-4": "E", "E-5": "W", "E-6": "E",
    "T-1": "E", "T-2": "E", "T-3": "N", "T-4": "W", "T-5": "E",
    "P-1": "E", "P-2": "E", "P-3": "W", "P-4": "W", "P-5": "NW", "P-6": "WN", "P-7": "W",
}  # fmt: skip


def test_the_rules_of_the_edition_are_the_catalogue() -> None:
    assert [rule.code for rule in EDITIONS["2009"].rules] == list(CATALOGUE)


def test_each_rule_has_its_level_and_its_sentence() -> None:
    letters = {Level.ERROR: "E", Level.WARNING: "W", Level.NOTE: "N"}
    listed = EDITIONS["2009"].rules
    assert {rule.code: letters[rule.level] for rule in listed} == {code: each[0] for code, each in CATALOGUE.items()}
    assert all(rule.sentence.endswith(".") for rule in listed)


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
