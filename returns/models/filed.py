"""What filings say, derived from their frozen figures so that they can be searched and listed.

Nothing here is a record of its own: `returns/filed_figures.py` makes it from a filing, and `verify_archive` makes it
again and compares.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.filing import Filing


class FiledMovement(models.Model):
    """One movement of part III that was filed; of a filing without any, one row of the kind NONE.

    `kind` is a code of `filed_figures.KINDS`, such as options-exercised or other_movements-placing.
    """

    NONE = "none"

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="movements", verbose_name=_("filing"))
    # As in the filing: movements are looked for by month first.
    month_ended = models.DateField(_("for the month ended"))
    # Its place among the movements of the filing.
    position = models.PositiveIntegerField(_("position"))
    part = models.CharField(_("part"), max_length=20, blank=True)
    # The number of the row in its part, from 1; 0 where there is no movement.
    row = models.PositiveIntegerField(_("row"), default=0)
    kind = models.CharField(_("movement"), max_length=50)
    share_class = models.CharField(_("class of shares"), max_length=20, blank=True)
    # What the row is: the scheme, the warrants, the convertibles, the agreement.
    description = models.TextField(_("description"), blank=True)
    # The figure of the cell as it was entered, and the price of the row with its currency.
    entered = models.CharField(_("entered"), max_length=200, blank=True)
    price = models.CharField(_("price"), max_length=250, blank=True)
    # None where no number of shares is stated. One that the database cannot hold is the largest it can.
    shares = models.BigIntegerField(_("shares"), null=True)
    # The shares of the class in issue before the month, and what part of them moved, in per cent, rounded up.
    issued_before = models.BigIntegerField(_("issued shares before"), null=True)
    per_cent = models.DecimalField(_("per cent of issued shares"), max_digits=15, decimal_places=6, null=True)

    class Meta:
        ordering = ["-month_ended", "filing", "position"]
        constraints = [models.UniqueConstraint(fields=["filing", "position"], name="one_movement_of_a_position")]
        indexes = [
            models.Index(fields=["month_ended", "kind"], name="movements_by_month"),
            models.Index(fields=["kind", "month_ended"], name="movements_by_kind"),
        ]
        verbose_name = _("filed movement")
        verbose_name_plural = _("filed movements")

    def __str__(self) -> str:
        return f"{self.filing} {self.kind}"


class FilingSummary(models.Model):
    """What is notable about a filing: how much moved at most, and what needs words."""

    filing = models.OneToOneField(Filing, models.CASCADE, related_name="summary", verbose_name=_("filing"))
    # The largest movement in the issued shares of a class, in per cent; options granted or lapsed move none.
    per_cent = models.DecimalField(_("largest movement, per cent"), max_digits=15, decimal_places=6, default=0)
    explained = models.PositiveIntegerField(_("warnings explained"), default=0)
    worded = models.PositiveIntegerField(_("figures in words"), default=0)

    class Meta:
        verbose_name = _("summary of a filing")
        verbose_name_plural = _("summaries of filings")

    def __str__(self) -> str:
        return str(self.filing)
