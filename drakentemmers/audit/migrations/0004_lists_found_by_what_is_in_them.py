from django.db import migrations

INDEX = "audit_event_listed"


def add_index(apps, schema_editor):
    """Lists of records are searched by the ids in them; only PostgreSQL has an index for that."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS {INDEX} ON audit_event USING gin ((details -> 'ids') jsonb_path_ops)"
            " WHERE subject_id = ''"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain_of_seals")]

    operations = [migrations.RunPython(add_index, drop_index)]
