"""What filings say, derived again from their frozen figures."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from returns import filed_figures
from returns.models import Filing


class Command(BaseCommand):
    """Changes no filing: only the lists by which filings are searched."""

    help = "Make the lists by which filings are searched again, from the figures as they were filed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Derive every filing again."""
        count = 0
        for filing in Filing.objects.only("figures").order_by("pk").iterator(chunk_size=100):
            filed_figures.derive_again(filing)
            count += 1
        self.stdout.write(ngettext("%d filing: derived again.", "%d filings: derived again.", count) % count)
