import drakentemmers.insight.rules
import drakentemmers.kernel.fields
import drakentemmers.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Review",
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
                ("event_id", models.BigIntegerField(unique=True)),
                ("week", models.DateField(db_index=True)),
                ("actor_id", models.CharField(max_length=40)),
                ("reasons", models.CharField(blank=True, max_length=120)),
                ("drawn_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("reviewer_id", models.CharField(blank=True, max_length=40)),
                ("reviewer_name", models.CharField(blank=True, max_length=200)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                drakentemmers.insight.rules.Verdict["IN_ORDER"],
                                drakentemmers.insight.rules.Verdict["IN_ORDER"],
                            ),
                            (
                                drakentemmers.insight.rules.Verdict["ASKED"],
                                drakentemmers.insight.rules.Verdict["ASKED"],
                            ),
                            (
                                drakentemmers.insight.rules.Verdict["WRONG"],
                                drakentemmers.insight.rules.Verdict["WRONG"],
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("remark", drakentemmers.kernel.fields.EncryptedTextField(blank=True, max_length=1000)),
            ],
            options={
                "indexes": [models.Index(fields=["reviewed_at", "due_at"], name="review_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", True), ("reviewer_id", ""), ("verdict", "")),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                models.Q(("reviewer_id", ""), _negated=True),
                                models.Q(("verdict", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_signed_off_as_a_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer_id", models.F("actor_id")), _negated=True),
                        name="review_never_of_oneself",
                    ),
                ],
            },
        ),
    ]
