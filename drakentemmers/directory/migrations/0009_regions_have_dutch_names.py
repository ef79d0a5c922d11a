"""Names of tables and fields as editors read them."""

import django.db.models.deletion
import drakentemmers.directory.rules
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_no_region_without_a_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="municipality",
            options={
                "ordering": ["name"],
                "verbose_name": "Municipality",
                "verbose_name_plural": "Municipalities",
            },
        ),
        migrations.AlterModelOptions(
            name="region",
            options={
                "ordering": ["model", "name"],
                "verbose_name": "Region",
                "verbose_name_plural": "Regions",
            },
        ),
        migrations.AlterModelOptions(
            name="regionmunicipality",
            options={
                "verbose_name": "Municipality in a region",
                "verbose_name_plural": "Municipalities in regions",
            },
        ),
        migrations.AlterField(
            model_name="region",
            name="model",
            field=models.CharField(
                choices=[
                    (
                        drakentemmers.directory.rules.RegionModel["CENTRE_MUNICIPALITY"],
                        drakentemmers.directory.rules.RegionModel["CENTRE_MUNICIPALITY"],
                    ),
                    (
                        drakentemmers.directory.rules.RegionModel["PROGRAMME"],
                        drakentemmers.directory.rules.RegionModel["PROGRAMME"],
                    ),
                    (
                        drakentemmers.directory.rules.RegionModel["VEILIG_THUIS"],
                        drakentemmers.directory.rules.RegionModel["VEILIG_THUIS"],
                    ),
                ],
                max_length=30,
                verbose_name="Division",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="name",
            field=models.CharField(max_length=120, verbose_name="Name"),
        ),
        migrations.AlterField(
            model_name="region",
            name="source",
            field=models.CharField(max_length=300, verbose_name="Source"),
        ),
        migrations.AlterField(
            model_name="region",
            name="valid_from",
            field=models.DateField(verbose_name="Valid from"),
        ),
        migrations.AlterField(
            model_name="region",
            name="verified",
            field=models.BooleanField(default=False, verbose_name="Verified"),
        ),
        migrations.AlterField(
            model_name="regionmunicipality",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                to="directory.municipality",
                verbose_name="Municipality",
            ),
        ),
        migrations.AlterField(
            model_name="regionmunicipality",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="directory.region", verbose_name="Region"
            ),
        ),
        migrations.AlterField(
            model_name="regionmunicipality",
            name="source",
            field=models.CharField(max_length=300, verbose_name="Source"),
        ),
        migrations.AlterField(
            model_name="regionmunicipality",
            name="valid_from",
            field=models.DateField(verbose_name="Valid from"),
        ),
        migrations.AlterField(
            model_name="regionmunicipality",
            name="valid_to",
            field=models.DateField(blank=True, null=True, verbose_name="Valid to"),
        ),
    ]
