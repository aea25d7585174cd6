"""How heavy the editor is with 2,000 option rows: python bench/editor.py prints page size and times.

The page is built, and one cell changed, through the views, on a database in a file of its own. Processor time, so that
a busy machine counts less; how long all rules take in the same run is printed beside it.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
_home = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{_home.name}/bench.sqlite3"

import django  # noqa: E402  (the settings need the database's place first)

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from bench.reconcile import kingsoft, median_ms, with_options  # noqa: E402
from returns import filing  # noqa: E402
from returns.deadlines import month_after  # noqa: E402
from returns.exchange import figures_json  # noqa: E402
from returns.filing import closing  # noqa: E402
from returns.models import Membership  # noqa: E402
from returns.sheet import Sheet  # noqa: E402

ROWS = 2_000
ROUNDS = 15
MOST_MS, MOST_BYTES = 300, 2_000_000


def client() -> Client:
    """A preparer, logged in, of the demo return and of one with as many option rows."""
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("preparer")
    for sheet in (kingsoft(), with_options(ROWS)):
        made = filing.record(_renamed(sheet, "4") if len(sheet.options) < ROWS else sheet, None)
        Membership.objects.create(issuer=made.issuer, user=user, role="preparer")
    found = Client()
    found.force_login(user)
    return found


def _renamed(sheet: Sheet, code: str) -> Sheet:
    """The same return of an issuer with another stock code."""
    return figures_json.load(figures_json.dump(sheet).replace("3888", code).encode())


def fresh_month() -> str:
    """The address of a month just started from as many rows: nothing is stated yet, three findings stand at each."""
    # How long the print takes is measured by bench/pdf.py.
    closing.print_return, closing.prove = lambda *_given, **_more: b"%PDF-1.7", lambda *_given: None  # type: ignore[assignment]
    made = filing.file_sheet(_renamed(with_options(ROWS), "5"), None).monthly_return
    preparer = User.objects.get()
    Membership.objects.create(issuer=made.issuer, user=preparer, role="preparer")
    filing.start(made.issuer, month_after(made.month_ended), preparer)
    return f"/5/{month_after(made.month_ended):%Y-%m}/"


def say(text: str) -> None:
    """Write a line out."""
    sys.stdout.write(f"{text}\n")


def look(preparer: Client, address: str, name: str) -> None:
    """Open a page a few times; say how large it is and how long that took."""
    preparer.get(address)
    opened = []
    for _round in range(5):
        began = time.process_time()
        page = preparer.get(address).content
        opened.append((time.process_time() - began) * 1000)
    sent = preparer.get(address, headers={"accept-encoding": "gzip"}).content
    say(
        f"{name}: page {len(page):,} bytes of at most {MOST_BYTES:,}, {len(sent):,} as sent; "
        f"opened in {statistics.median(opened):.0f} ms"
    )


def change(preparer: Client, address: str, name: str, cell: str, was: str) -> None:
    """Change a cell again and again; say how long an answer takes and how large it is."""
    taken = []
    for place in range(ROUNDS):
        typed = str(place + 2)
        edits = [{"cell": cell, "was": was, "typed": typed}]
        began = time.process_time()
        answer = preparer.post(f"{address}cells", json.dumps({"edits": edits}), content_type="application/json")
        taken.append((time.process_time() - began) * 1000)
        assert answer.status_code == 200, answer.content
        assert answer.json()["cells"][cell]["state"] == "saved", answer.content
        was = typed
    say(
        f"{name}: one cell changed {statistics.median(taken):.0f} ms (slowest {max(taken):.0f}) of at most {MOST_MS}; "
        f"{len(answer.content):,} bytes of an answer"
    )


def main() -> None:
    """Measure and print."""
    setup_test_environment()
    preparer = client()
    say(f"all rules of {ROWS:,} option rows: {median_ms(with_options(ROWS)):.0f} ms")
    look(preparer, "/4/2009-11/", "the demo return")
    change(preparer, "/4/2009-11/", "the demo return", "options-0-lapsed", "Nil")
    address = "/3888/2009-11/"
    look(preparer, address, "a return that agrees")
    change(preparer, address, "a return that agrees", "options-250-lapsed", "1")
    change(preparer, address, "a return whose totals follow", "options-250-exercised", "5")
    block = "\r\n".join("\t".join(["Nil", "7", "Nil", "1", "7"]) for _row in range(ROWS))
    pasted = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": block}
    began = time.process_time()
    answer = preparer.post(f"{address}rows", json.dumps(pasted), content_type="application/json")
    assert f"{5 * ROWS:,} cells".replace(",", "") in answer.json()["message"], answer.content
    taken_ms = (time.process_time() - began) * 1000
    say(f"{ROWS} rows pasted: {taken_ms:.0f} ms; {len(answer.content):,} bytes of an answer")
    fresh = fresh_month()
    look(preparer, fresh, "a month just started")
    change(preparer, fresh, "a month just started", "options-250-granted", "")


if __name__ == "__main__":
    main()
