"""A nil return: every class and instrument with its balance, unchanged unless said otherwise."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from returns import filing
from returns.balances import closing, in_words
from returns.deadlines import HONG_KONG
from returns.editions import edition_of
from returns.figures import BLANK, day, write
from returns.forms.nil_return import NilReturnForm
from returns.labels import label, numeral
from returns.models import MonthlyReturn
from returns.parts import PARTS
from returns.roll_forward import Item, items, rows_before, state_unchanged
from returns.sheet import Cell, Sheet, sort_of
from returns.views.access import PersonRequest, find_return, plain_code, require_preparer_of
from returns.views.account import login_keeps_what_was_typed


@dataclass
class Line:
    """One item to tick: what it is, its balance at close of the month before, and what is stated of it already."""

    key: str
    numeral: str
    name: str
    particulars: str
    balance: str
    stated: str

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing states a movement."""
        return not self.stated


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def nil_return(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Ask whether anything moved, and state Nil for what did not."""
    monthly_return = find_return(request.user, code, month_ended)
    if monthly_return.state != MonthlyReturn.State.DRAFT:
        messages.info(request, _("This return is no draft any more."))
        return redirect(monthly_return)
    require_preparer_of(monthly_return)
    sheet = filing.sheet_of(monthly_return)
    if sheet.preceding is None:
        messages.info(request, _("The month before is not on record, so nothing can be said to be unchanged."))
        return redirect(monthly_return)
    asked = items(sheet)
    started = {"version": monthly_return.version, "date_submitted": _date_submitted(sheet)}
    form = NilReturnForm(request.POST if request.method == "POST" else None, sheet=sheet, items=asked, initial=started)
    if form.is_valid():
        return _state(request, monthly_return, sheet, form)
    lines = [_line(sheet, item) for item in asked]
    ticked = set(request.POST.getlist("unchanged"))
    context = {
        "return": monthly_return,
        "form": form,
        "lines": [(line, line.key in ticked if form.is_bound else line.is_unchanged) for line in lines],
        "before": sheet.preceding.head.month_ended,
    }
    return render(request, "returns/nil_return.html", context, status=422 if form.is_bound else 200)


def _state(request: PersonRequest, monthly_return: MonthlyReturn, sheet: Sheet, form: NilReturnForm) -> HttpResponse:
    moved = form.moved
    state_unchanged(sheet, moved)
    if form.cleaned_data["date_submitted"] != BLANK:
        sheet.head.date_submitted = form.cleaned_data["date_submitted"]
    try:
        filing.save_draft(monthly_return, sheet, request.user, form.cleaned_data["version"])
    except filing.ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("quiet", monthly_return.issuer.stock_code, monthly_return.month)
    if moved:
        messages.info(request, _("Stated as unchanged, but for what you did not tick. State here what moved."))
        return redirect(f"{monthly_return.get_absolute_url()}#{moved[0].key}")
    messages.success(request, _("Stated: nothing moved."))
    return redirect(f"{monthly_return.get_absolute_url()}#sign-off")


def _date_submitted(sheet: Sheet) -> str:
    """The day stated, or today where that can be it: in words the form can read back."""
    stated = sheet.head.date_submitted
    today = timezone.now().astimezone(HONG_KONG).date()
    if stated == BLANK and today > sheet.head.month_ended:
        stated = day(today)
    return write(stated, sort_of(Cell("head", None, "date_submitted")), edition_of(sheet).notation)


def _line(sheet: Sheet, item: Item) -> Line:
    notation = edition_of(sheet).notation

    def said(row: int, name: str) -> str:
        cell = Cell(item.part, row, name)
        return write(sheet.figure(cell), sort_of(cell), notation)

    rows = range(len(sheet.rows(item.part))) if item.row is None else [item.row]
    moves = [
        f"{label(sheet, Cell(item.part, row, name))} {said(row, name)}"
        for row in rows
        for name in PARTS[item.part].moved
        if getattr(sheet.rows(item.part)[row], name).value
    ]
    balance = ""
    if item.row is not None and sheet.preceding:
        last = rows_before(sheet, item.part).get(item.row)
        balance = _("new this month") if last is None else closing(sheet.preceding, item.part, last)
    name, particulars = in_words(sheet, item)
    return Line(item.key, numeral(sheet, item.part), name, particulars, balance, "; ".join(moves))
