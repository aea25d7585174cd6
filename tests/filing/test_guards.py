"""What cannot be changed, whoever tries: a model, the ORM in bulk, or SQL typed by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from returns import filing, guards
from returns.figures import number
from returns.models import (
    Answer,
    AuditEntry,
    Filing,
    Immutable,
    Issuer,
    Membership,
    MonthlyReturn,
    OptionScheme,
    Unrecorded,
)
from returns.parts import PARTS
from tests.filing.people import give, person, turn

pytestmark = pytest.mark.django_db


def sql(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


@contextmanager
def refused() -> Iterator[None]:
    """The database refuses, in words a person understands, and all is as it was."""
    with (
        pytest.raises(
            IntegrityError, match=r"kept for good|protected foreign keys|in a draft only|goes from draft|keeps its name"
        ),
        transaction.atomic(),
    ):
        yield


@pytest.fixture
def filed(draft: MonthlyReturn) -> Filing:
    """Kingsoft's return with an answer, filed."""
    Answer.objects.create(monthly_return=draft, code="H-3", reason="So.", answered_at=draft.created_at)
    AuditEntry.objects.create(at=draft.created_at, action="answered", monthly_return=draft, part="answers")
    return filing.file_alone(draft, None)


FILING = Filing._meta.db_table
ENTRY = AuditEntry._meta.db_table


@pytest.mark.parametrize(
    "change",
    [
        lambda f: Filing.objects.filter(pk=f.pk).update(figures="{}"),
        lambda f: Filing.objects.bulk_update([f], ["pdf_sha256"]),
        lambda f: Filing.objects.filter(pk=f.pk)._raw_delete("default"),
        lambda f: Filing.objects.filter(pk=f.pk).delete(),
        lambda f: sql(f"UPDATE {FILING} SET filed_name = 'x'"),
        lambda f: sql(f"DELETE FROM {FILING}"),
        lambda f: sql(f"DELETE FROM {FILING} WHERE id = %s", f.pk),
        lambda f: Filing.objects.bulk_create([Filing(**vars_of(f))], ignore_conflicts=True) and missing_rows(f),
    ],
)
def test_a_filing_is_kept(filed: Filing, change: Callable[[Filing], object]) -> None:
    before = Filing.objects.values().get()
    with refused():
        change(filed)
    assert Filing.objects.values().get() == before


def vars_of(filing_: Filing) -> dict[str, object]:
    return {f.attname: getattr(filing_, f.attname) for f in Filing._meta.concrete_fields}


def missing_rows(filing_: Filing) -> None:
    """PostgreSQL does nothing where a row is there already; SQLite refuses."""
    raise IntegrityError("kept for good")


@pytest.mark.parametrize(
    "change",
    [
        lambda e: AuditEntry.objects.filter(pk=e.pk).update(name="nobody"),
        lambda e: AuditEntry.objects.filter(pk=e.pk).delete(),
        lambda e: AuditEntry.objects.all()._raw_delete("default"),
        lambda e: sql(f"UPDATE {ENTRY} SET at = at"),
        lambda e: sql(f"DELETE FROM {ENTRY}"),
    ],
)
def test_an_entry_of_the_trail_is_kept(filed: Filing, change: Callable[[AuditEntry], object]) -> None:
    before = list(AuditEntry.objects.values())
    with refused():
        change(AuditEntry.objects.first())
    assert list(AuditEntry.objects.values()) == before


@pytest.mark.parametrize("kept", [Filing, AuditEntry])
def test_the_models_say_it_first(filed: Filing, kept: type[Filing] | type[AuditEntry]) -> None:
    one = kept.objects.first()
    with pytest.raises(Immutable, match="kept for good"):
        one.save()
    with pytest.raises(Immutable, match="kept for good"):
        one.delete()


@pytest.mark.parametrize("model", [*(part.model for part in PARTS.values()), Answer])
def test_nothing_of_a_filed_return_changes(filed: Filing, model: type[OptionScheme]) -> None:
    of_it = model.objects.filter(monthly_return=filed.monthly_return)
    before = list(of_it.values())
    table, there = model._meta.db_table, bool(before)
    if not there:
        with refused():
            model.objects.bulk_create([model(monthly_return=filed.monthly_return)])
        return
    column = "reason" if model is Answer else next(f.column for f in model._meta.fields if f.name == "position")
    with refused():
        of_it.update(**{column: before[0][column]})
    with refused():
        of_it._raw_delete("default")
    with refused():
        sql(f"UPDATE {table} SET {column} = {column} WHERE monthly_return_id = %s", filed.monthly_return_id)
    row = of_it.first()
    row.pk, row._state.adding = None, True
    with refused():
        model.objects.bulk_create([row])
    assert list(of_it.values()) == before


def test_a_row_says_it_first(filed: Filing) -> None:
    row = OptionScheme.objects.first()
    row.granted = number(5)
    for change in (row.save, row.delete):
        with pytest.raises(Immutable, match="is “finalised”: its rows can no longer be changed"):
            change()
    new = OptionScheme(monthly_return=filed.monthly_return)
    with pytest.raises(Immutable):
        new.save()


def test_a_row_is_not_taken_out_of_a_filed_return(filed: Filing) -> None:
    december = MonthlyReturn.objects.create(issuer=filed.issuer, edition="2009", month_ended=date(2009, 12, 31))
    row = OptionScheme.objects.first()
    with refused():
        OptionScheme.objects.filter(pk=row.pk).update(monthly_return=december)
    row.monthly_return = december
    with pytest.raises(Immutable):
        row.save()
    AuditEntry.objects.create(at=december.created_at, action="created", monthly_return=december, part="head")


@pytest.mark.parametrize(
    "change",
    [
        {"remarks": "None."},
        {"state": "draft"},
        {"month_ended": date(2009, 12, 31)},
        {"version": 5},
        {"is_alone": False},
    ],
)
def test_the_head_of_a_filed_return_cannot_change(filed: Filing, change: dict[str, object]) -> None:
    with refused():
        MonthlyReturn.objects.filter(pk=filed.monthly_return_id).update(**change)
    stored = MonthlyReturn.objects.get()
    for name, value in change.items():
        setattr(stored, name, value)
    with pytest.raises(Immutable):
        stored.save()
    with refused():
        sql(f"DELETE FROM {MonthlyReturn._meta.db_table}")


@pytest.mark.parametrize("state", ["awaiting", "approved"])
def test_a_figure_of_a_return_that_is_sent_changes_by_voiding_it_only(draft: MonthlyReturn, state: str) -> None:
    draft.is_alone = True
    draft.submit(None)
    if state == "approved":
        draft.approve(None)
    MonthlyReturn.objects.filter(pk=draft.pk).update(state="awaiting")
    MonthlyReturn.objects.filter(pk=draft.pk).update(state=state)
    AuditEntry.objects.create(at=draft.created_at, action="state", monthly_return=draft, part="state")
    with refused():
        OptionScheme.objects.filter(monthly_return=draft).update(granted=number(5))
    with refused():
        MonthlyReturn.objects.filter(pk=draft.pk).update(remarks="None.")
    stored = MonthlyReturn.objects.get()
    stored.remarks = "None."
    with pytest.raises(Immutable, match="its figures can no longer be changed"):
        stored.save()


def test_a_return_is_not_filed_without_its_filing_nor_born_filed(draft: MonthlyReturn) -> None:
    for state in ("awaiting", "approved"):
        MonthlyReturn.objects.filter(pk=draft.pk).update(state=state)
    AuditEntry.objects.create(at=draft.created_at, action="state", monthly_return=draft, part="state")
    with refused():
        MonthlyReturn.objects.filter(pk=draft.pk).update(state="filed")
    born = MonthlyReturn(issuer=draft.issuer, edition="2009", month_ended=date(2009, 12, 31), state="filed")
    with pytest.raises(Immutable):
        born.save()
    with refused():
        MonthlyReturn.objects.bulk_create([born])


def test_a_draft_is_not_given_a_filing(draft: MonthlyReturn) -> None:
    with refused():
        Filing(
            monthly_return=draft, issuer=draft.issuer, month_ended=draft.month_ended, filed_at=draft.created_at
        ).save()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a way of SQLite's")
def test_replacing_is_no_way_around(filed: Filing) -> None:
    row = OptionScheme.objects.first()
    december = MonthlyReturn.objects.create(issuer=filed.issuer, edition="2009", month_ended=date(2009, 12, 31))
    other = OptionScheme.objects.create(monthly_return=december)
    AuditEntry.objects.create(at=december.created_at, action="created", monthly_return=december, part="head")
    AuditEntry.objects.create(at=december.created_at, action="row added", monthly_return=december, part="options")
    for table, pk in ((FILING, filed.pk), (ENTRY, AuditEntry.objects.first().pk), (row._meta.db_table, row.pk)):
        with refused():
            sql(f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", pk)
    with refused():
        sql(f"UPDATE OR REPLACE {row._meta.db_table} SET id = %s WHERE id = %s", row.pk, other.pk)
    with refused():
        sql(f"REPLACE INTO {MonthlyReturn._meta.db_table} SELECT * FROM {MonthlyReturn._meta.db_table}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a way of PostgreSQL's")
def test_truncating_is_no_way_around(filed: Filing) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in (FILING, ENTRY, OptionScheme._meta.db_table, MEMBERSHIP, ACCOUNT):
        with refused():
            sql(f"TRUNCATE {table} CASCADE")


def test_every_guard_is_laid_and_one_that_is_missing_is_named() -> None:
    assert guards.missing(connection) == []
    table = OptionScheme._meta.db_table
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER guard_{table}_insert{on}")
    assert guards.missing(connection) == [f"guard_{table}_insert"]
    guards.install(connection)
    assert guards.missing(connection) == []


# --- The trip-wire ---


def change_a_row(draft: MonthlyReturn) -> None:
    OptionScheme.objects.filter(monthly_return=draft, position=0).update(granted=number(5))


UNNOTICED: list[Callable[[MonthlyReturn], object]] = [
    change_a_row,
    lambda draft: sql(f"UPDATE {OptionScheme._meta.db_table} SET granted = '5' WHERE position = 0"),
    lambda draft: OptionScheme.objects.create(monthly_return=draft),
    lambda draft: OptionScheme.objects.filter(monthly_return=draft).delete(),
    lambda draft: MonthlyReturn.objects.filter(pk=draft.pk).update(remarks="None."),
    lambda draft: MonthlyReturn.objects.filter(pk=draft.pk).update(state="awaiting"),
    lambda draft: MonthlyReturn.objects.create(issuer=draft.issuer, edition="2009", month_ended=date(2009, 12, 31)),
    lambda draft: Answer.objects.create(monthly_return=draft, answered_at=draft.created_at),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", UNNOTICED)
def test_what_is_not_in_the_trail_is_not_committed(
    draft: MonthlyReturn, change: Callable[[MonthlyReturn], object]
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(draft)
    stored = MonthlyReturn.objects.get()
    assert (stored.remarks, stored.state, stored.optionscheme_rows.count(), stored.answers.count()) == (
        "",
        "draft",
        5,
        0,
    )
    assert stored.optionscheme_rows.first().granted != number(5)
    assert not Unrecorded.objects.exists()


@pytest.fixture
def member(db: None, draft: MonthlyReturn) -> Membership:
    """What somebody may do for Kingsoft; Eve may do nothing."""
    User.objects.create_user("eve")
    return Membership.objects.get(user=person(draft.issuer, "maker", "preparer"))


MEMBERSHIP, ACCOUNT = Membership._meta.db_table, User._meta.db_table
RIGHTS_UNNOTICED: list[Callable[[Membership, User], object]] = [
    lambda member, eve: Membership.objects.filter(pk=member.pk).update(role="approver"),
    lambda member, eve: Membership.objects.filter(pk=member.pk).update(user=eve),
    lambda member, eve: Membership.objects.bulk_create([Membership(issuer=member.issuer, user=eve, role="approver")]),
    lambda member, eve: Membership.objects.filter(pk=member.pk)._raw_delete("default"),
    lambda member, eve: sql(f"UPDATE {MEMBERSHIP} SET role = 'approver'"),
    lambda member, eve: sql(f"DELETE FROM {MEMBERSHIP}"),
    lambda member, eve: User.objects.filter(pk=eve.pk).update(is_staff=True),
    lambda member, eve: User.objects.filter(pk=eve.pk).update(is_superuser=True),
    lambda member, eve: User.objects.filter(pk=member.user_id).update(is_active=False),
    lambda member, eve: User.objects.filter(pk=eve.pk).update(password="hers"),
    lambda member, eve: User.objects.filter(pk=eve.pk).update(username="mallory"),
    lambda member, eve: User.objects.filter(pk=member.user_id).update(email="eve@example.com"),
    lambda member, eve: User.objects.bulk_create([User(username="mallory", is_staff=True)]),
    lambda member, eve: sql(f"UPDATE {ACCOUNT} SET is_superuser = is_active"),
    lambda member, eve: sql(f"DELETE FROM {ACCOUNT} WHERE username = 'eve'"),
]


def rights() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Membership, User)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", RIGHTS_UNNOTICED)
def test_a_right_that_is_given_or_taken_unseen_is_not_committed(
    member: Membership, change: Callable[[Membership, User], object]
) -> None:
    before = rights()
    with pytest.raises(DatabaseError):
        change(member, User.objects.get(username="eve"))
    assert rights() == before
    assert not Unrecorded.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_right_is_recorded_whoever_saves_it_and_each_by_its_own_entry(member: Membership) -> None:
    eve = User.objects.get(username="eve")
    member.user = eve
    member.save()
    give(eve, "approver")
    turn(eve, is_staff=True, is_active=False)
    give(eve, "")
    eve.is_superuser = True
    eve.save(update_fields=["last_login"])
    eve.delete()
    recorded = AuditEntry.objects.filter(action__in=("membership", "permission")).order_by("-pk")[:7]
    assert [(e.what, e.old, e.new) for e in reversed(recorded)] == [
        ("maker", "preparer", ""),
        ("eve", "", "preparer"),
        ("eve", "preparer", "approver"),
        ("eve: is_active", "True", "False"),
        ("eve: is_staff", "False", "True"),
        ("eve", "approver", ""),
        ("eve: deleted", "", ""),
    ]


@pytest.mark.django_db(transaction=True)
def test_an_entry_about_another_right_or_person_does_not_do(member: Membership) -> None:
    eve = User.objects.get(username="eve")

    def beside_the_point() -> None:
        with transaction.atomic():
            User.objects.filter(pk=eve.pk).update(is_staff=True)
            for part in (f"account {eve.pk} is_superuser", f"account {member.user_id} is_staff", ""):
                AuditEntry.objects.create(at=eve.date_joined, action="permission", part=part)

    with pytest.raises(DatabaseError):
        beside_the_point()
    with transaction.atomic():
        User.objects.filter(pk=eve.pk).update(is_staff=True)
        AuditEntry.objects.create(at=eve.date_joined, action="permission", part=f"account {eve.pk} is_staff")
    assert User.objects.get(pk=eve.pk).is_staff


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a way of SQLite's")
def test_no_account_or_membership_takes_the_place_of_another(member: Membership) -> None:
    before = rights()
    for statement in (
        f"REPLACE INTO {MEMBERSHIP} SELECT * FROM {MEMBERSHIP}",
        f"REPLACE INTO {ACCOUNT} SELECT * FROM {ACCOUNT}",
        f"UPDATE {MEMBERSHIP} SET id = id + 100",
        f"UPDATE {ACCOUNT} SET id = id + 100",
        f"UPDATE OR REPLACE {ACCOUNT} SET username = 'maker' WHERE username = 'eve'",
    ):
        with pytest.raises(IntegrityError, match="takes the place of no other"), transaction.atomic():
            sql(statement)
    assert rights() == before


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_another_part_or_return_does_not_do(draft: MonthlyReturn) -> None:
    def beside_the_point() -> None:
        with transaction.atomic():
            change_a_row(draft)
            AuditEntry.objects.create(at=draft.created_at, action="cell", monthly_return=draft, part="warrants")
            AuditEntry.objects.create(at=draft.created_at, action="cell", part="options")

    with pytest.raises(DatabaseError):
        beside_the_point()
    with transaction.atomic():
        change_a_row(draft)
        AuditEntry.objects.create(at=draft.created_at, action="cell", monthly_return=draft, part="options")
    assert OptionScheme.objects.first().granted == number(5)


@pytest.mark.parametrize("change", [{"name": "Another plc"}, {"stock_code": "77"}, {"board": "GEM"}])
def test_an_issuer_stays_as_it_is_while_a_return_is_on_its_way(draft: MonthlyReturn, change: dict[str, str]) -> None:
    maker, checker = (person(draft.issuer, role, role) for role in ("preparer", "approver"))
    issuer = Issuer.objects.get()

    def rename() -> None:
        Issuer.objects.filter(pk=issuer.pk).update(**change)

    for step, by in ((filing.submit, maker), (filing.approve, checker)):
        step(draft, by, draft.version)
        with refused():
            rename()
        for name, value in change.items():
            setattr(issuer, name, value)
        with pytest.raises(ValidationError, match="is awaiting approval or is approved"):
            issuer.full_clean()
        issuer.refresh_from_db()
    filing.send_back(draft, checker, "The name is the old one.")
    issuer.name = "Another plc"
    issuer.full_clean()
    issuer.save()
    recorded = AuditEntry.objects.get(action="issuer", new="Another plc")
    assert (recorded.what, recorded.old) == ("name", "Kingsoft Corporation Limited")


@pytest.mark.django_db(transaction=True)
def test_an_issuer_that_is_changed_unseen_is_not_committed(draft: MonthlyReturn) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Issuer.objects.update(name="Another plc")
    assert Issuer.objects.get().name == "Kingsoft Corporation Limited"
    # What the trip-wire does not ask for is nobody's name.
    Issuer.objects.update(name="Kingsoft Corporation Limited")
