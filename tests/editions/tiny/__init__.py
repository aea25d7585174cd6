"""A form of two parts, three rules and one page: an edition as the program knows nothing of it."""

from collections.abc import Iterator
from typing import Any

from returns.editions.edition import Edition
from returns.editions.expected import ExpectedPages, ExpectedPart, ExpectedText
from returns.figures import Figure, Notation, write
from returns.labels import Labels
from returns.rules import Level, head, issued
from returns.rules.rule import Claim, Equal, plus, rule
from returns.sheet import Cell, Sheet, figure_fields

_CODE = "tiny"
_ISSUED = {"share_class": "Class", "opening": "At first", "movement": "Moved", "closing": "At last"}
_AGREEMENTS = {"particulars": "Agreement", "issued": "Issued"}


@rule("S-2", Level.ERROR)
def movement(sheet: Sheet) -> Iterator[Claim]:
    """What moved is what was issued under agreements."""
    terms = [plus(Cell("agreements", index, "issued")) for index in range(len(sheet.agreements))]
    for index, _column in issued.columns(sheet):
        yield Equal([plus(Cell("issued", index, "movement"))], terms)


class Tiny(Edition):
    """The form: its month, its issuer, one class of shares, and agreements to issue more of them."""

    code = _CODE
    name = "Tiny edition"
    folder = "tiny"
    notation = Notation(brackets=False, day_format="%d %B %Y")
    headings = {"head": "Tiny Return", "issued": "Shares", "agreements": "Agreements"}
    labels = Labels(
        numerals={"issued": "1", "agreements": "2"},
        kinds={"ordinary": "stock"},
        heads={("issued", "movement"): "Moved"},
        short={"movement": "what moved"},
    )
    fields = {
        "head": ("month_ended", "issuer_name", "date_submitted"),
        "issued": tuple(_ISSUED),
        "agreements": tuple(_AGREEMENTS),
    }
    class_slots = ("ordinary_1",)
    class_kinds = ("ordinary",)
    rules = (head.readable, issued.closing, movement)
    rule_parts = {"F": "Cells", "II": "Shares", "S": "Agreements"}
    runs = (("page",),)
    size = (595.3, 841.9)
    faces = ("Liberation-Serif",)
    lines = (7.7, 15.6)

    def build_layout(self, sheet: Sheet) -> dict[str, Any]:
        """The form as lists of texts."""
        return {
            "title": self.headings["head"],
            "issuer": sheet.head.issuer_name,
            "month": sheet.head.month_ended.strftime(self.notation.day_format),
            "date_submitted": self._text(sheet.head, "date_submitted"),
            "tables": [
                (self.headings[part], columns.values(), [[self._text(row, name) for name in columns] for row in rows])
                for part, columns, rows in self._tables(sheet)
            ],
        }

    def expect(self, sheet: Sheet) -> ExpectedPages:
        """Every text, written from the Sheet."""
        month = sheet.head.month_ended.strftime(self.notation.day_format)
        top = (
            ExpectedText(self.headings["head"]),
            ExpectedText(sheet.head.issuer_name, row=sheet.head, pattern="(?P<issuer_name>.*)"),
            ExpectedText(month, row=sheet.head, pattern="(?P<month_ended>.*)"),
            ExpectedText(self._text(sheet.head, "date_submitted"), row=sheet.head, pattern="(?P<date_submitted>.*)"),
        )
        parts = [
            ExpectedPart(
                (ExpectedText(self.headings[part]), *(ExpectedText(text, in_cell=True) for text in columns.values())),
                tuple(
                    tuple(
                        ExpectedText(self._text(row, name), True, f"{part}, {name}", row, f"(?P<{name}>.*)", head)
                        for name, head in columns.items()
                    )
                    for row in rows
                ),
            )
            for part, columns, rows in self._tables(sheet)
        ]
        return ExpectedPages((), (ExpectedPart(top), *parts), str)

    def _tables(self, sheet: Sheet) -> Iterator[tuple[str, dict[str, str], list[Any]]]:
        yield "issued", _ISSUED, sheet.issued
        yield "agreements", _AGREEMENTS, sheet.agreements

    def _text(self, row: Any, name: str) -> str:
        value = getattr(row, name)
        return write(value, figure_fields(type(row))[name].sort, self.notation) if isinstance(value, Figure) else value
