"""Explanations of warnings: why a named person accepts a figure."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.head import MonthlyReturn


class Answer(models.Model):
    """A person's reason for one warning about certain figures.

    `fingerprint` is made of the figures concerned: when one of them changes, the answer is void, and stays on record.
    """

    monthly_return = models.ForeignKey(
        MonthlyReturn, models.CASCADE, related_name="answers", verbose_name=_("monthly return")
    )
    code = models.CharField(_("rule"), max_length=10)
    cell = models.CharField(_("cell"), max_length=100)
    fingerprint = models.CharField(_("figures concerned"), max_length=64)
    reason = models.TextField(_("reason"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    # The name at that time: people change theirs, and an import knows only the name.
    name = models.CharField(_("name"), max_length=200)
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        ordering = ["answered_at", "pk"]
        verbose_name = _("answer to a warning")
        verbose_name_plural = _("answers to warnings")

    def __str__(self) -> str:
        return f"{self.code} {self.cell}: {self.reason}"
