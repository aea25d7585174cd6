"""The date submitted is the day of filing, and a return is of a month that is over."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.contrib.auth.models import User
from pypdf import PdfReader

from returns import archive, filing
from returns.figures import BLANK
from returns.filing import closing
from returns.models import Answer, AuditEntry, Filing, Issuer, MonthlyReturn
from returns.rules import Level
from returns.sheet import Sheet
from tests.filing.explaining import figures, warning
from tests.rules.breaking import found, set_cell

pytestmark = [pytest.mark.django_db, pytest.mark.by_the_clock]

PLACE = "head-date_submitted"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Friday, 4 December 2009, one in the morning in Hong Kong and the day before in London."""
    with time_machine.travel(datetime(2009, 12, 3, 17, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def draft(clock: time_machine.Traveller, kingsoft: Sheet) -> MonthlyReturn:
    return filing.record(kingsoft, None)


def typed(monthly_return: MonthlyReturn, text: str, maker: User) -> None:
    sheet = filing.sheet_of(MonthlyReturn.objects.get(pk=monthly_return.pk))
    set_cell(sheet, PLACE, text)
    filing.save_draft(monthly_return, sheet, maker, sheet.head.version)


def at(clock: time_machine.Traveller, *day: int) -> None:
    clock.move_to(datetime(*day, 4, 0, tzinfo=UTC))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stated", "today", "is_sent", "expected"),
    [
        ("04/12/2009", None, False, []),
        ("", None, False, [("error", "", "a date after 30/11/2009")]),
        ("04/12/2009", date(2009, 12, 4), False, []),
        ("", date(2009, 12, 4), False, []),
        ("30/11/2009", date(2009, 12, 4), False, [("error", "30/11/2009", "a date after 30/11/2009")]),
        ("N/A", date(2009, 12, 4), False, [("error", "N/A", "a date after 30/11/2009")]),
        (
            "05/12/2009",
            date(2009, 12, 4),
            False,
            [("error", "05/12/2009", "a date not after today, 04/12/2009; blank, it is filled in on filing")],
        ),
        (
            "03/12/2009",
            date(2009, 12, 4),
            False,
            [("warning", "03/12/2009", "the day of filing, today 04/12/2009; blank, it is filled in on filing")],
        ),
        ("03/12/2009", date(2009, 12, 4), True, []),
        ("02/12/2009", date(2009, 12, 4), True, [("warning", "02/12/2009", "the day of filing, today 04/12/2009; ")]),
        ("", date(2009, 11, 30), False, [("error", "", "a date after 30/11/2009: the month is not over yet")]),
        ("04/12/2009", date(2009, 11, 30), False, [("error", "04/12/2009", "a date after 30/11/2009: the month is ")]),
        ("", date(2009, 12, 8), False, [("note", "", "by the deadline, 07/12/2009 08:30 Hong Kong time")]),
    ],
)
def test_the_rule(
    kingsoft: Sheet, stated: str, today: date | None, is_sent: bool, expected: list[tuple[str, str, str]]
) -> None:
    set_cell(kingsoft, PLACE, stated)
    kingsoft.filing_day = today
    # In Hong Kong it was 3 December already.
    kingsoft.head.sent_at = datetime(2009, 12, 2, 16, 30, tzinfo=UTC) if is_sent else None
    said = [
        (level.value, one[2], one[3])
        for level in Level
        for one in found(kingsoft, level)
        if (one[0], one[1]) == ("H-2", PLACE)
    ]
    assert [(level, says) for level, says, _wanted in said] == [(level, says) for level, says, _wanted in expected]
    for (_level, _says, wanted), (_same, _said, begins) in zip(said, expected, strict=True):
        assert wanted.startswith(begins)


def test_a_blank_date_is_the_day_of_filing(
    draft: MonthlyReturn, maker: User, checker: User, clock: time_machine.Traveller
) -> None:
    typed(draft, "", maker)
    filing.submit(draft, maker, draft.version)
    at(clock, 2009, 12, 5)
    filing.approve(draft, checker, draft.version)
    assert MonthlyReturn.objects.get().date_submitted == BLANK
    at(clock, 2009, 12, 7)
    filed = filing.file_approved(draft, maker)
    assert MonthlyReturn.objects.get().date_submitted.day == date(2009, 12, 7)
    assert '"date_submitted": "2009-12-07"' in filed.figures
    assert "07/12/2009" in PdfReader(BytesIO(filed.pdf)).pages[0].extract_text()
    dated = AuditEntry.objects.filter(cell=PLACE).last()
    assert dated is not None
    assert (dated.name, dated.old, dated.new) == ("maker", "", "2009-12-07")
    assert list(archive.verify()) == []


@pytest.fixture
def _no_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "print_return", lambda sheet, **_given: b"%PDF-1.7 stands for a print")
    monkeypatch.setattr(closing, "prove", lambda *_given: None)


@pytest.mark.usefixtures("_no_print")
def test_what_was_sent_with_that_days_date_is_dated_when_it_is_filed(
    draft: MonthlyReturn, maker: User, checker: User, clock: time_machine.Traveller
) -> None:
    filing.submit(draft, maker, draft.version)
    at(clock, 2009, 12, 5)
    filing.approve(draft, checker, draft.version)
    at(clock, 2009, 12, 6)
    filing.file_approved(draft, checker)
    assert MonthlyReturn.objects.get().date_submitted.day == date(2009, 12, 6)
    dated = AuditEntry.objects.filter(cell=PLACE).last()
    assert dated is not None
    assert (dated.name, dated.old, dated.new) == ("checker", "2009-12-04", "2009-12-06")


@pytest.mark.usefixtures("_no_print")
def test_another_date_is_explained_and_stays(
    draft: MonthlyReturn, maker: User, checker: User, clock: time_machine.Traveller
) -> None:
    at(clock, 2026, 11, 29)
    with pytest.raises(filing.NotReconciled):
        filing.submit(draft, maker, draft.version)
    assert (warning(draft).code, warning(draft).place.address) == ("H-2", PLACE)
    filing.answer(draft, figures(draft), "Filed on paper that day; entered from the file copy.", maker)
    filing.submit(draft, maker, draft.version)
    at(clock, 2026, 11, 30)
    filing.approve(draft, checker, draft.version)
    filed = filing.file_approved(draft, maker)
    assert MonthlyReturn.objects.get().date_submitted.day == date(2009, 12, 4)
    assert "entered from the file copy" in filed.figures


def test_a_date_that_is_typed_wrong_is_not_sent(
    draft: MonthlyReturn, maker: User, clock: time_machine.Traveller
) -> None:
    for wrong in ("05/12/2009", "04/12/2030", "01/12/2009"):
        typed(draft, wrong, maker)
        with pytest.raises(filing.NotReconciled):
            filing.submit(draft, maker, draft.version)
    # Back in November: the month is not over.
    typed(draft, "", maker)
    at(clock, 2009, 11, 30)
    with pytest.raises(filing.NotReconciled):
        filing.submit(draft, maker, draft.version)
    with pytest.raises(filing.NotReconciled):
        filing.file_alone(draft, None)
    assert not Filing.objects.exists()


@pytest.mark.usefixtures("_no_print")
def test_a_revision_starts_without_a_date(draft: MonthlyReturn, maker: User, clock: time_machine.Traveller) -> None:
    filing.file_alone(draft, None)
    at(clock, 2010, 3, 1)
    revision = filing.revise(draft, "The title was wrong.", maker)
    assert revision.date_submitted == BLANK
    sheet = filing.sheet_of(revision)
    set_cell(sheet, "head-title", "Director")
    filing.save_draft(revision, sheet, maker, revision.version)
    filing.file_alone(revision, None)
    assert MonthlyReturn.objects.get(revision=1).date_submitted.day == date(2010, 3, 1)


@pytest.mark.usefixtures("_no_print")
def test_an_old_return_is_entered_by_the_operator_with_its_own_date(
    kingsoft: Sheet, clock: time_machine.Traveller
) -> None:
    at(clock, 2026, 11, 29)
    filing.file_sheet(kingsoft, None)
    assert MonthlyReturn.objects.get().date_submitted.day == date(2009, 12, 4)
    given = Answer.objects.get()
    assert (given.code, given.name) == ("H-2", "command line")
    entry = AuditEntry.objects.get(action="answered")
    assert entry.new == "Entered from the command line, after the date on which it was submitted."


@pytest.mark.usefixtures("_no_print")
def test_the_operator_dates_nothing_ahead(kingsoft: Sheet, clock: time_machine.Traveller) -> None:
    set_cell(kingsoft, PLACE, "05/12/2009")
    with pytest.raises(filing.NotReconciled):
        filing.file_sheet(kingsoft, None)
    assert not Issuer.objects.exists()


def test_there_is_no_return_for_a_month_that_has_not_begun_or_was_before_the_listing(
    draft: MonthlyReturn, maker: User, kingsoft: Sheet, clock: time_machine.Traveller
) -> None:
    filing.start(draft.issuer, date(2009, 12, 31), maker)
    with pytest.raises(filing.ActionRefused, match="01/2010 has not begun yet"):
        filing.start(draft.issuer, date(2010, 1, 31), maker)
    with pytest.raises(filing.ActionRefused, match="before 1980"):
        filing.start(draft.issuer, date(1979, 12, 31), maker)
    draft.issuer.listed_on = date(2007, 10, 9)
    draft.issuer.save()
    with pytest.raises(filing.ActionRefused, match=r"was listed on 09/10/2007, so there is no return for 09/2007"):
        filing.start(draft.issuer, date(2007, 9, 30), maker)
    filing.start(draft.issuer, date(2007, 10, 31), maker)
    draft.issuer.ceased_on = date(2009, 6, 15)
    draft.issuer.save()
    with pytest.raises(filing.ActionRefused, match=r"ceased to be listed on 15/06/2009, so there is no return for 07"):
        filing.start(draft.issuer, date(2009, 7, 31), maker)
    assert draft.issuer.was_listed(date(2009, 6, 30))
    draft.issuer.ceased_on = None
    draft.issuer.save()
    for month, words in (("2010-01-31", "has not begun"), ("1979-12-31", "before 1980"), ("2007-09-30", "was listed")):
        set_cell(kingsoft, "head-month_ended", month)
        for act in (filing.record, filing.file_sheet):
            with pytest.raises(filing.ActionRefused, match=words):
                act(kingsoft, None)
    assert MonthlyReturn.objects.count() == 3
