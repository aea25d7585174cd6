"""The audit trail: who did what, when and from where, with the old and the new value."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.guarded import KeptForGood
from returns.models.head import MonthlyReturn
from returns.models.issuer import Issuer

# The fields of an account that carry rights; people who read its e-mail can choose its password.
RIGHTS = ("is_active", "is_staff", "is_superuser", "password", "username", "email")


def part_of_account(user_id: Any, right: str) -> str:
    """What an entry about a right of an account, or "deleted", names as its part."""
    return f"account {user_id} {right}"


# The fields of an issuer that identify its returns and their addresses.
IDENTITY = ("name", "stock_code", "board")


def part_of_issuer(issuer_id: Any) -> str:
    """What an entry about an issuer's name, code or board names as its part."""
    return f"issuer {issuer_id}"


def part_of_membership(user_id: Any, issuer_id: Any) -> str:
    """What an entry about what a person may do for an issuer names as its part."""
    return f"member {user_id} of {issuer_id}"


class AuditEntry(KeptForGood):
    """One thing that was done. What an entry names cannot be deleted; a person who left is made inactive instead."""

    class Action(models.TextChoices):
        """What is done to returns and to rights, and at the login."""

        CREATED = "created", _("return started")
        STATE = "state", _("state")
        CELL = "cell", _("figure changed")
        ROW_ADDED = "row added", _("row added")
        ROW_REMOVED = "row removed", _("row removed")
        ORDER = "order", _("rows put in another order")
        ANSWERED = "answered", _("warning answered")
        SUBMITTED = "submitted", _("submission recorded")
        REVIEW = "review", _("review of a filing")
        ISSUER = "issuer", _("issuer")
        CLOSURE = "closure", _("closure of the exchange")
        MEMBERSHIP = "membership", _("membership")
        PERMISSION = "permission", _("permission")
        LOGIN = "login", _("logged in")
        LOGOUT = "logout", _("logged out")
        LOGIN_FAILED = "login failed", _("login failed")
        DOWNLOAD = "download", _("download")

    # Those of one save share the moment.
    at = models.DateTimeField(_("when"), db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("user")
    )
    # The name at that time.
    name = models.CharField(_("who"), max_length=200)
    source = models.CharField(_("from where"), max_length=100)
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, related_name="+", verbose_name=_("issuer"))
    monthly_return = models.ForeignKey(
        MonthlyReturn, models.PROTECT, null=True, related_name="audit_entries", verbose_name=_("monthly return")
    )
    # The part of the return: a name in PARTS, "head", "state", "answers", "submission" or "review"; of issuers and
    # rights, what `part_of_issuer`, `part_of_account` and `part_of_membership` say. The guards read from it what is
    # recorded.
    part = models.CharField(_("part"), max_length=50, blank=True)
    cell = models.CharField(_("cell"), max_length=100, blank=True)
    what = models.TextField(_("what"), blank=True)
    old = models.TextField(_("old"), blank=True)
    new = models.TextField(_("new"), blank=True)
    note = models.TextField(_("note"), blank=True)
    # Of a cell that a person's save changed, whether it followed from others; None of anything else, and of what was
    # written before this was recorded.
    is_calculated = models.BooleanField(_("calculated"), null=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.name}: {self.get_action_display()}"


class Unrecorded(models.Model):
    """The trip-wire: a part of a return, or a right, that was changed in this transaction and has no entry yet.

    Only the guards in the database write and clear it. `entry` refers to an entry that does not exist, and foreign keys
    are checked when the transaction commits: a transaction with a change that is not in the trail cannot commit.
    """

    # 0 for a right, which belongs to no return.
    monthly_return_id = models.BigIntegerField()
    part = models.CharField(max_length=50)
    entry = models.ForeignKey(AuditEntry, models.DO_NOTHING, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["monthly_return_id", "part"], name="one_mark_of_a_part")]
        verbose_name = _("change without an entry in the audit trail")
        verbose_name_plural = _("changes without an entry in the audit trail")

    def __str__(self) -> str:
        return f"{self.monthly_return_id} {self.part}"
