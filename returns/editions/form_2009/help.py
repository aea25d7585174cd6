"""What each section of the 2009 edition asks for, in plain words: shown beside its heading in the editor."""

from django.utils.translation import gettext_lazy as _

HELP = {
    "head": _(
        "The issuer's name as it is registered, the last day of the month, and the date of submission. The return is "
        "due by 8:30 a.m. Hong Kong time on the fifth business day after the month ended. Leave the date submitted "
        "blank: it is filled in on the day on which the return is finalised."
    ),
    "authorised": _(
        "For each class of shares: the number of authorised shares, their par value and the authorised capital (number "
        "times par value), at the close of last month and of this one. It changes only if the authorised capital was "
        "increased or reduced, or the shares were subdivided or consolidated. The total is one for each currency."
    ),
    "issued": _(
        "For each class of shares: the shares in issue at the close of last month, the net increase or (decrease) in "
        "the month, and the shares in issue at its close. The increase or (decrease) has to be the total of III.A to "
        "III.E for that class. A class that does not exist is N/A."
    ),
    "options": _(
        "One row for each share option scheme and exercise price: the options granted, exercised, cancelled and lapsed "
        "in the month, the new shares issued for those exercised, and the shares that may still be issued for the "
        "options outstanding at its close. Below: the funds raised by the exercises, one total for each currency."
    ),
    "warrants": _(
        "One row for each issue of warrants: the nominal value at the close of last month, the amount exercised, and "
        "the nominal value at the close of this month; the new shares issued, and those that may still be issued: "
        "nominal value divided by subscription price."
    ),
    "convertibles": _(
        "One row for each bond, note or other convertible: the amount outstanding at the close of last month, the "
        "amount converted, and the amount at the close of this month; the new shares issued, and those that may still "
        "be issued: amount outstanding divided by conversion price."
    ),
    "agreements": _(
        "Any other agreement to issue shares: a subscription not yet completed, consideration shares under an "
        "acquisition, share awards of new shares, options outside a scheme. State its date and the general meeting's "
        "approval, the shares issued in the month, and those that may still be issued."
    ),
    "other_movements": _(
        "Everything else that changed the number of shares in issue: rights issue, open offer, placing, bonus issue, "
        "scrip dividend, repurchase, redemption, consideration issue, capital reorganisation. Shares repurchased or "
        "redeemed are entered as a decrease, in brackets, in the month in which they were cancelled."
    ),
    "totals": _(
        "The sum of A to E for each class of shares: the increase or (decrease) of the month. It has to be the same "
        "figure as in II."
    ),
    "remarks": _(
        "What explains a figure above: a cell may say “See Remark (1)”, and the remark is entered here. The return is "
        "submitted by a director, the secretary or another duly authorised officer, with their name and title."
    ),
}
