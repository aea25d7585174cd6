"""What was done to a return, read from the audit trail: event by event, in the words of the form.

An event is what one person did at one moment, such as a save with all the figures that it changed.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Max, Q, QuerySet, TextChoices, When, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from returns.audit import RECALLED
from returns.compare import in_print, is_figure
from returns.labels import LABELS, Labels, column_head
from returns.models import AuditEntry, MonthlyReturn
from returns.sheet import Cell

Action, State = AuditEntry.Action, MonthlyReturn.State

# How many entries of one event are read; the exports have them all.
MOST = 300
# How many changes of an event are shown before it is opened, and how much of a text in one of them.
LEADING, LONGEST = 3, 160


class Kind(TextChoices):
    """What sort of thing was done."""

    FIGURES = "figures", gettext_lazy("Figures")
    STATES = "states", gettext_lazy("States")
    EXPLANATIONS = "explanations", gettext_lazy("Explanations")
    SUBMISSIONS = "submissions", gettext_lazy("Submissions")
    REVIEWS = "reviews", gettext_lazy("Reviews")
    DOWNLOADS = "downloads", gettext_lazy("Downloads")


_ROWS = {Action.ROW_ADDED, Action.ROW_REMOVED}
_FIGURES = {Action.CELL, *_ROWS, Action.ORDER}
ACTIONS: dict[str, set[AuditEntry.Action]] = {
    Kind.FIGURES: _FIGURES,
    Kind.STATES: {Action.CREATED, Action.STATE},
    Kind.EXPLANATIONS: {Action.ANSWERED},
    Kind.SUBMISSIONS: {Action.SUBMITTED},
    Kind.REVIEWS: {Action.REVIEW},
    Kind.DOWNLOADS: {Action.DOWNLOAD},
}


class Asked(NamedTuple):
    """What is looked for; empty where anything is: a person by name, a part as `parts_of` names it, a Kind."""

    person: str = ""
    part: str = ""
    kind: str = ""


def parts_of(monthly_return: MonthlyReturn) -> dict[str, tuple[str | Promise, list[str]]]:
    """The parts that can be asked for: what each is called, and the parts of the trail that are under its number."""
    found: dict[str, tuple[str | Promise, list[str]]] = {"head": (_("Issuer, date, remarks, signatory"), ["head"])}
    first_of: dict[str, str] = {}
    for part, numeral in LABELS[monthly_return.edition].numerals.items():
        first = first_of.setdefault(str(numeral), part)
        found.setdefault(first, (numeral, []))[1].append(part)
    return found


def people_of(monthly_return: MonthlyReturn) -> list[str]:
    """The names of all who did anything, by which they can be asked for."""
    names = AuditEntry.objects.filter(monthly_return=monthly_return).exclude(name="").order_by("name")
    return list(names.values_list("name", flat=True).distinct())


def entries(monthly_return: MonthlyReturn, asked: Asked) -> QuerySet[AuditEntry]:
    """The entries that are looked for, in the order in which they were written."""
    return AuditEntry.objects.filter(_matches(monthly_return, asked), monthly_return=monthly_return).order_by("pk")


def _matches(monthly_return: MonthlyReturn, asked: Asked) -> Q:
    found = Q()
    if asked.person:
        found &= Q(name=asked.person)
    if asked.part:
        found &= Q(part__in=parts_of(monthly_return)[asked.part][1])
    if asked.kind:
        found &= Q(action__in=ACTIONS[asked.kind])
    return found


# What the entries of one event share.
_OF_EVENT = ("at", "name", "source")


def moments(monthly_return: MonthlyReturn, asked: Asked) -> QuerySet[AuditEntry, dict[str, Any]]:
    """The events with an entry that is looked for, the latest first: what `read` takes, to be divided into pages."""
    # By number: a clock may be put back.
    found = entries(monthly_return, asked).order_by()
    return found.values(*_OF_EVENT).annotate(last=Max("pk")).order_by("-last")


class Line(NamedTuple):
    """An entry about a figure or a row as it is read: what it is about, and the old and the new text in print."""

    entry: AuditEntry
    what: str
    old: str
    new: str

    @property
    def is_row(self) -> bool:
        """Whether it is about a whole row, or the order of rows, and what it is about says all."""
        return self.entry.action != Action.CELL

    @property
    def is_figure(self) -> bool:
        """Whether it is about a cell of figures, and not of words."""
        cell = None if self.is_row else Cell.of(self.entry.cell)
        return cell is not None and is_figure(cell)

    @property
    def is_long(self) -> bool:
        """Whether there is more of it than one line has room for."""
        return self.entry.action in _ROWS or max(len(self.old), len(self.new)) > LONGEST

    @property
    def origin(self) -> str:
        """Whether the new figure was entered or calculated; empty where nobody recorded it."""
        return origin(self.entry)


@dataclass(frozen=True)
class Event:
    """What was done at one moment: by whom, from where, with its entries, those that are looked for first.

    `counts` says how many entries there are, by action and whether they are calculated: at most MOST are here. `labels`
    are those of the return's edition.
    """

    at: datetime
    name: str
    source: str
    entries: list[AuditEntry]
    counts: Counter[tuple[str, bool | None]]
    labels: Labels

    @property
    def sentences(self) -> list[str]:
        """What was done, but for figures: "Sent for approval", "Downloaded: PDF"."""
        return [self._sentence(entry) for entry in self.entries if entry.action not in _FIGURES]

    @property
    def lines(self) -> list[Line]:
        """What changed, figure by figure."""
        return [_line(self.labels, entry) for entry in self.entries if entry.action in _FIGURES]

    @property
    def leading(self) -> list[Line]:
        """The first changes that were entered; none of a return that was started, where every row is new."""
        if self._is_start:
            return []
        return [line for line in self.lines if not line.entry.is_calculated][:LEADING]

    @property
    def following(self) -> int:
        """How many figures followed from what was entered."""
        return sum(number for (_action, is_calculated), number in self.counts.items() if is_calculated)

    @property
    def rest(self) -> str:
        """What there is beside `leading`: "and 4 figures that follow"; empty where there is nothing more to read."""
        changed = sum(number for (action, _is), number in self.counts.items() if action in _FIGURES)
        if self._is_start:
            return ngettext("%d entry to start with", "%d entries to start with", changed) % changed if changed else ""
        leading, following = self.leading, self.following
        said = []
        if more := changed - len(leading) - following:
            said.append(ngettext("and %d more change", "and %d more changes", more) % more)
        if following:
            said.append(ngettext("and %d figure that follows", "and %d figures that follow", following) % following)
        if not said and any(line.is_long for line in leading):
            return _("in full")
        return ", ".join(said)

    @property
    def left_out(self) -> int:
        """How many entries are not here."""
        return self.counts.total() - len(self.entries)

    @property
    def has_origin(self) -> bool:
        """Whether it is known which figures were entered and which were calculated."""
        return any(is_calculated is not None for _action, is_calculated in self.counts)

    @property
    def hashes(self) -> list[tuple[str, str]]:
        """The hashes that its entries name, each with what it is of."""
        found = []
        for entry in self.entries:
            if entry.action == Action.DOWNLOAD and entry.new:
                found.append((_("PDF as filed"), entry.new))
            elif entry.action == Action.STATE and entry.new == State.FILED:
                found.append((_("chain"), entry.note))
            elif entry.action == Action.SUBMITTED and (published := json.loads(entry.new)["published_sha256"]):
                found.append((_("PDF as published"), published))
        return found

    @property
    def _is_start(self) -> bool:
        return any(action == Action.CREATED for action, _is_calculated in self.counts)

    def _sentence(self, entry: AuditEntry) -> str:
        about = entry.note
        match entry.action:
            case Action.STATE:
                done = self._state(entry)
                about = "" if entry.new == State.FILED else entry.note
            case Action.CREATED:
                done = _("Revision started") if entry.note else _("Return started")
            case Action.ANSWERED:
                done, about = _("Explained %s") % entry.what, entry.new
            case Action.SUBMITTED:
                done = _("Record of the submission corrected") if entry.old else _("Submission recorded")
                about = ", ".join(text for text in (entry.what, entry.note) if text)
            case Action.REVIEW:
                done = capfirst(entry.what)
            case Action.DOWNLOAD:
                done = _("Downloaded")
                about = ", ".join(text for text in (entry.what, entry.note) if text)
            case _:
                done = capfirst(str(entry.get_action_display()))
                about = ", ".join(text for text in (entry.what, entry.note) if text)
        return _("%(done)s: %(about)s") % {"done": done, "about": about} if about else done

    def _state(self, entry: AuditEntry) -> str:
        if entry.new == State.DRAFT:
            if entry.what == RECALLED:
                return _("Recalled from approval")
            is_by_change = any(action in _FIGURES for action, _is_calculated in self.counts)
            return _("A draft again") if is_by_change else _("Returned for amendment")
        if entry.new in _STATES:
            return str(_STATES[entry.new])
        return " → ".join(str(State(text).label) for text in (entry.old, entry.new))


_STATES: dict[str, Promise] = {
    State.AWAITING: gettext_lazy("Sent for approval"),
    State.APPROVED: gettext_lazy("Approved"),
    State.FILED: gettext_lazy("Finalised"),
    State.DISCARDED: gettext_lazy("Discarded"),
}


def read(monthly_return: MonthlyReturn, asked: Asked, found: Iterable[dict[str, Any]]) -> list[Event]:
    """Events with all that was done in them, in the order of `found`, some of `moments`."""
    keys = [tuple(each[name] for name in _OF_EVENT) for each in found]
    of_them = AuditEntry.objects.filter(monthly_return=monthly_return, at__in={at for at, *_rest in keys})
    first = Case(When(_matches(monthly_return, asked), then=0), default=1) if any(asked) else None
    entered = Case(When(is_calculated=True, then=1), default=0)
    order = [each for each in (first, entered) if each is not None]
    place = Window(RowNumber(), partition_by=list(_OF_EVENT), order_by=[*order, "pk"])
    read_of: dict[Any, list[AuditEntry]] = defaultdict(list)
    for entry in of_them.annotate(place=place).filter(place__lte=MOST).order_by("place"):
        read_of[entry.at, entry.name, entry.source].append(entry)
    counts: dict[Any, Counter[tuple[str, bool | None]]] = defaultdict(Counter)
    counted = of_them.order_by().values(*_OF_EVENT, "action", "is_calculated").annotate(number=Count("pk"))
    for each in counted:
        counts[each["at"], each["name"], each["source"]][each["action"], each["is_calculated"]] = each["number"]
    labels = LABELS[monthly_return.edition]
    return [
        Event(at, name, source, read_of[at, name, source], counts[at, name, source], labels)
        for at, name, source in keys
    ]


def old_and_new(labels: Labels, entry: AuditEntry) -> tuple[str, str]:
    """The old and the new text of an entry, as the form prints them; of a row that came or went, cell by cell.

    `labels` are those of its return's edition.
    """
    if entry.action in _ROWS:
        return _row(labels, entry.part, entry.old), _row(labels, entry.part, entry.new)
    cell = Cell.of(entry.cell) if entry.action == Action.CELL else None
    if cell is None:
        return entry.old, entry.new
    return in_print(labels, cell, entry.old), in_print(labels, cell, entry.new)


def _row(labels: Labels, part: str, said: str) -> str:
    if not said:
        return ""
    cells = json.loads(said).items()
    return "\n".join(
        f"{capfirst(column_head(labels, part, name))}: {in_print(labels, Cell(part, 0, name), text)}"
        for name, text in cells
    )


def _line(labels: Labels, entry: AuditEntry) -> Line:
    what = capfirst(entry.what)
    if entry.action == Action.ROW_ADDED:
        what = _("%s added") % what
    elif entry.action == Action.ROW_REMOVED:
        what = _("%s deleted") % what
    return Line(entry, what, *old_and_new(labels, entry))


def origin(entry: AuditEntry) -> str:
    """Whether the new figure of an entry was entered or calculated; empty where nobody recorded it."""
    if entry.is_calculated is None:
        return ""
    return _("calculated") if entry.is_calculated else _("entered")


HEADINGS = (
    gettext_lazy("When (Hong Kong time)"),
    gettext_lazy("Who"),
    gettext_lazy("From where"),
    gettext_lazy("Action"),
    gettext_lazy("What"),
    gettext_lazy("Old"),
    gettext_lazy("New"),
    gettext_lazy("Entered or calculated"),
    gettext_lazy("Note"),
)
WIDTHS = (18, 16, 16, 22, 50, 30, 30, 20, 50)


def rows(labels: Labels, found: QuerySet[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    """Entries of a return as the rows of a workbook, under HEADINGS; `labels` are those of its edition."""
    for entry in found.iterator(chunk_size=1000):
        yield (
            entry.at,
            entry.name,
            entry.source,
            entry.get_action_display(),
            entry.what,
            *old_and_new(labels, entry),
            origin(entry),
            entry.note,
        )
