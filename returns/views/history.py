"""What was done to a return, by whom and when, to read and to export."""

import json
from datetime import date
from typing import NamedTuple

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from returns import audit
from returns.compare import in_print
from returns.editions import EDITIONS
from returns.labels import Labels, column_head
from returns.models import AuditEntry
from returns.sheet import Cell
from returns.views.access import PersonRequest, asked_revision, find_return, plain_code
from returns.views.files import csv_file

# How many entries of one save are shown; the export has them all.
MOST = 300


class Entry(NamedTuple):
    """An entry as it is read: what was touched, old and new."""

    what: str
    old: str
    new: str


class Shown(NamedTuple):
    """What was done at one moment, with its entries and how many of them are left out."""

    event: audit.Event
    entries: list[Entry]
    more: int


@require_safe
@plain_code
def history(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The audit trail of a return, the latest first."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    labels = EDITIONS[monthly_return.edition].labels
    events = [_shown(labels, event) for event in reversed(audit.history(monthly_return))]
    context = {"return": monthly_return, "events": events}
    return render(request, "returns/history.html", context)


def _shown(labels: Labels, event: audit.Event) -> Shown:
    shown = [entry for entry in event.entries if entry.action not in (audit.Action.STATE, audit.Action.CREATED)]
    return Shown(event, [_entry(labels, entry) for entry in shown[:MOST]], max(len(shown) - MOST, 0))


def _entry(labels: Labels, entry: AuditEntry) -> Entry:
    if entry.action in (audit.Action.ROW_ADDED, audit.Action.ROW_REMOVED):
        return Entry(entry.what, _row(labels, entry.part, entry.old), _row(labels, entry.part, entry.new))
    return Entry(entry.what or entry.get_action_display(), *audit.old_and_new(labels, entry))


def _row(labels: Labels, part: str, said: str) -> str:
    """A row that was added or removed, cell by cell."""
    if not said:
        return ""
    cells = json.loads(said).items()
    return "\n".join(
        f"{capfirst(column_head(labels, part, name))}: {in_print(labels, Cell(part, 0, name), text)}"
        for name, text in cells
    )


@require_safe
@plain_code
def export(request: PersonRequest, code: str, month_ended: date) -> StreamingHttpResponse:
    """The audit trail of a return as CSV."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    audit.downloaded(gettext_lazy("history"), monthly_return=monthly_return)
    entries = AuditEntry.objects.filter(monthly_return=monthly_return).order_by("at", "pk")
    name = f"{monthly_return.issuer.stock_code}-{monthly_return.month}-r{monthly_return.revision}-history.csv"
    return csv_file(audit.export(entries), name)
