"""The day's digests, for a timer to call."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from returns.notices import send_digests


class Command(BaseCommand):
    """Can be run as often as you like: nobody gets two on one day."""

    help = (
        "E-mail everybody what waits for them, is due in two business days or overdue, and what was filed; once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them; fails where some could not be sent, to be run again."""
        sent, failed = send_digests()
        self.stdout.write(f"{sent} sent, {failed} failed")
        if failed:
            raise CommandError("Some digests could not be sent; run this again when the mail server answers.")
