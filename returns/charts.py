"""What an issuer's filings say month by month: shares in issue, and shares that options outstanding may still make."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from returns.deadlines import month_after
from returns.editions import EDITIONS
from returns.figures import Figure, Sort, number, write
from returns.models import IssuedClass, Issuer, MonthlyReturn, OptionScheme

# So many months are drawn.
MONTHS = 36
WIDTH, HEIGHT = 640, 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 12, 12, 10, 10
# How many steps the axis has at most. It begins at zero unless the figures differ by less than this part of the
# largest: then what changed could not be seen.
_STEPS, _SMALL = 4, Fraction(1, 4)


@dataclass(frozen=True)
class Point:
    """A month's figure; `says` as the form writes it, `value` None where no number is stated."""

    month_ended: date
    says: str
    value: int | None
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Tick:
    """A line across a drawing at a round number."""

    says: str
    y: float


@dataclass(frozen=True)
class Series:
    """A figure over the months, and where its points lie in a drawing of `width` by `height`.

    Every month is as wide as any other, whether it has a point or not.
    """

    width, height = WIDTH, HEIGHT
    left, right = _LEFT, WIDTH - _RIGHT
    key: str
    title: str
    points: list[Point]
    lowest: str
    highest: str
    # From the highest to the lowest.
    ticks: list[Tick]
    is_broken: bool

    @property
    def drawn(self) -> list[Point]:
        """The points that are numbers."""
        return [point for point in self.points if point.value is not None]

    @property
    def runs(self) -> list[list[Point]]:
        """The points of months that follow one another: a line goes through each run, and none over a gap."""
        runs: list[list[Point]] = []
        for point in self.drawn:
            if runs and month_after(runs[-1][-1].month_ended) == point.month_ended:
                runs[-1].append(point)
            else:
                runs.append([point])
        return runs

    @property
    def paths(self) -> list[str]:
        """A line through each run."""
        return [" ".join(f"{point.x:.1f},{point.y:.1f}" for point in run) for run in self.runs if len(run) > 1]

    @property
    def has_gap(self) -> bool:
        """Whether a month between the first and the last has no number."""
        return len(self.runs) > 1

    @property
    def break_mark(self) -> str:
        """Two strokes across the foot of the axis, which does not begin at zero."""
        x, y = _LEFT, HEIGHT - _BOTTOM
        return " ".join(f"M{x - 5},{y - up + 3} l10,-6" for up in (6, 11))


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
    ticks = _ticks(low, high)
    first, last = (_number(month) for month in (figures[0][0], figures[-1][0]))
    points = []
    for month, figure in figures:
        value = None if figure.value is None else int(figure.value)
        # One month alone lies in the middle.
        along = (_number(month) - first) / (last - first) if last > first else 0.5
        x = _LEFT + (WIDTH - _LEFT - _RIGHT) * along
        points.append(Point(month, write(figure, Sort.SHARES), value, x, _height(value or 0, ticks)))
    return Series(
        key,
        title,
        points,
        _in_words(low),
        _in_words(high),
        [Tick(_in_words(tick), _height(tick, ticks)) for tick in reversed(ticks)],
        is_broken=ticks[0] > 0,
    )


def _number(month_ended: date) -> int:
    return month_ended.year * 12 + month_ended.month


def _in_words(value: int) -> str:
    return write(number(value), Sort.SHARES)


def _ticks(low: int, high: int) -> list[int]:
    """Round numbers, from zero or from one below the lowest, to one above the highest."""
    has_zero = low == high or low < 0 or high - low >= high * _SMALL
    begin = min(low, 0) if has_zero else low
    if high == begin:
        return [begin, begin + 1]
    step = _round_up(Fraction(high - begin, _STEPS))
    return list(range(begin // step * step, (-(-high // step) + 1) * step, step))


def _round_up(least: Fraction) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 and so on that is no smaller."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10


def _height(value: int, ticks: list[int]) -> float:
    share = (value - ticks[0]) / (ticks[-1] - ticks[0])
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share
