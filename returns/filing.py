"""The only code that changes a return's state: start, save, send for approval, approve, send back, file, revise.

Each ends in one short transaction under a lock on the return, and writes what it did into the audit trail; rules and
comparisons run before it, and the transaction makes sure that nothing has changed since they were read. Filing is a
one-way door: a frozen copy is printed first; then, in the transaction, not one figure may have changed since, and PDF
and figures are stored with their SHA-256, chained to the issuer's filing before.
"""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns import audit
from returns.calendar import is_month_end, today
from returns.closures import closures_of
from returns.compare import Change, compare, compare_in_print, match
from returns.editions import EDITIONS, reconcile
from returns.exchange import figures_json
from returns.figures import BLANK, Kind, day
from returns.models import (
    Answer,
    AuthorisedClass,
    Filing,
    IssuedClass,
    Issuer,
    Membership,
    MonthlyReturn,
    OtherMovement,
    ShareClass,
    Total,
)
from returns.models import Refused as Refused  # raised here, so callers look for it here
from returns.models.head import DATED_BY_FILING
from returns.parts import MOVEMENTS, PARTS
from returns.pdf.identifiers import pdf_identifiers
from returns.pdf.printing import print_return
from returns.pdf.proof import prove
from returns.roll_forward import roll_forward
from returns.rules import Level, Reconciliation, fingerprint
from returns.sheet import REMARKS, Sheet, authorised_exists

# Before that year there was no exchange of this name to file with.
FIRST_YEAR = 1980

State = MonthlyReturn.State
Role = Membership.Role


class Stale(Refused):
    """Somebody else saved the draft since it was opened."""


class TooBusy(Exception):
    """Others saved the draft again and again while something was worked out for it; it can be tried again soon."""


class NotReconciled(Refused):
    """The figures do not agree, or a warning stands unanswered."""

    def __init__(self, reconciliation: Reconciliation) -> None:
        self.reconciliation = reconciliation
        super().__init__(_("The return cannot be filed while findings stand."))


def start(issuer: Issuer, month_ended: date, by: User | None) -> MonthlyReturn:
    """Start the draft for a month: from the last filing, or with the rows that the edition always prints.

    Raises Refused where one is there already, or the person is no preparer of the issuer.
    """
    if not is_month_end(month_ended):
        raise Refused(_("A return is for a whole month; %s is not the last day of one.") % f"{month_ended:%d/%m/%Y}")
    with transaction.atomic():
        issuer = _locked_issuer(issuer.pk)
        _hold_to_preparer(by, issuer)
        return _store_new(_blank_or_rolled_forward(issuer, month_ended), issuer, by)


def _blank_or_rolled_forward(issuer: Issuer, month_ended: date) -> Sheet:
    edition = EDITIONS.for_month(month_ended)
    sheet = Sheet(head=MonthlyReturn(issuer=issuer, edition=edition.code, month_ended=month_ended))
    if last := with_month_before(sheet, issuer).month_before:
        return roll_forward(last, month_ended, issuer)
    sheet.head.issuer_name = issuer.name
    known = {share_class.key: share_class for share_class in issuer.share_classes.all()}
    for key in dict.fromkeys([*edition.class_slots, *known]):
        block = AuthorisedClass(share_class=key)
        if key in known:
            block.stock_code, block.description = known[key].stock_code, known[key].description
            block.currency, block.opening_par, block.closing_par = known[key].currency, known[key].par, known[key].par
        sheet.authorised.append(block)
        sheet.issued.append(IssuedClass(share_class=key))
        sheet.totals.append(Total(part=Total.Part.ALL, share_class=key))
    sheet.other_movements = [OtherMovement(type=value) for value in OtherMovement.Type.values]
    sheet.totals = [Total(part=part, share_class=kind) for part in MOVEMENTS for kind in edition.part_totals] + (
        sheet.totals
    )
    return sheet


def _refuse_month(issuer: Issuer, month_ended: date) -> None:
    """Raise Refused where there can be no return for a month: it has not begun, or the issuer was not listed."""
    named = {"issuer": issuer.name, "month": f"{month_ended:%m/%Y}"}
    if month_ended.replace(day=1) > today():
        raise Refused(_("%(month)s has not begun yet: there is nothing to report for it.") % named)
    if month_ended.year < FIRST_YEAR:
        raise Refused(_("No return is kept for a month before %d.") % FIRST_YEAR)
    if issuer.listed_on and month_ended < issuer.listed_on:
        raise Refused(
            _("%(issuer)s was listed on %(day)s, so there is no return for %(month)s.")
            % {**named, "day": f"{issuer.listed_on:%d/%m/%Y}"}
        )


def _store_new(sheet: Sheet, issuer: Issuer, by: User | None) -> MonthlyReturn:
    head = sheet.head
    _refuse_month(issuer, head.month_ended)
    head.issuer, head.created_by, head.changed_by = issuer, by, by
    blank = Sheet(head=MonthlyReturn(issuer=issuer, edition=head.edition, month_ended=head.month_ended))
    changes, at = compare(blank, sheet), timezone.now()
    try:
        with transaction.atomic():
            head.save()
            _write_rows(head, blank, sheet, changes)
            note = head.revision_reason if head.revision else ""
            audit.record(
                audit.Action.CREATED,
                by,
                monthly_return=head,
                part="head",
                cell="head",
                what=str(head),
                note=note,
                at=at,
            )
            audit.record_changes(head, changes, by, at)
    except IntegrityError as fault:
        head.pk = None
        raise Refused(
            _("A return of %(issuer)s for %(month)s is already there; open it from the list.")
            % {"issuer": issuer.name, "month": f"{head.month_ended:%m/%Y}"}
        ) from fault
    return head


def sheet_of(monthly_return: MonthlyReturn) -> Sheet:
    """The Sheet of a return on record, with the filing of the month before it where there is one.

    Until it is filed it is held against today, as the day on which it would be.
    """
    sheet = with_month_before(loaded(monthly_return), monthly_return.issuer)
    return on_the_day(sheet) if monthly_return.is_open else sheet


def on_the_day(sheet: Sheet) -> Sheet:
    """The Sheet, to be filed today."""
    sheet.filing_day = today()
    return sheet


def loaded(monthly_return: MonthlyReturn) -> Sheet:
    """The Sheet of a return on record, with the days on which the exchange was closed."""
    sheet = Sheet.load(monthly_return)
    sheet.closures = closures_of(monthly_return)
    return sheet


def filings_before(sheet: Sheet, issuer: Issuer | int) -> QuerySet[Filing]:
    """The issuer's filings for months before that of the Sheet, the last one first."""
    earlier = Filing.objects.filter(issuer=issuer, month_ended__lt=sheet.head.month_ended)
    return earlier.order_by("-month_ended", "-monthly_return__revision")


def with_month_before(sheet: Sheet, issuer: Issuer | int, **among: Any) -> Sheet:
    """The Sheet, with the issuer's last filing for a month before it as it was filed, where there is one.

    `among` narrows the filings that are looked at.
    """
    last = filings_before(sheet, issuer).filter(**among).only("figures", "filed_at").first()
    if last is not None:
        sheet.month_before, sheet.before_filed_at = figures_json.load_filed(last.figures), last.filed_at
    return sheet


def beside_record(sheet: Sheet) -> Sheet:
    """An imported Sheet, with what is on record of its issuer: its name, what the return revises, the month before."""
    issuer = Issuer.objects.filter(stock_code=sheet.head.issuer.stock_code).first()
    if issuer is None:
        return sheet
    sheet.head.issuer, sheet.head.revises = issuer, _revised(sheet.head, issuer)
    return with_month_before(sheet, issuer)


def _revised(head: MonthlyReturn, issuer: Issuer) -> MonthlyReturn | None:
    """The return on record that a revision revises."""
    before = {"issuer": issuer, "month_ended": head.month_ended, "revision": head.revision - 1}
    return MonthlyReturn.objects.filter(**before).first() if head.revision else None


# What a save of the draft may change in the head; the rest is set once, or by a change of state.
_EDITABLE = (
    *figures_json.HEAD_FIELDS,
    *REMARKS,
    "not_applicable",
    "confirmations",
)


def save_draft(monthly_return: MonthlyReturn, sheet: Sheet, by: User | None, version: int) -> bool:
    """Store what a Sheet states as the return's figures; `version` is the one the person started from.

    A figure that changes after the return was sent for approval makes it a draft again, and an approval void: then
    the answer is True. Raises Refused where it is filed or the person is no preparer, Stale where somebody else saved
    meanwhile.
    """
    return _save(monthly_return, sheet, by, version, is_operator=False)


def _save(monthly_return: MonthlyReturn, sheet: Sheet, by: User | None, version: int, *, is_operator: bool) -> bool:
    seen = _seen(monthly_return)
    _refuse_to_save(seen, by, version, is_operator)
    was = Sheet.load(seen)
    changes = compare_in_print(was, sheet)
    with transaction.atomic():
        stored = _locked(monthly_return)
        _refuse_to_save(stored, by, version, is_operator)
        is_void = _store(stored, was, sheet, changes, by)
    _take_over(monthly_return, stored)
    return is_void


def _refuse_to_save(monthly_return: MonthlyReturn, by: User | None, version: int, is_operator: bool) -> None:
    if not is_operator:
        _hold_to_preparer(by, monthly_return.issuer)
    if not monthly_return.is_open:
        raise Refused(_("This return is filed; it cannot be changed any more. Correct it by a revision."))
    if monthly_return.version != version:
        raise Stale(
            _(
                "Somebody else saved this return after you opened it, so yours was not saved. What you typed is "
                "still on this page: open the return in another window, compare, and type your changes there."
            )
        )


Made = TypeVar("Made")
# So often a change is worked out again because somebody else saved the draft meanwhile.
MOST_TRIES = 5


def change(monthly_return: MonthlyReturn, by: User | None, make: Callable[[Sheet, Sheet], Made]) -> Made:
    """Change single figures of a draft as it is on record now; returns what `make` returned.

    `make` is given the Sheet on record and a copy to change. It runs without a lock, so that nobody waits for it, and
    once more where somebody else has saved meanwhile: what it is given then is what they saved. What it returns is
    false where there is nothing to store. Raises Refused where the return is no draft: typing alone never makes an
    approval void, that takes a person who presses Save. Raises TooBusy where others saved every time.
    """
    for _turn in range(MOST_TRIES):
        seen = _seen(monthly_return)
        _refuse_to_type(seen, by)
        was = sheet_of(seen)
        rows: dict[str, Any] = {part: list(was.rows(part)) for part in PARTS}
        sheet = replace(was, head=copy.copy(seen), **rows)
        made = make(was, sheet)
        changes = compare_in_print(was, sheet) if made else []
        with transaction.atomic():
            stored = _locked(monthly_return)
            _refuse_to_type(stored, by)
            is_as_read = _is_as_read(stored, was)
            if is_as_read and made:
                _store(stored, was, sheet, changes, by)
        if is_as_read:
            sheet.head.version = stored.version
            _take_over(monthly_return, stored)
            return made
    raise TooBusy


def _refuse_to_type(monthly_return: MonthlyReturn, by: User | None) -> None:
    _hold_to_preparer(by, monthly_return.issuer)
    if monthly_return.state != State.DRAFT:
        raise Refused(
            _("This return is “%s” now, so nothing is saved while you type. Load the page again.")
            % monthly_return.get_state_display()
        )


def _store(stored: MonthlyReturn, was: Sheet, sheet: Sheet, changes: list[Change], by: User | None) -> bool:
    """Write what a Sheet states into a return that is locked; whether that made an approval void.

    `was` is what is on record, and `changes` what differs from it.
    """
    at, state = timezone.now(), stored.state
    is_void = bool(changes) and state != State.DRAFT
    if is_void:
        stored.reopen()
    for name in _EDITABLE:
        setattr(stored, name, getattr(sheet.head, name))
    stored.version += 1
    if changes:
        stored.changed_by = by
    stored.save()
    _write_rows(stored, was, sheet, changes)
    if is_void:
        audit.record_state(stored, state, by, gettext_lazy("a figure was changed"), at)
    audit.record_changes(stored, changes, by, at)
    return is_void


def _seen(monthly_return: MonthlyReturn) -> MonthlyReturn:
    """The return as it is on record now; it may change at any time, so what follows from it is held to its version."""
    return MonthlyReturn.objects.select_related("issuer").get(pk=monthly_return.pk)


def _locked(monthly_return: MonthlyReturn) -> MonthlyReturn:
    """The return as it is on record now, and nobody else's until the transaction ends."""
    # Not the key: what only refers to the return or its issuer, such as an entry in the trail, need not wait.
    locked = MonthlyReturn.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("issuer").get(pk=monthly_return.pk)


def _is_as_read(stored: MonthlyReturn, sheet: Sheet) -> bool:
    """Whether a return that is locked is still what its Sheet was read from, and so what the rules said of it holds."""
    read, last = sheet.head, _last_filed_at(sheet, stored.issuer)
    # Sending it for approval and returning it leaves the version as it was, but makes it another draft.
    return (stored.version, stored.reopened, last) == (read.version, read.reopened, sheet.before_filed_at)


def _last_filed_at(sheet: Sheet, issuer: Issuer) -> datetime | None:
    """When the issuer's last filing for a month before that of the Sheet was made; another one, at another time."""
    return filings_before(sheet, issuer).values_list("filed_at", flat=True).first()


def _locked_issuer(pk: int) -> Issuer:
    """An issuer, whose returns nobody else starts or files until the transaction ends."""
    return Issuer.objects.select_for_update(no_key=True).get(pk=pk)


def _take_over(monthly_return: MonthlyReturn, stored: MonthlyReturn) -> None:
    """Let the caller's copy know what its return has become."""
    people = ("changed_by", "sent_by", "sent_at", "approved_by", "approved_at")
    for name in ("state", "version", "reopened", "updated_at", *people):
        setattr(monthly_return, name, getattr(stored, name))


# So many rows go one by one; of more, all go.
_FEW = 500


def _write_rows(monthly_return: MonthlyReturn, was: Sheet, sheet: Sheet, changes: list[Change]) -> None:
    """Write the rows of the parts in which something changed; a row that stands as it stood is left alone."""
    for part in dict.fromkeys(change.part for change in changes if change.part in PARTS):
        model, old, new = PARTS[part].model, was.rows(part), sheet.rows(part)
        touched = {change.after for change in changes if change.part == part}
        kept = {
            after
            for before, after in match(was, sheet, part)
            if before is not None and before == after and after not in touched and old[before].position == after
        }
        gone = [row.pk for place, row in enumerate(old) if place not in kept]
        if len(gone) > _FEW:
            kept = set()
        of_return = model._default_manager.filter(monthly_return=monthly_return)
        if old:
            (of_return.filter(pk__in=gone) if kept else of_return).delete()
        fresh = [place for place in range(len(new)) if place not in kept]
        for place in fresh:
            new[place].pk, new[place].monthly_return, new[place].position = None, monthly_return, place
        model._default_manager.bulk_create([new[place] for place in fresh])


def _hold_to_role(by: User | None, issuer: Issuer, *roles: Role) -> None:
    """Raise Refused unless a person has one of the roles for an issuer, and is no administrator.

    Asked of what is on record, under the lock of what is to be done: a role that was taken away a moment ago is none.
    """
    has_role = Membership.objects.filter(
        issuer=issuer, user=by, role__in=roles, user__is_active=True, user__is_staff=False
    )
    if by is not None and has_role.exists():
        return
    if by is not None and User.objects.filter(pk=by.pk, is_staff=True).exists():
        raise Refused(_("Administrators review returns; they neither change, send, approve nor file them."))
    raise Refused(
        _("Only a person who is %(roles)s of %(issuer)s may do this. Nothing was changed.")
        % {"roles": _(" or ").join(str(role.label) for role in roles), "issuer": issuer.name}
    )


def _hold_to_preparer(by: User | None, issuer: Issuer) -> None:
    """The same for who fills in; the operator of the command line, who is nobody here, may."""
    if by is not None:
        _hold_to_role(by, issuer, Role.PREPARER)


_LOOK_AGAIN = gettext_lazy("The return was saved after you opened it. Look at it as it is now, then decide again.")


def _refuse_stale(stored: MonthlyReturn, version: int) -> None:
    if stored.version != version:
        raise Stale(_LOOK_AGAIN)


def _refuse_overtaken(stored: MonthlyReturn, sheet: Sheet) -> None:
    if not _is_as_read(stored, sheet):
        raise Stale(_LOOK_AGAIN)


def rehearse(monthly_return: MonthlyReturn) -> None:
    """Print a return as it would be filed and prove the print, so that nobody approves what cannot be filed.

    Raises NotReconciled, Refused or the printer's CannotPrint, as filing would.
    """
    _proved(sheet_of(_seen(monthly_return)))


def submit(monthly_return: MonthlyReturn, by: User, version: int) -> None:
    """Send a draft for approval, as it was when its `version` was looked at.

    Raises NotReconciled where it could not be filed, Refused or Stale; it then stands as it was.
    """
    seen = _seen(monthly_return)
    _refuse_to_submit(seen, by, version)
    sheet = sheet_of(seen)
    check(sheet)
    _refuse_unchanged(sheet)
    with transaction.atomic():
        stored = _locked(monthly_return)
        _refuse_to_submit(stored, by, version)
        _refuse_overtaken(stored, sheet)
        _submit(stored, by)
    _take_over(monthly_return, stored)


def _refuse_to_submit(monthly_return: MonthlyReturn, by: User, version: int) -> None:
    _hold_to_role(by, monthly_return.issuer, Role.PREPARER)
    _refuse_filed(monthly_return)
    _refuse_stale(monthly_return, version)


def _submit(stored: MonthlyReturn, by: User) -> None:
    state = stored.state
    stored.submit(by)
    stored.save()
    audit.record_state(stored, state, by)


def approve(monthly_return: MonthlyReturn, by: User, version: int, note: str = "") -> None:
    """Approve a return that waits for it; `note`: what the approver confirmed, for the audit trail.

    Raises NotReconciled, Stale, or Refused where the person is no approver, or sent it, or stated any of it or of what
    it revises.
    """
    seen = _seen(monthly_return)
    _refuse_to_approve(seen, by, version)
    sheet = sheet_of(seen)
    check(sheet)
    with transaction.atomic():
        stored = _locked(monthly_return)
        _refuse_to_approve(stored, by, version)
        _refuse_overtaken(stored, sheet)
        _approve(stored, by, note)
    _take_over(monthly_return, stored)


def _refuse_to_approve(monthly_return: MonthlyReturn, by: User, version: int) -> None:
    _hold_to_role(by, monthly_return.issuer, Role.APPROVER)
    _refuse_filed(monthly_return)
    _refuse_stale(monthly_return, version)


def _approve(stored: MonthlyReturn, by: User, note: str = "") -> None:
    if by.pk in audit.makers(stored):
        raise Refused(
            _(
                "You stated some of this return yourself, or of the return that it revises; another person has to "
                "approve it."
            )
        )
    state = stored.state
    stored.approve(by)
    stored.save()
    audit.record_state(stored, state, by, note)


def send_back(monthly_return: MonthlyReturn, by: User, reason: str) -> None:
    """Send a return that waits for approval, or has it, back to be changed. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Say why the return goes back: whoever fills it in needs to know what to change."))
    with transaction.atomic():
        stored = _locked(monthly_return)
        _hold_to_role(by, stored.issuer, Role.APPROVER)
        _refuse_filed(stored)
        state = stored.state
        stored.reopen()
        stored.save()
        audit.record_state(stored, state, by, reason.strip())
    _take_over(monthly_return, stored)


def check(sheet: Sheet) -> Reconciliation:
    """Run the rules; raises NotReconciled unless the Sheet may be filed."""
    reconciliation = reconcile(sheet)
    if not reconciliation.may_be_filed:
        raise NotReconciled(reconciliation)
    return reconciliation


def answer(monthly_return: MonthlyReturn, figures: str, reason: str, by: User) -> Answer:
    """Answer for a warning: why the figures concerned stand as they are, and who says so.

    `figures` is the fingerprint of the finding as the person saw it. Raises Refused where it is no warning, nobody may
    answer any more, or not this person; Stale where its figures have changed.
    """
    if not reason.strip():
        raise Refused(_("An answer needs its reason."))
    seen = _seen(monthly_return)
    _refuse_to_answer(seen, by)
    sheet = sheet_of(seen)
    meant = [finding for finding in reconcile(sheet).findings if fingerprint(sheet, finding) == figures]
    if not meant:
        raise Stale(_("Not answered: the figures have changed since you opened the page. Look at them again."))
    finding = next((each for each in meant if each.level is Level.WARNING), None)
    if finding is None:
        raise Refused(_("%s cannot be answered for; only warnings can.") % meant[0].code)
    with transaction.atomic():
        stored = _locked(monthly_return)
        _refuse_to_answer(stored, by)
        _refuse_overtaken(stored, sheet)
        given = Answer.objects.create(
            monthly_return=stored,
            code=finding.code,
            cell=finding.place.address,
            fingerprint=figures,
            reason=reason.strip(),
            answered_by=by,
            name=by.get_full_name() or by.get_username(),
            answered_at=timezone.now(),
        )
        _record_answer(given, by)
        if stored.state == State.AWAITING:
            # What is approved is what was looked at: whoever looked before the answer was there looks again.
            stored.version += 1
            stored.save()
    _take_over(monthly_return, stored)
    return given


def _refuse_to_answer(monthly_return: MonthlyReturn, by: User) -> None:
    _hold_to_role(by, monthly_return.issuer, Role.PREPARER, Role.APPROVER)
    _refuse_filed(monthly_return)
    if monthly_return.state == State.APPROVED:
        raise Refused(_("The return is approved as it stands. Have it sent back before you answer for more."))


def _record_answer(given: Answer, by: User | None) -> None:
    audit.record(
        audit.Action.ANSWERED,
        by,
        monthly_return=given.monthly_return,
        part="answers",
        cell=given.cell,
        what=given.code,
        new=given.reason,
        note=given.name,
    )


def _answers_held(sheet: Sheet) -> list[Answer]:
    """The answers that came in a file with their figures, each held to the figures that it answers for."""
    held = []
    if not all(given.pk for given in sheet.answers):
        for warning in reconcile(sheet).warnings:
            given = warning.answer
            if given and not given.pk:
                given.fingerprint = fingerprint(sheet, warning)
                held.append(given)
    return held


def _store_answers(monthly_return: MonthlyReturn, answers: list[Answer], by: User | None) -> None:
    for given in answers:
        stored = Answer.objects.create(
            monthly_return=monthly_return,
            code=given.code,
            cell=given.cell,
            fingerprint=given.fingerprint,
            reason=given.reason,
            answered_by=given.answered_by,
            name=given.name,
            answered_at=given.answered_at or timezone.now(),
        )
        _record_answer(stored, by)


def file_approved(monthly_return: MonthlyReturn, by: User) -> Filing:
    """File an approved return: print it, prove the print, and store it and the figures for good.

    Raises NotReconciled, Refused, or the printer's CannotPrint; the return then stands as it was.
    """
    return _file(monthly_return, by, is_alone=False)


def file_alone(monthly_return: MonthlyReturn, by: User | None) -> Filing:
    """File a draft on the word of one person, who answers for making and checking; the audit trail says so.

    For the operator at the command line. Otherwise as `file_approved`, which it is where the return is approved.
    """
    return _file(monthly_return, by, is_alone=True)


def _file(monthly_return: MonthlyReturn, by: User | None, *, is_alone: bool) -> Filing:
    seen = _seen(monthly_return)
    _refuse_to_file(seen, by, is_alone)
    sheet = sheet_of(seen)
    frozen, pdf = _proved(sheet)
    with transaction.atomic():
        return _store_proved(monthly_return, sheet, by, is_alone, frozen, pdf)


def _store_proved(
    monthly_return: MonthlyReturn, sheet: Sheet, by: User | None, is_alone: bool, frozen: str, pdf: bytes
) -> Filing:
    """Store a filing of which the print is made and proved, where the return still states what was printed.

    `sheet` is what was proved: what the rules said of it holds as long as the filing before it is the same.
    """
    # Every filing of an issuer queues here, so that each finds the one before it.
    issuer = _locked_issuer(monthly_return.issuer_id)
    stored = _locked(monthly_return)
    _refuse_to_file(stored, by, is_alone)
    was = on_the_day(Sheet.load(stored))
    again = _dated(was)
    if figures_json.dump(again) != frozen:
        raise Refused(_("A figure was changed while the return was being printed. Look at it and file again."))
    if _last_filed_at(was, issuer) != sheet.before_filed_at:
        raise Refused(_("An earlier month was filed while the return was being printed. Look at it and file again."))
    if stored.state == State.DRAFT:
        _approve_alone(stored, by)
    filing = _store_filing(stored, issuer, by, frozen, pdf)
    changes = compare(was, again)
    was.head = copy.copy(stored)
    stored.date_submitted = again.head.date_submitted
    stored.close()
    stored.save()
    audit.record_changes(stored, changes, by, filing.filed_at)
    audit.record_state(stored, State.APPROVED, by, filing.chain_sha256, filing.filed_at)
    _take_over(monthly_return, stored)
    return filing


def _proved(sheet: Sheet) -> tuple[str, bytes]:
    """The figures as they are filed today, and their print, proved. Raises NotReconciled, Refused or CannotPrint."""
    sheet = _dated(sheet)
    check(sheet)
    _refuse_unchanged(sheet)
    frozen = figures_json.dump(sheet)
    pdf = print_return(sheet, draft=False, figures=frozen)
    prove(sheet, pdf, frozen)
    return frozen, pdf


def _dated(sheet: Sheet) -> Sheet:
    """The Sheet with the day of filing as its date submitted: where it is blank, or that of the day it was sent on.

    Another date, for which somebody has answered, stays.
    """
    stated = sheet.head.date_submitted
    if sheet.filing_day is None or not (stated.is_blank or (stated.day and stated.day == sheet.sent_day)):
        return sheet
    head = copy.copy(sheet.head)
    head.date_submitted = day(sheet.filing_day)
    return replace(sheet, head=head)


def _refuse_to_file(monthly_return: MonthlyReturn, by: User | None, is_alone: bool) -> None:
    if not is_alone:
        _hold_to_role(by, monthly_return.issuer, Role.PREPARER, Role.APPROVER)
    _refuse_filed(monthly_return)
    if monthly_return.state == State.APPROVED:
        _refuse_lapsed_approval(monthly_return)
        return
    if is_alone and monthly_return.state == State.DRAFT:
        return
    raise Refused(
        _("The return of %(issuer)s for %(month)s is “%(state)s”: it has to be approved before it is filed.")
        % {
            "issuer": monthly_return.issuer.name,
            "month": f"{monthly_return.month_ended:%m/%Y}",
            "state": monthly_return.get_state_display(),
        }
    )


def _refuse_lapsed_approval(monthly_return: MonthlyReturn) -> None:
    """Raise Refused where the person who approved a return may not approve for its issuer any more."""
    approver = monthly_return.approved_by
    if approver is None or monthly_return.is_alone:
        return
    try:
        _hold_to_role(approver, monthly_return.issuer, Role.APPROVER)
    except Refused as fault:
        raise Refused(
            _(
                "%(name)s approved this return, and is no approver of %(issuer)s any more. Have it returned for "
                "amendment, and approved by a person who is."
            )
            % {"name": _name(approver), "issuer": monthly_return.issuer.name}
        ) from fault


def _approve_alone(monthly_return: MonthlyReturn, by: User | None) -> None:
    note = gettext_lazy("one person answers for making and checking")
    monthly_return.is_alone = True
    for step in (monthly_return.submit, monthly_return.approve):
        state = monthly_return.state
        step(by)
        monthly_return.save()
        audit.record_state(monthly_return, state, by, note)


def _store_filing(monthly_return: MonthlyReturn, issuer: Issuer, by: User | None, frozen: str, pdf: bytes) -> Filing:
    before = Filing.objects.filter(issuer=issuer, after=None).only("chain_sha256").first()
    approver = monthly_return.approved_by
    filing = Filing(
        monthly_return=monthly_return,
        issuer=issuer,
        month_ended=monthly_return.month_ended,
        filed_at=timezone.now(),
        filed_by=by,
        filed_name=_name(by),
        approved_name=_name(approver),
        figures=frozen,
        figures_sha256=sha256(frozen.encode()).hexdigest(),
        pdf=pdf,
        pdf_sha256=sha256(pdf).hexdigest(),
        pdf_identifier=next(iter(pdf_identifiers(pdf)), ""),
        before=before,
    )
    filing.chain_sha256 = filing.link(before.chain_sha256 if before else "")
    filing.save()
    return filing


def _name(person: Any) -> str:
    return (person.get_full_name() or person.get_username()) if person else audit.COMMAND_LINE


def revise(monthly_return: MonthlyReturn, reason: str, by: User | None) -> MonthlyReturn:
    """Start the revision of a filed return: a draft with all its rows, linked to it, that says why.

    Raises Refused where it is not filed, is revised already, or no reason is given.
    """
    if not reason.strip():
        raise Refused(_("Say why the return is revised: the comparison and the certificate print it."))
    with transaction.atomic():
        stored = _locked(monthly_return)
        _hold_to_preparer(by, stored.issuer)
        if stored.is_open:
            raise Refused(_("This return is not filed yet: change it as it is."))
        later = MonthlyReturn.objects.filter(revises=stored).first()
        if later is not None:
            raise Refused(
                _("It is revised already: revision %(number)d is “%(state)s”. Go on from that one.")
                % {"number": later.revision, "state": later.get_state_display()}
            )
        sheet = Sheet.load(stored)
        answers = list(sheet.answers)
        head = copy.copy(stored)
        head.pk, head._state.adding = None, True
        head.state, head.version, head.revision = State.DRAFT, 0, stored.revision + 1
        head.revises, head.revision_reason = stored, reason.strip()
        head.sent_by = head.sent_at = head.approved_by = head.approved_at = None
        head.is_alone, head.reopened = False, 0
        # It is submitted on another day than what it revises.
        head.date_submitted = BLANK
        made = _store_new(Sheet.of(head, {part: sheet.rows(part) for part in PARTS}), stored.issuer, by)
        # The reasons given for figures go on with them: they are void as soon as a figure changes.
        for given in answers:
            given.pk, given.monthly_return = None, made
            given._state.adding = True
            given.save()
            _record_answer(given, by)
    return made


# What a revision always says otherwise than what it revises.
_OF_REVISION = {"revision_reason", "date_submitted"}


def _refuse_unchanged(sheet: Sheet) -> None:
    """Raise Refused where a revision states what the return it revises states."""
    revised = sheet.head.revises
    if revised is None:
        return
    changes = compare(Sheet.load(revised), sheet)
    if all(change.part == "head" and change.cells[0].cell.name in _OF_REVISION for change in changes):
        raise Refused(_("The revision changes nothing in what was filed; there is nothing to file again."))


def _refuse_filed(monthly_return: MonthlyReturn) -> None:
    if not monthly_return.is_open:
        raise Refused(
            _("H-4: the return of %(issuer)s for %(month)s is already filed.")
            % {"issuer": monthly_return.issuer.name, "month": f"{monthly_return.month_ended:%m/%Y}"}
        )


def file_sheet(sheet: Sheet, by: User | None, approver: User | None = None, overwrite: bool = False) -> Filing:
    """Record and file what an imported Sheet states: all of it, or nothing.

    For the operator at the command line; see `record` for what is there already. It is printed and proved before
    anything is stored. `by` and `approver` are two people with their roles; where no approver is named, one person
    answers for both. Raises NotReconciled, Refused or the printer's CannotPrint; then nothing was stored.
    """
    issuer = _meet_record(sheet, by)
    frozen, pdf = _proved(sheet)
    answers = _answers_held(sheet)
    with transaction.atomic():
        if issuer is not None:
            # Locked in the order in which every filing locks: the issuer, then its return.
            _locked_issuer(issuer.pk)
        draft = _record(sheet, answers, by, overwrite)
        if by is not None and approver is not None:
            stored = _locked(draft)
            if stored.state == State.DRAFT:
                _refuse_to_submit(stored, by, stored.version)
                _submit(stored, by)
            if stored.state == State.AWAITING:
                _refuse_to_approve(stored, approver, stored.version)
                _approve(stored, approver)
        return _store_proved(draft, sheet, by, approver is None, frozen, pdf)


def _meet_record(sheet: Sheet, by: User | None) -> Issuer | None:
    """Tell an imported Sheet what is on record of its issuer and month, as far as its print and the rules need it.

    Old returns are entered later: that it is not filed on the date it states is explained in the operator's name.
    """
    on_the_day(sheet)
    beside_record(sheet)
    issuer = sheet.head.issuer if sheet.head.issuer.pk else None
    if issuer is not None:
        there = _on_record(sheet, issuer)
        if there is not None:
            _refuse_filed(there)
            if not compare(Sheet.load(there), sheet):
                sheet.head.sent_at = there.sent_at
            known = {_said(given) for given in there.answers.all()}
            sheet.answers = [*there.answers.all(), *(given for given in sheet.answers if _said(given) not in known)]
    _refuse_month(sheet.head.issuer, sheet.head.month_ended)
    for warning in reconcile(sheet).unanswered:
        if warning.code == DATED_OTHERWISE:
            reason = _("Entered from the command line, after the date on which it was submitted.")
            sheet.answers.append(
                Answer(code=warning.code, cell=warning.place.address, reason=reason, answered_by=by, name=_name(by))
            )
    for given in sheet.answers:
        # As they come back from the database.
        given.answered_at = (given.answered_at or timezone.now()).astimezone(UTC)
    sheet.answers.sort(key=lambda given: given.answered_at)
    return issuer


# The rule that asks for the day of filing as the date submitted.
DATED_OTHERWISE = "H-2"


def _said(given: Answer) -> tuple[str, ...]:
    """What an answer says, by which one that came in a file twice is known."""
    return given.code, given.cell, given.reason, given.name


def _on_record(sheet: Sheet, issuer: Issuer) -> MonthlyReturn | None:
    same = {"month_ended": sheet.head.month_ended, "revision": sheet.head.revision}
    return MonthlyReturn.objects.filter(issuer=issuer, **same).first()


def _only_date_it(changes: list[Change]) -> bool:
    """Whether changes state the date submitted, which a draft leaves to the day of filing, and nothing else."""
    return all(
        change.part == "head" and [(each.cell.name, each.old) for each in change.cells] == [(DATED_BY_FILING, "")]
        for change in changes
    )


def record(sheet: Sheet, by: User | None, overwrite: bool = False) -> MonthlyReturn:
    """The draft on record that states what an imported Sheet states, made where there is none.

    For the operator at the command line, whatever role the person has who is named. An issuer not yet known is made,
    with the classes of shares that the Sheet authorises. A draft with other figures is left alone and the import
    refused, unless `overwrite`.
    """
    answers = _answers_held(sheet)
    with transaction.atomic():
        return _record(sheet, answers, by, overwrite)


def _record(sheet: Sheet, answers: list[Answer], by: User | None, overwrite: bool) -> MonthlyReturn:
    issuer, is_new = Issuer.objects.get_or_create(
        stock_code=sheet.head.issuer.stock_code,
        defaults={"name": sheet.head.issuer.name, "board": sheet.head.issuer.board},
    )
    if is_new:
        for block in filter(authorised_exists, sheet.authorised):
            known = {"stock_code": block.stock_code, "description": block.description, "currency": block.currency}
            if block.closing_par.kind is Kind.NUMBER:
                known["par"] = block.closing_par
            ShareClass.objects.get_or_create(issuer=issuer, key=block.share_class, defaults=known)
    there = _on_record(sheet, issuer)
    if there is None:
        sheet.head.revises = _revised(sheet.head, issuer)
        made = _store_new(sheet, issuer, by)
        _store_answers(made, answers, by)
        return made
    _refuse_filed(there)
    if changes := compare(Sheet.load(there), sheet):
        if not (overwrite or _only_date_it(changes)):
            raise Refused(
                _("A draft of %(issuer)s for %(month)s with other figures is on record; it was left as it is.")
                % {"issuer": issuer.name, "month": f"{there.month_ended:%m/%Y}"}
            )
        _save(there, sheet, by, there.version, is_operator=True)
    _store_answers(there, answers, by)
    return there
