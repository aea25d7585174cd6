"""From a Sheet to bytes, by worker processes that may die."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from returns.figures import BLANK
from returns.pdf import worker
from returns.pdf.pool import work
from returns.pdf.printing import CannotPrint, make_pdf, print_return
from returns.sheet import Sheet
from tests.pdf import faults, plain
from tests.pdf.reading import text


def test_the_same_sheet_makes_the_same_bytes(kingsoft: Sheet) -> None:
    pdf = print_return(kingsoft, draft=False)
    assert pdf == print_return(kingsoft, draft=False)
    assert pdf != print_return(kingsoft, draft=True)


def test_the_file_says_what_it_is(kingsoft: Sheet) -> None:
    pdf = PdfReader(BytesIO(print_return(kingsoft, draft=False)))
    assert pdf.metadata
    assert pdf.metadata.title == (
        "Monthly Return of Equity Issuer on Movements in Securities, Kingsoft Corporation Limited, 30/11/2009"
    )
    assert pdf.metadata.author == "Kingsoft Corporation Limited"
    assert pdf.metadata.creation_date_raw == "D:20091204"
    assert pdf.root_object["/Lang"] == "en"


def test_a_return_not_yet_submitted_is_dated_by_its_month(kingsoft: Sheet) -> None:
    kingsoft.head.date_submitted = BLANK
    pdf = PdfReader(BytesIO(print_return(kingsoft, draft=True)))
    assert pdf.metadata
    assert pdf.metadata.creation_date_raw == "D:20091130"


def test_an_unknown_edition_is_not_printed(kingsoft: Sheet) -> None:
    kingsoft.head.edition = "1066"
    with pytest.raises(CannotPrint, match="1066"):
        print_return(kingsoft, draft=True)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "mark.png")
    (tmp_path / "hide.css").write_text("body { display: none }")
    here = tmp_path.as_uri()
    html = f'<link rel="stylesheet" href="{here}/hide.css"><img src="{here}/mark.png"><p>Seen'
    css = f'@import "{here}/hide.css"; p {{ background: url("{here}/mark.png") }}'
    pdf = PdfReader(BytesIO(make_pdf(html, css)))
    assert pdf.pages[0].extract_text() == "Seen"
    assert not pdf.pages[0].images


def test_weasyprint_stays_out_of_this_process(kingsoft: Sheet) -> None:
    print_return(kingsoft, draft=False)
    assert "weasyprint" not in sys.modules


@pytest.mark.parametrize(
    ("befalls", "says"),
    [
        (faults.crash, "The printing process stopped unexpectedly. Please try again."),
        (faults.fail, "The PDF could not be made: no such page size"),
        (faults.fail_without_words, "The PDF could not be made: AssertionError"),
        (faults.hoard, "The print needs more memory than the server has for it."),
        (faults.hang, "Printing took longer than 1 seconds and was stopped."),
    ],
)
def test_a_print_that_fails_says_so_and_the_next_one_works(
    befalls: object, says: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(worker, "render", befalls)
        settings.PDF_TIMEOUT = 1
        with pytest.raises(CannotPrint) as refused:
            make_pdf("", "")
    assert str(refused.value) == says
    settings.PDF_TIMEOUT = 60
    assert text(make_pdf("<p>Still here", "")) == "Still here"


def test_a_print_that_failed_takes_no_memory_from_the_next(settings: Settings) -> None:
    for _attempt in range(3):
        with pytest.raises(CannotPrint, match=r"The PDF could not be made: laid out"):
            work(plain.failing_with, settings.PDF_MEMORY // 2)


def test_a_print_too_many_is_refused_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    make_pdf("<p>Warm", "")
    settings.PDF_QUEUE = 1
    with ThreadPoolExecutor(2) as threads, monkeypatch.context() as patch:
        patch.setattr(worker, "render", faults.doze)
        waiting = [threads.submit(make_pdf, "", "") for _place in range(2)]
        time.sleep(0.5)
        began = time.monotonic()
        with pytest.raises(CannotPrint, match="Too many prints are waiting"):
            make_pdf("", "")
        assert time.monotonic() - began < 1
        assert [future.result() for future in waiting] == [b"", b""]
    assert text(make_pdf("<p>Room again", "")) == "Room again"


def test_workers_that_died_idle_are_replaced() -> None:
    make_pdf("<p>Before", "")
    workers = multiprocessing.active_children()
    assert workers
    for process in workers:
        process.kill()
        process.join()
    for _attempt in range(100):
        try:
            assert text(make_pdf("<p>After", "")) == "After"
            return
        except CannotPrint:
            time.sleep(0.1)
    pytest.fail("No worker came back.")


@pytest.mark.parametrize("length", [1, 300_000], ids=["taken by the system", "more than it takes"])
def test_workers_that_were_stopped_are_replaced(
    length: int, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    make_pdf("<p>Before", "")
    stopped = multiprocessing.active_children()
    for process in stopped:
        assert process.pid
        os.kill(process.pid, signal.SIGSTOP)
    settings.PDF_TIMEOUT = 1
    with pytest.raises(CannotPrint) as refused:
        make_pdf("<p>" + "x" * length, "")
    assert str(refused.value) == "The printing process did not answer, and another was started. Please try again."
    assert [(entry.levelno, entry.getMessage()) for entry in caplog.records] == [
        (logging.ERROR, "No printing process answered within 2 seconds: others are started")
    ]
    settings.PDF_TIMEOUT = 60
    assert text(make_pdf("<p>After", "")) == "After"
    assert not any(process.is_alive() for process in stopped)


def test_a_print_behind_others_that_hang_is_told_so(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    make_pdf("<p>Warm", "")
    settings.PDF_TIMEOUT = 1

    def refused(_place: int) -> str:
        with pytest.raises(CannotPrint) as fault:
            make_pdf("", "")
        return str(fault.value)

    with ThreadPoolExecutor(4) as threads, monkeypatch.context() as patch:
        patch.setattr(worker, "render", faults.hang)
        said = set(threads.map(refused, range(4)))
    assert said == {
        "Printing took longer than 1 seconds and was stopped.",
        "Too many prints are waiting. Please try again in a minute.",
    }
    settings.PDF_TIMEOUT = 60
    assert text(make_pdf("<p>After", "")) == "After"


def test_threads_print_at_the_same_time(kingsoft: Sheet) -> None:
    one = print_return(kingsoft, draft=False)
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: print_return(kingsoft, draft=False), range(4))) == {one}


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_has_workers_of_its_own() -> None:
    make_pdf("<p>Parent", "")
    child = os.fork()
    if not child:
        try:
            os._exit(0 if text(make_pdf("<p>Child", "")) == "Child" else 1)
        finally:
            os._exit(2)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert text(make_pdf("<p>Parent", "")) == "Parent"
