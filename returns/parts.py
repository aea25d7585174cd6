"""The parts of the form, each described once: what its rows are, and what their cells are for.

The name of a part is the Sheet's attribute, the formset's prefix, the anchor on the page, the partial of the print and
the key in the JSON. What editions of the form say differently (numerals, labels, headings, the columns they print) is
theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from returns.models import (
    Agreement,
    AuthorisedClass,
    AuthorisedTotal,
    Convertible,
    FundsRaised,
    IssuedClass,
    MovementRow,
    OptionScheme,
    OtherMovement,
    Row,
    Total,
    Warrant,
)

# The columns that every table of III ends with; the models have them first, because all of them do.
_LAST = ("issued", "treasury", "may_be_issued")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the form. Cells are given by name; where a field is empty, the part's rows have no such cells."""

    name: str
    model: type[Row]
    # The field of the head with the remarks that stand under it.
    remarks: str
    # The part in whose section it is shown; empty where it has a section of its own.
    within: str = ""
    # Whether each row is one total of other rows.
    is_total: bool = False
    # What the button says that adds a row; empty where rows come and go with a class of shares.
    add: str | Promise = ""

    # What the shares are of which it has a row for each class.
    shares_are: str | Promise = ""

    # What distinguishes a row from the others of the part.
    identity: tuple[str, ...]
    # What a row represents, where that is fixed before anybody enters anything in it.
    stands_for: tuple[str, ...] = ()
    # All that a row says of what it is, its name first. Rows that have particulars go on from month to month.
    particulars: tuple[str, ...] = ()
    # The one of them that is a price, which the ratio of a reorganisation adjusts.
    price: str = ""
    # What to call a row that is not the one of the month before.
    another: str | Promise = ""

    # The opening balances, each with the closing balance that becomes it in the next month.
    openings: Mapping[str, str] = field(default_factory=dict)
    # What moved in the month.
    moved: tuple[str, ...] = ()
    # How the month ended: the same again where nothing moved.
    closings: tuple[str, ...] = ()
    # The one closing balance that says what there is of a row, and the one to read instead where it is stated.
    balance: str = ""
    own_balance: str = ""
    # How much is outstanding; a row with nothing outstanding is not brought forward.
    outstanding: tuple[str, ...] = ()
    # What was granted or newly issued in the month, and how to call that.
    added: str = ""
    began: str | Promise = ""
    # The amount that was exercised or converted, for which shares are issued.
    used: str = ""
    # What is asked of a month, beside the rows there are: what may have happened of which no row says anything yet.
    events: tuple[str | Promise, ...] = ()
    # What else may have happened to a row, beside what was exercised or converted of it.
    changes: str | Promise = ""
    # Where options or shares are counted: what left a row in the month (1), and what came (-1).
    leaving: Mapping[str, int] = field(default_factory=dict)
    # What describes one movement only, and not the next month's.
    of_one_movement: tuple[str, ...] = ()
    # The shares of a row that count for its class of shares.
    shares: tuple[str, ...] = ()
    # What other figures are proved against: it is typed, and never follows from them.
    proofs: tuple[str, ...] = ()
    # Cells that one slip of the hand puts wrong together.
    together: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The part in whose section it is shown: its own, or another's."""
        return self.within or self.name

    @property
    def named_by(self) -> tuple[str, ...]:
        """The cells by which a person names a row: what it represents, or else what identifies it."""
        return self.stands_for or self.identity

    @property
    def shared(self) -> tuple[str, ...]:
        """The cells that all rows of one scheme or instrument share, its name first; the rows differ in price."""
        return tuple(name for name in self.identity if name != self.price) if self.particulars else ()

    @property
    def is_per_class(self) -> bool:
        """Whether it has one row for each class of shares."""
        return self.stands_for == ("share_class",)

    @property
    def is_by_type(self) -> bool:
        """Whether the form has a line for each type of movement, and not a row for each thing that may move."""
        return self.stands_for == ("type",)

    @property
    def totals_movements(self) -> bool:
        """Whether its rows total what part III says of a class of shares, or of a kind of them."""
        return self.is_total and not self.within

    @property
    def differs_by_price(self) -> bool:
        """Whether rows of one name differ in their price; elsewhere it may change from month to month."""
        return self.price in self.identity

    @property
    def exercised(self) -> str:
        """The cell that says how much was exercised or converted; empty where rows have none."""
        return self.used or next((name for name in self.moved if name == "exercised"), "")

    @property
    def is_counted(self) -> bool:
        """Whether its rows count options or shares, and not an amount that a price turns into shares."""
        return bool(self.leaving)

    @cached_property
    def of_the_month(self) -> tuple[str, ...]:
        """The cells that are entered every month; a par value stays what it was."""
        return (*self.moved, *(name for name in self.closings if not name.endswith("par")))

    @cached_property
    def fields(self) -> tuple[Any, ...]:
        """The fields of its rows that are cells, figures and words alike, in the model's order."""
        return tuple(f for f in self.model._meta.fields if f.name not in ("id", "monthly_return", "position"))

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The names of these cells in the form's order."""
        names = [f.name for f in self.fields]
        return tuple(sorted(names, key=_LAST.__contains__) if issubclass(self.model, MovementRow) else names)


_OPTIONS = ("name", "currency", "exercise_price", "approval_date", "share_class")
_AUTHORISED = ("movement_shares", "movement_capital"), ("closing_shares", "closing_par", "closing_capital")
_ISSUED = ("movement", "treasury_movement"), ("closing", "treasury_closing")

# Every part by its name, in the form's order.
PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part(
            name="authorised",
            model=AuthorisedClass,
            events=(_("The authorised share capital was changed"),),
            remarks="authorised_remarks",
            shares_are=_("authorised"),
            identity=("share_class", "currency"),
            stands_for=("share_class",),
            openings={
                "opening_shares": "closing_shares",
                "opening_par": "closing_par",
                "opening_capital": "closing_capital",
            },
            moved=_AUTHORISED[0],
            closings=_AUTHORISED[1],
            balance="closing_shares",
            shares=("opening_shares", "movement_shares", "closing_shares"),
            proofs=(*_AUTHORISED[0], *_AUTHORISED[1]),
        ),
        Part(
            name="authorised_totals",
            model=AuthorisedTotal,
            remarks="authorised_remarks",
            within="authorised",
            is_total=True,
            add=_("Add a total in another currency"),
            identity=("currency",),
            closings=("amount",),
        ),
        Part(
            name="issued",
            model=IssuedClass,
            remarks="issued_remarks",
            shares_are=_("issued"),
            identity=("share_class",),
            stands_for=("share_class",),
            openings={"opening": "closing", "treasury_opening": "treasury_closing"},
            moved=_ISSUED[0],
            closings=_ISSUED[1],
            balance="closing",
            shares=("opening", "movement", "closing"),
            proofs=(*_ISSUED[0], *_ISSUED[1]),
            together=("movement", "closing"),
        ),
        Part(
            name="options",
            model=OptionScheme,
            events=(_("A new share option scheme, or options at a new price"),),
            changes=_("Granted, cancelled or lapsed"),
            remarks="options_remarks",
            add=_("Add a scheme or exercise price"),
            # An exercise price distinguishes the rows of one scheme.
            identity=_OPTIONS,
            particulars=_OPTIONS,
            price="exercise_price",
            another=_("another grant"),
            openings={"outstanding_opening": "outstanding_closing"},
            moved=("granted", "exercised", "cancelled", "lapsed", "existing_shares", "issued", "treasury"),
            closings=("outstanding_closing", "may_be_issued", "may_be_granted"),
            # The form may ask only for the shares which may be issued; where options outstanding are another
            # figure, the row states them as well.
            balance="may_be_issued",
            own_balance="outstanding_closing",
            outstanding=("may_be_issued", "outstanding_closing"),
            added="granted",
            began=_("granted"),
            leaving={"exercised": 1, "cancelled": 1, "lapsed": 1, "granted": -1},
            shares=("issued",),
            # They alone prove what a row says was granted, exercised, cancelled and lapsed.
            proofs=("outstanding_closing", "may_be_issued", "may_be_granted"),
            # Who mistypes what was exercised issues as many shares.
            together=("exercised", "issued"),
        ),
        Part(
            name="funds_raised",
            model=FundsRaised,
            remarks="options_remarks",
            within="options",
            is_total=True,
            add=_("Add funds raised in another currency"),
            identity=("currency",),
            moved=("amount",),
        ),
        Part(
            name="warrants",
            model=Warrant,
            events=(_("New warrants"),),
            changes=_("Further issue, redemption or lapse"),
            remarks="warrants_remarks",
            add=_("Add a warrant"),
            # A subscription price may be adjusted from month to month.
            identity=("description", "currency", "expiry_date"),
            particulars=(
                "description", "currency", "expiry_date", "price_currency", "subscription_price", "approval_date",
                "share_class",
            ),
            price="subscription_price",
            another=_("another warrant"),
            openings={"opening": "closing"},
            moved=("exercised", "newly_issued", "redeemed", "issued", "treasury"),
            closings=("closing", "may_be_issued"),
            balance="closing",
            outstanding=("closing", "may_be_issued"),
            added="newly_issued",
            began=_("issued during the month"),
            used="exercised",
            shares=("issued",),
        ),
        Part(
            name="convertibles",
            model=Convertible,
            events=(_("A new convertible"),),
            changes=_("Further issue or redemption"),
            remarks="convertibles_remarks",
            add=_("Add a convertible"),
            identity=("description", "currency"),
            particulars=(
                "description", "currency", "price_currency", "subscription_price", "approval_date", "share_class",
            ),
            price="subscription_price",
            another=_("another convertible"),
            openings={"opening": "closing"},
            moved=("converted", "newly_issued", "redeemed", "issued", "treasury"),
            closings=("closing", "may_be_issued"),
            balance="closing",
            outstanding=("closing", "may_be_issued"),
            added="newly_issued",
            began=_("issued during the month"),
            used="converted",
            shares=("issued",),
        ),
        Part(
            name="agreements",
            model=Agreement,
            events=(_("A new agreement to issue shares"),),
            changes=_("Shares issued, or the agreement changed"),
            remarks="agreements_remarks",
            add=_("Add an agreement"),
            identity=("particulars",),
            particulars=("particulars", "approval_date", "share_class"),
            another=_("another agreement"),
            moved=("issued", "treasury"),
            closings=("may_be_issued",),
            balance="may_be_issued",
            outstanding=("may_be_issued",),
            leaving={"issued": 1},
            shares=("issued",),
        ),
        Part(
            name="other_movements",
            model=OtherMovement,
            events=(
                _("Shares were issued: a placing, rights issue, bonus issue, scrip dividend or consideration issue"),
                _("Shares were bought back or redeemed"),
                _("Another change in issued shares, such as a consolidation or a reduction of capital"),
            ),
            remarks="other_movements_remarks",
            add=_("Add another movement"),
            identity=("share_class", "type", "currency"),
            stands_for=("type",),
            moved=("issued", "treasury", "pending_cancellation"),
            closings=("may_be_issued",),
            of_one_movement=("specification", "currency", "price", "event_date", "approval_date"),
            shares=("issued",),
        ),
        Part(
            name="totals",
            model=Total,
            remarks="other_movements_remarks",
            is_total=True,
            add=_("Add a total"),
            identity=("share_class", "part"),
            stands_for=("part", "share_class"),
            moved=("shares", "treasury"),
        ),
    )
}  # fmt: skip

# The sub-sections of part III, which say by what shares moved.
MOVEMENTS = tuple(name for name, part in PARTS.items() if issubclass(part.model, MovementRow))

# Those of them whose rows go on from month to month: schemes, warrants, convertibles and agreements.
CONTINUED = tuple(name for name, part in PARTS.items() if part.particulars)
