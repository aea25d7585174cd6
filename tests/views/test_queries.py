"""How often a screen asks the database does not depend on how much there is: rows, filings, issuers, people.

Made from the list of addresses: one that can be looked at and is not counted here fails.
"""

from collections.abc import Iterator
from copy import copy
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns import filing
from returns.deadlines import month_after
from returns.exchange import figures_json
from returns.filing import closing
from returns.models import Issuer, Membership
from returns.pdf.printing import print_return
from returns.roll_forward import state_unchanged
from returns.sheet import Sheet
from returns.views import calendar_feed
from tests.conftest import CASES
from tests.rules.breaking import set_cell
from tests.views.conftest import args_of, discard_a_month, publish
from tests.views.test_matrix import FILED, MATRIX, NAMES, OTHER, OWN, ROLES

# What is sent to only, and an address that leads to another.
SENT_TO_ONLY = {name for name, row in MATRIX.items() if set(row.get.split()[1:]) in ({"405"}, {"301"})}
LOOKED_AT = {name: row for name, row in MATRIX.items() if name not in SENT_TO_ONLY}
# The editor shows what is filed as well, to read.
SCREENS = LOOKED_AT | {"edit what is filed": MATRIX["edit"]._replace(args=FILED)}


def _history(code: str, begins: date, rows: int) -> Issuer:
    """An issuer whose returns are filed from a month on up to November 2009; December is a draft."""
    case = (CASES / "kingsoft-2009-11.json").read_text(encoding="utf-8")
    sheet = figures_json.load(case.replace(OWN, code).encode())
    for _row in range(5, rows):
        sheet.options.append(copy(sheet.options[4]))
        sheet.options[-1].name = f"Scheme {len(sheet.options)}"
    set_cell(sheet, "head-month_ended", begins.isoformat())
    made = filing.record(sheet, None)
    while made.month_ended < date(2009, 11, 30):
        filing.file_alone(made, None)
        made = filing.start(made.issuer, month_after(made.month_ended), None)
        quiet = filing.sheet_of(made)
        state_unchanged(quiet, [])
        set_cell(quiet, "head-date_submitted", "04/12/2009")
        filing.save_draft(made, quiet, None, made.version)
    publish(filing.file_alone(made, None))
    filing.start(made.issuer, date(2009, 12, 31), None)
    discard_a_month(made.issuer)
    return made.issuer


def _work_on(issuer: Issuer, prefix: str = "") -> None:
    for role in Membership.Role.values:
        user, _is_new = User.objects.get_or_create(username=f"{prefix}{role}")
        Membership.objects.create(issuer=issuer, user=user, role=role)


def _person(name: str) -> User | None:
    """Who is shown the screen: the first of the roles that is."""
    answers = dict(zip(ROLES, SCREENS[name].get.split(), strict=True))
    by_her = [role for role in ("preparer", "approver", "administrator") if answers[role] == "200"]
    return User.objects.get(username=by_her[0]) if by_her else None


def _address(name: str, code: str) -> str:
    if name == "calendar":
        person = User.objects.get(username="preparer")
        return reverse(name, args=(person.pk, calendar_feed._token(person)))
    row = SCREENS[name]
    return reverse(name.split()[0], args=args_of(name, code, row.args) if row.other_get else row.args) + row.ask


def _counted(code: str) -> dict[str, list[str]]:
    """What each screen asks the database, once it has been looked at before."""
    found = {}
    for name in SCREENS:
        client = Client()
        if person := _person(name):
            client.force_login(person)
        client.get(_address(name, code))
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            answer = client.get(_address(name, code))
            b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code == (302 if name in ("admin-login", "admin-password") else 200), name
        found[name] = [query["sql"] for query in asked.captured_queries]
    return found


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What every screen asks with little on record, and with much."""
    prints: list[bytes] = []

    def print_once(sheet: Sheet, **given: Any) -> bytes:
        """The print of the first filing: what is on paper changes no query."""
        prints[:] = prints or [print_return(sheet, **given)]
        return prints[0]

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(closing, "print_return", print_once)
        patch.setattr(closing, "prove", lambda *_given: None)
        _work_on(_history(OWN, date(2009, 10, 31), rows=5))
        User.objects.create_user("administrator", is_staff=True)
        little = _counted(OWN)
        many = _history(OTHER, date(2009, 7, 31), rows=40)
        _work_on(many)
        for number in range(6):
            _work_on(many, f"another-{number}-")
            _work_on(_history(f"77{number}", date(2009, 11, 30), rows=6))
        yield little, _counted(OTHER)
        transaction.set_rollback(True)


def test_every_screen_is_counted() -> None:
    assert sorted(LOOKED_AT) == sorted(set(NAMES) - SENT_TO_ONLY)
    assert "edit" in LOOKED_AT
    assert "send" in SENT_TO_ONLY


@pytest.mark.django_db
@pytest.mark.parametrize("name", SCREENS)
def test_it_asks_as_often_with_much_as_with_little(
    counted: tuple[dict[str, list[str]], dict[str, list[str]]], name: str
) -> None:
    little, much = counted
    assert len(much[name]) == len(little[name]), [query for query in much[name] if query not in little[name]]
