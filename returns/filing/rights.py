"""Users & roles with a return, according to what is on record."""

from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from returns import audit
from returns.models import ActionRefused, Issuer, Membership

Role = Membership.Role


def require_role(by: User | None, issuer: Issuer, *roles: Role) -> None:
    """Raise ActionRefused unless a person has one of the roles for an issuer, and is no administrator.

    Read from the record under the lock of the action, so that a role taken away a moment ago no longer counts.
    """
    has_role = Membership.objects.filter(
        issuer=issuer, user=by, role__in=roles, user__is_active=True, user__is_staff=False
    )
    if by is not None and has_role.exists():
        return
    if by is not None and User.objects.filter(pk=by.pk, is_staff=True).exists():
        raise ActionRefused(_("Administrators review returns; they do not change, send, approve or finalise them."))
    raise ActionRefused(
        _("Only a person who is %(roles)s of %(issuer)s may do this. Nothing was changed.")
        % {"roles": _(" or ").join(str(role.label) for role in roles), "issuer": issuer.name}
    )


def require_preparer(by: User | None, issuer: Issuer) -> None:
    """The same for preparers; `None` is the operator at the command line, who may."""
    if by is not None:
        require_role(by, issuer, Role.PREPARER)


def name_of(person: Any) -> str:
    """What a person is called in a filing."""
    return (person.get_full_name() or person.get_username()) if person else audit.COMMAND_LINE
