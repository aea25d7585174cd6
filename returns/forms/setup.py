"""Setting up an issuer: its name and first class of shares, and its first return."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from returns.deadlines import month_after
from returns.drafts.cells import FigureType
from returns.exchange.figures_json import CannotRead, load
from returns.figures import Sort
from returns.forms.cells import ReadableFigure
from returns.forms.start import MonthField
from returns.models import Issuer, ShareClass
from returns.models.fields import CODE, is_text
from returns.sheet import Sheet

FIRST_CLASS = "ordinary_1"


class IssuerForm(forms.ModelForm):
    """A new issuer with its ordinary shares; further classes are added on its page."""

    description = forms.CharField(
        label=_("Description of the shares"), max_length=200, initial="Ordinary Shares", validators=[is_text]
    )
    currency = forms.CharField(
        label=_("Currency of par value"), max_length=CODE, initial="HK$", validators=[is_text], required=False
    )
    par = ReadableFigure(FigureType(Sort.PRICE), label=_("Par value"), required=False)

    class Meta:
        model = Issuer
        fields = ("name", "stock_code", "board", "listed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["listed_on"].widget = forms.DateInput(attrs={"type": "date"})
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Row(
                Column(Field("name", autocomplete="off"), css_class="col-sm"),
                Column(Field("stock_code", autocomplete="off"), css_class="col-sm-auto"),
                Column("board", css_class="col-sm-auto"),
                Column("listed_on", css_class="col-sm-auto"),
            ),
            Row(
                Column("description", css_class="col-sm"),
                Column("currency", css_class="col-sm-auto"),
                Column(Field("par", css_class="form-control"), css_class="col-sm-auto"),
                Column(Submit("add", _("Add issuer")), css_class="col-sm-auto start-button"),
            ),
        )

    def save(self, commit: bool = True) -> Issuer:
        """The issuer and its class of shares, stored."""
        with transaction.atomic():
            issuer: Issuer = super().save(commit)
            known = {name: self.cleaned_data[name] for name in ("description", "currency", "par")}
            ShareClass.objects.create(issuer=issuer, key=FIRST_CLASS, stock_code=issuer.stock_code, **known)
        return issuer


class FirstReturnForm(forms.Form):
    """The month of an issuer's first return here, and where last month's balances come from."""

    month = MonthField(label=_("For the month"), widget=forms.TextInput(attrs={"type": "month"}))
    balances = forms.FileField(
        label=_("Last month's return as a file of figures (JSON)"),
        help_text=_("Without a file you enter last month's balances in the return itself."),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
        required=False,
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, issuer: Issuer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuer = issuer
        self.helper = FormHelper()
        self.helper.layout = Layout("month", "balances", Submit("start", _("Start return")))

    def clean_balances(self) -> Sheet | None:
        """The return in the file."""
        sent = self.cleaned_data["balances"]
        if sent is None:
            return None
        try:
            sheet = load(sent.read())
        except CannotRead as fault:
            raise forms.ValidationError([f"{where}: {why}" for where, why in fault.reasons]) from fault
        if sheet.head.issuer.stock_code != self.issuer.stock_code:
            raise forms.ValidationError(
                _now("The file is a return of %(name)s (%(code)s), not of this issuer.")
                % {"name": sheet.head.issuer.name, "code": sheet.head.issuer.stock_code}
            )
        return sheet

    def clean(self) -> dict[str, Any]:
        """The file is of the month before."""
        given: dict[str, Any] = super().clean() or {}
        last, month = given.get("balances"), given.get("month")
        if last and month and month_after(last.head.month_ended) != month:
            self.add_error(
                "balances",
                _now("The file is the return for %(there)s; the month before the one that you start is needed.")
                % {"there": f"{last.head.month_ended:%m/%Y}"},
            )
        return given
