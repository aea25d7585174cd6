"""Form, part III.B: warrants to issue shares of the issuer which are to be listed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import CODE, SHORT, FigureField
from returns.models.head import MovementRow


class Warrant(MovementRow):
    """One row of III.B; nominal values are amounts in the warrant's own currency."""

    description = models.TextField(_("Description of warrants"), max_length=SHORT, blank=True)
    expiry_date = FigureField(_("Date of expiry"), sort=Sort.DAY)
    currency = models.CharField(_("Currency of nominal value"), max_length=10, blank=True)
    opening = FigureField(_("Nominal value at close of preceding month"), sort=Sort.AMOUNT)
    exercised = FigureField(_("Exercised during the month"), sort=Sort.AMOUNT)
    closing = FigureField(_("Nominal value at close of the month"), sort=Sort.AMOUNT)
    stock_code = models.CharField(_("Stock code (if listed)"), max_length=CODE, blank=True)
    price_currency = models.CharField(_("Currency of subscription price"), max_length=10, blank=True)
    subscription_price = FigureField(_("Subscription price"), sort=Sort.PRICE)
    # Not every form has columns for them: what else moved the nominal value.
    newly_issued = FigureField(_("Issued during the month"), sort=Sort.AMOUNT)
    redeemed = FigureField(_("Lapsed or redeemed during the month"), sort=Sort.AMOUNT)

    class Meta(MovementRow.Meta):
        verbose_name = _("warrant")
        verbose_name_plural = _("warrants")
