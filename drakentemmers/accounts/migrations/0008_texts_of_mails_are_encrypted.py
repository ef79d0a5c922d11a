from django.db import migrations, models

from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.sealing import seal_columns


def wipe_what_is_over(apps, schema_editor):
    over = apps.get_model("accounts", "OutgoingMail").objects.filter(state__in=["dropped", "sent"])
    over.update(subject=None, text=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_how_somebody_hears_news")]

    operations = [
        migrations.AlterField("outgoingmail", "subject", models.TextField(null=True)),
        migrations.AlterField("outgoingmail", "text", models.TextField(null=True)),
        migrations.RunPython(wipe_what_is_over, migrations.RunPython.noop),
        seal_columns("accounts", "OutgoingMail", ["subject", "text"]),
        migrations.AlterField(
            "outgoingmail", "subject", EncryptedTextField(blank=True, max_length=200, null=True)
        ),
        migrations.AlterField("outgoingmail", "text", EncryptedTextField(blank=True, null=True)),
        migrations.AddConstraint(
            "outgoingmail",
            models.CheckConstraint(
                condition=~models.Q(state__in=["dropped", "sent"])
                | models.Q(subject__isnull=True, text__isnull=True),
                name="mail_that_is_over_is_wiped",
            ),
        ),
    ]
