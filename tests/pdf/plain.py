"""Prints made otherwise than the program makes them; imported in the workers, so nothing of Django here."""

from returns.pdf import worker


def by_weasyprint_alone(leaves: tuple[str, ...], css: str) -> bytes:
    """The leaves as WeasyPrint makes them of HTML with its own style sheet, in one file."""
    from weasyprint import CSS, HTML

    documents = [HTML(string=leaf).render(stylesheets=[CSS(string=css)]) for leaf in leaves]
    pdf: bytes = documents[0].copy([page for document in documents for page in document.pages]).write_pdf()
    return pdf


def from_cold(leaves: tuple[str, ...], css: str) -> bytes:
    """The print of a worker that has kept no page."""
    worker._kept.cache_clear()
    return worker.render_leaves(leaves, css)


def in_runs_of(rows: int, leaves: tuple[str, ...], css: str) -> bytes:
    """The print with another number of rows laid out at a time."""
    from returns.pdf import page_cache as module

    most, module.MOST_ROWS = module.MOST_ROWS, rows
    try:
        return from_cold(leaves, css)
    finally:
        module.MOST_ROWS = most
        worker._kept.cache_clear()


def keeping(pages: int, leaves: tuple[str, ...], css: str) -> int:
    """How many pages the worker keeps after one print more, where it may keep so many."""
    from returns.pdf import page_cache as module

    most, module.MOST_PAGES = module.MOST_PAGES, pages
    try:
        worker.render_leaves(leaves, css)
    finally:
        module.MOST_PAGES = most
    return sum(len(document.pages) for document in worker._kept()._documents.values())


def failing_with(megabytes: int) -> bytes:
    """No print: it fails while it holds so much, in a cycle, as a document is."""

    def build_document() -> None:
        held: list[object] = [bytearray(megabytes << 20)]
        held.append(held)
        raise ValueError("laid out")

    return worker._write(build_document, (), None)
