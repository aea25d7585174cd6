"""Whether everything that was filed is still there and unchanged."""

import argparse
import multiprocessing
import os
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.archive import ChainBreak, everyone, inventory, verify, verify_expected, verify_guards

# Fewer filings are read sooner than a second process is started.
WORTH_TWO = 1_000


def _noted(text: str) -> str:
    if not re.fullmatch("[0-9]{1,18}/[0-9a-f]{16}", text):
        raise argparse.ArgumentTypeError(_("expected a number and a fingerprint, as verify_archive writes them"))
    return text


def _verify_some(issuers: list[int]) -> list[ChainBreak]:
    return list(verify(issuers))


class Command(BaseCommand):
    """Exit 0: whole. 1: not, the first break and all others on standard output."""

    help = "Read every filing and every chain again; name each that is not as it was filed, and end with 1 then."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many processes read."""
        parser.add_argument(
            "--processes", type=int, help="how many read; one for each processor where there is much to read"
        )
        parser.add_argument(
            "--expect-filings", type=int, metavar="N", help="fail where fewer filings are here than a backup names"
        )
        parser.add_argument(
            "--expect-last-entry",
            type=_noted,
            metavar="NUMBER/FINGERPRINT",
            help="fail where this entry of the audit trail, noted beside a backup, is not here",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the archive and report."""
        there = inventory()
        count = there.filings
        processes = options["processes"] or (os.cpu_count() if count >= WORTH_TWO else 1) or 1
        breaks = [
            *verify_expected(options["expect_filings"], options["expect_last_entry"] or ""),
            *verify_guards(),
            *(verify() if processes < 2 else self._in_processes(processes)),
        ]
        if not breaks:
            self.stdout.write(ngettext("%d filing: whole.", "%d filings: all whole.", count) % count)
            self.stdout.write(_("Last entry of the audit trail: %s") % there.last_entry)
            self.stdout.write(_("Ends of the chains: %s") % there.chains)
            return
        self.stdout.write(_("First break: %s") % breaks[0])
        for other in breaks[1:]:
            self.stdout.write(str(other))
        raise CommandError(
            ngettext("The archive is broken in %d place.", "The archive is broken in %d places.", len(breaks))
            % len(breaks),
            returncode=1,
        )

    def _in_processes(self, processes: int) -> Iterator[ChainBreak]:
        issuers = everyone()
        size = -(-len(issuers) // (4 * processes))
        shares = [issuers[start : start + size] for start in range(0, len(issuers), size)]
        connection.close()
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=spawn, initializer=django.setup) as pool:
            for breaks in pool.map(_verify_some, shares):
                yield from breaks
