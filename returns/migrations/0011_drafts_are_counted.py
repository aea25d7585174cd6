"""Count the drafts of a return; say when an issuer was listed."""

from django.db import migrations, models
from django.db.models import Count


def count(apps, schema_editor):
    """Of what became a draft again before it was counted, the trail knows how often."""
    entries = apps.get_model("returns", "AuditEntry").objects.filter(action="state", new="draft")
    counted = entries.exclude(monthly_return=None).values("monthly_return").annotate(times=Count("pk")).order_by()
    for each in counted:
        of_it = apps.get_model("returns", "MonthlyReturn").objects.filter(pk=each["monthly_return"])
        of_it.update(reopened=each["times"])


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0010_anonymous_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuer",
            name="listed_on",
            field=models.DateField(
                blank=True,
                help_text="The first day of dealings. No return is started for a month that ended before it.",
                null=True,
                verbose_name="listed on",
            ),
        ),
        migrations.AddField(
            model_name="monthlyreturn",
            name="reopened",
            field=models.PositiveIntegerField(default=0, verbose_name="times reopened"),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
