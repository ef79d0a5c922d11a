import drakentemmers.kernel.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_rows_of_lists_are_counted"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="outgoingmail",
            name="mail_that_is_over_is_wiped",
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="html",
            field=drakentemmers.kernel.fields.EncryptedTextField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["dropped", "sent"]), _negated=True),
                    models.Q(("html__isnull", True), ("subject__isnull", True), ("text__isnull", True)),
                    _connector="OR",
                ),
                name="mail_that_is_over_is_wiped",
            ),
        ),
    ]
