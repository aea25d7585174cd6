"""What bars a change: a return that is no draft any more, and what is kept for good."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext as _


class Refused(Exception):
    """What was asked cannot be done; the message tells the person why and what to do."""


class Locked(Refused):
    """A figure or a state was to be changed where it stands fast."""


class KeptForGood(models.Model):
    """Made once; neither changed nor deleted ever after. The database refuses the same (returns/guards)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, once; raises Locked where it is on record already."""
        if not self._state.adding:
            self._refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises Locked."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise Locked(_("%s: it is kept for good and can be neither changed nor deleted.") % self)
