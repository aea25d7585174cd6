"""The people around a return."""

from django.contrib.auth.models import User

from returns.models import Issuer, Membership


def person(issuer: Issuer, username: str, role: str, **given: object) -> User:
    """A person with a role for an issuer."""
    user = User.objects.create_user(username, **given)  # type: ignore[arg-type]
    Membership.objects.create(issuer=issuer, user=user, role=role)
    return user
