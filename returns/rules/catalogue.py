"""The rules as a list to read: what the documents and the page of rules show."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from returns.rules.rule import RULES, Level

# Raised when a rule is added, changed or dropped; a certificate names it beside the digest of the rules themselves.
PACK = "2026.2"


def digest() -> str:
    """The first twelve digits of the SHA-256 of the rules' own source: which rules exactly were run."""
    source = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in source)).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the catalogue."""

    code: str
    level: Level
    sentence: str


PARTS = {
    "F": _("Every cell"),
    "H": _("Head"),
    "I": _("I. Authorised share capital"),
    "II": _("II. Issued share capital"),
    "A": _("III.A Share options"),
    "B": _("III.B Warrants"),
    "C": _("III.C Convertibles"),
    "D": _("III.D Other agreements or arrangements"),
    "E": _("III.E Other movements"),
    "T": _("Totals"),
    "P": _("The month before"),
}


def catalogue(codes: tuple[str, ...]) -> dict[str, list[Entry]]:
    """The rules of an edition by the part of the form they belong to."""
    parts: dict[str, list[Entry]] = {}
    for code in codes:
        rule = RULES[code]
        entry = Entry(code, rule.level, rule.sentence)
        parts.setdefault(str(PARTS[code.partition("-")[0]]), []).append(entry)
    return parts


def markdown(editions: Mapping[str, tuple[str, ...]]) -> str:
    """The rules of each edition, by its name, as docs/rules.md has them."""
    lines = [
        "# The rules",
        "",
        "Made from the rules themselves by `script/manage rules_catalogue`; tested to be complete.",
        "",
        "**error** bars filing; **warning** bars it until a named person answers with a reason; **note** only tells. "
        "A rule over a blank or over words cannot be assessed, which is no pass: a blank where the form requires a "
        "figure bars filing, words need an answer. Parts of a rule that are of another level say so in their finding.",
    ]
    for name, codes in editions.items():
        lines += ["", f"## {name}"]
        for part, entries in catalogue(codes).items():
            lines += ["", f"### {part}", "", "| code | level | rule |", "|---|---|---|"]
            lines += [f"| {entry.code} | {entry.level} | {entry.sentence} |" for entry in entries]
    return "\n".join(lines) + "\n"
