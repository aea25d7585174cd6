"""The reconciliation certificate: what was proved of a return, by which rules, and who answered for what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from returns.compare import in_print
from returns.editions import edition_of, reconcile
from returns.editions.catalogue import PACK, digest
from returns.exchange.figures_json import load_filed
from returns.figures import write
from returns.labels import label
from returns.models import Answer, Filing
from returns.parts import MOVEMENTS
from returns.pdf.reports import print_report
from returns.rules import Outcome, Reconciliation
from returns.rules.messages import in_words, outcome_in_words
from returns.rules.verdict import counted_in
from returns.sheet import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity with both its sides and its outcome, in words."""

    code: str
    stated_at: str
    stated: str
    derived: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule and how often it held, failed, or could not be assessed."""

    code: str
    sentence: str
    holds: int
    fails: int
    unassessed: int


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a warning, and what it answers for."""

    code: str
    place: str
    found: str
    answer: Answer


def certificate(sheet: Sheet, filing: Filing | None, since: Iterable[str] = ()) -> bytes:
    """The certificate as PDF; before filing it says so, and bears no hash of the print. Raises CannotPrint.

    `since`: what became of the filing after it was made, in words.
    """
    result = reconcile(sheet)
    context = {
        "title": _("Reconciliation report"),
        "head": sheet.head,
        "edition": edition_of(sheet).name,
        "pack": PACK,
        "digest": digest(edition_of(sheet)),
        "result": result,
        "identities": list(identities(result)),
        "asked": list(asked(result)),
        "silent": silent(result),
        "before": sheet.month_before,
        "answers": list(answered(result, filing)),
        "filing": filing,
        "draft": filing is None,
        "since": since,
    }
    return print_report("returns/certificate.html", context, filing.filed_at if filing else sheet.head.month_ended)


def answered(result: Reconciliation, filing: Filing | None) -> Iterator[Answered]:
    """The answers to warnings, those also that were asked for on the day of filing alone, such as for a past date."""
    sheet, seen = result.sheet, set()
    for finding in result.warnings:
        if finding.answer:
            seen.add((finding.code, finding.answer.cell))
            yield Answered(finding.code, label(sheet, finding.place), finding.message, finding.answer)
    for answer in load_filed(filing.figures).answers if filing else ():
        cell = Cell.of(answer.cell)
        if cell and (answer.code, answer.cell) not in seen:
            found = _("entered “%s”") % in_print(edition_of(sheet).labels, cell, sheet.text(cell))
            yield Answered(answer.code, label(sheet, cell), found, answer)


def identities(result: Reconciliation) -> Iterator[Identity]:
    """The identities of I, II and the totals, each with both sides."""
    sheet = result.sheet
    for judged in result.identities:
        claim = judged.claim
        # Those of the rows of III are combined, rule by rule.
        if claim.place.part not in MOVEMENTS and len(claim.left) == 1:
            sort = counted_in(claim.left)
            yield Identity(
                judged.rule.code,
                label(sheet, claim.place),
                write(sheet.figure(claim.stated), sort) if claim.stated else in_words(sheet, claim.left, sort),
                in_words(sheet, claim.right, sort),
                outcome_in_words(judged.outcome),
            )


def asked(result: Reconciliation) -> Iterator[Asked]:
    """The rules that had something to say of this return, in the form's order, with their verdicts."""
    for rule in result.rules:
        tally = result.outcomes[rule.code]
        if any(tally.values()):
            yield Asked(
                rule.code,
                rule.sentence,
                tally[Outcome.HOLDS],
                tally[Outcome.FAILS],
                tally[Outcome.UNASSESSED],
            )


def silent(result: Reconciliation) -> list[str]:
    """The rules that found nothing to hold against this return: nothing they speak of is wrong, or is in it."""
    return [code for code, tally in result.outcomes.items() if not any(tally.values())]
