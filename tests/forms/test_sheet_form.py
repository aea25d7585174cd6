"""A Sheet as a form, and back, without a database."""

from returns.drafts.rows import add_class
from returns.figures import number
from returns.forms.sheet import SheetForm
from returns.models import OptionScheme, Total
from returns.sheet import Sheet


def test_fields_are_named_as_the_sheet_names_its_cells(kingsoft: Sheet) -> None:
    form = SheetForm(kingsoft)
    names = {f"{row.prefix}-{name}" for formset in form.parts.values() for row in formset.forms for name in row.fields}
    assert {cell.address for cell, figure in kingsoft.figures() if not figure.is_blank} - names == {
        "head-date_submitted"
    }


def test_labels_are_the_models(kingsoft: Sheet) -> None:
    assert SheetForm(kingsoft).parts["options"].forms[0].fields["lapsed"].label == "Lapsed"


def test_rows_that_the_edition_has_and_the_return_has_not_are_offered(kingsoft: Sheet) -> None:
    kingsoft.totals = []
    offered = [row.holder for row in SheetForm(kingsoft).parts["totals"].forms]
    assert [(row.part, row.share_class) for row in offered][:3] == [
        ("options", "ordinary"),
        ("options", "preference"),
        ("options", "other"),
    ]
    assert [row.share_class for row in offered if row.part == Total.Part.ALL] == [
        "ordinary_1",
        "ordinary_2",
        "preference_1",
        "other_1",
    ]


def test_a_row_offered_is_kept_once_something_is_typed(kingsoft: Sheet) -> None:
    kingsoft.issued = kingsoft.issued[:1]
    data = {"head-version": "0"}
    for part, formset in SheetForm(kingsoft).parts.items():
        on_record = len(kingsoft.rows(part))
        data |= {f"{part}-INITIAL_FORMS": str(on_record), f"{part}-TOTAL_FORMS": str(len(formset.forms))}
    data |= {"issued-1-share_class": "ordinary_2", "issued-2-share_class": "preference_1", "issued-2-closing": "7"}
    form = SheetForm(kingsoft, data)
    assert form.faults() == []
    sheet, refused = form.read()
    assert refused == {}
    assert [(row.share_class, row.closing) for row in sheet.issued[1:]] == [("preference_1", number(7))]
    assert sheet.options[0].exercised == kingsoft.options[0].exercised


def test_a_choice_that_is_not_offered_is_refused(kingsoft: Sheet) -> None:
    data = counts(kingsoft, len(kingsoft.options)) | {"options-0-share_class": "ordinary_9"}
    sheet, refused = SheetForm(kingsoft, data).read()
    assert refused["options-0-share_class"].typed == "ordinary_9"
    assert refused["options-0-share_class"].reason.startswith("“ordinary_9” is none of the choices.")
    assert sheet.options[0].share_class == kingsoft.options[0].share_class


def counts(sheet: Sheet, options: int) -> dict[str, str]:
    """What a page sends of which no cell was typed in, with so many rows of III.A."""
    data = {"head-version": "0"}
    for part in SheetForm(sheet).parts:
        rows = len(sheet.rows(part))
        data |= {f"{part}-INITIAL_FORMS": str(rows), f"{part}-TOTAL_FORMS": str(rows)}
    return data | {"options-TOTAL_FORMS": str(options)}


def test_a_part_has_at_most_two_thousand_rows_or_those_it_has_already(kingsoft: Sheet) -> None:
    kingsoft.options += [OptionScheme(name="Scheme", lapsed=number(1)) for _row in range(1_995)]
    assert SheetForm(kingsoft, counts(kingsoft, 2_000)).faults() == []
    (fault,) = SheetForm(kingsoft, counts(kingsoft, 2_001)).faults()
    assert fault.startswith("III.A: A part has at most 2,000 rows, and this would make 2,001. Combine rows")
    assert SheetForm(kingsoft, add="options").parts["options"].spare == []
    # On record from before there was this limit.
    kingsoft.options.append(OptionScheme(name="Scheme", lapsed=number(1)))
    form = SheetForm(kingsoft, counts(kingsoft, 2_001) | {"options-2000-lapsed": "2"})
    assert form.faults() == []
    sheet, refused = form.read()
    assert refused == {}
    assert [row.lapsed.value for row in sheet.options[-2:]] == [1, 2]


def test_a_class_is_added_under_the_next_number(kingsoft: Sheet) -> None:
    assert add_class(kingsoft, "preference") == "preference_2"
    assert [row.share_class for row in kingsoft.issued] == [
        "ordinary_1",
        "ordinary_2",
        "preference_1",
        "preference_2",
        "other_1",
    ]
