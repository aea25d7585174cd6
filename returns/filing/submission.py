"""The record that a return, finalised here, was submitted through the Exchange's e-form."""

from datetime import datetime, time

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from returns import audit
from returns.deadlines import HONG_KONG, today
from returns.filing.locks import VersionConflict, locked
from returns.filing.rights import name_of, require_role
from returns.models import ActionRefused, Filing, Membership, MonthlyReturn, Submission
from returns.models.submission import FROM_THE_FORM
from returns.sheet import Sheet

Role = Membership.Role


class RecordedAlready(ActionRefused):
    """The latest record states the same, as after a double click."""


def record_submission(submission: Submission, by: User, after: int | None) -> Submission:
    """Record that a filing was submitted, or correct the record; `submission` is not saved yet.

    `after` is the key of the latest record that the person saw, None where there was none. Raises ActionRefused where
    the person may not, or what is stated cannot be; VersionConflict where somebody recorded it meanwhile;
    RecordedAlready where the latest record states the same.
    """
    with transaction.atomic():
        monthly_return = locked(submission.filing.monthly_return)
        require_role(by, monthly_return.issuer, Role.PREPARER, Role.APPROVER)
        before = submission.filing.submissions.order_by("pk").last()
        if submission.repeats(before):
            raise RecordedAlready(_("This submission is on record already."))
        if before is not None and before.pk != after:
            raise VersionConflict(
                _(
                    "%(name)s recorded the submission of this return after you opened the page. Nothing of yours was "
                    "recorded: look at their record, then correct it if it is wrong."
                )
                % {"name": before.recorded_name}
            )
        if why := why_unexplained(submission, before):
            raise ActionRefused(why)
        try:
            submission.recorded_by, submission.recorded_name = by, name_of(by)
            submission.full_clean(exclude=["filing", "recorded_by"])
        except ValidationError as fault:
            raise ActionRefused(" ".join(fault.messages)) from fault
        _store(submission, before)
    return submission


def why_unexplained(submission: Submission, before: Submission | None) -> str:
    """Why a correction is not recorded without a reason; empty where it may be."""
    if submission.reason.strip() or not submission.corrects(before):
        return ""
    return _("Say why the record is corrected: the earlier record is kept beside it.")


def record_as_stated(filing: Filing, sheet: Sheet, by: User | None) -> None:
    """Record the submission of an earlier return, entered as a whole, on the date submitted that it states itself.

    For the operator at the command line. Where it states no date, or one to come, nothing is recorded.
    """
    stated = sheet.head.date_submitted.day
    if stated is None or stated > today():
        return
    is_of_that_day = filing.filed_at.astimezone(HONG_KONG).date() == stated
    submission = Submission(
        filing=filing,
        submitted_at=filing.filed_at if is_of_that_day else datetime.combine(stated, time.min, HONG_KONG),
        submitted_name=sheet.head.submitted_by or filing.filed_name,
        recorded_by=by,
        recorded_name=name_of(by),
        reason=FROM_THE_FORM,
    )
    _store(submission, None)


def _store(submission: Submission, before: Submission | None) -> None:
    submission.recorded_at = timezone.now()
    submission.save()
    audit.record(
        audit.Action.SUBMITTED,
        submission.recorded_by,
        monthly_return=submission.filing.monthly_return,
        part="submission",
        what=f"{submission.moment} {submission.submitted_name}",
        old=before.as_json() if before else "",
        new=submission.as_json(),
        note=submission.reason,
        at=submission.recorded_at,
    )


def unsubmitted(returns: QuerySet[MonthlyReturn]) -> QuerySet[MonthlyReturn]:
    """The returns that are finalised and not submitted, but for those of which a revision is finalised since."""
    return returns.filter(IS_UNSUBMITTED)


IS_UNSUBMITTED = Q(state=MonthlyReturn.State.FILED, filing__submissions=None) & (
    Q(revised_by=None) | ~Q(revised_by__state=MonthlyReturn.State.FILED)
)
