"""Rules for part I, authorised share capital; nothing is asked of an issuer that has none."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.figures import Figure, Kind, currency_code
from returns.labels import class_label, numeral
from returns.models import AuthorisedClass
from returns.names import folded
from returns.rules.rule import Claim, Equal, Fault, Level, balance, choose_a_class, plus, rule
from returns.sheet import Cell, Sheet, authorised_exists, issued_exists


def blocks(sheet: Sheet) -> Iterator[tuple[int, AuthorisedClass]]:
    """The blocks of part I that state a class, with their index."""
    return ((index, block) for index, block in enumerate(sheet.authorised) if authorised_exists(block))


def stated(sheet: Sheet) -> Iterator[tuple[int, AuthorisedClass]]:
    """The blocks that state a class, or a movement or capital though no number of shares, with their index."""
    names = ("movement_shares", "opening_capital", "movement_capital", "closing_capital")
    return (
        (index, block)
        for index, block in enumerate(sheet.authorised)
        if authorised_exists(block) or any(getattr(block, name).value for name in names)
    )


def cell(index: int, name: str) -> Cell:
    """A cell of a block of part I."""
    return Cell("authorised", index, name)


@rule("I-1", Level.ERROR)
def shares(sheet: Sheet) -> Iterator[Claim]:
    """Authorised shares at close of the month are those of the preceding month plus the increase/(decrease)."""
    for index, _block in stated(sheet):
        yield balance(
            sheet, cell(index, "closing_shares"), cell(index, "opening_shares"), plus(cell(index, "movement_shares"))
        )


@rule("I-2", Level.ERROR)
def capital(sheet: Sheet) -> Iterator[Claim]:
    """Authorised capital at close of the month is that of the preceding month plus the increase/(decrease)."""
    for index, _block in stated(sheet):
        yield balance(
            sheet, cell(index, "closing_capital"), cell(index, "opening_capital"), plus(cell(index, "movement_capital"))
        )


@rule("I-3", Level.WARNING)
def par_value(sheet: Sheet) -> Iterator[Claim]:
    """Authorised capital is the number of shares times the par value, exactly, at the start and at the end; an issuer
    that states it otherwise, such as at the proceeds of issue, explains it. The par value is stated, or N/A."""
    for index, block in stated(sheet):
        for when in ("opening", "closing"):
            par: Figure = getattr(block, f"{when}_par")
            counted = (getattr(block, f"{when}_shares"), getattr(block, f"{when}_capital"))
            if par.is_blank and any(figure.value for figure in counted):
                yield Fault(
                    (cell(index, f"{when}_par"),), "", _("the par value; N/A if the shares have none"), Level.ERROR
                )
            # Shares without par value make no capital by multiplication.
            elif par.kind not in (Kind.NA, Kind.BLANK):
                yield Equal(
                    [plus(cell(index, f"{when}_capital"))],
                    [plus(cell(index, f"{when}_shares"), cell(index, f"{when}_par"))],
                )


@rule("I-4", Level.ERROR)
def total(sheet: Sheet) -> Iterator[Claim]:
    """The total authorised share capital at the end of the month is the sum of the classes, for each currency; one
    total over several currencies is explained."""
    added_up = list(stated(sheet))
    totalled = {currency_code(line.currency) for line in sheet.authorised_totals}
    # Some issuers state one total over all currencies, converted: then it is no sum of like units.
    is_converted = not {currency_code(block.currency) for _index, block in added_up} <= totalled
    for line, total_line in enumerate(sheet.authorised_totals):
        code = currency_code(total_line.currency)
        yield Equal(
            [plus(Cell("authorised_totals", line, "amount"))],
            [
                plus(cell(index, "closing_capital"))
                for index, block in added_up
                if currency_code(block.currency) == code
            ],
            required=False,
            level=Level.WARNING if is_converted else None,
        )
    for index, block in added_up:
        if block.closing_capital.exists and currency_code(block.currency) not in totalled:
            totalled.add(currency_code(block.currency))
            # Filings on record leave the line empty where there is one class, so this is a note.
            yield Fault(
                (cell(index, "closing_capital"),), _("no total"), _("a total in %s") % block.currency, Level.NOTE
            )


@rule("I-5", Level.WARNING)
def par_changed(sheet: Sheet) -> Iterator[Claim]:
    """Where the par value changed, shares and par value explain each other, as by subdivision or consolidation, and a
    remark says so."""
    for index, block in blocks(sheet):
        before, after = block.opening_par, block.closing_par
        if {before.kind, after.kind} != {Kind.NUMBER} or before.number == after.number:
            continue
        yield Equal(
            [plus(cell(index, "closing_shares"), cell(index, "closing_par"))],
            [plus(cell(index, "opening_shares"), cell(index, "opening_par"))],
            says=_("the balance at close of the month"),
        )
        if not sheet.remarks("authorised"):
            yield Fault(
                (cell(index, "closing_par"),), _("no remark"), _("a remark that says why the par value changed")
            )


@rule("I-6", Level.ERROR)
def classes(sheet: Sheet) -> Iterator[Claim]:
    """A class with issued shares in II is authorised in I, and II says of an authorised class what is issued."""
    authorised = {block.share_class: index for index, block in blocks(sheet)}
    if not authorised:
        return
    issued = {column.share_class: index for index, column in enumerate(sheet.issued)}
    for key, index in issued.items():
        column = sheet.issued[index]
        is_zero = _is_zero(column.opening, column.closing)
        if issued_exists(column) and key not in authorised and not is_zero and "" not in (key, *authorised):
            yield Fault(
                (Cell("issued", index, "closing"),),
                _("%s in issue") % class_label(sheet, key),
                _("the same class in %s, or N/A here") % numeral(sheet, "authorised"),
            )
    for key, index in authorised.items():
        if "" in (key, *issued):
            continue
        if key not in issued or sheet.issued[issued[key]].closing.is_blank:
            place = Cell("issued", issued[key], "closing") if key in issued else cell(index, "closing_shares")
            part = numeral(sheet, "issued")
            wrong = "" if key in issued else _("an authorised class of which %s says nothing") % part
            wanted = _("the issued %(class)s in %(part)s; Nil or N/A if there are none") % {
                "class": class_label(sheet, key),
                "part": part,
            }
            yield Fault((place,), wrong, wanted)


def _is_zero(*figures: Figure) -> bool:
    return all(figure.value == 0 for figure in figures)


@rule("I-7", Level.ERROR)
def one_block_a_class(sheet: Sheet) -> Iterator[Claim]:
    """A class of shares stands once in I and is named there."""
    seen: set[str] = set()
    for index, block in blocks(sheet):
        if not block.share_class:
            yield choose_a_class(cell(index, "share_class"))
        elif folded(block.share_class) in seen:
            here, new = cell(index, "share_class"), _("a class not yet in %s") % numeral(sheet, "authorised")
            yield Fault((here,), class_label(sheet, block.share_class), new)
        seen.add(folded(block.share_class))
