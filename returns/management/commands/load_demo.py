"""A demo issuer with a real draft and three people, for a machine where nothing real is kept."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from returns import filing
from returns.exchange.figures_json import load
from returns.figures import BLANK
from returns.models import Membership, MonthlyReturn

CASE = settings.BASE_DIR / "tests" / "cases" / "kingsoft-2009-11.json"
ROLES = {"preparer": Membership.Role.PREPARER, "approver": Membership.Role.APPROVER}


class Command(BaseCommand):
    """Can be run twice: what is there stays as it is."""

    help = "Load a draft of Kingsoft's and the users preparer, approver and administrator (DEMO=1 only)."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing; a new user's password is printed once."""
        if not settings.DEMO:
            raise CommandError("Refused: DEMO is not set. The demo is never loaded where real returns are kept.")
        sheet = load(CASE.read_bytes())
        # Filled in on the day of filing, which is not that of the real return.
        sheet.head.date_submitted = BLANK
        issuer_code, month = sheet.head.issuer.stock_code, sheet.head.month_ended
        if not MonthlyReturn.objects.filter(issuer__stock_code=issuer_code, month_ended=month).exists():
            filing.record(sheet, None)
        issuer = MonthlyReturn.objects.get(issuer__stock_code=issuer_code, month_ended=month, revision=0).issuer
        for username in (*ROLES, "administrator"):
            user, is_new = get_user_model().objects.get_or_create(
                username=username,
                defaults={"is_staff": username == "administrator", "is_superuser": username == "administrator"},
            )
            if is_new:
                password = secrets.token_urlsafe(9)
                user.set_password(password)
                user.save()
                self.stdout.write(f"Demo user {username}  password {password}")
            else:
                self.stdout.write(
                    f"Demo user {username} is there; new password: script/manage changepassword {username}"
                )
            if username in ROLES:
                Membership.objects.get_or_create(issuer=issuer, user=user, defaults={"role": ROLES[username]})
