"""What an issuer's filings say month by month: shares in issue, and shares that options outstanding may still make."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from returns.editions import EDITIONS
from returns.figures import Figure, Sort, number, write
from returns.models import IssuedClass, Issuer, MonthlyReturn, OptionScheme

# So many months are drawn.
MONTHS = 36
WIDTH, HEIGHT = 640, 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 12, 8


@dataclass(frozen=True)
class Point:
    """A month's figure; `says` as the form writes it, `value` None where no number is stated."""

    month_ended: date
    says: str
    value: int | None
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Series:
    """A figure over the months, and where its points lie in a drawing of `width` by `height`."""

    width, height = WIDTH, HEIGHT
    key: str
    title: str
    points: list[Point]
    lowest: str
    highest: str

    @property
    def drawn(self) -> list[Point]:
        """The points that are numbers."""
        return [point for point in self.points if point.value is not None]

    @property
    def path(self) -> str:
        """The line through them."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.drawn)


def series(issuer: Issuer) -> list[Series]:
    """A series for each class of shares that exists, and one for what options may still make."""
    # Of every month the latest revision that was filed.
    returns = {
        each.month_ended: each
        for each in MonthlyReturn.objects.filter(issuer=issuer, state=MonthlyReturn.State.FILED)
        .only("pk", "month_ended", "revision", "edition")
        .order_by("month_ended", "revision")
    }
    months = sorted(returns)[-MONTHS:]
    ids = {returns[month].pk: month for month in months}
    issued: dict[str, dict[date, Figure]] = defaultdict(dict)
    for row in IssuedClass.objects.filter(monthly_return__in=ids):
        if row.closing.exists:
            issued[row.share_class][ids[row.monthly_return_id]] = row.closing
    may_be: dict[date, list[Figure]] = defaultdict(list)
    for option in OptionScheme.objects.filter(monthly_return__in=ids):
        may_be[ids[option.monthly_return_id]].append(option.may_be_issued)
    found = []
    # A class is called what the latest of the forms calls it.
    latest = {key: EDITIONS[returns[max(of_class)].edition].labels for key, of_class in issued.items()}
    for key in sorted(issued, key=lambda key: latest[key].class_order(key)):
        of_class = [(month, issued[key][month]) for month in months if month in issued[key]]
        found.append(_series(f"issued-{key}", _("Issued: %s") % latest[key].class_label(key), of_class))
    totals = [(month, total) for month in months if (total := _total(may_be[month])) is not None]
    return found + ([_series("options", _("Shares that share options may still make"), totals)] if totals else [])


def _total(figures: Iterable[Figure]) -> Figure | None:
    """The sum of what is stated; None where nothing is, or where one is in words."""
    stated = [figure for figure in figures if figure.exists]
    if not stated or any(figure.value is None for figure in stated):
        return None
    return number(sum(int(figure.value) for figure in stated if figure.value is not None))


def _series(key: str, title: str, figures: list[tuple[date, Figure]]) -> Series:
    values = [int(figure.value) for _month, figure in figures if figure.value is not None]
    low, high = (min(values), max(values)) if values else (0, 0)
    first, last = (figures[0][0], figures[-1][0]) if figures else (date.min, date.min)
    span = max((last - first).days, 1)
    points = []
    for month, figure in figures:
        value = None if figure.value is None else int(figure.value)
        x = _LEFT + (WIDTH - _LEFT - _RIGHT) * (month - first).days / span
        # Where nothing changed, the line lies in the middle.
        share = (value - low) / (high - low) if value is not None and high > low else 0.5
        y = HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share
        points.append(Point(month, write(figure, Sort.SHARES), value, x, y))
    return Series(key, title, points, write(number(low), Sort.SHARES), write(number(high), Sort.SHARES))
