from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_outbox")]

    operations = [
        migrations.RemoveIndex(
            model_name="notification",
            name="notification_mail_state",
        ),
        migrations.RemoveField(
            model_name="notification",
            name="mail_state",
        ),
        migrations.RemoveField(
            model_name="notification",
            name="mail_subject",
        ),
        migrations.RemoveField(
            model_name="notification",
            name="mail_text",
        ),
    ]
