import secrets

import django.db.models.deletion
import drakentemmers.kernel.ids
from drakentemmers.accounts.outbox import message_id
from drakentemmers.kernel.ids import new_id
from django.conf import settings
from django.db import migrations, models


def move_what_waits(apps, schema_editor):
    """A mail that was written and not sent yet leaves by the outbox."""
    mails, lines = apps.get_model("accounts", "OutgoingMail"), apps.get_model("accounts", "Notification")
    for line in lines.objects.filter(mail_state="waiting").select_related("user"):
        pk = new_id()
        line.mail = mails.objects.create(
            pk=pk,
            user=line.user,
            to=line.user.email,
            subject=line.mail_subject,
            text=line.mail_text,
            kind="notice",
            next_try_at=line.at,
            created_at=line.at,
            message_id=message_id(pk, secrets.token_hex(8), settings.SITE_URL),
        )
        line.save(update_fields=["mail"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people_and_organisations"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=drakentemmers.kernel.ids.new_id,
                        editable=False,
                        max_length=12,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("to", models.CharField(max_length=254)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("headers", models.JSONField(blank=True, default=dict)),
                ("kind", models.CharField(max_length=20)),
                ("is_urgent", models.BooleanField(default=False)),
                ("state", models.CharField(default="waiting", max_length=20)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("lease", models.CharField(blank=True, max_length=32)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("created_at", models.DateTimeField()),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="outgoing_mails",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="mail",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="lines",
                to="accounts.outgoingmail",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["state", "next_try_at"], name="mail_due"),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["created_at"], name="mail_created"),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["handed_over_at"], name="mail_handed_over"),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["claimed", "handing_over"]), _negated=True),
                    ("leased_until__isnull", False),
                    _connector="OR",
                ),
                name="mail_with_a_worker_is_leased",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True),
                    ("handed_over_at__isnull", False),
                    _connector="OR",
                ),
                name="mail_sent_was_handed_over",
            ),
        ),
        migrations.RunPython(move_what_waits, migrations.RunPython.noop),
    ]
