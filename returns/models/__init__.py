"""The return as it is kept: one module for each part of the form; the only description of its fields."""

from returns.models.agreements import Agreement
from returns.models.answers import Answer
from returns.models.authorised import AuthorisedClass, AuthorisedTotal
from returns.models.convertibles import Convertible
from returns.models.filing import Filing
from returns.models.head import MonthlyReturn, MovementRow, Row
from returns.models.issued import IssuedClass
from returns.models.issuer import Issuer, Membership, ShareClass, plain_stock_code
from returns.models.options import FundsRaised, OptionScheme
from returns.models.other_movements import OtherMovement
from returns.models.totals import Total
from returns.models.warrants import Warrant

__all__ = [
    "Agreement",
    "Answer",
    "AuthorisedClass",
    "AuthorisedTotal",
    "Convertible",
    "Filing",
    "FundsRaised",
    "IssuedClass",
    "Issuer",
    "Membership",
    "MonthlyReturn",
    "MovementRow",
    "OptionScheme",
    "OtherMovement",
    "Row",
    "ShareClass",
    "Total",
    "Warrant",
    "plain_stock_code",
]
