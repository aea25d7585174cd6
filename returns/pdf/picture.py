"""A page of a print as a picture. Runs in a worker process, so nothing here imports Django."""

import io


def picture(pdf: bytes, heading: str, width: int) -> bytes:
    """The first page on which a heading stands, or the first of all, as PNG of so many pixels' width."""
    import pypdfium2

    wanted = "".join(heading.split())
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number] for number in range(len(document))]
        texts = ("".join(page.get_textpage().get_text_bounded().split()) for page in pages)
        page = next((page for page, text in zip(pages, texts, strict=True) if wanted in text), pages[0])
        content = io.BytesIO()
        page.render(scale=width / page.get_width()).to_pil().save(content, "PNG")
        return content.getvalue()
    finally:
        document.close()
