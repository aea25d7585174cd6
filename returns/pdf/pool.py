"""The worker processes of this process: few, warm, bounded in time and memory, and replaced when they die."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, wait
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


class NoFont(CannotPrint):
    """No font of the server has some `characters`."""

    def __init__(self, characters: list[str], where: str = "") -> None:
        self.characters = characters
        told = [f"{text} ({', '.join(f'U+{ord(ch):04X}' for ch in text)})" for text in characters]
        message = _("No font on the server can print: %s") % "; ".join(told)
        if where:
            message = _("%(message)s, in %(where)s. Write it otherwise.") % {"message": message, "where": where}
        super().__init__(message)


class _NoAnswer(Exception):
    """No worker has answered in the time that a print may wait."""


def work(task: Callable[..., Any], *args: Any) -> Any:
    """What a task of the worker gives back. Raises CannotPrint, and always comes back."""
    limit = settings.PDF_TIMEOUT
    with _workers.place() as pool:
        before = pool.answers
        try:
            return pool.ask(task, args, limit)
        except _NoAnswer as fault:
            # Whatever a print waits behind is stopped within the limit, so that workers who work have answered by now.
            if pool.answers != before:
                raise CannotPrint(_("Too many prints are waiting. Please try again in a minute.")) from fault
            logger.error("No printing process answered within %d seconds: others are started", 2 * limit)
            _workers.replace(pool)
            raise CannotPrint(
                _("The printing process did not answer, and another was started. Please try again.")
            ) from fault
        except TimeoutError as fault:
            raise CannotPrint(_("Printing took longer than %d seconds and was stopped.") % limit) from fault
        except (BrokenExecutor, ProcessExpired) as fault:
            logger.error("The printing process stopped: %s", fault)
            raise CannotPrint(_("The printing process stopped unexpectedly. Please try again.")) from fault
        except MemoryError as fault:
            logger.error("A print needs more than the %d MB of PDF_MEMORY", settings.PDF_MEMORY)
            raise CannotPrint(_("The print needs more memory than the server has for it.")) from fault
        except worker.NoGlyph as fault:
            raise NoFont(str(fault).split()) from fault
        except Exception as fault:
            logger.exception("Printing failed")
            # An assertion of a library has no words.
            raise CannotPrint(_("The PDF could not be made: %s") % (str(fault) or type(fault).__name__)) from fault


class _Pool(ProcessPool):
    """Worker processes, and how many tasks they have answered.

    pebble stops a task that takes too long, but only counts its time from when a worker takes it: a worker that is
    stopped from outside takes none, and pebble does not notice.
    """

    answers = 0

    def ask(self, task: Callable[..., Any], args: tuple[Any, ...], limit: int) -> Any:
        """What a task gives back; raises TimeoutError where it takes too long, _NoAnswer where the wait for it does."""
        future = self.schedule(task, args=args, timeout=limit)
        future.add_done_callback(self._count)
        # The wait for a free worker counts too, or a print behind many others would wait without end.
        if not wait([future], timeout=2 * limit).done:
            future.cancel()
            raise _NoAnswer
        return future.result()

    def end(self) -> None:
        """Stop the workers, by force where they do not listen."""
        self.stop()  # type: ignore[no-untyped-call]
        self.join()

    def _count(self, future: Any) -> None:
        if not future.cancelled():
            self.answers += 1


class _Workers:
    """The pool, started with the first print, and anew when it is broken or does not answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: _Pool | None = None
        self._tasks = 0

    @contextmanager
    def place(self) -> Iterator[_Pool]:
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

    def _started(self) -> _Pool:
        with self._lock:
            if self._pool is not None and not self._pool.active:
                self._pool.end()
                self._pool = None
            if self._pool is None:
                self._pool = _Pool(
                    max_workers=settings.PDF_WORKERS,
                    initializer=worker.warm,
                    initargs=(settings.PDF_MEMORY,),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    def replace(self, pool: _Pool) -> None:
        """End a pool; the next print starts another."""
        with self._lock:
            if self._pool is not pool:
                return
            self._pool = None
        pool.end()

    def forget(self) -> None:
        """Leave the workers to the process that started them: after a fork they are the parent's."""
        self.__init__()  # type: ignore[misc]


_workers = _Workers()
os.register_at_fork(after_in_child=_workers.forget)
