"""The review of past filings by administrators: what they looked at, what they asked, and what was answered."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.fields import is_text
from returns.models.filing import Filing
from returns.models.guarded import KeptForGood


class ReviewEntry(KeptForGood):
    """One step in the review of a filing. Nothing of the filing changes by it."""

    class Kind(models.TextChoices):
        """What was done."""

        REVIEWED = "reviewed", _("reviewed")
        QUERY = "query", _("query raised")
        ANSWER = "answer", _("query answered")
        CLOSED = "closed", _("query closed")

    # Set where a query is shown with its thread.
    thread: list["ReviewEntry"]

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="review_entries", verbose_name=_("filing"))
    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    # The query that is answered or closed.
    query = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", verbose_name=_("query")
    )
    by: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    # The name at that time.
    name = models.CharField(_("name"), max_length=200)
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"), max_length=2000, blank=True, validators=[is_text])

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of a review")
        verbose_name_plural = _("steps of reviews")

    def __str__(self) -> str:
        return f"{self.filing}: {self.get_kind_display()}"
