"""The audit trail as CSV."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from returns.audit import export
from returns.models import AuditEntry


class Command(BaseCommand):
    """One line for each entry, oldest first; times in Hong Kong."""

    help = "Write the audit trail as CSV to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        """Of one issuer only, where one is named."""
        parser.add_argument("--issuer", metavar="CODE", help="only what concerns this issuer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        entries = AuditEntry.objects.all()
        if options["issuer"]:
            entries = entries.filter(issuer__stock_code=options["issuer"])
        for line in export(entries):
            self.stdout.write(line, ending="")
