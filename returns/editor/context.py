"""The page of a return as the editor shows it: `EditorPage`, made of sections, tables and findings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from returns.drafts.cells import FOOT, CellTypes
from returns.drafts.rows import identity_of, is_named, row_key, untotalled
from returns.editions import Edition, edition_of, reconcile
from returns.editor.findings import PageFinding
from returns.editor.layout import columns, groups
from returns.editor.tables import ClassSummary, Line, PartFindings, Section, Table
from returns.editor.windows import Windows
from returns.figures import Sort, write
from returns.forms.cells import CellField, cell_fields
from returns.forms.rows import Refusal
from returns.forms.sheet import SheetForm
from returns.labels import Labels, label, movements_in_words, numeral, row_name, short_numeral
from returns.models import Total
from returns.parts import MOVEMENTS, PARTS
from returns.recalculate import offered
from returns.roll_forward import brought_forward
from returns.rules import Finding, Level, Outcome, Reconciliation
from returns.rules.diagnosis import Cause, likely_cause
from returns.rules.explain import explained
from returns.rules.messages import in_print
from returns.sheet import Cell, Sheet, kind_of, sort_of

# So many rows are searched for the likely cause of a difference.
MOST_ROWS_SEARCHED = 500
# The rules that compare the openings of I and II with the closing balances of the month before.
OF_OPENINGS = ("P-1", "P-2")
# The rule that asks for the total of I in each currency.
OF_TOTAL = "I-4"


class EditorPage:
    """One return as the editor shows it."""

    # A list shows this many findings; all of them are shown at their cells.
    most = 100

    def __init__(
        self,
        sheet: Sheet,
        refused: Mapping[str, Refusal] | None = None,
        is_read_only: bool = False,
        add: str = "",
        reconciliation: Reconciliation | None = None,
        rows: Iterable[str] = (),
    ) -> None:
        self.sheet, self.refused, self.is_read_only = sheet, refused or {}, is_read_only
        self.add = add
        self._fields: dict[str, dict[str, CellField]] = {}
        # Of a large part some rows are shown at a time: `rows` names one of them, such as options-500.
        self.windows = Windows(sheet, rows, last=add)
        self.edition: Edition = edition_of(sheet)
        self.reconciliation: Reconciliation = reconciliation or reconcile(sheet)
        asked = self.reconciliation
        answered = [finding for finding in asked.warnings if finding.answer]
        found = [*asked.errors, *asked.unanswered, *answered, *asked.notes]
        self._names: dict[str, int] = defaultdict(int)
        self.findings: list[PageFinding] = []
        self.at: dict[str, list[PageFinding]] = defaultdict(list)
        self._of_row: dict[tuple[str, int | None], list[PageFinding]] = defaultdict(list)
        self._of_section: dict[str, list[PageFinding]] = defaultdict(list)
        for finding in found:
            self._place(finding)
        self._refused_of_row: dict[str, list[tuple[str, Refusal]]] = defaultdict(list)
        for address, refusal in self.refused.items():
            self._refused_of_row[address.rpartition("-")[0]].append((address, refusal))

    @property
    def asks(self) -> str:
        """What the addresses of a filing's files end in: without it they lead to the latest revision."""
        return "" if self.sheet.head.is_open else f"?revision={self.sheet.head.revision}"

    # Made when it is asked for: an answer to one cell needs no form of all of them.
    @cached_property
    def form(self) -> SheetForm:
        """The return as a form."""
        return SheetForm(self.sheet, add=self.add)

    @cached_property
    def _types(self) -> CellTypes:
        return CellTypes(self.sheet)

    def fields(self, part: str) -> dict[str, CellField]:
        """The fields to draw single cells of a part with, by name; none where the return has no such part."""
        if part not in self._fields:
            self._fields[part] = cell_fields(self.edition.labels, part, self._types.of(part))
        return self._fields[part]

    @cached_property
    def sections(self) -> list[Section]:
        """The parts of the form, in its order."""
        return [self._section(name) for name in self.edition.sections]

    @property
    def blocking(self) -> list[PageFinding]:
        """What prevents filing."""
        return [item for item in self.findings if item.is_blocking]

    @property
    def to_resolve(self) -> list[PageFinding]:
        """What prevents filing and is no mere blank."""
        return [item for item in self.blocking if not item.to_complete]

    @property
    def to_complete(self) -> list[PageFinding]:
        """The blanks that prevent filing."""
        return [item for item in self.blocking if item.to_complete]

    @property
    def count_to_complete(self) -> int:
        """How many figures they are."""
        return sum(item.to_complete for item in self.to_complete)

    @property
    def by_part(self) -> list[PartFindings]:
        """What is to be resolved, grouped by part in the form's order."""
        listed = self.to_resolve[: self.most]
        groups = [PartFindings(each, [m for m in listed if m.section == each.name]) for each in self.sections]
        return [group for group in groups if group.findings]

    @property
    def explained_by_cause(self) -> int:
        """How many findings the likely cause accounts for: the sums that do not agree."""
        return sum(item.finding.outcome is Outcome.FAILS for item in self.to_resolve)

    @property
    def others(self) -> list[PageFinding]:
        """What prevents nothing: notes, and warnings that are answered."""
        return [item for item in self.findings if not item.is_blocking]

    @property
    def has_explanations(self) -> bool:
        """Whether a warning among them has been explained."""
        return any(item.finding.answer for item in self.others)

    @cached_property
    def cause(self) -> Cause | None:
        """The one change that would make every sum agree, where there is exactly one.

        It is not looked for in a very large return: each change that is tried means asking all rules.
        """
        rows = sum(len(self.sheet.rows(part)) for part in PARTS)
        return likely_cause(self.reconciliation) if rows <= MOST_ROWS_SEARCHED else None

    @cached_property
    def explained(self) -> set[str]:
        """The addresses of the cells whose figure follows from others."""
        return explained(self.reconciliation)

    @cached_property
    def anchors(self) -> dict[str, list[PageFinding]]:
        """What was found in each row, and in a part but in none of its rows, by what it is called on the page."""
        found: dict[str, list[PageFinding]] = {
            f"{part}-{row}": findings for (part, row), findings in self._of_row.items()
        }
        for name, findings in self._of_section.items():
            if own := [item for item in findings if not item.is_in_row]:
                found[name] = own
        return found

    @cached_property
    def brought_forward(self) -> set[str]:
        """The addresses of the cells that start from what the month before closed with."""
        return {cell.address for cell in brought_forward(self.sheet)}

    @cached_property
    def offered(self) -> dict[str, str]:
        """What blank cells come to, by address, for the person to accept; not worked out for a very large return."""
        rows = sum(len(self.sheet.rows(part)) for part in PARTS)
        if self.is_read_only or not self.to_complete or rows > MOST_ROWS_SEARCHED:
            return {}
        found = offered(self.reconciliation)
        return {cell.address: write(figure, sort_of(cell), self.edition.notation) for cell, figure in found.items()}

    @property
    def asks_openings(self) -> bool:
        """Whether nothing on record says what the balances at close of the preceding month were."""
        return self.sheet.preceding is None and not any(
            figure.value for cell, figure in self.sheet.figures() if cell.name in ("opening", "opening_shares")
        )

    @property
    def of_openings(self) -> list[tuple[str, str]]:
        """The parts that every class has a balance in: their names and numerals."""
        return [(part, numeral(self.sheet, part)) for part in self.edition.parts if PARTS[part].is_per_class]

    @property
    def begins_details(self) -> str:
        """The section under the heading of part III that comes first; empty where the form has no such heading."""
        if "details" not in self.edition.headings:
            return ""
        return next((section for section in self.edition.sections if section in MOVEMENTS), "")

    @property
    def addable_kinds(self) -> list[tuple[str, str]]:
        """The kinds of shares that a class may be added of."""
        return [(kind, self.edition.labels.class_label(kind)) for kind in self.edition.class_kinds]

    def refused_in_words(self) -> list[tuple[str, str, Refusal]]:
        """The cells that could not be stored: address, place in words, and reason."""
        return [
            (address, label(self.sheet, cell), refusal)
            for address, refusal in self.refused.items()
            if (cell := Cell.of(address))
        ]

    def _place(self, finding: Finding) -> None:
        """Mark every cell of a finding; it is shown once in each section that has one, and once in the list of all."""
        sections: dict[str, PageFinding] = {}
        for place in finding.places:
            section = self._section_of(place)
            if section not in sections:
                item = sections[section] = self._page_finding(finding, place, section)
                self._of_section[section].append(item)
                if item.is_in_row:
                    self._of_row[place.part, place.row].append(item)
            self.at[place.address].append(sections[section])
        self.findings.append(next(iter(sections.values())))

    def _page_finding(self, finding: Finding, place: Cell, section: str) -> PageFinding:
        named = (*self.edition.cells(place.part), *(FOOT if place.part == "head" else ()))
        is_here = not place.before and place.name in named
        is_here = is_here or (place.part == "head" and place.name == "revision_reason" and self.sheet.head.revision > 0)
        before = self.sheet.preceding.head if finding.code in OF_OPENINGS and self.sheet.preceding else None
        lacks_total = finding.code == OF_TOTAL and not PARTS[place.part].is_total and not self.is_read_only
        name = self._name_of(finding, place)
        in_words = finding.where if len(finding.places) > 1 and place == finding.place else label(self.sheet, place)
        to_add = untotalled(self.sheet) if lacks_total else ""
        query = self._query_to(place) if is_here else ""
        rule = f"{self.edition.code}-{finding.code}"
        blank = 0 if to_add else self._blank(finding)
        return PageFinding(name, finding, in_words, section, place, is_here, before, to_add, query, rule, blank)

    def _blank(self, finding: Finding) -> int:
        """How many cells wait to be completed, where that alone was found."""
        places = finding.cells if finding.untouched else finding.places
        is_error = finding.level is Level.ERROR and not finding.stated
        return len(places) if is_error and not any(each.before or in_print(self.sheet, each) for each in places) else 0

    def _query_to(self, cell: Cell) -> str:
        """What the page's address ends in to show a cell; nothing where it is shown."""
        if cell.row is None or self.windows.shows(cell):
            return ""
        return self.windows.query_to(cell.part, cell.row)

    @property
    def link_to_cause(self) -> str:
        """Where a link leads that shows the likely cause."""
        return f"{self._query_to(self.cause.cell)}#id_{self.cause.cell.address}" if self.cause else ""

    def _name_of(self, finding: Finding, place: Cell) -> str:
        """The name of a finding on the page; it stays the same as long as the finding is at the same cell."""
        name = f"{finding.code}-{place.address}"
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}-{self._names[name]}"

    def _section_of(self, cell: Cell) -> str:
        if cell.part == "head":
            return "remarks" if cell.name in FOOT or cell.name.endswith("remarks") else "head"
        if PARTS[cell.part].totals_movements and not cell.before and cell.row is not None:
            part = self.sheet.rows(cell.part)[cell.row].part
            return part if part in MOVEMENTS else cell.part
        return PARTS[cell.part].section

    def _section(self, name: str) -> Section:
        headings = {"remarks": _("Remarks and signatory"), **self.edition.labels.sections}
        numerals = {"head": _("Issuer & date"), "remarks": _("Remarks & signatory")}
        findings = self._of_section[name]
        refused = self._refused_of_row.get("head", [])
        return Section(
            name=name,
            numeral=numeral(self.sheet, name) if name in PARTS else str(numerals[name]),
            heading=str(headings.get(name) or self.edition.headings[name]),
            findings=findings,
            own_findings=[item for item in findings if not item.is_in_row],
            own_refused=[pair for pair in refused if (cell := Cell.of(pair[0])) and self._section_of(cell) == name],
            is_marked=self.sheet.is_marked(name),
            may_be_marked=name in self.edition.markable,
            is_untouched=self._is_untouched(name),
            is_asked=name in PARTS and PARTS[name].is_per_class and self.asks_openings,
            make_tables=lambda: self._tables(name),
            help=str(self.edition.help.get(name, "")),
        )

    def _is_untouched(self, name: str) -> bool:
        """Whether nobody has stated in a section what moved or how the month ended."""
        if name == "head":
            return False
        if name == "remarks":
            return not any(getattr(self.sheet.head, cell) for cell in FOOT)
        rows = enumerate(self.sheet.rows(name))
        own = {index for index, row in rows if not PARTS[name].totals_movements or row.part not in MOVEMENTS}
        return own <= self.sheet.untouched(name)

    def _tables(self, name: str) -> list[Table]:
        parts = [name, *(part.name for part in PARTS.values() if part.within == name)]
        tables = {part: self._table(part) for part in parts if part in self.form.parts}
        if name in MOVEMENTS:
            tables[name].totals = [line for line in self._totals if line.holder.part == name]
        if name in tables and PARTS[name].totals_movements:
            tables[name].lines = [line for line in self._totals if line.holder.part not in MOVEMENTS]
        return list(tables.values())

    @cached_property
    def _totals(self) -> list[Line]:
        lines = self._lines("totals") if "totals" in self.form.parts else []
        return sorted(lines, key=lambda line: self.edition.labels.class_order(line.holder.share_class))

    def _table(self, part: str) -> Table:
        formset = self.form.parts[part]
        fields = formset.form.base_fields
        under, beside = self.edition.labels.under.get(part, ()), self.edition.unprinted.get(part, ())
        apart = (*under, *beside, *PARTS[part].stands_for)
        of_part = columns(self.edition, part, fields, tuple(n for n in formset.columns if n not in apart))
        lines = [] if PARTS[part].totals_movements else self._lines(part)
        # A class is added in I and in II at once, by buttons of its own.
        may_grow = bool(PARTS[part].add)
        return Table(
            part=part,
            title=f"{numeral(self.sheet, part)}, {PARTS[part].model._meta.verbose_name_plural}",
            rows_on_record=len(formset.on_record),
            rows_offered=len(formset.on_record) + len(formset.spare),
            has_remove=not self.is_read_only and (may_grow or not all(line.is_fixed for line in lines)),
            columns=of_part,
            under=columns(self.edition, part, fields, tuple(n for n in formset.columns if n in under)),
            beside=columns(self.edition, part, fields, tuple(n for n in formset.columns if n in beside)),
            groups=groups(self.edition, part, of_part),
            lines=lines,
            window=self.windows.shown(part),
            windows=[(each, self.windows.query_to(part, each.first)) for each in self.windows.of(part)],
            identities=[(name, capfirst(fields[name].label)) for name in PARTS[part].stands_for],
            block=self.edition.labels.blocks.get(part),
            totalled=self.edition.labels.totalled,
            may_grow=may_grow,
        )

    def _lines(self, part: str) -> list[Line]:
        fixed = set(self.edition.fixed_rows(part, self.edition.class_slots))
        lines, formset = [], self.form.parts[part]
        window = self.windows.shown(part)
        keyed = 0 if self.is_read_only else len(formset.on_record)
        for index, holder in enumerate([*formset.on_record, *formset.spare]):
            key = identity_of(part, holder)
            is_fixed = bool(key) and key in fixed
            fixed.discard(key)
            if not window.shows(index):
                continue
            lines.append(
                Line(
                    part=part,
                    prefix=f"{part}-{index}",
                    fields=formset.form.base_fields,
                    holder=holder,
                    title=_title(self.edition.labels, part, holder),
                    number=index + 1,
                    is_fixed=is_fixed,
                    findings=self._of_row.get((part, index), []),
                    refused=self._refused_of_row.get(f"{part}-{index}", []),
                    beside=self.edition.unprinted.get(part, ()),
                    has_under=part in self.edition.labels.under,
                    key=row_key(self.sheet, part, index) if index < keyed else "",
                )
            )
        return lines

    @cached_property
    def class_summaries(self) -> list[ClassSummary]:
        """The classes that exist, each in one line."""
        return [self._class_summary(key) for key in sorted(self.sheet.classes(), key=self.edition.labels.class_order)]

    def _class_summary(self, key: str) -> ClassSummary:
        def text(rows: list[Any], name: str) -> str:
            return write(getattr(rows[0], name), Sort.SHARES, self.edition.notation) if rows else ""

        rows = [row for row in self.sheet.issued if row.share_class == key]
        # A form may total its parts by kind; where a kind has several classes, these figures do not belong to one.
        is_only = [kind_of(each) for each in self.sheet.classes()].count(kind_of(key)) == 1
        totals = {
            part: [t for t in self.sheet.totals if t.part == part and t.share_class in (key, kind_of(key))]
            for part in Total.Part.values
        }
        cells = {("issued", i) for i, row in enumerate(self.sheet.issued) if row.share_class == key}
        cells |= {
            ("totals", i) for i, t in enumerate(self.sheet.totals) if t.part == Total.Part.ALL and t.share_class == key
        }
        return ClassSummary(
            name=self.edition.labels.class_label(key),
            opening=text(rows, "opening"),
            movement=text(rows, "movement"),
            closing=text(rows, "closing"),
            totals=[
                (short_numeral(self.sheet, part), text(totals[part], "shares"))
                for part in self.edition.sections
                if is_only and part in MOVEMENTS and "totals" in self.edition.fields
            ],
            total=text(totals[Total.Part.ALL], "shares"),
            totalled=movements_in_words(self.sheet, short_numeral) if "totals" in self.edition.fields else "",
            findings=[item for item in self.blocking if item.finding.place[:2] in cells],
        )


def _title(labels: Labels, part: str, row: Any) -> str:
    """What a row represents, in words; empty where that is still to be chosen."""
    if not is_named(part, row):
        return ""
    if PARTS[part].totals_movements and row.part == Total.Part.ALL and labels.grand_total:
        return str(labels.grand_total) % labels.class_label(row.share_class)
    return row_name(labels, part, row)
