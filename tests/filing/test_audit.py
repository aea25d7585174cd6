"""The audit trail: who, when, from where, old and new."""

import csv
import json
import re
from datetime import date
from io import StringIO

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st

from returns import audit, exports, filing, history
from returns.figures import number
from returns.labels import LABELS
from returns.models import AnonymousAttempts, AuditEntry, Membership, MonthlyReturn, OptionScheme
from returns.parts import PARTS
from returns.sheet import Cell, Sheet
from tests.filing.explaining import figures
from tests.filing.people import person
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


def entries(**given: object) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(**given))


def save(draft: MonthlyReturn, by: User | None, *typed: tuple[str, str]) -> Sheet:
    sheet = filing.sheet_of(MonthlyReturn.objects.get(pk=draft.pk))
    for address, text in typed:
        set_cell(sheet, address, text)
    filing.save_draft(draft, sheet, by, sheet.head.version)
    return sheet


def test_a_new_return_is_in_it_with_all_its_rows(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    (made,) = entries(action="created")
    assert (made.name, made.source, made.what) == ("command line", "command line", str(draft))
    assert (made.issuer, made.monthly_return) == (draft.issuer, draft)
    rows = entries(action="row added", part="options")
    assert [row.cell for row in rows] == [f"options-{index}" for index in range(5)]
    assert json.loads(rows[0].new)["exercised"] == "52000"
    assert len(entries(action="row added")) == sum(len(kingsoft.rows(part)) for part in PARTS)


def test_each_changed_cell_is_one_entry_with_old_and_new(draft: MonthlyReturn, maker: User) -> None:
    save(draft, maker, ("options-2-lapsed", "37,501"), ("issued-0-movement", "abc"), ("head-title", "Director"))
    cells = {e.cell: e for e in entries(action="cell", user=maker)}
    assert {address: (e.old, e.new) for address, e in cells.items()} == {
        "options-2-lapsed": ("37500", "37501"),
        "issued-0-movement": ("871000", "abc"),
        "head-title": ("Secretary", "Director"),
    }
    assert cells["options-2-lapsed"].what == "III.A, row 3, Lapsed"
    assert history.old_and_new(LABELS[draft.edition], cells["options-2-lapsed"]) == ("37,500", "37,501")
    assert history.old_and_new(LABELS[draft.edition], cells["head-title"]) == ("Secretary", "Director")
    assert len({e.at for e in cells.values()}) == 1


def test_rows_added_or_deleted_are_recorded_whole_and_the_others_not_at_all(draft: MonthlyReturn, maker: User) -> None:
    untouched = set(OptionScheme.objects.filter(monthly_return=draft, position=0).values_list("pk", flat=True))
    sheet = filing.sheet_of(MonthlyReturn.objects.get(pk=draft.pk))
    sheet.options.pop(1)
    sheet.options.append(OptionScheme(name="New scheme", granted=number(5)))
    filing.save_draft(draft, sheet, maker, sheet.head.version)
    of_save = entries(user=maker, part="options")
    assert [(e.action, e.cell) for e in of_save] == [("row added", "options-4"), ("row removed", "options-1")]
    assert json.loads(of_save[0].new) == {"name": "New scheme", "granted": "5"}
    assert json.loads(of_save[1].old)["exercise_price"] == "0.2118"
    assert untouched <= set(OptionScheme.objects.values_list("pk", flat=True))
    assert [row.position for row in OptionScheme.objects.filter(monthly_return=draft)] == [0, 1, 2, 3, 4]


def test_another_order_of_rows_is_recorded(draft: MonthlyReturn, maker: User) -> None:
    sheet = filing.sheet_of(MonthlyReturn.objects.get(pk=draft.pk))
    sheet.options.insert(0, sheet.options.pop(3))
    filing.save_draft(draft, sheet, maker, sheet.head.version)
    assert [(e.action, e.what) for e in entries(user=maker)] == [("order", "III.A: the rows in another order")]


def test_a_save_that_changes_nothing_says_nothing(draft: MonthlyReturn, maker: User) -> None:
    before = AuditEntry.objects.count()
    save(draft, maker)
    assert AuditEntry.objects.count() == before
    assert MonthlyReturn.objects.get().version == 1


def test_answers_are_in_it(draft: MonthlyReturn, maker: User) -> None:
    save(draft, maker, ("authorised-0-stock_code", "80700"))
    filing.answer(draft, figures(draft), "The counter in RMB.", maker)
    (answered,) = entries(action="answered")
    assert (answered.what, answered.cell, answered.new) == ("H-5", "authorised-0-stock_code", "The counter in RMB.")


def test_the_history_of_a_return_reads_from_its_start_to_its_filing(
    draft: MonthlyReturn, maker: User, checker: User
) -> None:
    save(draft, maker, ("head-remarks", "None."))
    filing.submit(draft, maker, draft.version)
    filing.send_back(draft, checker, "Say more.")
    save(draft, maker, ("head-remarks", "None at all."))
    filing.submit(draft, maker, draft.version)
    filing.approve(draft, checker, draft.version)
    filed = filing.file_approved(draft, maker)
    audit.downloaded("PDF", filed, checker)
    found = history.read(draft, history.Asked(), history.moments(draft, history.Asked()))
    assert [(each.name, each.sentences, [line.what for line in each.leading]) for each in reversed(found)] == [
        ("command line", ["Return started"], []),
        ("maker", [], ["Remarks (if any)"]),
        ("maker", ["Sent for approval"], []),
        ("checker", ["Returned for amendment: Say more."], []),
        ("maker", [], ["Remarks (if any)"]),
        ("maker", ["Sent for approval"], []),
        ("checker", ["Approved"], []),
        ("maker", ["Finalised"], []),
        ("checker", ["Downloaded: PDF"], []),
    ]
    assert found[1].hashes == [("chain", filed.chain_sha256)]
    assert found[0].hashes == [("PDF as filed", filed.pdf_sha256)]


def test_logins_are_in_it_and_no_password_ever(client: Client) -> None:
    User.objects.create_user("maker", password="four words in line")
    client.post("/login/", {"username": "maker", "password": "wrong"}, REMOTE_ADDR="203.0.113.7")
    client.post("/login/", {"username": "four words in line", "password": "maker"})
    client.post("/login/", {"username": "maker", "password": "four words in line"}, REMOTE_ADDR="203.0.113.7")
    client.post("/logout/", REMOTE_ADDR="203.0.113.7")
    recorded = [(e.action, e.name, e.source) for e in entries(action__in=["login", "logout", "login failed"])]
    assert recorded == [("login", "maker", "203.0.113.7"), ("logout", "maker", "203.0.113.7")]
    # What failed without a login is counted instead.
    counted = AnonymousAttempts.objects.order_by("pk").values_list("what", "name", "address", "count")
    assert list(counted) == [("login", "maker", "203.0.113.7", 1), ("login", "", "127.0.0.1", 1)]
    assert "four words" not in "".join(audit.export(AuditEntry.objects.all()))


def test_an_action_is_recorded_with_its_person_and_address(
    draft: MonthlyReturn, maker: User, client: Client, settings: LazySettings
) -> None:
    client.force_login(User.objects.create_user("administrator", is_staff=True, is_superuser=True))
    settings.PROXIES = 1
    membership = Membership.objects.get(user=maker)
    sent = {"issuer": draft.issuer.pk, "user": maker.pk, "role": "viewer"}
    address = f"/admin/returns/membership/{membership.pk}/change/"
    assert client.post(address, sent, HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9").status_code == 302
    last = entries(action="membership")[-1]
    assert (last.name, last.source, last.what) == ("administrator", "203.0.113.9", "maker")
    assert (last.old, last.new, last.issuer) == ("preparer", "viewer", draft.issuer)


def test_the_programs_words_are_kept_in_one_language(draft: MonthlyReturn) -> None:
    with override("de"):
        assert str(gettext_lazy("Monday")) == "Montag"
        entry = audit.record(audit.Action.DOWNLOAD, what=gettext_lazy("Monday"), monthly_return=draft)
    assert AuditEntry.objects.get(pk=entry.pk).what == "Monday"


def test_what_an_issuer_is_called_and_since_when_it_is_listed_is_in_it(draft: MonthlyReturn) -> None:
    issuer = draft.issuer
    issuer.board, issuer.listed_on = "GEM", date(2007, 10, 9)
    issuer.save()
    issuer.listed_on = None
    issuer.save()
    assert [(e.what, e.old, e.new) for e in entries(action="issuer", what__in=["board", "listed_on"])][1:] == [
        ("board", "Main Board", "GEM"),
        ("listed_on", "", "09/10/2007"),
        ("listed_on", "09/10/2007", ""),
    ]


def test_memberships_and_permissions_are_in_it(draft: MonthlyReturn) -> None:
    maker = User.objects.create_user("maker", password="first")
    membership = Membership.objects.create(issuer=draft.issuer, user=maker, role="preparer")
    membership.save()
    Membership.objects.filter(user=maker).delete()
    maker.is_staff = True
    maker.set_password("second")
    maker.save()
    maker.groups.add(Group.objects.create(name="auditors"))
    maker.user_permissions.set(Permission.objects.all()[:1])
    maker.user_permissions.clear()
    recorded = [
        (e.action, e.what.rstrip(" 0123456789"), e.old, e.new, e.note)
        for e in entries(action__in=["membership", "permission"])
    ]
    assert recorded == [
        ("permission", "maker: is_active", "", "True", ""),
        ("permission", "maker: password", "", "", ""),
        ("permission", "maker: username", "", "maker", ""),
        ("membership", "maker", "", "preparer", ""),
        ("membership", "maker", "preparer", "", ""),
        ("permission", "maker: is_staff", "False", "True", ""),
        ("permission", "maker: password", "", "", ""),
        ("permission", "maker: group", "", "", "add"),
        ("permission", "maker: permission", "", "", "add"),
        ("permission", "maker: permission", "", "", "clear"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "-1,250",
        "=1",
        "@5",
        "-",
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_made_plain(text: str) -> None:
    assert exports.harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("\tx", "'\tx"),
        ("a;=1+1", "a;'=1+1"),
        ("a,=1+1", "a,'=1+1"),
        ("a\t=1+1", "a\t'=1+1"),
        ("a\r\n@SUM(A1)", "a\r\n'@SUM(A1)"),
        ('a";"=1+1', 'a";"\'=1+1'),
        ("a; ＝1+1", "a; '＝1+1"),
        ("=1;=1", "'=1;'=1"),
        ("a;-1+cmd|' /C calc'!A0", "a;'-1+cmd|' /C calc'!A0"),
    ],
)
def test_a_formula_is_harmless_whichever_separator_the_file_is_opened_with(text: str, plain: str) -> None:
    assert exports.harmless(text) == plain


any_text = st.text(st.sampled_from("a1.-+=@＝－,;|\t\r\n\"' "), max_size=12)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@given(texts=st.lists(any_text, min_size=1, max_size=3), number=st.integers())
def test_no_cell_of_a_csv_begins_as_a_formula(separator: str, texts: list[str], number: int) -> None:
    """However a spreadsheet takes the quotation marks: only a number begins with a sign."""
    written = "".join(exports.as_csv(["x"], [[*texts, number]])).partition("\r\n")[2]
    split = [cell for line in re.split(r"[\r\n]+", written) for cell in line.split(separator)]
    read = [cell for row in csv.reader(StringIO(written, newline=""), delimiter=separator) for cell in row]
    for cell in (each.strip().strip('"').strip() for each in [*split, *read]):
        assert not re.match(r"[=@＝＋－＠]", cell), (written, cell)
        assert not re.match(r"[+-]", cell) or re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?[\"\s]*([,;|].*)?", cell, re.DOTALL)


@pytest.mark.parametrize("text", ["", "1", "-1250", "+5", "-0.0005", "a=b", "Nil", "(1,250)", "n/a", "'=1", "5; -3"])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert exports.harmless(text) == text


def test_it_is_exported_as_csv_that_no_spreadsheet_takes_for_formulas(draft: MonthlyReturn, maker: User) -> None:
    save(draft, maker, ("head-remarks", "=HYPERLINK(1)"), ("options-0-lapsed", "-1,250"))
    out = StringIO()
    call_command("export_audit", "--issuer", "3888", stdout=out)
    rows = list(csv.DictReader(StringIO(out.getvalue())))
    assert len(rows) == AuditEntry.objects.filter(issuer=draft.issuer).count()
    recorded = {row["cell"]: row for row in rows if row["name"] == "maker"}
    assert recorded["head-remarks"]["new"] == "'=HYPERLINK(1)"
    assert recorded["options-0-lapsed"]["new"] == "-1250"
    assert recorded["options-0-lapsed"]["return"] == "2009-11 r0"
    assert recorded["options-0-lapsed"]["at"].endswith("+08:00")


def test_in_a_revision_a_figure_is_of_whoever_stated_it_before(draft: MonthlyReturn, maker: User) -> None:
    save(draft, maker, ("options-2-lapsed", "37,501"))
    save(draft, maker, ("options-2-lapsed", "37,500"))
    filing.file_alone(draft, None)
    other = person(draft.issuer, "other", "preparer")
    revision = filing.revise(draft, "The title was wrong.", other)
    lapsed, title = Cell("options", 2, "lapsed"), Cell("head", None, "title")
    assert audit.stated_by(revision, [lapsed])[lapsed].name == "maker"
    save(revision, other, ("head-title", "Director"))
    save(revision, other, ("options-2-lapsed", "37,502"))
    recorded = audit.stated_by(revision, [lapsed, title])
    assert (recorded[lapsed].name, recorded[title].name) == ("other", "other")
