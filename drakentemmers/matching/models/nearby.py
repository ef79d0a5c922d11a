"""How many families look for somebody like this therapist, as told to him or her: once a day, in rough steps."""

from django.db import models

from drakentemmers.directory.models import Professional


class NearbyDemand(models.Model):
    """What one therapist is told today. There is no row for who is told nothing."""

    professional = models.OneToOneField(
        Professional, on_delete=models.CASCADE, related_name="nearby_demand", primary_key=True
    )
    at_least = models.PositiveIntegerField()  # families, rounded down to a step
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.professional_id} {self.at_least}"


class NearbyCount(models.Model):
    """One row: the day that was counted last."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.on}"
