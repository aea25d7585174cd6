"""Returns on record as Sheets: with the month before as it was filed, and the days on which the exchange was closed."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from returns.closures import closures_of
from returns.deadlines import today
from returns.exchange import figures_json
from returns.models import Filing, Issuer, MonthlyReturn
from returns.sheet import Sheet


def sheet_of(monthly_return: MonthlyReturn) -> Sheet:
    """The Sheet of a return on record, with the filing of the month before it where there is one.

    Until it is filed it is checked as if it were filed today.
    """
    sheet = with_month_before(loaded(monthly_return), monthly_return.issuer)
    return on_the_day(sheet) if monthly_return.is_open else sheet


def on_the_day(sheet: Sheet) -> Sheet:
    """The Sheet, to be filed today."""
    sheet.filing_day = today()
    return sheet


def loaded(monthly_return: MonthlyReturn) -> Sheet:
    """The Sheet of a return on record, with the days on which the exchange was closed."""
    sheet = Sheet.load(monthly_return)
    sheet.closures = closures_of(monthly_return)
    return sheet


def filings_before(sheet: Sheet, issuer: Issuer | int) -> QuerySet[Filing]:
    """The issuer's filings for months before that of the Sheet, the last one first."""
    earlier = Filing.objects.filter(issuer=issuer, month_ended__lt=sheet.head.month_ended)
    return earlier.order_by("-month_ended", "-monthly_return__revision")


def last_filed_at(sheet: Sheet, issuer: Issuer) -> datetime | None:
    """When the issuer's last filing for a month before that of the Sheet was made; another one, at another time."""
    return filings_before(sheet, issuer).values_list("filed_at", flat=True).first()


def with_month_before(sheet: Sheet, issuer: Issuer | int, **among: Any) -> Sheet:
    """The Sheet, with the issuer's last filing for a month before it as it was filed, where there is one.

    `among` narrows the filings that are looked at.
    """
    last = filings_before(sheet, issuer).filter(**among).only("figures", "filed_at").first()
    if last is not None:
        sheet.month_before, sheet.before_filed_at = figures_json.load_filed(last.figures), last.filed_at
    return sheet


def beside_record(sheet: Sheet) -> Sheet:
    """An imported Sheet, with what is on record of its issuer: its name, what the return revises, the month before."""
    issuer = Issuer.objects.filter(stock_code=sheet.head.issuer.stock_code).first()
    if issuer is None:
        return sheet
    sheet.head.issuer, sheet.head.revises = issuer, revised(sheet.head, issuer)
    return with_month_before(sheet, issuer)


def revised(head: MonthlyReturn, issuer: Issuer) -> MonthlyReturn | None:
    """The return on record that a revision revises."""
    before = {"issuer": issuer, "month_ended": head.month_ended, "revision": head.revision - 1}
    return MonthlyReturn.not_discarded.filter(**before).first() if head.revision else None
