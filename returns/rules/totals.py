"""Rules for the totals of A to E, and for parts marked Not Applicable."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from returns.figures import Kind, Sort, write
from returns.models import Total
from returns.rules.issued import columns, issued_under
from returns.rules.rule import Claim, Equal, Fault, Level, plus, rule
from returns.sheet import MOVEMENTS, NUMERALS, ROWS, Cell, Sheet, class_label, figure_fields, kind_of


@rule("T-1", Level.ERROR)
def grand_total(sheet: Sheet) -> Iterator[Claim]:
    """The total increase/(decrease) of a class is the total of A to E, and the same as its figure under II."""
    lines = [(line, total.share_class) for line, total in enumerate(sheet.totals) if total.part == Total.Part.ALL]
    columns_by_class = {column.share_class: index for index, column in enumerate(sheet.issued)}
    existing = set(sheet.classes())
    for line, key in lines:
        stated = Cell("totals", line, "shares")
        yield Equal([plus(stated)], issued_under(sheet, key, *MOVEMENTS), required=key in existing)
        if key in columns_by_class:
            movement = Cell("issued", columns_by_class[key], "movement")
            if not sheet.figure(stated).is_blank and not sheet.figure(movement).is_blank:
                yield Equal([plus(stated)], [plus(movement)])
    totalled = {key for _line, key in lines}
    for index, column in columns(sheet):
        if column.share_class not in totalled:
            yield Fault(
                (Cell("issued", index, "movement"),),
                _("no total of A to E"),
                _("a total of A to E for %s") % class_label(column.share_class),
            )


@rule("T-2", Level.ERROR)
def not_applicable(sheet: Sheet) -> Iterator[Claim]:
    """A part marked Not Applicable has no figure other than zero."""
    for part in MOVEMENTS:
        if not sheet.is_marked(part):
            continue
        fields = figure_fields(ROWS[part])
        for index, row in enumerate(sheet.rows(part)):
            for name, figure_field in fields.items():
                figure = getattr(row, name)
                if figure_field.sort is not Sort.DAY and figure.kind is Kind.NUMBER and figure.number != 0:
                    yield Fault(
                        (Cell(part, index, name),),
                        write(figure, figure_field.sort),
                        _("nothing but zero, or %s not marked Not Applicable") % NUMERALS[part],
                    )


@rule("T-3", Level.NOTE)
def nil_or_not(sheet: Sheet) -> Iterator[Claim]:
    """Nil is said of what exists and is zero, N/A of what does not exist."""
    classes = set(sheet.classes())
    existing = classes | {kind_of(key) for key in classes}
    said = [
        (Cell("issued", index, name), column.share_class)
        for index, column in enumerate(sheet.issued)
        for name in ("opening", "movement", "closing")
    ] + [
        (Cell("totals", line, "shares"), total.share_class)
        for line, total in enumerate(sheet.totals)
        if not sheet.is_marked(total.part)
    ]
    for cell, key in said:
        kind = sheet.figure(cell).kind
        if kind is Kind.NIL and key not in existing:
            yield Fault((cell,), "Nil", _("N/A: there are no %s") % class_label(key))
        elif kind is Kind.NA and key in existing:
            yield Fault((cell,), "N/A", _("Nil or a figure: there are %s") % class_label(key))


@rule("T-4", Level.WARNING)
def words(sheet: Sheet) -> Iterator[Claim]:
    """Words in the place of a figure lead to a remark."""
    for cell, figure in sheet.out_of_order():
        if figure.kind is Kind.WORDS and cell.row is not None and not sheet.remarks(cell.part):
            yield Fault((cell,), figure.text, _("a remark that says what the figure is"))
