"""The file that is to be verified."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Far more than any print of this program.
LARGEST = 20 * 1024 * 1024


class VerifyForm(forms.Form):
    """A PDF."""

    pdf = forms.FileField(
        label=_("PDF of a return"),
        help_text=_("Drop a file on the field, or choose one; 20 MB at most. It is not kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Choose the PDF to verify."),
            "empty": _("The file is empty."),
        },
    )

    def __init__(self, *args: Any, is_left_out: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_left_out:
            self.fields["pdf"].error_messages["required"] = too_large()
        self.helper = FormHelper()
        self.helper.layout = Layout("pdf", Submit("verify", _("Verify")))

    def clean_pdf(self) -> UploadedFile:
        """Not larger than any print could be."""
        pdf = self.cleaned_data["pdf"]
        if pdf.size > LARGEST:
            raise forms.ValidationError(too_large())
        return pdf


def too_large() -> str:
    """What is said of a file that is too large to be a return."""
    return gettext("The file is larger than %s; no return of this program is.") % filesizeformat(LARGEST)
