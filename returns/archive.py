"""Reading the archive again: whether every filing is complete and unchanged, and which filing a PDF is."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from returns import filed_figures, guards
from returns.exchange import figures_json
from returns.models import Answer, AuditEntry, Filing, Issuer, MonthlyReturn, Submission
from returns.parts import PARTS
from returns.pdf.identifiers import MOST, pdf_identifiers
from returns.pdf.printing import CannotPrint, attached_to
from returns.sheet import Sheet

# So many filings are read at once: few queries, and little memory for their PDFs.
BATCH = 100


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """Something in the archive that is not as it was filed: where, and what is wrong."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def verify(issuers: Iterable[int] | None = None) -> Iterator[ChainBreak]:
    """Read every filing and chain again and yield what differs from what was filed; `issuers` are ids, None means all.

    These are compared: the PDF and the figures with their SHA-256, the chain with both and with who filed when,
    the rows on record with the figures, the audit trail with the chain, and the submissions with the audit trail.
    """
    chosen = everyone() if issuers is None else sorted(issuers)
    for issuer in chosen:
        yield from _verify_chain(issuer)
    yield from _verify_returns(chosen)


def everyone() -> list[int]:
    """The ids of all issuers, including those of which only filings are left."""
    kinds = (Issuer.objects.values_list("pk"), Filing.objects.values_list("issuer_id"))
    return sorted({issuer for kind in kinds for (issuer,) in kind.order_by()})


def verify_guards() -> Iterator[ChainBreak]:
    """Yield the guards that are missing from the database."""
    for name in guards.missing(connection):
        yield ChainBreak(_("database"), _("the guard %s is missing; “manage.py migrate” lays it again") % name)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is, in numbers to note beside a backup: a copy that was restored has no less.

    `last_entry` is the number of the audit trail's last entry and its fingerprint, "1234/0f3a9c…", or "none"; `chains`
    is the SHA-256 over the ends of all issuers' chains.
    """

    filings: int
    last_entry: str
    chains: str


def inventory() -> Inventory:
    """Count what there is now."""
    last = AuditEntry.objects.order_by("pk").last()
    ends = Filing.objects.filter(after=None).order_by("issuer_id", "pk").values_list("chain_sha256", flat=True)
    return Inventory(
        Filing.objects.count(),
        f"{last.pk}/{_fingerprint(last)}" if last else "none",
        sha256("\n".join(ends).encode()).hexdigest(),
    )


# What an entry's fingerprint is made of. A column that comes later is not among them: what was noted holds for ever.
_OF_AN_ENTRY = (
    "pk", "user_id", "name", "source", "action", "issuer_id", "monthly_return_id", "part", "cell", "what", "old",
    "new", "note",
)  # fmt: skip


def _fingerprint(entry: AuditEntry) -> str:
    said = [entry.at.astimezone(UTC).isoformat(), *(getattr(entry, name) for name in _OF_AN_ENTRY)]
    return sha256(json.dumps(said).encode()).hexdigest()[:16]


def verify_expected(filings: int | None, last_entry: str) -> Iterator[ChainBreak]:
    """Yield what was noted beside a backup and is not here; what was added since is no break.

    `last_entry` is that of an Inventory; empty where none is expected.
    """
    here = Filing.objects.count()
    if filings is not None and here < filings:
        yield ChainBreak(
            _("database"), _("%(noted)d filings are expected, and %(here)d are here") % {"noted": filings, "here": here}
        )
    number, _slash, fingerprint = last_entry.partition("/")
    if not number:
        return
    entry = AuditEntry.objects.filter(pk=number).first()
    if entry is None:
        yield ChainBreak(_("audit trail"), _("entry %s is expected, and is not here") % number)
    elif _fingerprint(entry) != fingerprint:
        yield ChainBreak(_("audit trail"), _("entry %s is not the one that is expected") % number)


def _place(issuer: Issuer | None, monthly_return: MonthlyReturn | None, filing: int | None) -> str:
    said = [issuer.stock_code if issuer else "?"]
    said += [monthly_return.month, f"r{monthly_return.revision}"] if monthly_return else ["?"]
    return " ".join(said) + (_(" (filing %d)") % filing if filing else "")


def _verify_chain(issuer_id: int) -> Iterator[ChainBreak]:
    issuer = Issuer.objects.filter(pk=issuer_id).first()
    before: Filing | None = None
    filings = Filing.objects.filter(issuer_id=issuer_id).order_by("pk").iterator(chunk_size=BATCH)
    for _number, numbered in groupby(enumerate(filings), key=lambda pair: pair[0] // BATCH):
        batch = [filing for _place_in_all, filing in numbered]
        record = _Record(batch)
        for filing in batch:
            monthly_return = record.returns.get(filing.monthly_return_id)
            place = _place(issuer, monthly_return, filing.pk)
            faults = [*_not_as_hashed(filing), *_not_as_chained(filing, before)]
            if monthly_return is None:
                faults.append(_("its return is gone"))
            elif not faults:
                faults += [*_not_as_recorded(filing, monthly_return, record), *_not_as_derived(filing, record)]
            yield from (ChainBreak(place, fault) for fault in faults)
            before = filing


def _not_as_hashed(filing: Filing) -> Iterator[str]:
    if sha256(filing.pdf).hexdigest() != filing.pdf_sha256:
        yield _("its PDF is not the one that was filed")
    if sha256(filing.figures.encode()).hexdigest() != filing.figures_sha256:
        yield _("its figures are not those that were filed")
    if filing.pdf_identifier != next(iter(pdf_identifiers(bytes(filing.pdf))), ""):
        yield _("the identifier on record is not that of its PDF")


def _not_as_chained(filing: Filing, before: Filing | None) -> Iterator[str]:
    if filing.before_id != (before.pk if before else None):
        if filing.before_id is None:
            yield _("it says it is the issuer's first filing, but it is not")
        elif not Filing.objects.filter(pk=filing.before_id).exists():
            yield _("the filing before it, %d, is gone") % filing.before_id
        else:
            yield _("it is chained to filing %d, which is not the one before it") % filing.before_id
    elif filing.chain_sha256 != filing.link(before.chain_sha256 if before else ""):
        yield _("the chain breaks here: who filed, when, or what is not as it was, here or in the filing before")


def _not_as_recorded(filing: Filing, monthly_return: MonthlyReturn, record: "_Record") -> Iterator[str]:
    if monthly_return.state != MonthlyReturn.State.FILED:
        yield _("its return is “%s” and not filed") % monthly_return.get_state_display()
    if (monthly_return.issuer_id, monthly_return.month_ended) != (filing.issuer_id, filing.month_ended):
        yield _("its return is of another issuer or month")
    filed = json.loads(filing.figures)
    monthly_return.issuer = Issuer(**filed["issuer"])  # its name may have changed since
    head = json.loads(figures_json.dump(Sheet(head=monthly_return), answers=False))
    for part in ("edition", "head", "remarks"):
        if head[part] != filed[part]:
            yield _("on record, the return's %s is not what was filed") % part
    for part in PARTS:
        rows = record.rows[part].get(filing.monthly_return_id, [])
        if rows != filed[part]:
            pairs = enumerate(zip(rows, filed[part], strict=False))
            row = next((at for at, (now, then) in pairs if now != then), min(len(rows), len(filed[part])))
            yield _("on record, %(part)s, row %(row)d, is not what was filed") % {"part": part, "row": row + 1}
    for answer in filed.get("answers", []):
        if answer not in record.answers[filing.monthly_return_id]:
            yield _("on record, the answer to %s is not what was filed") % answer["code"]


def _not_as_derived(filing: Filing, record: "_Record") -> Iterator[str]:
    if record.derived[filing.pk] != filed_figures.derive(filing.figures):
        yield _("the list of its movements is not what was filed; “manage.py derive_filings” makes it again")


class _Record:
    """What is on record of some returns: each part's rows as the texts they are kept in."""

    def __init__(self, filings: list[Filing]) -> None:
        ids = [filing.monthly_return_id for filing in filings]
        self.returns = MonthlyReturn.objects.in_bulk(ids)
        self.rows = {part: self._rows(part, ids) for part in PARTS}
        self.answers: dict[int, list[dict[str, str]]] = defaultdict(list)
        for answer in Answer.objects.filter(monthly_return_id__in=ids):
            said = {name: getattr(answer, name) for name in figures_json.ANSWER_FIELDS}
            self.answers[answer.monthly_return_id].append(said | {"at": answer.answered_at.isoformat()})
        self.derived = filed_figures.on_record(filings)

    def _rows(self, part: str, ids: list[int]) -> dict[int, list[dict[str, str]]]:
        # The texts and not what they mean: a text that was changed and means the same was changed all the same.
        table, names = PARTS[part].model._meta.db_table, PARTS[part].cells
        marks = ", ".join(["%s"] * len(ids))
        columns = ", ".join(connection.ops.quote_name(name) for name in ["monthly_return_id", *names])
        found: dict[int, list[dict[str, str]]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM {table} WHERE monthly_return_id IN ({marks}) ORDER BY position, id",  # noqa: S608
                ids,
            )
            for monthly_return, *texts in cursor.fetchall():
                stated = {name: text for name, text in zip(names, texts, strict=True) if text}
                found[monthly_return].append(stated)
        return found


def _verify_returns(issuers: list[int]) -> Iterator[ChainBreak]:
    """Filed returns without their filing, and what the audit trail knows otherwise, alone, or not at all."""
    returns = MonthlyReturn.objects.filter(issuer__in=issuers).select_related("issuer")
    for monthly_return in returns.filter(state=MonthlyReturn.State.FILED, filing=None):
        yield ChainBreak(_place(monthly_return.issuer, monthly_return, None), _("it is filed, and its filing is gone"))
    chains = dict(Filing.objects.filter(issuer__in=issuers).values_list("monthly_return_id", "chain_sha256"))
    faults = (*_not_as_in_the_trail(issuers, chains), *_submissions_not_in_the_trail(issuers))
    for monthly_return_id, fault in faults:
        of_it = returns.filter(pk=monthly_return_id).first()
        place = _place(of_it.issuer, of_it, None) if of_it else _("return %d") % monthly_return_id
        yield ChainBreak(place, _("compared with the audit trail, %s") % fault)


def _not_as_in_the_trail(issuers: list[int], chains: dict[int, str]) -> Iterator[tuple[int, str]]:
    """For each filing, that the trail knows it, and who sent and approved it; and that it knows no others."""
    states: Any = AuditEntry.objects.filter(issuer__in=issuers, action=AuditEntry.Action.STATE).order_by("pk")
    said = {
        state: dict(states.filter(new=state).values_list("monthly_return_id", "user_id"))
        for state in (MonthlyReturn.State.AWAITING, MonthlyReturn.State.APPROVED)
    }
    filed = states.filter(new=MonthlyReturn.State.FILED).values_list("monthly_return_id", "note")
    for monthly_return_id, chain in filed:
        if monthly_return_id not in chains:
            yield monthly_return_id, _("it is gone")
        elif chains[monthly_return_id] != chain:
            yield monthly_return_id, _("the audit trail knows another filing of it")
    known = {monthly_return_id for monthly_return_id, _chain in filed}
    of_filings = MonthlyReturn.objects.filter(issuer__in=issuers, filing__isnull=False).order_by("pk")
    for pk, sent_by, approved_by in of_filings.values_list("pk", "sent_by", "approved_by"):
        if pk not in known:
            yield pk, _("the trail does not know that it was filed")
        for state, person in ((MonthlyReturn.State.AWAITING, sent_by), (MonthlyReturn.State.APPROVED, approved_by)):
            if pk not in said[state] or said[state][pk] != person:
                yield pk, _("the trail does not know that this person made it “%s”") % state.label


def _submissions_not_in_the_trail(issuers: list[int]) -> Iterator[tuple[int, str]]:
    """For each record of a submission, that it and its PDF are as recorded; and that the trail knows no others."""
    recorded: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    submissions = (
        Submission.objects.defer(None).filter(filing__issuer__in=issuers).annotate(of_it=F("filing__monthly_return"))
    )
    for each in submissions.order_by("pk").iterator(chunk_size=BATCH):
        recorded[each.of_it].append((each.recorded_at, each.recorded_by_id, each.as_json(), each.reason))
        if each.published_sha256 != (sha256(each.published_pdf).hexdigest() if each.published_pdf else ""):
            yield each.of_it, _("the published PDF of a submission is not the one that was recorded")
    known: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    entries = AuditEntry.objects.filter(issuer__in=issuers, action=AuditEntry.Action.SUBMITTED).order_by("pk")
    for of_entry, *said in entries.values_list("monthly_return_id", "at", "user_id", "new", "note"):
        known[of_entry or 0].append(tuple(said))
    for of_it in sorted(recorded.keys() | known.keys()):
        if len(recorded[of_it]) < len(known[of_it]):
            yield of_it, _("a record of its submission is gone")
        elif recorded[of_it] != known[of_it]:
            yield of_it, _("the record of its submission is not the one that was made")


class Identity(StrEnum):
    """What a PDF is to the archive."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"


def identify(pdf: bytes, issuers: QuerySet[Issuer] | None = None) -> tuple[Identity, Filing | None]:
    """Which filing a PDF is: genuine if it is identical to the filed one, altered if it was made from it.

    A changed file keeps its identifier, or the figures attached to it. Anybody can attach figures that they guess, so
    attached figures identify only filings of these `issuers`, if any are given. The caller decides who may learn which
    filing it is. Never raises: a file that cannot be read is unknown.
    """
    filings = _filings()
    genuine = filings.filter(pdf_sha256=sha256(pdf).hexdigest()).first()
    if genuine is not None:
        return Identity.GENUINE, genuine
    of_issuers = filings if issuers is None else filings.filter(issuer__in=issuers)
    made_from = (
        filings.filter(pdf_identifier__in=pdf_identifiers(pdf)).first()
        or of_issuers.filter(figures_sha256__in=_attached(pdf)).first()
    )
    return (Identity.ALTERED, made_from) if made_from is not None else (Identity.UNKNOWN, None)


def of_figures(digest: str, issuers: QuerySet[Issuer]) -> Filing | None:
    """The filing of these issuers of which the figures have this SHA-256, in hexadecimal; None where there is none."""
    return _filings().filter(figures_sha256=digest.lower(), issuer__in=issuers).first()


def _filings() -> QuerySet[Filing]:
    found = Filing.objects.defer("pdf", "figures")
    return found.select_related("issuer", "monthly_return__revised_by__issuer").order_by("-pk")


def _attached(pdf: bytes) -> list[str]:
    """The SHA-256 of the first MOST files attached to a PDF."""
    if not pdf.startswith(b"%PDF-"):
        return []
    try:
        return [sha256(content).hexdigest() for content in list(attached_to(pdf).values())[:MOST]]
    except CannotPrint:
        return []
