"""The tests of printing ask the print workers each time."""

import pytest


@pytest.fixture(autouse=True, scope="module")
def _the_same_is_printed_once() -> None:
    """Nothing is taken from an earlier test here."""
