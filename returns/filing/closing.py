"""Filing is a one-way door: printed and proved without a lock, then stored for good, chained to the filing before."""

import copy
from dataclasses import replace
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns import audit, filed_figures
from returns.compare import compare
from returns.exchange import figures_json
from returns.figures import BLANK, day
from returns.filing import on_record
from returns.filing.answers import record_answer
from returns.filing.locks import locked, locked_issuer, read, refuse_filed, take_over
from returns.filing.on_record import last_filed_at, sheet_of
from returns.filing.rights import name_of, require_preparer, require_role
from returns.filing.saving import store_new
from returns.filing.sign_off import check, refuse_unchanged
from returns.filing.submission import record_as_stated
from returns.models import ActionRefused, Filing, Issuer, Membership, MonthlyReturn
from returns.parts import PARTS
from returns.pdf.identifiers import pdf_identifiers
from returns.pdf.printing import print_return
from returns.pdf.verify_print import prove
from returns.sheet import Sheet

State = MonthlyReturn.State
Role = Membership.Role


def dry_run(monthly_return: MonthlyReturn) -> None:
    """Print a return as it would be filed and prove the print, so that nobody approves what cannot be filed.

    Raises NotReconciled, ActionRefused or the printer's CannotPrint, as filing would.
    """
    proved(sheet_of(read(monthly_return)))


def file_approved(monthly_return: MonthlyReturn, by: User) -> Filing:
    """File an approved return: print it, prove the print, and store it and the figures for good.

    Raises NotReconciled, ActionRefused, or the printer's CannotPrint; the return is then unchanged.
    """
    return _file(monthly_return, by, is_alone=False)


def file_alone(monthly_return: MonthlyReturn, by: User | None) -> Filing:
    """File a draft for one person, who is responsible for making and checking it; the audit trail says so.

    For the operator at the command line. An approved return is filed as by `file_approved`. One that states its date
    submitted is recorded as submitted on that date.
    """
    return _file(monthly_return, by, is_alone=True)


def _file(monthly_return: MonthlyReturn, by: User | None, *, is_alone: bool) -> Filing:
    seen = read(monthly_return)
    _refuse_to_file(seen, by, is_alone)
    sheet = sheet_of(seen)
    frozen, pdf = proved(sheet)
    with transaction.atomic():
        filing = store_proved(monthly_return, sheet, by, is_alone, frozen, pdf)
        if is_alone:
            record_as_stated(filing, sheet, by)
    return filing


def store_proved(
    monthly_return: MonthlyReturn, sheet: Sheet, by: User | None, is_alone: bool, frozen: str, pdf: bytes
) -> Filing:
    """Store a filing of which the print is made and proved, where the return still states what was printed.

    `sheet` is what was proved: what the rules said of it holds as long as the filing before it is the same.
    """
    # Every filing of an issuer queues here, so that each finds the one before it.
    issuer = locked_issuer(monthly_return.issuer_id)
    stored = locked(monthly_return)
    _refuse_to_file(stored, by, is_alone)
    was = on_record.on_the_day(Sheet.load(stored))
    again = _dated(was)
    if figures_json.dump(again) != frozen:
        raise ActionRefused(
            _("A figure was changed while the return was being printed. Look at it and finalise it again.")
        )
    if last_filed_at(was, issuer) != sheet.before_filed_at:
        raise ActionRefused(
            _("An earlier month was filed while the return was being printed. Look at it and finalise it again.")
        )
    if stored.state == State.DRAFT:
        _approve_alone(stored, by)
    filing = _store_filing(stored, issuer, by, frozen, pdf)
    changes = compare(was, again)
    was.head = copy.copy(stored)
    stored.date_submitted = again.head.date_submitted
    stored.close()
    stored.save()
    audit.record_changes(stored, changes, by, filing.filed_at)
    audit.record_state(stored, State.APPROVED, by, filing.chain_sha256, filing.filed_at)
    take_over(monthly_return, stored)
    return filing


def proved(sheet: Sheet) -> tuple[str, bytes]:
    """The figures as they are filed today, and their print, proved.

    Raises NotReconciled, ActionRefused or CannotPrint.
    """
    sheet = _dated(sheet)
    check(sheet)
    refuse_unchanged(sheet)
    frozen = figures_json.dump(sheet)
    pdf = print_return(sheet, draft=False, figures=frozen)
    prove(sheet, pdf, frozen)
    return frozen, pdf


def _dated(sheet: Sheet) -> Sheet:
    """The Sheet with the day of filing as its date submitted: where it is blank, or that of the day it was sent on.

    Another date, which somebody has explained, stays.
    """
    stated = sheet.head.date_submitted
    if sheet.filing_day is None or not (stated.is_blank or (stated.day and stated.day == sheet.sent_day)):
        return sheet
    head = copy.copy(sheet.head)
    head.date_submitted = day(sheet.filing_day)
    return replace(sheet, head=head)


def _refuse_to_file(monthly_return: MonthlyReturn, by: User | None, is_alone: bool) -> None:
    if not is_alone:
        require_role(by, monthly_return.issuer, Role.PREPARER, Role.APPROVER)
    refuse_filed(monthly_return)
    if monthly_return.state == State.APPROVED:
        _refuse_lapsed_approval(monthly_return)
        return
    if is_alone and monthly_return.state == State.DRAFT:
        return
    raise ActionRefused(
        _("The return of %(issuer)s for %(month)s is “%(state)s”: it has to be approved before it is finalised.")
        % {
            "issuer": monthly_return.issuer.name,
            "month": f"{monthly_return.month_ended:%m/%Y}",
            "state": monthly_return.get_state_display(),
        }
    )


def _refuse_lapsed_approval(monthly_return: MonthlyReturn) -> None:
    """Raise ActionRefused where the person who approved a return may not approve for its issuer any more."""
    approver = monthly_return.approved_by
    if approver is None or monthly_return.is_alone:
        return
    try:
        require_role(approver, monthly_return.issuer, Role.APPROVER)
    except ActionRefused as fault:
        raise ActionRefused(
            _(
                "%(name)s approved this return, and is no approver of %(issuer)s any more. Have it returned for "
                "amendment, and approved by a person who is."
            )
            % {"name": name_of(approver), "issuer": monthly_return.issuer.name}
        ) from fault


def _approve_alone(monthly_return: MonthlyReturn, by: User | None) -> None:
    note = gettext_lazy("one person answers for making and checking")
    monthly_return.is_alone = True
    for step in (monthly_return.submit, monthly_return.approve):
        state = monthly_return.state
        step(by)
        monthly_return.save()
        audit.record_state(monthly_return, state, by, note)


def _store_filing(monthly_return: MonthlyReturn, issuer: Issuer, by: User | None, frozen: str, pdf: bytes) -> Filing:
    before = Filing.objects.filter(issuer=issuer, after=None).only("chain_sha256").first()
    approver = monthly_return.approved_by
    filing = Filing(
        monthly_return=monthly_return,
        issuer=issuer,
        month_ended=monthly_return.month_ended,
        filed_at=timezone.now(),
        filed_by=by,
        filed_name=name_of(by),
        approved_name=name_of(approver),
        figures=frozen,
        figures_sha256=sha256(frozen.encode()).hexdigest(),
        pdf=pdf,
        pdf_sha256=sha256(pdf).hexdigest(),
        pdf_identifier=next(iter(pdf_identifiers(pdf)), ""),
        before=before,
    )
    filing.chain_sha256 = filing.link(before.chain_sha256 if before else "")
    filing.save()
    filed_figures.record(filing)
    return filing


def revise(monthly_return: MonthlyReturn, reason: str, by: User | None) -> MonthlyReturn:
    """Start the revision of a filed return: a draft with all its rows, linked to it, that says why.

    Raises ActionRefused where it is not filed, is revised already, or no reason is given.
    """
    if not reason.strip():
        raise ActionRefused(_("Say why the return is revised: the comparison and the reconciliation report print it."))
    with transaction.atomic():
        stored = locked(monthly_return)
        require_preparer(by, stored.issuer)
        if stored.is_open:
            raise ActionRefused(_("This return is not finalised yet: edit it instead."))
        later = MonthlyReturn.objects.filter(revises=stored).first()
        if later is not None:
            raise ActionRefused(
                _("It is revised already: revision %(number)d is “%(state)s”. Go on from that one.")
                % {"number": later.revision, "state": later.get_state_display()}
            )
        sheet = Sheet.load(stored)
        answers = list(sheet.answers)
        head = copy.copy(stored)
        head.pk, head._state.adding = None, True
        head.state, head.version, head.revision = State.DRAFT, 0, stored.revision + 1
        head.revises, head.revision_reason = stored, reason.strip()
        head.sent_by = head.sent_at = head.approved_by = head.approved_at = None
        head.is_alone, head.reopened = False, 0
        # It is submitted on another day than what it revises.
        head.date_submitted = BLANK
        made = store_new(Sheet.of(head, {part: sheet.rows(part) for part in PARTS}), stored.issuer, by)
        # The reasons given for figures go on with them: they are void as soon as a figure changes.
        for given in answers:
            given.pk, given.monthly_return = None, made
            given._state.adding = True
            given.save()
            record_answer(given, by)
    return made
