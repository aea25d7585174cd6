"""The archive read again: what was changed behind the program's back is found and named."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from pypdf import PdfReader, PdfWriter

from returns import archive, filing, guards
from returns.archive import Identity
from returns.editions import reconcile
from returns.models import Answer, AuditEntry, Filing, Issuer, MonthlyReturn
from returns.parts import PARTS
from returns.pdf.identifiers import pdf_identifiers
from returns.pdf.printing import print_return
from returns.rules import fingerprint
from returns.sheet import Sheet
from tests.filing.people import person
from tests.filing.test_filing import month_after
from tests.rules.breaking import set_cell

pytestmark = pytest.mark.django_db


def verify() -> list[str]:
    """Every fault, as it is reported."""
    return [str(fault) for fault in (*archive.verify_guards(), *archive.verify())]


@pytest.fixture
def archived(kingsoft: Sheet) -> list[Filing]:
    """Kingsoft's filings for November 2009 and the two months after, each with an answered warning."""
    set_cell(kingsoft, "authorised-0-stock_code", "80700")
    sheets = [kingsoft, month_after(kingsoft), month_after(kingsoft)]
    # Another code each month: that of the month before is known.
    set_cell(sheets[1], "authorised-0-stock_code", "80701")
    set_cell(sheets[2], "head-month_ended", "2010-01-31")
    set_cell(sheets[2], "head-date_submitted", "03/02/2010")
    filed = []
    for sheet in sheets:
        draft = filing.record(sheet, None)
        for warning in reconcile(sheet := filing.sheet_of(draft)).unanswered:
            by = User.objects.filter(username="maker").first() or person(draft.issuer, "maker", "preparer")
            filing.answer(draft, fingerprint(sheet, warning), "The counter in RMB.", by)
        filed.append(filing.file_alone(draft, None))
    return filed


def sql(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def flip(filed: Filing) -> None:
    """One bit of the PDF."""
    pdf = bytearray(filed.pdf)
    pdf[len(pdf) // 2] ^= 1
    Filing.objects.filter(pk=filed.pk).update(pdf=bytes(pdf))


def rewrite(filed: Filing) -> None:
    """The figures with their hash, and the chain from there on: all that a careful forger would."""
    for later in Filing.objects.filter(pk__gte=filed.pk).order_by("pk"):
        later.figures = later.figures.replace("1094047133", "1094047134")
        later.figures_sha256 = sha256(later.figures.encode()).hexdigest()
        later.chain_sha256 = later.link(Filing.objects.get(pk=later.before_id).chain_sha256)
        Filing.objects.filter(pk=later.pk).update(
            figures=later.figures, figures_sha256=later.figures_sha256, chain_sha256=later.chain_sha256
        )


def remove(filed: Filing) -> None:
    """The filing alone: its return and the filing after it stay."""
    sql(f"DELETE FROM {Filing._meta.db_table} WHERE id = %s", filed.pk)


def remove_with_its_return(filed: Filing) -> None:
    """The filing and everything of its return."""
    remove(filed)
    for model in [*(part.model for part in PARTS.values()), Answer]:
        model._default_manager.filter(monthly_return=filed.monthly_return_id)._raw_delete("default")
    sql(f"DELETE FROM {MonthlyReturn._meta.db_table} WHERE id = %s", filed.monthly_return_id)


def of(table: str, change: str) -> Callable[[Filing], None]:
    """Of the rows of the filing's return."""
    return lambda filed: sql(
        f"UPDATE returns_{table} SET {change} WHERE monthly_return_id = %s", filed.monthly_return_id
    )


def head(change: str) -> Callable[[Filing], None]:
    """Of the return itself."""
    return lambda filed: sql(f"UPDATE returns_monthlyreturn SET {change} WHERE id = %s", filed.monthly_return_id)


FORGED = {
    "a bit of the PDF": (flip, "3888 2009-12 r0 (filing {december}): its PDF is not the one that was filed"),
    "figures": (
        lambda filed: Filing.objects.filter(pk=filed.pk).update(figures=filed.figures.replace("1094", "1095")),
        "3888 2009-12 r0 (filing {december}): its figures are not those that were filed",
    ),
    "figures, hash and chain": (
        rewrite,
        "3888 2009-12 r0 (filing {december}): on record, issued, row 1, is not what was filed",
    ),
    "who": (
        lambda filed: Filing.objects.filter(pk=filed.pk).update(filed_name="nobody"),
        "3888 2009-12 r0 (filing {december}): the chain breaks here",
    ),
    "when": (
        lambda filed: sql("UPDATE returns_filing SET filed_at = '2010-01-01 00:00:00+00:00' WHERE id = %s", filed.pk),
        "3888 2009-12 r0 (filing {december}): the chain breaks here",
    ),
    "a row": (
        of("optionscheme", "lapsed = '1'"),
        "3888 2009-12 r0 (filing {december}): on record, options, row 1, is not what was filed",
    ),
    "the same in another text": (
        of("optionscheme", "lapsed = 'nil'"),
        "3888 2009-12 r0 (filing {december}): on record, options, row 1, is not what was filed",
    ),
    "rows gone": (
        lambda filed: sql("DELETE FROM returns_total WHERE monthly_return_id = %s", filed.monthly_return_id),
        "3888 2009-12 r0 (filing {december}): on record, totals, row 1, is not what was filed",
    ),
    "a remark": (
        head("remarks = 'None.'"),
        "3888 2009-12 r0 (filing {december}): on record, the return's remarks is not what was filed",
    ),
    "the signatory": (
        head("submitted_by = 'Nobody'"),
        "3888 2009-12 r0 (filing {december}): on record, the return's head is not what was filed",
    ),
    "the state": (
        head("state = 'draft'"),
        "3888 2009-12 r0 (filing {december}): its return is “draft” and not filed",
    ),
    "an answer": (
        of("answer", "reason = 'Because.'"),
        "3888 2009-12 r0 (filing {december}): on record, the answer to H-5 is not what was filed",
    ),
    "another filing before": (
        lambda filed: Filing.objects.filter(pk=filed.pk).update(before=None),
        "3888 2009-12 r0 (filing {december}): it says it is the issuer's first filing, but it is not",
    ),
    "the identifier of its PDF": (
        lambda filed: Filing.objects.filter(pk=filed.pk).update(pdf_identifier="00"),
        "3888 2009-12 r0 (filing {december}): the identifier on record is not that of its PDF",
    ),
    "who approved, in the trail": (
        lambda filed: sql(
            "UPDATE returns_auditentry SET user_id = (SELECT MIN(id) FROM auth_user) "
            "WHERE monthly_return_id = %s AND new = 'approved'",
            filed.monthly_return_id,
        ),
        "3888 2009-12 r0: compared with the audit trail, the trail does not know that this person made it “approved”",
    ),
    "that it was filed, in the trail": (
        lambda filed: sql(
            "DELETE FROM returns_auditentry WHERE monthly_return_id = %s AND new = 'filed'", filed.monthly_return_id
        ),
        "3888 2009-12 r0: compared with the audit trail, the trail does not know that it was filed",
    ),
    "the whole trail": (
        lambda filed: sql("DELETE FROM returns_auditentry"),
        "3888 2009-11 r0: compared with the audit trail, the trail does not know that it was filed",
    ),
    "a filing removed": (remove, "3888 2010-01 r0 (filing {january}): the filing before it, {december}, is gone"),
    "all of it removed": (
        remove_with_its_return,
        "3888 2010-01 r0 (filing {january}): the filing before it, {december}, is gone",
    ),
}


def test_what_was_filed_is_whole(archived: list[Filing]) -> None:
    assert verify() == []


def test_a_new_name_of_the_issuer_is_no_break(archived: list[Filing]) -> None:
    issuer = Issuer.objects.get(stock_code="3888")
    issuer.name = "Kingsoft Holdings Limited"
    issuer.board = "GEM"
    issuer.save()
    assert verify() == []


@pytest.mark.parametrize("how", FORGED)
def test_what_is_forged_is_found_and_named(archived: list[Filing], how: str) -> None:
    forge, expected = FORGED[how]
    guards.remove(connection)
    # The rest of the test is rolled back, whatever it leaves dangling.
    with transaction.atomic():
        if connection.vendor == "postgresql":
            sql("SET CONSTRAINTS ALL DEFERRED")
        forge(archived[1])
        lines = verify()
        transaction.set_rollback(True)
    assert lines[0].startswith("database: the guard ")
    found = [line for line in lines if "guard" not in line]
    assert found[0].startswith(expected.format(december=archived[1].pk, january=archived[2].pk))


@pytest.mark.parametrize("forge", [remove, remove_with_its_return])
def test_the_last_filing_is_missed_too(archived: list[Filing], forge: Callable[[Filing], None]) -> None:
    guards.remove(connection)
    with transaction.atomic():
        forge(archived[2])
        found = [str(fault) for fault in archive.verify()]
        transaction.set_rollback(True)
    if forge is remove:
        assert found[0] == "3888 2010-01 r0: it is filed, and its filing is gone"
    assert any(fault.endswith("compared with the audit trail, it is gone") for fault in found)


def test_a_chain_forged_to_its_end_is_not_what_the_trail_knows(archived: list[Filing]) -> None:
    guards.remove(connection)
    last = archived[2]
    last.filed_name = "nobody"
    Filing.objects.filter(pk=last.pk).update(filed_name="nobody", chain_sha256=last.link(archived[1].chain_sha256))
    found = [str(fault) for fault in archive.verify()]
    assert found == ["3888 2010-01 r0: compared with the audit trail, the audit trail knows another filing of it"]


def test_a_missing_guard_is_a_break(archived: list[Filing]) -> None:
    guards.remove(connection)
    lines = verify()
    assert "the guard guard_returns_filing" in "".join(lines)


# --- Which filing a PDF is ---


def test_the_very_file_is_genuine(archived: list[Filing]) -> None:
    assert archive.identify(bytes(archived[1].pdf)) == (Identity.GENUINE, archived[1])


def test_a_file_made_from_it_is_altered(archived: list[Filing]) -> None:
    pdf = bytes(archived[1].pdf)
    assert archive.identify(pdf + b"\n") == (Identity.ALTERED, archived[1])
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.add_blank_page(100, 100)
    again = BytesIO()
    writer.write(again)
    assert archive.identify(again.getvalue()) == (Identity.ALTERED, archived[1])


def test_a_file_with_another_identifier_is_known_by_its_figures(archived: list[Filing]) -> None:
    pdf = bytes(archived[1].pdf)
    cut = pdf.rindex(b"/ID")
    assert archive.identify(pdf[:cut] + b"/IX" + pdf[cut + 3 :]) == (Identity.ALTERED, archived[1])


def test_any_other_file_is_unknown(archived: list[Filing], kingsoft: Sheet) -> None:
    set_cell(kingsoft, "head-remarks", "Another.")
    for pdf in (b"", b"%PDF-1.7 broken", b"/ID [<>]", b"/ID [(\\)]", print_return(kingsoft, draft=True)):
        assert archive.identify(pdf) == (Identity.UNKNOWN, None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"/ID [<00 fF>]", ["00ff"]),
        (
            rb"/ID[(a\)\(\\\n\101\
b)(x)]",
            [b"a)(\\\nAb".hex()],
        ),
        (b"/ID [<aa> <bb>] /ID [<aa> <cc>] /ID [<dd>]", ["aa", "dd"]),
        (b"/IDs [<aa>]", []),
    ],
)
def test_identifiers_are_read_as_they_are_written(written: bytes, read: list[str]) -> None:
    assert pdf_identifiers(written) == read


def test_the_trail_holds_the_chain_of_each_filing(archived: list[Filing]) -> None:
    filed = AuditEntry.objects.filter(action="state", new="filed").order_by("pk")
    assert [entry.note for entry in filed] == [one.chain_sha256 for one in archived]
