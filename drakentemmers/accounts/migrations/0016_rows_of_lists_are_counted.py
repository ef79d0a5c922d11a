from django.db import migrations, models

KINDS = [("record", "Record"), ("profile", "Profile"), ("listed", "Listed")]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_nobody_above_the_roles")]

    operations = [
        migrations.RemoveConstraint("opening", "opening_once_a_day"),
        migrations.AlterField(
            "opening", "kind", models.CharField(choices=KINDS, default="record", max_length=10)
        ),
        migrations.AlterField(
            "daybudget", "kind", models.CharField(choices=KINDS, default="record", max_length=10)
        ),
        migrations.AddConstraint(
            "opening",
            models.UniqueConstraint(
                fields=["user", "day", "kind", "subject_type", "subject_id"], name="opening_once_a_day"
            ),
        ),
    ]
