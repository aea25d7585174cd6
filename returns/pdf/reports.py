"""The papers that go beside the form: the certificate and the comparison, of one frame and one style."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone

from returns.pdf.printing import make_pdf, printable

STYLE = "returns/paper.css"


def print_report(template: str, context: dict[str, Any], dated: date | datetime) -> bytes:
    """A paper as PDF; with `draft` in its context the word lies across every page. Raises CannotPrint.

    It is dated by what it speaks of and not by the clock, so that the same figures make the same bytes.
    """
    path = finders.find(STYLE)
    assert isinstance(path, str), f"{STYLE} is part of the program"
    day = timezone.localtime(dated).date() if isinstance(dated, datetime) else dated
    page = printable(render_to_string(template, context | {"dated": day.isoformat()}))
    return make_pdf(page, Path(path).read_text(encoding="utf-8"))
