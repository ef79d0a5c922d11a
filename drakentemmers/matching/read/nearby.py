"""What a therapist reads about families who look for somebody like him or her."""

from datetime import date, timedelta

from drakentemmers.directory.models import Professional
from drakentemmers.matching.models import NearbyDemand

STANDS_FOR = timedelta(days=1)


def families_near(professional: Professional, on: date) -> int:
    """Return the number to show; 0: none. A count that is more than a day old says nothing any more."""
    row = NearbyDemand.objects.filter(professional=professional, on__gte=on - STANDS_FOR).first()
    return row.at_least if row else 0
