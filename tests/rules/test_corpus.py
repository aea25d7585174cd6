"""What the rules say of each return in tests/cases; and no rule could go without being missed there."""

import pytest

from returns import rules
from returns.editions import edition_of, reconcile
from returns.rules import Level, Outcome
from returns.sheet import Sheet
from tests.rules.corpus import RULES, Case, as_json, cases, levels, load
from tests.rules.test_catalogue import CATALOGUE

LEVELS = {"E": Level.ERROR, "W": Level.WARNING, "N": Level.NOTE}


def findings(sheet: Sheet, *, without: str = "") -> list[dict[str, str]]:
    """What the rules of the sheet's edition say, as the corpus writes it; `without` one of them."""
    asked = [rule for rule in edition_of(sheet).rules if rule.code != without]
    return [as_json(finding) for finding in rules.reconcile(sheet, asked).findings]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_rules_say_what_the_corpus_expects(case: Case) -> None:
    assert findings(case.sheet()) == case.findings


def test_an_unchanged_return_has_neither_error_nor_warning() -> None:
    unchanged = [case for case in cases() if not case.change]
    assert len(unchanged) >= 6
    for case in unchanged:
        assert {finding["level"] for finding in case.findings} <= {Level.NOTE}, case.name


def test_every_rule_fails_somewhere_at_each_of_its_levels() -> None:
    spoken = {pair for case in cases() for pair in levels(case)}
    expected = {(code, LEVELS[letter]) for code, letters in CATALOGUE.items() for letter in letters}
    # No return of the corpus knows of a day on which it is filed: see tests/filing/test_day_of_filing.py.
    assert expected - spoken == {("H-2", Level.WARNING)}


def test_a_change_is_one_change_and_its_file_is_named_for_what_is_found() -> None:
    for case in cases():
        assert len(case.change) == (case.name != case.base), case.name
        if case.change and not case.name.startswith("holds-"):
            assert case.name.startswith(tuple(f"{finding['code']}-" for finding in case.findings)), case.name


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_without_a_rule_the_corpus_comes_out_otherwise(code: str) -> None:
    naming_it_first = sorted(cases(), key=lambda case: all(finding["code"] != code for finding in case.findings))
    assert any(findings(case.sheet(), without=code) != case.findings for case in naming_it_first), (
        f"{code} could be dropped and no return of the corpus would show it"
    )


def test_every_rule_claims_something() -> None:
    waiting = set(RULES)
    for case in cases():
        sheet = case.sheet()
        waiting -= {code for code in waiting if any(RULES[code].check(sheet))}
    assert waiting == set()


def test_every_identity_is_asked_of_a_return_that_holds() -> None:
    """A sum that only a broken return is asked for would prove nothing of the others."""
    asked = {code for name in HOLDING for code, tally in reconcile(load(name)).outcomes.items() if tally[Outcome.HOLDS]}
    sums = {judged.rule.code for case in cases() for judged in reconcile(case.sheet()).identities}
    assert sums - asked == set()


HOLDING = [case.base for case in cases() if not case.change]
