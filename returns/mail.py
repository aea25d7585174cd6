"""E-mails, sent in the background: no page ever waits for the mail server.

A failure is logged for the operator; by then nobody is waiting for a response.
"""

import logging
from collections.abc import Iterable
from smtplib import SMTPException
from threading import Thread

from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

_log = logging.getLogger(__name__)


def write(people: Iterable[User], subject: str, text: str) -> None:
    """Send the same text to each person who has an address, in the background, once the transaction has committed."""
    thread = Thread(target=send, args=(list(people), subject, text), name="letter")
    transaction.on_commit(thread.start, robust=True)


def send(people: Iterable[User], subject: str, text: str) -> bool:
    """Send the same text to each person who has an address, now; False if that failed.

    All use one connection, so that a server that does not respond is waited for only once.
    """
    to = [person for person in people if person.email]
    # A line break in a name must not start a header of its own.
    subject = " ".join(subject.split())
    try:
        get_connection().send_messages([EmailMessage(subject, text, to=[person.email]) for person in to])
    except OSError as fault:
        _log.error("Not sent to account %s: %s (%s)", ", ".join(str(person.pk) for person in to), subject, _kind(fault))
        return False
    return True


def _kind(fault: OSError) -> str:
    """What failed, without what a mail server answers: it repeats addresses, and may repeat the letter."""
    name = type(fault).__name__
    if isinstance(fault, SMTPException):
        return f"{name} {getattr(fault, 'smtp_code', '')}".rstrip()
    return f"{name}: {fault}"
