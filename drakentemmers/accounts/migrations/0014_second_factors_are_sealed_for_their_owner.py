from django.db import migrations

from drakentemmers.kernel.encryption import PREFIX, seal, unseal
from drakentemmers.kernel.fields import field_keyring

EVERYWHERE = "mfa_authenticator:data:secret"  # the one place that all of them were sealed for


def of_owner(user_id, name):
    return f"mfa_authenticator:data.{name}:{user_id}"


def moved(value, user_id, name, *, back):
    if isinstance(value, dict):
        return {key: moved(each, user_id, key, back=back) for key, each in value.items()}
    if isinstance(value, list):
        return [moved(each, user_id, name, back=back) for each in value]
    if isinstance(value, str) and value.startswith(f"{PREFIX}:"):
        places = [EVERYWHERE, of_owner(user_id, name)]
        here, there = reversed(places) if back else places
        plain = unseal(value, keyring=field_keyring(), context=here)
        return seal(plain, keyring=field_keyring(), context=there)
    return value


def each(*, back):
    def run(apps, schema_editor):
        rows = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
        for row in rows.exclude(type="webauthn").order_by("pk").iterator():
            row.data = moved(row.data, row.user_id, "", back=back)
            row.save(update_fields=["data"])

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_two_people_let_a_second_factor_fall"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(each(back=False), each(back=True))]
