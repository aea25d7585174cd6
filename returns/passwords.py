"""Letters about logging in: links to choose a password or to make a browser known, and that something was changed."""

from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from returns import accounts, anonymous, login_guard, mail
from returns.models import AnonymousAttempts


def link_to_choose(person: User) -> str:
    """Where a person chooses a password; void once they have done so or logged in, or after PASSWORD_RESET_TIMEOUT."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return settings.BASE_URL + reverse("choose-password", args=[uid, default_token_generator.make_token(person)])


def write_link(person: User) -> None:
    """Write to somebody, with a link to choose another password."""
    text = _(
        "Somebody, most likely you, has asked for a new password for %(name)s. Choose it here within three days:\n"
        "%(link)s\n\nIf it was not you, do nothing: your password stays as it is."
    ) % {"name": person.get_username(), "link": link_to_choose(person)}
    mail.write([person], _("Monthly Return: a new password"), text)


def write_login_link(person: User) -> None:
    """Write to somebody who is locked out in a new browser, with a link that makes it known."""
    link = settings.BASE_URL + reverse("use-login-link", args=[login_guard.link_token(person)])
    text = _(
        "Somebody, most likely you, has asked for a link to log in as %(name)s from a new browser. Open it in that "
        "browser within an hour, and log in there with your password:\n%(link)s\n\n"
        "If it was not you, do nothing: nobody can log in by this link alone."
    ) % {"name": person.get_username(), "link": link}
    mail.write([person], _("Monthly Return: log in from a new browser"), text)


_WRITE = {anonymous.What.PASSWORD_LINK: write_link, anonymous.What.LOGIN_LINK: write_login_link}


def ask_for_link(request: HttpRequest, what: AnonymousAttempts.What, email: str) -> bool:
    """Write to everybody who has this e-mail address; False where too many letters were asked for from this address.

    Nothing shows whether anybody has it: as much is done for an e-mail address that no account has, which is counted
    under its digest, and nobody waits until a letter is sent. Nobody is written to again where that was done just now.
    """
    people = [person for person in accounts.with_email(email) if person.is_active and person.has_usable_password()]
    name = people[0].get_username() if people else f"#{sha256(accounts.fold(email).encode()).hexdigest()[:16]}"
    may_ask = anonymous.may_ask(request, what)
    is_answered = may_ask and not anonymous.was_just_answered(what, name)
    anonymous.count(request, what, name, answered=is_answered)
    for person in people if is_answered else ():
        _WRITE[what](person)
    return may_ask


def write_changed(person: User, said: str) -> None:
    """Write to a person that how they log in was changed, in case it was not by them; `said` is what, as a sentence."""
    text = _("If it was not you, tell your administrator at once: somebody can log in as you.")
    mail.write([person], _("Monthly Return: your login was changed"), f"{said}\n\n{text}\n")
