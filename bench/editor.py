"""How heavy the editor is with 500 option rows: python bench/editor.py prints page size and times.

The page is built, and one cell changed, through the views, on a database in a file of its own. Processor time, so that
a busy machine does not count.
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

from bench.reconcile import with_options  # noqa: E402
from returns import filing  # noqa: E402
from returns.models import Membership  # noqa: E402

ROWS = 500
ROUNDS = 15
MOST_MS, MOST_BYTES = 150, 1_000_000


def client() -> Client:
    """A preparer, logged in, of a return with as many option rows."""
    call_command("migrate", verbosity=0)
    made = filing.record(with_options(ROWS), None)
    user = User.objects.create_user("preparer")
    Membership.objects.create(issuer=made.issuer, user=user, role="preparer")
    found = Client()
    found.force_login(user)
    return found


def say(text: str) -> None:
    """Write a line out."""
    sys.stdout.write(f"{text}\n")


def main() -> None:
    """Measure and print."""
    setup_test_environment()
    preparer = client()
    address = "/3888/2009-11/"
    preparer.get(address)
    opened = []
    for _round in range(5):
        began = time.process_time()
        page = preparer.get(address).content
        opened.append((time.process_time() - began) * 1000)
    sent = preparer.get(address, headers={"accept-encoding": "gzip"}).content
    say(
        f"page: {len(page):,} bytes of at most {MOST_BYTES:,}, {len(sent):,} as sent; "
        f"opened in {statistics.median(opened):.0f} ms"
    )
    taken = []
    typed = "2"
    for place in range(ROUNDS):
        was, typed = typed, str(place + 3)
        edits = [{"cell": "options-250-lapsed", "was": was if place else "1", "typed": typed}]
        began = time.process_time()
        answer = preparer.post(f"{address}cells", json.dumps({"edits": edits}), content_type="application/json")
        taken.append((time.process_time() - began) * 1000)
        assert answer.status_code == 200, answer.content
        assert answer.json()["cells"]["options-250-lapsed"]["state"] == "saved", answer.content
    middle = statistics.median(taken)
    say(
        f"one cell changed: {middle:.0f} ms (slowest {max(taken):.0f}) of at most {MOST_MS}; "
        f"{len(answer.content):,} bytes of an answer"
    )
    block = "\r\n".join("\t".join(["Nil", "7", "Nil", "1", "7"]) for _row in range(ROWS))
    pasted = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": block}
    began = time.process_time()
    answer = preparer.post(f"{address}rows", json.dumps(pasted), content_type="application/json")
    assert f"{5 * ROWS:,} cells".replace(",", "") in answer.json()["told"], answer.content
    taken_ms = (time.process_time() - began) * 1000
    say(f"{ROWS} rows pasted: {taken_ms:.0f} ms; {len(answer.content):,} bytes of an answer")


if __name__ == "__main__":
    main()
