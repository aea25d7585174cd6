"""The only code that changes a return's state: start, save, send, recall, approve, send back, file, revise, discard.

The submission of what is filed is recorded here too.

Each ends in one short transaction under a lock on the return, and writes what it did into the audit trail; rules and
comparisons run before it, and the transaction makes sure that nothing has changed since they were read. Filing is a
one-way door: a frozen copy is printed first; then, in the transaction, not one figure may have changed since, and PDF
and figures are stored with their SHA-256, chained to the issuer's filing before.

What others may call is named here.
"""

from returns.filing.answers import answer
from returns.filing.closing import dry_run, file_alone, file_approved, revise
from returns.filing.imports import file_sheet, record
from returns.filing.locks import NotADraft, TooBusy, VersionConflict
from returns.filing.on_record import beside_record, filings_before, loaded, sheet_of, with_month_before
from returns.filing.saving import open_draft, save_draft, start, store_draft
from returns.filing.sign_off import NotReconciled, approve, check, discard, recall, send_back, submit
from returns.filing.submission import (
    IS_UNSUBMITTED,
    RecordedAlready,
    record_submission,
    unsubmitted,
    why_unexplained,
)
from returns.models import ActionRefused

__all__ = [
    "IS_UNSUBMITTED",
    "ActionRefused",
    "NotADraft",
    "NotReconciled",
    "RecordedAlready",
    "TooBusy",
    "VersionConflict",
    "answer",
    "approve",
    "beside_record",
    "check",
    "discard",
    "dry_run",
    "file_alone",
    "file_approved",
    "file_sheet",
    "filings_before",
    "loaded",
    "open_draft",
    "recall",
    "record",
    "record_submission",
    "revise",
    "save_draft",
    "send_back",
    "sheet_of",
    "start",
    "store_draft",
    "submit",
    "unsubmitted",
    "why_unexplained",
    "with_month_before",
]
