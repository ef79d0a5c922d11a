from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_heartbeat")]

    operations = [
        migrations.CreateModel(
            name="KeyProof",
            fields=[
                ("name", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("proof", models.TextField()),
            ],
        ),
    ]
