"""Rules for the head and the signatory, and for every cell: it can be read."""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.deadlines import deadline, is_month_end
from returns.figures import EXPECTED, Kind, Sort, is_currency, read_money, why_unread, write
from returns.models import plain_stock_code
from returns.names import folded
from returns.rules.rule import Claim, Fault, Level, rule
from returns.sheet import Cell, Sheet, authorised_exists, currency_of, sort_of


def head(name: str) -> Cell:
    """A cell of the head."""
    return Cell("head", None, name)


@rule("F-1", Level.ERROR)
def readable(sheet: Sheet) -> Iterator[Claim]:
    """What stands in a cell can be read as a figure, Nil, N/A, or words that lead to a remark."""
    for cell, figure in sheet.out_of_order():
        if figure.kind is Kind.UNREAD:
            particular = _another_currency(sheet, cell, figure.text) or why_unread(figure.text, sort_of(cell))
            yield Fault((cell,), figure.text, particular + str(EXPECTED[sort_of(cell)]))


def _another_currency(sheet: Sheet, cell: Cell, typed: str) -> str:
    """What is expected of an amount that is typed in another currency than its row states."""
    currency = currency_of(cell)
    money = read_money(typed, sort_of(cell)) if currency else None
    stated = sheet.text(currency) if currency and money else ""
    if not money or not stated or is_currency(money[0], stated):
        return ""
    return _("%s, which the row states as its currency; ") % stated


@rule("H-1", Level.ERROR)
def month_ended(sheet: Sheet) -> Iterator[Claim]:
    """The month ended is the last day of a calendar month."""
    ended = sheet.head.month_ended
    if not is_month_end(ended):
        yield Fault((head("month_ended"),), f"{ended:%d/%m/%Y}", _("the last day of a month"))


@rule("H-2", Level.ERROR)
def date_submitted(sheet: Sheet) -> Iterator[Claim]:
    """The date submitted is the day on which the return is filed, after the month ended; left blank, it is filled in on
    that day. Another day before it is explained; a day past the deadline is noted."""
    stated, ended, today = sheet.head.date_submitted, sheet.head.month_ended, sheet.filing_day
    if stated.kind is Kind.UNREAD:
        return
    place, submitted = (head("date_submitted"),), today if stated.is_blank else stated.day
    found = write(stated, Sort.DAY)
    if today and today <= ended:
        yield Fault(place, found, _("a date after %s: the month is not over yet") % f"{ended:%d/%m/%Y}")
        return
    if submitted is None or submitted <= ended:
        yield Fault(place, found, _("a date after %s") % f"{ended:%d/%m/%Y}")
        return
    if today and submitted > today:
        yield Fault(
            place, found, _("a date not after today, %s; blank, it is filled in on filing") % f"{today:%d/%m/%Y}"
        )
        return
    # A return that was sent yesterday with that day's date gets a new date when it is filed.
    if today and submitted not in (today, sheet.sent_day):
        expected = _("the day of filing, today %s; blank, it is filled in on filing") % f"{today:%d/%m/%Y}"
        yield Fault(place, found, expected, Level.WARNING)
    due = deadline(ended, sheet.closures)
    if submitted > due.date():
        expected = _("by the deadline, %s Hong Kong time") % f"{due:%d/%m/%Y %H:%M}"
        yield Fault(place, f"{submitted:%d/%m/%Y}", expected, Level.NOTE)


_TITLES = ("director", "secretary", "董事", "秘書", "秘书")


@rule("H-3", Level.ERROR)
def signatory(sheet: Sheet) -> Iterator[Claim]:
    """The name of the issuer, who submits the return and in what capacity are given; the person is a director, the
    secretary or another duly authorised officer."""
    if not sheet.head.issuer_name.strip():
        yield Fault((head("issuer_name"),), "", _("the name of the issuer"))
    if not sheet.head.submitted_by.strip():
        yield Fault((head("submitted_by"),), "", _("the name of the person who submits the return"))
    if not sheet.head.title.strip():
        yield Fault((head("title"),), "", _("director, secretary or other duly authorised officer"))
    elif not any(word in sheet.head.title.casefold() for word in _TITLES):
        yield Fault(
            (head("title"),), sheet.head.title, _("director or secretary; another officer has to be explained"),
            Level.WARNING,
        )  # fmt: skip


@rule("H-4", Level.ERROR)
def revision(sheet: Sheet) -> Iterator[Claim]:
    """A revision says why the return is revised, and what it revises is on record; a return that is filed is not filed
    again."""
    if sheet.head.revision and sheet.head.revises_id is None:
        yield Fault(
            (head("revision"),),
            str(sheet.head.revision),
            "0",
            Level.WARNING,
            says=_(
                "This is revision %(number)d, and no filing that it revises is on record here. File the first return "
                "before it, or explain where it was filed."
            )
            % {"number": sheet.head.revision},
        )
    # A Sheet cannot tell what else is on record: filing refuses the second time, under its lock.
    if sheet.head.revision and not sheet.head.revision_reason.strip():
        yield Fault((head("revision_reason"),), "", _("the reason for the revision"))


@rule("H-5", Level.WARNING)
def stock_code(sheet: Sheet) -> Iterator[Claim]:
    """The stock code of a class is the issuer's, or the one that the month before stated for it; 00388, 0388, 388 and
    00388.HK are one code. N/A and codes of other exchanges are left alone."""
    before = {block.share_class: block.stock_code for block in sheet.preceding.authorised} if sheet.preceding else {}
    for index, block in enumerate(sheet.authorised):
        if not authorised_exists(block):
            continue
        known = {plain_stock_code(sheet.head.issuer.stock_code), *_codes(before.get(block.share_class, ""))}
        stated = _codes(block.stock_code)
        if stated and known.isdisjoint(stated):
            yield Fault((Cell("authorised", index, "stock_code"),), block.stock_code, sheet.head.issuer.stock_code)


# A code of this exchange: up to five digits. Six digits, and what ends in .SH or .SZ, are codes of other exchanges, as
# is a code beside words such as “Tokyo Stock Exchange”.
_CODE = re.compile(r"(?<![0-9A-Z.])(?P<code>[0-9]{1,5})(?:\s*[.:]?\s*HK)?(?![0-9A-Z]|\.[0-9A-Z])")
_OUR_WORDS = {"HK", "HKEX", "SEHK", "HKD", "RMB", "CNY", "USD", "COUNTER", "COUNTERS", "STOCK", "CODE", "CODES", "AND"}


def _codes(text: str) -> set[str]:
    """The codes of this exchange in a text, without leading zeros."""
    plain = unicodedata.normalize("NFKC", text).upper()
    if not _OUR_WORDS.issuperset(re.findall(r"[^\W\d_]+", plain)):
        return set()
    return {plain_stock_code(found["code"]) for found in _CODE.finditer(plain)}


@rule("H-6", Level.WARNING)
def name_of_issuer(sheet: Sheet) -> Iterator[Claim]:
    """The name of the issuer is the one on record, with or without its Chinese name; that it is another than last
    month's is noted."""
    stated, known = sheet.head.issuer_name, sheet.head.issuer.name
    if not stated.strip():
        return
    if not (_is_within(known, stated) or _is_within(stated, known)):
        yield Fault(
            (head("issuer_name"),),
            stated,
            known,
            says=_(
                "The printed name of the issuer is “%(stated)s”; on record it is “%(known)s”. Correct it, or explain "
                "it: a new name may be resolved before it is on record."
            )
            % {"stated": stated, "known": known},
        )
    elif sheet.preceding and folded(sheet.preceding.head.issuer_name) != folded(stated):
        yield Fault(
            (head("issuer_name"), head("issuer_name")._replace(before=True)),
            stated,
            sheet.preceding.head.issuer_name,
            Level.NOTE,
            says=_("The printed name of the issuer differs from last month's: it was “%(last)s”, now “%(now)s”.")
            % {"last": sheet.preceding.head.issuer_name, "now": stated},
        )


def _is_within(name: str, other: str) -> bool:
    """Whether a name is the whole of another, or all its words stand together there: more than one, or Chinese."""
    plain = folded(name)
    if plain == folded(other):
        return True
    has_more_words = " " in plain or not plain.isascii()
    # A Chinese name may follow without a blank.
    whole = rf"(?<![a-z0-9]){re.escape(plain)}(?![a-z0-9])"
    return has_more_words and re.search(whole, folded(other)) is not None
