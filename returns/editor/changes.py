"""What an edit changes on the page: the cells and findings that differ between the page before and the page after."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.drafts.merge import EditResult
from returns.drafts.rows import row_key
from returns.editor.context import EditorPage
from returns.editor.findings import PageFinding
from returns.editor.markup import cell_html, stands_in
from returns.labels import label
from returns.parts import MOVEMENTS, PARTS
from returns.sheet import Cell, Sheet

# So many new findings are read out; the panel has them all.
MOST_ANNOUNCED = 3


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
    wanted |= {address for address, _text in before.offered.items() ^ after.offered.items()}
    for part in PARTS:
        old = before.sheet.rows(part)
        for index, row in enumerate(after.sheet.rows(part)):
            if index < len(old) and row is not old[index]:
                names = [name for name in after.fields(part) if getattr(row, name) != getattr(old[index], name)]
                wanted |= {f"{part}-{index}-{name}" for name in names}
    html = [_one(after, address) for address in sorted(wanted) if not _clashes(results.get(address))]
    return "".join(html) + _found_in_rows(before, after)


def announced(before: EditorPage, after: EditorPage) -> str:
    """What a screen reader says after a save: what was found just now, and how much is outstanding; else nothing."""
    was = {(item.name, item.finding.message) for item in before.to_resolve}
    new = [item for item in after.to_resolve if (item.name, item.finding.message) not in was]
    if not new and len(after.blocking) == len(before.blocking):
        return ""
    if not after.blocking:
        return _("All figures reconcile")
    said = [f"{item.word} {item.finding.code}, {item.finding.message.rstrip('.')}" for item in new[:MOST_ANNOUNCED]]
    if after.to_resolve:
        said.append(_("%d outstanding") % len(after.to_resolve))
    if after.to_complete:
        count = after.count_to_complete
        said.append(ngettext("%d figure to complete", "%d figures to complete", count) % count)
    return "; ".join(said)


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
    """The findings that are listed under a table, or at the head of a part."""
    html, last = [], dict[str, str]()
    for anchor in sorted({*before.anchors, *after.anchors}, key=lambda each: _order(after, each)):
        cell = Cell.of(f"{anchor}-x")
        if cell and cell.part in PARTS and not after.windows.shows(cell):
            continue
        place = _list_of(after, cell) if cell else anchor
        was, is_now = before.anchors.get(anchor, []), after.anchors.get(anchor, [])
        if _as_listed(was) != _as_listed(is_now):
            if cell is None or cell.row is None:
                where = f"afterend:#{anchor} > header"
            elif cell.part in after.edition.labels.blocks:
                where = f"beforeend:#{anchor}"
            elif place in last:
                where = f"afterend:#found-{last[place]}"
            else:
                where = f"afterbegin:#{place}"
            context = {"anchor": anchor, "findings": is_now, "refused": (), "is_there": bool(was), "where": where}
            html.append(render_to_string("returns/_found_update.html", context))
        if is_now:
            last[place] = anchor
    return "".join(html)


def _as_listed(findings: list[PageFinding]) -> list[tuple[str, str, str]]:
    return [(item.name, item.finding.message, item.finding.level) for item in findings]


def _list_of(page: EditorPage, cell: Cell) -> str:
    """Where what was found in a row is listed: under the table that shows it."""
    part = cell.part
    if cell.row is not None and PARTS[part].totals_movements:
        of_part = page.sheet.rows(part)[cell.row].part
        part = of_part if of_part in MOVEMENTS else part
    return f"found-in-{part}"


def _order(page: EditorPage, anchor: str) -> tuple[str, bool, int]:
    """The order in which the rows of a table are listed: its totals come last."""
    cell = Cell.of(f"{anchor}-x")
    if cell is None or cell.row is None:
        return anchor, False, 0
    return _list_of(page, cell), PARTS[cell.part].totals_movements, cell.row


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
