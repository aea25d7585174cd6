"""A submission: when a filing was submitted to the Exchange, by whom, and what the Exchange published."""

import json
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.deadlines import HONG_KONG, today
from returns.models.fields import is_text
from returns.models.filing import Filing
from returns.models.guarded import KeptForGood

LARGEST_PDF = 20 * 1024 * 1024
# Why returns that were submitted before they were entered here, or before submissions were recorded, have a record.
FROM_THE_FORM = "Date submitted on the form"


class _WithoutPdf(models.Manager["Submission"]):
    """Leaves the published PDF where it is until it is asked for: it is large, and no list shows it."""

    def get_queryset(self) -> models.QuerySet["Submission"]:
        return super().get_queryset().defer("published_pdf")


class Submission(KeptForGood):
    """The record that a filing was submitted through the Exchange's e-form.

    Never changed and never deleted: a correction is a further record, and the latest of a filing counts.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="submissions", verbose_name=gettext_lazy("filing"))
    submitted_at = models.DateTimeField(gettext_lazy("submitted at"))
    submitted_name = models.CharField(gettext_lazy("submitted by"), max_length=200, validators=[is_text])
    reference = models.CharField(gettext_lazy("reference"), max_length=100, blank=True, validators=[is_text])
    published_on = models.DateField(gettext_lazy("published on"), null=True, blank=True)
    published_pdf = models.BinaryField(gettext_lazy("published PDF"), blank=True)
    published_sha256 = models.CharField(gettext_lazy("SHA-256 of the published PDF"), max_length=64, blank=True)
    # None means the command line.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("recorded by"),
    )
    recorded_name = models.CharField(gettext_lazy("recorded by, as named then"), max_length=200)
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    reason = models.TextField(gettext_lazy("reason"), max_length=2000, blank=True, validators=[is_text])

    objects = _WithoutPdf()

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("submission")
        verbose_name_plural = gettext_lazy("submissions")

    def __str__(self) -> str:
        return _("%(filing)s submitted %(at)s") % {"filing": self.filing, "at": f"{self.submitted_day:%d/%m/%Y}"}

    @property
    def submitted_day(self) -> date:
        """The day in Hong Kong on which it was submitted."""
        return self.submitted_at.astimezone(HONG_KONG).date()

    @property
    def moment(self) -> str:
        """When it was submitted, in Hong Kong time, as screens write it; the day alone where the time is not known.

        A record made from the form knows the form's date only, which has no time.
        """
        at = self.submitted_at.astimezone(HONG_KONG)
        is_day_alone = self.reason == FROM_THE_FORM and at.time() == time.min
        return date_format(at, "d/m/Y" if is_day_alone else "d/m/Y H:i")

    def publish(self, pdf: bytes) -> None:
        """Keep what the Exchange published with this record."""
        self.published_pdf, self.published_sha256 = pdf, sha256(pdf).hexdigest() if pdf else ""

    def clean(self) -> None:
        """Refuse what cannot be: a submission before the month's end or in the future, a PDF that is none."""
        faults = {}
        if self.submitted_at is not None:
            faults["submitted_at"] = _unlikely(self.submitted_at, self.filing.month_ended)
        if self.published_on is not None:
            submitted_on = self.submitted_day if self.submitted_at else self.filing.month_ended
            faults["published_on"] = _unlikely_publication(self.published_on, submitted_on)
        if self.published_pdf:
            faults["published_pdf"] = why_no_pdf(bytes(self.published_pdf))
        if found := {name: fault for name, fault in faults.items() if fault}:
            raise ValidationError(found)

    def corrects(self, before: "Submission | None") -> bool:
        """Whether it states something otherwise than the record before, beyond adding what was blank there."""
        if before is None:
            return False
        stated = ((getattr(before, name), getattr(self, name)) for name in _STATED)
        return any(old and old != new for old, new in stated)

    def repeats(self, before: "Submission | None") -> bool:
        """Whether it states what the record before states."""
        return before is not None and all(getattr(before, name) == getattr(self, name) for name in _STATED)

    def as_json(self) -> str:
        """What the record states, as the audit trail keeps it beside who recorded it, when and why."""
        said: dict[str, Any] = {
            "submitted_at": self.submitted_at.astimezone(HONG_KONG).isoformat(),
            "submitted_name": self.submitted_name,
            "reference": self.reference,
            "published_on": f"{self.published_on:%Y-%m-%d}" if self.published_on else "",
            "published_sha256": self.published_sha256,
            "recorded_name": self.recorded_name,
        }
        return json.dumps(said, ensure_ascii=False)


_STATED = ("submitted_at", "submitted_name", "reference", "published_on", "published_sha256")


def _unlikely(submitted_at: datetime, month_ended: date) -> str:
    if submitted_at > timezone.now():
        return _("This is in the future. State when the return was submitted; times are those of Hong Kong.")
    if submitted_at.astimezone(HONG_KONG).date() <= month_ended:
        return _("The return is for the month ended %s and is submitted after it.") % date_format(month_ended, "j F Y")
    return ""


def _unlikely_publication(published_on: date, submitted_on: date) -> str:
    if published_on > today():
        return _("This is in the future. Leave it blank until the Exchange has published the return.")
    if published_on < submitted_on:
        return _("The return was submitted on %s and cannot have been published before.") % date_format(
            submitted_on, "j F Y"
        )
    return ""


def why_no_pdf(content: bytes) -> str:
    """Why a file is not kept as the published PDF; empty where it is."""
    if len(content) > LARGEST_PDF:
        return too_large()
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        return _("This file is not a PDF. Choose the PDF that the Exchange published.")
    return ""


def too_large() -> str:
    """What is said of a PDF that is too large to be kept."""
    return _("The file is larger than %s. Choose the PDF as the Exchange published it.") % filesizeformat(LARGEST_PDF)
