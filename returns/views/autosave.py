"""The editor while somebody types: single cells are read, saved and checked, and what changed on the page is sent."""

import json
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from returns import filing
from returns.audit import draft_of
from returns.drafts.autosave import save_cells, save_rows
from returns.drafts.merge import Edit
from returns.drafts.rows import CannotDo
from returns.editions import reconcile
from returns.editor.changes import announced, changes_between, conflicts, new_keys
from returns.editor.context import EditorPage
from returns.models import MonthlyReturn
from returns.rules import Reconciliation
from returns.views.access import (
    ANOTHERS_PAGE,
    PersonRequest,
    View,
    WasDiscarded,
    find_open_return,
    is_anothers_page,
    plain_code,
    require_preparer_of,
)
from returns.views.editor import context_of

MOST_EDITS = 20_000


class DiscardedMeanwhile(Exception):
    """The return was discarded while its page was open."""


def for_scripts(view: View) -> View:
    """Tell a script that the login has ended, or is another's, instead of sending it to a page."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"login": reverse("login")}, status=401)
        if is_anothers_page(request, request.headers.get("X-Person")):
            return JsonResponse({"fault": str(ANOTHERS_PAGE)}, status=409)
        try:
            return view(request, *args, **kwargs)
        except DiscardedMeanwhile:
            fault = _("This return was discarded by somebody else, so nothing is saved any more. Load the page again.")
            return JsonResponse({"fault": fault}, status=409)

    return login_not_required(answered)


def draft_to_edit(request: PersonRequest, code: str, month_ended: date) -> MonthlyReturn:
    """The return, where the person may change it."""
    try:
        monthly_return = find_open_return(request.user, code, month_ended)
    except WasDiscarded as gone:
        # A script is answered that nothing is saved, and not sent to a page.
        raise DiscardedMeanwhile from gone
    require_preparer_of(monthly_return)
    return monthly_return


@for_scripts
@require_POST
@plain_code
def cells(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Save single cells, and answer with what that changes on the page."""
    monthly_return = draft_to_edit(request, code, month_ended)
    edits = _edits(request)
    if edits is None:
        return JsonResponse({"fault": _("This is no page of this return. Load it again.")}, status=400)
    try:
        saved = save_cells(monthly_return, request.user, edits)
    except filing.ActionRefused as refused:
        return JsonResponse({"fault": str(refused)}, status=409)
    before, after = (_page(request, each) for each in (saved.before, saved.after))
    answer = _state_of(monthly_return, after, saved.draft)
    answer["started"] = before.sheet.head.version
    answer["cells"] = {address: dict(each._asdict()) for address, each in saved.edits.items()}
    answer["rows"] = new_keys(before.sheet, after.sheet)
    answer["announced"] = announced(before, after)
    # With what surrounds the form: findings, parts with their state, the class summaries, and signing off.
    context = context_of(monthly_return, after) | {"conflicts": conflicts(after, saved.edits)}
    around = render_to_string("returns/_update.html", context, request)
    answer["html"] = changes_between(before, after, saved.edits) + around
    return JsonResponse(answer)


def _page(request: PersonRequest, found: Reconciliation, *row: str) -> EditorPage:
    """The return as the requesting page shows it, with the same rows of large parts, or with a certain row."""
    return EditorPage(found.sheet, reconciliation=found, rows=[*request.GET.getlist("rows"), *row])


def _sent(request: PersonRequest) -> Any:
    """What a script sent as JSON; None where it is none. What no cell can hold is refused at the cell."""
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _edits(request: PersonRequest) -> list[Edit] | None:
    try:
        sent = _sent(request)["edits"]
        edits = [Edit(**{name: str(value) for name, value in each.items()}) for each in sent]
    except (TypeError, KeyError, AttributeError):
        return None
    return edits if 0 < len(edits) <= MOST_EDITS else None


def _state_of(monthly_return: MonthlyReturn, page: EditorPage, draft: str) -> dict[str, Any]:
    saved = localtime(monthly_return.updated_at)
    return {
        "version": monthly_return.version,
        "draft": draft,
        "saved": _("saved %s HKT") % f"{saved:%H:%M}",
        "blocking": len(page.blocking),
    }


@for_scripts
@require_safe
@plain_code
def changes(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """What somebody else changed since the version that is open; no more than its number where that is nothing."""
    monthly_return = draft_to_edit(request, code, month_ended)
    if request.GET.get("version") == str(monthly_return.version):
        return JsonResponse({"version": monthly_return.version})
    page = _page(request, reconcile(filing.sheet_of(monthly_return)))
    answer = _state_of(monthly_return, page, draft_of(monthly_return))
    context = context_of(monthly_return, page) | {"redrawn": page.edition.sections}
    answer["html"] = render_to_string("returns/_update.html", context, request)
    return JsonResponse(answer)


@for_scripts
@require_POST
@plain_code
def rows(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """Add, remove, put back, copy, move or paste rows, and answer with their part as it is then."""
    monthly_return = draft_to_edit(request, code, month_ended)
    asked = _sent(request)
    if not isinstance(asked, dict):
        return JsonResponse({"fault": _("This is no page of this return. Load it again.")}, status=400)
    try:
        saved = save_rows(monthly_return, request.user, asked)
    except (CannotDo, filing.ActionRefused) as refused:
        return JsonResponse({"fault": str(refused)}, status=409)
    done, part = saved.rows, asked["part"]
    assert done is not None
    # The row to continue in is shown, wherever it is.
    page = _page(request, saved.after, f"{part}-{done.row}")
    answer = _state_of(monthly_return, page, saved.draft)
    answer |= {"started": saved.before.sheet.head.version, "message": done.message, "undo": done.undo}
    answer["offer"] = done.offer and done.offer._asdict()
    answer["focus"] = f"id_{part}-{done.row}-{asked['name']}" if done.typed else f"{part}-{done.row}"
    context = context_of(monthly_return, page) | {"redrawn": page.edition.sections}
    answer["html"] = render_to_string("returns/_update.html", context, request)
    return JsonResponse(answer)
