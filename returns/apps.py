"""What is set up with the program: the guards in the database after migrations, and the ears of the audit trail."""

from typing import Any

from django.apps import AppConfig
from django.core.management.base import CommandError
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext


class ReturnsConfig(AppConfig):
    """The whole program."""

    name = "returns"

    def ready(self) -> None:
        """Listen to migrations, logins, memberships, and to what people are written of."""
        from returns import audit, login_guard, notices

        pre_migrate.connect(_make_way, sender=self)
        post_migrate.connect(_install_guards, sender=self)
        audit.listen()
        login_guard.listen()
        notices.listen()


def _make_way(using: str, plan: list[Any], **_given: Any) -> None:
    from returns import guards

    if tables := guards.would_lose(connections[using], plan):
        raise CommandError(
            gettext(
                "Nothing was changed: undoing these migrations would delete what was filed, or the audit trail, which "
                "are kept for good (%s). To go back to an earlier version, restore a backup that it made."
            )
            % ", ".join(tables),
            returncode=1,
        )
    if plan:
        guards.remove(connections[using])


def _install_guards(using: str, plan: list[Any] | None = None, **_given: Any) -> None:
    from returns import guards
    from returns.models import Unrecorded

    connection = connections[using]
    # After a migration to before they were there, there is nothing to guard.
    is_there = Unrecorded._meta.db_table in connection.introspection.table_names()
    if is_there and (plan or guards.missing(connection)):
        guards.install(connection)
