"""Which row of two months is the same scheme, instrument or agreement, and by what ratio its shares were reorganised.

A row is found by what it is called and by its particulars: names as a reader sees them (`folded`), prices and dates by
value, currencies by code. Where shares were consolidated or subdivided, a price is also found as the ratio adjusts it.
A row that is left over in both months is the same where all but one of its particulars are, and no other row could be
meant: one particular was mistyped, in this month or in the last.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

from returns.figures import EXACT, Figure, Kind, currency_code
from returns.models import OtherMovement
from returns.names import folded
from returns.parts import PARTS

Key = tuple[Hashable, ...]


class Reorganisation(NamedTuple):
    """How many old shares of a class became one new share: 10 where ten were consolidated into one, 1/5 where one was
    subdivided into five. `is_binding`: every price and number follows it, as after a consolidation or a subdivision;
    otherwise those that were adjusted do, as after a bonus issue.
    """

    ratio: Fraction
    is_binding: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """The row of the month before, by index, that a row of this month continues: `last`.

    `is_alike`: found by similarity, because one particular differs.
    """

    last: int
    is_alike: bool = False


def value_of(row: Any, name: str) -> Hashable:
    """The value of a cell for comparison: a number or a day by value, a currency by its code, words folded."""
    content = getattr(row, name)
    if isinstance(content, Figure):
        if content.kind in (Kind.NUMBER, Kind.NIL):
            return Fraction(content.value or 0)
        return content.day or folded(content.text)
    if name == "price_currency":
        # Where it is left blank, the price is in the currency of the amount.
        return currency_code(content or row.currency)
    return currency_code(content) if name == "currency" else folded(content)


def key_of(part: str, row: Any) -> Key:
    """What distinguishes a row of a part from the others."""
    return tuple(value_of(row, name) for name in PARTS[part].identity)


def pair(
    part: str, now: Sequence[Any], last: Sequence[Any], reorganised: Mapping[str, Reorganisation]
) -> dict[int, Pair]:
    """For each row of this month, by index, the row of the month before that is the same, where there is one.

    A row that kept its place is found there; of rows that nothing distinguishes, the first is taken.
    """
    pairing = _Pairing(part, now, last, reorganised)
    pairing.where_they_stood()
    if reorganised and pairing.price:
        pairing.at_adjusted_prices()
    for names in dict.fromkeys((pairing.particulars, PARTS[part].identity)):
        pairing.by_key(lambda row, names=names: tuple(value_of(row, name) for name in names))  # type: ignore[misc]
    pairing.by_likeness()
    return pairing.found


# Of rows that agree in the same particulars so many are compared with each other; with more there is no clear match.
_MOST_ALIKE = 50


class _Pairing:
    """Two months of a part while their rows are being paired."""

    def __init__(
        self, part: str, now: Sequence[Any], last: Sequence[Any], reorganised: Mapping[str, Reorganisation]
    ) -> None:
        self.part, self.now, self.last, self.reorganised = part, now, last, reorganised
        self.particulars, self.price = PARTS[part].particulars, PARTS[part].price
        self.found: dict[int, Pair] = {}
        self.taken: set[int] = set()

    def left(self) -> list[int]:
        """The rows of this month that are not paired yet."""
        return [index for index in range(len(self.now)) if index not in self.found]

    def left_before(self) -> list[int]:
        """The rows of the month before that are not paired yet."""
        return [index for index in range(len(self.last)) if index not in self.taken]

    def take(self, index: int, last: int, *, is_alike: bool = False) -> None:
        """Pair two rows."""
        self.found[index] = Pair(last, is_alike)
        self.taken.add(last)

    def where_they_stood(self) -> None:
        """The quick case for most rows: the same texts in the same place, of classes that were not reorganised."""
        said = attrgetter(*self.particulars)
        for index, (row, then) in enumerate(zip(self.now, self.last, strict=False)):
            if row.share_class not in self.reorganised and said(row) == said(then):
                self.take(index, index)

    def by_key(self, key: Callable[[Any], Key | None]) -> None:
        """Pair what has the same key, first at the same place, then anywhere; a key of None pairs nothing."""
        there: dict[Key, list[int]] = defaultdict(list)
        for last in reversed(self.left_before()):
            if (of_last := key(self.last[last])) is not None:
                there[of_last].append(last)
        here = {index: of_row for index in self.left() if (of_row := key(self.now[index])) is not None}
        for index, of_row in here.items():
            if index in there[of_row]:
                there[of_row].remove(index)
                self.take(index, index)
        for index, of_row in here.items():
            if index not in self.found and there[of_row]:
                self.take(index, there[of_row].pop())

    def at_adjusted_prices(self) -> None:
        """Pair what has the same particulars at the price that the ratio makes of last month's."""
        price = self.price
        others = [name for name in self.particulars if name != price]
        buckets: dict[Key, list[int]] = defaultdict(list)
        for last in self.left_before():
            row = self.last[last]
            if row.share_class in self.reorganised and getattr(row, price).kind is Kind.NUMBER:
                buckets[tuple(value_of(row, name) for name in others)].append(last)
        if not buckets:
            return
        # Exactly first: rows of one scheme may come close to each other when prices are rounded. Of each bucket the
        # adjusted prices are calculated once, however many rows ask for them.
        for is_exact in (True, False):
            tables: dict[Key, dict[Hashable, list[int]]] = {}
            for index in self.left():
                row = self.now[index]
                now = getattr(row, price)
                if row.share_class not in self.reorganised or now.kind is not Kind.NUMBER:
                    continue
                ratio, key = self.reorganised[row.share_class].ratio, tuple(value_of(row, name) for name in others)
                places = None if is_exact else _decimals(Decimal(now.number))
                if (key, places) not in tables:
                    table = tables[key, places] = defaultdict(list)
                    for last in buckets.get(key, []):
                        was = getattr(self.last[last], price)
                        table[Fraction(was.number) * ratio if is_exact else adjusted_price(was, ratio, places)].append(
                            last
                        )
                there = tables[key, places].get(Fraction(now.number) if is_exact else Decimal(now.number), [])
                candidates = [last for last in there if last not in self.taken]
                if not is_exact:
                    fits = (is_adjusted_and_rounded(getattr(self.last[last], price), now, ratio) for last in candidates)
                    candidates = [last for last, does in zip(candidates, fits, strict=True) if does]
                if candidates:
                    self.take(index, index if index in candidates else candidates[0])

    def by_likeness(self) -> None:
        """Pair what agrees in all particulars but one, where each is the only such row of the other.

        Rows that start from what the other closed with come first: then the figures say so too.
        """
        alike = self._candidates()
        for wanted in ([pair for pair in alike if self._balances(*pair)], alike):
            free = [(index, last) for index, last in wanted if index not in self.found and last not in self.taken]
            here, there = Counter(index for index, _last in free), Counter(last for _index, last in free)
            for index, last in free:
                if here[index] == there[last] == 1:
                    self.take(index, last, is_alike=True)

    def _candidates(self) -> list[tuple[int, int]]:
        found: dict[tuple[int, int], None] = {}
        now = [index for index in self.left() if _is_named(self.part, self.now[index], or_blank=True)]
        last = [
            i for i in self.left_before() if _is_named(self.part, self.last[i]) and _is_open(self.part, self.last[i])
        ]
        for left_out in self.particulars if now and last else ():
            others = [name for name in self.particulars if name != left_out]
            buckets: dict[Key, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
            for index in now:
                buckets[tuple(value_of(self.now[index], name) for name in others)][0].append(index)
            for index in last:
                buckets[tuple(self._value_before(self.last[index], name) for name in others)][1].append(index)
            for here, there in buckets.values():
                if len(here) * len(there) <= _MOST_ALIKE**2:
                    found |= {(i, j): None for i in here for j in there if self._may_be(i, j, left_out)}
        return list(found)

    def _value_before(self, row: Any, name: str) -> Hashable:
        """What a row of the month before says, a price as a consolidation or subdivision adjusts it."""
        value = value_of(row, name)
        reorganised = self.reorganised.get(row.share_class)
        if name == self.price and isinstance(value, Fraction) and reorganised and reorganised.is_binding:
            return value * reorganised.ratio
        return value

    def _may_be(self, index: int, last: int, differs: str) -> bool:
        row, then = self.now[index], self.last[last]
        if _is_begun(self.part, row):
            return False
        if differs != self.particulars[0]:
            return True
        name = value_of(row, differs)
        if not name:
            return self._balances(index, last)
        if is_near(name, value_of(then, differs)):
            return True
        # With a different name: only where figures and particulars leave no doubt.
        found = [value for name in _IDENTIFYING if hasattr(row, name) and (value := getattr(row, name))]
        stated = [figure for figure in found if figure.kind in (Kind.NUMBER, Kind.DAY)]
        return len(stated) > 1 and self._balances(index, last)

    def _balances(self, index: int, last: int) -> bool:
        row, then = self.now[index], self.last[last]
        reorganised = self.reorganised.get(then.share_class)
        by_ratio = reorganised is not None and is_continued(self.part, row, then, reorganised.ratio)
        return by_ratio or is_continued(self.part, row, then)


# The particulars that hardly two schemes or instruments share by chance.
_IDENTIFYING = ("exercise_price", "subscription_price", "expiry_date", "approval_date")


def _is_named(part: str, row: Any, *, or_blank: bool = False) -> bool:
    """Whether a row has a name; with `or_blank`, a row whose name was left out counts too."""
    name = value_of(row, PARTS[part].particulars[0])
    return name not in (folded("N/A"), "na", "nil") and (or_blank or name != "")


def _is_open(part: str, row: Any) -> bool:
    """Whether anything may be outstanding at the close; what has ended cannot continue under another name."""
    return at_close(part, row) != 0


def _is_begun(part: str, row: Any) -> bool:
    """Whether a row began in this month: it starts from nothing and something was granted or issued."""
    added = PARTS[part].added
    return bool(added) and bool(getattr(row, added).value) and at_start(part, row) == 0


def closing_name(part: str, row: Any) -> str:
    """The cell of a row that states what is outstanding at the end of the month."""
    own = PARTS[part].own_balance
    return own if own and not getattr(row, own).is_blank else PARTS[part].balance


def at_close(part: str, row: Any) -> int | Decimal | None:
    """What is outstanding at the end of the month under a row; None where no number says it."""
    return getattr(row, closing_name(part, row)).value


def at_start(part: str, row: Any) -> int | Decimal | None:
    """What was outstanding at the start of the month under a row, as it states or implies it; None where neither."""
    for opening in PARTS[part].openings:
        if not getattr(row, opening).is_blank:
            return getattr(row, opening).value
    closing, moved = at_close(part, row), net_movement(part, row)
    return None if closing is None or moved is None else closing + moved


def net_movement(part: str, row: Any) -> int | None:
    """The options or shares that left a row in the month, less those that came; blanks count for nothing.

    None where words stand in the place of a number, and where the row states an amount and counts nothing.
    """
    if not PARTS[part].is_counted:
        return None
    moved = 0
    for name, sign in PARTS[part].leaving.items():
        figure = getattr(row, name)
        if figure.value is None and not figure.is_blank:
            return None
        moved += sign * (figure.value or 0)
    return moved


def is_continued(part: str, row: Any, last: Any, ratio: Fraction = Fraction(1)) -> bool:
    """Whether a row starts from what the row of the month before closed with, other than nothing."""
    closed = at_close(part, last)
    if not closed:
        return False
    if ratio != 1 and PARTS[part].is_counted:
        return fits_number(part, row, last, ratio) is not None
    return at_start(part, row) == closed


def fits_number(part: str, row: Any, last: Any, ratio: Fraction) -> Fraction | None:
    """What a row that counts options or shares closes with by the ratio, within one; None where it does not.

    What moved in the month may have moved before the shares were reorganised or after it.
    """
    closing = at_close(part, row)
    expected = adjusted_closings(part, row, last, ratio)
    return next((each for each in expected if closing is not None and abs(Fraction(closing) - each) < 1), None)


def adjusted_closings(part: str, row: Any, last: Any, ratio: Fraction) -> list[Fraction]:
    """What a row closes with by the ratio: where it moved after the reorganisation, and where it moved before."""
    closed, moved = at_close(part, last), net_movement(part, row)
    if closed is None or moved is None:
        return []
    return list(dict.fromkeys((Fraction(closed) / ratio - moved, (Fraction(closed) - moved) / ratio)))


def is_adjusted(last: Figure, now: Figure, ratio: Fraction) -> bool:
    """Whether a price is last month's as the ratio adjusts it, exactly."""
    return Fraction(now.number or 0) == Fraction(last.number or 0) * ratio


def is_adjusted_and_rounded(last: Figure, now: Figure, ratio: Fraction) -> bool:
    """The same, rounded to the decimals that it states: as many as last month's price had, or four."""
    stated = Decimal(now.number or 0)
    if stated == last.number:
        return False
    places, had = _decimals(stated), _decimals(Decimal(last.number or 0))
    return places >= min(had, 4) and places > 0 and stated == adjusted_price(last, ratio, places)


def adjusted_price(last: Figure, ratio: Fraction, places: int | None = None) -> Decimal:
    """Last month's price as the ratio adjusts it: exactly where that has an end, else rounded to `places`."""
    exact = Fraction(last.number or 0) * ratio
    wide = Context(prec=EXACT.prec)
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    quotient = wide.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    if places is None and denominator == 1:
        return quotient
    if places is None:
        places = max(4, _decimals(Decimal(last.number or 0)))
    return quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, wide)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def is_near(one: Hashable, other: Hashable) -> bool:
    """Whether two folded names are spellings of one: most of their words are the same, and the others nearly.

    Numbers are no words that are nearly the same: the warrants of 2010 are not those of 2012.
    """
    ones, others = (re.findall(r"\w+", str(name)) for name in (one, other))
    if "".join(ones) == "".join(others):
        return True
    if len(ones) != len(others):
        return False
    apart = [(a, b) for a, b in zip(ones, others, strict=True) if a != b]
    return len(apart) * 2 <= max(2, len(ones)) and all(_is_slip(a, b) for a, b in apart)


def _is_slip(one: str, other: str) -> bool:
    """Whether one typing error turns one word into the other: a letter added, missing or changed, or two swapped."""
    if [ch for ch in one if ch.isdigit()] != [ch for ch in other if ch.isdigit()] or min(len(one), len(other)) < 3:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    rest, of_longer = shorter[start:], longer[start:]
    if len(shorter) < len(longer):
        return rest == of_longer[1:]
    return rest[1:] == of_longer[1:] or (rest[1:2] + rest[:1] + rest[2:] == of_longer and len(rest) > 1)


Type = OtherMovement.Type
# The movement of a reorganisation: the form has a line for it, and issuers also state it among the others.
_REORGANISES = {Type.CAPITAL_REORGANISATION, Type.OTHER}


def reorganisations(
    authorised: Iterable[Any], issued: Iterable[Any], movements: Iterable[tuple[str, int, Any]]
) -> dict[str, Reorganisation]:
    """The classes whose shares were consolidated, subdivided, or multiplied by a bonus issue in the month.

    From the par values in I, where II's shares moved with them: a capital reduction alone changes the par value and
    leaves the shares. Else from the capital reorganisation or the bonus issue among the other movements, and II's
    balance before it.
    """
    moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part, _index, row in movements:
        if isinstance(row.issued.value, int):
            moved[row.share_class][row.type if PARTS[part].is_by_type else part] += row.issued.value
    blocks = {row.share_class: row for row in authorised}
    columns = {row.share_class: row for row in issued}
    found = {}
    for key in [*blocks, *(key for key in columns if key not in blocks)]:
        of_class, column = moved[key], columns.get(key)
        opening = column.opening.value if column else None
        if par := _from_par(blocks.get(key), column, sum(of_class.get(name, 0) for name in _REORGANISES)):
            found[key] = Reorganisation(par, is_binding=True)
        elif opening and (ratio := _from_shares(opening, of_class, Type.CAPITAL_REORGANISATION)):
            # Beside a par value that stayed as it was, the movement may be an issue of some other kind.
            found[key] = Reorganisation(ratio, is_binding=key not in blocks or not blocks[key].closing_par.number)
        elif opening and (ratio := _from_shares(opening, of_class, Type.BONUS_ISSUE)):
            found[key] = Reorganisation(ratio, is_binding=False)
    return found


def _from_par(block: Any, column: Any, change: int) -> Fraction | None:
    """The ratio of the par values, where shares went the same way: those issued, or the authorised ones with a movement
    among the others; None where they did not."""
    if block is None or not (block.opening_par.number and block.closing_par.number):
        return None
    par = Fraction(block.closing_par.number) / Fraction(block.opening_par.number)
    went = []
    if column:
        before = column.opening.value or 0
        went = [(before, column.closing.value or 0), (before, before + change if change else 0)]
    if change:
        went.append((block.opening_shares.value or 0, block.closing_shares.value or 0))
    # Other movements of the month are in the same balances: roughly is enough, the par values say it exactly.
    roughly = (Fraction(4, 5) <= Fraction(old, new) / par <= Fraction(5, 4) for old, new in went if old > 0 and new > 0)
    return par if par != 1 and any(roughly) else None


def _from_shares(opening: int, moved: Mapping[str, int], type_: str) -> Fraction | None:
    """The simple ratio that a movement of a type makes of a balance that the month's other movements allow."""
    change = moved.get(type_, 0)
    after = opening + change
    if not change or after <= 0:
        return None
    if type_ == Type.BONUS_ISSUE:
        more = Fraction(change, opening).limit_denominator(100)
        ratio = 1 / (1 + more)
    elif after < opening:
        ratio = Fraction(round(Fraction(opening, after)))
    else:
        ratio = Fraction(1, round(Fraction(after, opening)))
    if ratio in (0, 1):
        return None
    base = Fraction(change) / (1 / ratio - 1)
    others = [shares for name, shares in moved.items() if name != type_]
    # Fractions of shares fall away, for each holder.
    slack = 1 + 1 / abs(1 / ratio - 1) + Fraction(opening, 10_000)
    lowest, highest = sum(min(each, 0) for each in others), sum(max(each, 0) for each in others)
    return ratio if opening + lowest - slack <= base <= opening + highest + slack else None
