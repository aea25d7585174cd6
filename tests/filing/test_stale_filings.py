"""A filed month is corrected after later months were filed: they are reported, and none of them is rewritten."""

import pytest
from django.db import connection

from returns import archive, filing, guards
from returns.editions import reconcile
from returns.models import Filing, MonthlyReturn
from returns.rules import Finding
from returns.sheet import Sheet
from returns.stale_filings import as_filed, stale_filings
from tests.filing.correcting import exercise, revise, start_again
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def december(draft: MonthlyReturn, kingsoft: Sheet) -> MonthlyReturn:
    """November filed, and December filed from it."""
    filing.file_alone(draft, None)
    made = filing.record(month_after(kingsoft), None)
    filing.file_alone(made, None)
    return made


def said(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.place.address, finding.difference) for finding in findings]


def test_a_filed_month_with_corrected_openings_is_reported(draft: MonthlyReturn, december: MonthlyReturn) -> None:
    issuers = [draft.issuer_id]
    assert stale_filings(issuers) == {}
    frozen = bytes(december.filing.pdf), december.filing.figures
    corrected = revise(draft, exercise)
    [(pk, passed)] = stale_filings(issuers).items()
    assert (pk, passed.filing, passed.before) == (december.pk, december.filing, corrected)
    assert said(passed.findings) == [("A-2", "options-1-may_be_issued", "1,000"), ("P-2", "issued-0-opening", "1,000")]
    stored = Filing.objects.get(pk=december.filing.pk)
    assert (bytes(stored.pdf), stored.figures) == frozen
    assert list(archive.verify()) == []


def test_it_is_reported_until_it_is_revised_itself(draft: MonthlyReturn, december: MonthlyReturn) -> None:
    revise(draft, exercise)
    revise(december, start_again)
    assert stale_filings([draft.issuer_id]) == {}


def test_who_revises_it_finds_the_same_at_its_cells(draft: MonthlyReturn, december: MonthlyReturn) -> None:
    revise(draft, exercise)
    revision = filing.revise(december, "November was corrected.", None)
    # A revision may stay open: until it is filed, the filing is still wrong.
    assert set(stale_filings([draft.issuer_id])) == {december.pk}
    errors = reconcile(filing.sheet_of(revision)).errors
    assert said(errors) == [("A-2", "options-1-may_be_issued", "1,000"), ("P-2", "issued-0-opening", "1,000")]


def test_a_draft_started_before_has_findings_at_the_very_cells(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    filing.file_alone(draft, None)
    december = filing.record(month_after(kingsoft), None)
    assert reconcile(filing.sheet_of(december)).may_be_filed
    revise(draft, exercise)
    found = reconcile(filing.sheet_of(december))
    assert said(found.errors) == [("A-2", "options-1-may_be_issued", "1,000"), ("P-2", "issued-0-opening", "1,000")]
    assert [finding.code for finding in found.unanswered] == ["P-4"]
    assert stale_filings([draft.issuer_id]) == {}


def test_a_correction_that_nobody_inherited_concerns_nobody(draft: MonthlyReturn, december: MonthlyReturn) -> None:
    revise(draft, lambda sheet: set_cell(sheet, "head-remarks", "None."))
    assert stale_filings([draft.issuer_id]) == {}


def test_an_earlier_month_filed_after_a_later_one_is_compared_with_it(draft: MonthlyReturn, kingsoft: Sheet) -> None:
    december = month_after(kingsoft)
    start_again(december)
    made = filing.record(december, None)
    filing.file_alone(made, None)
    filing.file_alone(draft, None)
    assert list(stale_filings([draft.issuer_id])) == [made.pk]


def test_as_filed_it_agrees_with_what_it_was_compared_with_then(draft: MonthlyReturn, december: MonthlyReturn) -> None:
    revise(draft, exercise)
    sheet = as_filed(december.filing)
    assert sheet.month_before is not None
    assert (sheet.month_before.head.revision, reconcile(sheet).may_be_filed) == (0, True)
    before = filing.sheet_of(december).month_before
    assert before is not None
    assert before.head.revision == 1


def test_only_the_months_asked_for_are_reported(draft: MonthlyReturn, december: MonthlyReturn) -> None:
    revise(draft, exercise)
    assert stale_filings([draft.issuer_id], [draft.month_ended]) == {}
    assert list(stale_filings([draft.issuer_id], [december.month_ended])) == [december.pk]
    assert stale_filings([]) == {}


def test_the_chain_names_the_first_broken_link(draft: MonthlyReturn, december: MonthlyReturn) -> None:
    from returns.chain import chain, first_broken

    revise(draft, exercise)
    links = chain(draft.issuer)
    assert [(link.filing.month_ended.month, link.stale is not None, link.is_first) for link in links] == [
        (11, False, True),
        (12, True, False),
        (11, False, True),
    ]
    first = first_broken(links)
    assert first is not None
    assert first.filing == december.filing
    guards.remove(connection)
    Filing.objects.filter(pk=december.filing.pk).update(month_ended="2010-01-31")
    assert [link.is_after_gap for link in chain(draft.issuer)] == [False, True, False]
