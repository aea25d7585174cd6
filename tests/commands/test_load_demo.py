"""The demo, for a machine where nothing real is kept."""

from tests.running import Database

PEOPLE = "SELECT username, is_staff FROM auth_user ORDER BY id"


def test_the_demo_is_refused_unless_asked_for(database: Database) -> None:
    refused = database.run("load_demo")
    assert refused.code == 1
    assert "DEMO is not set" in refused.err
    assert database.rows(PEOPLE) == []


def test_the_demo_is_a_draft_and_three_people_whose_passwords_are_printed_once(database: Database) -> None:
    first, second = (database.run("load_demo", DEMO="on") for _time in range(2))
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
