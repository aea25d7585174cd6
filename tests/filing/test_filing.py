"""Starting, saving and filing a return."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User

from returns import filing
from returns.editions import reconcile
from returns.exchange import figures_json
from returns.figures import Kind
from returns.filing import closing
from returns.models import Filing, Issuer, MonthlyReturn, ShareClass
from returns.pdf.printing import CannotPrint, print_return
from returns.sheet import Sheet
from tests.filing.people import person
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(kingsoft: Sheet) -> MonthlyReturn:
    return filing.record(kingsoft, None)


@pytest.fixture
def user(draft: MonthlyReturn) -> User:
    return person(draft.issuer, "preparer", "preparer")


def month_after(sheet: Sheet) -> Sheet:
    """December 2009, nothing moved."""
    after = figures_json.load(figures_json.dump(sheet).encode())
    set_cell(after, "head-month_ended", "2009-12-31")
    set_cell(after, "head-date_submitted", "05/01/2010")
    set_cell(after, "issued-0-opening", "1,094,047,133")
    set_cell(after, "issued-0-movement", "Nil")
    for row in range(5):
        for name in ("exercised", "lapsed", "issued"):
            set_cell(after, f"options-{row}-{name}", "Nil")
    for address in ("funds_raised-0-amount", "totals-0-shares", "totals-6-shares"):
        set_cell(after, address, "Nil")
    return after


def test_a_recorded_return_is_the_same_to_the_figure(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    assert figures_json.dump(filing.sheet_of(draft)) == figures_json.dump(kingsoft)
    assert str(draft.issuer) == "Kingsoft Corporation Limited (3888)"
    assert [str(share_class) for share_class in draft.issuer.share_classes.all()] == ["Ordinary Shares"]


def test_recording_the_same_figures_again_finds_the_same_draft(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    assert filing.record(kingsoft, None).pk == draft.pk


def test_recording_other_figures_leaves_the_draft_alone_by_default(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    set_cell(kingsoft, "head-title", "Director")
    with pytest.raises(
        filing.ActionRefused, match="A draft of Kingsoft Corporation Limited for 11/2009 with other figures"
    ):
        filing.record(kingsoft, None)
    assert MonthlyReturn.objects.get().title == "Secretary"
    filing.record(kingsoft, None, overwrite=True)
    assert MonthlyReturn.objects.get().title == "Director"


def test_a_started_return_has_the_rows_the_form_always_prints() -> None:
    issuer = Issuer.objects.create(name="Kingsoft Corporation Limited", stock_code="3888")
    ShareClass.objects.create(issuer=issuer, key="ordinary_1", stock_code="3888", description="Ordinary Shares")
    ShareClass.objects.create(issuer=issuer, key="ordinary_3", description="C Shares")
    sheet = filing.sheet_of(filing.start(issuer, date(2009, 11, 30), None))
    classes = ["ordinary_1", "ordinary_2", "preference_1", "other_1", "ordinary_3"]
    assert [row.share_class for row in sheet.authorised] == classes
    assert [row.description for row in sheet.authorised] == ["Ordinary Shares", "", "", "", "C Shares"]
    assert [row.share_class for row in sheet.issued] == classes
    assert [row.type for row in sheet.other_movements][:2] == ["rights_issue", "open_offer"]
    assert len(sheet.other_movements) == 10
    assert len(sheet.totals) == 5 * 3 + 5
    assert sheet.head.issuer_name == "Kingsoft Corporation Limited"


def test_a_month_is_started_once(draft: MonthlyReturn) -> None:
    with pytest.raises(filing.ActionRefused, match="is already there"):
        filing.start(draft.issuer, date(2009, 11, 30), None)
    with pytest.raises(filing.ActionRefused, match="not the last day"):
        filing.start(draft.issuer, date(2009, 12, 30), None)


def test_a_save_stores_what_cannot_be_read_as_typed(draft: MonthlyReturn) -> None:
    sheet = filing.sheet_of(draft)
    set_cell(sheet, "issued-0-movement", "abc")
    set_cell(sheet, "head-title", "Director")
    filing.save_draft(draft, sheet, None, draft.version)
    again = filing.sheet_of(MonthlyReturn.objects.get())
    assert (again.issued[0].movement.kind, again.issued[0].movement.text) == (Kind.UNREAD, "abc")
    assert again.head.title == "Director"
    assert again.head.version == 1


def test_a_save_from_an_older_page_is_refused(draft: MonthlyReturn) -> None:
    sheet = filing.sheet_of(draft)
    filing.save_draft(draft, sheet, None, 0)
    set_cell(sheet, "head-title", "Director")
    with pytest.raises(filing.VersionConflict):
        filing.save_draft(draft, sheet, None, 0)
    assert MonthlyReturn.objects.get().title == "Secretary"


def test_filing_freezes_print_and_figures(draft: MonthlyReturn, user: User, kingsoft: Sheet) -> None:
    filed = filing.file_alone(draft, user)
    stored = Filing.objects.get()
    assert bytes(stored.pdf).startswith(b"%PDF-")
    assert stored.pdf_sha256 == sha256(stored.pdf).hexdigest()
    assert stored.figures == figures_json.dump(kingsoft)
    assert stored.figures_sha256 == sha256(stored.figures.encode()).hexdigest()
    assert (filed.filed_by, filed.before, stored.monthly_return.state) == (user, None, "filed")


def test_a_filed_return_is_neither_changed_nor_filed_again(draft: MonthlyReturn, user: User) -> None:
    filing.file_alone(draft, user)
    with pytest.raises(filing.ActionRefused, match="is finalised and cannot be changed"):
        filing.save_draft(draft, filing.sheet_of(draft), user, draft.version)
    with pytest.raises(filing.ActionRefused, match="H-4: the return of Kingsoft Corporation Limited for 11/2009"):
        filing.file_alone(MonthlyReturn.objects.get(), user)
    assert Filing.objects.count() == 1


def test_what_does_not_reconcile_is_not_filed(draft: MonthlyReturn, user: User) -> None:
    sheet = filing.sheet_of(draft)
    set_cell(sheet, "issued-0-movement", "871,001")
    filing.save_draft(draft, sheet, user, draft.version)
    with pytest.raises(filing.NotReconciled) as refusal:
        filing.file_alone(draft, user)
    assert [finding.code for finding in refusal.value.reconciliation.errors] == ["II-1", "II-2", "T-1"]
    assert not Filing.objects.exists()
    assert MonthlyReturn.objects.get().state == "draft"


def test_a_figure_changed_while_printing_stops_the_filing(
    draft: MonthlyReturn, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def print_while_another_saves(sheet: Sheet, **options: Any) -> bytes:
        other = filing.sheet_of(MonthlyReturn.objects.get())
        set_cell(other, "head-remarks", "Saved meanwhile.")
        filing.save_draft(MonthlyReturn.objects.get(), other, None, 0)
        return print_return(sheet, **options)

    monkeypatch.setattr(closing, "print_return", print_while_another_saves)
    with pytest.raises(filing.ActionRefused, match="changed while the return was being printed"):
        filing.file_alone(draft, user)
    assert not Filing.objects.exists()
    assert MonthlyReturn.objects.get().remarks == "Saved meanwhile."


def test_a_print_that_is_not_proved_is_not_filed(
    draft: MonthlyReturn, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def print_another(sheet: Sheet, **options: Any) -> bytes:
        other = figures_json.load(figures_json.dump(sheet).encode())
        set_cell(other, "options-2-may_be_issued", "84,090,101")
        return print_return(other, **options)

    monkeypatch.setattr(closing, "print_return", print_another)
    with pytest.raises(CannotPrint, match="meant “84,090,100”, printed “84,090,101”"):
        filing.file_alone(draft, user)
    assert not Filing.objects.exists()
    assert MonthlyReturn.objects.get().state == "draft"


def test_the_next_month_knows_the_filing_before_and_is_chained_to_it(
    draft: MonthlyReturn, user: User, kingsoft: Sheet
) -> None:
    november = filing.file_alone(draft, user)
    december_draft = filing.record(month_after(kingsoft), user)
    sheet = filing.sheet_of(december_draft)
    assert sheet.month_before is not None
    assert sheet.month_before.issued[0].closing.number == 1_094_047_133
    assert reconcile(sheet).errors == []
    december = filing.file_alone(december_draft, user)
    assert december.before == november
    assert december.chain_sha256 == december.link(november.chain_sha256)
    assert november.chain_sha256 == november.link("")
