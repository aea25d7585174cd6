"""Names in the project's templates that nothing defines: each fails the test that meets it.

Django writes nothing for such a name, and takes it for false in {% if %}, {% for %} and {% with %} alike, so that a
misspelt one hides. A template that means to do without a name says so: {{ name|default:"" }}.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.base import UNKNOWN_SOURCE, FilterExpression, Variable, VariableDoesNotExist
from django.template.defaultfilters import default, default_if_none

# What was met since a test began.
met: list[str] = []
_OURS = tuple(str(Path(place)) for engine in settings.TEMPLATES for place in engine["DIRS"])


class _Watched(Variable):
    """A name that is remembered where it has no meaning."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(name)
        self.place = place

    def resolve(self, context: Any) -> Any:
        try:
            return super().resolve(context)
        except VariableDoesNotExist:
            met.append(f"{self.place}: {self.var}")
            raise


def watch() -> None:
    """Watch the names of every template of the project that is compiled from now on."""
    compile_expression = FilterExpression.__init__

    def compile_watched(expression: FilterExpression, token: str, parser: Any) -> None:
        compile_expression(expression, token, parser)
        place = parser.origin.name if parser.origin else UNKNOWN_SOURCE
        does_without = [function for function, _arguments in expression.filters[:1]]
        does_without = does_without in ([default], [default_if_none])
        if expression.is_var and not does_without and (place == UNKNOWN_SOURCE or place.startswith(_OURS)):
            expression.var = _Watched(expression.var.var, place)

    FilterExpression.__init__ = compile_watched
