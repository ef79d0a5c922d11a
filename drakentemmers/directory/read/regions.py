"""The regions of the programme: what a region lead leads and a round is held in."""

from drakentemmers.directory.models import Region
from drakentemmers.directory.rules import RegionModel


def programme_regions() -> list[tuple[str, str]]:
    """Return code and name of every programme region, by name."""
    return list(Region.objects.filter(model=RegionModel.PROGRAMME).values_list("pk", "name"))
