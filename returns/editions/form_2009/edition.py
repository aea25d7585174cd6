"""The 2009 edition: Monthly Return of Equity Issuer on Movements in Securities, as filed from 2009 to 2021."""

from django.utils.translation import gettext_lazy as _

from returns.editions.edition import Edition
from returns.editions.expected import ExpectedPages
from returns.editions.form_2009.expected import expect
from returns.editions.form_2009.layout import Form, lay_out
from returns.figures import BRACKETS
from returns.sheet import Sheet

_MOVEMENT = ("issued", "may_be_issued")


class Form2009(Edition):
    """The form of 2009."""

    code = "2009"
    name = _("2009 edition")
    folder = "form_2009"
    notation = BRACKETS
    runs = (
        ("head", "authorised"),
        ("issued", "options"),
        ("warrants",),
        ("convertibles",),
        ("agreements",),
        ("other_movements", "totals"),
        ("remarks", "notes"),
    )
    size = (595.3, 841.9)
    faces = ("Liberation-Serif", "Noto-Serif-CJK")
    # Seven points at the foot of the last page, fourteen in the title.
    lines = (7.7, 15.6)
    # The form's own words: printed as they stand, in the language of the form.
    headings = {
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
    fields = {
        "head": ("month_ended", "issuer_name", "date_submitted"),
        "authorised": (
            "share_class", "stock_code", "description", "currency",
            "opening_shares", "opening_par", "opening_capital",
            "movement_shares", "movement_capital",
            "closing_shares", "closing_par", "closing_capital",
        ),
        "authorised_totals": ("currency", "amount"),
        "issued": ("share_class", "opening", "movement", "closing"),
        "options": (
            "name", "currency", "exercise_price", "approval_date", "share_class",
            "granted", "exercised", "cancelled", "lapsed", *_MOVEMENT,
        ),
        "funds_raised": ("currency", "amount"),
        "warrants": (
            "description", "expiry_date", "currency", "opening", "exercised", "closing", "stock_code", "share_class",
            "price_currency", "subscription_price", "approval_date", *_MOVEMENT,
        ),
        "convertibles": (
            "description", "currency", "opening", "converted", "closing", "stock_code", "share_class",
            "price_currency", "subscription_price", "approval_date", *_MOVEMENT,
        ),
        "agreements": ("particulars", "approval_date", "share_class", *_MOVEMENT),
        "other_movements": (
            "type", "specification", "currency", "price", "share_class", "event_date", "approval_date", *_MOVEMENT,
        ),
        "totals": ("part", "share_class", "shares"),
    }  # fmt: skip
    unprinted = {
        "options": ("existing_shares", "outstanding_opening", "outstanding_closing"),
        "warrants": ("newly_issued", "redeemed"),
        "convertibles": ("newly_issued", "redeemed"),
    }
    class_slots = ("ordinary_1", "ordinary_2", "preference_1", "other_1")
    part_totals = ("ordinary", "preference", "other")
    markable = ("options", "warrants", "convertibles", "agreements", "other_movements")
    room = {"options": 3, "warrants": 4, "convertibles": 4, "agreements": 3}
    rules = (
        "F-1",
        "H-1", "H-2", "H-3", "H-4", "H-5", "H-6",
        "I-1", "I-2", "I-3", "I-4", "I-5", "I-6", "I-7",
        "II-1", "II-2", "II-3", "II-4", "II-5", "II-6", "II-7",
        "A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8", "A-9", "A-10", "A-11",
        "B-1", "B-2", "B-3", "B-4", "B-5", "B-6", "B-7", "B-8", "B-9",
        "C-1", "C-2", "C-3", "C-4", "C-5", "C-7", "C-8", "C-9",
        "D-1", "D-2", "D-3", "D-4",
        "E-1", "E-2", "E-3", "E-4", "E-5", "E-6",
        "T-1", "T-2", "T-3", "T-4", "T-5",
        "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7",
    )  # fmt: skip

    def lay_out(self, sheet: Sheet) -> Form:
        """The form as `sheet` fills it, with an empty cell wherever it states nothing."""
        return lay_out(sheet, self)

    def expect(self, form: Form, sheet: Sheet) -> ExpectedPages:
        """What must be found on the pages of a form."""
        return expect(form, sheet)
