from datetime import time

import django.db.models.deletion
from drakentemmers.accounts.topics import topic_of
from django.conf import settings
from django.db import migrations, models


def say_what_lines_are_about(apps, schema_editor):
    """Lines written before people could choose get the topic of their code."""
    lines = apps.get_model("accounts", "Notification").objects
    for code in lines.order_by("topic").values_list("topic", flat=True).distinct():
        lines.filter(topic=code).update(about=topic_of(code).value)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_opening_and_keeping_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=20)),
                ("how", models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="quiet_hours",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("begins", models.TimeField(default=time(20, 0))),
                ("ends", models.TimeField(default=time(7, 0))),
                ("weekends", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="notification",
            name="about",
            field=models.CharField(default="network", max_length=20),
        ),
        migrations.RunPython(say_what_lines_are_about, migrations.RunPython.noop),
        migrations.AddField(
            model_name="notification",
            name="mail_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="mail_subject",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="notification",
            name="mail_text",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("mail_at__isnull", False)),
                fields=["mail_at"],
                name="notification_to_mail",
            ),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mail_choices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.UniqueConstraint(fields=("user", "topic"), name="mail_choice_once_per_topic"),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("topic", "security"), _negated=True),
                name="mail_about_security_is_no_choice",
            ),
        ),
        migrations.CreateModel(
            name="MailBounce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254, unique=True)),
                ("at", models.DateTimeField()),
                ("status", models.CharField(max_length=20)),
            ],
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="returned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
