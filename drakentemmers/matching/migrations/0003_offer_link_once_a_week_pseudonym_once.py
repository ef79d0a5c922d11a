from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_drafts_of_requests")]

    operations = [
        migrations.AddField(
            model_name="offerlink",
            name="week",
            field=models.DateField(default=date(2026, 1, 5)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="offerlink",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="offerlink",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="offerlink",
            constraint=models.UniqueConstraint(fields=("offer", "week"), name="offer_link_once_a_week"),
        ),
        migrations.AddConstraint(
            model_name="treatmentrequest",
            constraint=models.UniqueConstraint(
                fields=("organisation", "pseudonym"), name="request_pseudonym_once_per_organisation"
            ),
        ),
    ]
