import secrets

from django.conf import settings
from django.db import migrations, models

from drakentemmers.audit.chain import event_hash, moment_text, plain
from drakentemmers.kernel.keys import parse_keyring

# What an event held when this migration was written; audit/chain.py may know more by now.
FIELDS = (
    "uid",
    "at",
    "kind",
    "action",
    "outcome",
    "actor_id",
    "actor_name",
    "actor_roles",
    "on_behalf_of",
    "purpose",
    "address",
    "route",
    "request_id",
    "process",
    "subject_type",
    "subject_id",
    "sensitivity",
    "details",
    "key_id",
)


def hash_what_stands_there(apps, schema_editor):
    """Events of before the hash get one now: from here on nobody changes them unseen."""
    events = apps.get_model("audit", "Event")
    keyring = parse_keyring(settings.LOG_KEYS)
    waiting = []
    for event in events.objects.order_by("pk").iterator(chunk_size=1000):
        event.uid, event.key_id, event.details = secrets.token_hex(8), keyring.current, plain(event.details)
        values = [getattr(event, name) for name in FIELDS]
        values[FIELDS.index("at")] = moment_text(event.at)
        event.mac = event_hash(keyring.current_key, values)
        waiting.append(event)
        if len(waiting) == 1000:
            events.objects.bulk_update(waiting, ["uid", "key_id", "details", "mac"])
            waiting = []
    events.objects.bulk_update(waiting, ["uid", "key_id", "details", "mac"])


def _text(length, default=""):
    return models.CharField(blank=True, default=default, max_length=length)


def _new(name, field):
    return migrations.AddField("event", name, field, preserve_default=False)


KINDS = ["write", "read", "search", "print", "export"]
LEVELS = ["ordinary", "sensitive", "secret"]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_events")]

    operations = [
        migrations.RemoveIndex("event", "audit_event_subject"),
        migrations.AlterField("event", "at", models.DateTimeField()),
        migrations.AlterField("event", "subject_id", models.CharField(blank=True, max_length=40)),
        migrations.AddField(
            "event",
            "kind",
            models.CharField(choices=[(kind, kind) for kind in KINDS], default="write", max_length=10),
        ),
        migrations.AddField(
            "event",
            "sensitivity",
            models.CharField(choices=[(level, level) for level in LEVELS], default="ordinary", max_length=10),
        ),
        _new("uid", models.CharField(default="", max_length=24)),
        _new("purpose", _text(300)),
        _new("address", _text(45)),
        _new("route", _text(100)),
        _new("request_id", _text(20)),
        _new("process", _text(80)),
        _new("key_id", models.CharField(default="", max_length=16)),
        _new("mac", models.CharField(default="", max_length=64)),
        migrations.RunPython(hash_what_stands_there, migrations.RunPython.noop),
        migrations.AddIndex("event", models.Index(fields=["at", "id"], name="audit_event_at")),
        migrations.AddIndex(
            "event",
            models.Index(fields=["subject_type", "subject_id", "at", "id"], name="audit_event_subject"),
        ),
        migrations.AddIndex("event", models.Index(fields=["actor_id", "at", "id"], name="audit_event_actor")),
        migrations.AddIndex("event", models.Index(fields=["action", "at", "id"], name="audit_event_action")),
        migrations.AddIndex(
            "event", models.Index(fields=["address", "at", "id"], name="audit_event_address")
        ),
    ]
