"""Issuers, people and returns to try the program with, for a machine where nothing real is kept."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from returns import filing
from returns.deadlines import deadline, month_after, month_end, today
from returns.exchange.figures_json import load, load_filed
from returns.figures import BLANK, Sort, day, read
from returns.management import demo
from returns.models import Filing, Issuer, Membership, MonthlyReturn, ShareClass
from returns.parts import PARTS
from returns.recalculate import set_cell
from returns.sheet import Cell, Sheet

CASE = settings.BASE_DIR / "tests" / "cases" / "kingsoft-2009-11.json"
ROLES = {"preparer": Membership.Role.PREPARER, "approver": Membership.Role.APPROVER}


class Command(BaseCommand):
    """Can be run twice: what is there stays as it is, and what is missing is loaded."""

    help = (
        "Load a draft of Kingsoft's, three invented issuers with a year of filings, and the users preparer, approver "
        "and administrator (DEMO=1 only)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to load, where not all of it: a year of filings takes a while to print."""
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--draft-only", action="store_true", help="Kingsoft's draft and the users, at once")
        only.add_argument("--filings-only", action="store_true", help="the three issuers, for users who are there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing; a new user's password is printed once."""
        if not settings.DEMO:
            raise CommandError("Refused: DEMO is not set. The demo is never loaded where real returns are kept.")
        if not options["filings_only"]:
            with transaction.atomic():
                issuer = _kingsoft()
                for username in (*ROLES, "administrator"):
                    self._load_user(username, issuer)
        if options["draft_only"] or all(map(_is_complete, demo.ISSUERS)):
            return
        self.stdout.write("Loading a year of filings of three demo issuers, once; it takes about a minute.")
        self.stdout.flush()
        # Each waits for the worker processes that print, so they load side by side.
        with ThreadPoolExecutor(len(demo.ISSUERS)) as threads:
            list(threads.map(_load_issuer, demo.ISSUERS))
        self.stdout.write("The filings of the demo issuers are loaded.")

    def _load_user(self, username: str, issuer: Issuer) -> None:
        is_administrator = username == "administrator"
        user, is_new = get_user_model().objects.get_or_create(
            username=username, defaults={"is_staff": is_administrator, "is_superuser": is_administrator}
        )
        if is_new:
            password = secrets.token_urlsafe(9)
            user.set_password(password)
            user.save()
            self.stdout.write(f"Demo user {username}  password {password}")
        else:
            self.stdout.write(f"Demo user {username} is there; new password: script/manage changepassword {username}")
        _join(user, issuer)


def _join(user: User, issuer: Issuer) -> None:
    if user.username in ROLES:
        Membership.objects.get_or_create(issuer=issuer, user=user, defaults={"role": ROLES[user.username]})


def _kingsoft() -> Issuer:
    """Its draft for November 2009: the first thing to try."""
    sheet = load(CASE.read_bytes())
    # Filled in on the day of filing, which is not that of the real return.
    sheet.head.date_submitted = BLANK
    issuer_code, month = sheet.head.issuer.stock_code, sheet.head.month_ended
    if not MonthlyReturn.not_discarded.filter(issuer__stock_code=issuer_code, month_ended=month).exists():
        filing.record(sheet, None)
    return MonthlyReturn.not_discarded.get(issuer__stock_code=issuer_code, month_ended=month, revision=0).issuer


def _returns(issuer: demo.DemoIssuer) -> Any:
    return MonthlyReturn.not_discarded.filter(issuer__stock_code=issuer.code)


def _is_complete(issuer: demo.DemoIssuer) -> bool:
    """Whether its last step is done: the return after its filings."""
    return _returns(issuer).filter(revision=0).count() > demo.MONTHS


def _load_issuer(issuer: demo.DemoIssuer) -> None:
    """File what is missing of an issuer's year, and take its next return as far as the demo shows it."""
    try:
        preparer, approver = (User.objects.get(username=username) for username in ROLES)
        _make_issuer(issuer, preparer, approver)
        last = None
        *filed, open_month = _months(issuer)
        for number, month in enumerate(filed):
            last = _filed(issuer, month) or _file(issuer, last, month, number, preparer, approver)
        if issuer is demo.ACTIVE:
            _revise(issuer, filed[1], preparer, approver)
        assert last is not None
        if not _returns(issuer).filter(month_ended=open_month).exists():
            _open(issuer, last, open_month, preparer, approver)
    finally:
        connection.close()


def _make_issuer(issuer: demo.DemoIssuer, preparer: User, approver: User) -> None:
    made, _is_new = Issuer.objects.get_or_create(
        stock_code=issuer.code,
        defaults={"name": issuer.opening["name"], "board": issuer.opening.get("board", Issuer.Board.MAIN)},
    )
    known: dict[str, Any] = {"stock_code": issuer.code, "description": "Ordinary Shares", "currency": "HK$"}
    known["par"] = read(issuer.opening["par"], Sort.PRICE)
    ShareClass.objects.get_or_create(issuer=made, key=demo.CLASS, defaults=known)
    for person in (preparer, approver):
        _join(person, made)


def _months(issuer: demo.DemoIssuer) -> list[date]:
    """Its twelve months to be filed and the one after: for one issuer the month in progress, else the last that ended.

    A later run goes on with the months of the first.
    """
    first = _returns(issuer).order_by("month_ended").values_list("month_ended", flat=True).first()
    if first is None:
        back = demo.MONTHS + (issuer is not demo.PLAIN)
        year, month = divmod(today().year * 12 + today().month - 1 - back, 12)
        first = month_end(year, month + 1)
    months = [first]
    while len(months) <= demo.MONTHS:
        months.append(month_after(months[-1]))
    return months


def _filed(issuer: demo.DemoIssuer, month: date) -> Sheet | None:
    """What was filed first for a month."""
    filed = Filing.objects.filter(issuer__stock_code=issuer.code, month_ended=month, monthly_return__revision=0).first()
    return load_filed(filed.figures) if filed else None


def _file(
    issuer: demo.DemoIssuer, last: Sheet | None, month: date, number: int, preparer: User, approver: User
) -> Sheet:
    """File a month: a day or two before its deadline, or after it."""
    sheet = issuer.first(month) if last is None else issuer.after(last, month, number)
    submitted = deadline(month).date() + timedelta(days=2 if number in issuer.late else -1 - number % 2)
    sheet.head.date_submitted = day(min(submitted, today()))
    return load_filed(filing.file_sheet(sheet, preparer, approver).figures)


def _revise(issuer: demo.DemoIssuer, month: date, preparer: User, approver: User) -> None:
    """Revise a filed placing, of which the price was wrong."""
    revised = _returns(issuer).get(month_ended=month, revision=0)
    if hasattr(revised, "revised_by"):
        return
    draft = filing.revise(revised, "The placing price was stated before the discount that the placees had.", preparer)
    was, sheet = filing.open_draft(draft)
    row = next(index for index, each in enumerate(sheet.other_movements) if each.type == "placing")
    set_cell(sheet, Cell("other_movements", row, "price"), read("3.15", Sort.PRICE))
    filing.store_draft(draft, was, sheet, preparer)
    _send(draft, preparer)
    filing.approve(draft, approver, draft.version)
    filing.file_approved(draft, approver)


def _open(issuer: demo.DemoIssuer, last: Sheet, month: date, preparer: User, approver: User) -> None:
    """Its next return: a draft in which a total does not agree yet, one returned for amendment, one to be approved."""
    draft = filing.start(Issuer.objects.get(stock_code=issuer.code), month, preparer)
    was, sheet = filing.open_draft(draft)
    as_it_ends = issuer.after(last, month, demo.MONTHS)
    for part in PARTS:
        sheet.rows(part)[:] = as_it_ends.rows(part)
    if issuer is demo.PLAIN:
        demo.apply(sheet, demo.exercised(1, 150_000))
        set_cell(sheet, Cell("issued", 0, "movement"), read("105,000", Sort.SHARES))
    filing.store_draft(draft, was, sheet, preparer)
    if issuer is demo.PLAIN:
        return
    _send(draft, preparer)
    if issuer is demo.ACTIVE:
        filing.send_back(draft, approver, "III.E: please state the highest and lowest price paid in the remarks.")


def _send(draft: MonthlyReturn, preparer: User) -> None:
    filing.submit(draft, preparer, draft.version)
