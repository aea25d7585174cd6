"""What administrators review and maintain: issuers, classes, members and users; returns and filings are read-only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from returns import accounts, audit, passwords, second_factor
from returns.figures import BRACKETS, write
from returns.forms.issuer import ShareClassForm
from returns.models import (
    AnonymousAttempts,
    Answer,
    AuditEntry,
    Closure,
    Digest,
    Filing,
    Issuer,
    Membership,
    MonthlyReturn,
    ReviewEntry,
    ShareClass,
    Submission,
)
from returns.models.fields import FigureField, is_text
from returns.parts import PARTS

User = get_user_model()


class ByName(AutocompleteSelect):
    """A choice that is looked up by name. Values that are no ids are dropped: Django would query for them."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, list(filter(self._names_one, value)), attr)

    def _names_one(self, sent: str) -> bool:
        try:
            return self.choices.field.to_python(sent) is not None
        except ValidationError:
            return False


class LookedUpByName(BaseModelAdmin):
    """The `autocomplete_fields` can be drawn whatever was sent for them."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ByName(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class KeptByAdministrators(LookedUpByName, admin.ModelAdmin):
    """Every administrator may change these."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_staff

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_staff

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_staff

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What is typed here goes into lists and workbooks: it holds what a document can."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField):
            field.validators.append(is_text)
        return field

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except OverflowError as fault:
            # A year that no calendar has; Django knows only of those that are no numbers.
            raise IncorrectLookupParameters from fault


class ForReview(KeptByAdministrators):
    """What nobody may change here."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _shown(model: type[Model]) -> list[Any]:
    """The fields of a model for display; a figure as the form writes it."""
    return [_figure(f) if isinstance(f, FigureField) else f.name for f in model._meta.fields]


def _figure(field: FigureField) -> Any:
    @admin.display(description=field.verbose_name, ordering=field.name)
    def text(row: Model) -> str:
        return write(getattr(row, field.name), field.sort, BRACKETS)

    text.__name__ = field.name
    return text


class ShareClassInline(admin.TabularInline):
    """The classes of shares on the issuer's page."""

    model = ShareClass
    form = ShareClassForm
    extra = 0

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = (
        lambda self, request, obj=None: request.user.is_staff
    )


class MembershipInline(LookedUpByName, admin.TabularInline):
    """The members on the issuer's page."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user",)

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = (
        lambda self, request, obj=None: request.user.is_staff
    )


@admin.register(Issuer)
class IssuerAdmin(KeptByAdministrators):
    """Issuers, with their classes of shares and their members."""

    list_display = ("name", "stock_code", "board", "listed_on", "ceased_on")
    list_filter = ("board",)
    search_fields = ("name", "stock_code")
    inlines = (ShareClassInline, MembershipInline)


@admin.register(ShareClass)
class ShareClassAdmin(KeptByAdministrators):
    """The classes of shares of all issuers, from which an issuer's first draft is made."""

    form = ShareClassForm
    list_display = ("issuer", "key", "stock_code", "description", "currency")
    list_display_links = ("key",)
    list_select_related = ("issuer",)
    list_filter = ("key",)
    search_fields = ("issuer__name", "issuer__stock_code", "description", "stock_code")
    autocomplete_fields = ("issuer",)


@admin.register(Membership)
class MembershipAdmin(KeptByAdministrators):
    """Who works on the returns of which issuer, and in what role."""

    list_display = ("user", "role", "issuer")
    list_select_related = ("user", "issuer")
    list_filter = ("role",)
    search_fields = ("user__username", "issuer__name", "issuer__stock_code")
    autocomplete_fields = ("user", "issuer")


@admin.register(Closure)
class ClosureAdmin(KeptByAdministrators):
    """Days on which the exchange was closed beyond its calendar. One is added or withdrawn, and stays listed."""

    list_display = ("day", "reason", "added_at", "withdrawn_at")
    search_fields = ("reason",)
    date_hierarchy = "day"
    actions = ("withdraw",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(description=_("Withdraw: the exchange was open on that day"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Closure]) -> None:
        """Withdraw those that are not withdrawn yet."""
        for closure in queryset.filter(withdrawn_at=None):
            closure.withdraw()
            self.message_user(request, _("%s is a business day again; deadlines follow.") % closure)


class OneNameOneAccount(forms.ModelForm):
    """Refuses a user name that differs from that of another account only in case, width or how accents are encoded.

    Both names have to mean one person. Where two such accounts exist, each name means its own account when typed
    exactly, and neither otherwise.
    """

    def clean_username(self) -> str:
        typed: str = self.cleaned_data["username"]
        if found := accounts.alike(typed, but=self.instance.pk):
            raise ValidationError(_("There is an account with this user name: %s.") % found[0])
        return typed


class NewPersonForm(OneNameOneAccount, AdminUserCreationForm):
    """A new account."""


class PersonForm(OneNameOneAccount, UserChangeForm):
    """An account that is there."""


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(KeptByAdministrators, UserAdmin):
    """Only a superuser creates, changes or deletes superusers. People choose their own passwords: an administrator who
    could choose an approver's password could approve in their name."""

    actions = ("write_link",)
    add_form, form = NewPersonForm, PersonForm
    fieldsets = (
        (None, {"fields": ("username",)}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    list_filter = ("is_active", "is_staff")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        always = ("last_login", "date_joined")
        return always if request.user.is_superuser else (*always, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff and (request.user.is_superuser or not (obj and obj.is_superuser))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Nobody chooses another person's password, or their own without the current one."""
        said = _("People choose their own passwords: send them a link from the list of users. Yours: %s")
        raise PermissionDenied(said % reverse("password"))

    @admin.action(description=_("Write them a link to choose a new password"))
    def write_link(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Write to each a link to choose a password."""
        to = [person for person in queryset if person.email and person.is_active]
        for person in to:
            note = gettext_lazy("a link to choose another was written")
            audit.record(audit.Action.PERMISSION, what=f"{person.get_username()}: password", note=note)
            passwords.write_link(person)
        self.message_user(
            request, _("Written to: %s") % (", ".join(map(str, to)) or _("nobody, for want of an address"))
        )


admin.site.unregister(TOTPDevice)
admin.site.unregister(StaticDevice)


@admin.register(TOTPDevice)
class SecondFactorAdmin(ForReview):
    """Who has a second factor; it can be removed for people who lost their telephone. The secret is never shown."""

    list_display = ("user", "confirmed", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = list_display

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff and (request.user.is_superuser or not (obj and obj.user.is_superuser))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        second_factor.remove(obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for device in queryset:
            if self.has_delete_permission(request, device):
                second_factor.remove(device.user)


@admin.register(MonthlyReturn)
class MonthlyReturnAdmin(ForReview):
    """Every return, drafts as well, with its head and its remarks."""

    list_display = ("issuer", "month_ended", "revision", "state", "updated_at")
    list_display_links = ("month_ended",)
    list_select_related = ("issuer",)
    list_filter = ("state", "edition", "issuer__board")
    search_fields = ("issuer__name", "issuer__stock_code", "submitted_by")
    date_hierarchy = "month_ended"
    fields = _shown(MonthlyReturn)


@admin.register(Filing)
class FilingAdmin(ForReview):
    """What was filed: its files, their SHA-256, and its place in the chain."""

    list_display = ("issuer", "month_ended", "filed_at", "filed_by", "pdf_sha256")
    list_display_links = ("month_ended",)
    list_select_related = ("issuer", "filed_by")
    list_filter = ("filed_at", "issuer__board")
    search_fields = ("issuer__name", "issuer__stock_code", "pdf_sha256", "figures_sha256", "chain_sha256")
    date_hierarchy = "month_ended"
    fields = (
        "monthly_return", "issuer", "month_ended", "filed_at", "filed_by",
        "files", "pdf_sha256", "figures_sha256", "before", "chain_sha256",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Filing]:
        # The print and the figures are large, and no list shows them.
        return super().get_queryset(request).defer("pdf", "figures").select_related("monthly_return__issuer")

    @admin.display(description=_("what was filed"))
    def files(self, filing: Filing) -> str:
        """Links to the PDF and the figures."""
        where = [filing.issuer.stock_code, filing.monthly_return.month]
        revision = filing.monthly_return.revision
        return format_html(
            '<a href="{}?revision={}">{}</a>, <a href="{}?revision={}">{}</a>',
            reverse("pdf", args=where), revision, _("Download PDF"),
            reverse("figures", args=where), revision, _("Download figures"),
        )  # fmt: skip


@admin.register(Submission)
class SubmissionAdmin(ForReview):
    """When filings were submitted to the Exchange, as recorded; the latest record of a filing counts."""

    list_display = ("filing", "submitted_at", "submitted_name", "reference", "published_on", "recorded_at")
    list_select_related = ("filing__issuer", "filing__monthly_return")
    list_filter = ("submitted_at", "filing__issuer__board")
    search_fields = ("filing__issuer__name", "filing__issuer__stock_code", "submitted_name", "reference")
    date_hierarchy = "submitted_at"
    fields = (
        "filing", "submitted_at", "submitted_name", "reference", "published_on", "published_sha256",
        "recorded_by", "recorded_name", "recorded_at", "reason",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        # The print and the figures are large, and no list shows them.
        return super().get_queryset(request).defer("filing__pdf", "filing__figures")


@admin.register(Answer)
class AnswerAdmin(ForReview):
    """Why warnings were accepted, and by whom."""

    list_display = ("monthly_return", "code", "cell", "reason", "name", "answered_at")
    list_select_related = ("monthly_return__issuer",)
    list_filter = ("code",)
    search_fields = ("monthly_return__issuer__name", "monthly_return__issuer__stock_code", "reason", "name")
    date_hierarchy = "answered_at"


@admin.register(ReviewEntry)
class ReviewEntryAdmin(ForReview):
    """What was reviewed, asked and answered about past filings."""

    list_display = ("filing", "kind", "name", "at", "text")
    list_select_related = ("filing__issuer", "filing__monthly_return")
    list_filter = ("kind",)
    search_fields = ("filing__issuer__name", "filing__issuer__stock_code", "name", "text")
    date_hierarchy = "at"


@admin.register(AuditEntry)
class AuditEntryAdmin(ForReview):
    """The audit trail of all issuers."""

    list_display = ("at", "name", "source", "action", "issuer", "what", "old", "new", "note")
    list_select_related = ("issuer",)
    list_filter = ("action",)
    search_fields = ("name", "issuer__name", "issuer__stock_code", "what", "note")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(AnonymousAttempts)
class AnonymousAttemptsAdmin(ForReview):
    """What was tried without a login, counted by address and hour; it may be deleted."""

    list_display = ("hour", "address", "what", "name", "count")
    list_filter = ("what", "hour")
    search_fields = ("address", "name")
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff


@admin.register(Digest)
class DigestAdmin(ForReview):
    """The days on which people were written a digest."""

    list_display = ("user", "day")
    list_select_related = ("user",)
    search_fields = ("user__username",)


class RowAdmin(ForReview):
    """The rows of a part, of all returns."""

    list_filter = ("monthly_return__state", "monthly_return__month_ended")
    search_fields = ("monthly_return__issuer__name", "monthly_return__issuer__stock_code")
    list_select_related = ("monthly_return__issuer",)
    show_full_result_count = False


for _part in PARTS.values():
    _columns = [name for name in _shown(_part.model) if name != "id"]
    admin.site.register(
        _part.model, type(f"{_part.model.__name__}Admin", (RowAdmin,), {"list_display": _columns, "fields": _columns})
    )
