"""The printed form of the 2009 edition, read back from the PDF."""

from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
import pytest
from pypdf import PdfReader

from returns.figures import NIL, Figure, Kind, number
from returns.models import (
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
from returns.pdf.printing import CannotPrint, print_return
from returns.sheet import Sheet
from tests.pdf.reading import pages, text, unspaced

PAGE_HEADER = "For Main Board and GEM listed issuers"
THERETO = (
    "No. of new shares of issuer issued during the month pursuant thereto",
    "No. of new shares of issuer which may be issued pursuant thereto as at close of the month",
)
UNDER_A_ROW = (
    "Stock code (if listed)",
    "Class of shares issuable (Note 1)",
    "Subscription price",
    "EGM approval date (if applicable) (dd/mm/yyyy)",
    "( / / )",
)


def priced(name: str) -> tuple[str, ...]:
    return (name, "At price: State currency", *unpriced("")[1:])


def unpriced(name: str) -> tuple[str, ...]:
    return (name, *shares("issuable", "Issue and allotment date")[1:])


def shares(what: str, date: str) -> tuple[str, ...]:
    return ("", f"Class of shares {what} (Note 1)", "Nil", "Nil", date, "( / / )", "EGM approval date", "( / / )")


# Every label of the form and every figure of Kingsoft's filing, in the form's order.
KINGSOFT = (
    "Monthly Return of Equity Issuer on Movements in Securities",
    "For the month ended (dd/mm/yyyy): 30/11/2009",
    "To : Hong Kong Exchanges and Clearing Limited",
    "Name of Issuer: Kingsoft Corporation Limited",
    "Date Submitted: 04/12/2009",
    "I. Movements in Authorised Share Capital",
    "1. Ordinary Shares",
    "(1) Stock code : 3888 Description : Ordinary Shares",
    "No. of ordinary shares Par value (US$) Authorised share capital (US$)",
    "Balance at close of preceding month 2,400,000,000 0.0005 1,200,000.00",
    "Increase/(decrease) Nil Nil",
    "Balance at close of the month 2,400,000,000 0.0005 1,200,000.00",
    "(2) Stock code : Description :",
    "No. of ordinary shares Par value (State currency) Authorised share capital (State currency)",
    "Balance at close of preceding month Increase/(decrease) Balance at close of the month",
    "2. Preference Shares",
    "Stock code : Description :",
    "No. of preference shares Par value (State currency) Authorised share capital (State currency)",
    "Balance at close of preceding month Increase/(decrease) Balance at close of the month",
    "3. Other Classes of Shares",
    "Stock code : Description :",
    "No. of other classes of shares Par value (State currency) Authorised share capital (State currency)",
    "Balance at close of preceding month Increase/(decrease) Balance at close of the month",
    "Total authorised share capital at the end of the month (State currency):",
    "II. Movements in Issued Share Capital",
    "No. of ordinary shares",
    "No. of preference shares",
    "No. of other classes of shares",
    "(1) (2)",
    "Balance at close of preceding month 1,093,176,133 N/A N/A N/A",
    "Increase/(decrease) during the month 871,000 Nil Nil Nil",
    "Balance at close of the month 1,094,047,133 N/A N/A N/A",
    "III. Details of Movements in Issued Share Capital",
    "A. Share Options (under Share Option Schemes of the Issuer)",
    "Particulars of share option scheme including EGM approval date (dd/mm/yyyy) and class of shares issuable",
    "Movement during the month",
    *THERETO,
    "Granted Exercised Cancelled Lapsed",
    "1. Share Option Scheme Exercise Price US$0.0353 (30/06/2004) Ordinary shares (Note 1)",
    "Nil 52,000 Nil Nil 52,000 8,912,500",
    "2. Share Option Scheme Exercise Price US$0.2118 (30/06/2004) Ordinary shares (Note 1)",
    "Nil 67,000 Nil Nil 67,000 3,481,500",
    "3. Share Option Scheme Exercise Price US$0.24 (22/01/2007) Ordinary shares (Note 1)",
    "Nil 752,000 Nil 37,500 752,000 84,090,100",
    "4. Share Option Scheme Exercise Price US$0.0005 (30/06/2004) Ordinary shares (Note 1)",
    "Nil Nil Nil Nil Nil 1,700,500",
    "5. Share Option Scheme Exercise Price HK$3.60 (22/01/2007) Ordinary shares (Note 1)",
    "Nil Nil Nil Nil Nil 375,000",
    "Total A. (Ordinary shares) 871,000 (Preference shares) N/A (Other class) N/A",
    "Total funds raised during the month from exercise of options (US$) US$196,506.20",
    "Total funds raised during the month from exercise of options (HK$) HK$ Nil",
    "B. Warrants to Issue Shares of the Issuer which are to be Listed",
    "Description of warrants (Date of expiry - dd/mm/yyyy)",
    "Currency of nominal value",
    "Nominal value at close of preceding month",
    "Exercised during the month",
    "Nominal value at close of the month",
    *THERETO,
    *(label for row in range(1, 5) for label in (f"{row}. ", "( / / )", *UNDER_A_ROW)),
    "Total B. (Ordinary shares) (Preference shares) (Other class)",
    "C. Convertibles (i.e. Convertible into Shares of the Issuer which are to be Listed) (Not Applicable)",
    "Class and description",
    "Currency of amount outstanding",
    "Amount at close of preceding month",
    "Converted during the month",
    "Amount at close of the month",
    *THERETO,
    *(label for row in range(1, 5) for label in (f"{row}. ", *UNDER_A_ROW)),
    "Total C. (Ordinary shares) (Preference shares) (Other class)",
    "D. Any other Agreements or Arrangements to Issue Shares of the Issuer which are to be Listed, "
    "including Options (other than under Share Option Schemes) (Not Applicable)",
    "Full particulars including EGM approval date (dd/mm/yyyy), if applicable, and class of shares issuable:",
    *THERETO,
    *(label for row in range(1, 4) for label in (f"{row}. ", "( / / )", "____ shares (Note 1)")),
    "Total D. (Ordinary shares) (Preference shares) (Other class)",
    "E. Other Movements in Issued Share Capital (Not Applicable)",
    "Type of Issue",
    *THERETO,
    *priced("1. Rights issue"),
    *priced("2. Open offer"),
    *priced("3. Placing"),
    *unpriced("4. Bonus issue"),
    *priced("5. Scrip dividend"),
    *("6. Repurchase of shares", *shares("repurchased", "Cancellation date")),
    *("7. Redemption of shares", *shares("redeemed", "Redemption date")),
    *priced("8. Consideration issue"),
    *unpriced("9. Capital reorganisation"),
    *priced("10. Other (Please specify)"),
    "Total E. (Ordinary shares) Nil (Preference shares) N/A (Other class) N/A",
    "Total increase / (decrease) in ordinary shares during the month (i.e. Total of A to E): (1) 871,000 (2) N/A",
    "Total increase / (decrease) in preference shares during the month (i.e. Total of A to E): N/A",
    "Total increase / (decrease) in other classes of shares during the month (i.e. Total of A to E): N/A",
    '(These figures should be the same as the relevant figures under II above ("Movements in Issued Share Capital").)',
    "Remarks (if any):",
    "Submitted by: Michelle Feng Harnett",
    "Title: Secretary",
    "(Director, Secretary or other duly authorised officer)",
    "Notes",
    "1. State the class of shares (e.g. ordinary, preference or other).",
    "2. If there is insufficient space, please append the prescribed continuation sheet.",
)


def in_order(printed: str, *labels: str) -> None:
    place = 0
    for label in labels:
        found = printed.find(label, place)
        assert found >= 0, f"“{label}” does not follow “{printed[max(place - 60, 0) : place]}”"
        place = found + len(label)


def scheme(place: int, **cells: Any) -> OptionScheme:
    figures = {name: number(1000 * place + order) for order, name in enumerate(("granted", "issued", "may_be_issued"))}
    return OptionScheme(name=f"Scheme of place {place}.", share_class="ordinary_1", **figures | cells)


def test_every_label_and_figure_of_the_filing_is_printed_in_order(kingsoft: Sheet) -> None:
    in_order(text(print_return(kingsoft, draft=False)), *KINGSOFT)


def test_every_page_is_a4_and_bears_the_header(kingsoft: Sheet) -> None:
    with pdfplumber.open(BytesIO(print_return(kingsoft, draft=False))) as pdf:
        for page in pdf.pages:
            assert (round(page.width), round(page.height)) == (595, 842)
            assert page.within_bbox((0, 0, page.width, 60)).extract_text() == PAGE_HEADER


def test_a_draft_says_so_on_every_page_and_a_clean_print_on_none(kingsoft: Sheet) -> None:
    draft = pages(print_return(kingsoft, draft=True))
    assert all(page.count("DRAFT") == 1 for page in draft)
    assert "DRAFT" not in text(print_return(kingsoft, draft=False))
    in_order(" ".join(draft), *KINGSOFT)


def test_more_rows_go_on_under_repeated_headings_and_none_is_cut(kingsoft: Sheet) -> None:
    kingsoft.options = [scheme(place) for place in range(1, 61)]
    printed = pages(print_return(kingsoft, draft=False))
    held = 0
    for page in printed:
        places = [place for place in range(1, 61) if f"Scheme of place {place}." in page]
        for place in places:
            in_order(
                page,
                "Particulars of share option scheme",
                *THERETO,
                "Granted Exercised Cancelled Lapsed",
                f"{place}. Scheme of place {place}. Exercise Price ________ ( / / ) Ordinary shares (Note 1)",
                f"{1000 * place:,} {1000 * place + 1:,} {1000 * place + 2:,}",
            )
        held += len(places)
    assert held == 60
    assert sum("Particulars of share option scheme" in page for page in printed) > 5


@pytest.mark.parametrize("rows", range(5, 11))
def test_totals_never_stand_alone(rows: int, kingsoft: Sheet) -> None:
    kingsoft.options = [scheme(place) for place in range(1, rows + 1)]
    page = next(page for page in pages(print_return(kingsoft, draft=False)) if "Total A." in page)
    in_order(page, f"{rows}. Scheme of place {rows}.", "Total A.", "(HK$) HK$ Nil")


@pytest.mark.parametrize("more", range(1, 5))
def test_grand_totals_never_stand_alone(more: int, kingsoft: Sheet) -> None:
    kingsoft.other_movements += [OtherMovement(type="repurchase", issued=number(-place)) for place in range(1, more)]
    kingsoft.totals += [Total(part="all", share_class=f"preference_{place}") for place in range(2, 2 + more)]
    page = next(page for page in pages(print_return(kingsoft, draft=False)) if "(i.e. Total of A to E)" in page)
    in_order(page, "10. Other (Please specify)", "Total E.", "(i.e. Total of A to E)", "should be the same")


def test_totals_longer_than_a_page_go_on_under_their_heading(kingsoft: Sheet) -> None:
    kingsoft.authorised_totals = [AuthorisedTotal(currency=f"A{place}$", amount=NIL) for place in range(45)]
    kingsoft.funds_raised = [FundsRaised(currency=f"F{place}$", amount=NIL) for place in range(45)]
    kingsoft.totals += [Total(part="all", share_class=f"ordinary_{place}", shares=NIL) for place in range(3, 60)]
    printed = pages(print_return(kingsoft, draft=False))

    def of(label: str) -> list[str]:
        # The header of a page is the last thing drawn on it.
        return [page for page in printed if label in page.partition(PAGE_HEADER)[0]]

    first, second = of("Total authorised share capital")
    in_order(first, "3. Other Classes of Shares", *(f"(A{place}$): A{place}$ Nil" for place in range(10)))
    assert "I. Movements in Authorised Share Capital (continued)" in second
    first, second = of("Total funds raised")
    in_order(first, "5. Share Option Scheme", "Total A.", *(f"(F{place}$) F{place}$ Nil" for place in range(7)))
    in_order(second, "Particulars of share option scheme", *THERETO, "(F44$) F44$ Nil")
    assert "A. Share Options (under Share Option Schemes of the Issuer) (continued)" in second
    ordinary = "Total increase / (decrease) in ordinary shares during the month (i.e. Total of A to E)"
    first, second = printed[-3:-1]
    in_order(first, "10. Other (Please specify)", "Total E.", f"{ordinary}: (1) 871,000 (2) N/A (3) Nil")
    in_order(second, "(59) Nil", "should be the same", f"{ordinary} (continued)")
    assert "should be the same" not in first


def test_chinese_prints(kingsoft: Sheet) -> None:
    kingsoft.head.issuer_name = "金山軟件有限公司"
    kingsoft.head.remarks = "(1) 見附註：𠮷㗎"
    printed = text(print_return(kingsoft, draft=False))
    assert "Name of Issuer: 金山軟件有限公司" in printed
    assert "Remarks (if any): (1) 見附註：𠮷㗎" in printed


def test_figures_and_remarks_of_any_length_print_whole(kingsoft: Sheet) -> None:
    kingsoft.options[0].granted = number(-int("1234567890" * 4))
    kingsoft.head.remarks = "Remark".ljust(2000, "x")
    kingsoft.head.options_remarks = "".join(f"{word:>5}" for word in range(400))
    printed = unspaced(print_return(kingsoft, draft=False)).replace(PAGE_HEADER.replace(" ", ""), "")
    assert f"({int('1234567890' * 4):,})" in printed
    assert kingsoft.head.remarks in printed
    assert "Remarks:" + kingsoft.head.options_remarks.replace(" ", "") in printed


def test_what_people_type_is_text_and_nothing_else(kingsoft: Sheet) -> None:
    typed = '<script>alert("&amp;")</script> <img src="file:///etc/hostname"> {{ form }} & Co'
    kingsoft.head.issuer_name = kingsoft.head.warrants_remarks = kingsoft.head.title = typed
    kingsoft.options[0].name = kingsoft.authorised[0].description = typed
    printed = unspaced(print_return(kingsoft, draft=False))
    assert printed.count(typed.replace(" ", "")) == 5


def test_what_no_font_can_print_is_reported_with_its_cell_and_not_printed_as_a_box(kingsoft: Sheet) -> None:
    kingsoft.head.remarks = "A\ue123B\U000e1234"
    with pytest.raises(CannotPrint) as refused:
        print_return(kingsoft, draft=True)
    assert str(refused.value) == (
        "No font on the server can print: \ue123 (U+E123); \U000e1234 (U+E1234), in remarks (if any). "
        "Write it otherwise."
    )


def test_the_cells_that_hold_what_no_font_can_print_are_named(kingsoft: Sheet) -> None:
    kingsoft.options[3].name = "Scheme \ue001"
    kingsoft.issued[1].opening = Figure(Kind.WORDS, text="See Remark \ue002")
    with pytest.raises(CannotPrint) as refused:
        print_return(kingsoft, draft=False)
    assert "\ue002 (U+E002)" in str(refused.value)
    assert "\ue001 (U+E001)" in str(refused.value)
    assert str(refused.value).endswith(
        ", in II, ordinary shares (2), Balance at close of preceding month; III.A, row 4, Share option scheme. "
        "Write it otherwise."
    )


def test_a_revision_says_so_in_its_title(kingsoft: Sheet) -> None:
    kingsoft.head.revision = 1
    pdf = print_return(kingsoft, draft=False)
    assert f"{KINGSOFT[0]} (Revised) For the month ended" in text(pdf)
    title = PdfReader(BytesIO(pdf)).metadata.title  # type: ignore[union-attr]
    assert title == f"{KINGSOFT[0]} (Revised), Kingsoft Corporation Limited, 30/11/2009"


def test_a_page_that_goes_on_with_a_part_says_which(kingsoft: Sheet) -> None:
    kingsoft.options = [scheme(place) for place in range(1, 12)]
    kingsoft.authorised += [AuthorisedClass(share_class=f"ordinary_{place}") for place in range(3, 8)]
    # The header of a page is the last thing drawn on it.
    under = [page.rpartition(PAGE_HEADER)[2].strip() for page in pages(print_return(kingsoft, draft=False))]
    options = "A. Share Options (under Share Option Schemes of the Issuer) (continued)"
    assert under[:4] == ["", "I. Movements in Authorised Share Capital (continued)", "", options]
    # With totals for so many classes the last movement goes on to their page: they never stand alone.
    assert set(under[4:]) == {"", "E. Other Movements in Issued Share Capital (continued)"}


def test_remarks_stand_under_their_part(kingsoft: Sheet) -> None:
    parts = ("authorised", "issued", "options", "warrants", "convertibles", "agreements", "other_movements")
    for part in parts:
        setattr(kingsoft.head, f"{part}_remarks", f"of {part}\nand more")
    printed = text(print_return(kingsoft, draft=False))
    ends = ("(State currency):", "1,094,047,133", "(HK$) HK$ Nil", "Total B.", "Total C.", "Total D.", "Total E.")
    remarks = (f"Remarks: of {part} and more" for part in parts)
    in_order(printed, *(label for pair in zip(ends, remarks, strict=True) for label in pair))


def test_further_classes_have_blocks_columns_and_totals(kingsoft: Sheet) -> None:
    kingsoft.authorised.append(AuthorisedClass(share_class="ordinary_3", description="Management Shares"))
    kingsoft.issued.append(IssuedClass(share_class="ordinary_3", opening=number(7)))
    kingsoft.totals.append(Total(part="all", share_class="preference_2", shares=number(9)))
    in_order(
        text(print_return(kingsoft, draft=False)),
        "1. Ordinary Shares",
        *("(1) Stock code : 3888", "(2) Stock code :", "(3) Stock code : Description : Management Shares"),
        *("2. Preference Shares", "(1) Stock code :", "(2) Stock code :", "3. Other Classes of Shares"),
        "II. Movements in Issued Share Capital",
        *("No. of ordinary shares", "(1) (2) (1)", "Balance at close of preceding month 1,093,176,133 N/A N/A N/A"),
        *("No. of ordinary shares No. of preference shares", "(3) (2)", "Balance at close of preceding month 7"),
        *("Total increase / (decrease) in ordinary shares during the month", "(1) 871,000 (2) N/A (3)"),
        *("Total increase / (decrease) in preference shares during the month", "(1) N/A (2) 9"),
    )


def test_a_type_of_issue_may_stand_more_than_once(kingsoft: Sheet) -> None:
    kingsoft.other_movements += [
        OtherMovement(type="repurchase", issued=number(-12_500)),
        OtherMovement(type="repurchase", issued=number(-700)),
    ]
    printed = text(print_return(kingsoft, draft=False))
    in_order(
        printed,
        *("6. Repurchase of shares", "6. Repurchase of shares", "(12,500)", "6. Repurchase of shares", "(700)"),
        "7. Redemption of shares",
    )


def test_what_cannot_be_read_prints_as_typed(kingsoft: Sheet) -> None:
    kingsoft.issued[0].opening = Figure(Kind.UNREAD, text="1,0931,76")
    kingsoft.issued[0].movement = Figure(Kind.WORDS, text="See Remark (1)")
    printed = text(print_return(kingsoft, draft=True))
    in_order(printed, "Balance at close of preceding month 1,0931,76 N/A", "during the month See Remark (1) Nil")


def test_figures_of_a_column_end_on_one_line(kingsoft: Sheet) -> None:
    with pdfplumber.open(BytesIO(print_return(kingsoft, draft=False))) as pdf:
        found = pdf.pages[1].extract_words()
    ends = [word["x1"] for word in found if word["text"] in ("1,093,176,133", "1,094,047,133")]
    assert len(ends) == 2
    assert all(abs(one - other) < 0.01 for one, other in pairwise(ends))


def test_figures_as_issuers_have_them_stand_on_one_line(kingsoft: Sheet) -> None:
    shares, amount = number(9_999_999_999), number(Decimal("9999999999.99"))
    kingsoft.options = [scheme(1, granted=shares, exercised=shares, cancelled=shares, lapsed=shares, issued=shares)]
    instrument = {"opening": amount, "exercised": amount, "closing": amount, "issued": shares, "may_be_issued": shares}
    kingsoft.warrants = [Warrant(description="Warrants", currency="HK$", **instrument)]
    instrument["converted"] = instrument.pop("exercised")
    kingsoft.convertibles = [Convertible(description="Bonds", currency="HK$", **instrument)]
    for row in kingsoft.issued:
        row.opening = row.movement = row.closing = number(99_999_999_999)
    kingsoft.authorised[0].closing_shares = number(999_999_999_999)
    kingsoft.authorised[0].closing_capital = amount
    with pdfplumber.open(BytesIO(print_return(kingsoft, draft=False))) as pdf:
        words = [word["text"] for page in pdf.pages for word in page.extract_words()]
    assert words.count("9,999,999,999") == 5 + 2 + 2
    assert words.count("9,999,999,999.99") == 1 + 3 + 3
    assert words.count("99,999,999,999") == 12
    assert words.count("999,999,999,999") == 1


def test_longer_figures_break_after_a_comma_only_and_are_copied_whole(kingsoft: Sheet) -> None:
    shares, amount = number(-12_345_678_901_234), number(Decimal("98765432109876.54"))
    kingsoft.options[0].granted = kingsoft.issued[0].opening = shares
    kingsoft.warrants = [Warrant(description="Warrants", opening=amount, exercised=NIL, closing=amount)]
    pdf = print_return(kingsoft, draft=False)
    with pdfplumber.open(BytesIO(pdf)) as document:
        words = [word["text"] for page in document.pages for word in page.extract_words()]
    assert words.count("(12,345,678,") == words.count("901,234)") == 1
    assert words.count("(12,345,678,901,") == words.count("234)") == 1
    assert words.count("98,765,432,109,") == words.count("876.54") == 2
    assert "\u200b" not in text(pdf)
