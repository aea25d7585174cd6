"""Form, part III.A: share options under share option schemes of the issuer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import SHORT, FigureField
from returns.models.head import MovementRow, Row


class OptionScheme(MovementRow):
    """One row of III.A: a scheme, or one exercise price of a scheme."""

    name = models.TextField(_("Share option scheme"), max_length=SHORT, blank=True)
    currency = models.CharField(_("Currency of exercise price"), max_length=10, blank=True)
    exercise_price = FigureField(_("Exercise price"), sort=Sort.PRICE)
    granted = FigureField(_("Granted"))
    exercised = FigureField(_("Exercised"))
    cancelled = FigureField(_("Cancelled"))
    lapsed = FigureField(_("Lapsed"))
    # Not printed by every form: options that existing or treasury shares satisfied, and options outstanding
    # where that is another figure than what may be issued.
    existing_shares = FigureField(_("Exercised options satisfied by existing shares"))
    outstanding_opening = FigureField(_("Share options outstanding at close of preceding month"))
    outstanding_closing = FigureField(_("Share options outstanding at close of the month"))
    # FF301: the room left under the scheme.
    may_be_granted = FigureField(_("Securities which may be issued upon exercise of all share options to be granted"))

    class Meta(MovementRow.Meta):
        verbose_name = _("share option scheme")
        verbose_name_plural = _("share options")


class FundsRaised(Row):
    """Total funds raised during the month from exercise of options, one line for each currency of a price."""

    currency = models.CharField(_("Currency"), max_length=10, blank=True)
    amount = FigureField(_("Total funds raised during the month from exercise of options"), sort=Sort.AMOUNT)

    class Meta(Row.Meta):
        verbose_name = _("funds raised from exercise of options")
        verbose_name_plural = _("funds raised from exercise of options")
