"""Logging in: lock-out after too many failures, who it is asked once more, and a session that ends without work."""

import copy
import secrets
from collections.abc import Callable
from hashlib import sha256
from ipaddress import ip_address, ip_network
from time import time
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_cache_control

from returns import audit, second_factor

# A session that is used lives on; it is written down anew so often at most, in seconds.
RENEWED_EVERY = 300
# So long who said who she is need not say it again to file.
PROVED_FOR = 900
_SEEN, _PROVED = "seen", "proved"

# A failure under a name counts as much as so many from an address under any names: a whole office may share one.
OF_ADDRESS = 5
# A browser is known for so long after its last login, in seconds.
KNOWN_FOR = 180 * 24 * 3600


class FailureCounter(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failed logins by name and browser, and keeps nothing else of what was sent: it may hold figures.

    A browser in which the person has logged in before is counted by itself, so that whoever types her name elsewhere
    does not lock her out; all others are one, and are counted by their address as well.
    """

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **given: Any
    ) -> None:
        """Count one."""
        bare: Any = copy.copy(request)
        if bare is not None:
            bare.GET, bare.POST = QueryDict(), QueryDict()
            # The column for the browser's name holds by what it is known here.
            bare.axes_user_agent = _known_as(bare, counted_name(bare, credentials))
        super().user_login_failed(sender, credentials, bare, **given)
        for name in ("axes_locked_out", "axes_credentials", "axes_failures_since_start"):
            if hasattr(bare, name):
                setattr(request, name, getattr(bare, name))

    def filter_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> list[QuerySet[AccessAttempt]]:
        """The failures that count against this attempt: under the name, and where the browser is not known, from the
        address."""
        name = counted_name(request, credentials)
        known = _known_as(request, name)
        of_name = AccessAttempt.objects.filter(username=name, user_agent=known)
        address: str | None = request.axes_ip_address  # type: ignore[attr-defined]
        return [of_name] if known else [of_name, AccessAttempt.objects.filter(ip_address=address, user_agent="")]

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How many failures count, to be held against the limit."""
        counts = [
            attempts.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        ]
        of_name, *of_address = counts
        return max(of_name, *(count // OF_ADDRESS for count in of_address), 0)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures under the name: those of the address stay, or whoever has an account could go on."""
        count: int = self.filter_user_attempts(request, credentials)[0].delete()[0]
        return count


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that failures are counted under: what is no account may be a password, and is not kept in clear."""
    name = str((credentials or {}).get("username") or "")
    return name if User.objects.filter(username=name).exists() else f"#{sha256(name.encode()).hexdigest()[:16]}"


def counted_address(request: HttpRequest) -> str | None:
    """The address that failures are counted under, None where it is none; of IPv6 the network, which one person has."""
    try:
        found = ip_address(audit.address(request))
    except ValueError:
        return None
    return str(found if found.version == 4 else ip_network((found, 64), strict=False).network_address)


def _cookie(name: str) -> str:
    return f"known-{sha256(name.encode()).hexdigest()[:16]}"


def _known_as(request: HttpRequest, name: str) -> str:
    """By what the browser is known in which the person of this name has logged in; empty where it is not."""
    known = request.get_signed_cookie(_cookie(name), "", salt=name, max_age=KNOWN_FOR)
    return known if isinstance(known, str) else ""


def is_the_person(request: HttpRequest, *, password: str = "", code: str = "") -> bool:
    """Whether it is she who is logged in, by her password or a code; wrong ones count as failed logins."""
    person = request.user
    name = person.get_username()
    if code:
        is_she = _matches(request, name, code)
    else:
        known = authenticate(request, username=name, password=password)
        is_she = known is not None and known.pk == person.pk
    if is_she:
        request.session[_PROVED] = int(time())
    return is_she


def _matches(request: HttpRequest, name: str, code: str) -> bool:
    # Whoever is locked out may try no code either.
    if not AxesProxyHandler.is_allowed(request, {"username": name}):
        request.axes_locked_out = True  # type: ignore[attr-defined]
    elif second_factor.matches(request.user, code):  # type: ignore[arg-type]
        return True
    code_failed(request, name)
    return False


def code_failed(request: HttpRequest, name: str) -> None:
    """Count a wrong code of the second factor as a failed login."""
    user_login_failed.send(sender=__name__, credentials={"username": name}, request=request)


def has_just_proved(request: HttpRequest) -> bool:
    """Whether the person said who she is a short while ago: logged in, or gave her password or a code once more."""
    return time() - request.session.get(_PROVED, 0) <= PROVED_FOR


def listen() -> None:
    """Listen to logins: who logs in has said who she is."""
    user_logged_in.connect(_logged_in)


def _logged_in(request: HttpRequest | None, user: Any, **_given: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[_SEEN] = request.session[_PROVED] = int(time())
        request.newly_known = user.get_username()  # type: ignore[attr-defined]


def keep_no_copy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no copy of an answer stays in a browser or on the way there; its Back button asks for it anew."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return answer


def keep_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the session of who works goes on, that of who does not ends; who logs in makes her browser known."""

    def answer(request: HttpRequest) -> HttpResponse:
        # Asked first, a session that is not there costs no query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time())
            if now - request.session.get(_SEEN, 0) > RENEWED_EVERY:
                request.session[_SEEN] = now
        response = get_response(request)
        if name := getattr(request, "newly_known", ""):
            response.set_signed_cookie(
                _cookie(name),
                _known_as(request, name) or secrets.token_urlsafe(16),
                salt=name,
                max_age=KNOWN_FOR,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response

    return answer


def session_ends(request: HttpRequest) -> dict[str, int]:
    """Context processor: in how many seconds the session of this page may end, at the earliest."""
    return {"session_seconds": settings.SESSION_COOKIE_AGE - RENEWED_EVERY}
