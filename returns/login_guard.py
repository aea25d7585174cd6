"""Logging in: lock-out after too many failures, the second factor, and a session that ends when nobody works."""

import copy
from collections.abc import Callable
from hashlib import sha256
from time import time
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, QueryDict

# A session that is used lives on; it is written down anew so often at most, in seconds.
RENEWED_EVERY = 300
_SEEN = "seen"


class FailureCounter(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failed logins, and keeps nothing else of what was sent: it may hold figures that are not public."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **given: Any
    ) -> None:
        """Count one."""
        bare: Any = copy.copy(request)
        if bare is not None:
            bare.GET, bare.POST = QueryDict(), QueryDict()
        super().user_login_failed(sender, credentials, bare, **given)
        for name in ("axes_locked_out", "axes_credentials", "axes_failures_since_start"):
            if hasattr(bare, name):
                setattr(request, name, getattr(bare, name))


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that failures are counted under: what is no account may be a password, and is not kept in clear."""
    name = str((credentials or {}).get("username") or "")
    return name if User.objects.filter(username=name).exists() else f"#{sha256(name.encode()).hexdigest()[:16]}"


@receiver(user_logged_in)
def _seen(request: HttpRequest | None, **_given: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[_SEEN] = int(time())


def keep_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the session of who works goes on; that of who does not, ends."""

    def answer(request: HttpRequest) -> HttpResponse:
        # Asked first, a session that is not there costs no query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time())
            if now - request.session.get(_SEEN, 0) > RENEWED_EVERY:
                request.session[_SEEN] = now
        return get_response(request)

    return answer


def session_ends(request: HttpRequest) -> dict[str, int]:
    """Context processor: in how many seconds the session of this page may end, at the earliest."""
    return {"session_seconds": settings.SESSION_COOKIE_AGE - RENEWED_EVERY}
