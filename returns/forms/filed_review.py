"""The review of past filings: which to list, and what is noted, asked, answered and closed."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Hidden, Layout, Submit
from django import forms
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from returns.filed_review import ALL, CLOSED, Asked, State, reviewers
from returns.forms.reason import ReasonField
from returns.forms.start import MonthField
from returns.models import MonthlyReturn, ReviewEntry

Kind = ReviewEntry.Kind


class _Reviewer(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


def _month(label: Any) -> MonthField:
    return MonthField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "title": _("A month such as 2024-11")}),
    )


class QueueForm(forms.Form):
    """Filters, none of them required; one that cannot be read filters nothing and says so."""

    state = forms.ChoiceField(
        label=_("Review"),
        required=False,
        choices=lambda: [
            ("", State.UNREVIEWED.word),
            *((state.value, state.word) for state in State if state != State.UNREVIEWED),
            (CLOSED, _("Query closed")),
            (ALL, _("Any")),
        ],
    )
    reviewer = _Reviewer(User.objects.none(), label=_("Reviewer"), required=False, empty_label=_("Anybody"))
    issuer = forms.CharField(label=_("Issuer or stock code"), required=False, max_length=200)
    first = _month(_("From"))
    last = _month(_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = reviewers()  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name in ("state", "reviewer") else "form-control"

    def asked(self) -> Asked:
        """Which filings are listed."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if reviewer := given.get("reviewer"):
            given["reviewer"] = reviewer.pk
        return Asked(**given)


class _OptionalText(ReasonField):
    """What may be left blank."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, asked="", rows=2)
        self.required = False


class StepForm(forms.Form):
    """One step in the review of a filing; an answer and a closing name their `query`."""

    def __init__(
        self, typed: Any = None, *, step: str, monthly_return: MonthlyReturn, query: int | None = None
    ) -> None:
        super().__init__(typed, auto_id=f"id_{step}_{query or ''}_%s")
        self.step, self.query = step, query
        self.fields["text"], said = _steps()[step]
        self.helper = FormHelper()
        address = reverse("review", args=[monthly_return.issuer.stock_code, monthly_return.month])
        self.helper.form_action = f"{address}?revision={monthly_return.revision}"
        which = [Hidden("query", str(query))] if query else []
        buttons = [
            Submit(name, label, css_id=f"{step}-{query or ''}-{name}", css_class="btn-sm") for name, label in said
        ]
        self.helper.layout = Layout(Hidden("step", step), *which, "text", *buttons)


def _steps() -> dict[str, tuple[forms.Field, list[tuple[str, Any]]]]:
    """The text that each step takes, and its buttons."""
    return {
        Kind.REVIEWED: (
            _OptionalText(label=_("Note (optional)")),
            [("done", _("Mark as reviewed")), ("next", _("Mark as reviewed, open the next"))],
        ),
        Kind.QUERY: (
            ReasonField(label=_("Query to the issuer’s people"), asked=_("Write what you ask.")),
            [("done", _("Raise query"))],
        ),
        Kind.ANSWER: (ReasonField(label=_("Your answer"), asked=_("Write your answer.")), [("done", _("Answer"))]),
        Kind.CLOSED: (_OptionalText(label=_("Closing note (optional)")), [("done", _("Close query"))]),
    }
