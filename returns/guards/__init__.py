"""What the database itself refuses, whoever asks: the program, the ORM in bulk, or SQL typed by hand.

Triggers, made from the models after every `migrate`, by one module for each database (`sqlite`, `postgresql`):

- a filing, its submission, a step of its review and an entry of the audit trail are neither changed nor deleted;
- a figure changes in a draft only; a return goes from state to state as `NEXT` says, and is filed with its filing;
- an issuer keeps its name, code and board while a return of it waits for approval or filing;
- the trip-wire: a part of a return that changes is marked until its entry in the audit trail is written, and so are an
  issuer, a membership and the rights of an account; while a mark is left, the transaction does not commit (see
  `models.Unrecorded`).

They are taken away while migrations run, because SQLite rebuilds a table to alter it.
"""

from types import ModuleType
from typing import Any

from django.db import migrations, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from returns.guards import postgresql, sqlite
from returns.models import Answer, AuditEntry, Filing, Issuer, MonthlyReturn, ReviewEntry, Submission
from returns.parts import PARTS


def install(connection: BaseDatabaseWrapper) -> None:
    """Install the guards as the models are now, in place of those that were there."""
    database = _module(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _remove(database, cursor)
        for statement in database.statements().values():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: for migrations, and for tests that empty the tables."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _remove(_module(connection), cursor)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that should be in the database and are not."""
    database = _module(connection)
    with connection.cursor() as cursor:
        present = {name for name, _table in database.installed(cursor)}
    return sorted(name for name in database.statements() if name.startswith("guard_") and name not in present)


def would_lose(connection: BaseDatabaseWrapper, plan: list[tuple[migrations.Migration, bool]]) -> list[str]:
    """The tables of permanent records that are not empty and would lose something if migrations were undone.

    `plan` says of each migration whether it is undone: then the tables and columns that it made are dropped.
    """
    permanent: tuple[type[models.Model], ...] = (
        Filing,
        Submission,
        ReviewEntry,
        AuditEntry,
        Issuer,
        MonthlyReturn,
        Answer,
        *(part.model for part in PARTS.values()),
    )
    kept = {model._meta.model_name: model._meta.db_table for model in permanent}
    dropped = set()
    for migration, is_undone in plan:
        for operation in migration.operations if is_undone and migration.app_label == Filing._meta.app_label else ():
            if isinstance(operation, migrations.CreateModel):
                dropped.add(operation.name_lower)
            elif isinstance(operation, migrations.AddField):
                dropped.add(operation.model_name_lower)
    present = connection.introspection.table_names()
    tables = sorted(table for name, table in kept.items() if name in dropped and table in present)
    with connection.cursor() as cursor:
        return [table for table in tables if _holds_rows(cursor, table)]


def _module(connection: BaseDatabaseWrapper) -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite


def _remove(database: ModuleType, cursor: Any) -> None:
    for name, table in database.installed(cursor):
        cursor.execute(database.drop(name, table))


def _holds_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
    return bool(cursor.fetchone()[0])
