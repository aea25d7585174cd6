"""The verdict without filing or storing anything."""

import json
from pathlib import Path

from tests.running import run

CASE = Path(__file__).parent.parent / "cases" / "kingsoft-2009-11.json"


def changed(tmp_path: Path, *changes: tuple[str, str], **more: object) -> str:
    text = CASE.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / f"changed-{len(changes)}.json"
    path.write_text(json.dumps({**json.loads(text), **more}))
    return str(path)


# There is no database in this module: the command needs none.
def test_a_return_that_reconciles() -> None:
    code, stdout, _error = run("reconcile", str(CASE))
    assert code == 0
    assert "Derived: Total A. (ordinary shares): 52,000 + 67,000 + 752,000 = 871,000; stated: 871,000" in stdout
    assert "error" not in stdout


def test_a_return_that_does_not_with_its_likely_cause(tmp_path: Path) -> None:
    code, stdout, error = run("reconcile", changed(tmp_path, ('"movement": "871,000"', '"movement": "817,000"')))
    assert (code, error) == (1, "3 errors, 0 warnings without an explanation")
    assert (
        "II-2 error issued-0-movement: Ordinary shares (1): III.A totals 871,000; Section II states 817,000; "
        "difference 54,000." in stdout
    )
    assert "Likely cause: Everything would agree if" in stdout


def test_the_verdict_as_json(tmp_path: Path) -> None:
    code, stdout, _error = run(
        "reconcile", changed(tmp_path, ('"issued": "752,000"', '"issued": "See Remark (1)"')), "--json"
    )
    verdict = json.loads(stdout)
    assert code == 1
    assert verdict["may_be_filed"] is False
    assert [(f["code"], f["level"], f["cells"][0]) for f in verdict["findings"] if f["level"] != "note"] == [
        ("II-2", "warning", "options-2-issued"),
        ("T-4", "warning", "options-2-issued"),
    ]
    assert verdict["cannot_be_assessed"] == ["II-2", "A-1", "A-3", "T-1"]
    assert {"cell": "totals-1-shares", "rule": "A-3", "derived": "0", "stated": "N/A"}.items() <= (
        next(total for total in verdict["derived"] if total["cell"] == "totals-1-shares").items()
    )


def test_two_stated_figures_that_disagree_are_both_named_in_the_json(tmp_path: Path) -> None:
    _code, stdout, _stderr = run(
        "reconcile", changed(tmp_path, ('"movement": "871,000"', '"movement": "844,000"')), "--json"
    )
    found = {finding["code"]: finding for finding in json.loads(stdout)["findings"] if finding["level"] == "error"}
    assert found["II-2"]["stated"] == [
        {"where": "III.A", "figure": "871,000"},
        {"where": "Section II", "figure": "844,000"},
    ]
    assert found["II-2"]["marked"][:2] == ["issued-0-movement", "options-0-issued"]
    assert (found["II-1"]["found"], found["II-1"]["expected"]) == ("1,094,047,133", "1,094,020,133")


def test_a_warning_answered_in_the_file_does_not_block(tmp_path: Path) -> None:
    answer = {"code": "H-5", "cell": "authorised-0-stock_code", "reason": "Counter in RMB.", "name": "M. Harnett"}
    other_code = (
        '"share_class": "ordinary_1", "stock_code": "3888"',
        '"share_class": "ordinary_1", "stock_code": "80700"',
    )
    assert run("reconcile", changed(tmp_path, other_code))[0] == 1
    assert run("reconcile", changed(tmp_path, other_code, answers=[answer]))[0] == 0
    assert (
        run("reconcile", changed(tmp_path, other_code, answers=[{**answer, "cell": "authorised-1-stock_code"}]))[0] == 1
    )


def test_the_month_before_is_compared(tmp_path: Path) -> None:
    before = changed(
        tmp_path,
        ('"month_ended": "30/11/2009"', '"month_ended": "31/10/2009"'),
        ('"closing": "1,094,047,133"', '"closing": "1,093,176,134"'),
    )
    code, stdout, _error = run("reconcile", str(CASE), "--month-before", before)
    assert code == 1
    assert (
        "P-2 error issued-0-opening: II, ordinary shares (1), Balance at close of preceding month: "
        "entered 1,093,176,133; 1,093,176,134 brought forward; difference 1." in stdout
    )


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text("{")
    assert run("reconcile", str(path))[0] == 2
    assert run("reconcile", str(CASE), "--month-before", str(path))[0] == 2
