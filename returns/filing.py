"""The only code that changes a return's state: start, save a draft, file.

Filing is a one-way door: a frozen copy is printed first; then, in one short transaction, the return is locked, not
one figure may have changed since, the rules run again, and PDF and figures are stored with their SHA-256, chained
to the issuer's filing before.
"""

from datetime import date
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.calendar import is_month_end
from returns.editions import EDITIONS, reconcile
from returns.exchange import figures_json
from returns.figures import Kind
from returns.models import (
    Answer,
    AuthorisedClass,
    Filing,
    IssuedClass,
    Issuer,
    MonthlyReturn,
    OtherMovement,
    ShareClass,
    Total,
)
from returns.pdf.printing import print_return
from returns.pdf.proof import prove
from returns.rules import Finding, Level, Reconciliation, fingerprint
from returns.sheet import MOVEMENTS, ROWS, Sheet, authorised_exists

CURRENT_EDITION = "2009"


class Refused(Exception):
    """What was asked cannot be done; the message tells the person why and what to do."""


class Stale(Refused):
    """Somebody else saved the draft since it was opened."""


class NotReconciled(Refused):
    """The figures do not agree, or a warning stands unanswered."""

    def __init__(self, reconciliation: Reconciliation) -> None:
        self.reconciliation = reconciliation
        super().__init__(_("The return cannot be filed while findings stand."))


def start(issuer: Issuer, month_ended: date, by: User | None) -> MonthlyReturn:
    """Start the draft for a month, with the rows that the edition always prints."""
    if not is_month_end(month_ended):
        raise Refused(_("A return is for a whole month; %s is not the last day of one.") % f"{month_ended:%d/%m/%Y}")
    edition = EDITIONS[CURRENT_EDITION]
    sheet = Sheet(head=MonthlyReturn(issuer=issuer, edition=edition.code, month_ended=month_ended))
    sheet.head.issuer_name = issuer.name
    known = {share_class.key: share_class for share_class in issuer.share_classes.all()}
    for key in dict.fromkeys([*edition.class_slots, *known]):
        block = AuthorisedClass(share_class=key)
        if key in known:
            block.stock_code, block.description = known[key].stock_code, known[key].description
            block.currency, block.opening_par, block.closing_par = known[key].currency, known[key].par, known[key].par
        sheet.authorised.append(block)
        sheet.issued.append(IssuedClass(share_class=key))
        sheet.totals.append(Total(part=Total.Part.ALL, share_class=key))
    sheet.other_movements = [OtherMovement(type=value) for value in OtherMovement.Type.values]
    sheet.totals = [Total(part=part, share_class=kind) for part in MOVEMENTS for kind in edition.part_totals] + (
        sheet.totals
    )
    return _store_new(sheet, issuer, by)


def _store_new(sheet: Sheet, issuer: Issuer, by: User | None) -> MonthlyReturn:
    head = sheet.head
    head.issuer, head.created_by = issuer, by  # type: ignore[assignment]
    try:
        with transaction.atomic():
            head.save()
            _write_rows(head, sheet)
    except IntegrityError as fault:
        head.pk = None
        raise Refused(
            _("A return of %(issuer)s for %(month)s is already there; open it from the list.")
            % {"issuer": issuer.name, "month": f"{head.month_ended:%m/%Y}"}
        ) from fault
    return head


def sheet_of(monthly_return: MonthlyReturn) -> Sheet:
    """The Sheet of a return on record, with the filing of the month before it where there is one."""
    return with_month_before(Sheet.load(monthly_return), monthly_return.issuer)


def with_month_before(sheet: Sheet, issuer: Issuer) -> Sheet:
    """The Sheet, with the issuer's last filing for a month before it as it was filed, where there is one."""
    last = (
        Filing.objects.filter(issuer=issuer, month_ended__lt=sheet.head.month_ended)
        .order_by("-month_ended", "-monthly_return__revision")
        .only("figures", "filed_at")
        .first()
    )
    if last is not None:
        sheet.month_before, sheet.before_filed_at = figures_json.load(last.figures.encode()), last.filed_at
    return sheet


# What a save of the draft may change in the head; the rest is set once, or by a change of state.
_EDITABLE = (
    *figures_json.HEAD_FIELDS,
    *figures_json.REMARKS,
    "not_applicable",
    "confirmations",
)


def save_draft(monthly_return: MonthlyReturn, sheet: Sheet, by: User | None, version: int) -> None:
    """Store what a Sheet states as the draft's figures; `version` is the one the person started from."""
    with transaction.atomic():
        stored = MonthlyReturn.objects.select_for_update().get(pk=monthly_return.pk)
        if stored.state != MonthlyReturn.State.DRAFT:
            raise Refused(_("This return is filed; it cannot be changed any more. Correct it by a revision."))
        if stored.version != version:
            raise Stale(
                _(
                    "Somebody else saved this return after you opened it, so yours was not saved. What you typed is "
                    "still on this page: open the return in another window, compare, and type your changes there."
                )
            )
        for name in _EDITABLE:
            setattr(stored, name, getattr(sheet.head, name))
        stored.version += 1
        stored.save()
        _write_rows(stored, sheet)
    monthly_return.version = stored.version
    monthly_return.updated_at = stored.updated_at


def _write_rows(monthly_return: MonthlyReturn, sheet: Sheet) -> None:
    for part, model in ROWS.items():
        model._default_manager.filter(monthly_return=monthly_return).delete()
        rows = sheet.rows(part)
        for position, row in enumerate(rows):
            row.pk, row.monthly_return, row.position = None, monthly_return, position
        model._default_manager.bulk_create(rows)


def check(sheet: Sheet) -> Reconciliation:
    """Run the rules; raises NotReconciled unless the Sheet may be filed."""
    reconciliation = reconcile(sheet)
    if not reconciliation.may_be_filed:
        raise NotReconciled(reconciliation)
    return reconciliation


def answer(monthly_return: MonthlyReturn, finding: Finding, reason: str, by: User) -> Answer:
    """Answer for a warning: why the figures concerned stand as they are, and who says so."""
    if not reason.strip():
        raise Refused(_("An answer needs its reason."))
    if finding.level is not Level.WARNING:
        raise Refused(_("%s cannot be answered for; only warnings can.") % finding.code)
    with transaction.atomic():
        stored = MonthlyReturn.objects.select_for_update().get(pk=monthly_return.pk)
        _refuse_filed(stored)
        sheet = sheet_of(stored)
        current = fingerprint(sheet, finding)
        if current not in [fingerprint(sheet, warning) for warning in reconcile(sheet).warnings]:
            raise Stale(_("The figures of %s have changed since; look at it again.") % finding.code)
        return Answer.objects.create(
            monthly_return=stored,
            code=finding.code,
            cell=finding.place.address,
            fingerprint=current,
            reason=reason.strip(),
            answered_by=by,
            name=by.get_full_name() or by.get_username(),
            answered_at=timezone.now(),
        )


def _store_answers(monthly_return: MonthlyReturn, sheet: Sheet) -> None:
    """Keep the answers that came in a file with their figures, held to these figures from now on."""
    for warning in reconcile(sheet).warnings:
        given = warning.answer
        if given and not given.pk:
            Answer.objects.create(
                monthly_return=monthly_return,
                code=given.code,
                cell=given.cell,
                fingerprint=fingerprint(sheet, warning),
                reason=given.reason,
                name=given.name,
                answered_at=given.answered_at or timezone.now(),
            )


def file(monthly_return: MonthlyReturn, by: User | None) -> Filing:
    """File a return: print it, prove the print, and store it and the figures for good.

    Raises NotReconciled, Refused, or the printer's CannotPrint; the draft then stands as it was.
    """
    sheet = sheet_of(monthly_return)
    _refuse_filed(monthly_return)
    check(sheet)
    frozen = figures_json.dump(sheet)
    pdf = print_return(sheet, draft=False, figures=frozen)
    prove(sheet, pdf, frozen)
    with transaction.atomic():
        # Every filing of an issuer queues here, so that each finds the one before it.
        issuer = Issuer.objects.select_for_update().get(pk=monthly_return.issuer_id)
        stored = MonthlyReturn.objects.select_for_update().select_related("issuer").get(pk=monthly_return.pk)
        _refuse_filed(stored)
        again = sheet_of(stored)
        if figures_json.dump(again) != frozen:
            raise Refused(_("A figure was changed while the return was being printed. Look at it and file again."))
        check(again)
        before = Filing.objects.filter(issuer=issuer, after=None).only("chain_sha256").first()
        figures_sha256, pdf_sha256 = sha256(frozen.encode()).hexdigest(), sha256(pdf).hexdigest()
        chain = (before.chain_sha256 if before else "") + figures_sha256 + pdf_sha256
        filing = Filing.objects.create(
            monthly_return=stored,
            issuer=issuer,
            month_ended=stored.month_ended,
            filed_at=timezone.now(),
            filed_by=by,
            figures=frozen,
            figures_sha256=figures_sha256,
            pdf=pdf,
            pdf_sha256=pdf_sha256,
            before=before,
            chain_sha256=sha256(chain.encode()).hexdigest(),
        )
        stored.state = MonthlyReturn.State.FILED
        stored.save()
    monthly_return.state = stored.state
    return filing


def _refuse_filed(monthly_return: MonthlyReturn) -> None:
    if monthly_return.state == MonthlyReturn.State.FILED:
        raise Refused(
            _("H-4: the return of %(issuer)s for %(month)s is already filed.")
            % {"issuer": monthly_return.issuer.name, "month": f"{monthly_return.month_ended:%m/%Y}"}
        )


def record(sheet: Sheet, by: User | None, replace: bool = False) -> MonthlyReturn:
    """The draft on record that states what an imported Sheet states, made where there is none.

    An issuer not yet known is made, with the classes of shares that the Sheet authorises. A draft with other figures
    is left alone and the import refused, unless `replace`.
    """
    issuer, is_new = Issuer.objects.get_or_create(
        stock_code=sheet.head.issuer.stock_code,
        defaults={"name": sheet.head.issuer.name, "board": sheet.head.issuer.board},
    )
    if is_new:
        for block in filter(authorised_exists, sheet.authorised):
            known = {"stock_code": block.stock_code, "description": block.description, "currency": block.currency}
            if block.closing_par.kind is Kind.NUMBER:
                known["par"] = block.closing_par
            ShareClass.objects.get_or_create(issuer=issuer, key=block.share_class, defaults=known)
    there = MonthlyReturn.objects.filter(
        issuer=issuer, month_ended=sheet.head.month_ended, revision=sheet.head.revision
    ).first()
    if there is None:
        made = _store_new(sheet, issuer, by)
        _store_answers(made, sheet)
        return made
    _refuse_filed(there)
    if figures_json.dump(Sheet.load(there), answers=False) != figures_json.dump(sheet, answers=False):
        if not replace:
            raise Refused(
                _("A draft of %(issuer)s for %(month)s with other figures is on record; it was left as it is.")
                % {"issuer": issuer.name, "month": f"{there.month_ended:%m/%Y}"}
            )
        save_draft(there, sheet, by, there.version)
    _store_answers(there, sheet)
    return there
