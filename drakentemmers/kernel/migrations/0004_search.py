from django.db import migrations, models

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE kernel_search_terms USING fts5(title, keywords, summary, body, tokenize = 'unicode61 remove_diacritics 0', prefix = '3')",
    ],
    "postgresql": [
        "ALTER TABLE kernel_searchdocument ADD COLUMN terms tsvector",
        "CREATE INDEX search_document_terms ON kernel_searchdocument USING gin (terms)",
    ],
}
TAKE_AWAY = {
    "sqlite": ["DROP TABLE kernel_search_terms"],
    "postgresql": ["ALTER TABLE kernel_searchdocument DROP COLUMN terms"],
}


def make_terms(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def take_terms_away(apps, schema_editor):
    for statement in TAKE_AWAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_turns_and_cache")]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("object_id", models.CharField(max_length=64)),
                ("url", models.CharField(max_length=500)),
                ("title", models.CharField(max_length=300)),
                ("summary", models.TextField()),
                ("body", models.TextField()),
                ("scope", models.CharField(max_length=60)),
                ("facets", models.TextField()),
                ("day", models.DateField(null=True)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "scope"], name="search_document_scope")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="search_document_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchSynonyms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={"ordering": ["words"]},
        ),
        migrations.RunPython(make_terms, take_terms_away),
    ]
