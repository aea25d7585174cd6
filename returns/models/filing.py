"""A filing: the PDF and the figures as filed, frozen, chained to the issuer's previous filing."""

import json
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.guarded import KeptForGood
from returns.models.head import MonthlyReturn
from returns.models.issuer import Issuer


class Filing(KeptForGood):
    """What was filed. Never changed and never deleted; a correction is a new revision of the return."""

    monthly_return = models.OneToOneField(
        MonthlyReturn, models.PROTECT, related_name="filing", verbose_name=_("monthly return")
    )
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="filings", verbose_name=_("issuer"))
    month_ended = models.DateField(_("for the month ended"))
    filed_at = models.DateTimeField(_("filed at"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("filed by")
    )
    # Both names at that time; the chain covers them.
    filed_name = models.CharField(_("filed by, as named then"), max_length=200, blank=True)
    approved_name = models.CharField(_("approved by, as named then"), max_length=200, blank=True)
    figures = models.TextField(_("figures"))
    figures_sha256 = models.CharField(_("SHA-256 of the figures"), max_length=64)
    # In the database, so that one transaction stores all of a filing or nothing.
    pdf = models.BinaryField(_("PDF"))
    pdf_sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64, db_index=True)
    # The permanent identifier inside the PDF: it stays when the file is changed.
    pdf_identifier = models.CharField(_("identifier of the PDF"), max_length=100, blank=True, db_index=True)
    before = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="after", verbose_name=_("filing before")
    )
    chain_sha256 = models.CharField(_("SHA-256 of the chain up to here"), max_length=64)

    class Meta:
        ordering = ["-month_ended", "-filed_at"]
        verbose_name = _("filing")
        verbose_name_plural = _("filings")

    def __str__(self) -> str:
        revision = self.monthly_return.revision
        return f"{self.issuer} {self.month_ended:%Y-%m}" + (f" r{revision}" if revision else "")

    @property
    def submission(self) -> Any:
        """The Submission that counts, the latest that was recorded; None where none is recorded.

        Lists prefetch `submissions`.
        """
        return max(self.submissions.all(), key=lambda each: each.pk, default=None)

    def link(self, chain_before: str) -> str:
        """The SHA-256 of the chain up to here: what was filed, for whom, by whom and when, and the chain before it."""
        said = [
            chain_before,
            self.issuer_id,
            self.monthly_return_id,
            f"{self.month_ended:%Y-%m-%d}",
            self.filed_at.astimezone(UTC).isoformat(),
            self.filed_by_id,
            self.filed_name,
            self.approved_name,
            self.figures_sha256,
            self.pdf_sha256,
        ]
        return sha256(json.dumps(said).encode()).hexdigest()
