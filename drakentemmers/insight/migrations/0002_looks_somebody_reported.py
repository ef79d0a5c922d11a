from django.db import migrations, models
from django.db.models import Q

from drakentemmers.kernel.fields import EncryptedTextField


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_looks_to_review")]

    operations = [
        migrations.AddField("review", "reporter_id", models.CharField(blank=True, max_length=40)),
        migrations.AddField("review", "reporter_name", models.CharField(blank=True, max_length=200)),
        migrations.AddField("review", "about", models.CharField(blank=True, max_length=60)),
        migrations.AddField("review", "question", EncryptedTextField(blank=True, max_length=1000, null=True)),
        migrations.AlterField("review", "event_id", models.BigIntegerField()),
        migrations.AddConstraint(
            "review",
            models.UniqueConstraint(fields=["event_id", "reporter_id"], name="review_one_for_each_reporter"),
        ),
        migrations.AddConstraint(
            "review",
            models.CheckConstraint(
                condition=Q(reporter_id="", about="") | (~Q(reporter_id="") & ~Q(about="")),
                name="review_reported_about_something",
            ),
        ),
    ]
