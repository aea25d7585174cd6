"""How much may be sent at once, by whom, and in which encoding."""

import codecs
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _

from returns.login_guard import is_known_browser

# The largest file that any page takes is 20 MB; the rest is for the form around it.
MOST = 21 * 1024 * 1024
MOST_READ = 100 * 1024 * 1024
# Without a login there are forms of a few fields; so many bytes and fields are more than any of them has.
MOST_ANONYMOUS = 16 * 1024
FIELDS_ANONYMOUS = 100
# The page of a return has a field for each cell (DATA_UPLOAD_MAX_NUMBER_FIELDS); no other page has so many.
FIELDS = 5_000


class Limited(FileUploadHandler):
    """Leave the files out of a request that says it is too large, so that its form is answered with what was typed."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        """Raises RequestDataTooBig, which is answered with 400, where even reading past the files takes too long."""
        self.leaves_out = content_length > MOST
        if content_length > MOST_READ:
            raise RequestDataTooBig(_("The files sent are too large."))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip the file, or leave it to the next handler."""
        if self.leaves_out:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave it to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next handler."""


def are_left_out(request: HttpRequest) -> bool:
    """Whether the files that were sent are too large together, and were left out."""
    return (_length(request) or 0) > MOST


class Limits:
    """Middleware: refuse what is too large for whoever sends it, before anything of it is read or parsed.

    It comes before everything that reads cookies or forms. Who has logged in with this browser before may have been
    logged out while typing a whole return, which is kept on the page that asks to log in: they may send as much as
    members.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave cookies out that no database can look up: a browser is never given one with a NUL."""
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Refuse it, or let it through to the view."""
        if not _is_utf8(request.encoding):
            # Read as anything else it would be other figures, and some of what Python calls encodings are none of text.
            return _refused(request, 415, _("A page is sent in UTF-8, and this was not."))
        length = _length(request)
        if length is None:
            return _refused(request, 411, _("The browser did not say how much it sends."))
        is_anonymous = not request.user.is_authenticated and not is_known_browser(request)
        if is_anonymous and length > MOST_ANONYMOUS:
            return _refused(request, 413, _("So much is taken only from whoever has logged in. Log in, then send it."))
        most = FIELDS_ANONYMOUS if is_anonymous else FIELDS
        # Whether the page is that of a return, its address says.
        if (is_anonymous or "month_ended" not in kwargs) and _fields(request) > most:
            return _refused(request, 413, _("There are more fields in it than any form here has."))
        return None


def _is_utf8(encoding: str | None) -> bool:
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def _length(request: HttpRequest) -> int | None:
    """How many bytes are sent; None where that is not said. Such a body would be taken for an empty one."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    is_said = said.isascii() and said.isdecimal() and len(said) < 20 and "HTTP_TRANSFER_ENCODING" not in request.META
    return int(said) if is_said else None


def _fields(request: HttpRequest) -> int:
    """How many fields a form has, at most, counted without parsing it; of one with files its size alone counts."""
    if request.content_type != "application/x-www-form-urlencoded" or not _length(request):
        return 0
    try:
        return request.body.count(b"&") + 1
    except UnreadablePostError:
        return 0


def _refused(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    request.encoding = "utf-8"
    return render(request, "400.html", {"reason": reason}, status=status)
