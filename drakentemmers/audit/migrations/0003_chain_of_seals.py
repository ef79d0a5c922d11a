from django.db import migrations, models

from drakentemmers.audit import guards


def put_up_guards(apps, schema_editor):
    guards.put_up(schema_editor.connection)


def lift_guards(apps, schema_editor):
    guards.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_origin_purpose_and_keyed_hash")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("event_mac", models.CharField(max_length=64, unique=True)),
                ("event_at", models.DateTimeField()),
                ("previous", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
                ("key_id", models.CharField(max_length=16)),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("seal", models.CharField(max_length=64)),
                ("removed", models.BigIntegerField()),
                ("older_than", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("key_id", models.CharField(max_length=16)),
                ("mac", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(put_up_guards, lift_guards),
    ]
