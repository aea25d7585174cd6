"""Form, part III.E: other movements in issued share capital."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import SHORT, FigureField
from returns.models.head import MovementRow


class OtherMovement(MovementRow):
    """One row of III.E: an issue, a repurchase or a redemption; a decrease is a negative figure."""

    class Type(models.TextChoices):
        """The ten types, in the form's order."""

        RIGHTS_ISSUE = "rights_issue", _("Rights issue")
        OPEN_OFFER = "open_offer", _("Open offer")
        PLACING = "placing", _("Placing")
        BONUS_ISSUE = "bonus_issue", _("Bonus issue")
        SCRIP_DIVIDEND = "scrip_dividend", _("Scrip dividend")
        REPURCHASE = "repurchase", _("Repurchase of shares")
        REDEMPTION = "redemption", _("Redemption of shares")
        CONSIDERATION_ISSUE = "consideration_issue", _("Consideration issue")
        CAPITAL_REORGANISATION = "capital_reorganisation", _("Capital reorganisation")
        OTHER = "other", _("Other (Please specify)")

    type = models.CharField(_("Type of Issue"), max_length=30, choices=Type.choices, blank=True)
    specification = models.TextField(_("Please specify"), max_length=SHORT, blank=True)
    currency = models.CharField(_("Currency of price"), max_length=10, blank=True)
    price = FigureField(_("At price"), sort=Sort.PRICE)
    # The form calls it issue and allotment, cancellation or redemption date, after the type.
    event_date = FigureField(_("Issue and allotment date"), sort=Sort.DAY)
    # FF301 from June 2024: bought back or redeemed, not yet cancelled.
    pending_cancellation = FigureField(_("Shares redeemed or repurchased for cancellation but not yet cancelled"))

    class Meta(MovementRow.Meta):
        verbose_name = _("other movement")
        verbose_name_plural = _("other movements")
