from django.db import migrations, models


def forget_links_never_mailed(apps, schema_editor):
    """A run that broke off left links nobody got: the next run asks again."""
    apps.get_model("matching", "OfferLink").objects.filter(sent_at__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_offer_link_once_a_week_pseudonym_once")]

    operations = [
        migrations.RunPython(forget_links_never_mailed, migrations.RunPython.noop),
        migrations.RemoveField(model_name="offerlink", name="claimed_at"),
        migrations.AlterField(model_name="offerlink", name="sent_at", field=models.DateTimeField()),
    ]
