"""The page of a part as a picture."""

import io

from django.test import Client
from PIL import Image

from returns.models import MonthlyReturn

ADDRESS = "/3888/2009-11/page.png"


def test_a_part_stands_on_its_page(preparer: Client, november: MonthlyReturn) -> None:
    pages = {}
    for part in ("head", "authorised_totals", "options", "other_movements", "nonsense"):
        response = preparer.get(ADDRESS, {"part": part})
        assert (response["Content-Type"], response["Cache-Control"]) == ("image/png", "no-store")
        assert Image.open(io.BytesIO(response.content)).width == 1000
        pages[part] = response.content
    assert pages["head"] == pages["authorised_totals"] == pages["nonsense"]
    assert pages["options"] != pages["head"]
    assert pages["other_movements"] != pages["options"]
