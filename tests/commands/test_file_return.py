"""The whole job from the command line: filed, or nothing done."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.running import Database, run

CASE = Path(__file__).parent.parent / "cases" / "kingsoft-2009-11.json"
OTHER_CODE = ('"share_class": "ordinary_1", "stock_code": "3888"', '"share_class": "ordinary_1", "stock_code": "80700"')
ANSWER = {"code": "H-5", "cell": "authorised-0-stock_code", "reason": "The counter in RMB.", "name": "M. Harnett"}

Written = Callable[..., str]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.pdf"


@pytest.fixture
def with_people(database: Database) -> Database:
    """Kingsoft with a preparer and an approver."""
    database.python(
        "from django.contrib.auth.models import User\n"
        "from returns.models import Issuer, Membership\n"
        "issuer = Issuer.objects.create(name='Kingsoft Corporation Limited', stock_code='3888')\n"
        "for name, role in (('maker', 'preparer'), ('checker', 'approver')):\n"
        "    Membership.objects.create(issuer=issuer, user=User.objects.create_user(name), role=role)\n"
    )
    return database


def counts(database: Database) -> list[int]:
    """Issuers, returns, answers, filings and entries in the trail."""
    tables = ("issuer", "monthlyreturn", "answer", "filing", "auditentry")
    return [database.value(f"SELECT count(*) FROM returns_{table}") for table in tables]


def test_a_return_that_reconciles_is_filed_and_printed(database: Database, out: Path) -> None:
    filed = database.run("file_return", str(CASE), "--pdf", str(out))
    assert filed.code == 0, filed.err
    [(pdf, sha256, name, approver)] = database.rows(
        "SELECT pdf, pdf_sha256, filed_name, approved_name FROM returns_filing"
    )
    assert out.read_bytes() == bytes(pdf)
    assert sha256 in filed.out
    assert "196,506.20" in "".join(page.extract_text() for page in PdfReader(out).pages)
    # One person answers for both where no checker is named.
    assert (name, approver) == ("command line", "command line")
    assert database.value("SELECT count(*) FROM returns_monthlyreturn WHERE is_alone AND state = 'filed'") == 1
    # It was filed years after the date that it states, and the trail says so.
    [(said,)] = database.rows(
        "SELECT new FROM returns_auditentry WHERE cell = 'head-date_submitted' AND part = 'answers'"
    )
    assert said == "Entered from the command line, after the date on which it was submitted."
    again = database.run("file_return", str(CASE), "--pdf", str(out.with_name("again.pdf")))
    assert (again.code, again.err[:4]) == (1, "H-4:")
    assert not out.with_name("again.pdf").exists()
    assert database.value("SELECT count(*) FROM returns_filing") == 1
    assert database.run("verify_archive").code == 0


def test_explanations_in_the_file_are_kept_with_their_figures(
    database: Database, written: Written, out: Path, tmp_path: Path
) -> None:
    """Written before the filing and in the transaction of their draft: the trip-wire looks when that commits."""
    path = tmp_path / "explained.json"
    path.write_text(json.dumps({**json.loads(Path(written(CASE, OTHER_CODE)).read_text()), "answers": [ANSWER]}))
    filed = database.run("file_return", str(path), "--pdf", str(out))
    assert filed.code == 0, filed.err
    assert database.rows("SELECT code, reason, name FROM returns_answer WHERE code = 'H-5'") == [
        ("H-5", "The counter in RMB.", "M. Harnett")
    ]
    entry = "SELECT what, new, note FROM returns_auditentry WHERE action = 'answered' AND what = 'H-5'"
    assert database.rows(entry) == [("H-5", "The counter in RMB.", "M. Harnett")]
    assert database.run("verify_archive").code == 0


def test_a_return_that_does_not_reconcile_is_reported_line_by_line(
    database: Database, written: Written, out: Path
) -> None:
    wrong = written(CASE, ('"movement": "871,000"', '"movement": "871,001"'))
    refused = database.run("file_return", wrong, "--pdf", str(out))
    assert refused.code == 1
    lines = [line.split(":")[0] for line in refused.out.splitlines()]
    assert [line for line in lines if "error" in line] == [
        "II-1 error issued-0-closing",
        "II-2 error issued-0-movement",
        "T-1 error issued-0-movement",
    ]
    assert not out.exists()
    assert counts(database) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        # What no font has: it reconciles, and cannot be printed.
        (('"title": "Secretary"', '"title": "Secretary \ue123"'), [], r"No font|cannot be printed|print"),
        ((), ["--by", "maker", "--approved-by", "maker"], "Only a person who is approver"),
        ((), ["--by", "checker", "--approved-by", "checker"], "Only a person who is preparer"),
        (('"date_submitted": "04/12/2009"', '"date_submitted": "04/12/2199"'), [], "findings"),
        (('"month_ended": "30/11/2009"', '"month_ended": "30/11/2199"'), [], "has not begun yet"),
    ],
    ids=["no glyph", "no approver", "no preparer", "dated ahead", "not begun"],
)
def test_whatever_stops_it_nothing_is_left(
    with_people: Database, written: Written, out: Path, change: tuple[str, str], options: list[str], words: str
) -> None:
    before = counts(with_people)
    refused = with_people.run("file_return", written(CASE, *([change] if change else [])), "--pdf", str(out), *options)
    assert refused.code == 1
    assert re.search(words, refused.err), refused.err
    assert "Traceback" not in refused.err
    assert counts(with_people) == before
    assert not out.exists()


def test_maker_and_checker_are_named(with_people: Database, out: Path) -> None:
    named = ["--by", "maker", "--approved-by", "checker"]
    filed = with_people.run("file_return", str(CASE), "--pdf", str(out), *named)
    assert filed.code == 0, filed.err
    assert with_people.rows("SELECT filed_name, approved_name FROM returns_filing") == [("maker", "checker")]
    assert with_people.value("SELECT count(*) FROM returns_monthlyreturn WHERE is_alone") == 0


def test_the_draft_of_the_demo_is_filed_by_the_file_that_it_came_from(database: Database, out: Path) -> None:
    """The demo leaves the date submitted to the day of filing; the file states it, and nothing else."""
    assert database.run("load_demo", "--draft-only", DEMO="on").code == 0
    assert database.value("SELECT date_submitted FROM returns_monthlyreturn") == ""
    filed = database.run("file_return", str(CASE), "--pdf", str(out))
    assert filed.code == 0, filed.err
    assert database.value("SELECT date_submitted FROM returns_monthlyreturn") == "2009-12-04"


def test_a_draft_with_other_figures_is_kept_unless_replacing_is_asked_for(
    with_people: Database, written: Written, out: Path
) -> None:
    with_people.python(
        "from pathlib import Path\n"
        "from returns import filing\n"
        "from returns.exchange.figures_json import load\n"
        f"filing.record(load(Path({str(CASE)!r}).read_bytes()), None)\n"
    )
    other = written(CASE, ('"title": "Secretary"', '"title": "Director"'))
    refused = with_people.run("file_return", other, "--pdf", str(out))
    assert (refused.code, "with other figures is on record" in refused.err) == (1, True)
    assert with_people.rows("SELECT title, state FROM returns_monthlyreturn") == [("Secretary", "draft")]
    assert with_people.run("file_return", other, "--pdf", str(out), "--replace").code == 0
    assert with_people.rows("SELECT title, state FROM returns_monthlyreturn") == [("Director", "filed")]


def test_a_file_that_cannot_be_read_is_reported_with_place_and_reason(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text('{\n "format": \n}')
    wrong = run("file_return", str(path), "--pdf", str(out))
    assert (wrong.code, wrong.err) == (2, f"{path}: line 3, column 1: Expecting value")
    wrong = run("file_return", str(tmp_path / "none.json"), "--pdf", str(out))
    assert (wrong.code, wrong.err) == (2, f"{tmp_path / 'none.json'}: No such file or directory")
    path.write_text(json.dumps({**json.loads(CASE.read_text()), "options": [{"granted": []}]}))
    wrong = run("file_return", str(path), "--pdf", str(out))
    assert wrong.code == 2
    assert wrong.err.startswith(f"{path}: options[0].granted: ")


def test_what_the_command_line_gets_wrong_files_nothing(database: Database, tmp_path: Path, out: Path) -> None:
    for options, words in (
        (["--pdf", str(tmp_path / "no" / "such" / "out.pdf")], "no such folder"),
        (["--pdf", str(tmp_path)], "cannot be written"),
        (["--pdf", str(out), "--by", "nobody"], "There is no user nobody."),
        (["--pdf", str(out), "--approved-by", "nobody"], "There is no user nobody."),
    ):
        refused = database.run("file_return", str(CASE), *options)
        assert refused.code == 2
        assert words in refused.err
    assert counts(database) == [0, 0, 0, 0, 0]


def test_a_database_that_is_not_there_is_named(out: Path) -> None:
    refused = run("file_return", str(CASE), "--pdf", str(out))
    assert refused.code == 2
    assert refused.err.startswith("The database cannot be used: ")
    assert "Traceback" not in refused.err
