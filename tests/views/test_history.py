"""What was done to a return, to read and to export; and downloads, which are written down too."""

import csv

from django.contrib.auth.models import User
from django.test import Client

from returns import filing
from returns.models import AuditEntry, MonthlyReturn, OptionScheme
from tests.rules.breaking import set_cell

ADDRESS = "/3888/2009-11/history"


def change(november: MonthlyReturn) -> None:
    """Change a figure and add a row, as the preparer."""
    sheet = filing.sheet_of(november)
    set_cell(sheet, "options-0-lapsed", "1250")
    sheet.options.append(OptionScheme(name="New scheme", currency="HK$"))
    filing.save_draft(november, sheet, User.objects.get(username="preparer"), november.version)


def test_a_history_says_who_when_old_and_new(preparer: Client, november: MonthlyReturn) -> None:
    change(november)
    page = preparer.get(ADDRESS).content.decode()
    assert "<b>preparer</b>" in page
    assert "1 cell changed; 1 row added" in page
    assert "<del>Nil</del>" in page
    assert "<ins>1,250</ins>" in page
    assert "New scheme" in page
    assert "return started" in page


def test_a_history_is_exported(preparer: Client, november: MonthlyReturn) -> None:
    change(november)
    answer = preparer.get(f"{ADDRESS}.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="3888-2009-11-r0-history.csv"'
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))  # type: ignore[attr-defined]
    assert ("options-0-lapsed", "nil", "1250") in {(row["cell"], row["old"].lower(), row["new"]) for row in rows}
    assert AuditEntry.objects.filter(action="download", name="preparer").count() == 1


def test_every_file_that_leaves_is_written_down(preparer: Client, november: MonthlyReturn) -> None:
    filed = filing.file_alone(november, None)
    for file in ("pdf", "figures", "certificate", "print"):
        assert preparer.get(f"/3888/2009-11/{file}").status_code == 200
    entries = AuditEntry.objects.filter(action="download")
    assert [(entry.name, entry.new) for entry in entries] == [("preparer", filed.pdf_sha256)] * 4
    assert "download: certificate" in preparer.get(ADDRESS).content.decode()


def test_no_file_that_leaves_stays_in_the_browser(
    preparer: Client, administrator: Client, november: MonthlyReturn
) -> None:
    filing.file_alone(november, None)
    own = ("pdf", "figures", "certificate", "print", "page.png?page=1", "history.csv")
    answers = [preparer.get(f"/3888/2009-11/{file}") for file in own]
    answers += [administrator.get(file) for file in ("/wall.csv", "/wall.xlsx")]
    answers.append(administrator.post("/wall.zip?month=2009-11", {"all": "on"}))
    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store, private"] * 9
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
    assert "not filed yet" in html
    filing.file_alone(november, None)
    html = preparer.post("/3888/2009-11/revise", {"reason": " "}, follow=True).content.decode()
    assert "the comparison and the certificate print it" in html
    assert MonthlyReturn.objects.count() == 1
