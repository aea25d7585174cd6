"""Explanations of warnings, given on the page or imported with a Sheet."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from returns import audit
from returns.editions import reconcile
from returns.filing.locks import VersionConflict, locked, read, refuse_changed, refuse_filed, take_over
from returns.filing.on_record import sheet_of
from returns.filing.rights import require_role
from returns.models import ActionRefused, Answer, Membership, MonthlyReturn
from returns.rules import Level, fingerprint
from returns.sheet import Sheet

State = MonthlyReturn.State
Role = Membership.Role


def answer(monthly_return: MonthlyReturn, figures: str, reason: str, by: User) -> Answer:
    """Answer for a warning: why the figures concerned are right, and who says so.

    `figures` is the fingerprint of the finding as the person saw it. Raises ActionRefused where it is no warning,
    nobody may answer any more, or not this person; VersionConflict where its figures have changed.
    """
    if not reason.strip():
        raise ActionRefused(_("Give the reason for your explanation."))
    seen = read(monthly_return)
    _refuse_to_answer(seen, by)
    sheet = sheet_of(seen)
    meant = [finding for finding in reconcile(sheet).findings if fingerprint(sheet, finding) == figures]
    if not meant:
        raise VersionConflict(
            _("Not explained: the figures have changed since you opened the page. Look at them again.")
        )
    finding = next((each for each in meant if each.level is Level.WARNING), None)
    if finding is None:
        raise ActionRefused(_("%s cannot be explained; only warnings can.") % meant[0].code)
    with transaction.atomic():
        stored = locked(monthly_return)
        _refuse_to_answer(stored, by)
        refuse_changed(stored, sheet)
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
        record_answer(given, by)
        if stored.state == State.AWAITING:
            # An approver approves what they have seen: if they looked before the answer was given, they look again.
            stored.version += 1
            stored.save()
    take_over(monthly_return, stored)
    return given


def _refuse_to_answer(monthly_return: MonthlyReturn, by: User) -> None:
    require_role(by, monthly_return.issuer, Role.PREPARER, Role.APPROVER)
    refuse_filed(monthly_return)
    if monthly_return.state == State.APPROVED:
        raise ActionRefused(
            _("The return is approved as it is. Have it returned for amendment before you explain more.")
        )


def record_answer(given: Answer, by: User | None) -> None:
    """Write an answer into the audit trail."""
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


def answers_held(sheet: Sheet) -> list[Answer]:
    """The answers that came in a file with their figures, each tied to the figures that it answers for."""
    held = []
    if not all(given.pk for given in sheet.answers):
        for warning in reconcile(sheet).warnings:
            given = warning.answer
            if given and not given.pk:
                given.fingerprint = fingerprint(sheet, warning)
                held.append(given)
    return held


def store_answers(monthly_return: MonthlyReturn, answers: list[Answer], by: User | None) -> None:
    """Store answers that came with a file."""
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
        record_answer(stored, by)
