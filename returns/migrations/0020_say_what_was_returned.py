from django.db import migrations

# What the audit trail noted where a save made a return that was sent a draft again.
SAVED = "a figure was changed"


def say_what_was_returned(apps, schema_editor):
    """Say of each draft that an approver returned who did so, when and why, as the audit trail has it."""
    monthly_return, entry = (apps.get_model("returns", name) for name in ("MonthlyReturn", "AuditEntry"))
    for draft in monthly_return.objects.filter(state="draft", reopened__gt=0):
        last = entry.objects.filter(monthly_return=draft, action="state").order_by("pk").last()
        if last is not None and last.new == "draft" and last.note != SAVED:
            monthly_return.objects.filter(pk=draft.pk).update(
                returned_by=last.user_id, returned_at=last.at, return_reason=last.note
            )


class Migration(migrations.Migration):
    dependencies = [("returns", "0019_returned_for_amendment")]

    operations = [migrations.RunPython(say_what_was_returned, migrations.RunPython.noop)]
