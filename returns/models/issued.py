"""Form, part II: movements in issued share capital."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.fields import SHORT, FigureField
from returns.models.head import ClassRow


class IssuedClass(ClassRow):
    """One class of shares in part II: shares in issue before, during and after the month."""

    opening = FigureField(_("Balance at close of preceding month"))
    movement = FigureField(_("Increase/(decrease) during the month"))
    closing = FigureField(_("Balance at close of the month"))
    # FF301 from June 2024: treasury shares; from January 2026: the public float confirmation of the class.
    treasury_opening = FigureField(_("Treasury shares, balance at close of preceding month"))
    treasury_movement = FigureField(_("Treasury shares, increase/decrease during the month"))
    treasury_closing = FigureField(_("Treasury shares, balance at close of the month"))
    public_float = models.TextField(_("Public float sufficiency confirmation"), max_length=SHORT, blank=True)

    class Meta(ClassRow.Meta):
        verbose_name = _("class in issued share capital")
        verbose_name_plural = _("classes in issued share capital")
