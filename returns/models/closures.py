"""Days on which the exchange was closed that no calendar lists beforehand: a typhoon, a day of mourning."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.deadlines import is_business_day


class Closure(models.Model):
    """A day on which the exchange was closed all day. It moves the deadline of the month before.

    A mistake is withdrawn and not deleted: what the rules said of a return when it was filed can be said again.
    """

    day = models.DateField(
        gettext_lazy("day"),
        help_text=gettext_lazy(
            "A day on which the exchange did not open at all. A day on which it traded for half the day is a business "
            "day: do not add it."
        ),
    )
    reason = models.CharField(gettext_lazy("reason"), max_length=200)
    added_at = models.DateTimeField(gettext_lazy("added at"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(gettext_lazy("withdrawn at"), null=True, editable=False)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["day"], condition=Q(withdrawn_at=None), name="one_closure_of_a_day")
        ]
        verbose_name = gettext_lazy("closure of the exchange")
        verbose_name_plural = gettext_lazy("closures of the exchange")

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"

    def withdraw(self) -> None:
        """Let the day be a business day after all, from now on."""
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])

    def clean(self) -> None:
        """Refuse a day on which the exchange is closed anyway, and one that is listed already."""
        if self.day and not is_business_day(self.day):
            raise ValidationError({"day": _("The exchange is closed on that day anyway: it moves no deadline.")})
        listed = Closure.objects.filter(day=self.day, withdrawn_at=None).exclude(pk=self.pk)
        if self.day and listed.exists():
            raise ValidationError({"day": _("That day is listed already.")})
