"""The catalogue of rules, as docs/rules.md has it."""

from typing import Any

from django.core.management.base import BaseCommand

from returns.editions import EDITIONS
from returns.editions.catalogue import markdown


class Command(BaseCommand):
    """Prints; stores nothing."""

    help = "Print the catalogue of rules."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the catalogue."""
        self.stdout.write(markdown(EDITIONS.values()), ending="")
