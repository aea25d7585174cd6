"""The totals a return states: of each sub-section of part III, and of A to E together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.fields import FigureField
from returns.models.head import ClassRow


class Total(ClassRow):
    """A stated total of new shares issued during the month.

    `share_class` is what the edition totals by: A to E may be totalled by kind (ordinary, preference,
    other) and the grand totals by class (ordinary_1); FF301 totals by class throughout.
    """

    class Part(models.TextChoices):
        """What is totalled: each sub-section of III, and A to E together."""

        OPTIONS = "options", _("Total A.")
        WARRANTS = "warrants", _("Total B.")
        CONVERTIBLES = "convertibles", _("Total C.")
        AGREEMENTS = "agreements", _("Total D.")
        OTHER_MOVEMENTS = "other_movements", _("Total E.")
        ALL = "all", _("Total of A to E")

    part = models.CharField(_("total of"), max_length=20, choices=Part.choices)
    shares = FigureField(_("Total increase/(decrease) during the month"))
    # FF301 from June 2024: totals (AA2) to (EE2).
    treasury = FigureField(_("Total increase/decrease in treasury shares during the month"))

    class Meta(ClassRow.Meta):
        verbose_name = _("stated total")
        verbose_name_plural = _("stated totals")
