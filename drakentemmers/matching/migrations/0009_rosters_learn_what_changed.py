from django.db import migrations, models

from drakentemmers.matching.roster import changes


def put_up(apps, schema_editor):
    """On SQLite they come after all migrations (matching.apps): a later one may rebuild a table they speak of."""
    if schema_editor.connection.vendor == "postgresql":
        changes.put_up(schema_editor.connection)


def lift(apps, schema_editor):
    changes.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_two_people_let_a_second_factor_fall"),
        ("directory", "0008_no_region_without_a_name"),
        ("matching", "0008_a_therapist_who_left_is_a_step"),
    ]

    operations = [
        migrations.CreateModel(
            name="RosterChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("professional_id", models.CharField(max_length=12)),
                ("xact", models.BigIntegerField(db_index=True)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="RosterLife",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=40)),
            ],
        ),
        migrations.RunPython(put_up, lift),
    ]
