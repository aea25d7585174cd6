"""Every word that a person may see can be translated.

The screens are drawn with a made-up language in which each translated text is between ⟦ and ⟧, its own spaces
kept. Of the text of a page, and of the attributes that are read out, whatever is outside these brackets was
translated by nobody. What is data is left out word by word: figures and names of the return and of the people, the
headings of the official form, which is in English by rule, and what the audit trail has recorded. So a word that is
in those as well would not be missed here.
"""

import ast
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from django.utils.translation import to_locale

from returns import filing
from returns.editions import EDITIONS, reconcile
from returns.models import AuditEntry, Membership, Submission
from returns.models.submission import FROM_THE_FORM
from returns.sheet import Sheet
from tests.conftest import CASES
from tests.rules.breaking import set_cell
from tests.rules.corpus import EVERY_PART, RULES, load

READ_OUT = (
    "aria-label",
    "title",
    "alt",
    "placeholder",
    "data-undo",
    "data-login",
    "data-lost",
    "data-ended",
    "data-refused",
    "data-kept",
)


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "code", "textarea", "select", "kbd", "svg"):
            self.silent.append(tag)
        self.found += [value or "" for name, value in attrs if name in READ_OUT]
        given = dict(attrs)
        if tag == "input" and given.get("type") == "submit":
            self.found.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up language."""

    def mark(text: Any) -> str:
        return f"⟦{text}⟧" if str(text).strip() else str(text)

    real = translation._trans
    gettext, ngettext, npgettext, pgettext = real.gettext, real.ngettext, real.npgettext, real.pgettext
    monkeypatch.setattr(real, "gettext", lambda message: mark(gettext(message)))
    monkeypatch.setattr(real, "ngettext", lambda *given: mark(ngettext(*given)))
    monkeypatch.setattr(real, "pgettext", lambda *given: mark(pgettext(*given)))
    monkeypatch.setattr(real, "npgettext", lambda *given: mark(npgettext(*given)))


def words_of_data() -> set[str]:
    """What the return, the people and the official form say, and what is the same in every language."""
    texts = [(CASES / "kingsoft-2009-11.json").read_text("utf-8"), *map(str, EDITIONS["2009"].headings.values())]
    texts += ["preparer approver administrator HKT abc", FROM_THE_FORM, *RULES]
    return {word for text in texts for word in _words(text)}


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]{2,}", text)


def outside(text: str) -> str:
    """The text outside all brackets."""
    kept, depth = [], 0
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        kept.append(sign if depth == 0 and sign != "⟧" else "")
    return "".join(kept)


def unmarked(html: str, *recorded: str) -> set[str]:
    """The words of a page that nobody translated; `recorded` is data as well."""
    texts = _Texts()
    texts.feed(html)
    known = {word.lower() for word in words_of_data().union(*map(_words, recorded))}
    return {word for text in texts.found for word in _words(outside(text)) if word.lower() not in known}


@pytest.fixture
def people(db: None, kingsoft: Sheet) -> dict[str, Client]:
    """November filed and in revision, December a draft with findings, and who looks at them."""
    november = filing.record(kingsoft, None)
    clients = {}
    for role in ("preparer", "approver"):
        user = User.objects.create_user(role)
        Membership.objects.create(issuer=november.issuer, user=user, role=role)
        clients[role] = Client()
        clients[role].force_login(user)
    clients["administrator"] = Client()
    clients["administrator"].force_login(User.objects.create_user("administrator", is_staff=True))
    maker = User.objects.get(username="preparer")
    filed = filing.file_alone(november, maker)
    record = Submission(filing=filed, submitted_at=filed.filed_at, submitted_name="Kingsoft", reason="Kingsoft")
    filing.record_submission(record, maker, filed.submissions.latest("pk").pk)
    filing.start(november.issuer, date(2009, 12, 31), maker)
    revision = filing.revise(november, "Kingsoft", maker)
    sheet = filing.sheet_of(revision)
    set_cell(sheet, "issued-0-movement", "871,001")
    set_cell(sheet, "options-0-lapsed", "abc")
    filing.save_draft(revision, sheet, maker, revision.version)
    return clients


SCREENS = [
    *(
        ("preparer", address)
        for address in (
            "/", "/3888/", "/3888/chain", "/3888/2009-11/", "/3888/2009-11/?revision=0", "/3888/2009-12/",
            "/3888/2009-12/quiet", "/3888/2009-11/why/issued-0-movement", "/3888/2009-11/history", "/rules", "/verify",
            "/3888/2009-11/submit?revision=0",
            "/3888/compare?old=2009-11-r0&new=2009-11-r1", "/second-factor", "/password/", "/9999/",
            "/help/", "/help/glossary",
        )
    ),
    ("approver", "/3888/2009-12/approve"),
    ("administrator", "/status"),
    ("administrator", "/search?late=on&shares=x&first=2009-12&last=2009-11"),
    ("administrator", "/search?which=all"),
    ("administrator", "/reviews?state=all&first=x"),
    ("administrator", "/3888/2009-11/review?revision=0"),
    ("administrator", "/3888/members"),
    ("administrator", "/setup"),
    ("preparer", "/3888/first"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "address"), SCREENS)
def test_no_word_of_a_screen_is_left_out(people: dict[str, Client], marked: None, who: str, address: str) -> None:
    page = people[who].get(address).content.decode()
    assert page.count("⟦") > 10
    # The audit trail keeps its words as they were when it was written.
    trail = AuditEntry.objects.all()
    entries = trail.values_list("name", "what", "old", "new", "note") if address.endswith("history") else []
    if "/why/" in address:
        entries = trail.values_list("name")
    assert unmarked(page, *(text for entry in entries for text in entry)) == set()


@pytest.mark.parametrize("address", ["/login/", "/password/forgotten/", "/password/MQ/nonsense/", "/verify?sha256=0"])
@pytest.mark.django_db
def test_nor_of_the_screens_before_a_login(client: Client, marked: None, address: str) -> None:
    assert unmarked(client.get(address).content.decode()) == set()


def test_a_blank_is_reported_in_the_readers_language(marked: None) -> None:
    sheet = load(EVERY_PART)
    set_cell(sheet, "warrants-0-subscription_price", "")
    words = [finding.words for finding in reconcile(sheet).findings if finding.code == "B-3"]
    assert len(words) == 1
    assert "“⟦blank⟧”" in words[0]


def test_a_word_that_is_left_out_is_found() -> None:
    assert unmarked('<p title="Nobody translated this">⟦Saved ⟦now⟧⟧ and 871,000 done</p>') == {
        "Nobody", "translated", "this", "and", "done",
    }  # fmt: skip


@pytest.fixture
def collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What makemessages collects, from a copy, because it writes beside what it reads."""
    for folder in ("returns", "templates"):
        shutil.copytree(settings.BASE_DIR / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locale").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path / "locale"])
    call_command("makemessages", locale=["zh_Hant"], keep_pot=True, verbosity=0, no_location=True)
    pot = (tmp_path / "locale" / "django.pot").read_text("utf-8")
    return pot.replace('"\n"', "")


def test_makemessages_collects_every_rules_sentence(collected: str) -> None:
    said = collected.replace('\\"', '"')
    assert [code for code, rule in RULES.items() if rule.sentence not in said] == []
    for text in ("Save and preview", "cannot be assessed", "item to resolve before sign-off", "Next finding"):
        assert text in said


@pytest.mark.django_db
def test_no_language_is_spoken_by_halves(client: Client) -> None:
    """Where a catalogue is missing, Django's words would be in that language, and the page would say that all are."""
    assert '<html lang="en-gb">' in client.get("/login/", headers={"Accept-Language": "zh-HK"}).content.decode()
    _written_in, *others = [to_locale(code) for code, _name in settings.LANGUAGES]
    catalogues = [Path(settings.LOCALE_PATHS[0], each, "LC_MESSAGES", "django.mo") for each in others]
    assert [str(each) for each in catalogues if not each.is_file()] == []


# Wordings that a company secretary would have to learn first, and that no screen, message or e-mail has any more.
DIALECT = re.compile(
    r"bars? filing|every figure agrees|answered for|\bheld against|as it stands|\banew\b|stand fast|nothing stated|"
    r"nothing expected|in other hands|last filings|more of it|once more$|password, once more|not the code of now|"
    r"second factor|row gone|other way round|open the old one|read again$|to the last bit|genuine|the wall|"
    r"who may do what|reconciliation certificate|rule pack|no return says this|spare code|where from|carried over|"
    r"fill in$|^read$|^file it$|^certificate$|deadline past|send it back|sent back|send back|goes back|"
    r"nothing was done|"
    r"did anything move|state this|untick what moved|in hand|large enough to read|not drawn yet|which moved|"
    r"filed anew|filed again|file again|to revise|wall\b|bar nothing|\btold\b|\btells\b|\bstands\b|\bstood\b",
    re.IGNORECASE,
)


def texts_shown() -> Iterator[tuple[str, str]]:
    """Each text that is translated, in templates and in the program, with its file."""
    in_template = re.compile(
        r"""\{% translate (["'])(?P<text>.+?)\1|\{% blocktranslate[^%]*%\}(?P<block>.+?)\{% endblocktranslate""",
        re.DOTALL,
    )
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        for found in in_template.finditer(path.read_text("utf-8")):
            yield path.name, found["text"] or found["block"]
    for path in sorted((settings.BASE_DIR / "returns").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_call and re.fullmatch(r"_\w*|\w*gettext\w*", node.func.id):
                yield from ((path.name, each.value) for each in node.args if isinstance(each, ast.Constant))


def test_the_wordings_of_the_house_are_gone() -> None:
    shown = list(texts_shown())
    assert len(shown) > 1000
    found = [(name, text) for name, text in shown if DIALECT.search(" ".join(str(text).split()))]
    assert found == []


def test_what_browsers_mend_by_guessing_is_on_no_screen(people: dict[str, Client]) -> None:
    """An empty choice has a text, and a field for a month no placeholder: HTML allows neither."""
    for who, address in SCREENS:
        page = people[who].get(address).content.decode()
        assert re.findall(r"<option[^>]*></option>", page) == [], address
        assert [each for each in re.findall(r'<input[^>]*type="month"[^>]*>', page) if "placeholder" in each] == []
