"""The people around a return."""

from django.contrib.auth.models import User

from returns.models import Issuer, Membership


def person(issuer: Issuer, username: str, role: str, **given: object) -> User:
    """A person with a role for an issuer."""
    user = User.objects.create_user(username, **given)  # type: ignore[arg-type]
    Membership.objects.create(issuer=issuer, user=user, role=role)
    return user


def give(user: User, role: str, issuer: Issuer | None = None) -> None:
    """Give a person another role, for an issuer or for all of theirs; none if `role` is ""."""
    for membership in Membership.objects.filter(user=user, **({"issuer": issuer} if issuer else {})):
        if not role:
            membership.delete()
            continue
        membership.role = role
        membership.save()


def turn(user: User, **given: bool | str) -> None:
    """Change what an account is, or has: is_active, is_staff, is_superuser, email."""
    for name, value in given.items():
        setattr(user, name, value)
    user.save()
