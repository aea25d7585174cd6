"""Explanations of warnings: given by a person, held to the figures, void when one changes."""

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from returns import filing
from returns.editions import reconcile
from returns.exchange import figures_json
from returns.figures import Sort, read
from returns.models import Answer, Convertible, Filing, MonthlyReturn
from returns.rules import fingerprint
from returns.sheet import Sheet
from tests.filing.explaining import figures, warning
from tests.filing.people import person
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(draft: MonthlyReturn) -> User:
    return person(draft.issuer, "mharnett", "preparer", first_name="Michelle", last_name="Harnett")


@pytest.fixture
def draft(kingsoft: Sheet) -> MonthlyReturn:
    """403,635 options exercised are satisfied by existing shares, and the row does not say so."""
    set_cell(kingsoft, "options-3-exercised", "403,635")
    set_cell(kingsoft, "funds_raised-0-amount", "196,708.02")  # 196,506.20 + 403,635 x 0.0005 = 196,708.0175
    return filing.record(kingsoft, None)


def change(draft: MonthlyReturn, address: str, typed: str) -> None:
    sheet = filing.sheet_of(MonthlyReturn.objects.get())
    set_cell(sheet, address, typed)
    filing.save_draft(draft, sheet, None, sheet.head.version)


def test_an_answer_lets_the_return_be_filed_and_goes_with_it(draft: MonthlyReturn, user: User) -> None:
    with pytest.raises(filing.NotReconciled):
        filing.file_alone(draft, user)
    filing.answer(draft, figures(draft), "Satisfied by the trustee's shares.", user)
    assert warning(draft).answer is not None
    filed = filing.file_alone(draft, user)
    (answer,) = json.loads(filed.figures)["answers"]
    assert (answer["code"], answer["name"]) == ("A-1", "Michelle Harnett")
    assert answer["reason"] == "Satisfied by the trustee's shares."


def test_an_answer_is_void_as_soon_as_a_figure_concerned_changes(draft: MonthlyReturn, user: User) -> None:
    filing.answer(draft, figures(draft), "Satisfied by the trustee's shares.", user)
    change(draft, "options-3-exercised", "403,636")
    assert warning(draft).answer is None
    assert Answer.objects.count() == 1
    assert json.loads(figures_json.dump(filing.sheet_of(draft)))["answers"] == []


def test_an_answer_remains_when_other_figures_change_or_the_row_moves(draft: MonthlyReturn, user: User) -> None:
    filing.answer(draft, figures(draft), "Satisfied by the trustee's shares.", user)
    change(draft, "head-remarks", "None.")
    sheet = filing.sheet_of(MonthlyReturn.objects.get())
    sheet.options.insert(0, sheet.options.pop(3))
    filing.save_draft(draft, sheet, None, sheet.head.version)
    found = warning(draft)
    assert found.place.address == "options-0-issued"
    assert found.answer is not None


@pytest.mark.parametrize(
    ("typed", "again"),
    [("0.0005", "0.00050"), ("403,635", "403635.0"), ("0.0005", ".0005000")],
)
def test_an_answer_holds_for_a_value_however_it_is_typed(
    draft: MonthlyReturn, user: User, typed: str, again: str
) -> None:
    address = "options-3-exercise_price" if typed.startswith("0") else "options-3-exercised"
    change(draft, address, typed)
    filing.answer(draft, figures(draft), "Satisfied by the trustee's shares.", user)
    sheet = filing.sheet_of(MonthlyReturn.objects.get())
    set_cell(sheet, address, again)
    (found,) = reconcile(sheet).warnings
    assert found.answer is not None


def test_a_warning_about_an_amount_without_its_cents_is_answered_and_filed(kingsoft: Sheet) -> None:
    """The print writes the cents; the answer holds for what is read back from it."""
    set_cell(kingsoft, "head-not_applicable", "warrants agreements")
    kingsoft.convertibles = [
        Convertible(
            share_class="ordinary_1",
            description="Convertible  Bonds\ndue 2012",
            currency="HK$",
            price_currency="HK$",
            **{name: read("80000000", Sort.AMOUNT) for name in ("opening", "closing")},
            converted=read("0.0", Sort.AMOUNT),
            subscription_price=read("2.50", Sort.PRICE),
            issued=read("0", Sort.SHARES),
            may_be_issued=read("32,520,325", Sort.SHARES),
        )
    ]
    kingsoft.answers = [Answer(code="C-4", cell="convertibles-0-may_be_issued", reason="Adjusted.", name="M. Harnett")]
    filed = filing.file_alone(filing.record(kingsoft, None), None)
    assert [answer["code"] for answer in json.loads(filed.figures)["answers"]] == ["C-4"]


def test_an_explanation_of_one_revision_of_last_month_is_none_of_the_next(kingsoft: Sheet) -> None:
    november = filing.file_alone(filing.record(kingsoft, None), None).monthly_return
    december = filing.record(month_after(kingsoft), None)
    user = person(november.issuer, "mharnett", "preparer")
    for number in (1, 2):
        revision = filing.revise(november, f"Reason {number}.", None)
        sheet = filing.sheet_of(revision)
        set_cell(sheet, "head-remarks", f"Remark {number}.")
        filing.save_draft(revision, sheet, None, revision.version)
        november = filing.file_alone(revision, None).monthly_return
        found = warning(december)
        assert (found.code, found.answer) == ("P-4", None)
        filing.answer(december, figures(december), "Looked through.", user)
        assert warning(december).answer is not None


def test_an_answer_to_figures_that_have_changed_meanwhile_is_refused(draft: MonthlyReturn, user: User) -> None:
    seen = figures(draft)
    change(draft, "options-3-exercised", "403,636")
    with pytest.raises(filing.VersionConflict):
        filing.answer(draft, seen, "Fine.", user)
    assert not Answer.objects.exists()


def test_an_answer_needs_a_reason_and_a_warning(draft: MonthlyReturn, user: User) -> None:
    with pytest.raises(filing.ActionRefused, match="reason for your explanation"):
        filing.answer(draft, figures(draft), "  ", user)
    change(draft, "totals-0-shares", "1")
    (error,) = reconcile(filing.sheet_of(draft)).errors
    with pytest.raises(filing.ActionRefused, match="A-3 cannot be explained"):
        filing.answer(draft, fingerprint(filing.sheet_of(draft), error), "Never mind.", user)


def test_a_filed_return_takes_no_more_answers(draft: MonthlyReturn, user: User) -> None:
    found = figures(draft)
    filing.answer(draft, found, "Satisfied by the trustee's shares.", user)
    filing.file_alone(draft, user)
    with pytest.raises(filing.ActionRefused, match="already finalised"):
        filing.answer(draft, found, "Once more.", user)


def test_answers_in_a_file_come_along_and_are_held_to_its_figures(kingsoft: Sheet) -> None:
    set_cell(kingsoft, "authorised-0-stock_code", "80700")
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
