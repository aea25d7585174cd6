"""How one cell of the form is read and written.

A figure is a number, Nil, N/A, blank, or words; these are five different things and all survive storing,
printing, exporting and importing. What was typed in place of a figure and cannot be read is kept as typed
(`Kind.UNREAD`), so that nothing a person typed is lost, and a rule prevents filing until it is corrected.

Shares are integers; amounts and prices are exact decimals; no figure is ever a float.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext
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
    Sort.DAY: _("a date such as 30/11/2024 (dd/mm/yyyy), N/A, or blank"),
}

# Longer than any figure or reference in a real return, short enough to keep arithmetic and print bounded.
LONGEST = 200
# So many digits before and after the point: written with separators and brackets it is no longer than LONGEST.
MOST_DIGITS, MOST_DECIMALS = 100, 60

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


# What cannot be kept in a document: XML cannot hold it, or no character has this code.
_UNHOLDABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def why_unholdable(text: str, most: int | None = LONGEST) -> str:
    """Why a cell cannot hold a text, with what to do about it; empty where it can. `most`: its characters at most."""
    if most is not None and len(text) > most:
        return gettext("It is %(length)s characters long; at most %(most)s are allowed. Shorten it.") % {
            "length": f"{len(text):,}",
            "most": f"{most:,}",
        }
    if found := _UNHOLDABLE.search(text):
        return gettext(
            "Character %(place)s is U+%(code)04X, a control character or not a character at all. Delete it."
        ) % {"place": f"{found.start() + 1:,}", "code": ord(found[0])}
    return ""


_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_WHITE = " \t" + _LINE_ENDS
_GAPS = re.compile(f"[{_WHITE}]+")
# Runs of dashes are Nil: `_folded` makes a hyphen of each.
_DASHES = re.compile("-[- ]*")
_NIL_WORDS = {"nil", "nil.", "無", "无", "零", "沒有", "没有"}
_NA_WORDS = {
    "n/a", "na", "n.a.", "n.a", "n/a.", "n / a", "not applicable", "not applicable.", "不適用", "不适用",
}  # fmt: skip
_CORE = r"(?:(?P<whole>[0-9]{1,3}(?:(?P<gap>[, ])[0-9]{3})(?:(?P=gap)[0-9]{3})*|[0-9]+)?(?:\.(?P<fraction>[0-9]+))?)"
_NUMBER = re.compile(rf"(?P<sign>[-+] ?|\( *)?{_CORE}(?P<end>-| *\))?")
_SIGNS = {("", ""): 1, ("+", ""): 1, ("-", ""): -1, ("", "-"): -1, ("(", ")"): -1}
# "130,597,895*": a number that a mark or a note qualifies is words, not a number to add up.
_MARKED = re.compile(r"\(?[0-9][0-9,. ]*\)?\s*(?:[*†‡#^§]+|\((?:note|remark)s?\s*\w*\))", re.IGNORECASE)


def _fold_table() -> dict[int, str | None]:
    """One character for those that mean the same in a figure; None for those that nobody sees.

    Unlike NFKC it makes no digit of what is none: a raised, lowered, circled or bracketed 1, a fraction, a numeral.
    """
    table: dict[int, str | None] = {}
    for code in (*range(0xFE50, 0xFE70), *range(0xFF01, 0xFF5F), 0xFFE1, 0xFFE5):
        how, _space, meant = unicodedata.decomposition(chr(code)).partition(" ")
        if how in ("<small>", "<wide>"):
            table[code] = chr(int(meant, 16))
    # Blanks of every width.
    table |= {code: " " for code in range(0x80, 0x3001) if unicodedata.category(chr(code)) == "Zs"}
    # Hyphens, dashes and minus signs: the soft hyphen is one that PDFs give; 0xF02D is the Symbol font's minus. Of
    # Chinese and Japanese keyboards come the lines of boxes and the mark of a long vowel.
    dashes = (0xAD, *range(0x2010, 0x2016), 0x2212, 0x2500, 0x2501, 0x30FC, 0xFE58, 0xFE63, 0xFF0D, 0xFF70, 0xF02D)
    table |= dict.fromkeys(dashes, "-") | {0x2E3A: "--", 0x2E3B: "---"}
    # The Symbol font's brackets.
    table |= {0xF028: "(", 0xF029: ")"}
    # No width, or a direction of writing; not what turns digits about (U+202D, U+202E).
    table |= dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202D), 0x2060, *range(0x2066, 0x206A), 0xFEFF))
    table[0x061C] = None
    return table


_FOLDED = _fold_table()
# They turn whatever follows about, so that paper and screen would say different things.
_OVERRIDE = re.compile("[\u202d\u202e]")
# Between marks that run from right to left, groups of digits change places: such a mark is left where it matters.
_RIGHT_TO_LEFT = re.compile("[\u061c\u200f\u202b\u2067]")
_TWO_GROUPS = re.compile("[0-9] +[0-9]")


def _folded(text: str) -> str:
    if text.isascii():
        return text.strip(_WHITE)
    plain = text.translate(_FOLDED).strip(_WHITE)
    is_turned = _RIGHT_TO_LEFT.search(text) and _TWO_GROUPS.search(plain)
    return f"\u200f{plain}" if is_turned else plain


def read(text: str, sort: Sort) -> Figure:
    """Read the content of a cell, generously: "871000", "871,000", "(1,250)", "-1,250", "nil", "n/a".

    Where two readings are possible none is taken. Never raises: what cannot be read comes back as `Kind.UNREAD` with
    the text as typed.
    """
    if sort is Sort.SHARES and text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS:
        return Figure(Kind.NUMBER, number=int(text))  # how whole numbers are stored: most cells, so a short way
    plain = _folded(text)
    if not plain:
        return BLANK
    typed = text.strip(_WHITE)
    if len(typed) > LONGEST:
        return Figure(Kind.UNREAD, text=typed)
    spaced = _GAPS.sub(" ", plain)
    figure = _read_day(spaced) if sort is Sort.DAY else _read_number(plain, sort)
    if figure:
        return figure
    lowered = spaced.lower()
    if lowered in _NIL_WORDS or _DASHES.fullmatch(plain):
        return NIL
    if lowered in _NA_WORDS:
        return NA
    if sort is not Sort.DAY and _are_words(spaced):
        return Figure(Kind.WORDS, text=_in_one_line(typed))
    return Figure(Kind.UNREAD, text=typed)


def _in_one_line(typed: str) -> str:
    """Words without the marks that nobody sees, and with every run of white space as one space."""
    seen = "".join(ch for ch in typed if _FOLDED.get(ord(ch), ch) is not None)
    return " ".join(seen.split())


def _read_number(plain: str, sort: Sort) -> Figure | None:
    match = _NUMBER.fullmatch(plain)
    if not match or not (match["whole"] or match["fraction"]):
        return None
    sign = _SIGNS.get(((match["sign"] or "").strip(), (match["end"] or "").strip()))
    whole, gap, fraction = match["whole"] or "0", match["gap"], match["fraction"] or ""
    # "0,360" is 0.36 to many people, and no group of thousands begins with 0.
    if sign is None or (gap and whole.startswith("0")):
        return None
    if gap:
        whole = whole.replace(gap, "")
    if len(whole) > MOST_DIGITS or len(fraction) > MOST_DECIMALS:
        return None
    if sort is Sort.SHARES:
        # "375.000" is 375,000 to many people.
        is_grouped = len(fraction) == 3 and not gap and len(whole) <= 3 and whole.strip("0")
        return number(sign * int(whole)) if not fraction.strip("0") and not is_grouped else None
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return number(value.copy_negate() if sign < 0 and value else value)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_WEEKDAYS = "一二三四五六日"
_D, _M, _Y = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})", r"(?P<year>[0-9]{4})"
_OF = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_LETTERS = (
    r"(?P<letters>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SEP = r"(?: ?[-/.,] ?| ?)"
_DAYS = (
    re.compile(rf"{_D} ?(?P<sep>[-/.]) ?{_M} ?(?P=sep) ?{_Y}"),
    re.compile(rf"{_Y} ?(?P<sep>[-/.]) ?{_M} ?(?P=sep) ?{_D}(?:[t ]00:00:00)?"),
    # A year of two digits is read only where day and year stand on either side of a month in letters, so that
    # 04/06/05 is none: 69 to 99 are of the last century, 00 to 68 of this one (POSIX), whenever they are read.
    re.compile(rf"{_OF}(?: day)?(?: of)?{_SEP}{_LETTERS}{_SEP}(?P<year>[0-9]{{4}}|[0-9]{{2}})"),
    re.compile(rf"{_LETTERS}{_SEP}{_OF}(?: ?[-/.,] ?| ){_Y}"),
    re.compile(rf"{_Y}{_SEP}{_LETTERS}{_SEP}{_OF}"),
    re.compile(rf"{_Y} ?年 ?{_M} ?月 ?{_D} ?[日號号]"),
)
# Before the day, or after it, with or without brackets.
_NAMED = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)\.?|(?:星期|週|周)(?P<chinese>[一二三四五六日天])"
)
_WEEKDAY_BEFORE = re.compile(rf"(?:{_NAMED}),? ?")
_WEEKDAY_AFTER = re.compile(rf"(?:,? ?| ?\()(?:{_NAMED})\)?\Z")


def _without_weekday(plain: str) -> tuple[str, int | None]:
    """A date in lower case without the weekday before or after it, and that weekday, from 0 for Monday."""
    if plain[0].isdecimal() and plain[-1].isdecimal():
        return plain, None
    named = _WEEKDAY_BEFORE.match(plain) or _WEEKDAY_AFTER.search(plain)
    if not named:
        return plain, None
    letters, chinese = named["weekday"], (named["chinese"] or "").replace("天", "日")
    weekday = _WEEKDAYS.index(letters[:3]) if letters else _CHINESE_WEEKDAYS.index(chinese)
    return plain[: named.start()] + plain[named.end() :], weekday


def _read_day(spaced: str) -> Figure | None:
    """A day in the ways that people write one; None where it is no day, or its weekday is another."""
    plain, weekday = _without_weekday(spaced.lower())
    for pattern in _DAYS:
        if match := pattern.fullmatch(plain):
            break
    else:
        return None
    found = match.groupdict()
    month = int(found["month"]) if "month" in found else _MONTHS.index(found["letters"][:3]) + 1
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 1900 if year > 68 else 2000
    try:
        value = date(year, month, int(found["day"]))
    except ValueError:
        return None
    return day(value) if 1800 <= year <= 2200 and weekday in (None, value.weekday()) else None


def _are_words(plain: str) -> bool:
    """Words are a phrase, or a figure that a mark qualifies; a lone run of letters is a slip of the hand."""
    if _UNHOLDABLE.search(plain) or _OVERRIDE.search(plain):
        return False
    if _MARKED.fullmatch(plain):
        return True
    phrase = [word for word in plain.split() if any(ch.isalpha() for ch in word) and not _names_currency(word)]
    # Those of planes 2 and 3 too, whether or not this Python knows them yet.
    chinese = sum("\u3400" <= ch <= "\u9fff" or "\U00020000" <= ch <= "\U0003ffff" for ch in plain)
    return (len(phrase) >= 2 or chinese >= 2) or (len(phrase) == 1 and len(plain.split()) >= 2 and len(phrase[0]) >= 4)


def _names_currency(word: str) -> bool:
    return currency_code(word.strip("0123456789.,'()+-\u200f")) in _CURRENCIES.values()


_SEVERAL = re.compile(f"[0-9](?:[{_WHITE[1:]}]|  )[^0-9]*[0-9]")
_SEPARATED = re.compile(r"(?P<before>[-+(]? *)(?P<digits>[0-9]+(?:[.,' ’][0-9]+)+)(?P<after>-| *\))?")


def why_unread(text: str, sort: Sort) -> str:
    """What is expected in particular in place of a text that `read` cannot read, as a phrase before `EXPECTED`."""
    plain = _folded(text)
    if len(plain) > LONGEST:
        return gettext("at most %d characters; ") % LONGEST
    if sort is Sort.DAY:
        alone, weekday = _without_weekday(_GAPS.sub(" ", plain).lower())
        if weekday is not None and alone and _read_day(alone):
            return gettext("the weekday of that date, or none; ")
        is_worded = sum(ch.isalpha() for ch in plain) > 1 and not re.search("[0-9]{4}", plain)
        return gettext("one date alone, with any words in the remarks; ") if is_worded else ""
    odd = next((ch for ch in plain if ch > "~" and unicodedata.category(ch)[0] in "NCM"), None)
    if odd:
        name = f"U+{ord(odd):04X} {unicodedata.name(odd, '')}".rstrip()
        return gettext("the figure without the character %s; ") % name
    if _SEVERAL.search(plain):
        return gettext("one figure in each cell; ")
    if match := _SEPARATED.fullmatch(plain):
        *groups, last = re.split(r"[^0-9]", match["digits"])
        decimal, whole = f"{int(''.join(groups)):,}.{last}", f"{int(''.join([*groups, last])):,}"
        before, after = match["before"], match["after"] or ""
        meant = {"decimal": f"{before}{decimal}{after}", "whole": f"{before}{whole}{after}"}
        return gettext("%(decimal)s or %(whole)s, whichever is meant; ") % meant
    return ""


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
    re.compile(rf"(?P<sign>[(+-]?) *{_MARK} *(?P<rest>.+)"),
    re.compile(rf"(?P<sign>)(?P<rest>.+?) *{_MARK}"),
)


def read_money(text: str, sort: Sort) -> tuple[str, Figure] | None:
    """The currency and the figure of a text that states both, such as HK$2.50 or 1,000 USD; None where it does not."""
    found = _money(_folded(text)) if len(text) <= LONGEST else None
    figure = read(found[1], sort) if found else None
    return (found[0], figure) if found and figure and figure.kind in _IN_A_CURRENCY else None


_IN_A_CURRENCY = (Kind.NUMBER, Kind.NIL, Kind.NA)


def _money(plain: str) -> tuple[str, str] | None:
    """A currency and the text beside it, where that can be an amount."""
    for pattern in _MONEY:
        match = pattern.fullmatch(plain)
        if not match or not (match["mark"] == "$" or currency_code(match["mark"]) in _CURRENCIES.values()):
            continue
        rest = match["sign"] + match["rest"]
        # In "USD-5" and "5-USD" the dash may be a minus, or only stand between the two.
        is_joined = match["mark"].isalpha() and match["rest"].startswith("-") and f"{match['mark']}-" in plain
        is_joined |= pattern is _MONEY[1] and match["rest"].endswith("-")
        is_nil = bool(_DASHES.fullmatch(match["rest"]))
        if match["sign"] if is_nil else is_joined:
            continue
        if read(rest, Sort.AMOUNT).kind in _IN_A_CURRENCY:
            return match["mark"], rest
    return None


def is_currency(mark: str, stated: str) -> bool:
    """Whether a sign before an amount may mean the currency that is stated; $ alone is any dollar."""
    code = currency_code(stated)
    return code in _DOLLARS if mark == "$" else currency_code(mark) == code


@lru_cache(maxsize=256)
def currency_code(stated: str) -> str:
    """The code by which two statements of a currency are compared: US$ and USD mean the same."""
    tidy = unicodedata.normalize("NFKC", stated).upper().replace(" ", "").rstrip(".")
    return _CURRENCIES.get(tidy, tidy)
