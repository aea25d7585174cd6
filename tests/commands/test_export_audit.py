"""The audit trail as CSV."""

import csv
from io import StringIO

from tests.running import Database


def test_it_is_written_of_all_or_of_one_issuer(database: Database) -> None:
    assert database.run("load_demo", "--draft-only", DEMO="on").code == 0
    database.python("from returns.models import Issuer; Issuer.objects.create(name='Another', stock_code='5')")
    everything, of_one = (database.run("export_audit", *options) for options in ([], ["--issuer", "5"]))
    lines = list(csv.DictReader(StringIO(everything.out)))
    assert len(lines) == database.value("SELECT count(*) FROM returns_auditentry")
    assert {line["name"] for line in lines} == {"command line"}
    recorded = {line["what"]: line["new"] for line in csv.DictReader(StringIO(of_one.out))}
    assert (recorded["name"], recorded["stock_code"]) == ("Another", "5")
