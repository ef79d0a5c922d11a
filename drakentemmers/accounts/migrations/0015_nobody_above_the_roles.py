from django.db import migrations, models


def take_flags_away(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    people.update(is_superuser=False, is_staff=False)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_second_factors_are_sealed_for_their_owner")]

    operations = [
        migrations.RunPython(take_flags_away, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(is_superuser=False, is_staff=False), name="nobody_above_the_roles"
            ),
        ),
    ]
