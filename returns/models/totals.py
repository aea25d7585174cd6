"""The totals a return states: of each sub-section of part III, and of all of them together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.fields import FigureField
from returns.models.head import ClassRow


class Total(ClassRow):
    """A stated total of new shares issued during the month.

    `share_class` is what the edition totals by: each sub-section may be totalled by kind (ordinary,
    preference, other) and the grand totals by class (ordinary_1); FF301 totals by class throughout.
    """

    class Part(models.TextChoices):
        """What is totalled: each sub-section of III, and all of them together; the edition names them."""

        OPTIONS = "options", _("total of share options")
        WARRANTS = "warrants", _("total of warrants")
        CONVERTIBLES = "convertibles", _("total of convertibles")
        AGREEMENTS = "agreements", _("total of other agreements or arrangements")
        OTHER_MOVEMENTS = "other_movements", _("total of other movements")
        ALL = "all", _("total of all movements")

    part = models.CharField(_("total of"), max_length=20, choices=Part.choices)
    shares = FigureField(_("Total increase/(decrease) during the month"))
    # FF301 from June 2024: totals (AA2) to (EE2).
    treasury = FigureField(_("Total increase/decrease in treasury shares during the month"))

    class Meta(ClassRow.Meta):
        verbose_name = _("stated total")
        verbose_name_plural = _("stated totals")
