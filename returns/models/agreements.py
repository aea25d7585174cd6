"""Form, part III.D: any other agreements or arrangements to issue shares of the issuer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.fields import LONG
from returns.models.head import MovementRow


class Agreement(MovementRow):
    """One row of III.D: full particulars of an agreement or arrangement, options outside schemes included."""

    particulars = models.TextField(_("Full particulars"), max_length=LONG, blank=True)

    class Meta(MovementRow.Meta):
        verbose_name = _("other agreement or arrangement")
        verbose_name_plural = _("other agreements or arrangements")
