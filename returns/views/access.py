"""Which returns people may see, and what they may do there. Without a membership an issuer does not exist."""

from collections.abc import Callable, Container
from functools import wraps
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns import filing
from returns.models import Filing, Issuer, Membership, MonthlyReturn, plain_stock_code
from returns.stale_filings import StaleFiling, stale_filings

MAY_EDIT = {Membership.Role.PREPARER}
MAY_APPROVE = {Membership.Role.APPROVER}
MAY_FILE = {Membership.Role.PREPARER, Membership.Role.APPROVER}

View = Callable[..., HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request from a person who is logged in, as every view gets it that does not say otherwise."""

    user: User


# Two people share a browser now and then: what one typed is not saved in the other's name.
ANOTHERS_PAGE = gettext_lazy(
    "Somebody else has logged in here since this page was opened. Nothing was saved; what was typed is still on the "
    "page. Log in again as whoever typed it."
)


def is_anothers_page(request: HttpRequest, opened_by: str | None) -> bool:
    """Whether somebody else opened the page than sends it now; `opened_by` is a primary key."""
    return opened_by is not None and opened_by != str(request.user.pk)


class WasDiscarded(Http404):
    """There is no such return any more: it was discarded."""

    def __init__(self, monthly_return: MonthlyReturn) -> None:
        self.monthly_return = monthly_return
        super().__init__(_("This return was discarded."))


def plain_code(view: View) -> View:
    """Send 03888 to 3888: one issuer has one address. A return that was discarded has a page that says so."""

    @wraps(view)
    def with_plain_code(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        plain = plain_stock_code(code)
        if not plain:
            raise Http404
        if plain != code:
            address = request.get_full_path().replace(f"/{code}/", f"/{plain}/", 1)
            return redirect(address, permanent=True, preserve_request=True)
        try:
            return view(request, code, *args, **kwargs)
        except WasDiscarded as gone:
            return redirect(gone.monthly_return.own_address)

    return with_plain_code


def for_administrators(view: View) -> View:
    """Let administrators in, and nobody else."""

    @wraps(view)
    def held(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_staff:
            raise PermissionDenied(_("This page is for administrators."))
        return view(request, *args, **kwargs)

    return held


def issuers_of(user: User) -> QuerySet[Issuer]:
    """The issuers that exist for a person: an administrator reviews them all."""
    return Issuer.objects.all() if user.is_staff else Issuer.objects.filter(memberships__user=user)


def returns_of(user: User) -> QuerySet[MonthlyReturn]:
    """The returns that a person may see, each with their `role` there; an administrator reviews and has none."""
    role = Membership.objects.filter(issuer=OuterRef("issuer"), user=user, user__is_staff=False).values("role")
    found = MonthlyReturn.not_discarded.select_related("issuer").annotate(role=Subquery(role))  # type: ignore[no-redef]
    return found if user.is_staff else found.filter(Q(role__isnull=False))


def discarded_of(user: User, code: str) -> QuerySet[MonthlyReturn]:
    """The discarded returns of an issuer that a person may see, the latest first."""
    found = MonthlyReturn.objects.filter(state=MonthlyReturn.State.DISCARDED, issuer__in=issuers_of(user))
    return found.filter(issuer__stock_code=code).select_related("issuer").order_by("-month_ended", "-pk")


def filings_of(user: User) -> QuerySet[Filing]:
    """The filings that a person may see, without their largest columns."""
    found = Filing.objects.select_related("issuer", "monthly_return__issuer", "monthly_return__revised_by").defer(
        "pdf", "figures"
    )
    return found if user.is_staff else found.filter(Q(issuer__memberships__user=user))


def asked_revision(request: HttpRequest) -> int | None:
    """The revision that the address asks for; None for the latest. Raises Http404 where it is no number."""
    asked = request.GET.get("revision", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 5):
        raise Http404(_("“%s” is no number of a revision.") % asked[:20])
    return int(asked)


def find_return(user: User, code: str, month_ended: Any, revision: int | None = None) -> MonthlyReturn:
    """An issuer's return for a month, of a revision or the latest.

    Raises Http404 where there is none that the person may see, WasDiscarded where it was discarded.
    """
    returns = returns_of(user).select_related("filing__filed_by").defer("filing__pdf", "filing__figures")
    return _found(user, returns, code, month_ended, revision)


def find_open_return(user: User, code: str, month_ended: Any) -> MonthlyReturn:
    """An issuer's latest return for a month, where it is expected to be open: without its filing."""
    return _found(user, returns_of(user), code, month_ended)


def _found(
    user: User, returns: QuerySet[MonthlyReturn], code: str, month_ended: Any, revision: int | None = None
) -> MonthlyReturn:
    of_month = returns.filter(issuer__stock_code=code, month_ended=month_ended).order_by("-revision")
    found = of_month.first() if revision is None else of_month.filter(revision=revision).first()
    if found is None:
        among = {} if revision is None else {"revision": revision}
        discarded = discarded_of(user, code).filter(month_ended=month_ended, **among).first()
        if discarded is not None:
            raise WasDiscarded(discarded)
        raise Http404(_("There is no return of this issuer for this month that you may see."))
    return found


def find_filing(request: PersonRequest, code: str, month_ended: Any) -> Filing:
    """An issuer's filing for a month, of the revision in the address or the latest, with its PDF and figures."""
    found = filings_of(request.user).defer(None).filter(issuer__stock_code=code, month_ended=month_ended)
    revision = asked_revision(request)
    if revision is not None:
        found = found.filter(monthly_return__revision=revision)
    filed = found.order_by("-monthly_return__revision").first()
    if filed is None:
        raise Http404(_("Nothing is filed for this issuer and month that you may see."))
    return filed


def find_return_for(roles: Container[str], refusal: str, user: User, code: str, month_ended: Any) -> MonthlyReturn:
    """The same, for a person with one of the roles; raises PermissionDenied, saying why, for others who may see it."""
    found = find_return(user, code, month_ended)
    if found.role not in roles:
        raise PermissionDenied(refusal)
    return found


def require_preparer_of(monthly_return: MonthlyReturn) -> None:
    """Raises PermissionDenied, saying why, where the person who found the return may only read it."""
    if monthly_return.role not in MAY_EDIT:
        raise PermissionDenied(_("You may read the returns of this issuer, not change them. Nothing was saved."))


class Step(NamedTuple):
    """What comes next for a return: the verb on the button, where it leads, and whether it waits for this person."""

    verb: str
    address: str
    is_mine: bool


def next_step(monthly_return: MonthlyReturn, is_submitted: bool = True) -> Step:
    """The next step of a return as the person who found it sees it; of one that is finalised, its submission first."""
    state, role, address = monthly_return.state, monthly_return.role, monthly_return.get_absolute_url()
    if not is_submitted and role in MAY_FILE:
        page = reverse("submit", args=[monthly_return.issuer.stock_code, monthly_return.month])
        return Step(_("Record submission"), f"{page}?revision={monthly_return.revision}", True)
    if state == MonthlyReturn.State.DRAFT and role in MAY_EDIT:
        return Step(_("Continue"), address, True)
    if state == MonthlyReturn.State.AWAITING and role in MAY_APPROVE:
        where = [monthly_return.issuer.stock_code, monthly_return.month]
        return Step(_("Approve"), reverse("approve", args=where), True)
    if state == MonthlyReturn.State.APPROVED and role in MAY_FILE:
        return Step(_("Finalise"), f"{address}#sign-off", True)
    if state == MonthlyReturn.State.FILED and role in MAY_EDIT:
        return Step(_("Revise"), f"{address}#sign-off", True)
    return Step(_("View"), address, False)


class InProgress(NamedTuple):
    """A return that somebody has to go on with, and what comes next for it; `stale` where its filing is."""

    monthly_return: MonthlyReturn
    step: Step
    stale: StaleFiling | None = None


def in_progress(user: User, issuers: QuerySet[Issuer]) -> list[InProgress]:
    """The returns of some issuers that are not submitted yet, or to be revised; the earliest month first."""
    passed = stale_filings(issuers)
    # Where it is being revised already, the revision is listed instead.
    unsubmitted = set(filing.unsubmitted(MonthlyReturn.objects.filter(issuer__in=issuers)).values_list("pk", flat=True))
    wanted = ~Q(state=MonthlyReturn.State.FILED) | Q(pk__in=passed, revised_by=None) | Q(pk__in=unsubmitted)
    found = (
        returns_of(user)
        .select_related("returned_by")
        .filter(wanted, issuer__in=issuers)
        .order_by("month_ended", "issuer__name")
    )
    return [InProgress(each, next_step(each, each.pk not in unsubmitted), passed.get(each.pk)) for each in found]
