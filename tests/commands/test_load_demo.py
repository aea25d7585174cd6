"""The demo, for a machine where nothing real is kept."""

from datetime import datetime

import pytest

from returns.deadlines import HONG_KONG
from tests.running import Database

PEOPLE = "SELECT username, is_staff FROM auth_user ORDER BY id"
# A Sunday, after the deadline of October's returns.
NOVEMBER = datetime(2026, 11, 29, 12, 0, tzinfo=HONG_KONG)


def test_the_demo_is_refused_unless_asked_for(database: Database) -> None:
    refused = database.run("load_demo")
    assert refused.code == 1
    assert "DEMO is not set" in refused.err
    assert database.rows(PEOPLE) == []


def test_the_first_to_try_is_a_draft_and_three_people_whose_passwords_are_printed_once(database: Database) -> None:
    first, second = (database.run("load_demo", "--draft-only", DEMO="on") for _time in range(2))
    assert (first.code, second.code) == (0, 0), first.err + second.err
    lines = [line.split() for line in first.out.splitlines()]
    assert [line[2] for line in lines] == ["preparer", "approver", "administrator"]
    assert not [line[4] for line in lines if line[4] in second.out]
    fits = "from django.contrib.auth.models import User\n" + "".join(
        f"print(User.objects.get(username={line[2]!r}).check_password({line[4]!r}))\n" for line in lines
    )
    assert database.python(fits).split() == ["True"] * 3
    assert database.rows("SELECT state FROM returns_monthlyreturn") == [("draft",)]
    assert [(name, bool(staff)) for name, staff in database.rows(PEOPLE)] == [
        ("preparer", False),
        ("approver", False),
        ("administrator", True),
    ]
    roles = "SELECT username, role FROM returns_membership JOIN auth_user ON auth_user.id = user_id ORDER BY username"
    assert database.rows(roles) == [("approver", "approver"), ("preparer", "preparer")]
    assert database.run("verify_archive").code == 0


STATES = """
    SELECT issuer.stock_code, of_it.state, COUNT(*), MIN(of_it.month_ended), MAX(of_it.month_ended), MAX(of_it.reopened)
    FROM returns_monthlyreturn of_it JOIN returns_issuer issuer ON issuer.id = of_it.issuer_id
    GROUP BY issuer.stock_code, of_it.state ORDER BY 1, 2
"""


@pytest.mark.slow
def test_a_year_of_filings_shows_every_state_and_is_loaded_once(database: Database) -> None:
    loaded = database.run("load_demo", at=NOVEMBER, DEMO="on", PDF_WORKERS="2")
    assert loaded.code == 0, loaded.err
    there = [(code, state, count, str(first), str(last), back) for code, state, count, first, last, back
             in database.rows(STATES)]  # fmt: skip
    assert there == [
        ("3888", "draft", 1, "2009-11-30", "2009-11-30", 0),
        ("99981", "draft", 1, "2026-11-30", "2026-11-30", 0),
        ("99981", "filed", 12, "2025-11-30", "2026-10-31", 0),
        ("99982", "draft", 1, "2026-10-31", "2026-10-31", 1),
        ("99982", "filed", 13, "2025-10-31", "2026-09-30", 0),
        ("99983", "awaiting", 1, "2026-10-31", "2026-10-31", 0),
        ("99983", "filed", 12, "2025-10-31", "2026-09-30", 0),
    ]
    assert database.run("verify_archive").code == 0
    # Started again in another month, it goes on from what is there.
    again = database.run("load_demo", at=NOVEMBER.replace(year=2027), DEMO="on")
    assert again.code == 0, again.err
    assert "Loading" not in again.out
    assert len(database.rows("SELECT id FROM returns_monthlyreturn")) == 41
