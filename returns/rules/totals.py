"""Rules for the totals of all movements, and for parts marked Not Applicable."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.figures import Kind, Sort
from returns.labels import LABELS, class_label, movements_in_words, numeral, short_numeral
from returns.models import Total
from returns.parts import MOVEMENTS, PARTS
from returns.rules.issued import columns, issued_under
from returns.rules.movements import is_complete
from returns.rules.rule import Claim, Equal, Fault, Level, choose_a_class, plus, rule
from returns.sheet import Cell, Sheet, figure_fields, kind_of


@rule("T-1", Level.ERROR)
def grand_total(sheet: Sheet) -> Iterator[Claim]:
    """The total increase/(decrease) of a class is the total of its movements in III, and the same as its figure
    under II."""
    lines = [
        (line, total.share_class)
        for line, total in enumerate(sheet.totals)
        if total.part == Total.Part.ALL and total.share_class
    ]
    columns_by_class = {column.share_class: index for index, column in enumerate(sheet.issued)}
    existing, waits = set(sheet.classes()), bool(sheet.unclassed(*MOVEMENTS))
    for line, key in lines:
        stated = Cell("totals", line, "shares")
        yield Equal([plus(stated)], issued_under(sheet, key, *MOVEMENTS), required=key in existing, waits=waits)
        if key in columns_by_class:
            movement = Cell("issued", columns_by_class[key], "movement")
            if not sheet.figure(stated).is_blank and not sheet.figure(movement).is_blank:
                yield Equal([plus(movement)], [plus(stated)], both_stated=True)
    totalled = {key for _line, key in lines}
    for index, column in columns(sheet):
        if column.share_class and column.share_class not in totalled and is_complete(sheet, Total.Part.ALL):
            yield Fault(
                (Cell("issued", index, "movement"),),
                _("there is no total of %s") % movements_in_words(sheet, short_numeral),
                _("a total of %(parts)s for %(class)s")
                % {
                    "parts": movements_in_words(sheet, short_numeral),
                    "class": class_label(sheet, column.share_class),
                },
            )


@rule("T-2", Level.ERROR)
def not_applicable(sheet: Sheet) -> Iterator[Claim]:
    """A part marked Not Applicable has no figure other than zero."""
    for part in MOVEMENTS:
        if not sheet.is_marked(part):
            continue
        fields = figure_fields(PARTS[part].model)
        for index, row in enumerate(sheet.rows(part)):
            for name, figure_field in fields.items():
                figure = getattr(row, name)
                if figure_field.sort is not Sort.DAY and figure.kind is Kind.NUMBER and figure.number != 0:
                    yield Fault(
                        (Cell(part, index, name),),
                        _("a figure in a part that is marked Not Applicable"),
                        _("nothing but zero, or %s not marked Not Applicable") % numeral(sheet, part),
                    )


@rule("T-3", Level.NOTE)
def nil_or_not(sheet: Sheet) -> Iterator[Claim]:
    """Nil is said of what exists and is zero, N/A of what does not exist."""
    if sheet.unclassed("authorised", "issued"):
        return  # which classes exist is not known yet
    classes = set(sheet.classes())
    existing = classes | {kind_of(key) for key in classes}
    said = [
        (Cell("issued", index, name), column.share_class)
        for index, column in enumerate(sheet.issued)
        if column.share_class
        for name in ("opening", "movement", "closing")
    ] + [
        (Cell("totals", line, "shares"), total.share_class)
        for line, total in enumerate(sheet.totals)
        if total.share_class and not sheet.is_marked(total.part)
    ]
    for cell, key in said:
        kind = sheet.figure(cell).kind
        if kind is Kind.NIL and key not in existing:
            yield Fault((cell,), "Nil", _("N/A: there are no %s") % class_label(sheet, key))
        elif kind is Kind.NA and key in existing:
            yield Fault((cell,), "N/A", _("Nil or a figure: there are %s") % class_label(sheet, key))


@rule("T-4", Level.WARNING)
def words(sheet: Sheet) -> Iterator[Claim]:
    """Words in the place of a figure lead to a remark."""
    for cell, figure in sheet.out_of_order():
        if figure.kind is Kind.WORDS and cell.row is not None and not sheet.remarks(cell.part):
            yield Fault((cell,), figure.text, _("a remark that says what the figure is"))


@rule("T-5", Level.ERROR)
def named(sheet: Sheet) -> Iterator[Claim]:
    """A stated total says what it totals, and of which class of shares."""
    for line, total in enumerate(sheet.totals):
        if total.part not in Total.Part.values:
            yield Fault((Cell("totals", line, "part"),), total.part, _what_it_may_total(sheet))
        elif not total.share_class:
            yield choose_a_class(Cell("totals", line, "share_class"))


def _what_it_may_total(sheet: Sheet) -> str:
    parts = [short_numeral(sheet, part) for part in MOVEMENTS if part in LABELS[sheet.head.edition].numerals]
    return _("what it totals: %(parts)s or %(all)s") % {
        "parts": ", ".join(parts),
        "all": movements_in_words(sheet, short_numeral),
    }
