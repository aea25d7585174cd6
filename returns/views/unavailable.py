"""The answer where something failed: the database was busy, or else the fault is ours."""

import sys
from sqlite3 import SQLITE_BUSY, SQLITE_LOCKED

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template import loader
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from returns.filing import TooBusy
from returns.views.account import kept

# Seconds until it is worth trying again.
RETRY_AFTER = 5

# PostgreSQL: a deadlock, a clash of transactions, no more connections, starting or stopping, a lock not given in time.
_BUSY = ("40P01", "40001", "53300", "57P03", "55P03")


def is_busy(fault: BaseException | None) -> bool:
    """Whether a fault is temporary, because others are writing to the database."""
    if isinstance(fault, TooBusy):
        return True
    if not isinstance(fault, OperationalError):
        return False
    cause = fault.__cause__
    # The rest of SQLite's number gives the cause.
    is_locked = getattr(cause, "sqlite_errorcode", 0) & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
    return is_locked or getattr(cause, "sqlstate", None) in _BUSY


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Say that the database is busy or that something failed, on a page that keeps what was sent, to be sent again."""
    is_wanted_as_page = "text/html" in request.headers.get("Accept", "")
    if is_busy(sys.exc_info()[1]):
        headers = {"Retry-After": str(RETRY_AFTER)}
        if is_wanted_as_page:
            return _page(request, 503, headers)
        fault = _("The program is busy just now, so this is not saved yet. What you typed is still on the page.")
        return JsonResponse({"fault": fault}, status=503, headers=headers)
    return _page(request, 500) if is_wanted_as_page else server_error(request)


def _page(request: HttpRequest, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    # Without the person and their messages, which would have to be read from the database.
    context = {"sent": request.method == "POST", "typed": kept(request), "csrf_token": get_token(request)}
    page = loader.get_template(f"{status}.html").render(context)
    return HttpResponse(page, status=status, headers=headers)
