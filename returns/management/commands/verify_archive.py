"""Whether everything that was filed is still there and unchanged."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.archive import Break, everyone, verify, verify_guards
from returns.models import Filing

# Fewer filings are read sooner than a second process is started.
WORTH_TWO = 1_000


def _verify_some(issuers: list[int]) -> list[Break]:
    return list(verify(issuers))


class Command(BaseCommand):
    """Exit 0: whole. 1: not, the first break and all others on standard output."""

    help = "Read every filing and every chain again; name each that is not as it was filed, and end with 1 then."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many processes read."""
        parser.add_argument(
            "--processes", type=int, default=os.cpu_count() or 1, help="as many as processors unless set"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and tell."""
        count = Filing.objects.count()
        processes = options["processes"] if count >= WORTH_TWO else 1
        breaks = [*verify_guards(), *(verify() if processes < 2 else self._in_processes(processes))]
        if not breaks:
            self.stdout.write(ngettext("%d filing: whole.", "%d filings: all whole.", count) % count)
            return
        self.stdout.write(_("First break: %s") % breaks[0])
        for other in breaks[1:]:
            self.stdout.write(str(other))
        raise CommandError(
            ngettext("The archive is broken in %d place.", "The archive is broken in %d places.", len(breaks))
            % len(breaks),
            returncode=1,
        )

    def _in_processes(self, processes: int) -> Iterator[Break]:
        issuers = everyone()
        size = -(-len(issuers) // (4 * processes))
        shares = [issuers[start : start + size] for start in range(0, len(issuers), size)]
        connection.close()
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=spawn, initializer=django.setup) as pool:
            for breaks in pool.map(_verify_some, shares):
                yield from breaks
