"""The demo, for a machine where nothing real is kept."""

from io import StringIO

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from returns.models import MonthlyReturn

pytestmark = pytest.mark.django_db


def test_the_demo_is_refused_unless_asked_for() -> None:
    with pytest.raises(CommandError, match="DEMO is not set"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_the_demo_is_a_draft_and_three_people_with_passwords_told_once(settings: LazySettings) -> None:
    settings.DEMO = True
    first, second = StringIO(), StringIO()
    call_command("load_demo", stdout=first)
    call_command("load_demo", stdout=second)
    lines = [line.split() for line in first.getvalue().splitlines()]
    assert [line[2] for line in lines] == ["preparer", "approver", "administrator"]
    for line in lines:
        assert User.objects.get(username=line[2]).check_password(line[4])
        assert line[4] not in second.getvalue()
    assert MonthlyReturn.objects.get().state == "draft"
    assert User.objects.get(username="administrator").is_staff
    assert {m.user.username: m.role for m in MonthlyReturn.objects.get().issuer.memberships.all()} == {
        "preparer": "preparer",
        "approver": "approver",
    }
