"""The whole job from the command line: read, reconcile, file, write the PDF."""

import os
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils.translation import gettext as _

from returns import filing
from returns.editions import reconcile
from returns.exchange.figures_json import CannotRead, load
from returns.pdf.printing import CannotPrint
from returns.rules import Finding
from returns.sheet import Sheet


def read_figures(path: Path) -> Sheet:
    """The Sheet in a file; the command ends with code 2, file, place and reason where it cannot be read."""
    try:
        return load(path.read_bytes())
    except OSError as fault:
        raise CommandError(f"{path}: {fault.strerror}", returncode=2) from fault
    except CannotRead as fault:
        lines = [f"{path}: {where}: {why}" for where, why in fault.reasons]
        raise CommandError("\n".join(lines), returncode=2) from fault


def line_of(finding: Finding) -> str:
    """A finding on one line: code, level, cell, and what it says."""
    return f"{finding.code} {finding.level} {finding.place.address}: {finding.message}"


def _person(username: str | None) -> User | None:
    if not username:
        return None
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(_("There is no user %s.") % username, returncode=2)
    return person


class Command(BaseCommand):
    """Exit 0: filed and written. 1: not filed, the reasons on standard output. 2: a file cannot be read or written."""

    help = "File the return in FIGURES.json and write its PDF; print the findings where it does not reconcile."

    def add_arguments(self, parser: CommandParser) -> None:
        """FIGURES.json --pdf OUT.pdf, and who files."""
        parser.add_argument("figures", type=Path, metavar="FIGURES.json")
        parser.add_argument("--pdf", type=Path, required=True, metavar="OUT.pdf")
        parser.add_argument("--by", metavar="USERNAME", help="the user who files; none: the command line itself")
        parser.add_argument(
            "--approved-by",
            metavar="USERNAME",
            help="the approver, another person than --by; none: whoever files answers for making and checking",
        )
        parser.add_argument("--replace", action="store_true", help="replace the figures of a draft on record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, reconcile, file, write."""
        sheet = read_figures(options["figures"])
        out: Path = options["pdf"]
        if not out.parent.is_dir():
            raise CommandError(_("%s: there is no such folder to write to.") % out, returncode=2)
        if not os.access(out if out.exists() else out.parent, os.W_OK) or out.is_dir():
            raise CommandError(_("%s: this file cannot be written. Nothing was filed.") % out, returncode=2)
        by, approver = _person(options["by"]), _person(options["approved_by"])
        if approver and not by:
            raise CommandError(_("--approved-by needs --by: the maker beside the checker."), returncode=2)
        try:
            filed = filing.file_sheet(sheet, by, approver, overwrite=options["replace"])
        except filing.NotReconciled as fault:
            # What is explained already stops nothing.
            for finding in fault.reconciliation.findings:
                if finding.answer is None:
                    self.stdout.write(line_of(finding))
            raise CommandError(str(fault), returncode=1) from fault
        except (filing.ActionRefused, CannotPrint) as fault:
            raise CommandError(str(fault), returncode=1) from fault
        except OperationalError as fault:
            message = _("The database cannot be used: %s. Nothing was filed.")
            raise CommandError(message % str(fault).strip(), returncode=2) from fault
        for note in reconcile(filing.sheet_of(filed.monthly_return)).notes:
            self.stderr.write(line_of(note))
        try:
            out.write_bytes(filed.pdf)
        except OSError as fault:
            raise CommandError(
                _("%(path)s: %(reason)s. The return is filed; download its PDF from the archive.")
                % {"path": out, "reason": fault.strerror},
                returncode=2,
            ) from fault
        self.stdout.write(
            _("Filed %(return)s. PDF %(path)s, SHA-256 %(hash)s")
            % {"return": filed.monthly_return, "path": out, "hash": filed.pdf_sha256}
        )
