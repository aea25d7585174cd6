"""An edition with the rows and rules of the 2009 form, but other words: none of that form's words is shown for it."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.html import strip_tags

from returns import charts, filing
from returns.balances import balances
from returns.compare import compare
from returns.drafts.rows import return_classes
from returns.editions import EDITIONS, reconcile
from returns.editions.form_2009 import Form2009
from returns.labels import label
from returns.models import MonthlyReturn
from returns.review import movements
from returns.rules.explain import explained
from returns.sheet import REMARKS, Cell, Sheet
from tests.filing.people import person
from tests.rules.breaking import set_cell
from tests.rules.corpus import EVERY_PART, cases, load

LETTERS = {"options": "v", "warrants": "w", "convertibles": "x", "agreements": "y", "other_movements": "z"}
# What the 2009 form calls its classes, totals and parts; and the keys of classes. II-1 is the code of a rule.
FORMER = re.compile(
    r"(ordinary|preference) shares|other classes of shares|(ordinary|preference|other)_\d"
    r"|A to E|\bTotal [A-E]\b|\bI{1,3}(?!-\d)(\.[A-E])?\b",
    re.IGNORECASE,
)


class Renamed(Form2009):
    """The 2009 form in other words. Its order of classes is another too."""

    code = "renamed"
    name = "Renamed edition"
    headings = {part: f"Chapter {part}" for part in Form2009.headings}
    labels = Form2009.labels._replace(
        numerals={
            "authorised": "P",
            "authorised_totals": "P",
            "issued": "Q",
            **{part: f"R.{letter}" for part, letter in LETTERS.items()},
            "funds_raised": "R.v",
            "totals": "Sums",
        },
        kinds={"other": "quaint stock", "preference": "prior stock", "ordinary": "common stock"},
        totals={**{part: f"Sum {letter}" for part, letter in LETTERS.items()}, "all": "Sum of everything"},
        sections={"totals": "Sums of R"},
        grand_total="All that moved of %s",
    )
    class_kinds = part_totals = tuple(labels.kinds)
    help = {part: f"What chapter {part} asks for." for part in Form2009.help}


@pytest.fixture(autouse=True)
def _renamed_is_an_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """No month takes it: a return says that it is on it."""
    months = list(EDITIONS.months)
    monkeypatch.setattr(EDITIONS, "months", [(months[0][0], Renamed()), *months])


def renamed(sheet: Sheet) -> Sheet:
    """The return as one on the other edition, and so the one of the month before."""
    for each in filter(None, (sheet, sheet.month_before)):
        each.head.edition = Renamed.code
        # What the issuer itself says.
        said = [(row, "description") for row in (*each.authorised, *each.convertibles)]
        for holder, name in [*said, *((each.head, name) for name in REMARKS)]:
            setattr(holder, name, FORMER.sub("stock", getattr(holder, name)))
    return sheet


def said(sheet: Sheet) -> Iterator[str]:
    """All that is said of the findings of a return."""
    for finding in reconcile(sheet).findings:
        # The sentence is the rule's own; each edition decides which rules it has.
        yield from (finding.where, finding.message.replace(finding.sentence, ""), finding.found, finding.expected)
        yield from (label(sheet, place) for place in finding.places)


def former(texts: Iterator[str] | list[str]) -> list[str]:
    """The texts with a word of the 2009 form."""
    return [text for text in texts if FORMER.search(text)]


def test_no_finding_has_a_word_of_another_form() -> None:
    assert any(former(said(case.sheet())) for case in cases())
    for case in cases():
        assert former(said(renamed(case.sheet()))) == [], case.name


def test_its_classes_totals_and_remarks_are_called_what_it_calls_them() -> None:
    sheet = renamed(load(EVERY_PART))
    totals = {label(sheet, Cell("totals", index, "shares")) for index in range(len(sheet.totals))}
    assert {"Sum v (common stock)", "Sum of everything (common stock (1))"} <= totals
    assert label(sheet, Cell("head", None, "options_remarks")) == "remarks to R.v"
    assert label(load(EVERY_PART), Cell("head", None, "options_remarks")) == "remarks to III.A"
    assert [key for key, _words in return_classes(sheet)] == ["other_1", "preference_1", "ordinary_1", "ordinary_2"]


def test_a_class_that_the_return_names_itself_keeps_its_name_behind_the_others() -> None:
    sheet = renamed(load(EVERY_PART))
    sheet.issued[0].share_class = sheet.authorised[0].share_class = "H shares"
    assert return_classes(sheet)[-1] == ("H shares", "H shares")


def test_what_differs_and_what_is_to_be_confirmed_is_said_in_its_words() -> None:
    before, sheet = renamed(load(EVERY_PART)), renamed(load(EVERY_PART))
    set_cell(sheet, "options-0-share_class", "preference_1")
    set_cell(sheet, "totals-0-part", "warrants")
    set_cell(sheet, "totals-1-shares", "12")
    sheet.head.options_remarks = "See Remark (1)"
    del sheet.other_movements[0]
    changes = compare(before, sheet)
    texts = [text for change in changes for each in change.cells for text in (each.old_in_print, each.new_in_print)]
    texts += [change.label for change in changes] + [each.label for change in changes for each in change.cells]
    assert {"prior stock (1)", "Sum w", "remarks to R.v"} <= set(texts)
    assert former(texts) == []
    assert former([text for each in movements(sheet) for text in each[1:]]) == []
    assert former([text for balance in balances(sheet) for text in balance]) == []


@pytest.mark.django_db
def test_no_page_of_a_return_has_a_word_of_another_form(client: Client) -> None:
    sheet = renamed(load(EVERY_PART))
    sheet.month_before = None
    set_cell(sheet, "issued-0-closing", "1")
    draft = filing.record(sheet, None)
    maker = person(draft.issuer, "maker", "preparer")
    client.force_login(maker)
    set_cell(sheet, "totals-0-shares", "12")
    set_cell(sheet, "options-0-share_class", "preference_1")
    filing.save_draft(draft, sheet, maker, draft.version)
    address = draft.get_absolute_url()
    stated = explained(reconcile(filing.sheet_of(MonthlyReturn.objects.get(pk=draft.pk))))
    assert {"issued-0-movement", "totals-0-shares"} <= stated
    for page in ("", "?add=totals", "history", "quiet", "why/issued-0-movement", "why/totals-0-shares"):
        response = client.get(f"{address}{page}", follow=True)
        assert response.status_code == 200
        text = visible(response.content.decode())
        for rule in Renamed.rules:
            text = text.replace(rule.sentence, "")
        found = FORMER.search(text)
        assert found is None, (page, text[max(0, found.start() - 80) : found.end() + 80])


@pytest.mark.django_db
def test_the_charts_call_a_class_what_the_latest_form_calls_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # It is printed as the 2009 form.
    monkeypatch.setattr(Renamed, "headings", Form2009.headings)
    first = load("invented-lantern-2009-11")
    issuer = filing.file_alone(filing.record(first, None), None).monthly_return.issuer
    assert charts.series(issuer)[0].title == "Issued: ordinary shares (1)"
    second = load(EVERY_PART)
    second.head.edition = Renamed.code
    filing.file_alone(filing.record(second, None), None)
    titles = [each.title for each in charts.series(issuer)]
    assert titles[0] == "Issued: prior stock (1)"
    assert former(titles) == []


def visible(html: str) -> str:
    """The words of a page: its text, and the texts of its choices."""
    html = re.sub(r"<(script|style|template)\b.*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(strip_tags(html).split())
