"""Administrators review everything and change no filing."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from returns import filing
from returns.models import AnonymousAttempts, AuditEntry, Filing, Issuer, MonthlyReturn, ShareClass
from tests.letters import wait_for_letters
from tests.page import fields


def places() -> list[str]:
    """The names of all lists."""
    return [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]


@pytest.mark.parametrize("place", places())
def test_every_list_and_search_opens(administrator: Client, november: MonthlyReturn, place: str) -> None:
    filing.file_alone(november, None)
    assert administrator.get(reverse(f"admin:{place}_changelist"), {"q": "3888"}).status_code == 200


def test_every_model_of_a_return_is_there() -> None:
    there = {model.__name__ for model in admin.site._registry}
    assert {"Issuer", "ShareClass", "Membership", "MonthlyReturn", "Filing", "OptionScheme", "Total", "Answer"} <= there


def test_a_filing_is_only_read(administrator: Client, november: MonthlyReturn) -> None:
    filed = filing.file_alone(november, None)
    change = reverse("admin:returns_filing_change", args=[filed.pk])
    page = administrator.get(change).content.decode()
    assert filed.pdf_sha256 in page
    assert "/3888/2009-11/pdf?revision=0" in page
    assert administrator.post(change, {"month_ended": "2009-12-31"}).status_code == 403
    assert (
        administrator.post(reverse("admin:returns_filing_delete", args=[filed.pk]), {"post": "yes"}).status_code == 403
    )
    assert administrator.get(reverse("admin:returns_filing_add")).status_code == 403
    assert Filing.objects.count() == 1


def test_figures_of_a_return_are_shown_as_the_form_writes_them(administrator: Client, november: MonthlyReturn) -> None:
    row = november.optionscheme_rows.get(position=2)
    page = administrator.get(reverse("admin:returns_optionscheme_change", args=[row.pk])).content.decode()
    assert "84,090,100" in page
    assert "Figure(" not in page
    assert administrator.post(reverse("admin:returns_optionscheme_change", args=[row.pk]), {}).status_code == 403


@pytest.mark.parametrize("sent", [" ", "abc", "9" * 30, "\0", "12345"])
def test_what_names_no_issuer_and_no_person_is_no_choice(
    administrator: Client, november: MonthlyReturn, sent: str
) -> None:
    inline = {
        "shareclass_set-TOTAL_FORMS": "0",
        "shareclass_set-INITIAL_FORMS": "0",
        "membership_set-TOTAL_FORMS": "1",
        "membership_set-INITIAL_FORMS": "0",
        "membership_set-0-user": sent,
    }
    for model in ("membership", "shareclass", "issuer"):
        add = reverse(f"admin:returns_{model}_add")
        assert administrator.get(add, {"issuer": sent, "user": sent}).status_code == 200
        page = administrator.post(add, {"issuer": sent, "user": sent, **inline}).content.decode()
        assert "Please correct the error" in page
    chosen = administrator.get(reverse("admin:returns_shareclass_add"), {"issuer": str(november.issuer.pk)})
    assert f'<option value="{november.issuer.pk}" selected>Kingsoft Corporation Limited' in chosen.content.decode()


def test_a_class_of_shares_is_kept(administrator: Client, november: MonthlyReturn) -> None:
    row = ShareClass.objects.get(issuer=november.issuer, key="ordinary_1")
    change = reverse("admin:returns_shareclass_change", args=[row.pk])
    assert 'value="0.0005"' in administrator.get(change).content.decode()
    sent = {"issuer": november.issuer.pk, "key": "ordinary_1", "currency": "US$", "par": "abc"}
    assert "Expected: a price" in administrator.post(change, sent).content.decode()
    assert administrator.post(change, sent | {"par": "0.001"}).status_code == 302
    row.refresh_from_db()
    assert str(row.par.number) == "0.001"


def test_an_administrator_makes_nobody_superuser(administrator: Client) -> None:
    root = User.objects.create_superuser("root", password="four words in line")
    assert administrator.post(reverse("admin:auth_user_change", args=[root.pk]), {}).status_code == 403
    assert administrator.post(reverse("admin:auth_user_password_change", args=[root.pk]), {}).status_code == 403
    me = User.objects.get(username="administrator")
    sent = {"username": "administrator", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    assert administrator.post(reverse("admin:auth_user_change", args=[me.pk]), sent).status_code == 302
    me.refresh_from_db()
    assert not me.is_superuser


@pytest.mark.django_db(transaction=True)
def test_people_are_kept_with_their_entries_in_the_trail(november: MonthlyReturn) -> None:
    """Every way in which an administrator gives and takes rights commits, and is recorded in the trail."""
    call_command("createsuperuser", interactive=False, username="chief", email="chief@example.com")
    chief = Client()
    chief.force_login(User.objects.get(username="chief"))
    words = {"password1": "four words in line", "password2": "four words in line", "usable_password": "true"}
    assert chief.post("/admin/auth/user/add/", {"username": "chan", **words}).status_code == 302
    chan = User.objects.get(username="chan")
    given = {"username": "chan", "email": "chan@example.com", "is_active": "on"}
    dates = {"date_joined_0": "2026-01-06", "date_joined_1": "12:00"}
    assert chief.post(f"/admin/auth/user/{chan.pk}/change/", given | dates).status_code == 302
    member = {"issuer": november.issuer_id, "user": chan.pk, "role": "viewer"}
    assert chief.post("/admin/returns/membership/add/", member).status_code == 302
    ticked = {"action": "delete_selected", "_selected_action": [chan.pk], "post": "yes"}
    assert chief.post("/admin/auth/user/", ticked).status_code == 302
    assert not User.objects.filter(username="chan").exists()
    recorded = AuditEntry.objects.filter(name="chief", action__in=["membership", "permission"]).order_by("pk")
    assert [(entry.what, entry.old, entry.new) for entry in recorded] == [
        ("chan: is_active", "", "True"),
        ("chan: password", "", ""),
        ("chan: username", "", "chan"),
        ("chan: email", "", "chan@example.com"),
        ("chan", "", "viewer"),
        ("chan", "viewer", ""),
        ("chan: deleted", "", ""),
    ]


def test_nobody_chooses_a_password_in_the_administration(administrator: Client, november: MonthlyReturn) -> None:
    """Neither an approver's, to approve in their name, nor one's own without the current one."""
    me = User.objects.get(username="administrator")
    chan = User.objects.create_user("chan", "chan@example.com", "four words in line")
    words = dict.fromkeys(("password1", "password2"), "five other words in line") | {"usable_password": "true"}
    for person in (me, chan):
        was = person.password
        for method in (administrator.get, administrator.post):
            answer = method(f"/admin/auth/user/{person.pk}/password/", words)
            assert answer.status_code == 403
            assert "People choose their own passwords" in answer.content.decode()
        person.refresh_from_db()
        assert person.password == was
        assert "../password/" not in administrator.get(f"/admin/auth/user/{person.pk}/change/").content.decode()
    assert administrator.get(reverse("admin:password_change"))["Location"] == "/password/"


def test_a_link_to_choose_a_password_is_written(administrator: Client) -> None:
    chan = User.objects.create_user("chan", "chan@example.com")
    nobody = User.objects.create_user("nobody")
    ticked = {"action": "write_link", "_selected_action": [chan.pk, nobody.pk]}
    page = administrator.post("/admin/auth/user/", ticked, follow=True).content.decode()
    assert "Written to: chan" in page
    wait_for_letters()
    [letter] = mail.outbox
    assert letter.to == ["chan@example.com"]


def test_others_do_not_get_in(preparer: Client) -> None:
    assert preparer.get("/admin/").status_code == 302


@pytest.mark.parametrize("wrong", ["3８８", "٣٨٨", "388\n", "३८८", "³⁸⁸"])
def test_a_stock_code_in_other_digits_comes_into_no_page(
    administrator: Client, november: MonthlyReturn, wrong: str
) -> None:
    add = "/admin/returns/issuer/add/"
    page = fields(administrator.get(add).content.decode(), "issuer_form")
    answer = administrator.post(add, page | {"name": "New", "stock_code": wrong, "board": "Main Board"})
    saved = Issuer.objects.exclude(pk=november.issuer_id)
    # The administration takes the line's end off, as it does of every field.
    assert [issuer.stock_code for issuer in saved] == (["388"] if wrong.strip() == "388" else [])
    assert answer.status_code == (302 if wrong.strip() == "388" else 200)
    for place in ("", "2009-11/", "members", "compare"):
        assert administrator.get(quote(f"/{wrong}/{place}")).status_code == 404
    for address in ("/", "/status", f"/status?issuer={quote(wrong)}"):
        assert administrator.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("model", "form", "name"), [("returns/issuer", "issuer_form", "name"), ("auth/user", "user_form", "last_name")]
)
@pytest.mark.parametrize("odd", ["\ufffe", "\x07", "\U0001ffff"])
def test_what_no_document_can_hold_is_refused_where_it_was_typed(
    administrator: Client, november: MonthlyReturn, model: str, form: str, name: str, odd: str
) -> None:
    pk = november.issuer_id if form == "issuer_form" else User.objects.get(username="administrator").pk
    place = f"/admin/{model}/{pk}/change/"
    page = fields(administrator.get(place).content.decode(), form)
    answer = administrator.post(place, page | {name: f"New{odd} Name"})
    assert f"Character 4 is U+{ord(odd):04X}, a control character or not a character at all." in answer.content.decode()
    assert not Issuer.objects.filter(name__startswith="New").exists()
    assert not User.objects.filter(last_name__startswith="New").exists()


@pytest.mark.parametrize("name", ["Zoë", "ZOE\u0308", "ｚｏë"])
def test_no_user_name_differs_from_another_in_case_alone(administrator: Client, name: str) -> None:
    User.objects.create_user("zoë")
    other = User.objects.create_user("lee")
    new = administrator.post("/admin/auth/user/add/", {"username": name, "usable_password": "false"})
    sent = {"username": name, "date_joined_0": "01/01/2026", "date_joined_1": "00:00", "is_active": "on"}
    renamed = administrator.post(f"/admin/auth/user/{other.pk}/change/", sent)
    for answer in (new, renamed):
        assert answer.status_code == 200
        assert "There is an account with this user name: zoë." in answer.content.decode()
    assert {user.username for user in User.objects.all()} == {"administrator", "lee", "zoë"}
    # Their own name may be written otherwise.
    sent["username"] = "Lee"
    assert administrator.post(f"/admin/auth/user/{other.pk}/change/", sent).status_code == 302


def test_what_was_tried_without_a_login_is_seen_and_may_be_deleted(administrator: Client, client: Client) -> None:
    client.post("/login/", {"username": "administrator", "password": "wrong"})
    counted = AnonymousAttempts.objects.get()
    page = administrator.get("/admin/returns/anonymousattempts/").content.decode()
    assert "failed login" in page
    assert "127.0.0.1" in page
    assert administrator.get("/admin/returns/anonymousattempts/add/").status_code == 403
    ticked = {"action": "delete_selected", "_selected_action": [counted.pk], "post": "yes"}
    administrator.post("/admin/returns/anonymousattempts/", ticked)
    assert not AnonymousAttempts.objects.exists()
