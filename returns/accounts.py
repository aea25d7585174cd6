"""Which account a user name or an e-mail address means, however it is typed."""

from unicodedata import normalize

from django.contrib.auth.models import User


def fold(text: str) -> str:
    """What two names have in common that differ only in case, width or how their accents are encoded."""
    return normalize("NFKC", normalize("NFKC", text).casefold())


def named(typed: str) -> str | None:
    """The user name that is meant; None where there is none, or more than one and none of them is exactly this.

    Compared here, because SQLite knows upper and lower case of ASCII letters alone.
    """
    found = alike(typed)
    if typed in found:
        return typed
    return found[0] if len(found) == 1 else None


def alike(typed: str, but: int | None = None) -> list[str]:
    """The user names that differ from this only as `fold` says; that of one account, by its id, is left out."""
    wanted = fold(typed)
    names = User.objects.values_list("pk", "username")
    return [name for pk, name in names if pk != but and fold(name) == wanted]


def with_email(typed: str) -> list[User]:
    """The accounts that have this e-mail address."""
    wanted = fold(typed)
    return [person for person in User.objects.exclude(email="").order_by("pk") if fold(person.email) == wanted]
