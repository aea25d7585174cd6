"""The words of the 2009 edition: what the layout and the text expected on paper both call its parts, columns and rows.

Those of the form itself are printed as they stand, whatever the language of the screen; a slip of the pen in them is in
both. What its cells are called on the screen, where that is not what the models call them, is translated.
"""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.labels import Block, Labels
from returns.models import OtherMovement

_ISSUABLE = _("Class of shares issuable (Note 1)")
_UNDER = ("stock_code", "share_class", "price_currency", "subscription_price", "approval_date")

LETTERS = {"options": "A", "warrants": "B", "convertibles": "C", "agreements": "D", "other_movements": "E"}
LABELS = Labels(
    numerals={
        "authorised": "I",
        "authorised_totals": "I",
        "issued": "II",
        **{part: f"III.{letter}" for part, letter in LETTERS.items()},
        "funds_raised": f"III.{LETTERS['options']}",
        "totals": _("Totals"),
    },
    kinds={
        "ordinary": pgettext_lazy("class of shares", "ordinary shares"),
        "preference": pgettext_lazy("class of shares", "preference shares"),
        "other": pgettext_lazy("class of shares", "other classes of shares"),
    },
    totals={
        **{part: format_lazy(_("Total {}."), letter) for part, letter in LETTERS.items()},
        "all": _("Total of A to E"),
    },
    heads={
        ("other_movements", "event_date"): _("Issue and allotment, cancellation or redemption date"),
        ("other_movements", "share_class"): _("Class of shares issuable, repurchased or redeemed (Note 1)"),
        ("options", "existing_shares"): _("Satisfied by existing shares"),
        ("options", "outstanding_opening"): _("Options outstanding at close of preceding month"),
        ("options", "outstanding_closing"): _("Options outstanding at close of the month"),
        ("options", "share_class"): _ISSUABLE,
        ("warrants", "share_class"): _ISSUABLE,
        ("convertibles", "share_class"): _ISSUABLE,
        ("agreements", "share_class"): _ISSUABLE,
    },
    # The form's last two column headings take a line each; in a sentence they have to be short.
    short={
        "issued": _("new shares issued"),
        "may_be_issued": _("shares which may be issued"),
    },
    groups={
        "options": (
            (
                _(
                    "Particulars of share option scheme including EGM approval date (dd/mm/yyyy) "
                    "and class of shares issuable"
                ),
                ("name", "currency", "exercise_price", "approval_date", "share_class"),
            ),
            (_("Movement during the month"), ("granted", "exercised", "cancelled", "lapsed")),
        ),
    },
    under={"warrants": _UNDER, "convertibles": _UNDER},
    blocks={
        "authorised": Block(
            lines={
                "opening": _("Balance at close of preceding month"),
                "movement": _("Increase/(decrease)"),
                "closing": _("Balance at close of the month"),
            },
            columns={
                "shares": _("No. of shares"),
                "par": _("Par value"),
                "capital": _("Authorised share capital"),
            },
        )
    },
    sections={"totals": _("Total of A to E")},
    grand_total=_("Total increase/(decrease) in %s during the month (i.e. Total of A to E)"),
    totalled={"shares": "issued"},
)

HEADINGS = {
    "head": "Monthly Return of Equity Issuer on Movements in Securities",
    "authorised": "I. Movements in Authorised Share Capital",
    "issued": "II. Movements in Issued Share Capital",
    "details": "III. Details of Movements in Issued Share Capital",
    "options": "A. Share Options (under Share Option Schemes of the Issuer)",
    "warrants": "B. Warrants to Issue Shares of the Issuer which are to be Listed",
    "convertibles": "C. Convertibles (i.e. Convertible into Shares of the Issuer which are to be Listed)",
    "agreements": (
        "D. Any other Agreements or Arrangements to Issue Shares of the Issuer which are to be Listed, "
        "including Options (other than under Share Option Schemes)"
    ),
    "other_movements": "E. Other Movements in Issued Share Capital",
    "totals": "Total increase / (decrease) in",
    "remarks": "Remarks (if any):",
}

BLANK = "________"
# No-break spaces: the form's empty date keeps its width and its line.
EMPTY_DATE = "(\u00a0\u00a0/\u00a0\u00a0/\u00a0\u00a0)"
STATE_CURRENCY = "State currency"
CONTINUED = "(continued)"

BALANCES = (
    "Balance at close of preceding month",
    "Increase/(decrease)",
    "Balance at close of the month",
)
TOTAL_AUTHORISED = "Total authorised share capital at the end of the month"
FUNDS_RAISED = "Total funds raised during the month from exercise of options"
THERETO = (
    "No. of new shares of issuer issued during the month pursuant thereto",
    "No. of new shares of issuer which may be issued pursuant thereto as at close of the month",
)
THERETO_FIELDS = ("issued", "may_be_issued")
COLUMNS = {
    "options": (
        "Particulars of share option scheme including EGM approval date (dd/mm/yyyy) and class of shares issuable",
        "Granted",
        "Exercised",
        "Cancelled",
        "Lapsed",
    ),
    "warrants": (
        "Description of warrants\n(Date of expiry -\ndd/mm/yyyy)",
        "Currency of nominal value",
        "Nominal value at close of preceding month",
        "Exercised during the month",
        "Nominal value at close of the month",
    ),
    "convertibles": (
        "Class and description",
        "Currency of amount outstanding",
        "Amount at close of preceding month",
        "Converted during the month",
        "Amount at close of the month",
    ),
    "agreements": (
        "Full particulars including EGM approval date (dd/mm/yyyy), if applicable, and class of shares issuable:",
    ),
    "other_movements": ("Type of Issue",),
}


@dataclass(frozen=True, slots=True)
class ClassWords:
    """What the form calls a kind of shares in each of its parts."""

    heading: str
    column: str
    issuable: str
    part_total: str
    grand_total: str


CLASS_WORDS = {
    "ordinary": ClassWords(
        "1. Ordinary Shares", "No. of ordinary shares", "Ordinary shares", "(Ordinary shares)", "ordinary shares"
    ),
    "preference": ClassWords(
        "2. Preference Shares",
        "No. of preference shares",
        "Preference shares",
        "(Preference shares)",
        "preference shares",
    ),
    "other": ClassWords(
        "3. Other Classes of Shares",
        "No. of other classes of shares",
        "Other shares",
        "(Other class)",
        "other classes of shares",
    ),
}


@dataclass(frozen=True, slots=True)
class IssueWords:
    """What the form asks of a type of issue in part III.E."""

    name: str
    priced: bool = True
    shares: str = "issuable"
    event: str = "Issue and allotment date"


_Type = OtherMovement.Type
ISSUES: dict[str, IssueWords] = {
    _Type.RIGHTS_ISSUE: IssueWords("Rights issue"),
    _Type.OPEN_OFFER: IssueWords("Open offer"),
    _Type.PLACING: IssueWords("Placing"),
    _Type.BONUS_ISSUE: IssueWords("Bonus issue", priced=False),
    _Type.SCRIP_DIVIDEND: IssueWords("Scrip dividend"),
    _Type.REPURCHASE: IssueWords("Repurchase of shares", priced=False, shares="repurchased", event="Cancellation date"),
    _Type.REDEMPTION: IssueWords("Redemption of shares", priced=False, shares="redeemed", event="Redemption date"),
    _Type.CONSIDERATION_ISSUE: IssueWords("Consideration issue"),
    _Type.CAPITAL_REORGANISATION: IssueWords("Capital reorganisation", priced=False),
    _Type.OTHER: IssueWords("Other (Please specify)"),
}
