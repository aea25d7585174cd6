"""What can befall a worker process; imported there, so nothing of Django here."""

import errno
import os
import signal
import time
from pathlib import Path

from returns.pdf import worker


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


def be_killed(*args: object) -> bytes:
    """Be killed by the system, which has no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def be_killed_after_noting(tried: str, *args: object) -> bytes:
    """The same, with a mark for each time in a file."""
    with Path(tried).open("a") as file:
        file.write("+")
    return be_killed()


def be_killed_where_told(tried: str, *args: object) -> bytes:
    """The same where there is such a file to mark."""
    return be_killed_after_noting(tried) if tried else b"done"


def fill_the_disk(*args: object) -> bytes:
    """Find no room for a file."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def wait_for(gate: str, *args: object) -> bytes:
    """Wait until a file is there."""
    while not Path(gate).exists():
        time.sleep(0.05)
    return b""


def print_with_fonts(path: str) -> bytes:
    """Print as a worker does that has this file of fonts and has not printed yet."""
    there, worker.FONTS = worker.FONTS, Path(path)
    caches = worker._get_ready, worker._fonts, worker._agent, worker._kept, worker._style_sheet
    try:
        for cache in caches:
            cache.cache_clear()
        return worker.perform(worker.render, "<html lang='en'><p>Printed", "")
    finally:
        worker.FONTS = there
        for cache in caches:
            cache.cache_clear()
