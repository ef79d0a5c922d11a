from django.db import migrations, models

from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.ids import LENGTH, new_id
from drakentemmers.kernel.sealing import seal_columns


def give_steps_a_code(apps, editor):
    for step in apps.get_model("directory", "ApplicationStep").objects.only("pk").iterator():
        step.code = new_id()
        step.save(update_fields=["code"])


def code(**options):
    return models.CharField(default=new_id, editable=False, max_length=LENGTH, **options)


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_addresses_and_drafts_are_encrypted")]

    operations = [
        seal_columns("directory", "Application", ["why"]),
        migrations.AlterField("application", "why", EncryptedTextField(blank=True, max_length=2000)),
        migrations.AddField("applicationstep", "code", code(null=True)),
        migrations.RunPython(give_steps_a_code, migrations.RunPython.noop),
        migrations.AlterField("applicationstep", "code", code(unique=True)),
        migrations.AlterField("applicationstep", "text", models.TextField(blank=True)),
        seal_columns("directory", "ApplicationStep", ["text"], row="code"),
        migrations.AlterField(
            "applicationstep", "text", EncryptedTextField(blank=True, max_length=1000, row="code")
        ),
    ]
