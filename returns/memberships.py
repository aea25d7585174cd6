"""Who works on an issuer's returns: inviting people, changing what they may do, and letting them go."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from returns import accounts, mail
from returns.models import ActionRefused as ActionRefused  # raised here, so callers look for it here
from returns.models import Issuer, Membership
from returns.passwords import link_to_choose


def invite(issuer: Issuer, who: str, role: str) -> tuple[Membership, bool]:
    """Make a person a member, known by user name or e-mail; one who is not known yet is made, by e-mail.

    The other answer is whether they have a password to choose yet. Raises ActionRefused.
    """
    found = {*accounts.with_email(who), *User.objects.filter(username=accounts.named(who))}
    if len(found) > 1:
        raise ActionRefused(_("More than one person has this e-mail address; give the user name instead."))
    if not found and "@" not in who:
        raise ActionRefused(_("Nobody has this user name. Give an e-mail address to invite somebody new."))
    try:
        with transaction.atomic():
            person = found.pop() if found else User.objects.create_user(who.lower(), who)
            if person.is_staff:
                raise ActionRefused(_("%s is an administrator, who reviews returns and is no member.") % person)
            if not person.is_active:
                raise ActionRefused(_("%s has left; make the account active again first.") % person)
            membership = Membership.objects.create(issuer=issuer, user=person, role=role)
    except IntegrityError as fault:
        raise ActionRefused(_("%s is a member already; change the role in the list.") % who) from fault
    return membership, not person.has_usable_password()


def change(membership: Membership, role: str) -> None:
    """Let a member do something else from now on."""
    membership.role = role
    membership.save()


def remove(membership: Membership) -> None:
    """Remove a member; what they typed is kept, and so is the account."""
    membership.delete()


def write_to(membership: Membership) -> None:
    """Write to a new member, with a link to choose a password if they have none."""
    person, issuer = membership.user, membership.issuer
    if person.has_usable_password():
        link = settings.BASE_URL + reverse("archive", args=[issuer.stock_code])
        what = _("Log in as %(name)s and find its returns here:")
    else:
        link = link_to_choose(person)
        what = _("Your user name is %(name)s. Choose a password here within three days:")
    said = _("You are now %(role)s for %(issuer)s.") % {"role": membership.get_role_display(), "issuer": issuer}
    text = f"{said}\n\n{what % {'name': person.get_username()}}\n{link}\n"
    mail.write([person], _("Monthly Return: %s") % issuer, text)
