"""The official forms. An edition is a value: its parts, words, notation, rules and print; a return keeps its own."""

from returns import rules
from returns.editions.edition import Edition
from returns.editions.form_2009 import FORM_2009
from returns.rules import Reconciliation
from returns.sheet import Sheet

EDITIONS: dict[str, Edition] = {FORM_2009.code: FORM_2009}


def edition_of(sheet: Sheet) -> Edition:
    """The official form a return keeps for ever."""
    return EDITIONS[sheet.head.edition]


def reconcile(sheet: Sheet) -> Reconciliation:
    """Ask the rules of the return's own edition."""
    return rules.reconcile(sheet, edition_of(sheet).rules)


__all__ = ["EDITIONS", "FORM_2009", "Edition", "edition_of", "reconcile"]
