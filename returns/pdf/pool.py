"""The worker processes of this process: few, warm, bounded in time and memory, and replaced when they die."""

import errno
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, InvalidStateError, wait
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnContext
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pebble import ProcessExpired, ProcessPool

from returns.pdf import worker

logger = logging.getLogger(__name__)


class CannotPrint(Exception):
    """The return was not printed; the message says why."""


class NoFont(CannotPrint):
    """No font of the server has some `characters`."""

    def __init__(self, characters: list[str], where: str = "") -> None:
        self.characters = characters
        named = [f"{text} ({', '.join(f'U+{ord(ch):04X}' for ch in text)})" for text in characters]
        message = _("No font on the server can print: %s") % "; ".join(named)
        if where:
            message = _("%(message)s, in %(where)s. Write it otherwise.") % {"message": message, "where": where}
        super().__init__(message)


class _NoAnswer(Exception):
    """No worker has answered in the time that a print may wait."""


# For so many times the time that a print may take it waits, and is printed, before it is given up.
LIMITS = 2
# A print whose own worker ends so often is refused: it would bring down any other.
MOST_ENDED = 3
# So often a print is given to other workers because all of them ended while it was waiting.
MOST_BROKEN = 10

# The causes that an administrator can mend; docs/deployment.md says how, under “When nothing prints”.
_SEE = gettext_lazy("Please tell the administrator; the log says more.")
_NO_MEMORY = gettext_lazy("Printing needs more memory than the server has for it (PDF_MEMORY). %s")
_NO_ROOM = gettext_lazy(
    "The server has no room left on its disk or in its shared memory (/dev/shm), so nothing prints. %s"
)
_NOT_READY = gettext_lazy("The server cannot print: %(what)s. %(see)s")
_KILLED = gettext_lazy("The system stopped the printing process again and again, as it does when memory runs out. %s")
_ENDED = gettext_lazy("The printing process stopped again and again (signal or exit code %(code)s). %(see)s")


def work(task: Callable[..., Any], *args: Any) -> Any:
    """What a task of the worker gives back. Raises CannotPrint, and always comes back.

    A task is done over where a worker ended while it had it or while it waited: it is bytes in and bytes out, and
    changes nothing.
    """
    limit, ended, broken, code = settings.PDF_TIMEOUT, 0, 0, None
    # The wait for a free worker counts too, or a print behind many others would wait without end.
    until = time.monotonic() + LIMITS * limit
    with _workers.place():
        while True:
            pool = _workers.started()
            before = pool.answers
            try:
                return pool.ask(task, args, limit, until - time.monotonic())
            except (BrokenExecutor, ProcessExpired) as fault:
                is_own = isinstance(fault, ProcessExpired)
                ended, broken = ended + is_own, broken + (not is_own)
                code = fault.exitcode if isinstance(fault, ProcessExpired) else pool.last_exit()
                logger.error("A printing process ended (%s); see “When nothing prints” in docs/deployment.md", code)
                if ended == MOST_ENDED or broken == MOST_BROKEN:
                    if isinstance(fault.__cause__, OSError):  # no worker could be started
                        raise CannotPrint(_in_words(fault.__cause__)) from fault
                    raise CannotPrint(_stopped(code)) from fault
            except _NoAnswer as fault:
                # What a print waits behind is stopped within the limit: workers that work have answered by now.
                if ended:
                    raise CannotPrint(_stopped(code)) from fault
                if pool.answers != before or broken:
                    raise CannotPrint(_("Too many prints are waiting. Please try again in a minute.")) from fault
                logger.error("No printing process answered within %d seconds: others are started", LIMITS * limit)
                _workers.replace(pool)
                raise CannotPrint(
                    _("The printing process did not answer, and another was started. Please try again.")
                ) from fault
            except TimeoutError as fault:
                raise CannotPrint(_("Printing took longer than %d seconds and was stopped.") % limit) from fault
            except worker.NoGlyph as fault:
                raise NoFont(str(fault).split()) from fault
            except worker.NotReady as fault:
                logger.error("Nothing prints: %s", fault)
                raise CannotPrint(_NOT_READY % {"what": fault, "see": _SEE}) from fault
            except Exception as fault:
                raise CannotPrint(_in_words(fault)) from fault


def _stopped(code: int | None) -> str:
    """Why the processes of a print ended, as far as their exit code says."""
    return _KILLED % _SEE if code == -signal.SIGKILL else _ENDED % {"code": code, "see": _SEE}


def _in_words(fault: Exception) -> str:
    """Why a print failed, with what the administrator needs in the log."""
    if isinstance(fault, MemoryError) or getattr(fault, "errno", None) == errno.ENOMEM:
        logger.error("A print needs more than the %d MB of PDF_MEMORY", settings.PDF_MEMORY)
        return _NO_MEMORY % _SEE
    if getattr(fault, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        logger.error("Nothing prints: %s", fault)
        return _NO_ROOM % _SEE
    logger.error("Printing failed", exc_info=fault)
    # An assertion of a library has no words.
    return _("The PDF could not be made: %s") % (str(fault) or type(fault).__name__)


class _Context(SpawnContext):
    """Starts processes afresh, and remembers them, to report how they ended."""

    def __init__(self) -> None:
        self.processes: list[BaseProcess] = []

    def Process(self, *args: Any, **given: Any) -> Any:  # type: ignore[override] # noqa: N802 -- its name there
        process = super().Process(*args, **given)
        self.processes = [*(each for each in self.processes if each.is_alive()), process]
        return process


class _Pool(ProcessPool):
    """Worker processes, and how many tasks they have answered.

    pebble stops a task that takes too long, but only counts its time from when a worker takes it: a worker that is
    stopped from outside takes none, and pebble does not notice.
    """

    answers = 0

    def __init__(self) -> None:
        self._processes, self._asked = _Context(), set[Future[Any]]()
        super().__init__(
            max_workers=settings.PDF_WORKERS,
            initializer=worker.warm,
            initargs=(settings.PDF_MEMORY,),
            context=self._processes,
        )

    def ask(self, task: Callable[..., Any], args: tuple[Any, ...], limit: int, wait_for: float) -> Any:
        """What a task gives back; raises TimeoutError where it takes too long, _NoAnswer where the wait for it does."""
        try:
            future = self.schedule(worker.perform, args=(task, *args), timeout=limit)
        except RuntimeError as fault:
            raise BrokenExecutor from fault  # the workers ended since they were asked for
        self._asked.add(future)
        future.add_done_callback(self._count)
        if not wait([future], timeout=max(wait_for, 0)).done:
            future.cancel()
            raise _NoAnswer
        return future.result()

    def last_exit(self) -> int | None:
        """The exit code of the worker that ended last, as far as one has; a signal is below zero."""
        codes = [process.exitcode for process in self._processes.processes]
        return next((code for code in reversed(codes) if code), None)

    def end(self) -> None:
        """Stop the workers, by force where they do not listen, and let those who wait for them ask others."""
        self.stop()  # type: ignore[no-untyped-call]
        self.join()
        for future in list(self._asked):
            with suppress(InvalidStateError):
                future.set_exception(BrokenExecutor("The workers were stopped."))

    def _count(self, future: Future[Any]) -> None:
        self._asked.discard(future)
        if not future.cancelled():
            self.answers += 1


class _Workers:
    """The pool, started with the first print, and again when it is broken or does not answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: _Pool | None = None
        self._tasks = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in the queue; raises CannotPrint where it is full."""
        with self._lock:
            if self._tasks >= settings.PDF_WORKERS + settings.PDF_QUEUE:
                raise CannotPrint(_("Too many prints are waiting. Please try again in a minute."))
            self._tasks += 1
        try:
            yield
        finally:
            with self._lock:
                self._tasks -= 1

    def started(self) -> _Pool:
        """The workers, which are started where there are none."""
        with self._lock:
            if self._pool is not None and not self._pool.active:
                self._pool.end()
                self._pool = None
            if self._pool is None:
                self._pool = _Pool()
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
