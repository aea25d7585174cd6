"""The page of one part as it will print, as a picture to stand beside the form."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from returns import filing
from returns.editions import edition_of
from returns.pdf.picture import picture
from returns.pdf.pool import CannotPrint, work
from returns.pdf.printing import print_return
from returns.views.access import find_return, plain_code
from returns.views.page import WITHIN

WIDTH = 1000


@require_safe
@plain_code
def page_picture(request: HttpRequest, code: str, month_ended: date) -> HttpResponse:
    """The page on which the part begins; a draft bears the word across it."""
    monthly_return = find_return(request.user, code, month_ended)
    sheet = filing.sheet_of(monthly_return)
    part = request.GET.get("part", "")
    heading = edition_of(sheet).headings.get(WITHIN.get(part, part), "")
    try:
        content = work(picture, print_return(sheet, draft=monthly_return.is_open), str(heading), WIDTH)
    except CannotPrint as fault:
        return HttpResponse(str(fault), content_type="text/plain; charset=utf-8", status=503)
    # Price-sensitive until it is public: no copy of it stays in the browser.
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": "no-store"})
