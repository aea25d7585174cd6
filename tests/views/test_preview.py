"""The page of a part, or of a number, as a picture."""

import io
import re

from django.contrib.auth.models import User
from django.test import Client
from PIL import Image

from returns import filing
from returns.models import MonthlyReturn

ADDRESS = "/3888/2009-11/page.png"


def picture(client: Client, **asked: str) -> bytes:
    """A page as it is answered."""
    response = client.get(ADDRESS, asked)
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/png", "no-store, private")
    assert Image.open(io.BytesIO(response.content)).width == 1000
    return response.content


def test_a_part_is_on_its_page(preparer: Client, november: MonthlyReturn) -> None:
    parts = ("head", "authorised_totals", "options", "other_movements", "totals", "remarks", "nonsense")
    pages = {part: picture(preparer, part=part) for part in parts}
    assert pages["head"] == pages["authorised_totals"] == pages["nonsense"]
    assert pages["options"] != pages["head"]
    assert pages["other_movements"] == pages["totals"]
    assert len({pages[part] for part in ("head", "options", "totals", "remarks")}) == 4


def test_its_place_is_kept_before_it_is_drawn(preparer: Client, approver: Client, november: MonthlyReturn) -> None:
    drawn = Image.open(io.BytesIO(picture(preparer, page="1")))
    filing.submit(november, User.objects.get(username="preparer"), november.version)
    for page in (preparer.get("/3888/2009-11/"), approver.get("/3888/2009-11/approve")):
        kept = set(re.findall(r'<img [^>]*?width="(\d+)"\s+height="(\d+)"', page.content.decode()))
        assert kept == {(str(drawn.width), str(drawn.height))}


def test_pages_have_numbers(preparer: Client, november: MonthlyReturn) -> None:
    pages = [picture(preparer, page=str(number)) for number in range(1, 8)]
    assert len(set(pages)) == 7
    assert pages[0] == picture(preparer, part="head")
    assert picture(preparer, part="options") in pages[1:]


def test_a_page_that_is_not_there_is_the_first(preparer: Client, november: MonthlyReturn) -> None:
    first = picture(preparer, page="1")
    for number in ("0", "8", "9999", "99999", "-1", "²", "x", ""):
        assert picture(preparer, page=number) == first, number


def test_of_what_is_filed_the_very_file_is_shown(preparer: Client, november: MonthlyReturn) -> None:
    draft = picture(preparer, page="7")
    filing.file_alone(november, None)
    filed = picture(preparer, page="7")
    # The code at the foot is dark where the draft has nothing.
    darkness = [Image.open(io.BytesIO(page)).convert("L").crop((700, 560, 950, 800)) for page in (draft, filed)]
    assert [page.getextrema()[0] < 50 for page in darkness] == [False, True]
