import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0018_calculated_cells_in_the_trail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="monthlyreturn",
            name="returned_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="returned for amendment by",
            ),
        ),
        migrations.AddField(
            model_name="monthlyreturn",
            name="returned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="returned for amendment at"),
        ),
        migrations.AddField(
            model_name="monthlyreturn",
            name="return_reason",
            field=models.TextField(blank=True, max_length=5000, verbose_name="why it was returned for amendment"),
        ),
    ]
