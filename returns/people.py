"""Who works on an issuer's returns: inviting people, changing what they may do, and letting them go."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from returns import audit, mail
from returns.models import AuditEntry, Issuer, Membership
from returns.models import Refused as Refused  # raised here, so callers look for it here


def invite(issuer: Issuer, who: str, role: str) -> tuple[Membership, bool]:
    """Make a person a member, known by user name or e-mail; one who is not known yet is made, by e-mail.

    The other answer is whether she is yet to choose a password. Raises Refused.
    """
    found = list(User.objects.filter(Q(username=who) | Q(email__iexact=who))[:2])
    if len(found) > 1:
        raise Refused(_("More than one person has this e-mail address; give the user name instead."))
    if not found and "@" not in who:
        raise Refused(_("Nobody has this user name. Give an e-mail address to invite somebody new."))
    try:
        with transaction.atomic():
            person = found[0] if found else User.objects.create_user(who.lower(), who)
            if person.is_staff:
                raise Refused(_("%s is an administrator, who reviews returns and is no member.") % person)
            if not person.is_active:
                raise Refused(_("%s has left; make the account active again first.") % person)
            membership = Membership.objects.create(issuer=issuer, user=person, role=role)
    except IntegrityError as fault:
        raise Refused(_("%s is a member already; change the role in the list.") % who) from fault
    return membership, not person.has_usable_password()


def change(membership: Membership, role: str) -> None:
    """Let a member do something else from now on."""
    membership.role = role
    membership.save()


def remove(membership: Membership) -> None:
    """Let a member go; what she typed stays, and so does the account."""
    membership.delete()


def write_to(membership: Membership) -> None:
    """Write to a new member, with a link to choose a password where she has none."""
    person, issuer = membership.user, membership.issuer
    if person.has_usable_password():
        link = settings.BASE_URL + reverse("archive", args=[issuer.stock_code])
        what = _("Log in as %(name)s and find its returns here:")
    else:
        link = _link_to_choose(person)
        what = _("Your user name is %(name)s. Choose a password here within three days:")
    said = _("You are now %(role)s for %(issuer)s.") % {"role": membership.get_role_display(), "issuer": issuer}
    text = f"{said}\n\n{what % {'name': person.get_username()}}\n{link}\n"
    mail.write([person], _("Monthly Return: %s") % issuer, text)


def _link_to_choose(person: User) -> str:
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
    ) % {"name": person.get_username(), "link": _link_to_choose(person)}
    mail.write([person], _("Monthly Return: a new password"), text)


def nobody_to_write_to(email: str) -> None:
    """Do as much for an address that no account has, so that the time it takes tells nobody; kept as a digest of it."""
    _is_first(f"#{sha256(email.strip().lower().encode()).hexdigest()[:16]}")


def _is_first(name: str) -> bool:
    """Write down that a link was asked for; False where it was just now."""
    asked = {"what": f"{name}: password", "note": _("a link to choose another was asked for")}
    if AuditEntry.objects.filter(at__gt=timezone.now() - WRITTEN_EVERY, **asked).exists():
        return False
    audit.record(audit.Action.PERMISSION, **asked)
    return True


def write_changed(person: User, said: str) -> None:
    """Write to a person that how she logs in was changed, in case it was not she; `said` is what, as a sentence."""
    text = _("If it was not you, tell your administrator at once: somebody can log in as you.")
    mail.write([person], _("Monthly Return: your login was changed"), f"{said}\n\n{text}\n")
