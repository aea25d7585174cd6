"""The JSON Schema of a return's figures, as docs/figures.schema.json has it."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from returns.exchange.figures_json import schema


class Command(BaseCommand):
    """Prints; stores nothing."""

    help = "Print the JSON Schema of a return's figures."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the schema."""
        self.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=1))
