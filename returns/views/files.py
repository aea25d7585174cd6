"""Files as answers: what each is called, and whether it is saved or shown."""

import itertools
from collections.abc import Iterable

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns import audit, exports
from returns.models import Filing, MonthlyReturn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# How many PDFs are sent at once, at most.
MOST_AT_ONCE = 500


def pdf_response(content: bytes, monthly_return: MonthlyReturn, suffix: str) -> HttpResponse:
    """A PDF about a return, to download."""
    return answer(content, "application/pdf", file_name(monthly_return, suffix))


def file_name(monthly_return: MonthlyReturn, suffix: str) -> str:
    """What a file of a return is called: 3888-2024-11-monthly-return.pdf."""
    revision = f"-r{monthly_return.revision}" if monthly_return.revision else ""
    return f"{monthly_return.issuer.stock_code}-{monthly_return.month}{revision}-monthly-return.{suffix}"


def inline(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at."""
    shown = answer(content, "application/pdf", name, "inline")
    # The browser shows a PDF in a viewer of its own, which the page's policy would take for an embedded object. This is
    # what csp_exempt does, which decorates whole views only.
    shown._csp_exempt = True  # type: ignore[attr-defined]
    return shown


def answer(content: bytes, content_type: str, name: str, disposition: str = "attachment") -> HttpResponse:
    """A file to download or to show."""
    return HttpResponse(content, content_type=content_type, headers=file_headers(name, disposition))


def file_headers(name: str, disposition: str = "attachment") -> dict[str, str]:
    """The headers of a file: what it is called, and whether it is saved or shown."""
    return {"Content-Disposition": f'{disposition}; filename="{name}"'}


def csv_file(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Lines of CSV as a file; it begins with the mark by which spreadsheets know that it is UTF-8."""
    return StreamingHttpResponse(
        itertools.chain(["\ufeff"], lines), content_type="text/csv; charset=utf-8", headers=file_headers(name)
    )


def zip_of_filings(filings: list[Filing]) -> StreamingHttpResponse:
    """The PDFs of some filings as one file, each of them in the audit trail."""
    packed = exports.as_zip(filings, [file_name(filing.monthly_return, "pdf") for filing in filings])
    with transaction.atomic():
        for filing in filings:
            audit.downloaded(gettext_lazy("PDF, with others"), filing)
    headers = file_headers(f"monthly-returns-{timezone.localdate()}.zip") | {"Content-Length": str(packed.size)}
    return StreamingHttpResponse(packed.content, content_type="application/zip", headers=headers)


def too_many_pdfs(count: int) -> str:
    """What is said where more PDFs are wanted than are sent at once."""
    return _("That would be %(count)d PDFs; %(most)d can be downloaded at once. Choose fewer issuers or months.") % {
        "count": count,
        "most": MOST_AT_ONCE,
    }
