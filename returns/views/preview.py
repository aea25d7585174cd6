"""The pages of a return as they will print, as pictures beside the figures."""

from datetime import date
from math import ceil

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from returns import filing
from returns.editions import edition_of
from returns.models import MonthlyReturn
from returns.parts import PARTS
from returns.pdf.picture import count_pages, picture
from returns.pdf.pool import CannotPrint, work
from returns.pdf.printing import print_return
from returns.sheet import Sheet
from returns.views.access import PersonRequest, asked_revision, find_return, plain_code

# Pixels across a page.
WIDTH = 1000


@require_safe
@plain_code
def page_picture(request: PersonRequest, code: str, month_ended: date) -> HttpResponse:
    """A page by its number, or the page on which a part begins; a draft bears the word across it."""
    monthly_return = find_return(request.user, code, month_ended, asked_revision(request))
    sheet = filing.sheet_of(monthly_return)
    try:
        content = work(picture, _print(monthly_return, sheet), _wanted(request, sheet), WIDTH)
    except CannotPrint as fault:
        return HttpResponse(str(fault), content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse(content, content_type="image/png")


def _wanted(request: PersonRequest, sheet: Sheet) -> str | int:
    number = request.GET.get("page", "")
    if number.isascii() and number.isdecimal() and len(number) < 5:
        return int(number)
    part = request.GET.get("part", "")
    return str(edition_of(sheet).headings.get(PARTS[part].section if part in PARTS else part, ""))


def pages_of(monthly_return: MonthlyReturn, sheet: Sheet) -> range:
    """The numbers of the pages that a return has in print. Raises CannotPrint."""
    return range(1, work(count_pages, _print(monthly_return, sheet)) + 1)


def picture_size(sheet: Sheet) -> tuple[int, int]:
    """How many pixels a page's picture has across and down: its place is kept before it is drawn."""
    across, down = edition_of(sheet).size
    return WIDTH, ceil(WIDTH * down / across)


def _print(monthly_return: MonthlyReturn, sheet: Sheet) -> bytes:
    # Of what is filed, the file itself: with its number and the code at its foot.
    return print_return(sheet, draft=True) if monthly_return.is_open else bytes(monthly_return.filing.pdf)
