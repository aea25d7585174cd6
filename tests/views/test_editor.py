"""The editor: what is typed is saved, what is wrong is reported, and nothing is lost."""

import html
import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from returns import filing
from returns.editions import EDITIONS
from returns.editor.context import EditorPage
from returns.exchange.figures_json import dump
from returns.figures import NIL, Kind, number
from returns.models import Issuer, Membership, MonthlyReturn, OptionScheme
from returns.pdf.printing import CannotPrint
from returns.rules import Level
from returns.sheet import Sheet
from tests.page import fields
from tests.rules.breaking import set_cell

ADDRESS = "/3888/2009-11/"


def opened(client: Client, address: str = ADDRESS) -> dict[str, Any]:
    """The fields of the page as it is opened."""
    response = client.get(address)
    assert response.status_code == 200
    return fields(response.content.decode())


def figures(monthly_return: MonthlyReturn) -> Sheet:
    """What is on record."""
    return Sheet.load(MonthlyReturn.objects.get(pk=monthly_return.pk))


def change(november: MonthlyReturn, address: str, typed: str) -> None:
    """Put something on record as if it had been imported."""
    sheet = figures(november)
    set_cell(sheet, address, typed)
    filing.save_draft(november, sheet, None, november.version)


def test_saving_an_untouched_page_changes_nothing(preparer: Client, november: MonthlyReturn) -> None:
    before = dump(figures(november))
    response = preparer.post(ADDRESS, opened(preparer))
    assert (response.status_code, response.url) == (302, ADDRESS)
    assert dump(figures(november)) == before
    november.refresh_from_db()
    assert november.version == 1


def test_nothing_is_stated_that_is_no_cell_of_the_page(preparer: Client, november: MonthlyReturn) -> None:
    """State, issuer, month, who approved, and rows of other returns are not to be typed."""
    other = filing.start(Issuer.objects.create(name="Other", stock_code="11"), november.month_ended, None)
    before = MonthlyReturn.objects.filter(pk=november.pk).values().get()
    sent = {
        "head-state": "filed", "head-issuer": str(other.issuer_id), "head-month_ended": "31/12/2009", "head-id": "7",
        "head-edition": "FF301", "head-revision": "5", "head-approved_by": "1", "head-is_alone": "on", "state": "filed",
        "options-0-id": "1", "options-0-monthly_return": str(other.pk), "options-0-position": "9",
    }  # fmt: skip
    assert preparer.post(ADDRESS, opened(preparer) | sent).status_code == 302
    kept = MonthlyReturn.objects.filter(pk=november.pk).values().get()
    assert {name for name in kept if kept[name] != before[name]} <= {"version", "updated_at"}
    assert OptionScheme.objects.filter(monthly_return=november).count() == 5
    assert not OptionScheme.objects.filter(monthly_return=other).exists()


def test_a_figure_is_read_generously_and_written_one_way(preparer: Client, november: MonthlyReturn) -> None:
    preparer.post(ADDRESS, opened(preparer) | {"options-0-lapsed": " -1250 ", "options-1-lapsed": "NIL"})
    sheet = figures(november)
    assert sheet.options[0].lapsed == number(-1250)
    assert sheet.options[1].lapsed == NIL
    assert opened(preparer)["options-0-lapsed"] == ["(1,250)"]


def test_what_cannot_be_read_is_kept_and_the_rest_saved(preparer: Client, november: MonthlyReturn) -> None:
    typed = {"issued-0-movement": "abc", "options-2-lapsed": "37,501"}
    assert preparer.post(ADDRESS, opened(preparer) | typed).status_code == 302
    sheet = figures(november)
    assert sheet.issued[0].movement.kind is Kind.UNREAD
    assert sheet.options[2].lapsed == number(37501)
    again = preparer.get(ADDRESS).content.decode()
    assert fields(again)["issued-0-movement"] == ["abc"]
    assert "Expected: a whole number such as 871,000" in again


def test_words_too_long_stay_on_the_page_and_the_rest_is_saved(preparer: Client, november: MonthlyReturn) -> None:
    long = "x" * 201
    response = preparer.post(ADDRESS, opened(preparer) | {"head-title": long, "options-0-lapsed": "7"})
    assert response.status_code == 200
    page = response.content.decode()
    assert fields(page)["head-title"] == [long]
    assert "on record is still “Secretary”" in page
    assert figures(november).options[0].lapsed == number(7)
    november.refresh_from_db()
    assert november.title == "Secretary"
    # The page goes on from what was just saved.
    assert preparer.post(ADDRESS, fields(page) | {"head-title": "Director"}).status_code == 302


def test_somebody_else_saved_since(preparer: Client, november: MonthlyReturn) -> None:
    page = opened(preparer)
    preparer.post(ADDRESS, page | {"options-0-lapsed": "1"})
    response = preparer.post(ADDRESS, page | {"options-0-lapsed": "2"})
    assert response.status_code == 409
    assert fields(response.content.decode())["options-0-lapsed"] == ["2"]
    assert "Somebody else saved this return" in response.content.decode()
    assert figures(november).options[0].lapsed == number(1)


def test_a_page_is_not_saved_in_the_place_of_who_opened_it(preparer: Client, november: MonthlyReturn) -> None:
    other = User.objects.create_user("another preparer")
    Membership.objects.create(issuer=november.issuer, user=other, role="preparer")
    page = opened(preparer) | {"options-0-lapsed": "1"}
    preparer.force_login(other)
    response = preparer.post(ADDRESS, page)
    assert response.status_code == 409
    assert "Somebody else has logged in here" in response.content.decode()
    assert fields(response.content.decode())["options-0-lapsed"] == ["1"]
    assert figures(november).options[0].lapsed == NIL


def test_cells_that_the_edition_has_not_survive(preparer: Client, november: MonthlyReturn) -> None:
    change(november, "options-3-may_be_granted", "5,000")
    page = opened(preparer)
    assert "options-3-may_be_granted" not in page
    preparer.post(ADDRESS, page | {"options-1-DELETE": "on", "options-3-lapsed": "1"})
    rows = figures(november).options
    assert [row.may_be_granted.number for row in rows] == [None, None, 5000, None]


def test_a_cell_that_did_not_come_keeps_its_figure(preparer: Client, november: MonthlyReturn) -> None:
    page = opened(preparer)
    del page["options-0-exercised"]
    preparer.post(ADDRESS, page)
    assert figures(november).options[0].exercised == number(52000)


def test_a_class_that_is_none_stays_visible(preparer: Client, november: MonthlyReturn) -> None:
    change(november, "options-0-share_class", "golden_1")
    page = opened(preparer)
    assert page["options-0-share_class"] == ["golden_1"]
    preparer.post(ADDRESS, page)
    assert figures(november).options[0].share_class == "golden_1"


def test_rows_are_added_and_removed_without_a_script(preparer: Client, november: MonthlyReturn) -> None:
    response = preparer.post(ADDRESS, opened(preparer) | {"add": "options"})
    assert response.url == f"{ADDRESS}?add=options#options-new"
    page = opened(preparer, response.url)
    assert page["options-TOTAL_FORMS"] == ["6"]
    preparer.post(ADDRESS, page | {"options-5-name": "New scheme", "options-0-DELETE": "on"})
    assert [row.name for row in figures(november).options] == ["Share Option Scheme"] * 4 + ["New scheme"]


def test_a_blank_row_is_dropped(preparer: Client, november: MonthlyReturn) -> None:
    preparer.post(ADDRESS, opened(preparer, f"{ADDRESS}?add=options"))
    assert len(figures(november).options) == 5


def test_a_second_placing(preparer: Client, november: MonthlyReturn) -> None:
    page = opened(preparer, f"{ADDRESS}?add=other_movements")
    preparer.post(ADDRESS, page | {"other_movements-10-type": "placing", "other_movements-10-issued": "5"})
    assert [row.type for row in figures(november).other_movements].count("placing") == 2


def test_a_further_class_has_rows_in_i_in_ii_and_in_the_totals(preparer: Client, november: MonthlyReturn) -> None:
    preparer.post(ADDRESS, opened(preparer) | {"add": "class-ordinary"})
    sheet = figures(november)
    classes = ["ordinary_1", "ordinary_2", "ordinary_3", "preference_1", "other_1"]
    assert [row.share_class for row in sheet.authorised] == classes
    assert [row.share_class for row in sheet.issued] == classes
    assert [row.share_class for row in sheet.totals if row.part == "all"] == classes


def test_a_part_is_marked_not_applicable(preparer: Client, november: MonthlyReturn) -> None:
    preparer.post(ADDRESS, opened(preparer) | {"head-not_applicable": ["warrants", "agreements", "nonsense"]})
    november.refresh_from_db()
    assert november.not_applicable == ["warrants", "agreements"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("options-TOTAL_FORMS", None, "the number of its rows is missing"),
        ("options-TOTAL_FORMS", "many", "the number of its rows is missing"),
        ("options-TOTAL_FORMS", "4", "fewer rows"),
        ("options-TOTAL_FORMS", "-1", "fewer rows"),
        ("options-TOTAL_FORMS", "2001", "at most 2,000 rows, and this would make 2,001"),
        ("options-INITIAL_FORMS", "-5", "fewer rows"),
        ("head-version", None, "version"),
        ("head-version", "first", "version"),
        ("head-version", "9" * 30, "version"),
    ],
)  # fmt: skip
def test_a_page_that_did_not_come_whole_is_refused(
    preparer: Client, november: MonthlyReturn, name: str, value: str | None, message: str
) -> None:
    page = opened(preparer) | {name: value, "issued-0-movement": "1"}
    response = preparer.post(ADDRESS, {key: each for key, each in page.items() if each is not None})
    assert response.status_code == 400
    assert message in response.content.decode()
    assert figures(november).issued[0].movement == number(871000)


@pytest.mark.parametrize(
    "tampered",
    [
        {"options-0-share_class": "evil"},
        {"other_movements-0-type": "evil"},
        {"totals-0-part": "evil"},
        {"head-title": "a\0b"},
        {"options-0-name": "a\0b"},
        {"issued-0-share_class": "y" * 30},
    ],
)
def test_what_no_browser_sends_is_refused_and_not_stored(
    preparer: Client, november: MonthlyReturn, tampered: dict[str, str]
) -> None:
    response = preparer.post(ADDRESS, opened(preparer) | tampered)
    assert response.status_code == 200
    assert "Not saved" in response.content.decode()
    assert next(iter(tampered.values())) not in str(figures(november).options[0].__dict__)


def offered_total(page: dict[str, Any], part: str, kind: str) -> str:
    """The row that the page offers for a total which the return has not."""
    rows = {name.removesuffix("-part") for name, value in page.items() if name.endswith("-part") and value == [part]}
    return next(row for row in rows if page[f"{row}-share_class"] == [kind])


@pytest.mark.parametrize("left_out", [(), ("part", "share_class"), ("share_class",)])
def test_a_figure_in_a_row_that_the_page_offers_keeps_its_name(
    preparer: Client, november: MonthlyReturn, left_out: tuple[str, ...]
) -> None:
    """Kingsoft's return has no total of III.B; the page offers one, and knows it by its place as well."""
    before = [(row.part, row.share_class, row.shares) for row in figures(november).totals]
    page = opened(preparer)
    row = offered_total(page, "warrants", "ordinary")
    page[f"{row}-shares"] = "Nil"
    for name in left_out:
        del page[f"{row}-{name}"]
    assert preparer.post(ADDRESS, page).status_code == 302
    after = [(row.part, row.share_class, row.shares) for row in figures(november).totals]
    assert after == [*before, ("warrants", "ordinary", NIL)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("totals-0-part", "agreements"),
        ("totals-0-share_class", "other"),
        ("issued-0-share_class", "other_1"),
        ("authorised-0-share_class", "other_1"),
        ("other_movements-0-type", "bonus_issue"),
    ],
)
def test_a_row_represents_the_same_whatever_is_sent(
    preparer: Client, november: MonthlyReturn, name: str, value: str
) -> None:
    before = dump(figures(november))
    for sent in ("", value):
        page = opened(preparer)
        assert page[name] not in ([sent], [""])
        response = preparer.post(ADDRESS, page | {name: sent}, follow=True)
        assert ("What a row is cannot be changed" in response.content.decode()) == bool(sent)
        assert dump(figures(november)) == before


def test_a_page_of_an_older_version_shows_its_figures_under_the_names_they_were_typed_for(
    preparer: Client, november: MonthlyReturn
) -> None:
    page = opened(preparer)
    sheet = figures(november)
    sheet.totals.reverse()
    filing.save_draft(november, sheet, None, november.version)
    response = preparer.post(ADDRESS, page | {"totals-0-shares": "5"})
    assert response.status_code == 409
    again = fields(response.content.decode())
    assert (again["totals-0-part"], again["totals-0-shares"]) == (["options"], ["5"])


@pytest.mark.parametrize("count", [5, 300])
def test_queries_do_not_grow_with_the_rows(
    preparer: Client,
    november: MonthlyReturn,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    sheet = figures(november)
    sheet.options += [OptionScheme(name="More") for _more in range(5, count)]
    filing.save_draft(november, sheet, None, november.version)
    with django_assert_max_num_queries(20):
        page = preparer.get(ADDRESS).content.decode()
    assert fields(page)["options-TOTAL_FORMS"] == [str(count)]
    # Reading as above, then the transaction: begin, lock, the head, and a delete and an insert for each part.
    with django_assert_max_num_queries(17 + 30):
        preparer.post(ADDRESS, fields(page))
    with django_assert_max_num_queries(20):
        preparer.get(ADDRESS)


def test_who_may_only_read_sees_the_figures_and_no_field(viewer: Client) -> None:
    page = viewer.get(ADDRESS).content.decode()
    assert "1,093,176,133" in page
    assert 'name="issued-0-movement"' not in page
    assert "Send for approval" not in page
    assert viewer.post(ADDRESS, {}).status_code == 403
    assert viewer.post(f"{ADDRESS}file", {}).status_code == 403


def test_an_administrator_reviews_and_changes_nothing(administrator: Client) -> None:
    assert administrator.get(ADDRESS).status_code == 200
    assert administrator.post(ADDRESS, {}).status_code == 403
    assert administrator.post(f"{ADDRESS}file", {}).status_code == 403


@pytest.mark.parametrize("address", [ADDRESS, "/3888/", f"{ADDRESS}print", f"{ADDRESS}pdf", f"{ADDRESS}figures"])
def test_without_a_membership_an_issuer_does_not_exist(stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code == 404
    assert b"Kingsoft" not in stranger.get("/").content


@pytest.mark.parametrize("address", ["/", ADDRESS, "/3888/", f"{ADDRESS}print", f"{ADDRESS}pdf", f"{ADDRESS}figures"])
def test_everything_needs_a_login(client: Client, november: MonthlyReturn, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.url) == (302, f"/login/?next={address}")


@pytest.mark.parametrize("address", ["/3888/2009-13/", "/3888/2009-12/", "/0/", "/00000/2009-11/", "/9999/"])
def test_what_is_not_there_is_not_found(preparer: Client, address: str) -> None:
    assert preparer.get(address).status_code == 404


def test_leading_zeros_lead_to_the_plain_code(preparer: Client) -> None:
    response = preparer.get("/03888/2009-11/print?x=1")
    assert (response.status_code, response.url) == (308, "/3888/2009-11/print?x=1")


def test_what_does_not_agree_is_reported_at_its_cell(preparer: Client, november: MonthlyReturn) -> None:
    preparer.post(ADDRESS, opened(preparer) | {"issued-0-movement": "871,001"})
    response = preparer.get(ADDRESS)
    found = {(m.finding.code, m.address): m.finding for m in response.context["page"].blocking}
    movement = found["II-2", "issued-0-movement"]
    assert (movement.found, movement.difference) == ("871,001", "1")
    assert movement.stated == (("III.A", "871,000"), ("Section II", "871,001"))
    closing = found["II-1", "issued-0-closing"]
    assert (closing.found, closing.expected, closing.difference) == ("1,094,047,133", "1,094,047,134", "1")
    # Of two stated figures that disagree both sides are marked; the list of all has each finding once.
    page = response.context["page"]
    assert [item.finding.code for item in page.at["totals-6-shares"]] == ["T-1"]
    assert [item.finding.code for item in page.at["issued-0-movement"]] == ["II-2", "T-1"]
    for row in (0, 1, 2):
        assert [item.finding.code for item in page.at[f"options-{row}-issued"]] == ["II-2"]
    assert page.at["options-3-issued"] == []
    counted = {s.name: s.count(Level.ERROR) for s in page.sections if s.worst is Level.ERROR}
    assert counted == {"issued": 3, "options": 1, "totals": 1}
    assert [item.finding.code for item in page.blocking] == ["II-1", "II-2", "T-1"]
    page = response.content.decode()
    assert page.count('id="finding-II-2-') == 2
    assert 'aria-describedby="finding-II-2-options-0-issued"' in page
    assert "This return cannot be finalised yet." in page
    assert 'href="#id_issued-0-movement"' in page
    refused = preparer.post(f"{ADDRESS}send", {"version": "1", "looked_at": "on"}, follow=True)
    assert "there are findings to resolve" in refused.content.decode()
    november.refresh_from_db()
    assert november.state == "draft"


def test_a_class_summary_says_unequal_only_of_what_is_stated(preparer: Client, november: MonthlyReturn) -> None:
    (ordinary,) = preparer.get(ADDRESS).context["page"].class_summaries
    assert (ordinary.opening, ordinary.equals, ordinary.closing) == ("1,093,176,133", "=", "1,094,047,133")
    change(november, "issued-0-closing", "1,094,047,132")
    assert preparer.get(ADDRESS).context["page"].class_summaries[0].equals == "≠"
    change(november, "issued-0-closing", "")
    assert preparer.get(ADDRESS).context["page"].class_summaries[0].equals == "="


def test_of_very_many_findings_the_first_are_listed(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("options-0-lapsed", "options-1-lapsed", "options-2-lapsed"):
        change(november, address, "abc")
    monkeypatch.setattr(EditorPage, "most", 2)
    page = preparer.get(ADDRESS).content.decode()
    # Of what prevents filing, and of the notes.
    [beside] = re.findall(r'<aside class="findings".*?</aside>', page, re.DOTALL)
    assert beside.count("The first 2; the others are listed under their tables.") == 2
    assert [listed.count("<li") for listed in re.findall(r"<ol>(.*?)</ol>", beside, re.DOTALL)] == [2, 2]
    # Signing off says how many there are, and leads to them.
    assert '<a href="#findings-heading">3 items to resolve</a>' in page


def test_a_warning_prevents_filing_until_a_named_person_answers(preparer: Client, november: MonthlyReturn) -> None:
    preparer.post(ADDRESS, opened(preparer) | {"head-title": "Clerk"})
    response = preparer.get(ADDRESS)
    assert "This return cannot be finalised yet." in response.content.decode()
    [(item, form)] = response.context["answers"]
    assert item.finding.code == "H-3"
    sent = {"figures": form.initial["figures"], "reason": ""}
    assert "Enter the explanation." in preparer.post(f"{ADDRESS}answer", sent, follow=True).content.decode()
    message = preparer.post(f"{ADDRESS}answer", {"figures": "0" * 64, "reason": "Why"}, follow=True).content.decode()
    assert "have changed since" in message
    answered = preparer.post(f"{ADDRESS}answer", sent | {"reason": "Authorised by the board"}, follow=True)
    assert "This return can be sent for approval." in answered.content.decode()
    assert "Authorised by the board" in answered.content.decode()


def test_who_may_only_read_answers_for_nothing(viewer: Client) -> None:
    assert viewer.post(f"{ADDRESS}answer", {}).status_code == 403


def test_queries_with_a_month_before(
    preparer: Client, november: MonthlyReturn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    filing.file_alone(november, None)
    december = preparer.post("/start", {"issuer": november.issuer.pk, "month": "2009-12"}).url
    with django_assert_max_num_queries(20):
        assert preparer.get(december).status_code == 200


def test_what_was_typed_is_carried_through_a_login(november: MonthlyReturn, preparer: Client) -> None:
    page = opened(preparer) | {"options-0-lapsed": "7"}
    # The browser has logged in before: from one that never has, so large a form is not read.
    anyone = Client()
    assert anyone.post(ADDRESS, page).status_code == 413
    anyone.post("/login/", {"username": "preparer", "password": "four words in line"})
    anyone.post("/logout/")
    asked = anyone.post(ADDRESS, page)
    assert asked.status_code == 403
    assert 'name="options-0-lapsed" value="7"' in asked.content.decode()
    assert figures(november).options[0].lapsed == NIL
    wrong = anyone.post(ADDRESS, page | {"username": "preparer", "password": "wrong"})
    assert wrong.status_code == 403
    assert figures(november).options[0].lapsed == NIL
    right = anyone.post(ADDRESS, page | {"username": "preparer", "password": "four words in line"})
    assert right.status_code == 302
    assert figures(november).options[0].lapsed == number(7)


def test_a_draft_prints_as_a_draft(preparer: Client) -> None:
    response = preparer.get(f"{ADDRESS}print")
    assert response["Content-Disposition"] == 'inline; filename="3888-2009-11-monthly-return.draft.pdf"'
    assert response.content.startswith(b"%PDF")


def test_starting_a_return(preparer: Client, november: MonthlyReturn) -> None:
    response = preparer.post("/start", {"issuer": november.issuer.pk, "month": "2009-12"})
    assert response.url == "/3888/2009-12/"
    page = opened(preparer, response.url)
    assert page["issued-TOTAL_FORMS"] == ["4"]
    again = preparer.post("/start", {"issuer": november.issuer.pk, "month": "12/2009"}, follow=True)
    assert "is already there" in again.content.decode()
    wrong = preparer.post("/start", {"issuer": november.issuer.pk, "month": "soon"})
    assert wrong.status_code == 422
    assert "Expected a month such as 2024-11." in wrong.content.decode()


def test_who_may_not_edit_starts_nothing(viewer: Client, november: MonthlyReturn) -> None:
    assert viewer.post("/start", {"issuer": november.issuer.pk, "month": "2009-12"}).status_code == 422
    assert MonthlyReturn.objects.count() == 1


def test_markup_in_a_cell_is_shown_as_text(preparer: Client, november: MonthlyReturn) -> None:
    nasty = '"><script>alert(1)</script>'
    preparer.post(
        ADDRESS, opened(preparer) | {"options-0-name": nasty, "options-0-granted": nasty, "head-title": nasty}
    )
    page = preparer.get(ADDRESS).content.decode()
    assert "<script>alert" not in page
    assert fields(page)["options-0-name"] == [nasty]
    assert filing.sheet_of(november).options[0].name == nasty


def test_what_is_said_instead_of_a_print_keeps_to_the_policy_of_pages(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> bytes:
        raise CannotPrint("Out of paper.")

    assert "Content-Security-Policy" not in preparer.get(f"{ADDRESS}print").headers
    monkeypatch.setattr("returns.views.archive.print_return", fail)
    answer = preparer.get(f"{ADDRESS}print")
    assert answer.status_code == 503
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def states(page: str) -> dict[str, str]:
    """The numeral of each part, and its state in full."""
    nav = page.partition('id="parts"')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="#(\w+)">.*?<span class="visually-hidden">: ([^<]*)</span>', nav, re.DOTALL)
    return {name: html.unescape(state) for name, state in links}


def test_every_part_says_how_far_it_is(preparer: Client, november: MonthlyReturn) -> None:
    said = states(preparer.get(ADDRESS).content.decode())
    assert said["options"] == "complete"
    assert said["warrants"] == "no entries, and none required"
    assert said["convertibles"] == "marked Not Applicable"
    sheet = figures(november)
    set_cell(sheet, "options-0-exercised", "52,001")
    filing.save_draft(november, sheet, None, november.version)
    assert states(preparer.get(ADDRESS).content.decode())["options"] == "Error: 1"


def test_the_parts_whose_openings_are_asked_for_are_untouched(preparer: Client, november: MonthlyReturn) -> None:
    first = filing.start(november.issuer, date(2009, 5, 31), None)
    address = first.get_absolute_url()
    said = states(preparer.get(address).content.decode())
    assert said["authorised"] == "Not completed"
    assert said["issued"] == "Not completed"
    assert said["options"] == "no entries, and none required"


def test_what_was_only_carried_over_is_untouched(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    december = filing.start(november.issuer, date(2009, 12, 31), None)
    address = december.get_absolute_url()
    assert states(preparer.get(address).content.decode())["options"] == "Not completed"
    sheet = figures(december)
    set_cell(sheet, "options-0-exercised", "Nil")
    filing.save_draft(december, sheet, None, december.version)
    assert states(preparer.get(address).content.decode())["options"] == "Warning: 1; not completed"


def test_a_new_row_has_the_class_of_a_return_that_has_one(preparer: Client, november: MonthlyReturn) -> None:
    """Without a script: the button saves, and the page comes back with the row; left blank, it is none."""
    page = opened(preparer, f"{ADDRESS}?add=options")
    assert page["options-5-share_class"] == ["ordinary_1"]
    preparer.post(ADDRESS, page)
    assert len(figures(november).options) == 5
    page = opened(preparer, f"{ADDRESS}?add=options")
    preparer.post(ADDRESS, page | {"options-5-name": "New scheme"})
    assert [(row.name, row.share_class) for row in figures(november).options[5:]] == [("New scheme", "ordinary_1")]


def test_the_missing_total_of_i_is_added_by_its_button(preparer: Client, november: MonthlyReturn) -> None:
    response = preparer.post(ADDRESS, opened(preparer) | {"add": "authorised_totals-missing"})
    assert response.url == f"{ADDRESS}#authorised"
    [added] = figures(november).authorised_totals
    assert (added.currency, added.amount) == ("US$", figures(november).authorised[0].closing_capital)
    # Nothing is missing any more, so nothing is added.
    preparer.post(ADDRESS, opened(preparer) | {"add": "authorised_totals-missing"})
    assert len(figures(november).authorised_totals) == 1


def test_a_block_of_i_without_a_class_is_given_one_on_the_page(preparer: Client, november: MonthlyReturn) -> None:
    change(november, "authorised-3-share_class", "")
    page = preparer.get(ADDRESS).content.decode()
    assert "Class of shares not chosen" in page
    assert preparer.post(ADDRESS, fields(page) | {"authorised-3-share_class": "other_1"}).status_code == 302
    assert figures(november).authorised[3].share_class == "other_1"
    assert "Class of shares not chosen" not in preparer.get(ADDRESS).content.decode()


def test_a_total_has_a_cell_under_each_column_that_its_form_totals(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = type(EDITIONS[november.edition])
    labels = edition.labels._replace(
        totalled={"shares": "exercised", "treasury": "issued"},
        sections={"totals": "All movements"},
        grand_total="All movements in %s",
    )
    monkeypatch.setattr(edition, "labels", labels)
    monkeypatch.setattr(edition, "unprinted", {**edition.unprinted, "totals": ("treasury",)})
    page = preparer.get(ADDRESS).content.decode()
    total = re.search(r'<tr id="totals-0".*?</tr>', page, re.DOTALL)
    assert total
    cells = re.findall(r"<td.*?</td>", total[0], re.DOTALL)
    assert [re.findall(r'name="totals-0-(\w+)"', cell) for cell in cells] == [["shares"], [], [], ["treasury"], []]
    assert "All movements</h2>" in page
    assert "All movements in ordinary shares (1)" in page
