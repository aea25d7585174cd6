"""The official forms, and which months take which; a return keeps its own."""

from collections.abc import Iterator, Mapping
from datetime import date

from returns import rules
from returns.editions.edition import Edition
from returns.editions.form_2009 import Form2009
from returns.rules import Reconciliation
from returns.sheet import Sheet


class Editions(Mapping[str, Edition]):
    """The editions by their codes.

    `months` is the table of when each begins: the first month's end that is filed on it, the earliest edition first.
    """

    def __init__(self, *months: tuple[date, Edition]) -> None:
        self.months = months

    def for_month(self, month_ended: date) -> Edition:
        """The edition that a new return for this month is filed on."""
        return [edition for begins, edition in self.months if begins <= month_ended][-1]

    def __getitem__(self, code: str) -> Edition:
        return {edition.code: edition for _begins, edition in self.months}[code]

    def __iter__(self) -> Iterator[str]:
        return iter(edition.code for _begins, edition in self.months)

    def __len__(self) -> int:
        return len(self.months)


EDITIONS = Editions(
    (date.min, Form2009()),
)


def edition_of(sheet: Sheet) -> Edition:
    """The official form a return keeps for ever."""
    return EDITIONS[sheet.head.edition]


def reconcile(sheet: Sheet) -> Reconciliation:
    """Ask the rules of the return's own edition."""
    return rules.reconcile(sheet, edition_of(sheet).rules)


__all__ = ["EDITIONS", "Edition", "Editions", "edition_of", "reconcile"]
