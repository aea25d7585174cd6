"""Sign-off: sent for approval, recalled, approved, sent back, discarded. Whoever made a return does not approve it."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns import audit
from returns.compare import compare
from returns.editions import reconcile
from returns.filing.locks import locked, read, refuse_changed, refuse_filed, refuse_stale, take_over
from returns.filing.on_record import sheet_of
from returns.filing.rights import require_preparer, require_role
from returns.models import ActionRefused, Membership, MonthlyReturn
from returns.rules import Reconciliation
from returns.sheet import Sheet

Role = Membership.Role


class NotReconciled(ActionRefused):
    """The figures do not agree, or a warning is unanswered."""

    def __init__(self, reconciliation: Reconciliation) -> None:
        self.reconciliation = reconciliation
        super().__init__(_("The return cannot be finalised: there are findings to resolve."))


def check(sheet: Sheet) -> Reconciliation:
    """Run the rules; raises NotReconciled unless the Sheet may be filed."""
    reconciliation = reconcile(sheet)
    if not reconciliation.may_be_filed:
        raise NotReconciled(reconciliation)
    return reconciliation


def submit(monthly_return: MonthlyReturn, by: User, version: int) -> None:
    """Send a draft for approval, as it was when its `version` was looked at.

    Raises NotReconciled where it could not be filed, ActionRefused or VersionConflict; it is then unchanged.
    """
    seen = read(monthly_return)
    refuse_to_submit(seen, by, version)
    sheet = sheet_of(seen)
    check(sheet)
    refuse_unchanged(sheet)
    with transaction.atomic():
        stored = locked(monthly_return)
        refuse_to_submit(stored, by, version)
        refuse_changed(stored, sheet)
        submit_locked(stored, by)
    take_over(monthly_return, stored)


def refuse_to_submit(monthly_return: MonthlyReturn, by: User, version: int) -> None:
    """Raise ActionRefused or VersionConflict where a person may not send a return, in the version they looked at."""
    require_role(by, monthly_return.issuer, Role.PREPARER)
    refuse_filed(monthly_return)
    refuse_stale(monthly_return, version)


def submit_locked(stored: MonthlyReturn, by: User) -> None:
    """Send for approval a return that is locked."""
    state = stored.state
    stored.submit(by)
    stored.save()
    audit.record_state(stored, state, by)


def approve(monthly_return: MonthlyReturn, by: User, version: int, note: str = "") -> None:
    """Approve a return that waits for it; `note`: what the approver confirmed, for the audit trail.

    Raises NotReconciled, VersionConflict, or ActionRefused where the person is no approver, or sent it, or stated any
    of it or of what it revises.
    """
    seen = read(monthly_return)
    refuse_to_approve(seen, by, version)
    sheet = sheet_of(seen)
    check(sheet)
    with transaction.atomic():
        stored = locked(monthly_return)
        refuse_to_approve(stored, by, version)
        refuse_changed(stored, sheet)
        approve_locked(stored, by, note)
    take_over(monthly_return, stored)


def refuse_to_approve(monthly_return: MonthlyReturn, by: User, version: int) -> None:
    """Raise ActionRefused or VersionConflict where a person may not approve a return, in the version they looked at."""
    require_role(by, monthly_return.issuer, Role.APPROVER)
    refuse_filed(monthly_return)
    refuse_stale(monthly_return, version)


def approve_locked(stored: MonthlyReturn, by: User, note: str = "") -> None:
    """Approve a return that is locked. Raises ActionRefused where the person is one of its makers."""
    if by.pk in audit.makers(stored):
        raise ActionRefused(
            _(
                "You stated some of this return yourself, or of the return that it revises; another person has to "
                "approve it."
            )
        )
    state = stored.state
    stored.approve(by)
    stored.save()
    audit.record_state(stored, state, by, note)


def recall(monthly_return: MonthlyReturn, by: User, reason: str) -> None:
    """Make a return that waits for approval, or has it, a draft again, as its preparers ask. Raises ActionRefused."""
    if not reason.strip():
        raise ActionRefused(_("Say why the return is recalled: its approvers need to know."))
    with transaction.atomic():
        stored = locked(monthly_return)
        require_role(by, stored.issuer, Role.PREPARER)
        refuse_filed(stored)
        state = stored.state
        stored.reopen()
        stored.save()
        audit.record_state(stored, state, by, reason.strip(), what=audit.RECALLED)
    take_over(monthly_return, stored)


def send_back(monthly_return: MonthlyReturn, by: User, reason: str) -> None:
    """Send a return that waits for approval, or has it, back to be changed. Raises ActionRefused."""
    if not reason.strip():
        raise ActionRefused(_("Give the reason: the preparer needs to know what to change."))
    with transaction.atomic():
        stored = locked(monthly_return)
        require_role(by, stored.issuer, Role.APPROVER)
        refuse_filed(stored)
        state = stored.state
        stored.return_for_amendment(by, reason.strip())
        stored.save()
        audit.record_state(stored, state, by, reason.strip())
    take_over(monthly_return, stored)


def discard(monthly_return: MonthlyReturn, by: User | None, version: int, reason: str) -> None:
    """Set a draft aside that was started by mistake, as it was when its `version` was looked at; all of it is kept.

    The month, or what it revises, can then be started again. Raises ActionRefused or VersionConflict.
    """
    if not reason.strip():
        raise ActionRefused(_("Say why the return is discarded: the history keeps it."))
    with transaction.atomic():
        stored = locked(monthly_return)
        require_preparer(by, stored.issuer)
        refuse_filed(stored)
        refuse_stale(stored, version)
        state, revised = stored.state, stored.revises
        stored.discard()
        stored.save()
        at = timezone.now()
        if revised is not None:
            what = {"what": gettext_lazy("revises"), "old": f"{revised.month} r{revised.revision}"}
            audit.record(
                audit.Action.CELL, by, monthly_return=stored, part="head", cell="revises", new="", at=at, **what
            )
        audit.record_state(stored, state, by, reason.strip(), at)
    take_over(monthly_return, stored)


# What always differs between a revision and the return it revises.
_OF_REVISION = {"revision_reason", "date_submitted"}


def refuse_unchanged(sheet: Sheet) -> None:
    """Raise ActionRefused where a revision states what the return it revises states."""
    revised = sheet.head.revises
    if revised is None:
        return
    changes = compare(Sheet.load(revised), sheet)
    if all(change.part == "head" and change.cells[0].cell.name in _OF_REVISION for change in changes):
        raise ActionRefused(_("The revision changes nothing; there is nothing to finalise."))
