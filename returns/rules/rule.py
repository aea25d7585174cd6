"""What a rule is, what it claims, and what is found when a claim does not hold.

A rule is one sentence of the form as a pure function over a Sheet. It yields claims: that two sides are equal, that
one is at most the other, or plainly that something is wrong. The claims alone say which cells stand on which side;
verdict, finding, formula in words, explanation and certificate are all made from them, so no formula stands twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import Any, NamedTuple

from django.utils.translation import gettext, ngettext

from returns.figures import EXACT, Figure, Kind, Sort, write, write_number
from returns.labels import label, labels, rows_in_words
from returns.models import Answer
from returns.sheet import MOVEMENTS, NUMERALS, Cell, Sheet, of_the_month, sort_of

Number = int | Decimal

ROUNDING = Context(prec=EXACT.prec)


class Level(StrEnum):
    """Errors bar filing; warnings bar it until a named person answers; notes only tell."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def word(self) -> str:
        """What a finding of this level is called."""
        return {Level.ERROR: gettext("Error"), Level.WARNING: gettext("Warning"), Level.NOTE: gettext("Note")}[self]


class Outcome(StrEnum):
    """What becomes of a claim. What cannot be assessed is no pass."""

    HOLDS = "holds"
    FAILS = "fails"
    UNASSESSED = "cannot be assessed"

    @property
    def word(self) -> str:
        """The outcome as a person reads it."""
        return {
            Outcome.HOLDS: gettext("holds"),
            Outcome.FAILS: gettext("fails"),
            Outcome.UNASSESSED: gettext("cannot be assessed"),
        }[self]


class Term(NamedTuple):
    """A signed figure, or the product of figures (shares x price)."""

    cells: tuple[Cell, ...]
    sign: int = 1


def plus(*cells: Cell) -> Term:
    """The product of the cells, added; of one cell, the cell."""
    return Term(cells)


def minus(*cells: Cell) -> Term:
    """The product of the cells, taken away."""
    return Term(cells, -1)


@dataclass(slots=True)
class Equal:
    """The left side, what was stated, equals the right, what it follows from.

    `required`: the form wants the left side stated; where it does not, a blank there is only noted.
    `says` names the left side in a finding, where the label of its cell would not do. `to_the_cent`: the left side
    may be the right one rounded to cents.
    """

    left: Sequence[Term]
    right: Sequence[Term]
    required: bool = True
    says: str = ""
    to_the_cent: bool = False

    @property
    def place(self) -> Cell:
        """The cell that a finding of it stands at."""
        return self.left[0].cells[0]

    @property
    def stated(self) -> Cell | None:
        """The one cell that states the left side; None where several do together."""
        return self.place if len(self.left) == 1 and len(self.left[0].cells) == 1 else None


@dataclass(slots=True)
class AtMost:
    """The left side is not above the right; an empty right side is zero."""

    left: Sequence[Term]
    right: Sequence[Term]


class Column(NamedTuple):
    """A column in a formula that holds for many rows: in each row the cell of this name.

    `before`: in the same row of the month before. `optional`: where it is blank, it is no part of the formula.
    """

    name: str
    sign: int = 1
    before: bool = False
    optional: bool = False


@dataclass(slots=True)
class Each:
    """One formula for many rows of a part; it becomes a claim of its own for the row that is looked at.

    `rows`: the index of each row, and of the same row last month where the formula needs it.
    """

    kind: type["Equal | AtMost"]
    part: str
    rows: Sequence[tuple[int, int | None]]
    left: tuple[Column, ...]
    right: tuple[Column, ...]
    says: str = ""

    def claim(self, sheet: Sheet, index: int, last: int | None) -> "Equal | AtMost":
        """What it claims of one row."""
        left, right = (self._terms(sheet, columns, index, last) for columns in (self.left, self.right))
        return Equal(left, right, says=self.says) if self.kind is Equal else AtMost(left, right)

    def _terms(self, sheet: Sheet, columns: tuple[Column, ...], index: int, last: int | None) -> list[Term]:
        terms = []
        for column in columns:
            cell = Cell(self.part, last if column.before else index, column.name, column.before)
            if not column.optional or not sheet.figure(cell).is_blank:
                terms.append(Term((cell,), column.sign))
        return terms

    def doubtful(self, sheet: Sheet) -> list[tuple[int, int | None]]:
        """The rows of which it is not plain that it holds: they are to be judged one by one.

        Plain is what needs whole numbers only; for thousands of rows a claim each would cost more than the sums.
        """
        here, there = (self._columns(before) for before in (False, True))
        rows = sheet.rows(self.part)
        before = sheet.preceding.rows(self.part) if sheet.preceding else []
        found = []
        for index, last in self.rows:
            apart = _plain_sum(rows[index], here)
            if there and last is not None and apart is not None:
                more = _plain_sum(before[last], there)
                apart = None if more is None else apart + more
            if apart is None or (apart > 0 if self.kind is AtMost else apart != 0):
                found.append((index, last))
        return found

    def needed_of(self, indexes: Sequence[int]) -> list[Cell]:
        """The cells that have to be stated of these rows before anything can be said of them."""
        names = [name for name, _sign, optional in self._columns(before=False) if not optional]
        return [Cell(self.part, index, name) for index in indexes for name in names]

    def _columns(self, before: bool) -> list[tuple[str, int, bool]]:
        """Left less right: names, signs, and whether they may be blank."""
        sides = [(column, 1) for column in self.left] + [(column, -1) for column in self.right]
        return [(c.name, c.sign * side, c.optional) for c, side in sides if c.before is before]


def _plain_sum(row: Any, columns: list[tuple[str, int, bool]]) -> int | None:
    total = 0
    for name, sign, optional in columns:
        figure: Figure = getattr(row, name)
        value = figure.value
        if type(value) is int:
            total += sign * value
        elif not (optional and figure.is_blank):
            return None
    return total


@dataclass(slots=True)
class Quotient:
    """The shares stated are an amount divided by a price, within one share: holders' fractions fall away."""

    stated: Cell
    amount: Cell
    price: Cell


@dataclass(slots=True)
class Fault:
    """Something other than a sum is wrong at these cells; the texts say what stands there and what should.

    `level`: where the sentence has a part of another level than the rule's. `unassessed`: it is not known to be wrong.
    """

    cells: tuple[Cell, ...]
    found: str
    expected: str
    level: Level | None = None
    unassessed: bool = False


Claim = Equal | AtMost | Each | Quotient | Fault


def sentence_of(docstring: str) -> str:
    """A rule's sentence as one line."""
    return " ".join(docstring.split())


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the form that must hold."""

    code: str
    level: Level
    check: Callable[[Sheet], Iterator[Claim]]

    @property
    def sentence(self) -> str:
        """The sentence itself, in the reader's language: what the page, the documents and the tests show.

        It is collected for translation by the command `makemessages`.
        """
        return gettext(sentence_of(self.check.__doc__ or ""))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one fault.

    `cells`: those it stands at first, then those it was derived from. `found`, `expected` and `difference` are as a
    person reads them. `message` says it in words, with the numbers. `untouched`: nobody has stated anything yet of the
    rows that the cells stand in.
    """

    code: str
    level: Level
    outcome: Outcome
    cells: tuple[Cell, ...]
    found: str
    expected: str
    difference: str
    message: str
    sentence: str
    answer: Answer | None = None
    untouched: bool = False

    @property
    def anchor(self) -> str:
        """Where on the page it can be seen: its cell, or its part where the cell is last month's."""
        return self.place.part if self.place.before else f"id_{self.place.address}"

    @property
    def place(self) -> Cell:
        """The cell the finding stands at."""
        return self.cells[0]


RULES: dict[str, Rule] = {}


def rule(code: str, level: Level) -> Callable[[Callable[[Sheet], Iterator[Claim]]], Callable[[Sheet], Iterator[Claim]]]:
    """Declare a rule: the function's docstring is its sentence."""

    def declare(check: Callable[[Sheet], Iterator[Claim]]) -> Callable[[Sheet], Iterator[Claim]]:
        assert code not in RULES, code
        assert check.__doc__, code
        RULES[code] = Rule(code, level, check)
        return check

    return declare


class Side(NamedTuple):
    """One side of a claim, added up: its value, or the cells that keep it from having one."""

    value: Number
    missing: tuple[Cell, ...]


def add_up(sheet: Sheet, terms: Sequence[Term]) -> Side:
    """Add up terms exactly. A product with a zero in it is zero, whatever its other cells say."""
    total: Number = 0
    missing: list[Cell] = []
    for cells, sign in terms:
        if len(cells) == 1 and type(total) is int:
            value = sheet.figure(cells[0]).value
            if type(value) is int:
                total += sign * value
                continue
        product: Number = sign
        unknown = []
        for cell in cells:
            value = sheet.figure(cell).value
            if value is None:
                unknown.append(cell)
            elif value == 0:
                product, unknown = 0, []
                break
            elif type(product) is int and type(value) is int:
                product = product * value
            else:
                product = EXACT.multiply(Decimal(product), Decimal(value))
        if unknown:
            missing += unknown
        elif type(total) is int and type(product) is int:
            total = total + product
        else:
            total = EXACT.add(Decimal(total), Decimal(product))
    return Side(total, tuple(missing))


def judge(rule: Rule, claim: Equal | AtMost | Quotient | Fault, sheet: Sheet) -> tuple[Outcome, Finding | None]:
    """What becomes of a claim, and the finding where there is something to say."""
    if isinstance(claim, Fault):
        level = claim.level or rule.level
        outcome = Outcome.UNASSESSED if claim.unassessed else Outcome.FAILS
        return outcome, Finding(
            rule.code, level, outcome, claim.cells, claim.found, claim.expected, "",
            _fault_in_words(sheet, claim), rule.sentence,
        )  # fmt: skip
    if isinstance(claim, Quotient):
        return _judge_quotient(rule, claim, sheet)
    left, right = add_up(sheet, claim.left), add_up(sheet, claim.right)
    if not left.missing and not right.missing:
        if isinstance(claim, Equal):
            if claim.to_the_cent:
                right = right._replace(value=_nearer(left.value, right.value))
            holds = left.value == right.value
        else:
            holds = left.value <= right.value
        return (Outcome.HOLDS, None) if holds else (Outcome.FAILS, _difference(rule, claim, sheet, left, right))
    nothing_to_state = not right.missing and right.value == 0 and isinstance(claim, Equal) and not claim.required
    if nothing_to_state and all(sheet.figure(cell).is_blank for cell in left.missing):
        return Outcome.HOLDS, None
    return Outcome.UNASSESSED, _unassessed(rule, claim, sheet, left, right)


def _judge_quotient(rule: Rule, claim: Quotient, sheet: Sheet) -> tuple[Outcome, Finding | None]:
    sides = Equal([plus(claim.stated)], [plus(claim.amount), plus(claim.price)])
    left = add_up(sheet, sides.left)
    amount, price = sheet.figure(claim.amount).value, sheet.figure(claim.price).value
    if amount is None or price is None:
        return Outcome.UNASSESSED, _unassessed(rule, sides, sheet, left, add_up(sheet, sides.right))
    exact = Fraction(amount) / Fraction(price)
    if not left.missing and abs(Fraction(left.value) - exact) < 1:
        return Outcome.HOLDS, None
    whole = Side(int(exact), ())
    formula = " / ".join(write(sheet.figure(cell), sort_of(cell)) for cell in (claim.amount, claim.price))
    formula += f" = {write_number(whole.value, Sort.SHARES)}"
    if left.missing:
        return Outcome.UNASSESSED, _unassessed(rule, sides, sheet, left, whole, formula)
    return Outcome.FAILS, _difference(rule, sides, sheet, left, whole, formula)


def _nearer(stated: Number, exact: Number) -> Number:
    """The exact value where that is what was stated, else the value rounded to cents as money is."""
    if stated == exact:
        return exact
    return Decimal(exact).quantize(Decimal("0.01"), ROUND_HALF_UP, ROUNDING)


def _difference(rule: Rule, claim: Equal | AtMost, sheet: Sheet, left: Side, right: Side, formula: str = "") -> Finding:
    """What a claim that fails says; `formula`: how the right side was reckoned, where it is no sum."""
    sort = counted_in(claim.left)
    apart = EXACT.subtract(Decimal(left.value), Decimal(right.value))
    difference = write_number(_as(sort, apart.copy_abs()), sort)
    found, expected = write_number(_as(sort, left.value), sort), write_number(_as(sort, right.value), sort)
    if isinstance(claim, Equal):
        message = gettext("%(formula)s; %(stated)s says %(found)s: %(difference)s apart.") % {
            "formula": formula or in_words(sheet, claim.right, sort),
            "stated": claim.says or _side_in_words(sheet, claim.left, sort),
            "found": _as_stated(sheet, claim.left, left, sort),
            "difference": difference,
        }
        shown = expected
    else:
        message = gettext("%(left)s is above %(right)s by %(difference)s.") % {
            "left": _side_in_words(sheet, claim.left, sort, numbers=True),
            "right": _side_in_words(sheet, claim.right, sort, numbers=True),
            "difference": difference,
        }
        shown = gettext("at most %s") % expected
    cells = _cells(claim)
    if isinstance(claim, AtMost):
        # It stands at a cell that adds to the excess, not at a Nil beside it.
        cells = tuple(sorted(cells, key=lambda cell: sheet.figure(cell).value == 0))
    return Finding(rule.code, rule.level, Outcome.FAILS, cells, found, shown, difference, message, rule.sentence)


def _as_stated(sheet: Sheet, terms: Sequence[Term], side: Side, sort: Sort) -> str:
    """What a side says: of a single cell just what stands there, Nil for one."""
    if len(terms) == 1 and len(terms[0].cells) == 1 and terms[0].sign > 0:
        return write(sheet.figure(terms[0].cells[0]), sort)
    return write_number(_as(sort, side.value), sort)


def _unassessed(
    rule: Rule, claim: Equal | AtMost, sheet: Sheet, left: Side, right: Side, formula: str = ""
) -> Finding | None:
    missing = left.missing + right.missing
    kinds = {sheet.figure(cell).kind for cell in missing}
    if Kind.UNREAD in kinds or Kind.DAY in kinds:
        return None  # F-1 says so at the cell itself
    required = claim.required if isinstance(claim, Equal) else True
    level = rule.level
    if Kind.BLANK in kinds:
        level = level if required else Level.NOTE
        missing = tuple(cell for cell in missing if sheet.figure(cell).is_blank)
        if waiting := _of_untouched_rows(sheet, missing):
            return _nothing_stated(rule, level, sheet, waiting)
    else:
        # Words are a statement too: a person may answer for them.
        level = Level.WARNING if level is Level.ERROR else level
    place = missing[0]
    found = write(sheet.figure(place), sort_of(place)) or gettext("blank")
    names = labels(sheet, missing[:MOST_NAMES])
    if more := len(missing[MOST_NAMES:]):
        names += "; " + ngettext("%d more", "%d more", more) % more
    expected = gettext("a figure; Nil if it is zero")
    if not right.missing and isinstance(claim, Equal) and list(claim.left) == [plus(place)]:
        sort = counted_in(claim.left)
        expected = write_number(_as(sort, right.value), sort)
        message = gettext("%(names)s: %(formula)s, but it says “%(found)s”: cannot be assessed.") % {
            "names": names,
            "formula": formula or in_words(sheet, claim.right, sort),
            "found": found,
        }
    elif sheet.figure(place).is_blank:
        message = gettext("%(names)s: nothing is stated, so this cannot be assessed.") % {"names": names}
    else:
        message = gettext("%(names)s: it says “%(found)s”, so this cannot be assessed.") % {
            "names": names,
            "found": found,
        }
    known = set(missing)
    others = tuple(cell for cell in _cells(claim) if cell not in known)
    return Finding(rule.code, level, Outcome.UNASSESSED, missing + others, found, expected, "", message, rule.sentence)


# The parts of which a row holds several figures that a month states anew; elsewhere a blank speaks for itself.
_TOLD_BY_ROWS = ("authorised", "issued", *MOVEMENTS)


def _of_untouched_rows(sheet: Sheet, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of rows that nobody has stated anything of yet, where the first cell is one; none where it is not."""
    part = cells[0].part
    if part not in _TOLD_BY_ROWS or cells[0].before:
        return []
    untouched = sheet.untouched(part)
    if cells[0].row not in untouched:
        return []
    return [cell for cell in cells if cell.part == part and cell.row in untouched and not cell.before]


def _nothing_stated(rule: Rule, level: Level, sheet: Sheet, waiting: Iterable[Cell]) -> Finding:
    """What is found where nobody has stated anything of some rows of a part yet: once, and not at each of the blanks
    that are waited for.
    """
    order = {name: place for place, name in enumerate(of_the_month(next(iter(waiting)).part))}
    cells = sorted(waiting, key=lambda cell: (cell.row, order.get(cell.name, len(order))))
    message = gettext(
        "%(part)s, %(rows)s: nothing is stated of this month yet. State what moved and how the month ended; "
        "Nil where it is zero."
    ) % {
        "part": NUMERALS[cells[0].part],
        "rows": rows_in_words(sheet, cells[0].part, list(dict.fromkeys(cell.row or 0 for cell in cells))),
    }
    return Finding(
        rule.code, level, Outcome.UNASSESSED, tuple(cells), gettext("blank"), gettext("a figure; Nil if it is zero"),
        "", message, rule.sentence, untouched=True,
    )  # fmt: skip


def _cells(claim: Equal | AtMost) -> tuple[Cell, ...]:
    return tuple(cell for side in (claim.left, claim.right) for term in side for cell in term.cells)


def counted_in(terms: Sequence[Term]) -> Sort:
    """What a side is counted in; shares times a price make an amount."""
    first = terms[0].cells
    return sort_of(first[0]) if len(first) == 1 else Sort.AMOUNT


def _as(sort: Sort, value: Number) -> Number:
    if sort is Sort.SHARES and value == int(value):
        return int(value)
    if sort is Sort.AMOUNT and isinstance(value, Decimal):
        cents = value.quantize(Decimal("0.01"), context=ROUNDING)
        return cents if cents == value else value
    return value


# Of what is missing so many cells are named.
MOST_NAMES = 3
# A formula longer than this is told by its first terms and how many more there are.
MOST_TERMS = 12


def in_words(sheet: Sheet, terms: Sequence[Term], sort: Sort) -> str:
    """A side with its numbers and its sum: "52,000 + 67,000 + 752,000 = 871,000"."""
    total = write_number(_as(sort, add_up(sheet, terms).value), sort)
    if len(terms) == 1 and len(terms[0].cells) == 1 and terms[0].sign > 0:
        return f"{label(sheet, terms[0].cells[0])} {total}"
    those = telling(sheet, terms)
    shown = those[:MOST_TERMS]
    pieces = []
    for cells, sign in shown:
        factors = " × ".join(_factor(sheet.figure(cell), sort_of(cell)) for cell in cells)
        pieces.append(("+ " if sign > 0 else "− ") + factors)
    sum_so_far = " ".join(pieces).removeprefix("+ ")
    if not sum_so_far:
        return gettext("nothing is stated, which makes %s") % total
    if len(those) > len(shown):
        more = len(those) - len(shown)
        sum_so_far += " " + ngettext("+ %d more", "+ %d more", more) % more
    return f"{sum_so_far} = {total}"


def _factor(figure: Figure, sort: Sort) -> str:
    return write(figure, sort) or gettext("blank")


def telling(sheet: Sheet, terms: Sequence[Term]) -> Sequence[Term]:
    """What is not zero: the rest does not help to find a difference, unless there is nothing else."""
    return [term for term in terms if add_up(sheet, [term]).value != 0] or terms


def _side_in_words(sheet: Sheet, terms: Sequence[Term], sort: Sort, numbers: bool = False) -> str:
    terms = telling(sheet, terms)
    if not terms:
        return "0"
    if len(terms) == 1 and len(terms[0].cells) == 1:
        name = label(sheet, terms[0].cells[0])
        return f"{name}, {_factor(sheet.figure(terms[0].cells[0]), sort)}," if numbers else name
    return in_words(sheet, terms, sort) if numbers else in_words(sheet, terms, sort).rpartition(" = ")[0]


def _fault_in_words(sheet: Sheet, claim: Fault) -> str:
    return gettext("%(place)s says “%(found)s”. Expected: %(expected)s.") % {
        "place": label(sheet, claim.cells[0]),
        "found": claim.found or gettext("blank"),
        "expected": claim.expected,
    }


def fingerprint(sheet: Sheet, finding: Finding) -> str:
    """What an answer to a finding depends on: the rule and the figures concerned, wherever their rows stand."""
    said = [(cell.part, cell.name, cell.before, sheet.identity(cell), sheet.text(cell)) for cell in finding.cells]
    return sha256(repr((finding.code, finding.found, finding.expected, said)).encode()).hexdigest()


def answer_to(sheet: Sheet, finding: Finding) -> Answer | None:
    """The last answer given to a warning about these very figures.

    An answer that came in one file with the figures has no fingerprint yet; it speaks of the figures beside it.
    """
    given = [answer for answer in sheet.answers if answer.code == finding.code]
    if not given:
        return None
    current = fingerprint(sheet, finding)
    for answer in reversed(given):
        if answer.fingerprint == current or (not answer.fingerprint and answer.cell == finding.place.address):
            return answer
    return None


class Judged(NamedTuple):
    """An identity that was asked, and what became of it."""

    rule: Rule
    claim: Equal
    outcome: Outcome


@dataclass
class Reconciliation:
    """What the rules of an edition say of one Sheet."""

    sheet: Sheet
    findings: list[Finding] = field(default_factory=list)
    # Every identity with its verdict, from which figures are explained and the certificate is written.
    identities: list[Judged] = field(default_factory=list)
    # Those that hold for many rows alike; the rows of which that was not plain stand among the identities too.
    for_rows: list[tuple[Rule, Each]] = field(default_factory=list)
    # For each rule asked, how often it held, failed, or could not be assessed.
    outcomes: dict[str, dict[Outcome, int]] = field(default_factory=dict)

    def of_level(self, level: Level) -> list[Finding]:
        """The findings of one level, in the form's order."""
        return [finding for finding in self.findings if finding.level is level]

    @property
    def errors(self) -> list[Finding]:
        """What bars filing."""
        return self.of_level(Level.ERROR)

    @property
    def warnings(self) -> list[Finding]:
        """What bars filing until it is answered."""
        return self.of_level(Level.WARNING)

    @property
    def notes(self) -> list[Finding]:
        """What is only told."""
        return self.of_level(Level.NOTE)

    @property
    def unanswered(self) -> list[Finding]:
        """The warnings nobody has answered for yet."""
        return [finding for finding in self.warnings if finding.answer is None]

    @property
    def may_be_filed(self) -> bool:
        """Whether nothing bars filing: no error, and an answer to every warning."""
        return not self.errors and not self.unanswered


def reconcile(sheet: Sheet, codes: Sequence[str] | None = None) -> Reconciliation:
    """Ask every rule, or those named.

    A blank or words that keep several rules waiting are told once, and so are the rows of a part of which nobody has
    stated anything: both as gravely as the gravest of the rules that wait.
    """
    with sheet.reading():
        return _Asking(sheet).reconcile(list(RULES) if codes is None else codes)


class _Asking:
    """The rules being asked of one Sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.result = Reconciliation(sheet)
        # Where what waits was told already: for a cell, or for the untouched rows of a part.
        self.told: dict[Cell | str, int] = {}
        # What is waited for in untouched rows, by part, and the gravest of the rules that wait.
        self.waiting: dict[str, tuple[Rule, Level, dict[Cell, None]]] = {}

    def reconcile(self, codes: Sequence[str]) -> Reconciliation:
        for code in codes:
            asked = RULES[code]
            outcomes: list[Outcome] = []
            for claim in self.one_by_one(asked, outcomes):
                outcome, finding = judge(asked, claim, self.sheet)
                outcomes.append(outcome)
                if type(claim) is Equal:
                    self.result.identities.append(Judged(asked, claim, outcome))
                if finding and finding.untouched:
                    self.wait(asked, finding.level, finding.cells)
                elif finding:
                    self.tell(finding, waits=outcome is Outcome.UNASSESSED and not isinstance(claim, Fault))
            self.result.outcomes[code] = {outcome: outcomes.count(outcome) for outcome in Outcome}
        for part, (asked, level, cells) in self.waiting.items():
            finding = _nothing_stated(asked, level, self.sheet, cells)
            self.result.findings[self.told[part]] = self.with_answer(finding)
        return self.result

    def one_by_one(self, rule: Rule, outcomes: list[Outcome]) -> Iterator[Equal | AtMost | Quotient | Fault]:
        """The claims that have to be judged; rows for which it is plain what becomes of one are only counted."""
        for claim in rule.check(self.sheet):
            if not isinstance(claim, Each):
                yield claim
                continue
            if claim.kind is Equal:
                self.result.for_rows.append((rule, claim))
            doubtful, untouched = claim.doubtful(self.sheet), self.sheet.untouched(claim.part)
            waiting = [index for index, _last in doubtful if index in untouched]
            outcomes += [Outcome.HOLDS] * (len(claim.rows) - len(doubtful)) + [Outcome.UNASSESSED] * len(waiting)
            if waiting:
                self.wait(rule, rule.level, claim.needed_of(waiting))
            for index, last in doubtful:
                if index not in untouched:
                    yield claim.claim(self.sheet, index, last)

    def wait(self, rule: Rule, level: Level, cells: Sequence[Cell]) -> None:
        """Keep in mind that a rule waits for cells of untouched rows; told where the first of them would be."""
        part = cells[0].part
        if part not in self.told:
            self.told[part] = len(self.result.findings)
            self.result.findings.append(_nothing_stated(rule, level, self.sheet, cells[:1]))
            self.waiting[part] = rule, level, {}
        _rule, worst, known = self.waiting[part]
        known.update(dict.fromkeys(cells))
        if _gravity(level) < _gravity(worst):
            self.waiting[part] = rule, level, known

    def tell(self, finding: Finding, *, waits: bool) -> None:
        """Put a finding to the others, or to the one that tells of the same cell already."""
        finding = self.with_answer(finding)
        if waits and finding.place in self.told:
            earlier = self.told[finding.place]
            self.result.findings[earlier] = min(self.result.findings[earlier], finding, key=lambda f: _gravity(f.level))
            return
        if waits:
            self.told[finding.place] = len(self.result.findings)
        self.result.findings.append(finding)

    def with_answer(self, finding: Finding) -> Finding:
        """A warning with the answer that a person gave to it."""
        if finding.level is not Level.WARNING or not self.sheet.answers:
            return finding
        return replace(finding, answer=answer_to(self.sheet, finding))


def _gravity(level: Level) -> int:
    return list(Level).index(level)
