"""What an edit changes on the page: the cells and findings that differ between the page before and the page after."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from returns.drafts.merge import EditResult
from returns.drafts.rows import row_key
from returns.editor.context import EditorPage
from returns.editor.findings import PageFinding
from returns.editor.layout import stands_under
from returns.editor.markup import cell_html, stands_in
from returns.labels import label
from returns.parts import MOVEMENTS, PARTS
from returns.sheet import Cell, Sheet


def new_keys(before: Sheet, after: Sheet) -> dict[str, str]:
    """The keys of the rows whose names have changed."""
    found = {}
    for part in PARTS:
        old = before.rows(part)
        for index, row in enumerate(after.rows(part)):
            if index >= len(old) or row is not old[index]:
                found[f"{part}-{index}"] = row_key(after, part, index)
    return found


def changes_between(before: EditorPage, after: EditorPage, results: dict[str, EditResult]) -> str:
    """The cells with other content or other findings than before."""
    wanted = set(results)
    wanted |= {address for address in {*before.at, *after.at} if _said(before, address) != _said(after, address)}
    wanted |= before.brought_forward ^ after.brought_forward
    for part in PARTS:
        old = before.sheet.rows(part)
        for index, row in enumerate(after.sheet.rows(part)):
            if index < len(old) and row is not old[index]:
                names = [name for name in after.fields(part) if getattr(row, name) != getattr(old[index], name)]
                wanted |= {f"{part}-{index}-{name}" for name in names}
    html = [_one(after, address) for address in sorted(wanted) if not _clashes(results.get(address))]
    return "".join(html) + _found_in_rows(before, after)


def _clashes(result: EditResult | None) -> bool:
    """Whether the cell keeps what the person typed: it is shown beside what is on record, for them to choose."""
    return result is not None and result.state in ("conflict", "earlier", "refused", "gone")


def _said(page: EditorPage, address: str) -> list[tuple[str, str]]:
    return [(item.name, item.finding.level) for item in page.at.get(address, ())]


def _one(page: EditorPage, address: str) -> str:
    cell = Cell.of(address)
    if cell is None or cell.name not in page.fields(cell.part) or not page.windows.shows(cell):
        return ""
    holder = page.sheet.head if cell.row is None else page.sheet.rows(cell.part)[cell.row]
    prefix = cell.part if cell.row is None else f"{cell.part}-{cell.row}"
    field = page.fields(cell.part)[cell.name]
    html = cell_html(
        page, field, prefix, cell.name, getattr(holder, cell.name), stands_in(page.edition, cell.part, cell.name)
    )
    return f'<div data-hx-swap-oob="innerHTML::has(> #id_{address})">{html}</div>'


def _found_in_rows(before: EditorPage, after: EditorPage) -> str:
    """The findings that are shown under their rows."""
    html = []
    for anchor in sorted({*before.anchors, *after.anchors}):
        cell = Cell.of(f"{anchor}-x")
        if cell and cell.part in PARTS and not after.windows.shows(cell):
            continue
        was, is_now = before.anchors.get(anchor, []), after.anchors.get(anchor, [])
        if [(m.name, m.finding.message, m.finding.level) for m in was] != [
            (m.name, m.finding.message, m.finding.level) for m in is_now
        ]:
            part, row = (cell.part, cell.row) if cell else ("", None)
            is_total = (
                row is not None and PARTS[part].totals_movements and after.sheet.rows(part)[row].part in MOVEMENTS
            )
            width = 1 + sum(not stands_under(after.edition, part, name) for name in after.edition.fields.get(part, ()))
            width -= len(PARTS[part].stands_for) if part in PARTS else 0
            in_table = row is not None and part not in after.edition.labels.blocks
            html.append(_found(anchor, was, is_now, is_total, in_table, width))
    return "".join(html)


def _found(
    anchor: str, was: list[PageFinding], is_now: list[PageFinding], is_total: bool, in_table: bool, width: int
) -> str:
    _part, _dash, row = anchor.rpartition("-")
    where = f"beforeend:#{anchor}"
    if not row.isdecimal():
        where = f"afterend:#{anchor} > header"
    elif is_total:
        where = f"afterend:#{anchor}"
    context = {
        "anchor": anchor,
        "findings": is_now,
        "refused": (),
        "is_there": bool(was),
        "in_table": in_table,
        "where": where,
        "width": width,
    }
    return render_to_string("returns/_found_update.html", context)


def conflicts(page: EditorPage, results: dict[str, EditResult]) -> list[tuple[str, str, EditResult, str, str]]:
    """The edits that the person has to decide: address, place in words, result, and both texts in words."""
    return [
        (address, _place(page, address), each, _in_words(address, each.typed), _in_words(address, each.text))
        for address, each in results.items()
        if _clashes(each)
    ]


def _in_words(address: str, text: str) -> str:
    """What a cell says, as a person reads it; a part's mark says nothing but whether it is set."""
    if address.startswith("mark-"):
        return _("marked") if text else _("not marked")
    return text or _("blank")


def _place(page: EditorPage, address: str) -> str:
    cell = Cell.of(address)
    if cell and cell.part == "mark" and cell.name in page.edition.parts:
        return _("%s Not Applicable") % page.edition.labels.numerals[cell.name]
    if cell is None or cell.name not in page.fields(cell.part):
        return address
    if cell.row is not None and cell.row >= len(page.sheet.rows(cell.part)):
        return address
    return label(page.sheet, cell)
