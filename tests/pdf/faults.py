"""What can befall a worker process; imported there, so nothing of Django here."""

import os
import signal
import time


def crash(*args: object) -> bytes:
    """Die as of a corrupted heap."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def hang(*args: object) -> bytes:
    """Never be done."""
    while True:
        time.sleep(1)


def fail(*args: object) -> bytes:
    """Fail as WeasyPrint does."""
    raise ValueError("no such page size")


def fail_without_words(*args: object) -> bytes:
    """Fail as WeasyPrint does where it never thought to."""
    raise AssertionError


def hoard(*args: object) -> bytes:
    """Take more memory than any print needs."""
    return bytes(2 << 30)


def doze(*args: object) -> bytes:
    """Take a moment."""
    time.sleep(2)
    return b""
