"""What is said of a claim that does not hold: the finding, made from the claim and its verdict alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from returns.figures import EXACT, Figure, Kind, Sort, number, write, write_number
from returns.labels import (
    LABELS,
    choice_in_words,
    class_label,
    column_in_words,
    label,
    labels,
    movements_in_words,
    numeral,
    row_in_words,
    rows_in_words,
)
from returns.models import Answer
from returns.parts import MOVEMENTS, PARTS
from returns.rules.rule import AtMost, Equal, Fault, Level, Quotient, Rule, Term, plus
from returns.rules.verdict import (
    Number,
    Outcome,
    Side,
    Verdict,
    add_up,
    as_counted,
    calculated_figure,
    counted_in,
    is_untouched,
    nonzero,
    verdict_of,
)
from returns.sheet import Cell, Sheet, sort_of


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one fault, or of one kind of fault in many rows.

    `cells`: those it is found at first, then those it was derived from. `places`: those to mark, the first of `cells`
    unless several are at fault. `found` is the content of the first, as the form writes it; `expected` what it should
    be, as a person reads it. `calculated`: the figure that clears this finding when it is entered there; None where no
    single figure does. `stated`: of two stated figures that disagree, the name and the text of each; neither is then
    expected. `where` and `words` make the message: the cells it is about, and what is wrong with them. `together`:
    replaces the words where many rows have the same fault. `untouched`: nobody has stated anything yet of the cells'
    rows.
    """

    code: str
    level: Level
    outcome: Outcome
    cells: tuple[Cell, ...]
    found: str
    expected: str
    difference: str
    where: str
    words: str
    sentence: str
    calculated: Figure | None = None
    stated: tuple[tuple[str, str], ...] = ()
    named: tuple[Cell, ...] = ()
    marked: tuple[Cell, ...] = ()
    together: str = ""
    answer: Answer | None = None
    untouched: bool = False

    @property
    def message(self) -> str:
        """The whole of it in words, with the numbers."""
        return f"{self.where}: {self.words}" if self.where else self.words

    @property
    def level_in_words(self) -> str:
        """What a finding of its level is called."""
        return level_in_words(self.level)

    @property
    def anchor(self) -> str:
        """Where on the page it can be seen: its cell, or its part where the cell is last month's."""
        return self.place.part if self.place.before else f"id_{self.place.address}"

    @property
    def place(self) -> Cell:
        """The cell the finding is shown at, or the first of them."""
        return self.cells[0]

    @property
    def places(self) -> tuple[Cell, ...]:
        """Every cell that it marks."""
        return self.marked or self.cells[:1]

    @property
    def is_brought_forward(self) -> bool:
        """Whether what should stand there is a figure of the month before, as filed."""
        return self.calculated is not None and len(self.cells) == 2 and self.cells[1].before


def level_in_words(level: Level) -> str:
    """What a finding of a level is called."""
    return {Level.ERROR: gettext("Error"), Level.WARNING: gettext("Warning"), Level.NOTE: gettext("Note")}[level]


def outcome_in_words(outcome: Outcome) -> str:
    """An outcome as a person reads it."""
    return {
        Outcome.HOLDS: gettext("holds"),
        Outcome.FAILS: gettext("fails"),
        Outcome.UNASSESSED: gettext("cannot be assessed"),
    }[outcome]


def judge(rule: Rule, claim: Equal | AtMost | Quotient | Fault, sheet: Sheet) -> tuple[Outcome, Finding | None]:
    """What becomes of a claim, and the finding where there is something to say."""
    verdict = verdict_of(claim, sheet)
    outcome, left, right = verdict
    if outcome is Outcome.HOLDS or (isinstance(claim, Equal) and claim.waits):
        return outcome, None
    if isinstance(claim, Fault):
        return outcome, _fault(rule, claim, sheet, outcome)
    formula = ""
    if isinstance(claim, Quotient):
        if not right.missing:
            formula = " / ".join(write(sheet.figure(cell), sort_of(cell)) for cell in (claim.amount, claim.price))
            formula += f" = {write_number(right.value, Sort.SHARES)}"
        claim = Equal([plus(claim.stated)], [plus(claim.amount), plus(claim.price)])
    if outcome is Outcome.UNASSESSED:
        return outcome, _unassessed(rule, claim, sheet, verdict, formula)
    if isinstance(claim, AtMost):
        return outcome, _excess(rule, claim, sheet, left, right)
    return outcome, _difference(rule, claim, sheet, verdict, formula)


def _fault(rule: Rule, claim: Fault, sheet: Sheet, outcome: Outcome) -> Finding:
    place = claim.cells[0]
    found = in_print(sheet, place)
    wrong = claim.wrong if claim.wrong != found else ""
    sentence = "%(wrong)s. %(expected)s." if claim.is_action else gettext("%(wrong)s. Expected: %(expected)s.")
    words = claim.says or sentence % {
        "wrong": wrong or entered(found) or gettext("blank"),
        "expected": claim.expected,
    }
    return Finding(
        rule.code, claim.level or rule.level, outcome, claim.cells, found, claim.expected, "",
        "" if claim.says else label(sheet, place), words, rule.sentence, named=(place,), together=words,
    )  # fmt: skip


def entered(found: str) -> str:
    """What is said of a cell: what was entered there; nothing of a blank."""
    return gettext("entered “%s”") % found if found else ""


def _where(sheet: Sheet, claim: Equal) -> str:
    place = claim.place
    if claim.says and place.row is not None:
        return f"{row_in_words(sheet, place.part, place.row)}, {claim.says}"
    return label(sheet, place)


def _difference(rule: Rule, claim: Equal, sheet: Sheet, verdict: Verdict, formula: str = "") -> Finding:
    """What an identity that fails says; `formula`: how the right side was calculated, where it is not a sum."""
    _outcome, left, right = verdict
    if claim.both_stated:
        return _disagreement(rule, claim, sheet, left, right)
    place, sort = claim.place, counted_in(claim.left)
    found = write(sheet.figure(place), sort_of(place))
    calculated = calculated_figure(sheet, claim, verdict)
    apart = _apart(left.value, right.value, sort)
    if claim.stated is None:
        formula = gettext("%(one)s, but %(other)s") % {
            "one": in_words(sheet, claim.left, sort),
            "other": formula or in_words(sheet, claim.right, sort),
        }
        if calculated:
            formula += gettext("; calculated %s") % write(calculated, sort_of(place))
            apart = _apart(sheet.figure(place).value or 0, calculated.value or 0, sort_of(place))
    elif len(claim.right) == 1 and len(claim.right[0].cells) == 1 and claim.right[0].cells[0].before:
        formula = gettext("%s brought forward") % write_number(as_counted(sort, right.value), sort)
    words = gettext("entered %(found)s; %(formula)s; difference %(difference)s.") % {
        "found": found,
        "formula": formula or in_words(sheet, claim.right, sort),
        "difference": apart,
    }
    expected = write(calculated, sort_of(place)) if calculated else gettext("figures that agree")
    return Finding(
        rule.code, claim.level or rule.level, Outcome.FAILS, _cells(claim), found, expected, apart,
        _where(sheet, claim), words, rule.sentence, calculated=calculated, named=(place,),
    )  # fmt: skip


def _apart(one: Number, other: Number, sort: Sort) -> str:
    return write_number(as_counted(sort, EXACT.subtract(Decimal(one), Decimal(other)).copy_abs()), sort)


def _disagreement(rule: Rule, claim: Equal, sheet: Sheet, left: Side, right: Side) -> Finding:
    """What is said of two stated figures that disagree: both are named, and neither is accused."""
    sort = counted_in(claim.left)
    sides = [(terms, write_number(as_counted(sort, side.value), sort)) for terms, side in
             ((claim.right, right), (claim.left, left))]  # fmt: skip
    names = [side_named(sheet, terms, said) for terms, said in sides]
    difference = _apart(left.value, right.value, sort)
    words = gettext("%(one)s; %(other)s; difference %(difference)s.") % {
        "one": names[0][1],
        "other": names[1][1],
        "difference": difference,
    }
    place = claim.place
    share_class = capfirst(class_label(sheet, sheet.rows(place.part)[place.row or 0].share_class))
    return Finding(
        rule.code, rule.level, Outcome.FAILS, _cells(claim), write(sheet.figure(place), sort_of(place)), "", difference,
        share_class, words, rule.sentence, named=(place,), marked=(place, *_marked(sheet, claim.right)),
        stated=tuple((name, said) for (name, _words), (_terms, said) in zip(names, sides, strict=True)),
    )  # fmt: skip


def side_named(sheet: Sheet, terms: Sequence[Term], said: str) -> tuple[str, str]:
    """What one of two stated sides is called, and what it says: "III.A" and "III.A totals 844,000"."""
    place = terms[0].cells[0] if terms else None
    if place and PARTS[place.part].is_per_class:
        name = gettext("Section %s") % numeral(sheet, place.part)
    elif place and PARTS[place.part].totals_movements:
        name = label(sheet, place)
    else:
        those = nonzero(sheet, terms)
        moved = [
            (numeral(sheet, part), of)
            for part in MOVEMENTS
            if (of := [term for term in those if term.cells[0].part == part])
        ]
        parts = [(name, write_number(add_up(sheet, of).value, Sort.SHARES)) for name, of in moved]
        if len(parts) == 1:
            return parts[0][0], gettext("%(name)s totals %(said)s") % {"name": parts[0][0], "said": said}
        if not parts:
            name = movements_in_words(sheet)
            return name, gettext("%(name)s total %(said)s") % {"name": name, "said": said}
        return " + ".join(name for name, _said in parts), " + ".join(" ".join(part) for part in parts) + f" = {said}"
    return name, gettext("%(name)s states %(said)s") % {"name": name, "said": said}


# Of a sum so many cells are marked; of a longer one the totals of its parts.
MOST_MARKED = 20


def _marked(sheet: Sheet, terms: Sequence[Term]) -> tuple[Cell, ...]:
    """The cells that state one side: those of its rows that are not zero, or the totals of their parts."""
    cells = [term.cells[0] for term in nonzero(sheet, terms)]
    if len(cells) <= MOST_MARKED:
        return tuple(cells)
    parts = {cell.part for cell in cells}
    totals = [Cell("totals", line, "shares") for line, total in enumerate(sheet.totals) if total.part in parts]
    return tuple(totals or cells[:MOST_MARKED])


def _excess(rule: Rule, claim: AtMost, sheet: Sheet, left: Side, right: Side) -> Finding:
    """What is said of a side that is above another; a figure that clears it is named where one cell makes the side."""
    sort = counted_in(claim.left)
    # It is shown at a cell that adds to the excess, not at a Nil beside it.
    cells = tuple(sorted(_cells(claim), key=lambda cell: sheet.figure(cell).value == 0))
    place, difference = cells[0], _apart(left.value, right.value, sort)
    most = write_number(as_counted(sort, right.value), sort)
    alone = list(nonzero(sheet, claim.left)) == [plus(place)]
    calculated = None
    if alone and not any(place in term.cells for term in claim.right):
        calculated = number(as_counted(sort, right.value))
    found = write(sheet.figure(place), sort_of(place))
    if alone:
        words = gettext("entered %(found)s; at most %(right)s; difference %(difference)s.") % {
            "found": found,
            "right": in_words(sheet, claim.right, sort),
            "difference": difference,
        }
    else:
        words = gettext("%(left)s is above %(right)s by %(difference)s.") % {
            "left": in_words(sheet, claim.left, sort),
            "right": in_words(sheet, claim.right, sort),
            "difference": difference,
        }
    expected = gettext("at most %s") % most if alone else gettext("at most %s in all") % most
    return Finding(
        rule.code, rule.level, Outcome.FAILS, cells, found, expected, difference,
        label(sheet, place), words, rule.sentence, calculated=calculated, named=(place,),
    )  # fmt: skip


def _unassessed(rule: Rule, claim: Equal | AtMost, sheet: Sheet, verdict: Verdict, formula: str = "") -> Finding | None:
    _outcome, left, right = verdict
    missing = tuple(dict.fromkeys(left.missing + right.missing))
    kinds = {sheet.figure(cell).kind for cell in missing}
    if Kind.UNREAD in kinds or Kind.DAY in kinds:
        return None  # F-1 says so at the cell itself
    required = claim.required if isinstance(claim, Equal) else True
    level = rule.level
    if Kind.BLANK in kinds:
        level = level if required else Level.NOTE
        missing = tuple(cell for cell in missing if sheet.figure(cell).is_blank)
        if waiting := _of_untouched_rows(sheet, missing):
            return nothing_stated(rule, level, sheet, waiting)
    else:
        # Words are a statement too: a person may answer for them.
        level = Level.WARNING if level is Level.ERROR else level
    place = missing[0]
    found = write(sheet.figure(place), sort_of(place))
    together = gettext("nothing is stated, so this cannot be assessed.")
    if found:
        together = gettext("entered “%s”, so this cannot be assessed.") % found
    words, calculated = together, None
    if not right.missing and isinstance(claim, Equal) and list(claim.left) == [plus(place)]:
        calculated = calculated_figure(sheet, claim, verdict)
        words = gettext("%(cannot)s Calculated: %(formula)s.") % {
            "cannot": together,
            "formula": formula or in_words(sheet, claim.right, counted_in(claim.left)),
        }
    expected = write(calculated, sort_of(place)) if calculated else gettext("a figure; Nil if it is zero")
    where = labels(sheet, missing[:MOST_NAMES])
    if more := len(missing[MOST_NAMES:]):
        where += "; " + ngettext("%d more", "%d more", more) % more
    known = set(missing)
    others = tuple(cell for cell in _cells(claim) if cell not in known)
    return Finding(
        rule.code, level, Outcome.UNASSESSED, missing + others, found, expected, "", where, words, rule.sentence,
        calculated=calculated, named=missing, together=together,
    )  # fmt: skip


def _of_untouched_rows(sheet: Sheet, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of rows that nobody has stated anything of yet, where the first cell is one; none where it is not."""
    if not is_untouched(sheet, cells[0]):
        return []
    part, untouched = cells[0].part, sheet.untouched(cells[0].part)
    return [cell for cell in cells if cell.part == part and cell.row in untouched and not cell.before]


def nothing_stated(rule: Rule, level: Level, sheet: Sheet, waiting: Iterable[Cell]) -> Finding:
    """What is found where nobody has stated anything of some rows of a part yet: once, and not at each of the blanks
    that are waited for.
    """
    order = {name: place for place, name in enumerate(PARTS[next(iter(waiting)).part].of_the_month)}
    cells = sorted(waiting, key=lambda cell: (cell.row, order.get(cell.name, len(order))))
    part = cells[0].part
    rows = list(dict.fromkeys(cell.row or 0 for cell in cells))
    where = f"{numeral(sheet, part)}, {rows_in_words(sheet, part, rows)}"
    words = gettext(
        "nothing is stated of this month yet. State what moved and how the month ended; Nil where it is zero."
    )
    return Finding(
        rule.code, level, Outcome.UNASSESSED, tuple(cells), "", gettext("a figure; Nil if it is zero"), "",
        where, words, rule.sentence, untouched=True,
    )  # fmt: skip


# More findings of one kind than this are combined; failing sums, each with its own numbers, only when far more.
MOST_APART = 5
MOST_SUMS_APART = 100


def combined(sheet: Sheet, findings: Sequence[Finding]) -> list[Finding]:
    """The findings; those that say the same of many rows of a part are combined, at the place of the first."""
    if len(findings) <= MOST_APART:
        return list(findings)
    for same_words, most in ((True, MOST_APART), (False, MOST_SUMS_APART)):
        kinds: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for index, finding in enumerate(findings):
            if finding.place.row is not None and finding.named and (finding.together or not same_words):
                columns = tuple((cell.part, cell.name, cell.before) for cell in finding.named)
                words = finding.together if same_words else ""
                kinds[finding.code, finding.level, finding.outcome, columns, words].append(index)
        made: dict[int, Finding | None] = {}
        for indexes in kinds.values():
            if len(indexes) > most:
                made.update(dict.fromkeys(indexes))
                made[indexes[0]] = _as_one(sheet, [findings[index] for index in indexes])
        if made:
            kept = [made.get(index, finding) for index, finding in enumerate(findings)]
            findings = [finding for finding in kept if finding]
    return list(findings)


def _as_one(sheet: Sheet, findings: Sequence[Finding]) -> Finding:
    """One finding that says of all rows what each of these says of its own; it depends on all their cells."""
    first = findings[0]
    rows = list(dict.fromkeys(row for finding in findings for row in _rows(finding)))
    of_row = [cell for cell in first.named if cell.row == first.place.row]
    words = first.together or gettext("%(count)s figures do not agree. %(first)s") % {
        "count": f"{len(findings):,}",
        "first": first.message,
    }
    return replace(
        first,
        cells=tuple(dict.fromkeys(cell for finding in findings for cell in finding.cells)),
        marked=tuple(dict.fromkeys(cell for finding in findings for cell in finding.places)),
        found=first.found if len({finding.found for finding in findings}) == 1 else "",
        expected=first.expected if len({finding.expected for finding in findings}) == 1 else "",
        difference="",
        where=column_in_words(sheet, of_row, sorted(rows)),
        words=words,
        calculated=None,
    )


def _rows(finding: Finding) -> list[int]:
    return [cell.row for cell in finding.named if cell.row is not None]


def _cells(claim: Equal | AtMost) -> tuple[Cell, ...]:
    return tuple(cell for side in (claim.left, claim.right) for term in side for cell in term.cells)


# Of what is missing so many cells are named.
MOST_NAMES = 3
# A formula longer than this is shown by its first terms and how many more there are.
MOST_TERMS = 12


def in_words(sheet: Sheet, terms: Sequence[Term], sort: Sort) -> str:
    """A side with its numbers and its sum: "52,000 + 67,000 + 752,000 = 871,000"."""
    total = write_number(as_counted(sort, add_up(sheet, terms).value), sort)
    # Where the terms have names, a zero is named as well: it shows what was looked at.
    those = terms if any(term.word for term in terms) else nonzero(sheet, terms)
    if len(those) == 1 and len(those[0].cells) == 1 and those[0].sign > 0:
        return f"{label(sheet, those[0].cells[0])} {total}"
    shown = those[:MOST_TERMS]
    pieces = []
    for cells, sign, word in shown:
        factors = " × ".join(_factor(sheet.figure(cell), sort_of(cell)) for cell in cells)
        pieces.append(("+ " if sign > 0 else "− ") + (f"{factors} {word}" if word else factors))
    sum_so_far = " ".join(pieces).removeprefix("+ ")
    if not sum_so_far:
        return gettext("nothing is stated, which makes %s") % total
    if len(those) > len(shown):
        more = len(those) - len(shown)
        sum_so_far += " " + ngettext("+ %d more", "+ %d more", more) % more
    return f"{sum_so_far} = {total}"


def _factor(figure: Figure, sort: Sort) -> str:
    return write(figure, sort) or gettext("blank")


def in_print(sheet: Sheet, cell: Cell) -> str:
    """What a cell says, as the form writes it; empty where it is blank."""
    if cell.before:
        assert sheet.month_before is not None
        return in_print(sheet.month_before, cell._replace(before=False))
    holder = sheet.head if cell.row is None else sheet.rows(cell.part)[cell.row]
    content = getattr(holder, cell.name)
    if isinstance(content, Figure):
        return write(content, sort_of(cell))
    if isinstance(content, date):
        return f"{content:%d/%m/%Y}"
    return choice_in_words(LABELS[sheet.head.edition], cell, str(content)).strip()
