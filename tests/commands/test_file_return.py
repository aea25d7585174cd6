"""The whole job from the command line."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from returns.models import Filing, Issuer, MonthlyReturn
from tests.filing.people import person
from tests.running import run

CASE = Path(__file__).parent.parent / "cases" / "kingsoft-2009-11.json"

pytestmark = pytest.mark.django_db


def file_return(figures: Path, out: Path, *options: str) -> tuple[int, str, str]:
    """Exit code, standard output, and standard error."""
    return run("file_return", str(figures), "--pdf", str(out), *options)


def wrong(tmp_path: Path, old: str, new: str) -> Path:
    path = tmp_path / "figures.json"
    path.write_text(CASE.read_text().replace(old, new, 1))
    return path


def test_a_return_that_reconciles_is_filed_and_printed(tmp_path: Path) -> None:
    code, stdout, _stderr = file_return(CASE, tmp_path / "out.pdf")
    assert code == 0
    filed = Filing.objects.get()
    assert (tmp_path / "out.pdf").read_bytes() == bytes(filed.pdf)
    assert filed.pdf_sha256 in stdout
    assert "196,506.20" in "".join(page.extract_text() for page in PdfReader(tmp_path / "out.pdf").pages)


def test_a_return_that_does_not_reconcile_is_told_line_by_line(tmp_path: Path) -> None:
    code, stdout, _stderr = file_return(
        wrong(tmp_path, '"movement": "871,000"', '"movement": "871,001"'), tmp_path / "out.pdf"
    )
    assert code == 1
    lines = [line.split(":")[0] for line in stdout.splitlines()]
    assert [line for line in lines if "error" in line] == [
        "II-1 error issued-0-closing",
        "II-2 error issued-0-movement",
        "T-1 error issued-0-movement",
    ]
    assert not (tmp_path / "out.pdf").exists()
    assert not MonthlyReturn.objects.exists()


def test_a_return_already_filed_is_not_filed_again(tmp_path: Path) -> None:
    file_return(CASE, tmp_path / "out.pdf")
    code, _stdout, stderr = file_return(CASE, tmp_path / "again.pdf")
    assert (code, stderr[:4]) == (1, "H-4:")
    assert not (tmp_path / "again.pdf").exists()
    assert Filing.objects.count() == 1


def test_a_file_that_cannot_be_read_is_told_with_file_place_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text('{\n "format": \n}')
    assert file_return(path, tmp_path / "out.pdf")[::2] == (2, f"{path}: line 3, column 1: Expecting value")
    code, _stdout, stderr = file_return(tmp_path / "none.json", tmp_path / "out.pdf")
    assert (code, stderr) == (2, f"{tmp_path / 'none.json'}: No such file or directory")
    path.write_text(json.dumps({**json.loads(CASE.read_text()), "options": [{"granted": []}]}))
    code, _stdout, stderr = file_return(path, tmp_path / "out.pdf")
    assert code == 2
    assert stderr.startswith(f"{path}: options[0].granted: ")


def test_where_the_pdf_cannot_be_written_nothing_is_filed(tmp_path: Path) -> None:
    code, _stdout, stderr = file_return(CASE, tmp_path / "no" / "such" / "out.pdf")
    assert code == 2
    assert "no such folder" in stderr
    assert not Filing.objects.exists()


def test_an_unknown_user_files_nothing(tmp_path: Path) -> None:
    assert file_return(CASE, tmp_path / "out.pdf", "--by", "nobody")[::2] == (2, "There is no user nobody.")
    assert not Filing.objects.exists()


def test_maker_and_checker_are_named(tmp_path: Path) -> None:
    file_return(CASE, tmp_path / "out.pdf", "--by", "nobody")
    issuer = Issuer.objects.create(name="Kingsoft Corporation Limited", stock_code="3888")
    person(issuer, "maker", "preparer")
    person(issuer, "checker", "approver")
    code, _stdout, stderr = file_return(CASE, tmp_path / "out.pdf", "--approved-by", "checker")
    assert (code, stderr) == (2, "--approved-by needs --by: the maker beside the checker.")
    code, _stdout, stderr = file_return(CASE, tmp_path / "out.pdf", "--by", "maker", "--approved-by", "maker")
    assert code == 1
    assert "Only a person who is approver" in stderr
    assert file_return(CASE, tmp_path / "out.pdf", "--by", "maker", "--approved-by", "checker")[0] == 0
    filed = Filing.objects.get()
    assert (filed.filed_name, filed.approved_name, filed.monthly_return.is_alone) == ("maker", "checker", False)


def test_one_person_answers_for_both_where_no_checker_is_named(tmp_path: Path) -> None:
    file_return(CASE, tmp_path / "out.pdf")
    filed = Filing.objects.get()
    assert (filed.filed_name, filed.approved_name, filed.monthly_return.is_alone) == (
        "command line",
        "command line",
        True,
    )
