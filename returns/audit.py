"""Writing and reading the audit trail: who did what, when and from where, with the old and the new value.

Figures and states are recorded by `filing`, issuers, memberships and rights by `listen`, each in the transaction that
changes them: the guards in the database enforce this. Logins are recorded as they happen; downloads by the view that
answers with the file. Attempts without a login are counted, not recorded (returns/anonymous.py): the trail is
permanent, and nobody may fill it from outside.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from returns import anonymous
from returns.compare import Change
from returns.exports import as_csv
from returns.models import (
    IDENTITY,
    RIGHTS,
    AuditEntry,
    Closure,
    Filing,
    Issuer,
    Membership,
    MonthlyReturn,
    part_of_account,
    part_of_issuer,
    part_of_membership,
)
from returns.sheet import Cell

Action = AuditEntry.Action

COMMAND_LINE = "command line"

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def request_source(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: while a request is answered, entries name its person and its address."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return answer


def _entry(action: AuditEntry.Action, by: Any = None, **given: Any) -> AuditEntry:
    request = given.pop("request", None) or _request.get()
    if by is None and request is not None:
        by = getattr(request, "user", None)
    user = by if by is not None and by.pk is not None else None
    monthly_return = given.get("monthly_return")
    given.setdefault("issuer_id", monthly_return.issuer_id if monthly_return else None)
    given.setdefault("at", timezone.now())
    given.setdefault("name", user.get_username() if user else ("" if request else COMMAND_LINE))
    # Kept in one language, whatever the person reads.
    with override(settings.LANGUAGE_CODE):
        given |= {name: str(text) for name, text in given.items() if isinstance(text, Promise)}
    return AuditEntry(action=action, user=user, source=anonymous.address(request) if request else COMMAND_LINE, **given)


def record(action: AuditEntry.Action, by: Any = None, **given: Any) -> AuditEntry:
    """Write one entry; `by` is the person of the request unless named, `given` the other fields of an AuditEntry.

    The program's own words are given untranslated (gettext_lazy).
    """
    entry = _entry(action, by, **given)
    entry.save()
    return entry


# What an entry says where its preparers made a return a draft again, and no approver did.
RECALLED = "recalled"


def record_state(
    monthly_return: MonthlyReturn,
    old: str,
    by: Any,
    note: str | Promise = "",
    at: datetime | None = None,
    what: str | Promise = "",
) -> None:
    """Write that a return went from a state into the one it is in now; `what`: how, where it may be in two ways."""
    record(
        Action.STATE,
        by,
        monthly_return=monthly_return,
        part="state",
        cell="state",
        old=old,
        new=monthly_return.state,
        what=what,
        note=note,
        at=at or timezone.now(),
    )


def came_back(monthly_return: MonthlyReturn) -> AuditEntry | None:
    """How a draft came to be one again: sent back, or its approval void; None where it was never sent."""
    if monthly_return.state != MonthlyReturn.State.DRAFT:
        return None
    return AuditEntry.objects.filter(monthly_return=monthly_return, action=Action.STATE).order_by("pk").last()


def draft_of(monthly_return: MonthlyReturn) -> str:
    """Which of its drafts a return is: another one each time it was sent for approval and came back."""
    return str(monthly_return.reopened or "")


# What makes whoever does it one of those who made the return.
_MAKING = (Action.CREATED, Action.CELL, Action.ROW_ADDED, Action.ROW_REMOVED, Action.ORDER)


def makers(monthly_return: MonthlyReturn) -> set[int]:
    """The ids of all who stated anything in a return, however long ago; none of them is the one to check it.

    A revision states what it does not correct as the return that it revises did: whoever made that one made it too.
    """
    made_of = []
    of_it: MonthlyReturn | None = monthly_return
    while of_it is not None:
        made_of.append(of_it.pk)
        of_it = of_it.revises
    made = AuditEntry.objects.filter(monthly_return__in=made_of, action__in=_MAKING).exclude(user=None)
    return set(made.values_list("user_id", flat=True).distinct().order_by())


def stated_by(monthly_return: MonthlyReturn, cells: Iterable[Cell]) -> dict[Cell, AuditEntry]:
    """Who entered the value that each cell of the return has now, and when: the entry of its last change.

    A cell's address contains the number of its row. So a cell that was last changed before rows were added, deleted or
    moved is attributed to the person who did that, and one that never changed to the person who started the return. A
    revision starts with the figures that it revises: a cell unchanged since then was entered there.
    """
    wanted = [cell for cell in cells if not cell.before]
    parts = {cell.part for cell in wanted}
    entries = AuditEntry.objects.filter(monthly_return=monthly_return)
    last_of_part: dict[str, AuditEntry] = {}
    last_of_cell: dict[str, AuditEntry] = {}
    for entry in entries.filter(models.Q(part__in=parts) | models.Q(action=Action.CREATED)).order_by("pk"):
        if entry.action == Action.CREATED:
            last_of_part = dict.fromkeys(parts, entry)
        elif entry.action == Action.CELL:
            last_of_cell[entry.cell] = entry
        else:
            last_of_part[entry.part] = entry
            last_of_cell = {
                address: kept for address, kept in last_of_cell.items() if not address.startswith(f"{entry.part}-")
            }
    found = {cell: last_of_cell.get(cell.address) or last_of_part.get(cell.part) for cell in wanted}
    if monthly_return.revises is not None:
        began = entries.filter(action=Action.CREATED).values_list("at", flat=True).first()
        taken_over = [cell for cell, entry in found.items() if entry and entry.at == began]
        found |= stated_by(monthly_return.revises, taken_over)
    return {cell: entry for cell, entry in found.items() if entry}


def record_changes(
    monthly_return: MonthlyReturn,
    changes: Iterable[Change],
    by: Any,
    at: datetime | None = None,
    calculated: Collection[Cell] | None = None,
) -> None:
    """Write what a save changed: an entry for each cell, and for each row that came or went with all it says.

    `calculated` are the cells that followed from what a person entered; None where the program states them all.
    """
    at = at or timezone.now()
    # Kept in one language, whatever the person who saves reads.
    with override(settings.LANGUAGE_CODE):
        template = _entry(Action.CELL, by, monthly_return=monthly_return, at=at)
        entries = [_like(template, **said) for change in changes for said in _said(change, calculated)]
    AuditEntry.objects.bulk_create(entries)


def _like(entry: AuditEntry, **said: Any) -> AuditEntry:
    values = {f.attname: getattr(entry, f.attname) for f in AuditEntry._meta.concrete_fields if not f.primary_key}
    return AuditEntry(**values | said)


def _said(change: Change, calculated: Collection[Cell] | None) -> Iterator[dict[str, Any]]:
    if change.is_order:
        yield {"action": Action.ORDER, "part": change.part, "cell": change.part, "what": change.label}
    elif change.is_added or change.is_removed:
        row = change.after if change.before is None else change.before
        texts = {cell.cell.name: cell.new or cell.old for cell in change.cells}
        yield {
            "action": Action.ROW_ADDED if change.is_added else Action.ROW_REMOVED,
            "part": change.part,
            "cell": f"{change.part}-{row}",
            "what": change.label,
            "new" if change.is_added else "old": json.dumps(texts, ensure_ascii=False),
        }
    else:
        for cell in change.cells:
            yield {
                "part": change.part,
                "cell": cell.cell.address,
                "what": cell.label,
                "old": cell.old,
                "new": cell.new,
                "is_calculated": None if calculated is None else cell.cell in calculated,
            }


def downloaded(what: str | Promise, filing: Filing | None = None, by: Any = None, **given: Any) -> None:
    """Write that a file left the program: what it was, and of which filing or `monthly_return`."""
    if filing is not None:
        given |= {"monthly_return": filing.monthly_return, "new": filing.pdf_sha256}
    record(Action.DOWNLOAD, by, what=what, **given)


# --- Reading it ---


# What `export` says of a cell, by whether it was calculated.
ENTERED_OR_CALCULATED = {True: "calculated", False: "entered", None: ""}

COLUMNS = ("at", "name", "source", "action", "issuer", "return", "cell", "what", "old", "new", "note", "origin")


def export(entries: models.QuerySet[AuditEntry]) -> Iterator[str]:
    """Entries as CSV, line by line, the names of the columns first; times in Hong Kong."""
    read = entries.select_related("issuer", "monthly_return").iterator(chunk_size=1000)
    return as_csv(COLUMNS, map(_as_row, read))


def _as_row(entry: AuditEntry) -> list[str]:
    of_it = entry.monthly_return
    return [
        timezone.localtime(entry.at).isoformat(),
        entry.name,
        entry.source,
        entry.action,
        entry.issuer.stock_code if entry.issuer else "",
        f"{of_it.month} r{of_it.revision}" if of_it else "",
        entry.cell,
        entry.what,
        entry.old,
        entry.new,
        entry.note,
        ENTERED_OR_CALCULATED[entry.is_calculated],
    ]


# --- What is recorded as it happens ---


def listen() -> None:
    """Listen to logins, and to changes of issuers, closures, memberships and permissions."""
    user = get_user_model()
    # What is saved and its entry are one transaction, whoever saves it: the trip-wire looks when it commits.
    for model in (Issuer, Membership, Closure, user):
        model.add_to_class("save", transaction.atomic(savepoint=False)(model.save))
    user_logged_in.connect(_logged_in)
    user_logged_out.connect(_logged_out)
    user_login_failed.connect(_login_failed)
    pre_save.connect(_remember, sender=Issuer)
    post_save.connect(_issuer_saved, sender=Issuer)
    post_save.connect(_closure_saved, sender=Closure)
    pre_save.connect(_remember, sender=Membership)
    post_save.connect(_membership_saved, sender=Membership)
    post_delete.connect(_membership_deleted, sender=Membership)
    pre_save.connect(_remember, sender=user)
    post_save.connect(_person_saved, sender=user)
    post_delete.connect(_person_deleted, sender=user)
    m2m_changed.connect(_rights_changed, sender=user.groups.through)
    m2m_changed.connect(_rights_changed, sender=user.user_permissions.through)


def _logged_in(request: HttpRequest | None, user: Any, **_given: Any) -> None:
    record(Action.LOGIN, user, request=request)


def _logged_out(request: HttpRequest | None, user: Any, **_given: Any) -> None:
    if user is not None:
        record(Action.LOGOUT, user, request=request)


def _login_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_given: Any) -> None:
    # People type their password into the wrong field: only names of accounts are recorded.
    name = str(credentials.get(get_user_model().USERNAME_FIELD) or "")
    known = name if get_user_model()._default_manager.filter(username=name).exists() else ""
    if request is not None and not request.user.is_authenticated:
        anonymous.count(request, anonymous.What.LOGIN, known)
    else:
        record(Action.LOGIN_FAILED, request=request, name=known or gettext_lazy("no such account"))


def _remember(instance: Any, raw: bool, **_given: Any) -> None:
    """Keep the stored values until the save has finished, to compare them with the new ones."""
    instance._on_record = None if raw else type(instance)._base_manager.filter(pk=instance.pk).first()


def _issuer_saved(instance: Issuer, raw: bool, **_given: Any) -> None:
    was = instance._on_record  # type: ignore[attr-defined]
    for name in () if raw else (*IDENTITY, "listed_on", "ceased_on"):
        old, new = (_of_issuer(row, name) for row in (was, instance))
        if old != new:
            part = part_of_issuer(instance.pk)
            record(Action.ISSUER, issuer_id=instance.pk, part=part, what=name, old=old, new=new)


def _of_issuer(issuer: Issuer | None, name: str) -> str:
    stated = getattr(issuer, name, None) or ""
    return f"{stated:%d/%m/%Y}" if isinstance(stated, date) else str(stated)


def _closure_saved(instance: Closure, raw: bool, **_given: Any) -> None:
    if not raw:
        old, new = (instance.reason, "") if instance.withdrawn_at else ("", instance.reason)
        record(Action.CLOSURE, what=str(instance), old=old, new=new)


def _membership_saved(instance: Membership, raw: bool, **_given: Any) -> None:
    was = instance._on_record  # type: ignore[attr-defined]
    if raw:
        return
    moved = was is not None and (was.user_id, was.issuer_id) != (instance.user_id, instance.issuer_id)
    if moved:
        _record_membership(was, was.role, "")
    old = was.role if was and not moved else ""
    if old != instance.role:
        _record_membership(instance, old, instance.role)


def _membership_deleted(instance: Membership, **_given: Any) -> None:
    _record_membership(instance, instance.role, "")


def _record_membership(membership: Membership, old: str, new: str) -> None:
    what = membership.user.get_username()
    part = part_of_membership(membership.user_id, membership.issuer_id)
    record(Action.MEMBERSHIP, issuer_id=membership.issuer_id, part=part, what=what, old=old, new=new)


def _person_saved(instance: User, raw: bool, update_fields: frozenset[str] | None, **_given: Any) -> None:
    was = instance._on_record  # type: ignore[attr-defined]
    for name in () if raw else RIGHTS:
        if update_fields is not None and name not in update_fields:
            continue
        old, new = getattr(was, name) if was else None, getattr(instance, name)
        if old != new and (was is not None or new not in (False, "")):
            # Of a password, only the fact that it changed is recorded.
            texts = {} if name == "password" else {"old": "" if old is None else str(old), "new": str(new)}
            part = part_of_account(instance.pk, name)
            record(Action.PERMISSION, part=part, what=f"{instance.get_username()}: {name}", **texts)


def _person_deleted(instance: User, **_given: Any) -> None:
    part = part_of_account(instance.pk, "deleted")
    record(Action.PERMISSION, part=part, what=f"{instance.get_username()}: deleted")


def _rights_changed(
    instance: Any, action: str, model: type[models.Model], pk_set: set[Any] | None, **_given: Any
) -> None:
    if action in ("post_add", "post_remove", "pre_clear"):
        ids = ", ".join(str(pk) for pk in sorted(pk_set or ()))
        what = f"{instance}: {model._meta.model_name} {ids}".rstrip()
        record(Action.PERMISSION, what=what, note=action.partition("_")[2])
