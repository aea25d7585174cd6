"""A page as a browser would send it back."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.fields: dict[str, list[str]] = {}
        self.form: str | None = None
        self.area = self.select = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.form = given.get("id", "")
        if self.form != self.wanted:
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self._add(name, given.get("value", ""))
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self._add(self.select, given["value"])

    def handle_data(self, data: str) -> None:
        self.text += data if self.area else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "textarea" and self.area:
            self._add(self.area, self.text.removeprefix("\n"))
            self.area = ""

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def fields(html: str, form: str = "return") -> dict[str, list[str]]:
    """The fields of the form with this id, the editor's by default, with their contents."""
    parser = _Fields(form)
    parser.feed(html)
    return parser.fields
