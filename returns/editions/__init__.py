"""The official forms. An edition is a value: its parts, words, notation, rules and print; a return keeps its own."""

from returns.editions.edition import Edition
from returns.editions.form_2009 import FORM_2009

EDITIONS: dict[str, Edition] = {FORM_2009.code: FORM_2009}

__all__ = ["EDITIONS", "FORM_2009", "Edition"]
