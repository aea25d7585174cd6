"""The help in the program: a guide of five minutes, and a glossary."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from returns.views.access import PersonRequest


@require_safe
def guide(request: PersonRequest) -> HttpResponse:
    """One month from start to submission, with pictures of the demo."""
    return render(request, "help/guide.html")


@require_safe
def glossary(request: PersonRequest) -> HttpResponse:
    """What the terms of the form and of the program mean."""
    return render(request, "help/glossary.html")
