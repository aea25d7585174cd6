"""The chain of an issuer's filings: how each agrees with the month before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from returns.deadlines import month_after
from returns.models import Filing, Issuer
from returns.stale_filings import StaleFiling, stale_filings


@dataclass(frozen=True)
class Link:
    """A filing in the chain of an issuer, and how it relates to the month before it.

    `stale`: that month was revised since and no longer agrees. `is_first`: no earlier month is on record;
    `is_after_gap`: earlier ones are, but not the one just before.
    """

    filing: Filing
    stale: StaleFiling | None
    is_first: bool
    is_after_gap: bool


def chain(issuer: Issuer, most: int = 12) -> list[Link]:
    """The last filings of an issuer, the latest first."""
    of_issuer: Any = Filing.objects.filter(issuer=issuer)
    months = set(of_issuer.values_list("month_ended", flat=True))
    followed = {month_after(month) for month in months}
    passed = stale_filings([issuer.pk])
    filings = (
        of_issuer.select_related("monthly_return__issuer", "monthly_return__revised_by", "before__monthly_return")
        .defer("pdf", "figures", "before__pdf", "before__figures")
        .order_by("-pk")[:most]
    )
    return [
        Link(
            each,
            passed.get(each.monthly_return_id),
            each.month_ended == min(months),
            each.month_ended != min(months) and each.month_ended not in followed,
        )
        for each in filings
    ]


def first_broken(links: Iterable[Link]) -> StaleFiling | None:
    """The earliest month with a stale filing."""
    broken = [link.stale for link in links if link.stale]
    return min(broken, key=lambda each: each.filing.month_ended, default=None)
