"""Logins: lock-out after too many failures, confirming who somebody is, and sessions that end when nobody works."""

import copy
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from time import time
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy

from returns import accounts, audit, second_factor
from returns.models import AuditEntry

# A session in use is extended, at most once in so many seconds.
RENEWED_EVERY = 300
# After confirming who they are, a person may file for so long without doing so again.
PROVED_FOR = 900
_SEEN, _PROVED = "seen", "proved"

# An address may have so many times as many failures as a name: a whole office may share one address.
OF_ADDRESS = 5
# A browser is known for so long after its last login, in seconds.
KNOWN_FOR = 180 * 24 * 3600
_KNOWN = "known-"


class FailureCounter(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failed logins by name and browser, and keeps nothing else of what was sent: it may hold figures.

    A browser in which the person has logged in before is counted by itself, so that whoever types that name elsewhere
    does not lock them out; all others are one, and are counted by their address as well.
    """

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **given: Any
    ) -> None:
        """Count one."""
        bare: Any = copy.copy(request)
        if bare is not None:
            bare.GET, bare.POST = QueryDict(), QueryDict()
            # The column for the user agent holds the browser's number.
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
        """How many failures count towards the limit."""
        counts = [
            attempts.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        ]
        of_name, *of_address = counts
        return max(of_name, *(count // OF_ADDRESS for count in of_address), 0)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures under the name. Those of the address stay, or anyone with an account could reset them."""
        count: int = self.filter_user_attempts(request, credentials)[0].delete()[0]
        return count


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that failures are counted under: what is no account may be a password, and is not kept in clear."""
    name = str((credentials or {}).get("username") or "")
    return accounts.named(name) or f"#{sha256(accounts.fold(name).encode()).hexdigest()[:16]}"


def _cookie(name: str) -> str:
    return f"{_KNOWN}{sha256(name.encode()).hexdigest()[:16]}"


def _known_as(request: HttpRequest, name: str) -> str:
    """The number of this browser, where the person of this name has logged in with it before; else empty."""
    return _read(request, _cookie(name))


def _read(request: HttpRequest, cookie: str) -> str:
    # Signed together with the name of the cookie, so that it is good for no other.
    known = request.get_signed_cookie(cookie, "", max_age=KNOWN_FOR)
    return known if isinstance(known, str) else ""


def is_known_browser(request: HttpRequest) -> bool:
    """Whether anybody has logged in with this browser lately; if so, they may have been logged out while typing."""
    return any(_read(request, cookie) for cookie in request.COOKIES if cookie.startswith(_KNOWN))


def make_known(request: HttpRequest, name: str, *, as_new: bool = False) -> None:
    """Make the browser of a request known as this person's; `as_new` as if it were another browser."""
    known = "" if as_new else _known_as(request, name)
    request.newly_known = (name, known or secrets.token_urlsafe(16))  # type: ignore[attr-defined]


# A link by which a browser is made known is good for so long, in seconds, and once.
LINK_FOR = 3600
_LINK = "login link"


def link_token(person: User) -> str:
    """The token of a link that makes a browser known: it names the person, and is void once the password changes."""
    return signing.dumps([person.pk, _state(person)], salt=_LINK)


def _state(person: User) -> str:
    return salted_hmac(_LINK, f"{person.pk} {person.password}", algorithm="sha256").hexdigest()[:32]


def is_good_link(token: str) -> bool:
    """Whether a link may still be used."""
    return _whose(token) is not None


def use_link(request: HttpRequest, token: str) -> bool:
    """Make the browser known as that of the person to whom the link was written; False where it is void or used."""
    with transaction.atomic():
        person = _whose(token, lock=True)
        if person is None:
            return False
        name, note = person.get_username(), gettext_lazy("a browser was made known by a link from an e-mail")
        audit.record(
            audit.Action.PERMISSION, person, part=_LINK, what=f"{name}: browser", new=_digest(token), note=note
        )
    make_known(request, name, as_new=True)
    return True


def _whose(token: str, *, lock: bool = False) -> User | None:
    try:
        pk, state = signing.loads(token, salt=_LINK, max_age=LINK_FOR)
    except signing.BadSignature:
        return None
    people = User.objects.select_for_update() if lock else User.objects
    person = people.filter(pk=pk, is_active=True).first()
    if person is None or not constant_time_compare(state, _state(person)):
        return None
    # The audit trail says whether it was used, at a time later than the link was made.
    lately = AuditEntry.objects.filter(at__gt=timezone.now() - timedelta(seconds=2 * LINK_FOR))
    return None if lately.filter(part=_LINK, new=_digest(token)).exists() else person


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def is_the_person(request: HttpRequest, *, password: str = "", code: str = "") -> bool:
    """Whether it is the person who is logged in, by their password or a code; wrong ones count as failed logins."""
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
    """Whether the person confirmed a short while ago who they are: by logging in, or by a password or code."""
    return time() - request.session.get(_PROVED, 0) <= PROVED_FOR


def listen() -> None:
    """Listen to logins: logging in confirms who somebody is."""
    user_logged_in.connect(_logged_in)


def _logged_in(request: HttpRequest | None, user: Any, **_given: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[_SEEN] = request.session[_PROVED] = int(time())
        make_known(request, user.get_username())


def keep_no_copy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no copy of an answer stays in a browser or on the way there; its Back button requests it again."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return answer


def keep_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the session of people who work goes on, others end; logging in makes a browser known."""

    def answer(request: HttpRequest) -> HttpResponse:
        # Checked first: a session that does not exist costs no query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time())
            if now - request.session.get(_SEEN, 0) > RENEWED_EVERY:
                request.session[_SEEN] = now
        response = get_response(request)
        if newly_known := getattr(request, "newly_known", None):
            name, known = newly_known
            response.set_signed_cookie(
                _cookie(name),
                known,
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
