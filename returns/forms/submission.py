"""When and by whom a return was submitted to the Exchange, and what the Exchange published."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from returns import filing
from returns.forms.reason import ReasonField
from returns.models import Filing, Submission
from returns.models.submission import LARGEST_PDF, too_large


class SubmissionForm(forms.ModelForm):
    """The record of a submission, or its correction; `after` is the record that the person saw, if any."""

    after = forms.CharField(required=False, widget=forms.HiddenInput)
    published_pdf = forms.FileField(
        label=_("Published PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"empty": _("The file is empty. Choose the PDF that the Exchange published.")},
    )

    class Meta:
        model = Submission
        fields = ("submitted_at", "submitted_name", "reference", "published_on", "reason")
        labels = {
            "submitted_at": _("Submitted at (Hong Kong time)"),
            "submitted_name": _("Submitted by"),
            "reference": _("Reference of the submission, if any"),
            "published_on": _("Published on, if published yet"),
        }
        widgets = {
            "submitted_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        error_messages = {
            "submitted_at": {
                "required": _("State when the return was submitted."),
                "invalid": _("This is not a date and time. State it as 2024-12-05 17:30."),
            },
            "submitted_name": {"required": _("State who submitted the return.")},
            "published_on": {"invalid": _("This is not a date. State it as 2024-12-06.")},
        }

    field_order = ["after", "submitted_at", "submitted_name", "reference", "published_on", "published_pdf", "reason"]

    def __init__(
        self, *args: Any, filed: Filing, before: Submission | None, name: str, is_left_out: bool, **kwargs: Any
    ) -> None:
        submission, self.before, self.is_left_out = Submission(filing=filed), before, is_left_out
        initial: dict[str, Any] = {"submitted_name": name}
        if before is not None:
            submission.publish(bytes(before.published_pdf))
            stated = ("submitted_at", "submitted_name", "reference", "published_on")
            initial = {"after": before.pk} | {each: getattr(before, each) for each in stated}
        kwargs |= {"instance": submission, "initial": initial}
        super().__init__(*args, **kwargs)
        self.fields["published_pdf"].help_text = format_lazy(
            _("{most} at most. Without one, the PDF on record is kept.")
            if before is not None and before.published_sha256
            else _("{most} at most. You can add it later."),
            most=filesizeformat(LARGEST_PDF),
        )
        if before is None:
            del self.fields["reason"]
        else:
            asked = _("Say why the record is corrected.")
            self.fields["reason"] = ReasonField(label=_("Why the record is corrected"), asked=asked)
            self.fields["reason"].required = False
            self.fields["reason"].help_text = _("Not needed where you only add a reference, a date or the PDF.")
        self.helper = FormHelper()
        self.helper.form_id = "submission-form"
        revision = filed.monthly_return.revision
        address = reverse("submit", args=[filed.issuer.stock_code, filed.monthly_return.month])
        self.helper.form_action = f"{address}?revision={revision}"
        does = _("Record submission") if before is None else _("Correct the record")
        self.helper.layout = Layout(*self.fields, Submit("submit", does))

    def clean_after(self) -> int | None:
        """The key of the record that the person saw; what is no key is that of none."""
        typed = self.cleaned_data["after"]
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None

    def clean_submitted_at(self) -> Any:
        """The time to the minute; where that is the minute on record, the record's own, which may have seconds."""
        typed = self.cleaned_data["submitted_at"]
        if self.before and typed == self.before.submitted_at.replace(second=0, microsecond=0):
            return self.before.submitted_at
        return typed

    def clean_published_pdf(self) -> UploadedFile | None:
        """A file of the size that is kept; the model looks at what is in it."""
        sent: UploadedFile | None = self.cleaned_data["published_pdf"]
        if self.is_left_out or (sent is not None and (sent.size or 0) > LARGEST_PDF):
            raise forms.ValidationError(too_large())
        if sent is not None:
            self.instance.publish(sent.read())
        return sent

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        has_seen_it = self.before is not None and self.cleaned_data.get("after") == self.before.pk
        if has_seen_it and not self.errors and (why := filing.why_unexplained(self.instance, self.before)):
            self.add_error("reason", why)
