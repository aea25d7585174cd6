"""The return as it is stored: one module for each part of the form; the only description of its fields."""

from returns.models.agreements import Agreement
from returns.models.anonymous import AnonymousAttempts
from returns.models.answers import Answer
from returns.models.audit import (
    IDENTITY,
    RIGHTS,
    AuditEntry,
    Unrecorded,
    part_of_account,
    part_of_issuer,
    part_of_membership,
)
from returns.models.authorised import AuthorisedClass, AuthorisedTotal
from returns.models.closures import Closure
from returns.models.convertibles import Convertible
from returns.models.filed import FiledMovement, FilingSummary
from returns.models.filing import Filing
from returns.models.guarded import ActionRefused, Immutable
from returns.models.head import NEXT, MonthlyReturn, MovementRow, Row, head_figures
from returns.models.issued import IssuedClass
from returns.models.issuer import Issuer, Membership, ShareClass, named, plain_stock_code
from returns.models.notices import Digest
from returns.models.options import FundsRaised, OptionScheme
from returns.models.other_movements import OtherMovement
from returns.models.reviews import ReviewEntry
from returns.models.submission import Submission
from returns.models.totals import Total
from returns.models.warrants import Warrant

__all__ = [
    "IDENTITY",
    "NEXT",
    "RIGHTS",
    "ActionRefused",
    "Agreement",
    "AnonymousAttempts",
    "Answer",
    "AuditEntry",
    "AuthorisedClass",
    "AuthorisedTotal",
    "Closure",
    "Convertible",
    "Digest",
    "FiledMovement",
    "Filing",
    "FilingSummary",
    "FundsRaised",
    "Immutable",
    "IssuedClass",
    "Issuer",
    "Membership",
    "MonthlyReturn",
    "MovementRow",
    "OptionScheme",
    "OtherMovement",
    "ReviewEntry",
    "Row",
    "ShareClass",
    "Submission",
    "Total",
    "Unrecorded",
    "Warrant",
    "head_figures",
    "named",
    "part_of_account",
    "part_of_issuer",
    "part_of_membership",
    "plain_stock_code",
]
