from django.db import migrations

CODE, NAME = "pr-regio-28-naam-nog-niet-bekend", "Regio 28 (naam nog niet bekend)"


def take_out(apps, editor):
    """Nobody can choose a region without a name. One that an editor named in the meantime stays."""
    apps.get_model("directory", "Region").objects.filter(code=CODE, name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_applicants_correct_what_they_sent")]

    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
