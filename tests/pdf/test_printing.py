"""From a Sheet to bytes, by worker processes that may die."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from returns.figures import BLANK
from returns.pdf import pool, worker
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
        (
            faults.crash,
            "The printing process stopped again and again (signal or exit code -11). "
            "Please tell the administrator; the log says more.",
        ),
        (
            faults.be_killed,
            "The system stopped the printing process again and again, as it does when memory runs out. Please tell the "
            "administrator; the log says more.",
        ),
        (faults.fail, "The PDF could not be made: no such page size"),
        (faults.fail_without_words, "The PDF could not be made: AssertionError"),
        (
            faults.hoard,
            "Printing needs more memory than the server has for it (PDF_MEMORY). "
            "Please tell the administrator; the log says more.",
        ),
        (
            faults.fill_the_disk,
            "The server has no room left on its disk or in its shared memory (/dev/shm), so nothing prints. "
            "Please tell the administrator; the log says more.",
        ),
        (faults.hang, "Printing took longer than 1 seconds and was stopped."),
    ],
)
def test_a_print_that_fails_says_so_and_the_next_one_works(
    befalls: object, says: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(worker, "render", befalls)
        if befalls is faults.hang:
            # A second for the print, and all the time that a loaded machine needs to begin with it.
            settings.PDF_TIMEOUT = 1
            patch.setattr(pool, "LIMITS", 600)
        with pytest.raises(CannotPrint) as refused:
            make_pdf("", "")
    assert str(refused.value) == says
    settings.PDF_TIMEOUT = 600
    assert text(make_pdf("<p>Still here", "")) == "Still here"


def test_a_print_that_failed_takes_no_memory_from_the_next(settings: Settings) -> None:
    for _attempt in range(3):
        with pytest.raises(CannotPrint, match=r"The PDF could not be made: laid out"):
            work(plain.failing_with, settings.PDF_MEMORY // 2)


def test_a_print_that_ends_its_process_is_tried_three_times(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tried = tmp_path / "tried"
    monkeypatch.setattr(worker, "render", faults.be_killed_after_noting)
    with pytest.raises(CannotPrint, match="as it does when memory runs out"):
        make_pdf(str(tried), "")
    assert tried.read_text() == "+++"
    assert [(entry.levelno, entry.getMessage()) for entry in caplog.records] == [
        (logging.ERROR, "A printing process ended (-9); see “When nothing prints” in docs/deployment.md")
    ] * 3


def test_only_the_print_that_ends_its_process_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    settings.PDF_QUEUE = 40

    def outcome(place: int) -> str:
        try:
            return make_pdf(str(tmp_path / "tried") if place == 5 else "", "").decode()
        except CannotPrint as fault:
            return str(fault)[:10]

    monkeypatch.setattr(worker, "render", faults.be_killed_where_told)
    with ThreadPoolExecutor(12) as threads:
        said = list(threads.map(outcome, range(12)))
    assert [place for place, text in enumerate(said) if text != "done"] == [5]
    assert said[5] == "The system"


def test_prints_that_wait_behind_killed_workers_are_done_all_the_same(settings: Settings) -> None:
    settings.PDF_QUEUE = 40
    make_pdf("<p>Warm", "")
    first = make_pdf("<p>0", "")
    with ThreadPoolExecutor(41) as threads:
        waiting = [threads.submit(make_pdf, f"<p>{place}", "") for place in range(41)]
        for done in (5, 20):
            # So many are done: others are being printed, or wait.
            while sum(future.done() for future in waiting) < done:
                time.sleep(0.01)
            for process in multiprocessing.active_children():
                process.kill()
        said = [future.result() for future in waiting]
    assert said[0] == first
    assert [text(pdf) for pdf in said] == [str(place) for place in range(41)]


def test_what_a_machine_lacks_is_named_and_looked_for_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fonts = tmp_path / "fonts.conf"

    def refused() -> str:
        with pytest.raises(CannotPrint) as fault:
            work(faults.print_with_fonts, str(fonts))
        return str(fault.value)

    see = "Please tell the administrator; the log says more."
    assert refused() == f"The server cannot print: {fonts} cannot be read. {see}"
    promised = worker.FONTS.read_text()
    fonts.write_text(promised.replace("<string>Noto Serif CJK HK<", "<string>Noto Sarif CJK HK<"))
    assert refused() == f"The server cannot print: there is no font Noto Serif CJK HK. {see}"
    fonts.write_text(promised.replace("/share/fonts", "/share/no/fonts"))
    assert refused() == f"The server cannot print: there is no font {', '.join(worker.FAMILIES)}. {see}"
    fonts.write_text(promised)
    assert text(work(faults.print_with_fonts, str(fonts))) == "Printed"
    assert {entry.levelno for entry in caplog.records} == {logging.ERROR}
    assert "there is no font Noto Serif CJK HK" in caplog.text


def test_a_print_too_many_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    make_pdf("<p>Warm", "")
    settings.PDF_QUEUE = 1
    gate = tmp_path / "gate"
    with ThreadPoolExecutor(2) as threads, monkeypatch.context() as patch:
        patch.setattr(worker, "render", faults.wait_for)
        waiting = [threads.submit(make_pdf, str(gate), "") for _place in range(2)]
        while pool._workers._tasks < 2:
            time.sleep(0.01)
        # Both have their place and neither is done, so this one is refused while they are there.
        with pytest.raises(CannotPrint, match="Too many prints are waiting"):
            make_pdf("", "")
        assert not any(future.done() for future in waiting)
        gate.touch()
        assert [future.result() for future in waiting] == [b"", b""]
    assert text(make_pdf("<p>Room again", "")) == "Room again"


def test_workers_that_died_idle_are_replaced() -> None:
    make_pdf("<p>Before", "")
    workers = multiprocessing.active_children()
    assert workers
    for process in workers:
        process.kill()
        process.join()
    assert text(make_pdf("<p>After", "")) == "After"


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
    settings.PDF_TIMEOUT = 600
    assert text(make_pdf("<p>After", "")) == "After"
    assert not any(process.is_alive() for process in stopped)


def test_a_print_behind_too_many_others_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    make_pdf("<p>Warm", "")
    gates = [tmp_path / "first", tmp_path / "second"]
    with ThreadPoolExecutor(2) as threads, monkeypatch.context() as patch:
        patch.setattr(worker, "render", faults.wait_for)
        first, second = (threads.submit(make_pdf, str(gate), "") for gate in gates)
        while pool._workers._tasks < 2:
            time.sleep(0.01)
        answers = pool._workers.started().answers

        def time_is_up(futures: list[Future[bytes]], timeout: float) -> object:
            """One of those before it is done, the other is not, and no time is left."""
            gates[0].touch()
            while pool._workers.started().answers == answers:
                time.sleep(0.01)
            return wait(futures, timeout=0)

        patch.setattr(pool, "wait", time_is_up)
        with pytest.raises(CannotPrint, match="Too many prints are waiting"):
            make_pdf(str(tmp_path / "never"), "")
        gates[1].touch()
        assert [first.result(), second.result()] == [b"", b""]
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
