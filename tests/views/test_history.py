"""What was done to a return, to read and to export; and downloads, which are written down too."""

import csv
import re
from datetime import datetime
from html import unescape
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import load_workbook

from returns import audit, filed_review, filing, history
from returns.deadlines import HONG_KONG
from returns.drafts.autosave import save_cells
from returns.drafts.merge import Edit
from returns.models import AuditEntry, MonthlyReturn, OptionScheme, Submission
from tests.rules.breaking import set_cell

ADDRESS = "/3888/2009-11/history"


def change(november: MonthlyReturn) -> None:
    """Change a figure and add a row, as the preparer."""
    sheet = filing.sheet_of(november)
    set_cell(sheet, "options-0-lapsed", "1250")
    sheet.options.append(OptionScheme(name="New scheme", currency="HK$"))
    filing.save_draft(november, sheet, User.objects.get(username="preparer"), november.version)


def read(client: Client, query: str = "") -> str:
    """The words of the page, without its elements and the space between them."""
    html = client.get(f"{ADDRESS}{query}").content.decode()
    words = unescape(re.sub(r"<[^>]+>", " ", html.partition('id="events"')[2]))
    return re.sub(r"\s+", " ", words)


def type_in(november: MonthlyReturn, cell: str, typed: str, was: str) -> None:
    """Type in a cell of the open page, as the preparer: what follows from it is recalculated."""
    save_cells(november, User.objects.get(username="preparer"), [Edit(cell, typed, was)])


def test_a_history_says_who_changed_what(preparer: Client, november: MonthlyReturn) -> None:
    change(november)
    said = read(preparer)
    assert "preparer" in said
    assert "III.A, row 1, Lapsed: Nil → changed to 1,250 III.A, row 6 added in full" in said
    assert "Share option scheme: New scheme" in said
    assert "Parts marked not applicable – III.C; III.D; III.E" in said
    assert "Return started" in said


def test_figures_that_follow_are_set_apart_from_what_was_entered(preparer: Client, november: MonthlyReturn) -> None:
    type_in(november, "options-2-exercised", "725,000", "752,000")
    said = read(preparer)
    assert "III.A, row 3, Exercised: 752,000 → changed to 725,000 and " in said
    origins = dict(AuditEntry.objects.filter(name="preparer", action="cell").values_list("cell", "is_calculated"))
    assert origins.pop("options-2-exercised") is False
    assert len(origins) > 1
    assert set(origins.values()) == {True}
    assert f"and {len(origins)} figures that follow" in said
    event = preparer.get(ADDRESS).context["events"][0]
    assert [line.entry.cell for line in event.leading] == ["options-2-exercised"]
    assert {line.origin for line in event.lines[1:]} == {"calculated"}


def test_of_an_older_save_the_changes_are_grouped(preparer: Client, november: MonthlyReturn) -> None:
    saved = [
        AuditEntry(
            monthly_return=november,
            action="cell",
            part="options",
            cell=f"options-{row}-lapsed",
            what=f"III.A, row {row + 1}, Lapsed",
            old="nil",
            new="5",
            name="preparer",
            at=november.updated_at,
        )
        for row in range(5)
    ]
    AuditEntry.objects.bulk_create(saved)
    said = read(preparer)
    assert "III.A, row 3, Lapsed: Nil → changed to 5 and 2 more changes" in said
    assert "III.A, row 5, Lapsed Nil 5" in said
    assert "calculated" not in said


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("?person=preparer", "row 1, Lapsed", "Return started"),
        ("?person=command line", "Return started", "row 1, Lapsed"),
        ("?part=options", "row 1, Lapsed", "Downloaded"),
        ("?part=issued", "Return started", "row 1, Lapsed"),
        ("?kind=downloads", "Downloaded: figures", "row 1, Lapsed"),
        ("?kind=states", "Return started", "row 1, Lapsed"),
        ("?kind=explanations", "No events match", "Return started"),
        ("?kind=figures&person=preparer&part=options", "row 1, Lapsed", "Downloaded"),
    ],
)
def test_a_history_is_filtered(preparer: Client, november: MonthlyReturn, query: str, there: str, absent: str) -> None:
    change(november)
    audit.downloaded("figures", monthly_return=november, by=User.objects.get(username="preparer"))
    said = read(preparer, query)
    assert there in said
    assert absent not in said


def test_a_submission_and_its_correction_are_named(preparer: Client, november: MonthlyReturn) -> None:
    filed, by = filing.file_alone(november, None), User.objects.get(username="preparer")
    at = datetime(2009, 12, 7, 17, 30, tzinfo=HONG_KONG)
    second = Submission(filing=filed, submitted_at=at, submitted_name="Lee", reason="Lee keyed it.")
    second.publish(b"%PDF-1.7")
    filing.record_submission(second, by, filed.submissions.get().pk)
    found = preparer.get(f"{ADDRESS}?kind=submissions").context["events"]
    assert [event.sentences for event in found] == [
        ["Record of the submission corrected: 07/12/2009 17:30 Lee, Lee keyed it."],
        ["Submission recorded: 04/12/2009 Michelle Feng Harnett, Date submitted on the form"],
    ]
    assert found[0].hashes == [("PDF as published", second.published_sha256)]


def test_a_review_and_a_query_are_named(preparer: Client, november: MonthlyReturn) -> None:
    filed = filing.file_alone(november, None)
    administrator = User.objects.create_user("chan", is_staff=True)
    query = filed_review.raise_query(filed, administrator, "Why so few?")
    filed_review.answer(query, User.objects.get(username="preparer"), "They lapsed.")
    filed_review.mark_reviewed(filed, administrator, "Clear.")
    found = preparer.get(f"{ADDRESS}?kind=reviews").context["events"]
    assert [event.sentences for event in reversed(found)] == [
        ["Query raised: Why so few?"],
        ["Query answered: They lapsed."],
        ["Reviewed: Clear."],
    ]


def test_whatever_is_done_to_a_return_is_of_one_kind() -> None:
    sorted_in = [action for actions in history.ACTIONS.values() for action in actions]
    assert len(sorted_in) == len(set(sorted_in))
    of_no_return = {"issuer", "closure", "membership", "permission", "login", "logout", "login failed"}
    assert set(AuditEntry.Action.values) - set(sorted_in) == of_no_return


def test_a_filter_that_is_none_of_the_choices_says_so(preparer: Client, november: MonthlyReturn) -> None:
    answer = preparer.get(f"{ADDRESS}?part=nonsense&person=nobody&kind=figures")
    assert answer.content.decode().count("invalid-feedback") == 2
    assert answer.context["page"].paginator.count == 1


def test_a_long_history_is_paged(preparer: Client, november: MonthlyReturn) -> None:
    for number in range(60):
        audit.downloaded(f"file {number}", monthly_return=november)
    first, second = preparer.get(ADDRESS), preparer.get(f"{ADDRESS}?page=2")
    assert first.context["events"][0].sentences == ["Downloaded: file 59"]
    assert second.context["events"][-1].sentences == ["Return started"]
    assert "Page 2 of 2" in second.content.decode()


def test_of_a_large_save_the_first_entries_are_shown(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST", 10)
    event = preparer.get(ADDRESS).context["events"][0]
    assert len(event.entries) == 10
    assert event.left_out == AuditEntry.objects.filter(monthly_return=november).count() - 10
    assert f"{event.left_out} more entries are in the exports" in read(preparer)


def test_a_history_is_exported(preparer: Client, november: MonthlyReturn) -> None:
    change(november)
    answer = preparer.get(f"{ADDRESS}.csv?kind=figures&person=preparer")
    assert answer["Content-Disposition"] == 'attachment; filename="3888-2009-11-r0-history.csv"'
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))  # type: ignore[attr-defined]
    found = [(row["cell"], row["old"].lower(), row["new"], row["origin"]) for row in rows]
    assert found[0] == ("options-0-lapsed", "nil", "1250", "entered")
    assert [row["action"] for row in rows] == ["cell", "row added"]
    assert AuditEntry.objects.filter(action="download", name="preparer").count() == 1


def test_a_history_is_exported_as_a_workbook(preparer: Client, november: MonthlyReturn) -> None:
    change(november)
    answer = preparer.get(f"{ADDRESS}.xlsx?kind=figures&person=preparer")
    assert answer["Content-Disposition"] == 'attachment; filename="3888-2009-11-r0-history.xlsx"'
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)  # type: ignore[attr-defined]
    assert rows[0][4:8] == ("What", "Old", "New", "Entered or calculated")
    assert rows[1][1:] == (
        "preparer", "command line", "figure changed", "III.A, row 1, Lapsed", "Nil", "1,250", "entered", None,
    )  # fmt: skip
    assert rows[2][6].startswith("Share option scheme: New scheme")
    assert AuditEntry.objects.get(action="download").what == "history as XLSX"


def test_every_file_that_leaves_is_written_down(preparer: Client, november: MonthlyReturn) -> None:
    filed = filing.file_alone(november, None)
    for file in ("pdf", "figures", "certificate", "print"):
        assert preparer.get(f"/3888/2009-11/{file}").status_code == 200
    entries = AuditEntry.objects.filter(action="download")
    assert [(entry.name, entry.new) for entry in entries] == [("preparer", filed.pdf_sha256)] * 4
    assert "Downloaded: reconciliation report" in read(preparer)
    assert filed.pdf_sha256 in read(preparer, "?kind=downloads")


def test_no_file_that_leaves_stays_in_the_browser(
    preparer: Client, administrator: Client, november: MonthlyReturn
) -> None:
    filing.file_alone(november, None)
    own = ("pdf", "figures", "certificate", "print", "page.png?page=1", "history.csv", "history.xlsx")
    answers = [preparer.get(f"/3888/2009-11/{file}") for file in own]
    answers += [administrator.get(file) for file in ("/status.csv", "/status.xlsx")]
    answers.append(administrator.post("/status.zip?month=2009-11", {"all": "on"}))
    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store, private"] * 10
    assert answers[3].headers["Content-Disposition"].startswith("inline; ")


def test_the_history_of_a_revision_and_of_what_it_revises(preparer: Client, november: MonthlyReturn) -> None:
    filing.file_alone(november, None)
    html = preparer.post("/3888/2009-11/revise", {"reason": "Wrong title."}, follow=True).content.decode()
    assert "The revision is started" in html
    assert "Compare with what it revises" in html
    latest = preparer.get(ADDRESS)
    assert latest.context["return"].revision == 1
    assert preparer.get(f"{ADDRESS}?revision=0").context["return"].revision == 0
    assert preparer.get(f"{ADDRESS}?revision=7").status_code == 404


def test_a_revision_needs_its_reason_and_a_filing(preparer: Client, november: MonthlyReturn) -> None:
    html = preparer.post("/3888/2009-11/revise", {"reason": "Wrong."}, follow=True).content.decode()
    assert "not finalised yet" in html
    filing.file_alone(november, None)
    html = preparer.post("/3888/2009-11/revise", {"reason": " "}, follow=True).content.decode()
    assert "the comparison and the reconciliation report print it" in html
    assert MonthlyReturn.objects.count() == 1
