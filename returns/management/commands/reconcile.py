"""The verdict on a return without filing or storing anything."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from returns.editions import reconcile
from returns.figures import write
from returns.labels import label
from returns.management.commands.file_return import line_of, read_figures
from returns.rules import Finding, Outcome, Reconciliation
from returns.rules.diagnosis import likely_cause
from returns.rules.explain import derived_totals
from returns.sheet import sort_of


class Command(BaseCommand):
    """Exit 0: it may be filed. 1: errors, or warnings nobody answered. 2: a file cannot be read."""

    help = "Reconcile the return in FIGURES.json: findings, what could not be assessed, derived totals."
    # Nothing is stored, so that no database need be there.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """FIGURES.json, and the options of the comparison."""
        parser.add_argument("figures", type=Path, metavar="FIGURES.json")
        parser.add_argument("--month-before", type=Path, metavar="FIGURES.json", help="the return of the month before")
        parser.add_argument("--json", action="store_true", help="the verdict as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, reconcile and report."""
        sheet = read_figures(options["figures"])
        if options["month_before"]:
            sheet.month_before = read_figures(options["month_before"])
        result = reconcile(sheet)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(result), ensure_ascii=False, indent=1))
        else:
            self._tell(result)
        if not result.may_be_filed:
            raise CommandError(
                _("%(errors)d errors, %(warnings)d warnings without an explanation")
                % {"errors": len(result.errors), "warnings": len(result.unanswered)},
                returncode=1,
            )

    def _tell(self, result: Reconciliation) -> None:
        for finding in result.findings:
            self.stdout.write(line_of(finding))
        cause = likely_cause(result)
        if cause:
            self.stdout.write(_("Likely cause: %s") % cause.message)
        waiting = [code for code, tally in result.outcomes.items() if tally[Outcome.UNASSESSED]]
        if waiting:
            self.stdout.write(_("Cannot be assessed: %s") % ", ".join(waiting))
        for total in derived_totals(result):
            self.stdout.write(
                _("Derived: %(label)s: %(formula)s; stated: %(stated)s")
                % {
                    "label": label(result.sheet, total.cell),
                    "formula": total.formula,
                    "stated": write(result.sheet.figure(total.cell), sort_of(total.cell)) or _("blank"),
                }
            )


def as_json(result: Reconciliation) -> dict[str, Any]:
    """The verdict as data: the same findings, cells and totals that the page shows."""
    cause = likely_cause(result)
    return {
        "may_be_filed": result.may_be_filed,
        "findings": [_finding(finding) for finding in result.findings],
        "cannot_be_assessed": [code for code, tally in result.outcomes.items() if tally[Outcome.UNASSESSED]],
        "likely_cause": {"cell": cause.cell.address, "message": cause.message} if cause else None,
        "derived": [
            {
                "cell": total.cell.address,
                "rule": total.code,
                "derived": total.value,
                "stated": result.sheet.text(total.cell),
                "formula": total.formula,
            }
            for total in derived_totals(result)
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.level,
        "outcome": finding.outcome,
        "cells": [cell.address for cell in finding.cells],
        "marked": [cell.address for cell in finding.places],
        "stated": [{"where": where, "figure": figure} for where, figure in finding.stated],
        "found": finding.found,
        "expected": finding.expected,
        "difference": finding.difference,
        "message": finding.message,
        "answered": finding.answer.reason if finding.answer else None,
    }
