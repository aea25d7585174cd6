"""A fault is reported once: a row without its class, a total without its name, and one kind of fault in many rows."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps
from django.db.models import Model

from returns.editions import reconcile
from returns.models import Answer, OptionScheme, OtherMovement
from returns.rules import Finding, Level, fingerprint
from returns.sheet import Sheet
from tests.rules.breaking import set_cell
from tests.rules.corpus import EVERY_PART, load


def reported(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Code, cell and message of each finding."""
    return [(f.code, f.place.address, f.message) for f in reconcile(sheet).findings]


CHOOSE = "class of shares: blank. Choose the class of shares."


@pytest.mark.parametrize(
    ("address", "finding"),
    [
        ("authorised-0-share_class", ("I-7", f"I, row 1, {CHOOSE}")),
        ("authorised-2-share_class", ("I-7", f"I, row 3, {CHOOSE}")),
        ("issued-0-share_class", ("II-6", f"II, row 1, {CHOOSE}")),
        ("issued-2-share_class", ("II-6", f"II, row 3, {CHOOSE}")),
        ("options-0-share_class", ("A-9", f"III.A, row 1, {CHOOSE}")),
        ("warrants-0-share_class", ("B-8", f"III.B, row 1, {CHOOSE}")),
        ("convertibles-0-share_class", ("C-8", f"III.C, row 1, {CHOOSE}")),
        ("agreements-0-share_class", ("D-3", f"III.D, row 1, {CHOOSE}")),
        ("other_movements-0-share_class", ("E-4", f"III.E, Rights issue, {CHOOSE}")),
        ("totals-0-share_class", ("T-5", f"Totals, row 1, {CHOOSE}")),
        ("totals-15-share_class", ("T-5", f"Totals, row 16, {CHOOSE}")),
    ],
)
def test_a_row_without_its_class_is_one_finding(address: str, finding: tuple[str, str]) -> None:
    sheet = load(EVERY_PART)
    set_cell(sheet, address, "")
    code, message = finding
    assert reported(sheet) == [(code, address, message)]


def test_nor_is_anything_else_said_of_the_only_class_of_an_issuer() -> None:
    for address, code in (("issued-0-share_class", "II-6"), ("other_movements-0-share_class", "E-4")):
        sheet = load("invented-harbour-2015-03")
        set_cell(sheet, address, "")
        assert [(found, cell) for found, cell, _message in reported(sheet)] == [(code, address)]


@pytest.mark.parametrize("line", [0, 15])
def test_a_total_says_what_it_totals(line: int) -> None:
    sheet = load(EVERY_PART)
    set_cell(sheet, f"totals-{line}-part", "")
    assert reported(sheet) == [
        (
            "T-5",
            f"totals-{line}-part",
            f"Totals, row {line + 1}, total of: blank. Expected: what it totals: A, B, C, D, E or A to E.",
        )
    ]


def with_rows(number: int) -> Sheet:
    """Kingsoft's kind of return with so many schemes at which nothing moved."""
    sheet = load("kingsoft-2009-11")
    sheet.options = []
    for index in range(number):
        sheet.options.append(OptionScheme(name=f"Scheme {index + 1}", share_class="ordinary_1", currency="US$"))
        for name in ("granted", "exercised", "cancelled", "lapsed", "issued", "may_be_issued"):
            set_cell(sheet, f"options-{index}-{name}", "Nil")
        set_cell(sheet, f"options-{index}-exercise_price", "1.00")
    return sheet


def of_options(sheet: Sheet) -> Iterator[Finding]:
    return (finding for finding in reconcile(sheet).findings if finding.place.part == "options")


MANY = [
    ("share_class", "", "A-9", "III.A, rows 1 to 1,200, class of shares: blank. Choose the class of shares."),
    ("lapsed", "", "A-5", "III.A, rows 1 to 1,200, Lapsed: nothing is stated, so this cannot be assessed."),
    (
        "name", "", "A-11",
        "III.A, rows 1 to 1,200, Share option scheme: blank. Expected: the name of the share option scheme.",
    ),
    ("lapsed", "(1)", "A-10", "III.A, rows 1 to 1,200, Lapsed: below zero. Expected: zero or more."),
    (
        "granted", "See Remark", "A-5",
        "III.A, rows 1 to 1,200, Granted: entered “See Remark”, so this cannot be assessed.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "code", "message"), MANY)
def test_one_kind_of_fault_in_many_rows_is_one_finding(name: str, typed: str, code: str, message: str) -> None:
    sheet = with_rows(1_200)
    for index in range(1_200):
        set_cell(sheet, f"options-{index}-{name}", typed)
    findings = [finding for finding in of_options(sheet) if len(finding.places) > 1]
    (finding,) = [finding for finding in findings if finding.message == message]
    assert finding.code == code
    assert [place.address for place in finding.places] == [f"options-{index}-{name}" for index in range(1_200)]
    assert finding.calculated is None
    assert len(reconcile(sheet).findings) < 12


def test_up_to_five_of_a_kind_are_reported_one_by_one() -> None:
    for number, told_as in ((5, [1, 1, 1, 1, 1]), (6, [6])):
        sheet = with_rows(8)
        for index in range(number):
            set_cell(sheet, f"options-{index + 1}-share_class", "")
        found = [finding for finding in of_options(sheet) if finding.code == "A-9"]
        assert [len(finding.places) for finding in found] == told_as
    assert found[0].message == "III.A, rows 2 to 7, class of shares: blank. Choose the class of shares."


def test_sums_that_fail_keep_their_numbers_until_they_are_very_many() -> None:
    for number, told_as in ((100, 100), (101, 1)):
        sheet = with_rows(number)
        for index in range(number):
            set_cell(sheet, f"options-{index}-exercised", str(index + 1))
        found = [finding for finding in of_options(sheet) if finding.code == "A-1"]
        assert len(found) == told_as
    assert found[0].message == (
        "III.A, rows 1 to 101, new shares issued: 101 figures do not agree. "
        "III.A, row 1, new shares issued: entered Nil; III.A, row 1, Exercised 1; difference 1."
    )


def test_an_explanation_for_many_rows_depends_on_every_value() -> None:
    sheet = with_rows(200)
    for index in range(200):
        set_cell(sheet, f"options-{index}-exercised", str(index + 1))
    (finding,) = [finding for finding in of_options(sheet) if finding.code == "A-1"]
    given = Answer(code="A-1", cell=finding.place.address, fingerprint=fingerprint(sheet, finding), reason="Treasury")
    sheet.answers = [given]
    assert [f.answer for f in of_options(sheet) if f.code == "A-1"] == [given]
    set_cell(sheet, "options-150-exercised", "152")
    assert [f.answer for f in of_options(sheet) if f.code == "A-1"] == [None]


def test_a_cell_in_its_own_words_is_not_combined_with_others(clean: Sheet) -> None:
    clean.other_movements = [OtherMovement(type="placing", share_class=f"other_{index}") for index in range(8)]
    for index in range(8):
        set_cell(clean, f"other_movements-{index}-issued", "1")
    unknown = [finding for finding in reconcile(clean).findings if finding.code == "E-4"]
    assert [finding.found for finding in unknown] == [f"other classes of shares ({index})" for index in range(8)]


def test_no_model_is_shown_by_its_number() -> None:
    """Where a row is shown for want of a better name, it is called what a person calls it."""
    for model in apps.get_app_config("returns").get_models():
        if not model.__name__.startswith("Historical"):
            assert model.__str__ is not Model.__str__, model


def test_no_finding_says_a_row_or_a_class_without_its_name() -> None:

    sheet = load(EVERY_PART)
    for part in ("totals", "options", "other_movements", "issued", "authorised"):
        set_cell(sheet, f"{part}-0-share_class", "")
    set_cell(sheet, "totals-3-part", "")
    messages = [finding.message for finding in reconcile(sheet).findings]
    assert len(messages) >= 6
    for message in messages:
        assert " object (" not in message
        for nobody_says in ("no class", "no no ", "says no ", "()", "  "):
            assert nobody_says not in message
    assert {finding.level for finding in reconcile(sheet).findings} == {Level.ERROR}
    assert sheet.head.month_ended == date(2009, 12, 31)
