from django.db import migrations

from drakentemmers.audit import guards


def put_up(apps, schema_editor):
    guards.put_up(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_lists_found_by_what_is_in_them")]

    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
