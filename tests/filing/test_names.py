"""What the issuer is called, in print and on record; and a revision of what is not on record."""

from datetime import date

import pytest

from returns import filing
from returns.editions import reconcile
from returns.exchange import figures_json
from returns.models import MonthlyReturn
from returns.rules import Level
from returns.sheet import Sheet
from tests.filing.test_filing import month_after
from tests.rules.breaking import found, set_cell

pytestmark = pytest.mark.django_db

NAME, NEW = "Kingsoft Corporation Limited", "Kingsoft Cloud Holdings Limited"


def rename(draft: MonthlyReturn, name: str) -> None:
    draft.issuer.name = name
    draft.issuer.full_clean()
    draft.issuer.save()


def test_the_next_draft_has_the_name_that_is_on_record_since(draft: MonthlyReturn) -> None:
    filing.file_alone(draft, None)
    rename(draft, NEW)
    december = filing.start(draft.issuer, date(2009, 12, 31), None)
    assert december.issuer_name == NEW
    (note,) = [finding for finding in reconcile(filing.sheet_of(december)).findings if finding.code == "H-6"]
    assert (note.level, note.place.address) == (Level.NOTE, "head-issuer_name")
    assert note.message == (f"The printed name of the issuer differs from last month's: it was “{NAME}”, now “{NEW}”.")


def test_a_draft_started_before_learns_of_the_new_name(draft: MonthlyReturn) -> None:
    rename(draft, NEW)
    assert [finding for finding in found(filing.sheet_of(draft)) if finding[0] == "H-6"] == [
        ("H-6", "head-issuer_name", NAME, NEW, "")
    ]


def test_a_printed_name_with_its_chinese_comes_along(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    set_cell(kingsoft, "head-issuer_name", f"{NAME} 金山軟件有限公司")
    filing.file_alone(filing.record(kingsoft, None, overwrite=True), None)
    december = filing.start(draft.issuer, date(2009, 12, 31), None)
    assert december.issuer_name == f"{NAME} 金山軟件有限公司"
    assert "H-6" not in [code for code, *_ in found(filing.sheet_of(december))]


def test_an_import_is_held_to_the_issuer_on_record(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    filing.file_alone(draft, None)
    text = figures_json.dump(month_after(kingsoft)).replace(NAME, "Another Company Limited")
    sheet = filing.beside_record(figures_json.load(text.encode()))
    assert [finding[:4] for finding in found(sheet, Level.ERROR, Level.WARNING)] == [
        ("H-6", "head-issuer_name", "Another Company Limited", NAME)
    ]


def revision(sheet: Sheet) -> Sheet:
    """The first revision of a return, as a file has it."""
    revised = figures_json.load(figures_json.dump(sheet).encode())
    set_cell(revised, "head-revision", "1")
    set_cell(revised, "head-revision_reason", "A figure.")
    return revised


def test_a_revision_of_what_is_not_on_record_is_explained(kingsoft: Sheet) -> None:
    sheet = filing.beside_record(revision(kingsoft))
    warnings = reconcile(sheet).warnings
    assert [(finding.code, finding.place.address, finding.found) for finding in warnings] == [
        ("H-4", "head-revision", "1")
    ]
    assert warnings[0].message == (
        "This is revision 1, and no filing that it revises is on record here. File the first return before it, or "
        "explain where it was filed."
    )
    made = filing.record(sheet, None)
    assert [finding.code for finding in reconcile(filing.sheet_of(made)).warnings] == ["H-4"]


def test_a_revision_of_what_is_on_record_needs_no_explanation(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    filing.file_alone(draft, None)
    sheet = filing.beside_record(revision(kingsoft))
    assert sheet.head.revises == draft
    assert reconcile(sheet).warnings == []
