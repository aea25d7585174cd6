"""Who files: the issuer, its classes of shares, and the people who act for it."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.figures import Sort
from returns.models.fields import CODE, FigureField, is_text


def plain_stock_code(code: str) -> str:
    """A stock code as it is written in an address: 00388, 0388 and 388 are one code."""
    return code.strip().lstrip("0")


def named(text: str, issuer: str = "") -> models.Q:
    """Issuers with a text in their name, or as their code; `issuer` leads to them from another model: "issuer__"."""
    code = plain_stock_code(text)
    by_code = models.Q(**{f"{issuer}stock_code": code}) if code.isdecimal() else models.Q(pk=None)
    return models.Q(**{f"{issuer}name__icontains": text.strip()}) | by_code


class Issuer(models.Model):
    """A listed company that files returns."""

    class Board(models.TextChoices):
        """Where the issuer is listed."""

        MAIN = "Main Board", _("Main Board")
        GEM = "GEM", _("GEM")

    name = models.CharField(_("name of issuer"), max_length=300, validators=[is_text])
    stock_code = models.CharField(
        _("stock code"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"\A[1-9][0-9]{0,4}\Z", _("A stock code is 1 to 5 digits, without leading zeros."))],
    )
    board = models.CharField(_("board"), max_length=10, choices=Board.choices, default=Board.MAIN)
    listed_on = models.DateField(
        _("listed on"),
        null=True,
        blank=True,
        help_text=_("The first day of dealings. No return is started for a month that ended before it."),
    )
    ceased_on = models.DateField(
        _("ceased to be listed on"),
        null=True,
        blank=True,
        help_text=_("The last day of listing. Its month is the last for which a return is required."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")

    def __str__(self) -> str:
        return f"{self.name} ({self.stock_code})"

    def was_listed(self, month_ended: date) -> bool:
        """Whether it was listed on any day of a month, as far as is known: then a return is required for it."""
        has_begun = self.listed_on is None or self.listed_on <= month_ended
        return has_begun and (self.ceased_on is None or self.ceased_on >= month_ended.replace(day=1))

    def clean(self) -> None:
        """Refuse another name, code or board while a return waits for approval or filing: it was reviewed with these.

        The guards in the database refuse it too.
        """
        if self.listed_on and self.ceased_on and self.ceased_on < self.listed_on:
            raise ValidationError({"ceased_on": _("This is before the first day of dealings.")})
        was = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        stays = was and (was.name, was.stock_code, was.board) == (self.name, self.stock_code, self.board)
        if was and not stays and self.returns.filter(state__in=("awaiting", "approved")).exists():
            raise ValidationError(
                _(
                    "A return of this issuer is awaiting approval or is approved: have it finalised or returned for "
                    "amendment, then change this."
                )
            )


class ShareClass(models.Model):
    """A class of shares of an issuer, from which its first return starts.

    `key` is the class's name inside returns, such as ordinary_1: its kind, and its number among its kind.
    """

    issuer = models.ForeignKey(Issuer, models.CASCADE, related_name="share_classes", verbose_name=_("issuer"))
    key = models.CharField(
        _("class of shares"),
        max_length=20,
        validators=[
            RegexValidator(r"\A(ordinary|preference|other)_[1-9][0-9]?\Z", _("Such as ordinary_1 or other_2."))
        ],
    )
    stock_code = models.CharField(_("stock code"), max_length=CODE, blank=True, validators=[is_text])
    description = models.CharField(_("description"), max_length=200, blank=True, validators=[is_text])
    currency = models.CharField(_("currency of par value"), max_length=10, blank=True, validators=[is_text])
    par = FigureField(_("par value"), sort=Sort.PRICE)

    class Meta:
        ordering = ["issuer", "key"]
        constraints = [models.UniqueConstraint(fields=["issuer", "key"], name="one_class_of_a_key")]
        verbose_name = _("class of shares")
        verbose_name_plural = _("classes of shares")

    def __str__(self) -> str:
        return self.description or self.key


class Membership(models.Model):
    """What a person may do for an issuer; without one, the issuer does not exist for that person."""

    class Role(models.TextChoices):
        """What a member does: state the figures, check them, or read."""

        PREPARER = "preparer", _("preparer")
        APPROVER = "approver", _("approver")
        VIEWER = "viewer", _("viewer")

    issuer = models.ForeignKey(Issuer, models.CASCADE, related_name="memberships", verbose_name=_("issuer"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "user"], name="one_role_for_an_issuer")]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.issuer}"
