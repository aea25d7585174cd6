"""Letters about passwords: the link to choose one, and that how somebody logs in was changed."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns import audit, mail
from returns.models import AuditEntry


def link_to_choose(person: User) -> str:
    """Where a person chooses a password; void once she has chosen, logged in, or after PASSWORD_RESET_TIMEOUT."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return settings.BASE_URL + reverse("choose-password", args=[uid, default_token_generator.make_token(person)])


# A person who has forgotten her password is written to so often at most, whoever asks for it.
WRITTEN_EVERY = timedelta(minutes=5)


def write_link(person: User) -> None:
    """Write to who has forgotten her password, with a link to choose another; not again where that was done just now.

    Nobody waits until it is sent: by the time an answer takes, nobody is to tell who has an account.
    """
    if not _is_first(person.get_username()):
        return
    text = _(
        "Somebody, most likely you, has asked for a new password for %(name)s. Choose it here within three days:\n"
        "%(link)s\n\nIf it was not you, do nothing: your password stays as it is."
    ) % {"name": person.get_username(), "link": link_to_choose(person)}
    mail.write([person], _("Monthly Return: a new password"), text)


def nobody_to_write_to(email: str) -> None:
    """Do as much for an address that no account has, so that the time it takes tells nobody; kept as a digest of it."""
    _is_first(f"#{sha256(email.strip().lower().encode()).hexdigest()[:16]}")


def _is_first(name: str) -> bool:
    """Write down that a link was asked for; False where it was just now."""
    # Found again by what no language says otherwise.
    asked = {"part": "link", "what": f"{name}: password"}
    if AuditEntry.objects.filter(at__gt=timezone.now() - WRITTEN_EVERY, **asked).exists():
        return False
    audit.record(audit.Action.PERMISSION, note=gettext_lazy("a link to choose another was asked for"), **asked)
    return True


def write_changed(person: User, said: str) -> None:
    """Write to a person that how she logs in was changed, in case it was not she; `said` is what, as a sentence."""
    text = _("If it was not you, tell your administrator at once: somebody can log in as you.")
    mail.write([person], _("Monthly Return: your login was changed"), f"{said}\n\n{text}\n")
