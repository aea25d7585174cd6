"""What prevents a change: a return that is no longer a draft, and permanent records."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext as _


class ActionRefused(Exception):
    """The request cannot be carried out; the message says why and what to do."""


class Immutable(ActionRefused):
    """A figure or a state was to be changed that can no longer change."""


class KeptForGood(models.Model):
    """A permanent record: stored once, never changed or deleted. The database refuses both too (returns/guards)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, once; raises Immutable where it is on record already."""
        if not self._state.adding:
            self._refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises Immutable."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise Immutable(_("%s: it is kept for good and can be neither changed nor deleted.") % self)
