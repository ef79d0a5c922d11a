import django.db.models.deletion
import drakentemmers.kernel.fields
import drakentemmers.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_no_region_without_a_name"),
        ("matching", "0010_rounds_and_their_suggestions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangesRead",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("life", models.CharField(blank=True, max_length=40)),
                ("number", models.BigIntegerField(default=0)),
                ("seen", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NearbyCount",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="NearbyDemand",
            fields=[
                (
                    "professional",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="nearby_demand",
                        serialize=False,
                        to="directory.professional",
                    ),
                ),
                ("at_least", models.PositiveIntegerField()),
                ("on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearch",
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
                ("name", drakentemmers.kernel.fields.EncryptedTextField(max_length=60)),
                ("query", drakentemmers.kernel.fields.EncryptedTextField(blank=True)),
                ("asked", drakentemmers.kernel.fields.EncryptedTextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("is_touched", models.BooleanField(default=False)),
                ("looked_on", models.DateField()),
                ("looked_at", models.DateTimeField()),
                ("fits_now", models.PositiveIntegerField(default=0)),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to="matching.treatmentrequest",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KnownFit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("gone_since", models.DateTimeField(blank=True, null=True)),
                (
                    "professional",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.professional",
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_fits",
                        to="matching.savedsearch",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(fields=["looked_on", "is_touched"], name="saved_search_due"),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                fields=("user", "request"), name="saved_search_once_per_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="knownfit",
            constraint=models.UniqueConstraint(
                fields=("search", "professional"), name="known_fit_once_per_search"
            ),
        ),
    ]
