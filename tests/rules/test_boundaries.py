"""Every sum at its boundary: what is stated equals it, is one more or less, says nothing, or says something else.

The checks are made from the claims of the rules themselves on a return that uses every part: a new rule is covered
as soon as it claims something of that return. What a claim ought to come to is worked out here by fractions, apart
from the code that judges it; and a sample written by hand holds the working out to what a person expects.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import prod

import pytest

from returns import rules
from returns.figures import Kind, Sort
from returns.rules import Level, Outcome, Rule
from returns.rules.messages import judge
from returns.rules.rule import AtMost, Equal, Fault, Quotient, RowFormula, Term
from returns.sheet import Cell, Sheet, sort_of
from tests.rules.breaking import cell_at
from tests.rules.corpus import EVERY_PART, RULES, load, said

Sum = Equal | AtMost | Quotient
Verdict = tuple[Outcome, Level | None, str]

UNIT = {Sort.SHARES: Decimal(1), Sort.AMOUNT: Decimal("0.01"), Sort.PRICE: Decimal("0.0001")}

# Where leaving a cell out changes what is asked, not whether it can be answered.
ASKED_OTHERWISE = {
    ("A-2", "options-3-outstanding_closing", ""): "what may be issued then stands for the options outstanding",
    ("A-2", "options-3-outstanding_opening", ""): "the row then states no opening to hold against the others",
    ("T-1", "totals-18-shares", ""): "of a class that does not exist nothing is stated, in II neither",
    **{("T-1", f"issued-{index}-movement", ""): "a blank under II is II-2's to tell" for index in range(4)},
}


def sums(rule: Rule, sheet: Sheet) -> list[Sum]:
    """What a rule claims of a sheet, but for what it finds wrong without reckoning."""
    found: list[Sum] = []
    for claim in rule.check(sheet):
        if isinstance(claim, RowFormula):
            found += [claim.claim(sheet, index, last) for index, last in claim.rows]
        elif not isinstance(claim, Fault):
            found.append(claim)
    return found


def stated_in(claim: Sum) -> Cell:
    return claim.stated if isinstance(claim, Quotient) else claim.left[0].cells[0]


def value(sheet: Sheet, cell: Cell) -> Fraction | None:
    figure = sheet.figure(cell)
    if figure.kind is Kind.NUMBER:
        return Fraction(figure.number or 0)
    return Fraction(0) if figure.kind in (Kind.NIL, Kind.NA) else None


def total(sheet: Sheet, terms: list[Term]) -> Fraction | None:
    """The sum of terms; None where a figure it needs is none."""
    added = Fraction(0)
    for term in terms:
        factors = [value(sheet, cell) for cell in term.cells]
        if 0 not in factors:
            known = [factor for factor in factors if factor is not None]
            if len(known) < len(factors):
                return None
            added += term.sign * prod(known)
    return added


def holds(sheet: Sheet, claim: Sum) -> bool | None:
    """Whether a claim holds; None where that cannot be said."""
    if isinstance(claim, Quotient):
        shares, amount, price = (value(sheet, cell) for cell in (claim.stated, claim.amount, claim.price))
        return None if None in (shares, amount, price) else abs(shares - amount / price) < 1  # type: ignore[operator]
    left, right = total(sheet, list(claim.left)), total(sheet, list(claim.right))
    if left is None or right is None:
        nothing_due = isinstance(claim, Equal) and not claim.required and right == 0
        return True if nothing_due and sheet.figure(stated_in(claim)).is_blank else None
    if isinstance(claim, AtMost):
        return left <= right
    rounded = Decimal(right.numerator) / Decimal(right.denominator) if claim.to_the_cent else None
    return left == right or (
        rounded is not None and left == Fraction(rounded.quantize(UNIT[Sort.AMOUNT], ROUND_HALF_UP))
    )


def ought(rule: Rule, claims: list[Sum], sheet: Sheet, changed: Cell) -> set[Verdict]:
    """What a rule ought to say at which cells, if one cell was changed in a return that holds."""
    verdicts: set[Verdict] = set()
    for claim in claims:
        answer = holds(sheet, claim)
        if answer is False:
            place = stated_in(claim)
            if isinstance(claim, AtMost):
                # Of several cells that make an excess, the first that is not zero.
                place = next(term.cells[0] for term in claim.left if value(sheet, term.cells[0]) != 0)
            verdicts.add((Outcome.FAILS, rule.level, place.address))
        elif answer is None:
            level: Level | None = rule.level
            match sheet.figure(changed).kind:
                case Kind.UNREAD:
                    level = None  # F-1 speaks, at the cell itself
                case Kind.BLANK if isinstance(claim, Equal) and not claim.required:
                    level = Level.NOTE
                case Kind.WORDS:
                    level = Level.WARNING
            verdicts.add((Outcome.UNASSESSED, level, changed.address))
    return verdicts


def says(rule: Rule, sheet: Sheet, changed: Cell) -> set[Verdict]:
    """What a rule says of its sums when it is asked as a return is; each claim by itself must say no less."""
    verdicts = {(f.outcome, f.level, f.place.address) for f in rules.reconcile(sheet, [rule]).findings}
    by_itself: set[Verdict] = set()
    for claim in sums(rule, sheet):
        outcome, finding = judge(rule, claim, sheet)
        if finding:
            by_itself.add((outcome, finding.level, finding.place.address))
        elif outcome is not Outcome.HOLDS:
            verdicts.add((outcome, None, changed.address))
            by_itself.add((outcome, None, changed.address))
    assert verdicts <= by_itself
    assert {place for _outcome, _level, place in verdicts} == {place for _outcome, _level, place in by_itself}
    return by_itself


def typed_for(sheet: Sheet, claim: Sum) -> Iterator[str]:
    """What is typed into the cell that a claim is about: equal, one more, one less, and what is no such number."""
    cell = stated_in(claim)
    now, unit = Decimal(sheet.figure(cell).value or 0), UNIT[sort_of(cell)]
    if isinstance(claim, AtMost):
        room = (total(sheet, list(claim.right)) or 0) - (total(sheet, list(claim.left)) or 0)
        now += int(room)
    yield from (f"{now:f}", f"{now + unit:f}", f"{now - unit:f}", f"{-now - unit:f}")
    yield from ("Nil", "N/A", "", "See Remark (1)", "1.000.000 shares?")


def boundaries(rule: Rule, sheet: Sheet) -> Iterator[tuple[Cell, str]]:
    """Each cell that a rule's claims are about, with each thing typed there."""
    seen = set()
    for claim in sums(rule, sheet):
        for typed in typed_for(sheet, claim):
            if (stated_in(claim), typed) not in seen:
                seen.add((stated_in(claim), typed))
                yield stated_in(claim), typed


SUMS = [code for code, rule in RULES.items() if sums(rule, load(EVERY_PART))]


@pytest.mark.parametrize("code", SUMS)
def test_a_sum_at_its_boundaries(code: str) -> None:
    rule, sheet = RULES[code], load(EVERY_PART)
    claims = sums(rule, sheet)
    met = set()
    for cell, typed in boundaries(rule, sheet):
        with said(sheet, cell.address, typed):
            if (code, cell.address, typed) in ASKED_OTHERWISE:
                assert says(rule, sheet, cell) != ought(rule, claims, sheet, cell), "no longer asked otherwise"
                continue
            expected = ought(rule, claims, sheet, cell)
            assert says(rule, sheet, cell) == expected, f"{cell.address}: {typed!r}"
            if sheet.figure(cell).kind is Kind.UNREAD:
                assert [f.place for f in rules.reconcile(sheet, [RULES["F-1"]]).findings] == [cell]
            met |= {outcome for outcome, _level, _place in expected} or {Outcome.HOLDS}
    assert met == set(Outcome), "each sum holds, fails and waits somewhere"


def test_most_rules_that_calculate_are_among_them() -> None:
    reckoning = {"I-1", "I-2", "I-3", "I-4", "I-5", "II-1", "II-2", "II-3", "II-4", "A-1", "A-2", "A-3", "A-4", "A-5"}
    reckoning |= {f"{part}-{number}" for part in "BC" for number in range(1, 6)}
    reckoning |= {"D-1", "D-2", "E-3", "T-1", "P-1", "P-2"}
    assert reckoning <= set(SUMS)
    sheet = load(EVERY_PART)
    assert sum(1 for code in SUMS for _boundary in boundaries(RULES[code], sheet)) > 800


HOLDS, FAILS, WAITS = None, Outcome.FAILS, Outcome.UNASSESSED
E, W, N = Level.ERROR, Level.WARNING, Level.NOTE

# Written by hand: the rule, what is typed where, and what the rule says at that cell.
SAMPLE = [
    ("I-1", "authorised-0-closing_shares", "5000000000", HOLDS, None),
    ("I-1", "authorised-0-closing_shares", "5000000001", FAILS, E),
    ("I-3", "authorised-1-closing_capital", "999,999.99", FAILS, W),
    ("I-4", "authorised_totals-0-amount", "", WAITS, N),
    ("II-1", "issued-0-closing", "1,736,265,678", HOLDS, None),
    ("II-1", "issued-0-closing", "1,736,265,677", FAILS, E),
    ("II-1", "issued-0-closing", "Nil", FAILS, E),
    ("II-1", "issued-0-closing", "N/A", FAILS, E),
    ("II-1", "issued-0-closing", "", WAITS, E),
    ("II-1", "issued-0-closing", "See Remark (1)", WAITS, W),
    ("II-1", "issued-0-closing", "(1,736,265,678)", FAILS, E),
    ("II-2", "issued-3-movement", "", HOLDS, None),
    ("II-2", "issued-3-movement", "1", FAILS, E),
    ("II-3", "issued-0-closing", "5,000,000,000", HOLDS, None),
    ("II-3", "issued-0-closing", "5,000,000,001", FAILS, E),
    ("II-4", "issued-0-closing", "4,864,145,000", HOLDS, None),
    ("II-4", "issued-0-closing", "4,864,145,001", FAILS, W),
    ("A-1", "options-1-issued", "150,000", FAILS, W),
    ("A-2", "options-0-may_be_issued", "5,565,001", FAILS, E),
    ("A-4", "funds_raised-0-amount", "860,000", HOLDS, None),
    ("A-4", "funds_raised-0-amount", "860,000.01", FAILS, E),
    ("A-4", "funds_raised-2-amount", "", WAITS, E),
    ("A-5", "options-3-lapsed", "500,000", HOLDS, None),
    ("A-5", "options-3-lapsed", "500,001", FAILS, E),
    ("B-4", "warrants-1-may_be_issued", "3,666,667", HOLDS, None),
    ("B-4", "warrants-1-may_be_issued", "3,666,668", FAILS, W),
    ("C-3", "convertibles-1-issued", "", WAITS, W),
    ("D-2", "agreements-0-may_be_issued", "N/A", FAILS, W),
    ("E-3", "totals-12-shares", "28,645,677", FAILS, E),
    ("E-3", "totals-14-shares", "", HOLDS, None),
    ("T-1", "issued-1-movement", "(180,000,001)", FAILS, E),
    ("P-2", "issued-1-opening", "200,000,001", FAILS, E),
]  # fmt: skip


@pytest.mark.parametrize(("code", "address", "typed", "outcome", "level"), SAMPLE)
def test_the_working_out_comes_to_what_a_person_expects(
    code: str, address: str, typed: str, outcome: Outcome | None, level: Level | None
) -> None:
    rule, sheet = RULES[code], load(EVERY_PART)
    claims = sums(rule, sheet)
    cell = cell_at(address)
    with said(sheet, address, typed):
        expected = {(outcome, level, address)} if outcome else set()
        assert ought(rule, claims, sheet, cell) == expected
        assert says(rule, sheet, cell) == expected
