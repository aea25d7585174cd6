"""How one cell of the form is read and written.

A figure is a number, Nil, N/A, blank, or words; these are five different things and all survive storing,
printing, exporting and importing. What was typed in place of a figure and cannot be read is kept as typed
(`Kind.UNREAD`), so that nothing a person typed is lost, and a rule bars filing until it is put right.

Shares are integers; amounts and prices are exact decimals; no float ever stands for a figure.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """The five things a cell can say, a day, and what could not be read."""

    NUMBER = "number"
    DAY = "day"
    NIL = "Nil"
    NA = "N/A"
    BLANK = "blank"
    WORDS = "words"
    UNREAD = "unread"


class Sort(StrEnum):
    """What a cell of the form is for."""

    SHARES = "shares"
    AMOUNT = "amount"
    PRICE = "price"
    DAY = "day"


EXPECTED = {
    Sort.SHARES: _(
        "a whole number such as 871,000 or (1,250), or Nil, N/A, blank, "
        "or words that lead to a remark such as See Remark (1)"
    ),
    Sort.AMOUNT: _(
        "an amount without its currency such as 1,200,000.00, or Nil, N/A, blank, "
        "or words that lead to a remark such as See Remark (1)"
    ),
    Sort.PRICE: _(
        "a price without its currency such as 0.0353, or Nil, N/A, blank, "
        "or words that lead to a remark such as See Remark (1)"
    ),
    Sort.DAY: _("a date such as 30/11/2009 (dd/mm/yyyy), N/A, or blank"),
}

# Longer than any figure or reference in a real return, short enough to keep arithmetic and print bounded.
LONGEST = 200

# Wide enough for the product of any two figures that can be read; anything that would round raises instead.
EXACT = Context(prec=3 * LONGEST, traps=[Inexact, InvalidOperation, DivisionByZero])


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell's content. `number` is an int (shares) or a Decimal (amounts, prices); `text` holds words.

    `value` is the number to calculate with: Nil and N/A count as zero; None where no number is stated.
    """

    kind: Kind
    number: int | Decimal | None = None
    day: date | None = None
    text: str = ""
    value: int | Decimal | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        zero = 0 if self.kind is Kind.NIL or self.kind is Kind.NA else None
        object.__setattr__(self, "value", self.number if self.kind is Kind.NUMBER else zero)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is stated."""
        return self.kind is Kind.BLANK

    @property
    def exists(self) -> bool:
        """Whether the cell speaks of something that exists: neither blank nor N/A."""
        return self.kind is not Kind.BLANK and self.kind is not Kind.NA


BLANK = Figure(Kind.BLANK)
NIL = Figure(Kind.NIL)
NA = Figure(Kind.NA)


def number(value: int | Decimal) -> Figure:
    """The figure that states `value`."""
    return Figure(Kind.NUMBER, number=value)


def day(value: date) -> Figure:
    """The figure that states the day `value`."""
    return Figure(Kind.DAY, day=value)


_NIL_WORDS = {"nil", "nil.", "-", "–", "—", "無", "零"}
_NA_WORDS = {"n/a", "na", "n.a.", "n.a", "n/a.", "n / a", "not applicable", "not applicable.", "不適用"}
_NUMBER = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<sep>[, '])\d{3})(?:(?P=sep)\d{3})*|\d+)?(?:\.(?P<fraction>\d+))?", re.ASCII
)
# "130,597,895*": a number that a mark or a note qualifies is words, not a number to add up.
_MARKED = re.compile(r"\(?[\d][\d,. ]*\)?\s*(?:[*†‡#^§]+|\((?:note|remark)s?\s*\w*\))", re.IGNORECASE)
_DAY_FORMATS = (
    "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y",
    # As Excel shows them. A year of two digits is read only where the month is in letters, so that 04/06/05 is none:
    # 69 to 99 are of the last century, 00 to 68 of this one (POSIX), whatever the day on which they are read.
    "%d-%b-%Y", "%d-%B-%Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%y", "%d %b %y",
)  # fmt: skip


def read(text: str, sort: Sort) -> Figure:
    """Read what stands in a cell, generously: "871000", "871,000", "(1,250)", "-1,250", "nil", "n/a".

    Never raises: what cannot be read comes back as `Kind.UNREAD` with the text as typed.
    """
    if sort is Sort.SHARES and text.isdecimal() and text.isascii() and len(text) <= LONGEST:
        return Figure(Kind.NUMBER, number=int(text))  # how whole numbers are stored: most cells, so a short way
    typed = _tidy(text)
    if not typed:
        return BLANK
    plain = unicodedata.normalize("NFKC", typed)
    if len(typed) > LONGEST:
        return Figure(Kind.UNREAD, text=typed)
    lowered = plain.lower()
    if lowered in _NIL_WORDS:
        return NIL
    if lowered in _NA_WORDS:
        return NA
    figure = _read_day(plain) if sort is Sort.DAY else _read_number(plain, sort)
    if figure:
        return figure
    if _are_words(plain):
        return Figure(Kind.WORDS, text=typed)
    return Figure(Kind.UNREAD, text=typed)


def _tidy(text: str) -> str:
    """Without control characters, and with every run of white space as one space."""
    spaced = "".join(" " if ch.isspace() else ch for ch in text)
    return " ".join("".join(ch for ch in spaced if ch == " " or ch.isprintable()).split())


def _read_number(plain: str, sort: Sort) -> Figure | None:
    sign, digits = 1, plain.replace("−", "-").replace("–", "-")
    if digits.startswith("(") and digits.endswith(")"):
        sign, digits = -1, digits[1:-1].strip()
    elif digits.startswith("-"):
        sign, digits = -1, digits[1:].strip()
    elif digits.startswith("+"):
        digits = digits[1:].strip()
    match = _NUMBER.fullmatch(digits)
    if not match or not (match["whole"] or match["fraction"]):
        return None
    whole = re.sub(r"\D", "", match["whole"] or "0")
    fraction = match["fraction"] or ""
    if sort is Sort.SHARES:
        return number(sign * int(whole)) if not fraction.strip("0") else None
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return number(value.copy_negate() if sign < 0 and value else value)


def _read_day(plain: str) -> Figure | None:
    for pattern in _DAY_FORMATS:
        try:
            value = datetime.strptime(plain, pattern).date()
        except ValueError:
            continue
        # strptime takes "9" for the year 9; nobody means it.
        return day(value) if 1800 <= value.year <= 2200 else None
    return None


def _are_words(plain: str) -> bool:
    """Words are a phrase, or a figure that a mark qualifies; a lone run of letters is a slip of the hand."""
    if _MARKED.fullmatch(plain):
        return True
    phrase = [word for word in plain.split() if any(ch.isalpha() for ch in word)]
    chinese = sum("\u4e00" <= ch <= "\u9fff" for ch in plain)
    return (len(phrase) >= 2 or chinese >= 2) or (len(phrase) == 1 and len(plain.split()) >= 2 and len(phrase[0]) >= 4)


@dataclass(frozen=True, slots=True)
class Notation:
    """How an edition writes figures: decreases in brackets or with a minus, and its way with dates."""

    brackets: bool = True
    day_format: str = "%d/%m/%Y"


BRACKETS = Notation()


def write(figure: Figure, sort: Sort, notation: Notation = BRACKETS) -> str:
    """Write a figure the one way its edition prints it; `read` of the result is the figure again."""
    match figure.kind:
        case Kind.NUMBER:
            assert figure.number is not None
            return write_number(figure.number, sort, notation)
        case Kind.DAY:
            assert figure.day is not None
            return figure.day.strftime(notation.day_format)
        case Kind.NIL | Kind.NA:
            return figure.kind.value
        case _:
            return figure.text


def write_number(value: int | Decimal, sort: Sort, notation: Notation = BRACKETS) -> str:
    """A bare number with thousands separators; amounts to cents at least, prices with the decimals they have."""
    if sort is Sort.AMOUNT:
        value = Decimal(value)
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent > -2:
            value = value.quantize(Decimal("0.01"), context=EXACT)
    # Not abs(): of a decimal it rounds to the digits of the context that happens to be set.
    digits = f"{value.copy_abs():,f}" if isinstance(value, Decimal) else f"{abs(value):,d}"
    if value >= 0:
        return digits
    return f"({digits})" if notation.brackets else f"-{digits}"


def store(figure: Figure) -> str:
    """The text a database keeps for a figure: plain digits, ISO dates, Nil, N/A, or the words."""
    match figure.kind:
        case Kind.NUMBER:
            return str(figure.number) if isinstance(figure.number, int) else f"{figure.number:f}"
        case Kind.DAY:
            return str(figure.day)
        case Kind.NIL | Kind.NA:
            return figure.kind.value
        case _:
            return figure.text


_CURRENCIES = {
    "US$": "USD", "HK$": "HKD", "RMB": "CNY", "RMB¥": "CNY", "¥": "CNY", "CA$": "CAD", "C$": "CAD", "S$": "SGD",
    "A$": "AUD", "AU$": "AUD", "NT$": "TWD", "£": "GBP", "€": "EUR", "JP¥": "JPY", "M$": "MYR", "RM": "MYR",
}  # fmt: skip


_DOLLARS = {"USD", "HKD", "CAD", "SGD", "AUD", "TWD"}
_MARK = r"(?P<mark>[A-Za-z]{0,3}[$¥£€]|[A-Za-z]{2,3}(?![A-Za-z]))"
_MONEY = (
    re.compile(rf"(?P<sign>[(−+-]?)\s*{_MARK}\s*(?P<rest>.+)"),
    re.compile(rf"(?P<sign>)(?P<rest>.+?)\s*{_MARK}"),
)


def read_money(text: str, sort: Sort) -> tuple[str, Figure] | None:
    """The currency and the figure of a text that states both, such as HK$2.50 or 1,000 USD; None where it does not."""
    plain = unicodedata.normalize("NFKC", _tidy(text))
    for pattern in _MONEY:
        match = pattern.fullmatch(plain)
        if match and (match["mark"] == "$" or currency_code(match["mark"]) in _CURRENCIES.values()):
            figure = read(match["sign"] + match["rest"], sort)
            if figure.kind in (Kind.NUMBER, Kind.NIL):
                return match["mark"], figure
    return None


def is_currency(mark: str, stated: str) -> bool:
    """Whether a sign before an amount may mean the currency that is stated; $ alone is any dollar."""
    code = currency_code(stated)
    return code in _DOLLARS if mark == "$" else currency_code(mark) == code


@lru_cache(maxsize=256)
def currency_code(stated: str) -> str:
    """The code that tells whether two statements of a currency mean the same: US$ and USD do."""
    tidy = unicodedata.normalize("NFKC", stated).upper().replace(" ", "").rstrip(".")
    return _CURRENCIES.get(tidy, tidy)
