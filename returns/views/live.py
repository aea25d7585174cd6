"""The editor while somebody types: single cells are read, saved and checked, and what changed on the page is sent."""

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from returns import filing
from returns.audit import draft_of
from returns.editions import reconcile
from returns.editor.layout import stands_under
from returns.editor.markup import cell_html, stands_in
from returns.editor.page import Mark, Page
from returns.forms.blocks import CannotDo
from returns.forms.edits import Edit, Fields, Told, row_key
from returns.forms.typing import type_cells, type_rows
from returns.labels import label
from returns.models import MonthlyReturn
from returns.parts import MOVEMENTS, PARTS
from returns.rules import Reconciliation
from returns.sheet import Cell, Sheet
from returns.views.access import ANOTHERS_PAGE, find_return, hold_to_preparers, is_anothers_page, plain_code
from returns.views.editor import context_of

MOST_EDITS = 20_000


def for_scripts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell a script that the login has ended, or is another's, instead of sending it to a page."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"login": reverse("login")}, status=401)
        if is_anothers_page(request, request.headers.get("X-Person")):
            return JsonResponse({"fault": str(ANOTHERS_PAGE)}, status=409)
        return view(request, *args, **kwargs)

    return login_not_required(told)


def draft_to_edit(request: HttpRequest, code: str, month_ended: date) -> MonthlyReturn:
    """The return, where the person may change it."""
    monthly_return = find_return(request.user, code, month_ended)
    hold_to_preparers(monthly_return)
    return monthly_return


@for_scripts
@require_POST
@plain_code
def cells(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """Save single cells, and answer with what that changes on the page."""
    monthly_return = draft_to_edit(request, code, month_ended)
    edits = _edits(request)
    if edits is None:
        return JsonResponse({"fault": _("This is no page of this return. Load it again.")}, status=400)
    try:
        typed = type_cells(monthly_return, request.user, edits)
    except filing.Refused as refused:
        return JsonResponse({"fault": str(refused)}, status=409)
    before, after = (_page(request, each) for each in (typed.before, typed.after))
    answer = _state_of(monthly_return, after, typed.draft)
    answer["started"] = before.sheet.head.version
    answer["cells"] = {address: dict(each._asdict()) for address, each in typed.told.items()}
    answer["rows"] = _new_keys(before.sheet, after.sheet)
    answer["html"] = _changes(before, after, typed.told) + _around(request, monthly_return, after, typed.told)
    return JsonResponse(answer)


def _page(request: HttpRequest, found: Reconciliation, *row: str) -> Page:
    """The return as the page shows it that asks, with the rows of large parts that it shows, or with a certain row."""
    return Page(found.sheet, reconciliation=found, rows=[*request.GET.getlist("rows"), *row])


def _sent(request: HttpRequest) -> Any:
    """What a script sent as JSON; None where it is none. What no cell can hold is refused at the cell."""
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _edits(request: HttpRequest) -> list[Edit] | None:
    try:
        sent = _sent(request)["edits"]
        edits = [Edit(**{name: str(value) for name, value in each.items()}) for each in sent]
    except (TypeError, KeyError, AttributeError):
        return None
    return edits if 0 < len(edits) <= MOST_EDITS else None


def _parts(sheet: Sheet) -> list[tuple[str, list[Any]]]:
    return [(part, sheet.rows(part)) for part in PARTS]


def _state_of(monthly_return: MonthlyReturn, page: Page, draft: str) -> dict[str, Any]:
    saved = localtime(monthly_return.updated_at)
    return {
        "version": monthly_return.version,
        "draft": draft,
        "saved": _("saved %s HKT") % f"{saved:%H:%M}",
        "bars": len(page.bars),
    }


def _new_keys(before: Sheet, after: Sheet) -> dict[str, str]:
    """The keys of the rows that are called otherwise now."""
    found = {}
    for part, rows in _parts(after):
        old = before.rows(part)
        for index, row in enumerate(rows):
            if index >= len(old) or row is not old[index]:
                found[f"{part}-{index}"] = row_key(after, part, index)
    return found


def _changes(before: Page, after: Page, told: dict[str, Told]) -> str:
    """The cells that say something else now, or of which something else is found."""
    fields = Fields(after.sheet)
    wanted = set(told)
    wanted |= {address for address in {*before.at, *after.at} if _said(before, address) != _said(after, address)}
    wanted |= before.carried ^ after.carried
    for part, rows in _parts(after.sheet):
        old = before.sheet.rows(part)
        for index, row in enumerate(rows):
            if index < len(old) and row is not old[index]:
                names = [name for name in fields.of(part) if getattr(row, name) != getattr(old[index], name)]
                wanted |= {f"{part}-{index}-{name}" for name in names}
    html = [_one(after, fields, address) for address in sorted(wanted) if not _clashes(told.get(address))]
    return "".join(html) + _found_in_rows(before, after)


def _clashes(told: Told | None) -> bool:
    """Whether the cell keeps what the person typed: it stands beside what is on record, for her to choose."""
    return told is not None and told.state in ("conflict", "earlier", "refused", "gone")


def _said(page: Page, address: str) -> list[tuple[str, str]]:
    return [(mark.name, mark.finding.level) for mark in page.at.get(address, ())]


def _one(page: Page, fields: Fields, address: str) -> str:
    cell = Cell.of(address)
    if cell is None or cell.name not in fields.of(cell.part) or not page.windows.shows(cell):
        return ""
    holder = page.sheet.head if cell.row is None else page.sheet.rows(cell.part)[cell.row]
    prefix = cell.part if cell.row is None else f"{cell.part}-{cell.row}"
    field = fields.of(cell.part)[cell.name]
    html = cell_html(page, field, prefix, cell.name, getattr(holder, cell.name), stands_in(cell.part, cell.name))
    return f'<div data-hx-swap-oob="innerHTML::has(> #id_{address})">{html}</div>'


def _found_in_rows(before: Page, after: Page) -> str:
    """The findings that stand under their rows."""
    html = []
    for anchor in sorted({*before.anchors, *after.anchors}):
        cell = Cell.of(f"{anchor}-x")
        if cell and cell.part in PARTS and not after.windows.shows(cell):
            continue
        was, is_now = before.anchors.get(anchor, []), after.anchors.get(anchor, [])
        if [(m.name, m.finding.message, m.finding.level) for m in was] != [
            (m.name, m.finding.message, m.finding.level) for m in is_now
        ]:
            part = cell.part if cell else ""
            is_total = part == "totals" and after.sheet.totals[cell.row].part in MOVEMENTS
            width = 1 + sum(not stands_under(part, name) for name in after.edition.fields.get(part, ()))
            width -= len(PARTS[part].stands_for) if part in PARTS else 0
            html.append(_found(anchor, was, is_now, is_total, width))
    return "".join(html)


def _found(anchor: str, was: list[Mark], is_now: list[Mark], is_total: bool, width: int) -> str:
    part, _dash, row = anchor.rpartition("-")
    where = f"beforeend:#{anchor}"
    if not row.isdecimal():
        where = f"afterend:#{anchor} > header"
    elif is_total:
        where = f"afterend:#{anchor}"
    context = {
        "anchor": anchor,
        "marks": is_now,
        "refused": (),
        "is_there": bool(was),
        "in_table": row.isdecimal() and part != "authorised",
        "where": where,
        "width": width,
    }
    return render_to_string("returns/_found_live.html", context)


def _around(request: HttpRequest, monthly_return: MonthlyReturn, page: Page, told: dict[str, Told]) -> str:
    """What stands around the form: findings, parts with their state, the strip, and signing off."""
    context = context_of(request, monthly_return, page)
    context["conflicts"] = [
        (address, _place(page.sheet, address), each, _in_words(address, each.typed), _in_words(address, each.text))
        for address, each in told.items()
        if _clashes(each)
    ]
    return render_to_string("returns/_live.html", context, request)


def _in_words(address: str, text: str) -> str:
    """What a cell says, as a person reads it; a part's mark says nothing but whether it is set."""
    if address.startswith("mark-"):
        return _("marked") if text else _("not marked")
    return text or _("blank")


def _place(sheet: Sheet, address: str) -> str:
    cell = Cell.of(address)
    if cell and cell.part == "mark" and cell.name in PARTS:
        return _("%s Not Applicable") % PARTS[cell.name].numeral
    if cell is None or cell.name not in Fields(sheet).of(cell.part):
        return address
    if cell.row is not None and cell.row >= len(sheet.rows(cell.part)):
        return address
    return label(sheet, cell)


@for_scripts
@require_safe
@plain_code
def changes(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """What somebody else changed since the version that is open; no more than its number where that is nothing."""
    monthly_return = draft_to_edit(request, code, month_ended)
    if request.GET.get("version") == str(monthly_return.version):
        return JsonResponse({"version": monthly_return.version})
    page = _page(request, reconcile(filing.sheet_of(monthly_return)))
    answer = _state_of(monthly_return, page, draft_of(monthly_return))
    context = context_of(request, monthly_return, page) | {"anew": page.edition.sections}
    answer["html"] = render_to_string("returns/_live.html", context, request)
    return JsonResponse(answer)


@for_scripts
@require_POST
@plain_code
def rows(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """Add, remove, put back, copy, move or paste rows, and answer with their part as it is then."""
    monthly_return = draft_to_edit(request, code, month_ended)
    asked = _sent(request)
    if not isinstance(asked, dict):
        return JsonResponse({"fault": _("This is no page of this return. Load it again.")}, status=400)
    try:
        typed = type_rows(monthly_return, request.user, asked)
    except (CannotDo, filing.Refused) as refused:
        return JsonResponse({"fault": str(refused)}, status=409)
    done, part = typed.done, asked["part"]
    assert done is not None
    # The row that is gone on in is shown, wherever it is.
    page = _page(request, typed.after, f"{part}-{done.row}")
    answer = _state_of(monthly_return, page, typed.draft)
    answer |= {"started": typed.before.sheet.head.version, "told": done.told, "undo": done.undo}
    answer["offer"] = done.offer and done.offer._asdict()
    answer["focus"] = f"id_{part}-{done.row}-{asked['name']}" if done.typed else f"{part}-{done.row}"
    context = context_of(request, monthly_return, page) | {"anew": page.edition.sections}
    answer["html"] = render_to_string("returns/_live.html", context, request)
    return JsonResponse(answer)
