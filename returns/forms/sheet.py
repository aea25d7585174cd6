"""A whole return as one form: a Sheet in, what was typed, a Sheet out."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from returns.drafts.cells import CellTypes
from returns.drafts.currency import read_with_currency
from returns.drafts.rows import missing_rows, new_row, offered_rows
from returns.editions import EDITIONS, Edition
from returns.forms.head import HeadForm
from returns.forms.rows import Refusal, RowFormSet, row_formset
from returns.parts import PARTS
from returns.sheet import MOST_ROWS, Sheet


class Typed(NamedTuple):
    """What a page states: the Sheet, and the cells whose text could not be stored, by their address in it."""

    sheet: Sheet
    refused: dict[str, Refusal]


class SheetForm:
    """The head's form and a formset for each part that the edition has; field names are the cells' addresses."""

    def __init__(self, sheet: Sheet, data: Mapping[str, Any] | None = None, add: str = "") -> None:
        self.sheet = sheet
        self.edition: Edition = EDITIONS[sheet.head.edition]
        types = CellTypes(sheet)
        self.head = HeadForm(data, holder=sheet.head, types=types.of("head"), edition=self.edition)
        # A page of another version may show other rows than those on record.
        self.head.full_clean()
        is_stale = self.head.is_bound and self.head.opened != sheet.head.version
        sent = _rows_sent(data or {})
        self.parts: dict[str, RowFormSet] = {}
        for part in PARTS:
            if part in self.edition.fields:
                fresh = new_row(sheet, part, self.edition)
                spare = offered_rows(self.edition, sheet, part)
                if add == part and len(sheet.rows(part)) + len(spare) < MOST_ROWS:
                    spare.append(fresh)
                self.parts[part] = row_formset(self.edition.labels, part, types.of(part))(
                    data,
                    on_record=sheet.rows(part),
                    spare=spare,
                    fresh=fresh,
                    is_stale=is_stale,
                    sent=sent[part],
                )

    def faults(self) -> list[str]:
        """Why what came is no page of this return; empty where it is one."""
        faults = [] if self.head.opened is not None else [_("The number of the version that was opened is missing.")]
        for part, formset in self.parts.items():
            faults += [f"{self.edition.labels.numerals[part]}: {fault}." for fault in formset.faults]
        return faults

    def read(self) -> Typed:
        """The Sheet as typed. Cells that this edition has not stay as they are on record."""
        sheet = Sheet(
            head=self.head.stated(),
            answers=self.sheet.answers,
            month_before=self.sheet.month_before,
            before_filed_at=self.sheet.before_filed_at,
            closures=self.sheet.closures,
            filing_day=self.sheet.filing_day,
        )
        refused = {f"head-{name}": refusal for name, refusal in self.head.refusals()}
        for part in PARTS:
            if part not in self.parts:
                setattr(sheet, part, self.sheet.rows(part))
                continue
            missing = set(missing_rows(self.edition, self.sheet, part))
            for index, (row, refusals) in enumerate(self.parts[part].stated(missing)):
                sheet.rows(part).append(row)
                read_with_currency(sheet, part, index)
                refused |= {f"{part}-{index}-{name}": refusal for name, refusal in refusals.items()}
        return Typed(sheet, refused)


_NAME = re.compile(r"([a-z_]+)-([0-9]{1,6})-", re.ASCII)


def _rows_sent(data: Mapping[str, Any]) -> dict[str, set[int]]:
    """The rows of which anything was sent, by part and index."""
    sent: dict[str, set[int]] = defaultdict(set)
    for name in data:
        if row := _NAME.match(name):
            sent[row[1]].add(int(row[2]))
    return sent
