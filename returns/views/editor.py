"""The page of a return: its figures to type, and what does not agree."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from returns import filing
from returns.audit import draft_of
from returns.drafts.rows import add_class, add_total, untotalled
from returns.editor.context import EditorPage
from returns.editor.findings import PageFinding
from returns.forms.answer import AnswerForm
from returns.forms.rows import Refusal
from returns.forms.sheet import SheetForm
from returns.models import MonthlyReturn
from returns.parts import PARTS
from returns.rules import Level, fingerprint
from returns.sheet import MOST_ROWS, Sheet, too_many_rows
from returns.stale_filings import StaleFiling, sheet_to_read, stale_since
from returns.views.access import (
    ANOTHERS_PAGE,
    MAY_EDIT,
    MAY_FILE,
    PersonRequest,
    asked_revision,
    find_return,
    find_return_for,
    is_anothers_page,
    plain_code,
    require_preparer_of,
)
from returns.views.account import login_keeps_what_was_typed
from returns.views.preview import picture_size
from returns.views.sign_off import panel

# How many warnings can be answered at a time: a form for each of hundreds would be slow, and read by nobody.
MOST_ANSWERS = 25


def _show(
    request: PersonRequest,
    monthly_return: MonthlyReturn,
    sheet: Sheet,
    refused: Mapping[str, Refusal] | None = None,
    status: int = 200,
    passed: StaleFiling | None = None,
    keeps_typed: bool = False,
) -> HttpResponse:
    is_read_only = monthly_return.role not in MAY_EDIT or not (
        monthly_return.state == MonthlyReturn.State.DRAFT or keeps_typed
    )
    add = request.GET.get("add", "")
    asked = request.POST if request.method == "POST" else request.GET
    add = add if add in PARTS and not is_read_only else ""
    page = EditorPage(sheet, refused, is_read_only, add=add, rows=asked.getlist("rows"))
    context = context_of(monthly_return, page) | {
        "preview": "preview" in request.GET,
        "picture": picture_size(sheet),
        "stale": passed,
    }
    return render(request, "returns/edit.html", context, status=status)


def context_of(monthly_return: MonthlyReturn, page: EditorPage) -> dict[str, Any]:
    """What the templates of the editor are given, for the whole of it or for a part."""
    return {
        "page": page,
        "return": monthly_return,
        "draft": draft_of(monthly_return),
        # What is drawn replaces what is there: these parts, and what surrounds them.
        "redrawn": (),
        "is_update": False,
        "conflicts": (),
        "sign_off": panel(monthly_return),
        "may_answer": monthly_return.role in MAY_FILE,
        "answers": _answer_forms(monthly_return, page),
        "unasked": max(0, sum(item.finding.level is Level.WARNING for item in page.blocking) - MOST_ANSWERS),
    }


def _answer_forms(monthly_return: MonthlyReturn, page: EditorPage) -> list[tuple[PageFinding, AnswerForm]]:
    """A form for each warning that waits for an answer."""
    return [
        (
            item,
            AnswerForm(
                monthly_return=monthly_return,
                initial={"figures": fingerprint(page.sheet, item.finding)},
                auto_id=f"id_answer-{item.name}-%s",
            ),
        )
        for item in [item for item in page.blocking if item.finding.level is Level.WARNING][:MOST_ANSWERS]
    ]


@login_keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@plain_code
def edit(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """The editor of a draft; a return that is filed, or that the person may not edit, is shown to read."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    if request.method == "POST":
        return _save(request, monthly_return)
    passed = stale_since(monthly_return)
    return _show(request, monthly_return, sheet_to_read(monthly_return, passed), passed=passed)


def _save(request: PersonRequest, monthly_return: MonthlyReturn) -> HttpResponse:
    require_preparer_of(monthly_return)
    stored = filing.sheet_of(monthly_return)
    form = SheetForm(stored, request.POST)
    if faults := form.faults():
        return render(request, "returns/incomplete.html", {"return": monthly_return, "faults": faults}, status=400)
    # A page without it has a fault.
    opened = form.head.opened
    assert opened is not None
    sheet, refused = form.read()
    if is_anothers_page(request, request.POST.get("person")):
        messages.error(request, ANOTHERS_PAGE)
        sheet.head.version = opened
        return _show(request, monthly_return, sheet, refused, status=409)
    what, _dash, which = request.POST.get("add", "").partition("-")
    if what == "class" and which in form.edition.class_kinds:
        add_class(sheet, which)
    elif what == "authorised_totals" and which == "missing" and untotalled(sheet):
        add_total(sheet)
    try:
        filing.save_draft(monthly_return, sheet, request.user, opened)
    except (filing.VersionConflict, filing.NotADraft) as stale:
        if isinstance(stale, filing.NotADraft):
            messages.info(request, _("What you typed is still on this page; recall the return in another window."))
        # The text stays, and so does the version it was based on: this page can overwrite nothing.
        messages.error(request, str(stale))
        sheet.head.version = opened
        return _show(request, monthly_return, sheet, refused, status=409, keeps_typed=True)
    except filing.ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(monthly_return)
    if refused:
        count = len(refused)
        message = ngettext(
            "Saved, but for %d cell, which cannot be stored as typed.",
            "Saved, but for %d cells, which cannot be stored as typed.",
            count,
        )
        messages.warning(request, message % count)
        sheet.head.version = monthly_return.version
        return _show(request, monthly_return, sheet, refused)
    if what in PARTS and which != "missing" and len(sheet.rows(what)) >= MOST_ROWS:
        messages.warning(request, too_many_rows(len(sheet.rows(what)) + 1))
    return redirect(_after_save(request, monthly_return, what, which))


def _after_save(request: PersonRequest, monthly_return: MonthlyReturn, what: str, which: str) -> str:
    """The address to go to: with the same rows of large parts, or those that were asked for."""
    show = request.POST.get("show", "")
    asked: dict[str, Any] = {"rows": [*request.POST.getlist("rows"), show] if show else request.POST.getlist("rows")}
    place = show.partition("-")[0]
    if which == "missing":
        place = "authorised"
    elif what in PARTS:
        asked["add"], place = what, f"{what}-new"
    elif what == "class":
        place = "issued"
    elif request.POST.get("then") == "preview":
        asked["preview"] = ""
    query = urlencode(asked, doseq=True)
    return f"{monthly_return.get_absolute_url()}{'?' if query else ''}{query}{'#' if place else ''}{place}"


@login_keeps_what_was_typed
@require_POST
@plain_code
def answer(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Answer a warning: why the figures concerned are right."""
    refusal = _("You may read the returns of this issuer, but not explain their warnings.")
    monthly_return = find_return_for(MAY_FILE, refusal, request.user, code, month_ended)
    fault = _not_answered(request, monthly_return)
    if fault:
        messages.error(request, fault)
    return redirect(f"{monthly_return.get_absolute_url()}#sign-off")


def _not_answered(request: PersonRequest, monthly_return: MonthlyReturn) -> str:
    """Answer the warning; says why where it was not answered."""
    form = AnswerForm(request.POST, monthly_return=monthly_return)
    if not form.is_valid():
        return " ".join(str(fault) for faults in form.errors.values() for fault in faults)
    try:
        filing.answer(monthly_return, form.cleaned_data["figures"], form.cleaned_data["reason"], request.user)
    except filing.ActionRefused as refused:
        return str(refused)
    return ""
