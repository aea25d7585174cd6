"""An edition that the program knows nothing of: a return on it is started, typed, filed and proved."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings

from returns import filing
from returns.drafts.rows import add_class
from returns.editions import EDITIONS, reconcile
from returns.exchange import figures_json
from returns.models import Agreement, Issuer, MonthlyReturn
from returns.pdf.printing import print_return, read_pdf
from returns.pdf.verify_print import NotProved, prove
from returns.roll_forward import roll_forward
from returns.sheet import Sheet
from tests.editions import tiny
from tests.editions.tiny import Tiny
from tests.filing.people import person
from tests.rules.breaking import cell_at, found, set_cell

HERE = Path(tiny.__file__).parent
DECEMBER = date(2009, 12, 31)


@pytest.fixture(autouse=True)
def _tiny_from_december(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tiny edition is filed from December 2009."""
    monkeypatch.setattr(EDITIONS, "months", (*EDITIONS.months, (DECEMBER, Tiny())))
    templates = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], HERE / "templates"]}]
    styles = [*settings.STATICFILES_DIRS, HERE / "static"]
    with override_settings(TEMPLATES=templates, STATICFILES_DIRS=styles):
        yield


def december(kingsoft: Sheet) -> Sheet:
    """The return of December, of which everything is stated."""
    kingsoft.agreements = [Agreement(particulars="Deed of 1 May", share_class="ordinary_1")]
    set_cell(kingsoft, "agreements-0-may_be_issued", "500")
    sheet = roll_forward(kingsoft, DECEMBER)
    set_cell(sheet, "issued-0-movement", "200")
    set_cell(sheet, "issued-0-closing", "1,094,047,333")
    set_cell(sheet, "agreements-0-issued", "200")
    return sheet


def test_a_month_takes_the_latest_edition_that_has_begun() -> None:
    assert [EDITIONS.for_month(date(2009, month, 30)).code for month in (1, 11)] == ["2009", "2009"]
    assert EDITIONS.for_month(DECEMBER).code == EDITIONS.for_month(date(2031, 1, 31)).code == "tiny"


def test_what_both_editions_have_is_brought_forward_and_the_rest_dropped(kingsoft: Sheet) -> None:
    kingsoft.head.not_applicable = ["warrants"]
    kingsoft.head.options_remarks = kingsoft.head.issued_remarks = "See Remark (1)"
    set_cell(kingsoft, "issued-0-movement", "See Remark (1)")
    sheet = december(kingsoft)
    assert sheet.head.edition == "tiny"
    assert sheet.head.not_applicable == []
    assert sheet.authorised == sheet.options == sheet.totals == sheet.other_movements == []
    assert str(sheet.text(cell_at("issued-0-opening"))) == "1094047133"
    assert [(row.particulars, row.share_class, row.may_be_issued.is_blank) for row in sheet.agreements] == [
        ("Deed of 1 May", "", True)
    ]


def test_a_part_that_the_last_edition_lacked_starts_blank(kingsoft: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = december(kingsoft)
    monkeypatch.setattr(EDITIONS, "months", (*EDITIONS.months, (date(2010, 1, 31), EDITIONS["2009"])))
    sheet = roll_forward(tiny, date(2010, 1, 31))
    assert sheet.head.edition == "2009"
    assert str(sheet.text(cell_at("issued-0-opening"))) == "1094047333"
    assert [row.share_class for row in sheet.authorised] == [row.share_class for row in sheet.issued]
    assert all(row.closing_shares.is_blank for row in sheet.authorised)
    assert (len(sheet.other_movements), len(sheet.totals)) == (10, 5 * 3 + 4)


def test_its_own_rules_are_asked_and_no_others(kingsoft: Sheet) -> None:
    sheet = december(kingsoft)
    assert reconcile(sheet).may_be_filed
    assert list(reconcile(sheet).outcomes) == ["F-1", "II-1", "S-2"]
    set_cell(sheet, "agreements-0-issued", "201")
    assert [finding[:2] for finding in found(sheet)] == [("S-2", "issued-0-movement")]
    assert "1, stock (1), what moved" in reconcile(sheet).errors[0].message


def test_its_file_states_its_own_cells_and_no_others(kingsoft: Sheet) -> None:
    sheet = december(kingsoft)
    assert figures_json.load(figures_json.dump(sheet).encode()).head.edition == "tiny"
    sheet.agreements[0].share_class = "ordinary_1"
    with pytest.raises(figures_json.CannotRead, match="The Tiny edition has no such cell"):
        figures_json.load(figures_json.dump(sheet).encode())


def test_it_prints_its_own_form_and_is_proved(kingsoft: Sheet) -> None:
    sheet = december(kingsoft)
    pdf = print_return(sheet, draft=False)
    prove(sheet, pdf)
    printed = [piece.text for piece in read_pdf(pdf).pieces]
    assert printed[:2] == ["Tiny Return", "Kingsoft Corporation Limited"]
    assert "1,094,047,333" in printed
    set_cell(sheet, "agreements-0-particulars", "Deed of 2 May")
    with pytest.raises(NotProved, match="agreements, particulars"):
        prove(sheet, pdf)


@pytest.mark.django_db
def test_a_first_draft_has_the_rows_that_its_form_always_prints() -> None:
    issuer = Issuer.objects.create(name="Tiny Limited", stock_code="1")
    sheet = filing.sheet_of(filing.start(issuer, DECEMBER, None))
    assert [row.share_class for row in sheet.issued] == ["ordinary_1"]
    assert sheet.authorised == sheet.other_movements == sheet.totals == []


def test_a_class_of_shares_is_added_to_the_parts_that_its_form_has(kingsoft: Sheet) -> None:
    sheet = december(kingsoft)
    sheet.issued = sheet.issued[:1]
    assert add_class(sheet, "ordinary") == "ordinary_2"
    assert [row.share_class for row in sheet.issued] == ["ordinary_1", "ordinary_2"]
    assert sheet.authorised == sheet.totals == []


@pytest.mark.django_db
def test_a_draft_is_started_typed_on_its_page_and_filed(kingsoft: Sheet, client: Client) -> None:
    filed = filing.file_alone(filing.record(kingsoft, None), None)
    issuer = filed.monthly_return.issuer
    maker = person(issuer, "maker", "preparer")
    draft = filing.start(issuer, DECEMBER, maker)
    client.force_login(maker)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert [part for part in ("head", "issued", "agreements", "remarks") if f'id="{part}"' not in page] == []
    assert ">Moved</th>" in page
    assert "stock (1)" in page
    assert [words for words in ("ordinary shares", "A to E", "Total", "III") if words in page] == []
    assert re.findall(r'value="class-(\w+)"', page) == ["ordinary"]
    assert [part for part in ("authorised", "options", "totals") if f'id="{part}"' in page] == []
    sheet = filing.sheet_of(draft)
    for cell, typed in {"issued-0-movement": "Nil", "issued-0-closing": "1,094,047,133"}.items():
        set_cell(sheet, cell, typed)
    filing.save_draft(draft, sheet, maker, draft.version)
    filing.file_alone(MonthlyReturn.objects.get(pk=draft.pk), maker)
    stored = MonthlyReturn.objects.get(pk=draft.pk)
    assert (stored.state, stored.edition) == ("filed", "tiny")
    assert client.get(f"{stored.own_address}").status_code == 200


@pytest.mark.django_db
def test_the_page_of_rules_shows_each_edition(kingsoft: Sheet, client: Client) -> None:
    person(filing.record(kingsoft, None).issuer, "maker", "preparer")
    client.force_login(User.objects.get())
    page = client.get("/rules").content.decode()
    assert page.count('id="2009-II-1"') == page.count('id="tiny-II-1"') == 1
    assert page.index("2009 edition") < page.index("Tiny edition") < page.index("What moved is what was issued")
