"""Pages that are kept, and long tables laid out a run at a time, are the pages that WeasyPrint makes by itself."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader

from returns.editions import EDITIONS
from returns.figures import number
from returns.models import OptionScheme, Warrant
from returns.pdf import printing, worker
from returns.pdf.pool import CannotPrint, work
from returns.sheet import Sheet
from tests.pdf import plain
from tests.pdf.test_verify_print import full

CSS = printing._style(EDITIONS["2009"])


def leaves_of(sheet: Sheet, draft: bool = False) -> tuple[str, ...]:
    return printing._leaves(sheet, EDITIONS["2009"], draft)


def images(pdf: bytes) -> Iterator[bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        for number_ in range(len(document)):
            yield document[number_].render(scale=1).to_pil().tobytes()


def schemes(rows: int) -> list[OptionScheme]:
    return [OptionScheme(name=f"Scheme {row}", currency="HK$", granted=number(row)) for row in range(rows)]


@pytest.mark.parametrize("draft", [False, True])
def test_kept_pages_look_as_weasyprint_alone_makes_them(draft: bool, kingsoft: Sheet) -> None:
    leaves = leaves_of(full(kingsoft), draft)
    made = work(worker.render_leaves, leaves, CSS)
    assert list(images(made)) == list(images(work(plain.by_weasyprint_alone, leaves, CSS)))
    assert work(worker.render_leaves, leaves, CSS) == made


def test_what_a_worker_printed_before_makes_no_difference(kingsoft: Sheet) -> None:
    leaves = leaves_of(kingsoft)
    cold = work(plain.from_cold, leaves, CSS)
    kingsoft.options[0].granted = number(3)
    kingsoft.head.issuer_name = "金山軟件有限公司"
    work(worker.render_leaves, leaves_of(kingsoft), CSS)
    assert work(worker.render_leaves, leaves, CSS) == cold


def test_a_character_no_font_has_is_not_carried_into_later_prints(kingsoft: Sheet) -> None:
    leaves = leaves_of(kingsoft)
    cold = work(plain.from_cold, leaves, CSS)
    assert work(worker.render_leaves, leaves, CSS) == cold
    kingsoft.options[0].name = "2004 \ue000"
    with pytest.raises(CannotPrint):
        work(worker.render_leaves, leaves_of(kingsoft), CSS)
    assert work(worker.render_leaves, leaves, CSS) == cold


def test_long_tables_are_the_same_in_runs(kingsoft: Sheet) -> None:
    kingsoft.options = schemes(71)
    kingsoft.warrants = [Warrant(description=f"Warrants {row}", opening=number(row)) for row in range(40)]
    for draft in (False, True):
        leaves = leaves_of(kingsoft, draft)
        at_once = work(plain.in_runs_of, 1000, leaves, CSS)
        in_runs = work(plain.in_runs_of, 25, leaves, CSS)
        assert list(images(in_runs)) == list(images(at_once))


def test_runs_are_tagged_as_one_file(kingsoft: Sheet) -> None:
    kingsoft.options = schemes(71)
    leaves = leaves_of(kingsoft)
    counts = []
    for rows in (1000, 25):
        root = PdfReader(BytesIO(work(plain.in_runs_of, rows, leaves, CSS))).root_object["/StructTreeRoot"]
        kinds: dict[str, int] = {}
        names = []
        stack = [root["/K"][0].get_object()]
        while stack:
            node = stack.pop()
            kinds[node["/S"]] = kinds.get(node["/S"], 0) + 1
            names += [node["/ID"]] if "/ID" in node else []
            stack += [kid.get_object() for kid in node["/K"] if not isinstance(kid, int)]
        assert len(names) == len(set(names))
        counts.append(kinds)
    assert counts[0] == counts[1]


def test_only_so_many_pages_are_kept(kingsoft: Sheet) -> None:
    for row in range(4):
        kingsoft.options = schemes(row)
        # Seven pages of this return, and of each of the others the one that says something else.
        assert 0 < work(plain.keeping, 8, leaves_of(kingsoft), CSS) <= 8
