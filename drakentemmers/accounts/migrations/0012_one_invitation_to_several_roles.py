"""An invitation names a set of roles, and an address has one open invitation per organisation.

What was open for one address becomes one invitation, the latest, with the roles of all. Going back keeps one role of
each invitation.
"""

from django.db import migrations, models

import drakentemmers.kernel.sets
from drakentemmers.accounts.rules import Role

OPEN = models.Q(used_at__isnull=True, revoked_at__isnull=True)
PLACES = {role.value: place for place, role in enumerate(Role)}


def bring_together(apps, schema_editor):
    invitations = apps.get_model("accounts", "Invitation").objects
    for role, place in PLACES.items():
        invitations.filter(role=role).update(roles=1 << place)
    latest = {}
    for row in invitations.filter(OPEN, subject_type="").order_by("-made_at", "pk"):
        kept = latest.setdefault((row.organisation_id, row.email), row)
        if kept is not row:
            row.revoked_at = kept.made_at
            row.save(update_fields=["revoked_at"])
            kept.roles = kept.roles | row.roles
            kept.save(update_fields=["roles"])


def take_apart(apps, schema_editor):
    for row in apps.get_model("accounts", "Invitation").objects.exclude(roles=frozenset()):
        row.role = min(row.roles, key=PLACES.__getitem__)
        row.save(update_fields=["role"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_consents_and_removals")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="roles",
            field=drakentemmers.kernel.sets.EnumSetField(Role, blank=True, default=frozenset),
        ),
        migrations.RemoveConstraint(model_name="invitation", name="invitation_to_a_role_or_to_a_case"),
        migrations.RemoveConstraint(model_name="invitation", name="invitation_open_once_per_address"),
        migrations.RunPython(bring_together, take_apart),
        migrations.RemoveField(model_name="invitation", name="role"),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=["organisation", "email", "subject_type", "subject_id"],
                condition=OPEN,
                name="invitation_open_once_per_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=(models.Q(subject_type="", subject_id="") & ~models.Q(roles=frozenset()))
                | (~models.Q(subject_type="") & models.Q(roles=frozenset())),
                name="invitation_to_roles_or_to_a_case",
            ),
        ),
    ]
