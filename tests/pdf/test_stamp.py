"""A filed print carries its figures, and says how to check them."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO

import pypdfium2
import pytest
import segno
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from returns.exchange import figures_json
from returns.pdf.printing import print_return, stamp_of
from returns.pdf.verify_print import NotProved, prove
from returns.sheet import Sheet
from tests.pdf.reading import pages

ONE_PRINT = """
import django, hashlib, pathlib
django.setup()
from returns.exchange import figures_json
from returns.pdf.printing import make_pdf, print_return
if __name__ == "__main__":
    sheet = figures_json.load(pathlib.Path("tests/cases/kingsoft-2009-11.json").read_bytes())
    print(hashlib.sha256(print_return(sheet, draft=False, figures=figures_json.dump(sheet))).hexdigest())
"""


def filed(sheet: Sheet) -> bytes:
    return print_return(sheet, draft=False, figures=figures_json.dump(sheet))


def test_the_figures_are_attached_as_the_data_of_the_print(kingsoft: Sheet) -> None:
    reader = PdfReader(BytesIO(filed(kingsoft)))
    assert reader.attachments["3888-2009-11-r0.json"] == [figures_json.dump(kingsoft).encode()]
    (file,) = reader.root_object["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Data"
    assert file.get_object()["/Desc"] == "Figures of the return, format monthly-return/1"
    embedded = file.get_object()["/EF"]["/F"].get_object()
    assert embedded["/Subtype"] == "/application/json"
    assert embedded["/Params"]["/ModDate"] == "D:20091204000000Z"


def test_the_last_page_ends_in_the_filing_and_the_hash_of_its_figures(kingsoft: Sheet) -> None:
    kingsoft.head.revision = 2
    figures = figures_json.dump(kingsoft)
    assert (
        f"continuation sheet. Filing 3888-2009-11 r2. SHA-256 of its figures: {sha256(figures.encode()).hexdigest()} "
        "The figures are attached to this file as 3888-2009-11-r2.json. "
        "They can be checked at http://127.0.0.1:8000/verify"
    ) in pages(filed(kingsoft))[-1]


def test_the_code_on_the_page_leads_to_the_check(kingsoft: Sheet, settings: Settings) -> None:
    settings.BASE_URL = "https://returns.example"
    address = stamp_of(kingsoft, figures_json.dump(kingsoft)).address
    assert (
        address == f"https://returns.example/verify?sha256={sha256(figures_json.dump(kingsoft).encode()).hexdigest()}"
    )
    matrix = segno.make(address, micro=False).matrix
    # 22 mm with a border of two modules; drawn at ten pixels a module.
    module = 22 / 25.4 * 72 / (len(matrix) + 4)
    with pypdfium2.PdfDocument(filed(kingsoft)) as pdf:
        page = pdf[len(pdf) - 1]
        bounds = [item.get_bounds() for item in page.get_objects()]
        ((left, bottom, right, top),) = [box for box in bounds if box[3] - box[1] > 30 * module]
        image = page.render(scale=10 / module).to_pil().convert("1")
    x, y = (left + right) / 2 * 10 / module, image.height - (bottom + top) / 2 * 10 / module
    first = -5 * (len(matrix) - 1)
    for row, modules in enumerate(matrix):
        places = [(int(x + first + 10 * column), int(y + first + 10 * row)) for column in range(len(matrix))]
        assert [image.getpixel(place) == 0 for place in places] == [bool(black) for black in modules], f"row {row}"


def test_the_same_figures_make_the_same_bytes_anywhere(kingsoft: Sheet) -> None:
    def elsewhere(**variables: str) -> str:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"} | variables
        return subprocess.run(  # noqa: S603
            [sys.executable, "-c", ONE_PRINT], env=environment, capture_output=True, check=True, text=True
        ).stdout.strip()

    here = sha256(filed(kingsoft)).hexdigest()
    assert elsewhere(TZ="America/New_York", PYTHONHASHSEED="1") == here
    assert elsewhere(TZ="Asia/Tokyo", PYTHONHASHSEED="2", LANG="C") == here


def test_other_figures_make_other_bytes(kingsoft: Sheet) -> None:
    pdf = filed(kingsoft)
    kingsoft.head.title = "Director"
    assert filed(kingsoft) != pdf


def test_a_print_that_carries_other_figures_is_not_proved(kingsoft: Sheet) -> None:
    figures = figures_json.dump(kingsoft)
    prove(kingsoft, filed(kingsoft), figures)
    with pytest.raises(NotProved, match=sha256(figures.encode()).hexdigest()):
        prove(kingsoft, print_return(kingsoft, draft=False, figures=json.dumps(json.loads(figures))), figures)
    with pytest.raises(NotProved, match="Filing 3888-2009-11 r0"):
        prove(kingsoft, print_return(kingsoft, draft=False), figures)
    with pytest.raises(NotProved, match="Filing 3888-2009-11 r0"):
        prove(kingsoft, filed(kingsoft))
