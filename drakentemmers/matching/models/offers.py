"""The places a therapist offers."""

from datetime import date, datetime, time

from django.db import models
from django.db.models import Count, Q

from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.clock import AMSTERDAM
from drakentemmers.kernel.models import VersionedRecord
from drakentemmers.kernel.sets import EnumSetField
from drakentemmers.matching.capacity import OfferState, Terms


class OfferQuerySet(models.QuerySet["Offer"]):
    """Speaks of offers."""

    def findable(self, *, on: date, confirmed_since: date) -> "OfferQuerySet":
        """Offers of who is available that are open (or parked until a known date) and confirmed recently enough."""
        return self.filter(
            Q(state=OfferState.OPEN) | Q(state=OfferState.PARKED, parked_until__isnull=False),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            professional__in=Professional.objects.available(on),
            confirmed_at__gte=datetime.combine(confirmed_since, time.min, tzinfo=AMSTERDAM),
        )


class Offer(VersionedRecord):
    """`places` clients can start in every period of `period_weeks` weeks, counted from the Monday of `starts_on`."""

    professional = models.OneToOneField(Professional, on_delete=models.CASCADE, related_name="offer")
    places = models.PositiveSmallIntegerField(default=1)
    period_weeks = models.PositiveSmallIntegerField(default=4)  # 1: places per week
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    settings = EnumSetField(Setting)  # narrower than what the professional does in general; empty: all of it
    radius_km = models.PositiveSmallIntegerField(null=True, blank=True)  # narrower than the work locations'
    state = models.CharField(max_length=10, choices=[(s, s) for s in OfferState], default=OfferState.OPEN)
    parked_until = models.DateField(null=True, blank=True)
    max_sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period_weeks__gte=1, period_weeks__lte=52), name="offer_period_weeks"
            ),
            models.CheckConstraint(condition=Q(places__lte=99), name="offer_places_reasonable"),
            models.CheckConstraint(
                condition=~Q(state=OfferState.PARKED) | Q(parked_until__isnull=False),
                name="offer_parked_until_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "confirmed_at"], name="offer_findable")]

    def __str__(self) -> str:
        return f"{self.professional}: {self.places} per {self.period_weeks} weeks"

    @property
    def terms(self) -> Terms:
        """What the arithmetic of `matching.capacity` needs to know."""
        return Terms(
            self.places,
            self.period_weeks,
            self.starts_on,
            self.ends_on,
            OfferState(self.state),
            self.parked_until,
        )

    def taken(self, now: datetime) -> dict[date, int]:
        """Places taken or held at `now`, by the Monday on which their period begins."""
        periods = self.seats.live(now).values("period_start").annotate(count=Count("pk"))
        return {row["period_start"]: row["count"] for row in periods}


class SeatQuerySet(models.QuerySet["Seat"]):
    """Speaks of taken places."""

    def live(self, now: datetime) -> "SeatQuerySet":
        """Places taken for good, and those whose hold has not expired."""
        return self.filter(Q(held_until__isnull=True) | Q(held_until__gt=now))

    def expired(self, now: datetime) -> "SeatQuerySet":
        """Holds that lasted until before `now`; their place is free again."""
        return self.filter(held_until__lte=now)


class Seat(models.Model):
    """One taken place of one period of an offer: held until a moment, or taken for good by a placement.

    The unique constraint is what makes two requests for the last place end in one placement.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="seats")
    period_start = models.DateField()  # the Monday on which the period begins
    number = models.PositiveSmallIntegerField()  # 1 .. offer.places
    question = models.OneToOneField("matching.Question", on_delete=models.CASCADE, related_name="seat")
    held_until = models.DateTimeField(null=True, blank=True)  # empty: taken for good

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "period_start", "number"], name="seat_taken_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seat_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.offer} {self.period_start} {self.number}"


class OfferLink(models.Model):
    """The "Klopt je plek nog?" of one week: mailed once, and its signed link works once."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="links")
    week = models.DateField()  # the Monday of the week it is about
    sent_at = models.DateTimeField()  # written to the outbox
    used_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "week"], name="offer_link_once_a_week")]

    def __str__(self) -> str:
        return f"{self.offer} {self.week}"
