"""What happened in a month is asked by event, none of it preselected; all else is Nil, and as it was."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from returns import filing
from returns.balances import closing, in_words
from returns.deadlines import HONG_KONG
from returns.editions import edition_of, reconcile
from returns.figures import BLANK, day, write
from returns.forms.nil_return import NilReturnForm
from returns.labels import label, numeral
from returns.models import MonthlyReturn
from returns.parts import MOVEMENTS, PARTS
from returns.recalculate import recalculate
from returns.roll_forward import Item, items, rows_before, state_rest, state_unchanged
from returns.sheet import Cell, Sheet, sort_of
from returns.views.access import PersonRequest, find_return, plain_code, require_preparer_of
from returns.views.account import login_keeps_what_was_typed


@dataclass
class Line:
    """One row: what it is, its balance at close of the month before, what is entered already, and what is asked."""

    key: str
    numeral: str
    name: str
    particulars: str
    balance: str
    stated: str
    changes: str
    exercised: BoundField | None


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def nil_return(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Ask what happened, and state Nil of everything that did not."""
    monthly_return = find_return(request.user, code, month_ended)
    if monthly_return.state != MonthlyReturn.State.DRAFT:
        messages.info(request, _("This return is no draft any more."))
        return redirect(monthly_return)
    require_preparer_of(monthly_return)
    sheet = filing.sheet_of(monthly_return)
    if sheet.preceding is None:
        messages.info(request, _("No return for the month before is on record, so there is nothing to bring forward."))
        return redirect(monthly_return)
    asked = items(sheet)
    started = {"version": monthly_return.version, "date_submitted": _date_submitted(sheet)}
    form = NilReturnForm(request.POST if request.method == "POST" else None, sheet=sheet, items=asked, initial=started)
    if form.is_valid():
        return _state(request, monthly_return, sheet, form)
    ticked = {*request.POST.getlist("changed"), *request.POST.getlist("events")}
    context = {
        "return": monthly_return,
        "form": form,
        "rows": [(_line(sheet, form, item), item.key in ticked) for item in form.rows],
        "others": [_line(sheet, form, item) for item in asked if item not in form.rows and item.row is not None],
        "questions": [(name, said, name in ticked) for name, said in form.questions()],
        "before": sheet.preceding.head.month_ended,
    }
    return render(request, "returns/nil_return.html", context, status=422 if form.is_bound else 200)


def _state(request: PersonRequest, monthly_return: MonthlyReturn, sheet: Sheet, form: NilReturnForm) -> HttpResponse:
    before = reconcile(filing.sheet_of(monthly_return))
    moved, exercised = form.moved, form.exercised
    # What was entered in a row before says that it moved.
    stated = [item for item in form.items if item not in moved and _moves(sheet, item)]
    parts = [item.part for item in moved]
    sheet.head.not_applicable = [part for part in sheet.head.not_applicable if part not in parts]
    state_unchanged(sheet, [*moved, *stated])
    changed = form.cleaned_data["changed"]
    for item, figure in exercised.items():
        if item.key in changed:
            setattr(sheet.rows(item.part)[item.row or 0], PARTS[item.part].exercised, figure)
        else:
            state_rest(sheet, item, figure)
    if form.cleaned_data["date_submitted"] != BLANK:
        sheet.head.date_submitted = form.cleaned_data["date_submitted"]
    # Totals follow from what was entered, as they do in the editor.
    typed = {Cell(item.part, item.row, PARTS[item.part].exercised) for item in exercised}
    sheet = recalculate(before, sheet, typed).sheet
    try:
        filing.save_draft(monthly_return, sheet, request.user, form.cleaned_data["version"])
    except filing.ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("quiet", monthly_return.issuer.stock_code, monthly_return.month)
    if not moved:
        messages.success(request, _("Nil return: every movement is Nil, every balance is as it was."))
        return redirect(f"{monthly_return.get_absolute_url()}#sign-off")
    messages.info(request, _("Everything else is reported as Nil and brought forward. Enter here what moved."))
    return redirect(f"{monthly_return.get_absolute_url()}#{_landing(form)}")


def _landing(form: NilReturnForm) -> str:
    """Where to go on: in the first part where something moved, at the first figure that has to be entered."""
    of_part_iii = [item for item in form.moved if item.part in MOVEMENTS]
    first = min(of_part_iii or form.moved, key=lambda item: (list(PARTS).index(item.part), item.row or 0))
    if first in form.exercised:
        return f"id_{first.key}-{PARTS[first.part].balance}"
    return first.key


def _date_submitted(sheet: Sheet) -> str:
    """The day stated, or today where that can be it: in words the form can read back."""
    stated = sheet.head.date_submitted
    today = timezone.now().astimezone(HONG_KONG).date()
    if stated == BLANK and today > sheet.head.month_ended:
        stated = day(today)
    return write(stated, sort_of(Cell("head", None, "date_submitted")), edition_of(sheet).notation)


def _moves(sheet: Sheet, item: Item) -> list[str]:
    """What is entered already of an item's movements, in words."""
    notation = edition_of(sheet).notation
    rows = range(len(sheet.rows(item.part))) if item.row is None else [item.row]
    return [
        f"{label(sheet, cell)} {write(figure, sort_of(cell), notation)}"
        for cell in (Cell(item.part, row, name) for row in rows for name in PARTS[item.part].moved)
        if (figure := sheet.figure(cell)).value
    ]


def _line(sheet: Sheet, form: NilReturnForm, item: Item) -> Line:
    balance = ""
    if item.row is not None and sheet.preceding:
        last = rows_before(sheet, item.part).get(item.row)
        balance = _("new this month") if last is None else closing(sheet.preceding, item.part, last)
    name, particulars = in_words(sheet, item)
    its = PARTS[item.part]
    field = f"exercised-{item.key}"
    return Line(
        key=item.key,
        numeral=numeral(sheet, item.part),
        name=name,
        particulars=particulars,
        balance=balance,
        stated="; ".join(_moves(sheet, item)),
        changes=str(its.changes),
        exercised=form[field] if field in form.fields else None,
    )
