"""The 2009 edition: Monthly Return of Equity Issuer on Movements in Securities, as filed from 2009 to 2021."""

from django.utils.translation import gettext_lazy as _

from returns.editions.edition import Edition
from returns.editions.expected import ExpectedPages
from returns.editions.form_2009.expected import expect
from returns.editions.form_2009.help import HELP
from returns.editions.form_2009.labels import HEADINGS, LABELS
from returns.editions.form_2009.layout import Form, build_layout
from returns.editions.form_2009.rules import RULE_PARTS, RULES
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
    headings = HEADINGS
    labels = LABELS
    help = HELP
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
    class_kinds = tuple(LABELS.kinds)
    part_totals = class_kinds
    markable = ("options", "warrants", "convertibles", "agreements", "other_movements")
    room = {"options": 3, "warrants": 4, "convertibles": 4, "agreements": 3}
    rules = RULES
    rule_parts = RULE_PARTS

    def build_layout(self, sheet: Sheet) -> Form:
        """The form as `sheet` fills it, with an empty cell wherever it states nothing."""
        return build_layout(sheet, self)

    def expect(self, sheet: Sheet) -> ExpectedPages:
        """What must be found on the pages."""
        return expect(sheet, self)
