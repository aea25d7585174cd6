"""Migrations are not undone where that would delete what was filed."""

from pathlib import Path

from tests.running import Database

CASE = Path(__file__).parent.parent / "cases" / "kingsoft-2009-11.json"


def test_on_an_empty_database_they_are_undone_and_done_again(database: Database) -> None:
    for target in ("0002", "zero"):
        undone = database.run("migrate", "returns", target)
        assert undone.code == 0, undone.err
    assert database.run("migrate").code == 0
    assert database.run("verify_archive").code == 0


def test_what_was_filed_is_not_migrated_away(database: Database, tmp_path: Path) -> None:
    filed = database.run("file_return", str(CASE), "--pdf", str(tmp_path / "out.pdf"))
    assert filed.code == 0, filed.err
    for target in (["returns", "zero"], ["returns", "0002"], ["returns", "0010"], ["auth", "zero"]):
        refused = database.run("migrate", *target)
        assert refused.code == 1
        assert refused.err.startswith("Nothing was changed: undoing these migrations would delete what was filed")
    # The guards are still there, and so is what they guard.
    assert database.run("verify_archive", "--expect-filings", "1").code == 0
    assert database.run("migrate").code == 0
