"""How heavy the editor is: python bench/editor.py prints times and page sizes, with 5, 500 and 2,000 option rows.

The page is built, and one cell changed, through the views, on a database in a file of its own. Processor time, so that
a busy machine counts less. Beside it as a multiple of a trivial view in the same run, in turns with it: the page on
which a password is changed, which asks the database for the login alone.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

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


class Target(NamedTuple):
    """At most so many milliseconds, and so many times the trivial view."""

    milliseconds: float
    times: float


# The page and one cell's change, with as many option rows: of the demo return, and of a large one.
TARGETS = {5: (Target(50, 10), Target(25, 5)), 500: (Target(250, 50), Target(45, 9))}


def client() -> Client:
    """A preparer, logged in, of the demo return and of two with more option rows."""
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("preparer")
    for sheet, code in ((kingsoft(), "4"), (with_options(500), "6"), (with_options(ROWS), "3888")):
        made = filing.record(_renamed(sheet, code), None)
        Membership.objects.create(issuer=made.issuer, user=user, role="preparer")
    # Without the test environment: under it Django copies what every template was given.
    found = Client(headers={"host": "localhost"})
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


class Cell:
    """A cell that is changed again and again."""

    def __init__(self, preparer: Client, address: str, name: str, was: str) -> None:
        self.preparer, self.address, self.name, self.was, self.turn = preparer, address, name, was, 1

    def change(self) -> bytes:
        """Type the next number; the answer."""
        self.turn += 1
        edits = [{"cell": self.name, "was": self.was, "typed": str(self.turn)}]
        answer = self.preparer.post(
            f"{self.address}cells", json.dumps({"edits": edits}), content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
        assert answer.json()["cells"][self.name]["state"] == "saved", answer.content
        self.was = str(self.turn)
        return answer.content


def taken_ms(act: Callable[[], Any]) -> float:
    """How much processor time something takes, in milliseconds."""
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def beside_a_trivial_view(preparer: Client) -> None:
    """Open the pages and change a cell, each in turns with the trivial view; say how long and how many times it."""
    small, large = "/4/2009-11/", "/6/2009-11/"
    cells = Cell(preparer, small, "options-0-lapsed", "Nil"), Cell(preparer, large, "options-250-lapsed", "1")
    acts: dict[str, tuple[Callable[[], Any], Target | None]] = {
        "trivial view": (lambda: preparer.get("/password/"), None),
        "page, demo": (lambda: preparer.get(small), TARGETS[5][0]),
        "cell, demo": (cells[0].change, TARGETS[5][1]),
        "page, 500 rows": (lambda: preparer.get(large), TARGETS[500][0]),
        "cell, 500 rows": (cells[1].change, TARGETS[500][1]),
    }
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(ROUNDS + 2):
        for name, (act, _target) in acts.items():
            spent = taken_ms(act)
            # The first two turns read templates and make what a process makes once.
            if turn > 1:
                taken[name].append(spent)
    trivial = statistics.median(taken["trivial view"])
    for name, (_act, target) in acts.items():
        found = statistics.median(taken[name])
        wanted = f" (at most {target.milliseconds} ms, {target.times} times)" if target else ""
        say(f"{name}: {found:.1f} ms, {found / trivial:.1f} times the trivial view{wanted}")


def look(preparer: Client, address: str, name: str) -> None:
    """Open a page a few times; say how large it is and how long that took."""
    opened = [taken_ms(lambda: preparer.get(address)) for _round in range(6)][1:]
    page = preparer.get(address).content
    sent = preparer.get(address, headers={"accept-encoding": "gzip"}).content
    say(
        f"{name}: page {len(page):,} bytes of at most {MOST_BYTES:,}, {len(sent):,} as sent; "
        f"opened in {statistics.median(opened):.0f} ms"
    )


def change(preparer: Client, address: str, name: str, cell: str, was: str) -> None:
    """Change a cell again and again; say how long an answer takes and how large it is."""
    typed = Cell(preparer, address, cell, was)
    taken = [taken_ms(typed.change) for _round in range(ROUNDS)]
    answer = typed.change()
    say(
        f"{name}: one cell changed {statistics.median(taken):.0f} ms (slowest {max(taken):.0f}) of at most {MOST_MS}; "
        f"{len(answer):,} bytes of an answer"
    )


def main() -> None:
    """Measure and print."""
    preparer = client()
    beside_a_trivial_view(preparer)
    say(f"all rules of {ROWS:,} option rows: {median_ms(with_options(ROWS)):.0f} ms")
    address = "/3888/2009-11/"
    look(preparer, address, "a return that agrees")
    change(preparer, address, "a return that agrees", "options-250-lapsed", "1")
    change(preparer, address, "a return whose totals follow", "options-250-exercised", "5")
    block = "\r\n".join("\t".join(["Nil", "7", "Nil", "1", "7"]) for _row in range(ROWS))
    pasted = {"what": "paste", "part": "options", "row": 0, "name": "granted", "block": block}
    began = time.process_time()
    answer = preparer.post(f"{address}rows", json.dumps(pasted), content_type="application/json")
    assert f"{5 * ROWS:,} cells".replace(",", "") in answer.json()["message"], answer.content
    pasted_ms = (time.process_time() - began) * 1000
    say(f"{ROWS} rows pasted: {pasted_ms:.0f} ms; {len(answer.content):,} bytes of an answer")
    fresh = fresh_month()
    look(preparer, fresh, "a month just started")
    change(preparer, fresh, "a month just started", "options-250-granted", "")


if __name__ == "__main__":
    main()
