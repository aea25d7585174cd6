"""The worker processes of this process: few, warm, bounded in time and memory, and replaced when they die."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from pebble import ProcessExpired, ProcessPool

from returns.pdf import worker

logger = logging.getLogger(__name__)


class CannotPrint(Exception):
    """The return was not printed; the message tells the person why."""


def work(task: Callable[..., Any], *args: Any) -> Any:
    """What a task of the worker gives back. Raises CannotPrint, and always comes back."""
    limit = settings.PDF_TIMEOUT
    with _workers.place() as pool:
        future = None
        try:
            future = pool.schedule(task, args=args, timeout=limit)
            # The wait for a free worker counts too, or a print behind many others would wait without end.
            return future.result(timeout=2 * limit)
        except TimeoutError as fault:
            if future:
                future.cancel()
            raise CannotPrint(_("Printing took longer than %d seconds and was stopped.") % limit) from fault
        except (BrokenExecutor, ProcessExpired) as fault:
            logger.error("The printing process stopped: %s", fault)
            raise CannotPrint(_("The printing process stopped unexpectedly. Please try again.")) from fault
        except MemoryError as fault:
            logger.error("A print needs more than the %d MB of PDF_MEMORY", settings.PDF_MEMORY)
            raise CannotPrint(_("The print needs more memory than the server has for it.")) from fault
        except worker.NoGlyph as fault:
            raise CannotPrint(_("No font on the server can print: %s") % fault) from fault
        except Exception as fault:
            logger.exception("Printing failed")
            raise CannotPrint(_("The PDF could not be made: %s") % fault) from fault


class _Workers:
    """The pool, started with the first print, and anew when it is broken."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: ProcessPool | None = None
        self._tasks = 0

    @contextmanager
    def place(self) -> Iterator[ProcessPool]:
        """A place in the queue; raises CannotPrint where it is full."""
        with self._lock:
            if self._tasks >= settings.PDF_WORKERS + settings.PDF_QUEUE:
                raise CannotPrint(_("Too many prints are waiting. Please try again in a minute."))
            self._tasks += 1
        try:
            yield self._started()
        finally:
            with self._lock:
                self._tasks -= 1

    def _started(self) -> ProcessPool:
        with self._lock:
            if self._pool is not None and not self._pool.active:
                self._pool.stop()
                self._pool.join()
                self._pool = None
            if self._pool is None:
                self._pool = ProcessPool(
                    max_workers=settings.PDF_WORKERS,
                    initializer=worker.warm,
                    initargs=(settings.PDF_MEMORY,),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    def forget(self) -> None:
        """Leave the workers to the process that started them: after a fork they are the parent's."""
        self.__init__()  # type: ignore[misc]


_workers = _Workers()
os.register_at_fork(after_in_child=_workers.forget)
