"""Requests without a login: which address they come from, and how often it may try something."""

import re
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from returns.models import AnonymousAttempts

What = AnonymousAttempts.What

# So many letters may be asked for from one address within an hour; a whole office may share one.
MOST_LETTERS = 20
# An account is written to so often at most, whoever asks for it.
WRITTEN_EVERY = timedelta(minutes=5)
# Counts are kept for so long.
KEPT = timedelta(days=90)

_WITH_PORT = re.compile(r"\[([^\]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
# IPv4 as the networks that have only IPv6 write it (RFC 6052).
_TRANSLATED = ip_network("64:ff9b::/96")


def address(request: HttpRequest) -> str:
    """Where a request comes from: the address that the outermost trusted proxy saw, PROXIES being their number.

    Each proxy adds the address it saw to the end of X-Forwarded-For; what is written before those, anybody can have
    written. The port and the zone are left out, and IPv4 written as IPv6 is IPv4. What is no address is given as it is.
    """
    said = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        through = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        said = [each for each in through if each][-settings.PROXIES :] or said
    found = _read(said[0])
    return str(found) if found else "".join(sign for sign in said[0] if sign.isprintable())[:100]


def network(request: HttpRequest) -> str | None:
    """What attempts are counted by: the address, of IPv6 the /64 that one person has; None where it is no address."""
    found = _read(address(request))
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False).network_address)
    return str(found) if found else None


def _read(text: str) -> IPv4Address | IPv6Address | None:
    with_port = _WITH_PORT.fullmatch(text)
    if with_port:
        text = with_port[1] or with_port[2]
    try:
        found = ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return getattr(found, "ipv4_mapped", None) or found


def count(request: HttpRequest, what: AnonymousAttempts.What, name: str = "", *, answered: bool = False) -> None:
    """Count an attempt under an account's name; `answered` where a letter is written because of it."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        attempts, is_new = AnonymousAttempts.objects.get_or_create(
            hour=hour, address=network(request) or "", what=what, name=name
        )
        if is_new:
            AnonymousAttempts.objects.filter(hour__lt=now - KEPT).delete()
        attempts.count = F("count") + 1
        attempts.answered_at = now if answered else attempts.answered_at
        attempts.save()


def may_ask(request: HttpRequest, what: AnonymousAttempts.What) -> bool:
    """Whether one more letter may be asked for from this address within the hour."""
    of_hour = AnonymousAttempts.objects.filter(hour__gt=timezone.now() - timedelta(hours=1))
    of_address = of_hour.filter(address=network(request) or "", what=what)
    return (of_address.aggregate(Sum("count"))["count__sum"] or 0) < MOST_LETTERS


def was_just_answered(what: AnonymousAttempts.What, name: str) -> bool:
    """Whether a letter was written to this account a moment ago, wherever it was asked for."""
    since = timezone.now() - WRITTEN_EVERY
    of_name = AnonymousAttempts.objects.filter(hour__gt=since - timedelta(hours=1), what=what, name=name)
    return of_name.filter(answered_at__gt=since).exists()
