from django.db import migrations, models

from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.sealing import add_sealed, seal_columns

LOCATION = {"name": 120, "street": 200, "postcode": 7, "place_name": 120}
WORK_LOCATION = {"street": 200, "postcode": 7}
PLACED = ("latitude", "longitude", "x", "y", "z")


def forget_drafts(apps, editor):
    """Files of a dry run last a day; whoever had one chooses it again."""
    apps.get_model("directory", "ImportDraft").objects.all().delete()


def off_the_map(apps, editor):
    """Put confidential locations in the middle of their municipality. Backwards nothing: the middle is no secret."""
    rows = apps.get_model("directory", "Location").objects.filter(is_confidential=True)
    for row in rows.select_related("municipality").iterator():
        for name in PLACED:
            setattr(row, name, getattr(row.municipality, name))
        row.save(update_fields=PLACED)


def as_text(model, columns):
    return [migrations.AlterField(model, name, models.TextField(blank=True)) for name in columns]


def as_secret(model, columns):
    return [
        migrations.AlterField(model, name, EncryptedTextField(blank=True, max_length=size))
        for name, size in columns.items()
    ]


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_applications_to_join")]

    operations = [
        migrations.RunPython(off_the_map, migrations.RunPython.noop),
        *as_text("location", LOCATION),
        seal_columns("directory", "Location", list(LOCATION)),
        *as_secret("location", LOCATION),
        *as_text("worklocation", WORK_LOCATION),
        seal_columns("directory", "WorkLocation", list(WORK_LOCATION)),
        *as_secret("worklocation", WORK_LOCATION),
        migrations.RunPython(forget_drafts, forget_drafts),
        migrations.RemoveField("importdraft", "content"),
        *add_sealed("directory", "ImportDraft", "encoded", EncryptedTextField()),
    ]
