"""The return itself: its head, the remarks under its parts, and its signatory (form, head and foot)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import LONG, SHORT, FigureField
from returns.models.guarded import ActionRefused, Immutable
from returns.models.issuer import Issuer


def _person(name: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name
    )


class NotDiscarded(models.Manager["MonthlyReturn"]):
    """The returns that were not discarded: what every list shows and every action finds."""

    def get_queryset(self) -> models.QuerySet["MonthlyReturn"]:
        """The returns, but for those started by mistake."""
        return super().get_queryset().exclude(state=MonthlyReturn.State.DISCARDED)


class MonthlyReturn(models.Model):
    """A Monthly Return of one issuer for one month; each part of the form has a model of its own for its rows."""

    class State(models.TextChoices):
        """How far the return has come; NEXT says which state may follow which."""

        DRAFT = "draft", _("draft")
        AWAITING = "awaiting", _("awaiting approval")
        APPROVED = "approved", _("approved")
        FILED = "filed", _("finalised")
        DISCARDED = "discarded", _("discarded")

    # What the person who looks at it may do; only a return found for a person has one (see views/access.py).
    role: str | None

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="returns", verbose_name=_("issuer"))
    edition = models.CharField(_("edition of the form"), max_length=20)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    month_ended = models.DateField(_("for the month ended"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    revises = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="revised_by", verbose_name=_("revises")
    )
    revision_reason = models.TextField(_("reason for the revision"), max_length=SHORT, blank=True)

    issuer_name = models.CharField(_("name of issuer"), max_length=300, blank=True)
    date_submitted = FigureField(_("date submitted"), sort=Sort.DAY)
    not_applicable = models.JSONField(_("parts marked not applicable"), default=list, blank=True)

    authorised_remarks = models.TextField(_("remarks to authorised share capital"), max_length=LONG, blank=True)
    issued_remarks = models.TextField(_("remarks to issued share capital"), max_length=LONG, blank=True)
    options_remarks = models.TextField(_("remarks to share options"), max_length=LONG, blank=True)
    warrants_remarks = models.TextField(_("remarks to warrants"), max_length=LONG, blank=True)
    convertibles_remarks = models.TextField(_("remarks to convertibles"), max_length=LONG, blank=True)
    agreements_remarks = models.TextField(_("remarks to other agreements or arrangements"), max_length=LONG, blank=True)
    other_movements_remarks = models.TextField(_("remarks to other movements"), max_length=LONG, blank=True)
    remarks = models.TextField(_("remarks (if any)"), max_length=LONG, blank=True)
    # FF301 only: IV (depositary receipts) and V (confirmations), in the issuer's own words.
    depositary_receipts = models.TextField(_("depositary receipts"), max_length=LONG, blank=True)
    confirmations = models.JSONField(_("confirmations"), default=list, blank=True)

    submitted_by = models.CharField(_("submitted by"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)

    # Raised by every save of the draft; a save that starts from an older number is refused.
    version = models.PositiveIntegerField(_("version"), default=0)
    # How often it has become a draft again. Its drafts are distinguished by this number, whatever the clock says.
    reopened = models.PositiveIntegerField(_("times reopened"), default=0)
    # None means the command line.
    created_by = _person(_("created by"))
    changed_by = _person(_("last changed by"))
    sent_by = _person(_("sent for approval by"))
    sent_at = models.DateTimeField(_("sent for approval at"), null=True, blank=True)
    approved_by = _person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    # Of a draft that an approver returned for amendment, until it is sent for approval again.
    returned_by = _person(_("returned for amendment by"))
    returned_at = models.DateTimeField(_("returned for amendment at"), null=True, blank=True)
    return_reason = models.TextField(_("why it was returned for amendment"), max_length=SHORT, blank=True)
    # Only the operator of the command line may do so; the audit trail records it.
    is_alone = models.BooleanField(_("one person answers for making and checking"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects: models.Manager["MonthlyReturn"] = models.Manager()
    not_discarded = NotDiscarded()

    class Meta:
        ordering = ["-month_ended", "issuer__name", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "month_ended", "revision"],
                condition=~models.Q(state="discarded"),
                name="one_return_of_a_month_and_revision",
            ),
            models.UniqueConstraint(
                fields=["issuer", "month_ended"],
                condition=~models.Q(state__in=["filed", "discarded"]),
                name="one_open_return_of_a_month",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="discarded") | models.Q(revises=None), name="discarded_revises_nothing"
            ),
            models.CheckConstraint(
                condition=models.Q(is_alone=True)
                | models.Q(approved_by=None)
                | ~models.Q(approved_by=models.F("sent_by")) & ~models.Q(approved_by=models.F("changed_by")),
                name="approved_by_another_person",
            ),
        ]
        verbose_name = _("monthly return")
        verbose_name_plural = _("monthly returns")

    def __str__(self) -> str:
        return f"{self.issuer} {self.month}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it; raises Immutable where a figure or a state has changed that can no longer change."""
        self._hold(None if self._state.adding else type(self)._base_manager.filter(pk=self.pk).first())
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("edit", args=[self.issuer.stock_code, self.month])

    @property
    def own_address(self) -> str:
        """The permanent address of this revision; the plain address leads to the latest."""
        if self.state == self.State.DISCARDED:
            return reverse("discarded", args=[self.issuer.stock_code, self.month, self.pk])
        return f"{self.get_absolute_url()}?revision={self.revision}"

    @property
    def month(self) -> str:
        """The month as it is written in an address: 2024-11."""
        return f"{self.month_ended:%Y-%m}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be filed."""
        return self.state not in (self.State.FILED, self.State.DISCARDED)

    @property
    def is_returned(self) -> bool:
        """Whether it is a draft that an approver returned for amendment."""
        return self.state == self.State.DRAFT and self.returned_at is not None

    @property
    def status(self) -> str:
        """Its state, or "returned": what lists show, and the name of its style."""
        return "returned" if self.is_returned else self.state

    @property
    def returned_name(self) -> str:
        """Who returned it for amendment."""
        return (self.returned_by.get_full_name() or self.returned_by.get_username()) if self.returned_by else ""

    @property
    def status_word(self) -> str:
        """The same in words."""
        return gettext("returned for amendment") if self.is_returned else self.get_state_display()

    def submit(self, by: Any) -> None:
        """Send it for approval. Raises Immutable unless it is a draft."""
        self._transition(self.State.AWAITING)
        self.sent_by, self.sent_at = by, timezone.now()
        self.returned_by, self.returned_at, self.return_reason = None, None, ""

    def approve(self, by: Any) -> None:
        """Approve it.

        Raises Immutable unless it is awaiting approval, ActionRefused where maker and checker are one person.
        """
        if not self.is_alone and (by is None or by.pk in (self.sent_by_id, self.changed_by_id)):
            raise ActionRefused(
                gettext("You changed this return or sent it for approval yourself; another person has to approve it.")
            )
        self._transition(self.State.APPROVED)
        self.approved_by, self.approved_at = by, timezone.now()

    def reopen(self) -> None:
        """Make it a draft again: an approval, or a request for one, is void. Raises Immutable where it is filed."""
        self._transition(self.State.DRAFT)
        self.sent_by = self.sent_at = self.approved_by = self.approved_at = None
        self.is_alone = False
        self.reopened += 1

    def return_for_amendment(self, by: Any, reason: str) -> None:
        """Make it a draft again because an approver asks for another figure. Raises Immutable where it is filed."""
        self.reopen()
        self.returned_by, self.returned_at, self.return_reason = by, timezone.now(), reason

    def discard(self) -> None:
        """Set it aside for good, as started by mistake. Raises Immutable unless it is a draft.

        It lets go of the return that it revises, which can then be revised again.
        """
        self._transition(self.State.DISCARDED)
        self.revises = None

    def close(self) -> None:
        """Lock it for good, once its filing is stored. Raises Immutable unless it is approved."""
        self._transition(self.State.FILED)

    def _transition(self, state: State) -> None:
        if state not in NEXT[self.State(self.state)]:
            raise Immutable(
                gettext("The return of %(return)s cannot become “%(new)s”: it is “%(old)s”. Reload it and check.")
                % {"return": self, "new": state.label, "old": self.get_state_display()}
            )
        self.state = state

    def _hold(self, stored: "MonthlyReturn | None") -> None:
        if stored is None:
            may = self.state == self.State.DRAFT
        elif self.state == stored.state == self.State.DRAFT:
            may = True
        else:
            may = self.state in (stored.state, *NEXT[self.State(stored.state)]) and stored.is_open
            is_filed = (stored.state, self.state) == (self.State.APPROVED, self.State.FILED)
            may_change = DATED_BY_FILING if is_filed else LET_GO if self.state == self.State.DISCARDED else ""
            fast = [name for name in head_figures() if name != may_change]
            is_draft = self.state == self.State.DRAFT
            may = may and (is_draft or all(getattr(self, name) == getattr(stored, name) for name in fast))
        if not may:
            raise Immutable(
                gettext("The return of %(return)s is “%(state)s”: its figures can no longer be changed.")
                % {"return": self, "state": (stored or self).get_state_display()}
            )


State = MonthlyReturn.State

# Where a return may go from each state; the database enforces the same table (returns/guards).
NEXT = {
    State.DRAFT: (State.AWAITING, State.DISCARDED),
    State.AWAITING: (State.APPROVED, State.DRAFT),
    State.APPROVED: (State.FILED, State.DRAFT),
    State.FILED: (),
    State.DISCARDED: (),
}

# The one figure of an approved return that filing itself may state: the day on which it is filed.
DATED_BY_FILING = "date_submitted"
# What a return that is discarded no longer has: the return that it revises.
LET_GO = "revises_id"

_NO_FIGURES = {
    "id", "state", "version", "reopened", "created_by", "created_at", "updated_at", "changed_by", "sent_by", "sent_at",
    "approved_by", "approved_at", "returned_by", "returned_at", "return_reason", "is_alone",
}  # fmt: skip


def head_figures() -> list[str]:
    """The columns of the head that state something: all but what the program keeps for itself."""
    return [f.attname for f in MonthlyReturn._meta.concrete_fields if f.name not in _NO_FIGURES]


class Row(models.Model):
    """One row of a part: it belongs to a return and keeps its place."""

    monthly_return: models.ForeignKey[Any, Any] = models.ForeignKey(
        MonthlyReturn, models.CASCADE, related_name="%(class)s_rows"
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        """What the row is, and its number: what a list of rows shows."""
        return _("%(what)s, row %(number)d") % {"what": self._meta.verbose_name, "number": self.position + 1}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; raises Immutable unless its return is a draft."""
        self._hold()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row; raises Immutable unless its return is a draft."""
        self._hold()
        return super().delete(*args, **kwargs)

    def _hold(self) -> None:
        rows = type(self)._base_manager.filter(pk=self.pk).values("monthly_return")
        concerned = models.Q(pk=self.monthly_return_id) | models.Q(pk__in=rows)
        fast = MonthlyReturn.objects.filter(concerned).exclude(state=State.DRAFT).first()
        if fast is not None:
            raise Immutable(
                gettext("The return of %(return)s is “%(state)s”: its rows can no longer be changed.")
                % {"return": fast, "state": fast.get_state_display()}
            )


class ClassRow(Row):
    """A row about a class of shares.

    `share_class` names it as returns do: ordinary_1, preference_1. Typed or imported, so it may name a class
    that the return does not have; rules say so.
    """

    share_class = models.CharField(_("class of shares"), max_length=20, blank=True)

    class Meta(Row.Meta):
        abstract = True


class MovementRow(ClassRow):
    """A row of part III: all end in shares issued during the month and shares which may be issued."""

    issued = FigureField(_("No. of new shares of issuer issued during the month pursuant thereto"))
    may_be_issued = FigureField(
        _("No. of new shares of issuer which may be issued pursuant thereto as at close of the month")
    )
    approval_date = FigureField(_("EGM approval date"), sort=Sort.DAY)
    # FF301 from June 2024: treasury shares transferred out, columns (A2) to (E2).
    treasury = FigureField(_("No. of treasury shares transferred out of treasury during the month pursuant thereto"))

    class Meta(Row.Meta):
        abstract = True
