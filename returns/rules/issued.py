"""Rules for part II, issued share capital."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.labels import class_label, numeral
from returns.models import IssuedClass
from returns.names import folded
from returns.parts import MOVEMENTS
from returns.rules.authorised import blocks
from returns.rules.rule import AtMost, Claim, Equal, Fault, Level, Term, balance, choose_a_class, is_level, plus, rule
from returns.sheet import Cell, Sheet, issued_exists


def columns(sheet: Sheet) -> Iterator[tuple[int, IssuedClass]]:
    """The columns of part II that state a class, or a movement though no balance, with their index."""
    return (
        (index, column)
        for index, column in enumerate(sheet.issued)
        if issued_exists(column) or (column.movement.exists and column.movement.value != 0)
    )


def cell(index: int, name: str) -> Cell:
    """A cell of a column of part II."""
    return Cell("issued", index, name)


def issued_under(sheet: Sheet, share_class: str, *parts: str) -> list[Term]:
    """New shares of a class, or of a whole kind of classes, issued under the given sub-sections of III."""
    by_class = sheet.once("issued", lambda: _issued_by_class(sheet))
    return [
        term
        for part in parts
        for key, terms in by_class[part].items()
        if key == share_class or key.startswith(f"{share_class}_")
        for term in terms
    ]


def _issued_by_class(sheet: Sheet) -> dict[str, dict[str, list[Term]]]:
    found: dict[str, dict[str, list[Term]]] = {part: defaultdict(list) for part in MOVEMENTS}
    for part, index, row in sheet.movements():
        found[part][row.share_class].append(plus(Cell(part, index, "issued")))
    return found


@rule("II-1", Level.ERROR)
def closing(sheet: Sheet) -> Iterator[Claim]:
    """Issued shares at close of the month are those at close of the preceding month plus the increase/(decrease)."""
    for index, _column in columns(sheet):
        yield balance(sheet, cell(index, "closing"), cell(index, "opening"), plus(cell(index, "movement")))


@rule("II-2", Level.ERROR)
def movement(sheet: Sheet) -> Iterator[Claim]:
    """The increase/(decrease) of a class is what is issued, repurchased and redeemed of it in III."""
    waits = bool(sheet.unclassed(*MOVEMENTS))
    for index, column in enumerate(sheet.issued):
        if column.share_class:
            yield Equal(
                [plus(cell(index, "movement"))],
                issued_under(sheet, column.share_class, *MOVEMENTS),
                required=issued_exists(column) and not is_level(sheet, cell(index, "closing"), cell(index, "opening")),
                both_stated=True,
                waits=waits,
            )


@rule("II-3", Level.ERROR)
def within_authorised(sheet: Sheet) -> Iterator[Claim]:
    """Issued shares at close of the month are not more than the authorised shares of the class."""
    authorised = {block.share_class: index for index, block in blocks(sheet)}
    for index, column in columns(sheet):
        if column.share_class in authorised:
            bound = Cell("authorised", authorised[column.share_class], "closing_shares")
            yield AtMost([plus(cell(index, "closing"))], [plus(bound)])


@rule("II-4", Level.WARNING)
def headroom(sheet: Sheet) -> Iterator[Claim]:
    """Issued shares at close and all that may be issued under III are not more than the authorised shares."""
    authorised = {block.share_class: index for index, block in blocks(sheet)}
    for index, column in columns(sheet):
        bound = authorised.get(column.share_class)
        issuable = [
            plus(Cell(part, row_index, "may_be_issued"))
            for part, row_index, row in sheet.movements()
            if row.share_class == column.share_class and not row.may_be_issued.is_blank
        ]
        # Without anything issuable II-3 has said it already.
        if bound is not None and issuable:
            yield AtMost([plus(cell(index, "closing")), *issuable], [plus(Cell("authorised", bound, "closing_shares"))])


@rule("II-5", Level.ERROR)
def not_negative(sheet: Sheet) -> Iterator[Claim]:
    """No balance of issued shares is below zero."""
    for index, column in columns(sheet):
        for name in ("opening", "closing"):
            figure = getattr(column, name)
            if (figure.value or 0) < 0:
                yield Fault((cell(index, name),), _("below zero"), _("zero or more"))


@rule("II-6", Level.ERROR)
def one_column_a_class(sheet: Sheet) -> Iterator[Claim]:
    """A class of shares stands once in II and is named there."""
    seen: set[str] = set()
    for index, column in columns(sheet):
        if not column.share_class:
            yield choose_a_class(cell(index, "share_class"))
        elif folded(column.share_class) in seen:
            here, new = cell(index, "share_class"), _("a class not yet in %s") % numeral(sheet, "issued")
            yield Fault((here,), class_label(sheet, column.share_class), new)
        seen.add(folded(column.share_class))


@rule("II-7", Level.ERROR)
def some_class(sheet: Sheet) -> Iterator[Claim]:
    """A listed issuer has issued shares: the balances of one class at least are stated in II."""
    if not any(issued_exists(column) for column in sheet.issued):
        place = cell(0, "closing") if sheet.issued else Cell("head", None, "issuer_name")
        yield Fault((place,), _("no class of shares is stated"), _("the issued shares of one class at least"))
