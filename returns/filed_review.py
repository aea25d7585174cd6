"""The review of past filings: which wait for it, the most notable first; what was asked about them and answered.

Nothing of a filing changes by it. Every step is a ReviewEntry and an entry of the audit trail, in one transaction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from returns import audit
from returns.filing.rights import name_of, require_role
from returns.lateness import Deadlines, is_late, late
from returns.models import ActionRefused, AuditEntry, Filing, Issuer, Membership, ReviewEntry, named

Kind = ReviewEntry.Kind

ON_A_PAGE = 100
# A movement of more than so many per cent of the issued shares is notable.
LARGE = Decimal(5)


class State(StrEnum):
    """How far the review of a filing is."""

    UNREVIEWED = "unreviewed"
    QUERY = "query"
    ANSWERED = "answered"
    REVIEWED = "reviewed"

    @property
    def word(self) -> str:
        """The state in words."""
        return str(_WORDS[self])


_WORDS = {
    State.UNREVIEWED: _lazy("Not reviewed"),
    State.QUERY: _lazy("Query open"),
    State.ANSWERED: _lazy("Query answered"),
    State.REVIEWED: _lazy("Reviewed"),
}
# Asked for as well: filings of any state, and those about which a query was closed.
ALL, CLOSED = "all", "closed"


@dataclass(frozen=True)
class Asked:
    """Which filings are listed; what is empty is not asked."""

    state: str = State.UNREVIEWED.value
    reviewer: int | None = None
    issuer: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Query:
    """A query about a filing, with its answers, and how it was closed."""

    raised: ReviewEntry
    answers: list[ReviewEntry]
    closed: ReviewEntry | None


class Waiting(NamedTuple):
    """A filing in the list, with what is notable about it."""

    filing: Filing
    state: State
    is_late: bool
    notable: list[str]
    entries: list[ReviewEntry]

    @property
    def submitted_at(self) -> datetime | None:
        """When it was submitted; None where that is not recorded."""
        return self.filing.submission.submitted_at if self.filing.submission else None

    @property
    def last(self) -> ReviewEntry | None:
        """The last step of its review."""
        return self.entries[-1] if self.entries else None


def queue(asked: Asked) -> QuerySet[Filing]:
    """The filings that are asked for, the most notable first.

    Late ones come first, then revisions, then those with a large movement, with warnings explained, and with figures in
    words; among equals the latest month.
    """
    found = _with_states(Filing.objects.all())
    if asked.issuer:
        found = found.filter(named(asked.issuer, "issuer__"))
    if asked.first:
        found = found.filter(month_ended__gte=asked.first)
    if asked.last:
        found = found.filter(month_ended__lte=asked.last)
    if asked.reviewer:
        by_them = ReviewEntry.objects.filter(filing=OuterRef("pk"), by=asked.reviewer)
        found = found.filter(Exists(by_them.filter(kind__in=(Kind.REVIEWED, Kind.QUERY))))
    if asked.state != ALL:
        found = found.filter(_IN_STATE[asked.state])
    found = found.annotate(
        was_late=Case(When(late(found, "pk"), then=Value(1)), default=Value(0)),
        is_revision=Case(When(monthly_return__revision__gt=0, then=Value(1)), default=Value(0)),
        is_large=Case(When(summary__per_cent__gt=LARGE, then=Value(1)), default=Value(0)),
    )
    notable = ("-was_late", "-is_revision", "-is_large", "-summary__explained", "-summary__worded")
    steps = Prefetch("review_entries", ReviewEntry.objects.order_by("pk"))
    found = found.select_related("issuer", "monthly_return__issuer", "summary").prefetch_related(steps, "submissions")
    return found.defer("pdf", "figures").order_by(*notable, "-month_ended", "issuer__name", "-pk")


def _with_states(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    entries = ReviewEntry.objects.filter(filing=OuterRef("pk"))
    replies = ReviewEntry.objects.filter(query=OuterRef("pk"))
    is_open = entries.filter(~Exists(replies.filter(kind=Kind.CLOSED)), kind=Kind.QUERY)
    return filings.annotate(
        has_query=Exists(is_open),
        waits_for_answer=Exists(is_open.filter(~Exists(replies.filter(kind=Kind.ANSWER)))),
        was_reviewed=Exists(entries.filter(kind=Kind.REVIEWED)),
        had_query=Exists(entries.filter(kind=Kind.CLOSED)),
    )


_IN_STATE = {
    State.UNREVIEWED.value: Q(was_reviewed=False, has_query=False),
    State.QUERY.value: Q(waits_for_answer=True),
    State.ANSWERED.value: Q(has_query=True, waits_for_answer=False),
    State.REVIEWED.value: Q(was_reviewed=True, has_query=False),
    CLOSED: Q(had_query=True),
}


def listed(filings: Iterable[Filing]) -> Iterator[Waiting]:
    """The filings of a `queue`, with what is notable about each."""
    due = Deadlines()
    for filing in filings:
        entries = list(filing.review_entries.all())
        was_late = is_late(filing, due)
        yield Waiting(filing, state_of(entries), was_late, list(_notable(filing, was_late)), entries)


def _notable(filing: Filing, was_late: bool) -> Iterator[str]:
    summary, revision = filing.summary, filing.monthly_return.revision
    if was_late:
        yield _("late")
    if revision:
        yield _("revision %d") % revision
    if summary.per_cent > LARGE:
        yield _("%s %% of issued shares moved") % f"{summary.per_cent:,.2f}"
    if summary.explained:
        yield ngettext("%d warning explained", "%d warnings explained", summary.explained) % summary.explained
    if summary.worded:
        yield ngettext("%d figure in words", "%d figures in words", summary.worded) % summary.worded


def state_of(entries: Iterable[ReviewEntry]) -> State:
    """How far the review of a filing is, by its steps."""
    steps = list(entries)
    still_open = [query for query in queries(steps) if query.closed is None]
    if still_open:
        return State.ANSWERED if all(query.answers for query in still_open) else State.QUERY
    return State.REVIEWED if any(step.kind == Kind.REVIEWED for step in steps) else State.UNREVIEWED


def queries(entries: Iterable[ReviewEntry]) -> list[Query]:
    """The queries among the steps of a review, each with what followed."""
    steps = list(entries)
    found = []
    for raised in (step for step in steps if step.kind == Kind.QUERY):
        replies = [step for step in steps if step.query_id == raised.pk]
        closed = next((step for step in replies if step.kind == Kind.CLOSED), None)
        found.append(Query(raised, [step for step in replies if step.kind == Kind.ANSWER], closed))
    return found


def to_answer(issuers: QuerySet[Issuer]) -> QuerySet[ReviewEntry]:
    """The queries about filings of some issuers that wait for an answer, the oldest first."""
    replies = ReviewEntry.objects.filter(query=OuterRef("pk"))
    found = ReviewEntry.objects.filter(~Exists(replies), kind=Kind.QUERY, filing__issuer__in=issuers)
    of_filing = found.select_related("filing__issuer", "filing__monthly_return__issuer")
    return of_filing.defer("filing__pdf", "filing__figures").order_by("pk")


def reviewers() -> QuerySet[User]:
    """Who has reviewed a filing or raised a query."""
    by = ReviewEntry.objects.filter(kind__in=(Kind.REVIEWED, Kind.QUERY)).values("by")
    return User.objects.filter(pk__in=by).order_by("username")


# --- The steps ---


def mark_reviewed(filing: Filing, by: User, note: str = "") -> ReviewEntry:
    """Record that an administrator has reviewed a filing. Raises ActionRefused."""
    return _record(filing, Kind.REVIEWED, by, note)


def raise_query(filing: Filing, by: User, text: str) -> ReviewEntry:
    """Ask the issuer's people about a filing. Raises ActionRefused."""
    return _record(filing, Kind.QUERY, by, _required(text, _("Write what you ask.")))


def answer(query: ReviewEntry, by: User, text: str) -> ReviewEntry:
    """Answer a query, as a preparer or approver of the issuer. Raises ActionRefused."""
    return _record(query.filing, Kind.ANSWER, by, _required(text, _("Write your answer.")), query)


def close(query: ReviewEntry, by: User, text: str = "") -> ReviewEntry:
    """Close a query. Raises ActionRefused."""
    return _record(query.filing, Kind.CLOSED, by, text, query)


def _required(text: str, why: str) -> str:
    if not text.strip():
        raise ActionRefused(why)
    return text


def _record(
    filing: Filing, kind: ReviewEntry.Kind, by: User, text: str, query: ReviewEntry | None = None
) -> ReviewEntry:
    with transaction.atomic():
        # Locked, so that nobody answers a query while it is closed.
        Filing.objects.select_for_update(no_key=True).only("pk").get(pk=filing.pk)
        if kind == Kind.ANSWER:
            require_role(by, filing.issuer, Membership.Role.PREPARER, Membership.Role.APPROVER)
        elif not User.objects.filter(pk=by.pk, is_staff=True, is_active=True).exists():
            raise ActionRefused(_("Only administrators review past filings. Nothing was recorded."))
        if query is not None and query.replies.filter(kind=Kind.CLOSED).exists():
            raise ActionRefused(_("This query is closed already. Nothing was recorded."))
        entry = ReviewEntry(
            filing=filing, kind=kind, query=query, by=by, name=name_of(by), at=timezone.now(), text=text.strip()
        )
        entry.save()
        audit.record(
            AuditEntry.Action.REVIEW,
            by,
            monthly_return=filing.monthly_return,
            part="review",
            what=kind.label,
            new=kind.value,
            note=entry.text,
            at=entry.at,
        )
    return entry


# --- The list as a file ---

HEADINGS = (
    _lazy("stock code"),
    _lazy("issuer"),
    _lazy("month ended"),
    _lazy("revision"),
    _lazy("late"),
    _lazy("largest movement, per cent"),
    _lazy("warnings explained"),
    _lazy("figures in words"),
    _lazy("finalised (Hong Kong time)"),
    _lazy("finalised by"),
    _lazy("submitted (Hong Kong time)"),
    _lazy("signatory"),
    _lazy("review"),
    _lazy("last step"),
    _lazy("by"),
    _lazy("at (Hong Kong time)"),
    _lazy("notes, queries and answers"),
)
# How wide each column is in a workbook.
WIDTHS = (11, 36, 13, 9, 6, 12, 10, 10, 20, 20, 20, 24, 16, 16, 20, 20, 80)


def cells(waiting: Waiting) -> list[Any]:
    """The cells under HEADINGS."""
    filing, last = waiting.filing, waiting.last
    return [
        filing.issuer.stock_code,
        filing.issuer.name,
        filing.month_ended,
        filing.monthly_return.revision,
        _("yes") if waiting.is_late else "",
        filing.summary.per_cent,
        filing.summary.explained,
        filing.summary.worded,
        filing.filed_at,
        filing.filed_name,
        waiting.submitted_at,
        filing.monthly_return.submitted_by,
        waiting.state.word,
        last.get_kind_display() if last else "",
        last.name if last else "",
        last.at if last else None,
        "\n".join(f"{step.name}, {step.get_kind_display()}: {step.text}" for step in waiting.entries),
    ]
