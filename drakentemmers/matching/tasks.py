"""Background work of this app: dividing the places of a large round."""

from django.utils import timezone
from django_tasks import task

from drakentemmers.matching.actions.working_out import work_out
from drakentemmers.matching.models import Round


@task()
def work_out_in_background(round_id: str, version: int) -> None:
    """Work a round out, unless it is gone or somebody changed it since."""
    held = Round.objects.filter(pk=round_id, version=version).first()
    if held is not None:
        work_out(held, version=version, now=timezone.now())
