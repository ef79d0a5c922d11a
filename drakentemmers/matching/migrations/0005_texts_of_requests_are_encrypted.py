from django.db import migrations, models

from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.ids import LENGTH, new_id
from drakentemmers.kernel.sealing import seal_columns

BATCH = 500


def give_steps_a_code(apps, editor):
    steps = apps.get_model("matching", "RequestStep").objects.order_by("pk")
    batch = list(steps.only("pk")[:BATCH])
    while batch:
        for step in batch:
            step.code = new_id()
        steps.bulk_update(batch, ["code"])
        batch = list(steps.only("pk").filter(pk__gt=batch[-1].pk)[:BATCH])


def code(**options):
    return models.CharField(default=new_id, editable=False, max_length=LENGTH, **options)


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_friday_mail_goes_by_the_outbox")]

    operations = [
        seal_columns("matching", "TreatmentRequest", ["note"]),
        migrations.AlterField("treatmentrequest", "note", EncryptedTextField(blank=True, max_length=2000)),
        migrations.AlterField("question", "explanation", models.TextField(blank=True)),
        seal_columns("matching", "Question", ["explanation"]),
        migrations.AlterField("question", "explanation", EncryptedTextField(blank=True, max_length=500)),
        migrations.AddField("requeststep", "code", code(null=True)),
        migrations.RunPython(give_steps_a_code, migrations.RunPython.noop),
        migrations.AlterField("requeststep", "code", code(unique=True)),
        migrations.AlterField("requeststep", "text", models.TextField(blank=True)),
        seal_columns("matching", "RequestStep", ["text"], row="code"),
        migrations.AlterField(
            "requeststep", "text", EncryptedTextField(blank=True, max_length=500, row="code")
        ),
        seal_columns("matching", "RequestDraft", ["data"], row="user"),
        migrations.AlterField("requestdraft", "data", EncryptedTextField(row="user")),
    ]
