"""The warning of a return that has one."""

from returns import filing
from returns.editions import reconcile
from returns.models import MonthlyReturn
from returns.rules import Finding, fingerprint


def warning(monthly_return: MonthlyReturn) -> Finding:
    """The one warning of a return as it is on record."""
    (only,) = reconcile(filing.sheet_of(MonthlyReturn.objects.get(pk=monthly_return.pk))).warnings
    return only


def figures(monthly_return: MonthlyReturn) -> str:
    """What identifies that warning and its figures, as the page sends it."""
    return fingerprint(filing.sheet_of(MonthlyReturn.objects.get(pk=monthly_return.pk)), warning(monthly_return))
