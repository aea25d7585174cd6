"""Filed months that no longer agree with the month before them, because that month was revised since.

Nothing is rewritten: they are reported, and whoever is responsible for the later month revises it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from returns.deadlines import month_after
from returns.editions import reconcile
from returns.exchange import figures_json
from returns.filing import loaded, sheet_of, with_month_before
from returns.models import Filing, MonthlyReturn
from returns.rules import Finding
from returns.sheet import Sheet


@dataclass(frozen=True)
class StaleFiling:
    """A filing that no longer agrees with the month before it, which was revised since; what the rules find now."""

    filing: Filing
    before: Filing
    findings: list[Finding]


def stale_filings(issuers: Iterable[Any], months: Iterable[date] | None = None) -> dict[int, StaleFiling]:
    """The last filings of some issuers that are stale, by the id of their return; of some months, or of all.

    One that is being revised is among them until its revision is filed: a revision may stay open for long.
    """
    latest: dict[tuple[int, date], int] = {}
    suspects: dict[int | None, int] = {}
    wanted = None if months is None else set(months)
    said = Filing.objects.filter(issuer__in=issuers).order_by("monthly_return__revision")
    if wanted:
        # A month is compared with the one before it.
        said = said.filter(month_ended__range=(min(wanted) - timedelta(days=31), max(wanted)))
    for issuer, month, pk in said.values_list("issuer", "month_ended", "pk"):
        latest[issuer, month] = pk
    for (issuer, month), pk in latest.items():
        next_month = month_after(month)
        after = latest.get((issuer, next_month))
        # Numbers rise with every filing: this one was made when the month after it was filed already.
        is_replaced = after is not None and pk > after
        if is_replaced and (wanted is None or next_month in wanted):
            suspects[after] = pk
    if not suspects:
        return {}
    filings = Filing.objects.defer("pdf").select_related("issuer", "monthly_return__issuer")
    there = filings.in_bulk([*suspects, *suspects.values()])
    found = (_stale_filing(there[pk], there[before]) for pk, before in suspects.items())
    return {each.filing.monthly_return_id: each for each in found if each.findings}


def _stale_filing(filing: Filing, before: Filing) -> StaleFiling:
    sheet = figures_json.load_filed(filing.figures)
    sheet.head.revises_id = filing.monthly_return.revises_id
    sheet.month_before = figures_json.load_filed(before.figures)
    result = reconcile(sheet)
    return StaleFiling(filing, before, [*result.errors, *result.unanswered])


def as_filed(filing: Filing) -> Sheet:
    """The return as it was filed, with what was then the last filing before it, whatever was filed since."""
    return with_month_before(loaded(filing.monthly_return), filing.issuer_id, pk__lt=filing.pk)


def sheet_to_read(monthly_return: MonthlyReturn, passed: StaleFiling | None = None) -> Sheet:
    """The Sheet a return is looked at with: of a filing as it was filed, unless it is stale."""
    is_settled = not monthly_return.is_open and passed is None
    return as_filed(monthly_return.filing) if is_settled else sheet_of(monthly_return)


def stale_since(monthly_return: MonthlyReturn) -> StaleFiling | None:
    """The filing of a return, where it no longer agrees with the month before it; else None."""
    if monthly_return.is_open:
        return None
    return stale_filings([monthly_return.issuer_id], [monthly_return.month_ended]).get(monthly_return.pk)
