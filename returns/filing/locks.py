"""Short transactions: a return is read and worked on without a lock, then locked and compared with what was read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.filing.on_record import last_filed_at
from returns.models import ActionRefused, Issuer, MonthlyReturn
from returns.sheet import Sheet


class VersionConflict(ActionRefused):
    """Somebody else saved the draft since it was opened."""


class NotADraft(ActionRefused):
    """The return was sent for approval: its figures are read-only until it is a draft again."""


class TooBusy(Exception):
    """Others saved the draft again and again while something was worked out for it; it can be tried again soon."""


_LOOK_AGAIN = gettext_lazy("The return was saved after you opened it. Look at it as it is now, then decide again.")


def read(monthly_return: MonthlyReturn) -> MonthlyReturn:
    """The return as it is on record now; it may change at any time, so results are tied to its version."""
    return MonthlyReturn.objects.select_related("issuer").get(pk=monthly_return.pk)


def locked(monthly_return: MonthlyReturn) -> MonthlyReturn:
    """The return as it is on record now, locked until the transaction ends."""
    # Not the key: what only refers to the return or its issuer, such as an entry in the trail, need not wait.
    lock = MonthlyReturn.objects.select_for_update(no_key=True, of=("self",))
    return lock.select_related("issuer").get(pk=monthly_return.pk)


def locked_issuer(pk: int) -> Issuer:
    """An issuer, whose returns nobody else starts or files until the transaction ends."""
    return Issuer.objects.select_for_update(no_key=True).get(pk=pk)


def is_as_read(stored: MonthlyReturn, sheet: Sheet) -> bool:
    """Whether a return that is locked is still what its Sheet was read from, and so what the rules said of it holds."""
    head, last = sheet.head, last_filed_at(sheet, stored.issuer)
    # Sending it for approval and returning it leaves the version as it was, but makes it another draft.
    return (stored.version, stored.reopened, last) == (head.version, head.reopened, sheet.before_filed_at)


def refuse_stale(stored: MonthlyReturn, version: int) -> None:
    """Raise VersionConflict unless a return is in the version that the person looked at."""
    if stored.version != version:
        raise VersionConflict(_LOOK_AGAIN)


def refuse_changed(stored: MonthlyReturn, sheet: Sheet) -> None:
    """Raise VersionConflict where a return is no longer what its Sheet was read from."""
    if not is_as_read(stored, sheet):
        raise VersionConflict(_LOOK_AGAIN)


def refuse_filed(monthly_return: MonthlyReturn) -> None:
    """Raise ActionRefused where a return is filed, or discarded."""
    if monthly_return.state == MonthlyReturn.State.DISCARDED:
        raise ActionRefused(
            _("This return was discarded; nothing of it can be changed. Start the month again instead.")
        )
    if not monthly_return.is_open:
        raise ActionRefused(
            _("H-4: the return of %(issuer)s for %(month)s is already finalised.")
            % {"issuer": monthly_return.issuer.name, "month": f"{monthly_return.month_ended:%m/%Y}"}
        )


def take_over(monthly_return: MonthlyReturn, stored: MonthlyReturn) -> None:
    """Bring the caller's copy of a return up to date."""
    people = ("changed_by", "sent_by", "sent_at", "approved_by", "approved_at", "returned_by", "returned_at")
    for name in ("state", "version", "reopened", "updated_at", "return_reason", *people):
        setattr(monthly_return, name, getattr(stored, name))
