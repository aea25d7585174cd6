"""Answers to warnings: given by a person, held to the figures, void when one changes."""

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from returns import filing
from returns.editions import reconcile
from returns.exchange import figures_json
from returns.models import Answer, Filing, MonthlyReturn
from returns.rules import Finding
from returns.sheet import Sheet
from tests.filing.people import person
from tests.rules.breaking import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(draft: MonthlyReturn) -> User:
    return person(draft.issuer, "mharnett", "preparer", first_name="Michelle", last_name="Harnett")


@pytest.fixture
def draft(kingsoft: Sheet) -> MonthlyReturn:
    """403,635 options exercised are satisfied by existing shares, and the row does not say so."""
    put(kingsoft, "options-3-exercised", "403,635")
    put(kingsoft, "funds_raised-0-amount", "196,708.02")  # 196,506.20 + 403,635 x 0.0005 = 196,708.0175
    return filing.record(kingsoft, None)


def warning(draft: MonthlyReturn) -> Finding:
    (only,) = reconcile(filing.sheet_of(draft)).warnings
    return only


def change(draft: MonthlyReturn, address: str, typed: str) -> None:
    sheet = filing.sheet_of(MonthlyReturn.objects.get())
    put(sheet, address, typed)
    filing.save_draft(draft, sheet, None, sheet.head.version)


def test_an_answer_lets_the_return_be_filed_and_goes_with_it(draft: MonthlyReturn, user: User) -> None:
    with pytest.raises(filing.NotReconciled):
        filing.file_alone(draft, user)
    filing.answer(draft, warning(draft), "Satisfied by the trustee's shares.", user)
    assert warning(draft).answer is not None
    filed = filing.file_alone(draft, user)
    (answer,) = json.loads(filed.figures)["answers"]
    assert (answer["code"], answer["name"]) == ("A-1", "Michelle Harnett")
    assert answer["reason"] == "Satisfied by the trustee's shares."


def test_an_answer_is_void_as_soon_as_a_figure_concerned_changes(draft: MonthlyReturn, user: User) -> None:
    filing.answer(draft, warning(draft), "Satisfied by the trustee's shares.", user)
    change(draft, "options-3-exercised", "403,636")
    assert warning(draft).answer is None
    assert Answer.objects.count() == 1
    assert json.loads(figures_json.dump(filing.sheet_of(draft)))["answers"] == []


def test_an_answer_stands_when_other_figures_change_or_the_row_moves(draft: MonthlyReturn, user: User) -> None:
    filing.answer(draft, warning(draft), "Satisfied by the trustee's shares.", user)
    change(draft, "head-remarks", "None.")
    sheet = filing.sheet_of(MonthlyReturn.objects.get())
    sheet.options.insert(0, sheet.options.pop(3))
    filing.save_draft(draft, sheet, None, sheet.head.version)
    found = warning(draft)
    assert found.place.address == "options-0-issued"
    assert found.answer is not None


def test_an_answer_to_figures_that_have_changed_meanwhile_is_refused(draft: MonthlyReturn, user: User) -> None:
    seen = warning(draft)
    change(draft, "options-3-exercised", "403,636")
    with pytest.raises(filing.Stale):
        filing.answer(draft, seen, "Fine.", user)
    assert not Answer.objects.exists()


def test_an_answer_needs_a_reason_and_a_warning(draft: MonthlyReturn, user: User) -> None:
    with pytest.raises(filing.Refused, match="needs its reason"):
        filing.answer(draft, warning(draft), "  ", user)
    change(draft, "totals-0-shares", "1")
    (error,) = reconcile(filing.sheet_of(draft)).errors
    with pytest.raises(filing.Refused, match="A-3 cannot be answered for"):
        filing.answer(draft, error, "Never mind.", user)


def test_a_filed_return_takes_no_more_answers(draft: MonthlyReturn, user: User) -> None:
    found = warning(draft)
    filing.answer(draft, found, "Satisfied by the trustee's shares.", user)
    filing.file_alone(draft, user)
    with pytest.raises(filing.Refused, match="already filed"):
        filing.answer(draft, found, "Once more.", user)


def test_answers_in_a_file_come_along_and_are_held_to_its_figures(kingsoft: Sheet) -> None:
    put(kingsoft, "authorised-0-stock_code", "80700")
    kingsoft.answers = [
        Answer(
            code="H-5",
            cell="authorised-0-stock_code",
            reason="The counter in RMB.",
            name="Michelle Harnett",
            answered_at=datetime(2009, 12, 4, 1, 30, tzinfo=UTC),
        )
    ]
    again = figures_json.load(figures_json.dump(kingsoft).encode())
    draft = filing.record(again, None)
    assert len(Answer.objects.get().fingerprint) == 64
    filing.file_alone(draft, None)
    assert "The counter in RMB." in Filing.objects.get().figures
