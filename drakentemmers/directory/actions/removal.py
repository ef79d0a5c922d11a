"""A therapist leaves for good: the profile goes, what other people's records point at stays without a person."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from drakentemmers.accounts.models import User
from drakentemmers.accounts.removal import Leaving, Stays
from drakentemmers.audit.actions import record
from drakentemmers.directory.models import Application, ImportDraft, Professional
from drakentemmers.kernel.search.index import refresh


def leave_directory(user: User, now: datetime) -> None:
    """Empty the profile of `user`; call it when the account has its made-up name."""
    ImportDraft.objects.filter(owner=user).delete()
    Application.objects.filter(user=user).delete()
    professional = Professional.objects.select_for_update().filter(user=user).first()
    if professional is None:
        return
    for rows in (professional.qualifications, professional.registrations, professional.work_locations):
        rows.all().delete()
    professional.regions.clear()
    professional.name, professional.is_active = user.name, False
    professional.email = professional.phone = professional.about = professional.gender = ""
    professional.user = professional.practice = professional.supervised_by = None
    professional.version += 1
    professional.save()
    record("professional.removed", professional, by=None, now=now)
    refresh("therapist", [professional.pk])


LEAVING = Leaving(
    goes=(
        gettext_lazy("Your profile: text, how to reach you, places of work, diplomas and register numbers."),
        gettext_lazy("Your application to join, with what you wrote in it."),
    ),
    stays=(
        Stays(
            gettext_lazy("Treatments you gave, as numbers and dates. Under the made-up name."),
            gettext_lazy(
                "They belong to the request of an organisation too, and it may have to account for it."
            ),
        ),
    ),
    leave=leave_directory,
)
