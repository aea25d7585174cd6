"""The rules that a return must satisfy: one file for each part of the form. An edition lists those that it has."""

from returns.rules.engine import Reconciliation, fingerprint, reconcile
from returns.rules.messages import Finding
from returns.rules.rule import Level, Rule
from returns.rules.verdict import Outcome

__all__ = ["Finding", "Level", "Outcome", "Reconciliation", "Rule", "fingerprint", "reconcile"]
