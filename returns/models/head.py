"""The return itself: its head, the remarks under its parts, and its signatory (form, head and foot)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import FigureField
from returns.models.issuer import Issuer


class MonthlyReturn(models.Model):
    """A Monthly Return of one issuer for one month; its rows hang on it, one model for each part of the form."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        FILED = "filed", _("filed")

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="returns", verbose_name=_("issuer"))
    edition = models.CharField(_("edition of the form"), max_length=20, default="2009")
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    month_ended = models.DateField(_("for the month ended"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    revises = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="revised_by", verbose_name=_("revises")
    )
    revision_reason = models.TextField(_("reason for the revision"), blank=True)

    issuer_name = models.CharField(_("name of issuer"), max_length=200, blank=True)
    date_submitted = FigureField(_("date submitted"), sort=Sort.DAY)
    not_applicable = models.JSONField(_("parts marked not applicable"), default=list, blank=True)

    authorised_remarks = models.TextField(_("remarks to I"), blank=True)
    issued_remarks = models.TextField(_("remarks to II"), blank=True)
    options_remarks = models.TextField(_("remarks to III.A"), blank=True)
    warrants_remarks = models.TextField(_("remarks to III.B"), blank=True)
    convertibles_remarks = models.TextField(_("remarks to III.C"), blank=True)
    agreements_remarks = models.TextField(_("remarks to III.D"), blank=True)
    other_movements_remarks = models.TextField(_("remarks to III.E"), blank=True)
    remarks = models.TextField(_("remarks (if any)"), blank=True)
    # FF301 only: IV (depositary receipts) and V (confirmations), in the issuer's own words.
    depositary_receipts = models.TextField(_("depositary receipts"), blank=True)
    confirmations = models.JSONField(_("confirmations"), default=list, blank=True)

    submitted_by = models.CharField(_("submitted by"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)

    # Raised by every save of the draft; a save that starts from an older number is told so.
    version = models.PositiveIntegerField(_("version"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        ordering = ["-month_ended", "issuer__name", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "month_ended", "revision"], name="one_return_of_a_month_and_revision"
            ),
            models.UniqueConstraint(
                fields=["issuer", "month_ended"], condition=models.Q(state="draft"), name="one_draft_of_a_month"
            ),
        ]
        verbose_name = _("monthly return")
        verbose_name_plural = _("monthly returns")

    def __str__(self) -> str:
        return f"{self.issuer} {self.month}"

    def get_absolute_url(self) -> str:
        return reverse("edit", args=[self.issuer.stock_code, self.month])

    @property
    def month(self) -> str:
        """The month as it stands in an address: 2009-11."""
        return f"{self.month_ended:%Y-%m}"


class Row(models.Model):
    """One row of a part: it belongs to a return and keeps its place."""

    monthly_return: models.ForeignKey[Any, Any] = models.ForeignKey(
        MonthlyReturn, models.CASCADE, related_name="%(class)s_rows"
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class ClassRow(Row):
    """A row that speaks of a class of shares.

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
