"""The rules asked of a Sheet: what they find, what a person answered to it, and every identity with its verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from returns.models import Answer
from returns.rules.messages import Finding, combined, judge, nothing_stated
from returns.rules.rule import AtMost, Equal, Fault, Level, Quotient, RowFormula, Rule
from returns.rules.verdict import Outcome
from returns.sheet import Cell, Sheet


def fingerprint(sheet: Sheet, finding: Finding) -> str:
    """What an answer to a finding depends on: the rule, and the figures concerned by their values.

    The places of their rows, their notation (1,200 or 1,200.00) and the words of the finding make no difference.
    """
    said = sorted(
        (cell.part, cell.name, cell.before, sheet.identity(cell), sheet.value(cell)) for cell in finding.cells
    )
    return sha256(repr((finding.code, said)).encode()).hexdigest()


def answer_to(sheet: Sheet, finding: Finding) -> Answer | None:
    """The last answer given to a warning about these very figures.

    An answer that came in one file with the figures has no fingerprint yet; it speaks of the figures beside it.
    """
    given = [answer for answer in sheet.answers if answer.code == finding.code]
    if not given:
        return None
    current = fingerprint(sheet, finding)
    for answer in reversed(given):
        if answer.fingerprint == current or (not answer.fingerprint and answer.cell == finding.place.address):
            return answer
    return None


class CheckedIdentity(NamedTuple):
    """An identity that was asked, and what became of it."""

    rule: Rule
    claim: Equal
    outcome: Outcome


@dataclass
class Reconciliation:
    """What the rules of an edition say of one Sheet."""

    sheet: Sheet
    rules: Sequence[Rule]
    findings: list[Finding] = field(default_factory=list)
    # Every identity with its verdict, from which figures are explained and the certificate is written.
    identities: list[CheckedIdentity] = field(default_factory=list)
    # Those that hold for many rows alike; the rows of which that was not plain stand among the identities too.
    for_rows: list[tuple[Rule, RowFormula]] = field(default_factory=list)
    # For each rule asked, how often it held, failed, or could not be assessed.
    outcomes: dict[str, dict[Outcome, int]] = field(default_factory=dict)

    def of_level(self, level: Level) -> list[Finding]:
        """The findings of one level, in the form's order."""
        return [finding for finding in self.findings if finding.level is level]

    @property
    def errors(self) -> list[Finding]:
        """What prevents filing."""
        return self.of_level(Level.ERROR)

    @property
    def warnings(self) -> list[Finding]:
        """What prevents filing until it is answered."""
        return self.of_level(Level.WARNING)

    @property
    def notes(self) -> list[Finding]:
        """What is only for information."""
        return self.of_level(Level.NOTE)

    @property
    def unanswered(self) -> list[Finding]:
        """The warnings nobody has answered for yet."""
        return [finding for finding in self.warnings if finding.answer is None]

    @property
    def may_be_filed(self) -> bool:
        """Whether nothing prevents filing: no error, and an answer to every warning."""
        return not self.errors and not self.unanswered


def reconcile(sheet: Sheet, rules: Sequence[Rule]) -> Reconciliation:
    """Ask these rules of a Sheet.

    A blank or words that keep several rules waiting are reported once, and so are the rows of a part of which nobody
    has stated anything: both at the most serious level of the rules that wait. A fault of many rows is one finding.
    """
    with sheet.reading():
        return _Asking(sheet, rules).reconcile()


class _Asking:
    """The rules being asked of one Sheet."""

    def __init__(self, sheet: Sheet, rules: Sequence[Rule]) -> None:
        self.sheet = sheet
        self.result = Reconciliation(sheet, rules)
        # Where a wait was reported already: for a cell, or for the untouched rows of a part.
        self.reported: dict[Cell | str, int] = {}
        # What is waited for in untouched rows, by part, and the gravest of the rules that wait.
        self.waiting: dict[str, tuple[Rule, Level, dict[Cell, None]]] = {}

    def reconcile(self) -> Reconciliation:
        for asked in self.result.rules:
            outcomes: list[Outcome] = []
            for claim in self.one_by_one(asked, outcomes):
                outcome, finding = judge(asked, claim, self.sheet)
                outcomes.append(outcome)
                if type(claim) is Equal:
                    self.result.identities.append(CheckedIdentity(asked, claim, outcome))
                if finding and finding.untouched:
                    self.wait(asked, finding.level, finding.cells)
                elif finding:
                    self.tell(finding, waits=outcome is Outcome.UNASSESSED and not isinstance(claim, Fault))
            self.result.outcomes[asked.code] = {outcome: outcomes.count(outcome) for outcome in Outcome}
        for part, (asked, level, cells) in self.waiting.items():
            self.result.findings[self.reported[part]] = nothing_stated(asked, level, self.sheet, cells)
        self.result.findings = [self.with_answer(f) for f in combined(self.sheet, self.result.findings)]
        return self.result

    def one_by_one(self, rule: Rule, outcomes: list[Outcome]) -> Iterator[Equal | AtMost | Quotient | Fault]:
        """The claims that have to be judged; rows for which it is plain what becomes of one are only counted."""
        for claim in rule.check(self.sheet):
            if not isinstance(claim, RowFormula):
                yield claim
                continue
            if claim.kind is Equal:
                self.result.for_rows.append((rule, claim))
            to_judge, untouched = claim.failing_rows(self.sheet), self.sheet.untouched(claim.part)
            waiting = [index for index, _last in to_judge if index in untouched]
            outcomes += [Outcome.HOLDS] * (len(claim.rows) - len(to_judge)) + [Outcome.UNASSESSED] * len(waiting)
            if waiting:
                self.wait(rule, rule.level, claim.needed_of(waiting))
            for index, last in to_judge:
                if index not in untouched:
                    yield claim.claim(self.sheet, index, last)

    def wait(self, rule: Rule, level: Level, cells: Sequence[Cell]) -> None:
        """Remember that a rule waits for cells of untouched rows; it is reported at the first of them."""
        part = cells[0].part
        if part not in self.reported:
            self.reported[part] = len(self.result.findings)
            self.result.findings.append(nothing_stated(rule, level, self.sheet, cells[:1]))
            self.waiting[part] = rule, level, {}
        _rule, worst, known = self.waiting[part]
        known.update(dict.fromkeys(cells))
        if _gravity(level) < _gravity(worst):
            self.waiting[part] = rule, level, known

    def tell(self, finding: Finding, *, waits: bool) -> None:
        """Add a finding to the others, or to one about the same cell."""
        if waits and finding.place in self.reported:
            earlier = self.reported[finding.place]
            self.result.findings[earlier] = min(self.result.findings[earlier], finding, key=lambda f: _gravity(f.level))
            return
        if waits:
            self.reported[finding.place] = len(self.result.findings)
        self.result.findings.append(finding)

    def with_answer(self, finding: Finding) -> Finding:
        """A warning with the answer that a person gave to it."""
        if finding.level is not Level.WARNING or not self.sheet.answers:
            return finding
        return replace(finding, answer=answer_to(self.sheet, finding))


def _gravity(level: Level) -> int:
    return list(Level).index(level)
