"""The rules a return must satisfy: one file for each part of the form. Importing this package declares them all."""

# Imported to declare their rules, in the form's order.
# isort: off
from returns.rules import (  # noqa: F401
    head,
    authorised,
    issued,
    options,
    warrants,
    convertibles,
    agreements,
    other_movements,
    totals,
    month_before,
)

# isort: on
from returns.rules.asking import Reconciliation, fingerprint, reconcile
from returns.rules.judging import Finding, Outcome
from returns.rules.rule import RULES, Level, Rule

__all__ = ["RULES", "Finding", "Level", "Outcome", "Reconciliation", "Rule", "fingerprint", "reconcile"]
