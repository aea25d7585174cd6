"""List the movements of what was filed before they were listed."""

from django.db import migrations

from returns import filed_figures


def derive(apps, schema_editor):
    Filing = apps.get_model("returns", "Filing")
    FiledMovement = apps.get_model("returns", "FiledMovement")
    FilingSummary = apps.get_model("returns", "FilingSummary")
    for filing in Filing.objects.only("figures").order_by("pk").iterator(chunk_size=100):
        movements, summary = filed_figures.derive(filing.figures)
        FiledMovement.objects.bulk_create(FiledMovement(filing=filing, **values) for values in movements)
        FilingSummary.objects.create(filing=filing, **summary)


class Migration(migrations.Migration):

    dependencies = [
        ("returns", "0013_filed_movements"),
    ]

    operations = [
        migrations.RunPython(derive, migrations.RunPython.noop),
    ]
