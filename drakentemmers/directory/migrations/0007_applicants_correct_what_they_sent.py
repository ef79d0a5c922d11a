import django.db.models.deletion
from django.db import migrations, models

from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.ids import LENGTH, new_id

STEPS = [
    "sent",
    "link_sent_again",
    "confirmed",
    "number_looked_up",
    "register_answered",
    "practice_agreed",
    "practice_declined",
    "first_yes",
    "second_yes",
    "stopped",
    "asked",
    "answered",
    "corrected",
    "yes_lapsed",
    "opened",
    "refused",
    "withdrawn",
    "expired",
    "replaced",
]
PARTS = [
    "kind",
    "name",
    "supervisor",
    "why",
    "workplace",
    "organisation_kind",
    "kvk_number",
    "municipality",
    "region",
    "numbers",
]


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_texts_of_applications_are_encrypted")]

    operations = [
        migrations.AddField("application", "municipality_name", models.CharField(blank=True, max_length=80)),
        migrations.AddField("application", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AlterField(
            "applicationstep", "step", models.CharField(choices=[(s, s) for s in STEPS], max_length=20)
        ),
        migrations.CreateModel(
            name="ApplicationChange",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=new_id, editable=False, max_length=LENGTH, primary_key=True, serialize=False
                    ),
                ),
                ("part", models.CharField(choices=[(part, part) for part in PARTS], max_length=20)),
                ("before", EncryptedTextField(blank=True, max_length=2000)),
                ("after", EncryptedTextField(blank=True, max_length=2000)),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="directory.applicationstep",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("step", "part"), name="application_change_part_once_a_step"
                    )
                ]
            },
        ),
    ]
