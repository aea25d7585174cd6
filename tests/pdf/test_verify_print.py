"""The proof of the print, proved: every damage to template or style sheet is caught, and what is whole passes."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from returns.editions import EDITIONS
from returns.editions.form_2009 import Form2009, layout
from returns.editions.text_split import cut
from returns.exchange import figures_json
from returns.figures import NIL, Figure, Kind, day, number
from returns.models import (
    Agreement,
    AuthorisedClass,
    AuthorisedTotal,
    Convertible,
    FundsRaised,
    IssuedClass,
    OptionScheme,
    OtherMovement,
    Total,
    Warrant,
)
from returns.parts import PARTS
from returns.pdf import printing, worker
from returns.pdf.pool import work
from returns.pdf.printing import CannotPrint, print_return, read_pdf
from returns.pdf.verify_print import NotProved, prove, read_back
from returns.sheet import Sheet

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))


def damaged(sheet: Sheet, css: str = "", old: str = "", new: str = "", figures: str = "") -> bytes:
    """The print of a sheet with a line more in the style sheet, or something else in the first leaf that has it."""
    stamp = printing.stamp_of(sheet, figures) if figures else None
    leaves = list(printing._leaves(sheet, EDITIONS["2009"], False, stamp))
    if old:
        place = next(place for place, leaf in enumerate(leaves) if old in leaf)
        leaves[place] = leaves[place].replace(old, new, 1)
    attached = printing.attach(stamp, sheet) if stamp else None
    return work(worker.render_leaves, tuple(leaves), printing._style(EDITIONS["2009"]) + css, attached)


def read_whole(sheet: Sheet) -> Sheet:
    """What a whole print says, whether the rules hold for it or not."""
    return read_back(sheet, EDITIONS["2009"], read_pdf(print_return(sheet, draft=False), EDITIONS["2009"].faces))


def says_the_same(paper: Sheet, sheet: Sheet) -> bool:
    """Whether two Sheets state the same in every cell; 1,200,000 and 1,200,000.00 are the same."""
    rows = [(paper.head, sheet.head)]
    for part in PARTS:
        rows += zip(paper.rows(part), sheet.rows(part), strict=True)
    return all(
        getattr(one, f.name) == getattr(other, f.name)
        for one, other in rows
        for f in one._meta.concrete_fields
        if not f.is_relation
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_whole_print_says_what_the_return_states(case: Path) -> None:
    sheet = figures_json.load(case.read_bytes())
    paper = read_whole(sheet)
    assert says_the_same(paper, sheet)
    assert paper.head is not sheet.head
    assert paper.options[0] is not sheet.options[0] if sheet.options else True


def test_a_long_name_and_codes_of_other_exchanges_are_printed_whole(kingsoft: Sheet) -> None:
    kingsoft.head.issuer_name = "International Consolidated Holdings (Hong Kong) " * 6 + "Co. Limited"
    assert 290 < len(kingsoft.head.issuer_name) <= 300
    for block, code in zip(
        kingsoft.authorised, ["601298 (Shanghai Stock Exchange)", "9" * 60, "A1B2 " * 12, "N/A"], strict=True
    ):
        block.stock_code = code.strip()
    kingsoft.warrants = [Warrant(description="Warrants", stock_code="W" * 60, share_class="ordinary_1", closing=NIL)]
    assert says_the_same(read_whole(kingsoft), kingsoft)


@pytest.mark.parametrize(
    "css",
    [
        ".figure { overflow: hidden; white-space: nowrap; text-indent: 12mm }",
        ".figure { white-space: nowrap; text-align: left; text-indent: -30mm }",
        "#options .figure { position: relative; left: 8mm }",
        "#options .figure { position: relative; top: 15mm }",
        "#issued tbody tr:nth-child(2) .figure { visibility: hidden }",
        "#issued tbody tr:nth-child(2) .figure { color: white }",
        "#issued tbody tr:nth-child(2) .figure { color: #eee }",
        "#issued tbody tr:nth-child(2) .figure { opacity: 0.1 }",
        "#issued tbody tr:nth-child(2) .figure { font-size: 2pt }",
        "#issued tbody tr:nth-child(2) .figure { position: relative; left: -300mm }",
        "#issued tbody tr:nth-child(2) .figure { text-decoration: line-through }",
        "#issued tbody tr:nth-child(2) .figure { background: black }",
        "#issued tbody tr:nth-child(2) .figure { transform: scale(0.3) }",
        "#issued tbody tr:nth-child(2) .figure::before { content: '1' }",
        "#issued { position: relative } #issued::after { content: ''; position: absolute; background: white;"
        " top: 0; left: 0; width: 180mm; height: 60mm }",
        "#options tbody tr:nth-child(3) { display: none }",
        "#options tbody:not(.totals) { break-before: page } #options thead { display: none }",
        "#issued .block { direction: rtl }",
        "#warrants { display: none }",
        "#totals .same { display: none }",
        "#issued tbody tr:nth-child(2) .figure::before { content: '1,'; color: #111; margin-right: 1.5pt }",
        "#issued tbody tr:nth-child(2) .figure::after { content: ',000'; opacity: 0.8; margin-left: 1pt }",
        "#issued tbody tr:nth-child(2) .figure::before { content: ''; display: inline-block; width: 2pt; height: 7pt;"
        " background: black; margin-right: 3pt }",
        "#issued tbody tr:nth-child(2) .figure::before { content: ''; display: inline-block; width: 6pt; height: 1.7pt;"
        " background: black; margin: 0 2pt 2pt 0 }",
        "body::after { content: 'WITHDRAWN'; position: fixed; bottom: -12mm; color: #333; font-size: 20pt }",
        "body::after { content: ''; position: fixed; bottom: -12mm; width: 50mm; height: 5mm; background: black }",
        ".ruled th, .ruled td { border-color: white }",
        ".ruled { position: relative } .ruled::after { content: ''; position: absolute; background: white; top: 0;"
        " bottom: 0; left: 0; width: 1mm }",
        "@page { size: A4 portrait; margin: 24mm 18mm 16mm 190mm }",
        "table { table-layout: auto; width: 400mm }",
        ".words { line-height: 0.15 }",
        "#notes p { margin-top: -8pt }",
        "#issued .figure { letter-spacing: -3pt }",
        "#issued .figure { letter-spacing: -4.75pt }",
        "#issued tbody tr:nth-child(2) .figure::after { content: '8'; margin-left: -1ch }",
        "html { font-family: 'Liberation Sans' }",
        "#issued .figure { font-family: 'Liberation Mono' }",
        "#totals .figure { font-family: 'Noto Sans CJK HK' }",
        "#totals .figure { font-size: 30pt }",
        "#issued .figure { font-size: 5.1pt }",
    ],
)
def test_a_damaged_style_sheet_is_caught(css: str, kingsoft: Sheet) -> None:
    with pytest.raises(NotProved):
        prove(kingsoft, damaged(kingsoft, css=css))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("871,000</td>", "871,001</td>", "II, Increase/(decrease) during the month, No. of ordinary shares (1)"),
        ('<td class="figure">871,000</td>', '<td class="figure"></td>', "II, Increase/(decrease) during the month"),
        ("37,500</td>", "</td><td>37,500</td>", "III.A, row 3. Share Option Scheme"),
        (
            '</thead><tbody class="entry"><tr><th scope="row" class="words">1. Share',
            '</thead></table><table class="ruled dense continued" style="margin-top: 2mm"><colgroup><col style="width:'
            ' 63mm" /><col class="shares" span="4" /><col style="width: 24mm" /><col /></colgroup>'
            '<tbody class="entry"><tr><th scope="row" class="words">1. Share',
            "III.A, row 1. Share Option Scheme",
        ),
        (">US$196,506.20<", ">HK$196,506.20<", "Total funds raised during the month from exercise of options (US$)"),
        ("(30/06/2004)", "(30/06/2005)", "III.A, row 1. Share Option Scheme"),
        (">Granted</th>", ">Lapsed</th>", "Granted"),
        ("(Preference shares)", "(Other class)", "(Preference shares)"),
        ("04/12/2009</td>", "04/12/2009 05/12/2009</td>", "Date Submitted"),
        ("Michelle Feng Harnett", "Michelle Feng", "Submitted by"),
        ("sheet.</p>", "sheet.</p><p>871,000</p>", "The end of the form"),
        ("<body>", "<body><p>Withdrawn</p>", "Monthly Return of Equity Issuer on Movements in Securities"),
    ],
)
def test_a_damaged_template_is_caught_and_the_place_named(old: str, new: str, place: str, kingsoft: Sheet) -> None:
    with pytest.raises(NotProved) as found:
        prove(kingsoft, damaged(kingsoft, old=old, new=new))
    assert found.value.place.startswith(place)


@pytest.mark.parametrize(
    ("css", "page", "printed"),
    [
        ("@page { size: A4 landscape; margin: 8mm }", 1, "842 by 595 points"),
        ("@page { size: letter }", 1, "612 by 792 points"),
        ("@page wide { size: 297mm 297mm } #issued { page: wide }", 2, "842 by 842 points"),
        ("#warrants::after { content: ''; display: block; break-before: page }", 4, ""),
        (
            "@page blank { @top-left { content: none } }"
            " #warrants::after { content: ''; display: block; page: blank; break-before: page }",
            4,
            "",
        ),
    ],
)
def test_a_page_of_another_size_or_with_nothing_on_it_is_caught(
    css: str, page: int, printed: str, kingsoft: Sheet
) -> None:
    with pytest.raises(NotProved) as found:
        prove(kingsoft, damaged(kingsoft, css=css))
    assert (found.value.place, found.value.printed) == (f"Page {page}", printed)


def test_a_page_more_at_the_end_is_caught(kingsoft: Sheet) -> None:
    pdf = damaged(kingsoft, css="#notes::after { content: ''; display: block; break-before: page }")
    with pytest.raises(NotProved, match="The end of the form"):
        prove(kingsoft, pdf)


@pytest.mark.parametrize(
    "digit", ["\u2070", "\u2080", "\uff10", "\u24ea"], ids=["raised", "lowered", "wide", "circled"]
)
def test_another_shape_of_a_digit_is_caught(digit: str, kingsoft: Sheet) -> None:
    with pytest.raises(NotProved):
        prove(kingsoft, damaged(kingsoft, old="871,000</td>", new=f"871,00{digit}</td>"))


@pytest.mark.parametrize(
    ("old", "table", "place"),
    [
        (
            '</thead><tbody><tr><th scope="row">',
            '<table class="ruled"><colgroup><col style="width: 30mm" /><col span="3" /></colgroup>',
            "I, 1. Ordinary Shares (1), Balance at close of preceding month, No. of ordinary shares",
        ),
        (
            '<th scope="col">(2)</th></tr></thead><tbody><tr><th scope="row">',
            '<table class="ruled"><colgroup><col style="width: 30mm" /><col span="4" class="class" /></colgroup>',
            "II, Balance at close of preceding month, No. of ordinary shares (1)",
        ),
    ],
    ids=["I", "II"],
)
def test_columns_that_are_torn_from_their_heads_are_caught(old: str, table: str, place: str, kingsoft: Sheet) -> None:
    new = old.replace("</thead>", f"</thead></table>{table}")
    with pytest.raises(NotProved, match=r"under its head.*elsewhere") as found:
        prove(kingsoft, damaged(kingsoft, old=old, new=new))
    assert found.value.place == place


def test_a_class_head_that_is_not_under_its_kind_is_caught(kingsoft: Sheet) -> None:
    pdf = damaged(kingsoft, css="#issued thead tr:nth-child(2) th:first-child { display: none }")
    with pytest.raises(NotProved):
        prove(kingsoft, pdf)


def test_the_code_at_the_foot_leads_to_the_figures(kingsoft: Sheet) -> None:
    figures = figures_json.dump(kingsoft)
    prove(kingsoft, damaged(kingsoft, figures=figures), figures)


@pytest.mark.parametrize(
    "damage",
    [
        lambda code: "",
        lambda code: code * 2,
        lambda code: printing.FilingStamp("3888-2009-11 r0", "{}").code,
        lambda code: code.replace('stroke="#000"', 'stroke="#fff"'),
        lambda code: code.replace("<svg ", '<svg style="transform: rotate(90deg)" '),
        lambda code: code.replace("<svg ", '<svg style="transform: scaleX(-1)" '),
        lambda code: '<p style="background: black; width: 60pt; height: 60pt"></p>',
    ],
    ids=["none", "two", "another", "white", "turned", "mirrored", "a square"],
)
def test_a_code_that_leads_elsewhere_is_caught(damage: Callable[[str], str], kingsoft: Sheet) -> None:
    figures = figures_json.dump(kingsoft)
    code = printing._BETWEEN_TAGS.sub("><", printing.stamp_of(kingsoft, figures).code)
    with pytest.raises(NotProved, match="The code at the foot"):
        prove(kingsoft, damaged(kingsoft, old=code, new=damage(code), figures=figures), figures)


def test_a_code_that_is_not_meant_is_caught(kingsoft: Sheet) -> None:
    code = printing.FilingStamp("3888-2009-11 r0", "{}").code.replace(
        "<svg ", '<svg style="width: 22mm; height: 22mm" '
    )
    with pytest.raises(NotProved, match="The code at the foot"):
        prove(kingsoft, damaged(kingsoft, old="sheet.</p>", new=f"sheet.</p>{code}"))


def swap_granted_and_exercised(sheet: Sheet) -> None:
    for row in sheet.options:
        row.granted, row.exercised = row.exercised, row.granted


def drop_a_row(sheet: Sheet) -> None:
    del sheet.options[3]


def change_a_digit(sheet: Sheet) -> None:
    sheet.options[2].may_be_issued = number(84_090_101)


def move_a_figure_to_the_next_column(sheet: Sheet) -> None:
    sheet.issued[1].closing, sheet.issued[0].closing = sheet.issued[0].closing, sheet.issued[1].closing


@pytest.mark.parametrize(
    "damage", [swap_granted_and_exercised, drop_a_row, change_a_digit, move_a_figure_to_the_next_column]
)
def test_the_print_of_another_return_is_caught(damage: Callable[[Sheet], None], kingsoft: Sheet) -> None:
    other = figures_json.load(figures_json.dump(kingsoft).encode())
    damage(other)
    with pytest.raises(NotProved):
        prove(kingsoft, print_return(other, draft=False))


def test_a_layout_that_puts_figures_in_the_wrong_column_is_caught(
    kingsoft: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = EDITIONS["2009"].build_layout(kingsoft)
    entry = whole.options.entries[2]
    object.__setattr__(entry, "figures", (*entry.figures[1::-1], *entry.figures[2:]))
    pdf = damaged(
        kingsoft,
        old='<td class="figure">Nil</td><td class="figure">752,000</td>',
        new='<td class="figure">752,000</td><td class="figure">Nil</td>',
    )
    monkeypatch.setattr(Form2009, "build_layout", lambda edition, sheet: whole)
    with pytest.raises(NotProved, match=r"row 3. Share Option Scheme, granted"):
        read_back(kingsoft, EDITIONS["2009"], read_pdf(pdf))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda entries: (*entries[:2], *entries[3:]),
        lambda entries: (*entries[:3], *entries[2:]),
        lambda entries: (),
    ],
)
def test_a_layout_that_loses_or_doubles_a_row_is_caught(
    wrong: Callable[[tuple[Any, ...]], tuple[Any, ...]], kingsoft: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = layout._LayOut.entries

    def entries(of: Any, part: str, edition: Any) -> Any:
        made = right(of, part, edition)
        return list(wrong(tuple(made))) if part == "options" else made

    monkeypatch.setattr(layout._LayOut, "entries", entries)
    with pytest.raises(NotProved):
        prove(kingsoft, print_return(kingsoft, draft=False))


def other_class(right: Any) -> Any:
    """The words for another class than that which is asked for."""
    other = {"ordinary_1": "ordinary_2", "ordinary_2": "ordinary_1", "ordinary": "preference"}
    return lambda of, share_class: right(of, other.get(share_class, share_class))


def other_kinds(right: Any) -> Any:
    """The words for kinds in the wrong order."""

    def by_kind(of: Any, words: str, items: Any) -> Any:
        kinds = right(of, words, items)
        return [(label, group) for (label, _group), (_label, group) in zip(reversed(kinds), kinds, strict=True)]

    return by_kind


def other_currency(right: Any) -> Any:
    """The label of another currency."""
    return lambda of, label, rows: tuple(
        replace(line, label=line.label.replace("HK$", "US$")) for line in right(of, label, rows)
    )


def other_mark(right: Any) -> Any:
    """A part that is marked as not applicable, though it is not, or the other way round."""

    def section(of: Any, part: str, entries: Any) -> Any:
        made = right(of, part, entries)
        return replace(made, marked=not made.marked) if part == "convertibles" else made

    return section


def other_totals(right: Any) -> Any:
    """Totals of a part with two labels swapped."""

    def part_totals(of: Any, part: str) -> Any:
        first, second, *rest = right(of, part)
        labels = first.label.replace("Ordinary", "Preference"), second.label.replace("Preference", "Ordinary")
        return (replace(first, label=labels[0]), replace(second, label=labels[1]), *rest)

    return part_totals


def other_type(right: Any) -> Any:
    """Types of issue with two names swapped."""
    names = {"3. Placing": "3. Open offer", "2. Open offer": "2. Placing"}
    return lambda of, name, words, row: right(of, names.get(name, name), words, row)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("index", other_class),
        ("shares", other_class),
        ("by_kind", other_kinds),
        ("currency_lines", other_currency),
        ("section", other_mark),
        ("part_totals", other_totals),
        ("other_movement", other_type),
    ],
)
def test_a_layout_that_puts_a_label_in_the_wrong_place_is_caught(
    name: str, wrong: Callable[[Any], Any], kingsoft: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout._LayOut, name, wrong(getattr(layout._LayOut, name)))
    with pytest.raises(NotProved):
        prove(kingsoft, print_return(kingsoft, draft=False))


def test_what_was_caught_is_reported_with_what_was_meant_and_sounds_the_alarm(
    kingsoft: Sheet, caplog: pytest.LogCaptureFixture
) -> None:
    pdf = damaged(kingsoft, old="871,000</td>", new="817,000</td>")
    with pytest.raises(NotProved) as found:
        prove(kingsoft, pdf)
    assert (found.value.meant, found.value.printed) == ("871,000", "817,000")
    assert str(found.value) == (
        "The print is not what the return states. II, Increase/(decrease) during the month, No. of ordinary shares (1)"
        ": meant “871,000”, printed “817,000”."
    )
    (alarm,) = caplog.records
    assert alarm.levelno == logging.CRITICAL
    assert alarm.getMessage() == (
        "The print of Kingsoft Corporation Limited (3888) 2009-11 was not proved: "
        "II, Increase/(decrease) during the month, No. of ordinary shares (1)"
    )
    assert alarm.exc_info is None


LONG = {
    "of English": "words of a deed " * 1000,
    "of Chinese": "認股權證之條款及細則" * 400,
    "of capitals": "WWWW MMMM " * 300,
    "of no space": "x" * 6000,
    "of lines": "a\n" * 300,
    "of empty lines": "a" + "\n" * 200 + "b",
    "of hyphens": "sub-division, H-shares and e-mails – " * 200,
}


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
def test_rows_longer_than_a_page_go_on_and_are_read_back(words: str, kingsoft: Sheet) -> None:
    kingsoft.options[1].name = words
    kingsoft.warrants = [Warrant(description=words, currency="HK$", opening=number(4), issued=number(12))]
    kingsoft.convertibles = [Convertible(description=words, opening=number(4)), Convertible(description="Second")]
    kingsoft.agreements = [Agreement(particulars=words, issued=number(5), may_be_issued=number(7))]
    kingsoft.other_movements.append(OtherMovement(type="other", specification=words, issued=number(66)))
    assert says_the_same(read_whole(kingsoft), kingsoft)


def test_a_row_that_goes_on_without_some_of_its_words_is_caught(kingsoft: Sheet) -> None:
    kingsoft.agreements.append(Agreement(particulars="".join(f"word {place} of a deed " for place in range(400))))
    assert says_the_same(read_whole(kingsoft), kingsoft)
    with pytest.raises(NotProved, match=r"1\. word 0 of a deed "):
        prove(kingsoft, damaged(kingsoft, old="word 222", new="word 223"))


def test_a_layout_that_cuts_words_off_a_row_is_caught(kingsoft: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    kingsoft.agreements.append(Agreement(particulars="words of a deed " * 400))
    monkeypatch.setattr(layout, "cut", lambda text, line, further: [*cut(text, line, further)[:-2], text[-24:]])
    with pytest.raises(NotProved, match=r"III\.D, row 1\. words of a deed|1\. words of a deed .*continued"):
        prove(kingsoft, print_return(kingsoft, draft=False))


def test_the_rules_run_on_what_the_paper_says(kingsoft: Sheet) -> None:
    kingsoft.issued[0].movement = number(871_001)
    with pytest.raises(NotProved, match=r"II-1 \(issued-0-closing\)"):
        prove(kingsoft, print_return(kingsoft, draft=False))


def test_what_is_no_pdf_is_not_proved(kingsoft: Sheet) -> None:
    with pytest.raises(CannotPrint):
        prove(kingsoft, b"%PDF-1.7 torn")


def full(sheet: Sheet) -> Sheet:
    """A return that fills the form and goes on: more of everything, long, Chinese, and in words."""
    long = number(-int("1234567890" * 4))
    for place in range(3, 9):
        sheet.authorised.append(AuthorisedClass(share_class=f"ordinary_{place}", description=f"Class {place} 股份"))
        sheet.issued.append(IssuedClass(share_class=f"ordinary_{place}", opening=number(place), closing=long))
        sheet.totals.append(Total(part="all", share_class=f"preference_{place}", shares=NIL))
    for place in range(30):
        words = Figure(Kind.WORDS, text=f"See Remark ({place})")
        sheet.options.append(OptionScheme(name=f"Scheme {place}", share_class="ordinary_1", granted=words, lapsed=long))
        sheet.warrants.append(
            Warrant(
                description=f"認股權證 {place} 𠮷㗎",
                currency="HK$",
                opening=number(Decimal("100000000")),
                stock_code=f"{place:04}",
                share_class="ordinary_3",
                price_currency="RMB",
                subscription_price=number(Decimal(f"1.{place:03}")),
                expiry_date=day(date(2011, 1, 31)),
                issued=long,
            )
        )
        sheet.agreements.append(Agreement(particulars=f"Deed {place}\n" + "long and winding words " * place))
        sheet.other_movements.append(OtherMovement(type="repurchase", issued=number(-place - 1), price=words))
    sheet.other_movements.append(
        OtherMovement(type="other", specification="Exchange", currency="HK$", price=number(Decimal("0.10")))
    )
    for part in ("authorised", "issued", "options", "warrants", "agreements", "other_movements"):
        setattr(sheet.head, f"{part}_remarks", "Remark " + "x" * 400)
    sheet.head.issuer_name = "金山軟件　有限公司 (office of the first flat)"
    sheet.head.remarks = "(1) 見附註\n\n(2) " + "Remark 2 " * 222
    return sheet


def test_every_part_that_goes_on_over_pages_is_read_back(kingsoft: Sheet) -> None:
    sheet = full(kingsoft)
    assert says_the_same(read_whole(sheet), sheet)


@pytest.mark.parametrize("lines", [31, 33, 35, 48, 49, 60])
def test_text_in_mid_page_is_not_cut(lines: int, kingsoft: Sheet) -> None:
    kingsoft.head.issued_remarks = "\n".join(f"Line {line}" for line in range(lines))
    assert says_the_same(read_whole(kingsoft), kingsoft)


@pytest.mark.parametrize("lines", [49, 50, 51])
def test_the_signature_stays_together(lines: int, kingsoft: Sheet) -> None:
    kingsoft.head.remarks = "\n".join(f"Line {line}" for line in range(lines))
    assert says_the_same(read_whole(kingsoft), kingsoft)


@pytest.mark.parametrize(
    "text",
    [
        "H-shares " * 60,
        "e-mail, pre-IPO, sub-division of 30-Jun-2009 – “A” — and/or B " * 20,
        "soft\u00adhy\u00adphens of a word processor " * 20,
        "one\u2028two\u2029three",
        "Telephone \u260e\ufe0e, \u2714\ufe0e done, \u845b\U000e0100",
        "from \u202aleft to right\u202c and \u2068on\u2069, with marks\u200e between\u200e",
        "\u2460 10\u00b2 \u00bd 5\u2011a \u33ae \uff08\uff11\uff09\uff0c \ufb01n o\ufb00er \u2167 \u2026 efficient",
        "\u0416\u03a9 cafe\u0301 AV To. \U00020bb7\u35ce",
    ],
)
def test_words_from_elsewhere_are_read_back(text: str, kingsoft: Sheet) -> None:
    kingsoft.head.remarks = kingsoft.options[0].name = kingsoft.head.issuer_name = text
    read_whole(kingsoft)


FROM_THE_RIGHT = {
    "Hebrew": "שלום בע״מ",
    "Arabic": "شركة الألبان القابضة",
    "Arabic with a ligature": "لا إله",
    "in brackets": "Ltd (שלום) Co",
    "around brackets": "שלום (בע״מ) חברה [א/ב]",
    "with numbers": "שלום 12-34, 50% (1) ₪7 חברה 3.60",
    "with years": "Co שלום 2007 – 2010 Ltd",
    "with Arabic digits": "شركة ١٢٣ - ٤٥ abc",
    "with Chinese": "شركة 金山軟件 (香港) שלום",
    "with quotation marks": "«שלום» “חברה” 'א'",
    "of lines": "שלום\nLtd חברה 7\n(שלום)",
    "long": "חברה (אחת) מספר 12, שלום Ltd 3.60 – ישראל; " * 9,
    "long and Arabic": " ".join(f"شركة الألبان {place} القابضة (المحدودة) رقم ٣٨٨{place}" for place in range(9)),
}


@pytest.mark.parametrize("text", FROM_THE_RIGHT.values(), ids=FROM_THE_RIGHT)
def test_names_that_are_read_from_the_right_are_read_back(text: str, kingsoft: Sheet) -> None:
    kingsoft.head.remarks = kingsoft.options[0].name = kingsoft.head.issuer_name = text
    kingsoft.head.submitted_by = kingsoft.authorised[0].description = text
    kingsoft.warrants = [Warrant(description=text, currency="HK$", opening=number(4))]
    assert says_the_same(read_whole(kingsoft), kingsoft)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("שלום בע״מ", "שלמו בע״מ"),  # two letters have changed places
        ("שלום בע״מ", "בע״מ שלום"),  # two words
        ("שלום בע״מ", "\u202dשלום בע״מ\u202c"),  # from left to right
        ("שלום בע״מ", "שלום בע״ם"),
        ("שלום בע״מ", "שלום"),
        ("12-34", "34-12"),
        ("12-34", "21-43"),
        ("abc def", "def abc"),
        ("abc def", "cba def"),
        ("2007 – 2010", "2010 – 2007"),
    ],
)
def test_another_order_of_what_is_read_from_the_right_is_caught(old: str, new: str, kingsoft: Sheet) -> None:
    kingsoft.head.submitted_by = "שלום בע״מ 12-34 abc def חברה 2007 – 2010"
    prove(kingsoft, damaged(kingsoft))
    with pytest.raises(NotProved, match="Submitted by"):
        prove(kingsoft, damaged(kingsoft, old=old, new=new))


@pytest.mark.parametrize(
    "text",
    [
        "Kingsoft \u202emitsoF\u202c Limited",
        "\u202d12 שלום 34",
        "Plan \u20672007 – 2010\u2069",
        "Plan \u202b2007 – 2010",
        "\u2068שלום\u2069 – חברה",
        "Plan \u200f2007 – 2010",
        "12\u061c – 34",
    ],
)
def test_marks_that_turn_words_about_are_refused_with_their_cell(text: str, kingsoft: Sheet) -> None:
    kingsoft.options[1].name = text
    with pytest.raises(CannotPrint) as refused:
        print_return(kingsoft, draft=True)
    assert str(refused.value) == (
        "Invisible marks for the direction of writing change the order of what is written in III.A, row 2, "
        "Share option scheme. Type it again, without them."
    )


@pytest.mark.parametrize("many", [8, 40, 90])
def test_classes_and_currencies_without_number_are_read_back(many: int, kingsoft: Sheet) -> None:
    for place in range(3, 3 + many):
        share_class = f"{('ordinary', 'preference', 'other')[place % 3]}_{place}"
        kingsoft.authorised.append(AuthorisedClass(share_class=share_class, closing_shares=number(place)))
        kingsoft.issued.append(IssuedClass(share_class=share_class, closing=number(place)))
        kingsoft.totals.append(Total(part="all", share_class=share_class, shares=number(place)))
        kingsoft.totals.append(Total(part="options", share_class=share_class, shares=number(place)))
        kingsoft.funds_raised.append(FundsRaised(currency=f"F{place}$", amount=number(place)))
        kingsoft.authorised_totals.append(AuthorisedTotal(currency=f"A{place}$", amount=number(place)))
    kingsoft.options[-1].name = "A long name " * 30
    assert says_the_same(read_whole(kingsoft), kingsoft)


def test_an_empty_return_is_read_back(kingsoft: Sheet) -> None:
    sheet = Sheet(kingsoft.head)
    assert says_the_same(read_whole(sheet), sheet)
