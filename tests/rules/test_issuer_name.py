"""The printed name of the issuer beside the one on record."""

import pytest

from returns.sheet import Sheet
from tests.rules.breaking import found, set_cell

NAME, NEW = "Kingsoft Corporation Limited", "Kingsoft Cloud Holdings Limited"


@pytest.mark.parametrize(
    ("printed", "on_record", "is_same"),
    [
        ("KINGSOFT  CORPORATION LIMITED", NAME, True),
        (f"{NAME}金山軟件有限公司", NAME, True),
        (f"{NAME} (Incorporated in the Cayman Islands)", NAME, True),
        ("金山軟件有限公司", f"{NAME} 金山軟件有限公司", True),
        (NAME, f"{NAME} 金山軟件有限公司", True),
        ("Kingsoft’s Holdings Limited", "KINGSOFT'S HOLDINGS LIMITED", True),
        ("Limited", NAME, False),
        ("Kingsoft Corp Limited", NAME, False),
        (NEW, NAME, False),
        ("Kingsoft Corporation Limiteds", NAME, False),
    ],
)
def test_the_printed_name_is_the_one_on_record(clean: Sheet, printed: str, on_record: str, is_same: bool) -> None:
    clean.head.issuer.name = on_record
    set_cell(clean, "head-issuer_name", printed)
    assert found(clean) == ([] if is_same else [("H-6", "head-issuer_name", printed, on_record, "")])
