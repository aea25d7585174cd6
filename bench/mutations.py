"""Send the editor thousands of mutated forms that really save: python bench/mutations.py [how many] [seed] [rows].

With `rows`, III.A to III.E of every draft begin with so many; a part may have 2,000.

Each form is the page of a draft as it is at that moment, with some of its fields changed to what people, spreadsheets
and attackers send; every fifth turn pastes, adds, moves or removes rows instead. After each turn the page is read
again, and held to what must be true of any draft: nothing answers with a server error, what is on record survives
writing and reading, the rules come to a verdict, and every hundredth draft is previewed as PDF. Prints the turns by
their outcome, and each fault with the seed that makes it again. Ends with 1 where there was a fault.
"""

import contextlib
import json
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from copy import copy
from difflib import unified_diff
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
_home = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{_home.name}/mutations.sqlite3"

import django  # noqa: E402  (the settings need the database's place first)

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from returns import filing  # noqa: E402
from returns.editions import reconcile  # noqa: E402
from returns.exchange import figures_json  # noqa: E402
from returns.models import Membership, MonthlyReturn  # noqa: E402
from returns.parts import PARTS  # noqa: E402
from returns.pdf.printing import CannotPrint, print_return  # noqa: E402
from returns.sheet import Sheet  # noqa: E402
from tests.page import fields  # noqa: E402

CASES = ("kingsoft-2009-11", "invented-lantern-2009-12", "invented-harbour-2015-03", "invented-cloud-2023-07")
FORM = "application/x-www-form-urlencoded"
PREVIEW_EACH = 100

# What is typed in a cell, well and badly.
TYPED = [
    "", " ", "Nil", "nil", "N/A", "n.a.", "-", "--", "—", "0", "1", "(1)", "-1", "1-", "871,000", "871 000", "871'000",
    "8,71,000", "0,360", "1.234,56", "375.000", "1e9", "0x10", "1_000", "9" * 60, "9" * 199, "9" * 201, "9" * 5000,
    "3.60¹", "½", "①", "٣", "８７１", "\u00ad400,000", "−400,000", "HK$2.50", "RMB0", "USD 1,000", "US$ Nil",
    "30/11/2009", "2009-11-30", "22 January 2007", "Monday, 22 January 2018", "2007年1月22日", "31/02/2009", "1/2/3",
    "See Remark (1)", "130,597,895*", "to be confirmed", "不適用", "不适用", "無", "公司秘書", "\x00", "a\x00b",
    "\ufffe", "\uffff", "\u202e871", "\u200b871,000", "\ufeffNil", "\ue02d5", "😀", "שלום", "مرحبا", "e\u0301" * 30,
    "<script>alert(1)</script>", "\"><b>", "{{ 1 }}", "{% now %}", "%(x)s", "%s", "=1+1", "@SUM(A1)", "\t871", "a\nb",
    "a\r\nb", "a\u2028b", "a\x0bb", "x" * 250, "x" * 20_000, "長" * 300, "' OR 1=1 --", "ordinary_1", "ordinary_9",
    "preference_1", "other", "placing", "None", "null", "undefined", "NaN", "Infinity", "-0", "+5", "5.", ".5",
]  # fmt: skip
NAMES = ["head-not_applicable", "head-issuer_name", "head-title", "head-version", "add", "then", "person", "x"]


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


LARGE = ("options", "warrants", "convertibles", "agreements", "other_movements")


def client(name: str, code: str, rows: int) -> tuple[Client, MonthlyReturn]:
    """A preparer, logged in, and the draft of a case."""
    text = json.loads((ROOT / "tests" / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    text["issuer"]["stock_code"] = code
    sheet = figures_json.load(json.dumps(text).encode())
    for part in LARGE if rows else ():
        first = (sheet.rows(part) or [PARTS[part].model()])[0]
        sheet.rows(part)[:] = [copy(first) for _row in range(rows)]
    made = filing.record(sheet, None)
    user, _is_new = User.objects.get_or_create(username="preparer")
    Membership.objects.create(issuer=made.issuer, user=user, role="preparer")
    found = Client(raise_request_exception=False)
    found.force_login(user)
    return found, made


def mutated(page: dict[str, list[str]], chance: random.Random) -> list[tuple[str, str]]:
    """The page's fields with some of them changed; its counters and version stay in most, so that it is saved."""
    sent = [(name, value) for name, values in page.items() for value in values]
    fixed = ("-TOTAL_FORMS", "-INITIAL_FORMS", "head-version", "person")
    free = [at for at, (name, _value) in enumerate(sent) if not name.endswith(fixed)]
    for at in chance.sample(free, min(len(free), chance.choice((1, 1, 2, 5, 20)))):
        name, value = sent[at]
        sent[at] = (name, chance.choice((chance.choice(TYPED), value[::-1], value * 2, value[:-1], f" {value}\u200f")))
    if chance.random() < 0.15:
        sent.append((chance.choice([*NAMES, *page]), chance.choice(TYPED)))
    if chance.random() < 0.1:
        del sent[chance.randrange(len(sent))]
    if chance.random() < 0.05:
        at = chance.randrange(len(sent))
        sent[at] = (sent[at][0], chance.choice(TYPED))
    return sent


def of_rows(sheet: Sheet, chance: random.Random) -> dict[str, object]:
    """Something to do with rows."""
    part = chance.choice(["options", "options", "warrants", "convertibles", "agreements", "other_movements", "totals"])
    what = chance.choice(["add", "remove", "duplicate", "up", "down", "paste", "paste", "insert"])
    asked: dict[str, object] = {"part": part, "what": what, "row": chance.randrange(max(1, len(sheet.rows(part))))}
    if what == "paste":
        ends = chance.choice(["\n", "\r\n", "\r", "\x0b", "\u2028"])
        lines = [
            "\t".join(chance.choices(TYPED, k=chance.randint(1, 12))) for _ in range(chance.choice((1, 1, 2, 3, 12)))
        ]
        name = chance.choice([field.name for field in PARTS[part].model._meta.fields][3:])
        asked |= {"name": name, "block": ends.join(lines)}
    if what == "insert":
        asked |= {"at": chance.randint(-1, 9), "cells": {"issued": chance.choice(TYPED), "name": chance.choice(TYPED)}}
    return asked


def check(made: MonthlyReturn, turn: int) -> None:
    """Hold what is on record to what must be true of any draft."""
    sheet = filing.sheet_of(MonthlyReturn.objects.select_related("issuer").get(pk=made.pk))
    reconcile(sheet)
    # Where no name is printed, a file is read with that of its issuer.
    sheet.head.issuer_name = sheet.head.issuer_name or sheet.head.issuer.name
    written = figures_json.dump(sheet, answers=False)
    again = figures_json.dump(figures_json.load_filed(written), answers=False)
    assert again == written, "\n".join(unified_diff(written.splitlines(), again.splitlines(), n=0))
    if turn % PREVIEW_EACH == 0:
        with contextlib.suppress(CannotPrint):
            print_return(sheet, draft=True)


def main(count: int, seed: int, rows: int) -> int:
    """Send as many; the number of faults."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    drafts = [client(name, str(100 + place), rows) for place, name in enumerate(CASES)]
    outcomes: Counter[str] = Counter()
    faults = turn = 0
    while outcomes["saved"] < count and turn < 3 * count:
        turn += 1
        chance = random.Random(f"{seed} {turn}")  # noqa: S311  (it guards nothing)
        sender, made = chance.choice(drafts)
        address = made.get_absolute_url()
        try:
            page = sender.get(address)
            assert page.status_code == 200, f"the page answers {page.status_code}"
            version = MonthlyReturn.objects.get(pk=made.pk).version
            if turn % 5 == 0:
                asked = json.dumps(of_rows(filing.sheet_of(made), chance))
                answer = sender.post(f"{address}rows", asked, content_type="application/json")
            else:
                sent = mutated(fields(page.content.decode()), chance)
                answer = sender.post(address, urlencode(sent), content_type=FORM)
            assert answer.status_code < 500, f"answered {answer.status_code}"
            is_saved = MonthlyReturn.objects.get(pk=made.pk).version != version
            outcomes["saved" if is_saved else f"refused with {answer.status_code}"] += 1
            check(made, turn)
        except Exception:
            faults += 1
            say(f"--- turn {turn} of seed {seed}, {made}")
            traceback.print_exc(limit=-6, file=sys.stdout)
    say(f"{turn} turns: " + ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common()))
    say(f"{faults} faults")
    return faults


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*(numbers + [3000, 1, 0][len(numbers) :])) > 0)
