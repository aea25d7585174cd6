"""What can befall a worker process; imported there, so nothing of Django here."""

import os
import signal
import time


def crash(html: str, css: str) -> bytes:
    """Die as of a corrupted heap."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def hang(html: str, css: str) -> bytes:
    """Never be done."""
    while True:
        time.sleep(1)


def fail(html: str, css: str) -> bytes:
    """Fail as WeasyPrint does."""
    raise ValueError("no such page size")
