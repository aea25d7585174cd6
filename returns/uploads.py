"""How much may be sent at once with files."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

# The largest file that any page takes is 20 MB; the rest is for the form around it.
MOST = 21 * 1024 * 1024


class Limited(FileUploadHandler):
    """Refuse a request that says it is too large, before any of its files is read."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        """Raises RequestDataTooBig, which is answered with 400."""
        if content_length > MOST:
            raise RequestDataTooBig(_("The files sent are too large."))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave it to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next handler."""
