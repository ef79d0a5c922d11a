import django.db.models.deletion
import drakentemmers.accounts.factor_reset
import drakentemmers.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_one_invitation_to_several_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="FactorReset",
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
                ("line", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("falls_at", models.DateTimeField(null=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("waiting", "waiting"),
                            ("fallen", "fallen"),
                            ("stopped", "stopped"),
                            ("lapsed", "lapsed"),
                        ],
                        default=drakentemmers.accounts.factor_reset.ResetStage["ASKED"],
                        max_length=10,
                    ),
                ),
                ("stage_since", models.DateTimeField()),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_used_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="factor_resets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["stage", "falls_at"], name="factor_reset_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stage__in", ["asked", "waiting"])),
                        fields=("user",),
                        name="factor_reset_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="factor_reset_agreed_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked_by__isnull", True),
                                models.Q(("asked_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("agreed_by__isnull", True),
                                models.Q(("agreed_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="factor_reset_never_about_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["waiting", "fallen"]), _negated=True),
                            models.Q(("falls_at__isnull", False), models.Q(("code_hash", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="factor_reset_agreed_falls",
                    ),
                ],
            },
        ),
    ]
