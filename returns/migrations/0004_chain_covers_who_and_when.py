"""Chain again what was filed before the chain covered who and when."""

import json
from datetime import UTC
from hashlib import sha256

from django.db import migrations


def chain(apps, schema_editor):
    Filing = apps.get_model("returns", "Filing")
    chains = {}
    for filing in Filing.objects.select_related("filed_by").order_by("pk"):
        person = filing.filed_by
        full = f"{person.first_name} {person.last_name}".strip() if person else "command line"
        filing.filed_name = full or person.username
        filing.approved_name = filing.filed_name
        said = [
            chains.get(filing.issuer_id, ""),
            filing.issuer_id,
            filing.monthly_return_id,
            f"{filing.month_ended:%Y-%m-%d}",
            filing.filed_at.astimezone(UTC).isoformat(),
            filing.filed_by_id,
            filing.filed_name,
            filing.approved_name,
            filing.figures_sha256,
            filing.pdf_sha256,
        ]
        filing.chain_sha256 = chains[filing.issuer_id] = sha256(json.dumps(said).encode()).hexdigest()
        filing.save()


class Migration(migrations.Migration):

    dependencies = [
        ("returns", "0003_states_and_audit_trail"),
    ]

    operations = [
        migrations.RunPython(chain, migrations.RunPython.noop),
    ]
