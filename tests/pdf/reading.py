"""The contents of a PDF, as a reader of PDFs finds them."""

from io import BytesIO

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    """The text of each page, every run of white space as one space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages(pdf))


def unspaced(pdf: bytes) -> str:
    """The text without any space, for what may wrap within a cell."""
    return "".join(text(pdf).split())
