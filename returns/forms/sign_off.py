"""Signing off: sending for approval, approving, sending back, filing."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from returns.forms.login import ProofForm
from returns.forms.reason import ReasonField
from returns.models import MonthlyReturn
from returns.review import Movement


class _OfReturn(forms.Form):
    """A form about one return, sent to an address of its own."""

    to = ""
    does: Any = ""
    css = ""

    def __init__(self, *args: Any, monthly_return: MonthlyReturn, form_id: str, **kwargs: Any) -> None:
        kwargs = {"initial": {"version": monthly_return.version}, **kwargs, "auto_id": f"id_{form_id}-%s"}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_id = f"{form_id}-form"
        self.helper.form_action = reverse(self.to, args=[monthly_return.issuer.stock_code, monthly_return.month])
        submit = Submit(self.to, self.does, css_class=self.css, css_id=f"submit-id-{self.to}")
        self.helper.layout = Layout(*self.fields, submit)

    def faults(self) -> str:
        """What is wrong with it, in one text."""
        return " ".join(str(fault) for faults in self.errors.values() for fault in faults)


class SendForm(_OfReturn):
    """The version that is sent for approval, and that the person has looked at its print."""

    to = "send"
    does = _("Send for approval")
    version = forms.IntegerField(widget=forms.HiddenInput)
    looked_at = forms.BooleanField(
        label=_("I have reviewed the PDF and submit it for approval."),
        error_messages={"required": _("Look at the preview first, then tick that it is to be sent.")},
    )


class RecallForm(_OfReturn):
    """Why a return that was sent for approval becomes a draft again."""

    to = "recall"
    does = _("Recall from approval")
    css = "btn-secondary"
    reason = ReasonField(
        label=_("Why it is recalled"),
        asked=_("Say why the return is recalled: its approvers need to know."),
    )


class DiscardForm(_OfReturn):
    """Why a draft that was started by mistake is discarded."""

    to = "discard"
    does = _("Discard")
    css = "btn-secondary"
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = ReasonField(
        label=_("Why it is discarded (for the history)"),
        asked=_("Say why the return is discarded: the history keeps it."),
    )


class FileForm(_OfReturn):
    """Nothing to fill in: what is filed is what was approved."""

    to = "file"
    does = _("Finalise")


class ProveForm(FileForm, ProofForm):
    """Finalising cannot be undone, so people confirm who they are, unless they have just done so."""


class ReviseForm(_OfReturn):
    """Why what was filed has to be corrected."""

    to = "revise"
    does = _("Revise")
    css = "btn-secondary"
    reason = ReasonField(
        label=_("Why it is revised (for the record; the reconciliation report and the comparison print it)"),
        asked=_("Say why the return is revised: the comparison and the reconciliation report print it."),
    )


class SendBackForm(_OfReturn):
    """Why a return goes back to be changed."""

    to = "send-back"
    does = _("Return for amendment")
    css = "btn-secondary"
    reason = ReasonField(
        label=_("What has to be changed, and why"),
        asked=_("Give the reason: the preparer needs to know."),
    )


class ApproveForm(_OfReturn, ProofForm):
    """The movements confirmed one by one, and the approver's password or code again."""

    to = "approve"
    does = _("Approve")
    version = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.MultipleChoiceField(
        label=_("I confirm these movements"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick every movement that you confirm; if one is wrong, return it for amendment.")
        },
    )
    field_order = ["version", "confirmed", "password", "code"]

    def __init__(self, *args: Any, movements: Iterable[Movement], **kwargs: Any) -> None:
        self.base_movements = list(movements)
        super().__init__(*args, **kwargs)
        choices = [(each.name, f"{each.title}: {each.says}") for each in self.base_movements]
        self.fields["confirmed"].choices = choices  # type: ignore[attr-defined]

    def clean_confirmed(self) -> list[str]:
        """Every one of them, not some."""
        confirmed = self.cleaned_data["confirmed"]
        if len(set(confirmed)) < len(self.base_movements):
            raise forms.ValidationError(self.fields["confirmed"].error_messages["required"])
        return confirmed

    def note(self) -> str:
        """What was confirmed, for the audit trail."""
        return "; ".join(f"{each.title}: {each.says}" for each in self.base_movements)
