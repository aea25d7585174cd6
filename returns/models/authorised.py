"""Form, part I: movements in authorised share capital."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import CODE, FigureField
from returns.models.head import ClassRow, Row


class AuthorisedClass(ClassRow):
    """One class of shares in part I: its number, par value and capital, before and after the month."""

    stock_code = models.CharField(_("Stock code"), max_length=CODE, blank=True)
    description = models.CharField(_("Description"), max_length=200, blank=True)
    currency = models.CharField(_("Currency"), max_length=10, blank=True)
    opening_shares = FigureField(_("Balance at close of preceding month, No. of shares"))
    opening_par = FigureField(_("Balance at close of preceding month, Par value"), sort=Sort.PRICE)
    opening_capital = FigureField(_("Balance at close of preceding month, Authorised share capital"), sort=Sort.AMOUNT)
    movement_shares = FigureField(_("Increase/(decrease), No. of shares"))
    movement_capital = FigureField(_("Increase/(decrease), Authorised share capital"), sort=Sort.AMOUNT)
    closing_shares = FigureField(_("Balance at close of the month, No. of shares"))
    closing_par = FigureField(_("Balance at close of the month, Par value"), sort=Sort.PRICE)
    closing_capital = FigureField(_("Balance at close of the month, Authorised share capital"), sort=Sort.AMOUNT)

    class Meta(ClassRow.Meta):
        verbose_name = _("class in authorised share capital")
        verbose_name_plural = _("classes in authorised share capital")


class AuthorisedTotal(Row):
    """Total authorised share capital at the end of the month, one line for each currency."""

    currency = models.CharField(_("Currency"), max_length=10, blank=True)
    amount = FigureField(_("Total authorised share capital at the end of the month"), sort=Sort.AMOUNT)

    class Meta(Row.Meta):
        verbose_name = _("total authorised share capital")
        verbose_name_plural = _("total authorised share capital")
