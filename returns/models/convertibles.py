"""Form, part III.C: convertibles, i.e. convertible into shares of the issuer which are to be listed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import CODE, SHORT, FigureField
from returns.models.head import MovementRow


class Convertible(MovementRow):
    """One row of III.C; amounts outstanding are in the convertible's own currency."""

    description = models.TextField(_("Class and description"), max_length=SHORT, blank=True)
    currency = models.CharField(_("Currency of amount outstanding"), max_length=10, blank=True)
    opening = FigureField(_("Amount at close of preceding month"), sort=Sort.AMOUNT)
    converted = FigureField(_("Converted during the month"), sort=Sort.AMOUNT)
    closing = FigureField(_("Amount at close of the month"), sort=Sort.AMOUNT)
    stock_code = models.CharField(_("Stock code (if listed)"), max_length=CODE, blank=True)
    price_currency = models.CharField(_("Currency of subscription price"), max_length=10, blank=True)
    subscription_price = FigureField(_("Subscription price"), sort=Sort.PRICE)
    # FF301: the type of the convertibles.
    type = models.CharField(_("Type of the convertibles"), max_length=100, blank=True)
    # Not every form has columns for them; FF301 has movement lines: what else moved the amount.
    newly_issued = FigureField(_("Issued during the month"), sort=Sort.AMOUNT)
    redeemed = FigureField(_("Redeemed during the month"), sort=Sort.AMOUNT)

    class Meta(MovementRow.Meta):
        verbose_name = _("convertible")
        verbose_name_plural = _("convertibles")
