"""Drafts: started, saved, and changed while somebody types."""

import copy
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from returns import audit
from returns.compare import Change, compare, compare_in_print, match
from returns.deadlines import is_month_end, today
from returns.editions import EDITIONS
from returns.exchange import figures_json
from returns.filing.locks import (
    NotADraft,
    VersionConflict,
    is_as_read,
    locked,
    locked_issuer,
    read,
    refuse_filed,
    take_over,
)
from returns.filing.on_record import sheet_of, with_month_before
from returns.filing.rights import require_preparer
from returns.models import ActionRefused, Issuer, MonthlyReturn
from returns.parts import PARTS
from returns.roll_forward import roll_forward
from returns.sheet import REMARKS, Sheet

# Before that year there was no exchange of this name to file with.
FIRST_YEAR = 1980

State = MonthlyReturn.State


def start(issuer: Issuer, month_ended: date, by: User | None, last: Sheet | None = None) -> MonthlyReturn:
    """Start the draft for a month: from the last filing, or with the rows that the edition always prints.

    Of an issuer of which nothing is filed here yet, from `last`, its return for the month before, where that is given.
    Raises ActionRefused where one is there already, or the person is no preparer of the issuer.
    """
    if not is_month_end(month_ended):
        raise ActionRefused(
            _("A return is for a whole month; %s is not the last day of one.") % f"{month_ended:%d/%m/%Y}"
        )
    with transaction.atomic():
        issuer = locked_issuer(issuer.pk)
        require_preparer(by, issuer)
        return store_new(_blank_or_rolled_forward(issuer, month_ended, last), issuer, by)


def _blank_or_rolled_forward(issuer: Issuer, month_ended: date, given: Sheet | None) -> Sheet:
    edition = EDITIONS.for_month(month_ended)
    sheet = Sheet(head=MonthlyReturn(issuer=issuer, edition=edition.code, month_ended=month_ended))
    if last := with_month_before(sheet, issuer).month_before or given:
        return roll_forward(last, month_ended, issuer)
    sheet.head.issuer_name = issuer.name
    known = {share_class.key: share_class for share_class in issuer.share_classes.all()}
    classes = dict.fromkeys([*edition.class_slots, *known])
    for part in edition.parts:
        sheet.rows(part).extend(edition.blank_rows(part, classes))
    for block in sheet.authorised:
        if share_class := known.get(block.share_class):
            block.stock_code, block.description = share_class.stock_code, share_class.description
            block.currency = share_class.currency
            block.opening_par = block.closing_par = share_class.par
    return sheet


def refuse_month(issuer: Issuer, month_ended: date) -> None:
    """Raise ActionRefused where there can be no return for a month: it has not begun, or the issuer was not listed."""
    named = {"issuer": issuer.name, "month": f"{month_ended:%m/%Y}"}
    if month_ended.replace(day=1) > today():
        raise ActionRefused(_("%(month)s has not begun yet: there is nothing to report for it.") % named)
    if month_ended.year < FIRST_YEAR:
        raise ActionRefused(_("No return is kept for a month before %d.") % FIRST_YEAR)
    if issuer.listed_on and month_ended < issuer.listed_on:
        raise ActionRefused(
            _("%(issuer)s was listed on %(day)s, so there is no return for %(month)s.")
            % {**named, "day": f"{issuer.listed_on:%d/%m/%Y}"}
        )
    if issuer.ceased_on and not issuer.was_listed(month_ended):
        raise ActionRefused(
            _("%(issuer)s ceased to be listed on %(day)s, so there is no return for %(month)s.")
            % {**named, "day": f"{issuer.ceased_on:%d/%m/%Y}"}
        )


def store_new(sheet: Sheet, issuer: Issuer, by: User | None) -> MonthlyReturn:
    """Store a new draft with its rows, under a lock that the caller holds.

    Raises ActionRefused where there can be none.
    """
    head = sheet.head
    refuse_month(issuer, head.month_ended)
    head.issuer, head.created_by, head.changed_by = issuer, by, by
    _count_on(head)
    blank = Sheet(head=MonthlyReturn(issuer=issuer, edition=head.edition, month_ended=head.month_ended))
    changes, at = compare(blank, sheet), timezone.now()
    try:
        with transaction.atomic():
            head.save()
            _write_rows(head, blank, sheet, changes)
            note = head.revision_reason if head.revision else ""
            audit.record(
                audit.Action.CREATED,
                by,
                monthly_return=head,
                part="head",
                cell="head",
                what=str(head),
                note=note,
                at=at,
            )
            audit.record_changes(head, changes, by, at)
    except IntegrityError as fault:
        head.pk = None
        raise ActionRefused(
            _("A return of %(issuer)s for %(month)s is already there; open it from the list.")
            % {"issuer": issuer.name, "month": f"{head.month_ended:%m/%Y}"}
        ) from fault
    return head


def _count_on(head: MonthlyReturn) -> None:
    """Number a new draft on from those discarded before it, so that a page left open on one saves nothing into it."""
    same = {"issuer": head.issuer, "month_ended": head.month_ended, "revision": head.revision}
    discarded = MonthlyReturn.objects.filter(state=State.DISCARDED, **same)
    last = discarded.aggregate(version=Max("version"), reopened=Max("reopened"))
    if last["version"] is not None:
        head.version, head.reopened = last["version"] + 1, last["reopened"] + 1


# What a save of the draft may change in the head; the rest is set once, or by a change of state.
_EDITABLE = (
    *figures_json.HEAD_FIELDS,
    *REMARKS,
    "not_applicable",
    "confirmations",
)


def save_draft(monthly_return: MonthlyReturn, sheet: Sheet, by: User | None, version: int) -> None:
    """Store what a Sheet states as the return's figures; `version` is the one the person started from.

    Raises ActionRefused where the person is no preparer or the return is filed, NotADraft where it was sent for
    approval, VersionConflict where somebody else saved meanwhile.
    """
    save(monthly_return, sheet, by, version, is_operator=False)


def save(monthly_return: MonthlyReturn, sheet: Sheet, by: User | None, version: int, *, is_operator: bool) -> None:
    """Save a draft as `save_draft` does; `is_operator`: from the command line, whatever role `by` has."""
    seen = read(monthly_return)
    _refuse_to_save(seen, by, version, is_operator)
    was = Sheet.load(seen)
    changes = compare_in_print(was, sheet)
    with transaction.atomic():
        stored = locked(monthly_return)
        _refuse_to_save(stored, by, version, is_operator)
        _store(stored, was, sheet, changes, by)
    take_over(monthly_return, stored)


def _refuse_to_save(monthly_return: MonthlyReturn, by: User | None, version: int, is_operator: bool) -> None:
    if not is_operator:
        require_preparer(by, monthly_return.issuer)
    if monthly_return.state == State.DISCARDED:
        refuse_filed(monthly_return)
    if not monthly_return.is_open:
        raise ActionRefused(_("This return is finalised and cannot be changed. Correct it by a revision."))
    if monthly_return.state != State.DRAFT:
        raise NotADraft(
            _("Not saved: this return is “%s” and read-only. Recall it from approval first, then save again.")
            % monthly_return.get_state_display()
        )
    if monthly_return.version != version:
        raise VersionConflict(
            _(
                "Somebody else saved this return after you opened it, so yours was not saved. What you typed is "
                "still on this page: open the return in another window, compare, and type your changes there."
            )
        )


def open_draft(monthly_return: MonthlyReturn) -> tuple[Sheet, Sheet]:
    """A draft as it is on record now, and a copy to change, which `store_draft` stores; that asks who may.

    Raises ActionRefused where the return is no draft.
    """
    seen = read(monthly_return)
    _require_draft(seen)
    was = sheet_of(seen)
    rows: dict[str, Any] = {part: list(was.rows(part)) for part in PARTS}
    return was, replace(was, head=copy.copy(seen), **rows)


def store_draft(monthly_return: MonthlyReturn, was: Sheet, sheet: Sheet, by: User, is_changed: bool = True) -> bool:
    """Store what was made of a draft since it was opened; False where somebody else has saved it meanwhile.

    Where nothing is changed it only says whether all is still as it was. Raises ActionRefused where the person is no
    preparer of the issuer, or as `open_draft` does.
    """
    changes = compare_in_print(was, sheet) if is_changed else []
    with transaction.atomic():
        stored = locked(monthly_return)
        require_preparer(by, stored.issuer)
        _require_draft(stored)
        if not is_as_read(stored, was):
            return False
        if is_changed:
            _store(stored, was, sheet, changes, by)
    sheet.head.version = stored.version
    take_over(monthly_return, stored)
    return True


def _require_draft(monthly_return: MonthlyReturn) -> None:
    if monthly_return.state != State.DRAFT:
        raise ActionRefused(
            _("This return is “%s” now, so nothing is saved while you type. Load the page again.")
            % monthly_return.get_state_display()
        )


def _store(stored: MonthlyReturn, was: Sheet, sheet: Sheet, changes: list[Change], by: User | None) -> None:
    """Write what a Sheet states into a draft that is locked.

    `was` is what is on record, and `changes` what differs from it.
    """
    at = timezone.now()
    for name in _EDITABLE:
        setattr(stored, name, getattr(sheet.head, name))
    stored.version += 1
    if changes:
        stored.changed_by = by
    stored.save()
    _write_rows(stored, was, sheet, changes)
    audit.record_changes(stored, changes, by, at, sheet.recalculated)


# Up to this many rows are deleted one by one; if there are more, all are deleted at once.
_FEW = 500


def _write_rows(monthly_return: MonthlyReturn, was: Sheet, sheet: Sheet, changes: list[Change]) -> None:
    """Write the rows of the parts in which something changed; a row that is unchanged is left alone."""
    for part in dict.fromkeys(change.part for change in changes if change.part in PARTS):
        model, old, new = PARTS[part].model, was.rows(part), sheet.rows(part)
        touched = {change.after for change in changes if change.part == part}
        kept = {
            after
            for before, after in match(was, sheet, part)
            if before is not None and before == after and after not in touched and old[before].position == after
        }
        gone = [row.pk for place, row in enumerate(old) if place not in kept]
        if len(gone) > _FEW:
            kept = set()
        of_return = model._default_manager.filter(monthly_return=monthly_return)
        if old:
            (of_return.filter(pk__in=gone) if kept else of_return).delete()
        fresh = [place for place in range(len(new)) if place not in kept]
        for place in fresh:
            new[place].pk, new[place].monthly_return, new[place].position = None, monthly_return, place
        model._default_manager.bulk_create([new[place] for place in fresh])
