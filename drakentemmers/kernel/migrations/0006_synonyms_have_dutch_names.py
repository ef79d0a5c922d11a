"""Names of tables and fields as editors read them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0005_first_synonyms"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="searchsynonyms",
            options={
                "ordering": ["words"],
                "verbose_name": "List of synonyms",
                "verbose_name_plural": "Synonyms",
            },
        ),
        migrations.AlterField(
            model_name="searchsynonyms",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, verbose_name="Changed"),
        ),
        migrations.AlterField(
            model_name="searchsynonyms",
            name="words",
            field=models.TextField(verbose_name="Words that mean the same"),
        ),
    ]
