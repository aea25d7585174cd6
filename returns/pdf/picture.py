"""Pages of a print as pictures. Runs in a worker process, so nothing here imports Django."""

import io
from typing import Any


def picture(pdf: bytes, wanted: str | int, width: int) -> bytes:
    """A page as PNG of so many pixels' width: the page of a number from 1, or the first with a certain heading.

    Where there is no such page it is the first of all.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[_place(document, wanted)]
        content = io.BytesIO()
        page.render(scale=width / page.get_width()).to_pil().save(content, "PNG")
        return content.getvalue()
    finally:
        document.close()


def _place(document: Any, wanted: str | int) -> int:
    """At which place in the document the wanted page lies."""
    if isinstance(wanted, int):
        return wanted - 1 if 0 < wanted <= len(document) else 0
    heading = "".join(wanted.split())
    for place in range(len(document)):
        if heading in "".join(document[place].get_textpage().get_text_bounded().split()):
            return place
    return 0


def count_pages(pdf: bytes) -> int:
    """How many pages a print has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
