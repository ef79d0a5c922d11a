from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0011_saved_searches_and_families_nearby"),
    ]

    operations = [
        migrations.AddField(
            model_name="changesread",
            name="running",
            field=models.JSONField(default=list),
        ),
    ]
