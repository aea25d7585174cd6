"""Record the submission of what was filed before submissions were recorded, on the date submitted that it states."""

import json
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
COMMAND_LINE = "command line"
REASON = "Date submitted on the form"


def submit(apps, schema_editor):
    """Each filing gets its record, and the audit trail the entry by which the record is verified."""
    Filing = apps.get_model("returns", "Filing")
    Submission = apps.get_model("returns", "Submission")
    AuditEntry = apps.get_model("returns", "AuditEntry")
    now = timezone.now()
    needed = ("issuer_id", "filed_at", "filed_name", "monthly_return__date_submitted", "monthly_return__submitted_by")
    filings = Filing.objects.filter(submissions=None).select_related("monthly_return").only(*needed).order_by("pk")
    submissions, entries = [], []
    for filing in filings:
        stated = filing.monthly_return.date_submitted.day
        filed_at = filing.filed_at.astimezone(HONG_KONG)
        if stated is None or stated == filed_at.date():
            submitted_at = filed_at
        else:
            submitted_at = datetime.combine(stated, time.min, HONG_KONG)
        name = filing.monthly_return.submitted_by or filing.filed_name or COMMAND_LINE
        said = {
            "submitted_at": submitted_at.isoformat(),
            "submitted_name": name,
            "reference": "",
            "published_on": "",
            "published_sha256": "",
            "recorded_name": COMMAND_LINE,
        }
        submissions.append(
            Submission(
                filing=filing,
                submitted_at=submitted_at,
                submitted_name=name,
                published_pdf=b"",
                recorded_name=COMMAND_LINE,
                recorded_at=now,
                reason=REASON,
            )
        )
        entries.append(
            AuditEntry(
                at=now,
                name=COMMAND_LINE,
                source=COMMAND_LINE,
                action="submitted",
                issuer_id=filing.issuer_id,
                monthly_return_id=filing.monthly_return_id,
                part="submission",
                what=f"{submitted_at:%d/%m/%Y %H:%M} {name}",
                new=json.dumps(said, ensure_ascii=False),
                note=REASON,
            )
        )
    Submission.objects.bulk_create(submissions, batch_size=500)
    AuditEntry.objects.bulk_create(entries, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0016_submissions"),
    ]

    operations = [
        migrations.RunPython(submit, migrations.RunPython.noop),
    ]
