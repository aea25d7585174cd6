"""A name in a template that nothing defines does not pass unseen."""

import pytest
from django.template import Context, Template

from tests import undefined


@pytest.mark.parametrize(
    "template",
    [
        "{{ row.nothing }}",
        "{{ row.nothing|capfirst }}",
        "{% if row.nothing %}{% endif %}",
        "{% if not row.nothing %}{% endif %}",
        '{% if row.nothing == "" %}{% endif %}',
        "{% for each in row.nothing %}{% endfor %}",
        "{% with each=row.nothing %}{% endwith %}",
        '{% include "returns/_replaced.html" with each=row.nothing only %}',
    ],
)
def test_a_name_that_nothing_defines_is_met_wherever_it_is_read(template: str) -> None:
    Template(template).render(Context({"row": {"name": "", "none": None}, "return": {}}))
    met = [name for name in undefined.met if name.endswith(": row.nothing")]
    undefined.met.clear()
    assert len(met) == 1


@pytest.mark.parametrize(
    "template", ["{{ row.name }}", "{% if row.none %}{% endif %}", '{{ nothing|default:"" }}', "{{ _('Word') }}"]
)
def test_what_is_defined_or_done_without_is_not(template: str) -> None:
    Template(template).render(Context({"row": {"name": "", "none": None}}))
    assert undefined.met == []
