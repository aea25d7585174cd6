"""Sheets that come from a file: recorded as drafts, or filed as a whole, by the operator at the command line."""

from datetime import UTC

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.compare import Change, compare
from returns.editions import reconcile
from returns.figures import Kind
from returns.filing import on_record
from returns.filing.answers import answers_held, store_answers
from returns.filing.closing import proved, store_proved
from returns.filing.locks import locked, locked_issuer, refuse_filed
from returns.filing.on_record import beside_record, revised
from returns.filing.rights import name_of
from returns.filing.saving import refuse_month, save, store_new
from returns.filing.sign_off import approve_locked, refuse_to_approve, refuse_to_submit, submit_locked
from returns.filing.submission import record_as_stated
from returns.models import ActionRefused, Answer, Filing, Issuer, MonthlyReturn, ShareClass
from returns.models.head import DATED_BY_FILING
from returns.sheet import Sheet, authorised_exists

State = MonthlyReturn.State


def record(sheet: Sheet, by: User | None, overwrite: bool = False) -> MonthlyReturn:
    """The draft on record that states what an imported Sheet states, made where there is none.

    For the operator at the command line, whatever role the person has who is named. An issuer not yet known is made,
    with the classes of shares that the Sheet authorises. A draft with other figures is left alone and the import
    refused, unless `overwrite`.
    """
    answers = answers_held(sheet)
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
        sheet.head.revises = revised(sheet.head, issuer)
        made = store_new(sheet, issuer, by)
        store_answers(made, answers, by)
        return made
    refuse_filed(there)
    if changes := compare(Sheet.load(there), sheet):
        if not (overwrite or _only_date_it(changes)):
            raise ActionRefused(
                _("A draft of %(issuer)s for %(month)s with other figures is on record; it was left as it is.")
                % {"issuer": issuer.name, "month": f"{there.month_ended:%m/%Y}"}
            )
        save(there, sheet, by, there.version, is_operator=True)
    store_answers(there, answers, by)
    return there


def _on_record(sheet: Sheet, issuer: Issuer) -> MonthlyReturn | None:
    same = {"month_ended": sheet.head.month_ended, "revision": sheet.head.revision}
    return MonthlyReturn.not_discarded.filter(issuer=issuer, **same).first()


def _only_date_it(changes: list[Change]) -> bool:
    """Whether changes state the date submitted, which a draft leaves to the day of filing, and nothing else."""
    return all(
        change.part == "head" and [(each.cell.name, each.old) for each in change.cells] == [(DATED_BY_FILING, "")]
        for change in changes
    )


def file_sheet(sheet: Sheet, by: User | None, approver: User | None = None, overwrite: bool = False) -> Filing:
    """Record and file what an imported Sheet states: all of it, or nothing.

    For the operator at the command line; see `record` for what is there already. It is printed and proved before
    anything is stored. `by` and `approver` are two people with their roles; where no approver is named, one person
    answers for both. Where the Sheet states its date submitted, it is recorded as submitted on that date. Raises
    NotReconciled, ActionRefused or the printer's CannotPrint; then nothing was stored.
    """
    issuer = _meet_record(sheet, by)
    frozen, pdf = proved(sheet)
    answers = answers_held(sheet)
    with transaction.atomic():
        if issuer is not None:
            # Locked in the order in which every filing locks: the issuer, then its return.
            locked_issuer(issuer.pk)
        draft = _record(sheet, answers, by, overwrite)
        if by is not None and approver is not None:
            stored = locked(draft)
            if stored.state == State.DRAFT:
                refuse_to_submit(stored, by, stored.version)
                submit_locked(stored, by)
            if stored.state == State.AWAITING:
                refuse_to_approve(stored, approver, stored.version)
                approve_locked(stored, approver)
        filing = store_proved(draft, sheet, by, approver is None, frozen, pdf)
        record_as_stated(filing, sheet, by)
    return filing


def _meet_record(sheet: Sheet, by: User | None) -> Issuer | None:
    """Add to an imported Sheet what is on record of its issuer and month, as far as its print and the rules need it.

    Old returns are entered later: that it is not filed on the date it states is explained in the operator's name.
    """
    on_record.on_the_day(sheet)
    beside_record(sheet)
    issuer = sheet.head.issuer if sheet.head.issuer.pk else None
    if issuer is not None:
        there = _on_record(sheet, issuer)
        if there is not None:
            refuse_filed(there)
            if not compare(Sheet.load(there), sheet):
                sheet.head.sent_at = there.sent_at
            known = {_said(given) for given in there.answers.all()}
            sheet.answers = [*there.answers.all(), *(given for given in sheet.answers if _said(given) not in known)]
    refuse_month(sheet.head.issuer, sheet.head.month_ended)
    for warning in reconcile(sheet).unanswered:
        if warning.code == DATED_OTHERWISE:
            reason = _("Entered from the command line, after the date on which it was submitted.")
            sheet.answers.append(
                Answer(code=warning.code, cell=warning.place.address, reason=reason, answered_by=by, name=name_of(by))
            )
    for given in sheet.answers:
        # As they come back from the database.
        given.answered_at = (given.answered_at or timezone.now()).astimezone(UTC)
    sheet.answers.sort(key=lambda given: given.answered_at)
    return issuer


# The rule that asks for the day of filing as the date submitted.
DATED_OTHERWISE = "H-2"


def _said(given: Answer) -> tuple[str, ...]:
    """What an answer says; a repeated one in a file is recognised by it."""
    return given.code, given.cell, given.reason, given.name
