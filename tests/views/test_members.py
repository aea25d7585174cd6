"""Administrators invite people, change what they may do and let them go."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from returns.models import AuditEntry, Issuer, Membership, MonthlyReturn
from tests.letters import wait_for_letters

ADDRESS = "/3888/members"


def test_somebody_new_is_invited_and_chooses_a_password(
    administrator: Client, client: Client, november: MonthlyReturn
) -> None:
    page = administrator.post(ADDRESS, {"who": "New@Example.com", "role": "approver"}, follow=True).content.decode()
    assert "has yet to choose a password" in page
    wait_for_letters()
    [letter] = mail.outbox
    assert letter.to == ["New@example.com"]
    assert "You are now approver for Kingsoft" in letter.body
    link = re.search(r"https?://[^/]+(/password/\S+)", letter.body)
    assert link
    form = client.get(link[1], follow=True)
    chosen = {"new_password1": "five plain words in line", "new_password2": "five plain words in line"}
    assert client.post(form.redirect_chain[-1][0], chosen).url == "/login/"
    login = {"username": "new@example.com", "password": "five plain words in line"}
    assert client.post("/login/", login).url == "/"
    assert "or is too old" in Client().get(link[1], follow=True).content.decode()
    entry = AuditEntry.objects.get(action="membership")
    assert (entry.name, entry.what, entry.new) == ("administrator", "new@example.com", "approver")


def test_who_is_known_is_invited_by_name(administrator: Client, november: MonthlyReturn) -> None:
    User.objects.create_user("chan", "chan@example.com", "four words in line")
    administrator.post(ADDRESS, {"who": "chan", "role": "viewer"})
    wait_for_letters()
    assert Membership.objects.get().role == "viewer"
    assert "/3888/" in mail.outbox[0].body
    for who in ("CHAN@example.com", "Chan", "ｃhan", "Chan@Example.COM"):
        again = administrator.post(ADDRESS, {"who": who, "role": "viewer"})
        assert again.status_code == 422
        assert "is a member already" in again.content.decode()
    assert User.objects.count() == 2


def test_a_line_break_in_a_name_is_no_header_of_the_invitation(administrator: Client, november: MonthlyReturn) -> None:
    issuer = Issuer.objects.get(stock_code="3888")
    issuer.name = "Kingsoft\r\nBcc: everybody@example.com"
    issuer.save()
    assert administrator.post(ADDRESS, {"who": "new@example.com", "role": "viewer"}).status_code == 302
    wait_for_letters()
    [letter] = mail.outbox
    assert letter.subject == "Monthly Return: Kingsoft Bcc: everybody@example.com (3888)"
    assert letter.recipients() == ["new@example.com"]


@pytest.mark.parametrize(
    ("who", "message"),
    [
        ("nobody", "Nobody has this user name"),
        ("a@b", "Enter a valid email address"),
        ("administrator", "is an administrator"),
        ("gone", "has left"),
        ("", "This field is required"),
    ],
)
def test_who_cannot_be_invited(administrator: Client, november: MonthlyReturn, who: str, message: str) -> None:
    User.objects.create_user("gone", is_active=False)
    answer = administrator.post(ADDRESS, {"who": who, "role": "viewer"})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Membership.objects.exists()


def test_a_role_is_changed_and_a_member_let_go(
    administrator: Client, preparer: Client, november: MonthlyReturn
) -> None:
    membership = Membership.objects.get()
    administrator.post(f"{ADDRESS}/{membership.pk}", {"role": "viewer"})
    assert preparer.post("/3888/2009-11/send").status_code == 403
    assert "choose one of the roles" in administrator.post(
        f"{ADDRESS}/{membership.pk}", {"role": "king"}, follow=True
    ).content.decode()  # fmt: skip
    message = administrator.post(f"{ADDRESS}/{membership.pk}", {"remove": "1"}, follow=True).content.decode()
    assert "is removed." in message
    assert preparer.get("/3888/2009-11/").status_code == 404
    assert MonthlyReturn.objects.get().state == "draft"
    assert [(e.old, e.new) for e in AuditEntry.objects.filter(action="membership", name="administrator")] == [
        ("preparer", "viewer"),
        ("viewer", ""),
    ]
