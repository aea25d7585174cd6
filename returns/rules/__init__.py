"""The rules a return must satisfy: one file for each part of the form. Importing this package declares them all."""

from returns.rules import (  # noqa: F401  (imported to declare their rules, in the form's order)
    agreements,
    authorised,
    convertibles,
    head,
    issued,
    month_before,
    options,
    other_movements,
    totals,
    warrants,
)  # fmt: skip
from returns.rules.rule import RULES, Finding, Level, Outcome, Reconciliation, Rule, reconcile

__all__ = ["RULES", "Finding", "Level", "Outcome", "Reconciliation", "Rule", "reconcile"]
