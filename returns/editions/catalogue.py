"""The rules of the editions as lists to read: what the documents and the page of rules show."""

from collections.abc import Iterable
from hashlib import sha256
from inspect import getsourcefile
from pathlib import Path

from returns import rules
from returns.editions.edition import Edition
from returns.rules import Rule

# Raised when a rule is added, changed or dropped; a certificate names it beside the digest of the rules themselves.
PACK = "2026.2"


def digest(edition: Edition) -> str:
    """The first twelve digits of the SHA-256 of an edition's rules and their own source: which rules exactly were run.

    The source is that of all shared rules, and of those that the edition has for itself.
    """
    shared = Path(rules.__file__).parent.glob("*.py")
    source = {*shared, *(Path(getsourcefile(rule.check) or "") for rule in edition.rules)}
    listed = repr([(rule.code, str(rule.level)) for rule in edition.rules])
    return sha256(b"".join(path.read_bytes() for path in sorted(source)) + listed.encode()).hexdigest()[:12]


def catalogue(edition: Edition) -> dict[str, list[Rule]]:
    """The rules of an edition by the part of the form they belong to."""
    parts: dict[str, list[Rule]] = {}
    for rule in edition.rules:
        parts.setdefault(str(edition.rule_parts[rule.code.partition("-")[0]]), []).append(rule)
    return parts


def markdown(editions: Iterable[Edition]) -> str:
    """The rules of each edition as docs/rules.md has them."""
    lines = [
        "# The rules",
        "",
        "Made from the rules themselves by `script/manage rules_catalogue`; tested to be complete.",
        "",
        "**error**: the return cannot be filed; **warning**: not until a named person explains it; **note**: for "
        "information. A rule over a blank or over words cannot be assessed, which is no pass: a blank where the form "
        "requires a figure has to be filled in, words have to be explained. Parts of a rule that are of another level "
        "say so in their finding.",
    ]
    for edition in editions:
        lines += ["", f"## {edition.name}"]
        for part, of_part in catalogue(edition).items():
            lines += ["", f"### {part}", "", "| code | level | rule |", "|---|---|---|"]
            lines += [f"| {rule.code} | {rule.level} | {rule.sentence} |" for rule in of_part]
    return "\n".join(lines) + "\n"
