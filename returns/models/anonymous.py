"""What was tried without a login: counted by address and hour, so that nobody fills the audit trail from outside."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnonymousAttempts(models.Model):
    """How often something was tried without a login, from one address within one hour; may be deleted at any time."""

    class What(models.TextChoices):
        """What is tried."""

        LOGIN = "login", _("failed login")
        PASSWORD_LINK = "password link", _("link to choose a password")
        LOGIN_LINK = "login link", _("link to log in from a new browser")

    hour = models.DateTimeField(_("hour"))
    # An IPv4 address, or the first 64 bits of one of IPv6; blank where neither is known.
    address = models.CharField(_("address"), max_length=45, blank=True)
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    # The user name of an account; the digest of an e-mail address that no account has; or blank.
    name = models.CharField(_("account"), max_length=150, blank=True)
    count = models.PositiveIntegerField(_("attempts"), default=0)
    # When it last caused an e-mail.
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["-hour", "address"]
        constraints = [
            models.UniqueConstraint(fields=["hour", "address", "what", "name"], name="one_count_of_an_hour"),
        ]
        verbose_name = _("attempts without a login")
        verbose_name_plural = _("attempts without a login")

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}:00 {self.address}: {self.get_what_display()}, {self.count}"
