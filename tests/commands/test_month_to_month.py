"""Two months filed one after the other from the command line: each command a process, on a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from returns.exchange import figures_json
from returns.sheet import Sheet
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell

ROOT = Path(__file__).parent.parent.parent


def manage(database: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and standard output of a command."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "not secret"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def file_return(database: Path, sheet: Sheet) -> tuple[int, list[str]]:
    """Exit code, and the warnings and errors by code and cell."""
    figures = database.with_name(f"{database.stem}-{sheet.head.month}.json")
    figures.write_text(figures_json.dump(sheet))
    code, said = manage(database, "file_return", str(figures), "--pdf", str(figures.with_suffix(".pdf")))
    lines = [line.split(": ")[0] for line in said.splitlines()]
    return code, [line for line in lines if " warning " in line or " error " in line]


CONSOLIDATED = {
    "authorised-0-movement_shares": "(2,160,000,000)", "authorised-0-closing_shares": "240,000,000",
    "authorised-0-closing_par": "0.005",
    "issued-0-movement": "(984,642,420)", "issued-0-closing": "109,404,713",
    "other_movements-8-issued": "(984,642,420)", "other_movements-8-share_class": "ordinary_1",
    "other_movements-8-event_date": "15/12/2009",
    "totals-3-shares": "(984,642,420)", "totals-6-shares": "(984,642,420)",
    "head-not_applicable": "convertibles agreements",
    "head-remarks": "Every ten shares were consolidated into one on 15 December 2009.",
    **{f"options-{row}-exercise_price": price for row, price in enumerate(("0.353", "2.118", "2.4", "0.005", "36.0"))},
    **{
        f"options-{row}-may_be_issued": number
        for row, number in enumerate(("891,250", "348,150", "8,409,010", "170,050", "37,500"))
    },
}  # fmt: skip


@pytest.mark.slow
def test_the_month_after_is_compared_with_what_was_filed(kingsoft: Sheet, tmp_path: Path) -> None:
    database = tmp_path / "returns.sqlite3"
    assert manage(database, "migrate", "--verbosity", "0")[0] == 0
    set_cell(kingsoft, "options-0-name", "Directors' Scheme (A) - 2004")
    assert file_return(database, kingsoft) == (0, [])

    december = month_after(kingsoft)
    set_cell(december, "options-0-name", "Directors’ Scheme (A) – 2004")
    set_cell(december, "options-3-approval_date", "22/01/2007")
    assert file_return(database, december) == (1, ["P-6 warning options-3-approval_date"])
    set_cell(december, "options-3-approval_date", "30/06/2004")

    consolidated = figures_json.load(figures_json.dump(december).encode())
    for address, typed in CONSOLIDATED.items():
        set_cell(consolidated, address, typed)
    assert file_return(database, consolidated) == (1, ["P-7 warning authorised-0-closing_par"])
    assert file_return(database, december) == (0, [])
