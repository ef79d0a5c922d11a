"""Searches that somebody saved, and the therapists each of them knows already."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from drakentemmers.accounts.models import Freeze, Membership, User
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.models.requests import TreatmentRequest

NAME_AT_MOST = 60
UNDO_FOR = timedelta(days=1)
ASKS_STILL = (RequestState.OPEN, RequestState.ASKED)


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Speaks of saved searches."""

    def visible_to(self, user: User) -> "SavedSearchQuerySet":
        """One's own that were not removed, and only while one asks for an organisation."""
        if not user.is_authenticated or not user.has_role(*REQUESTING):
            return self.none()
        theirs = Q(request__isnull=True) | Q(request__in=TreatmentRequest.objects.of_own_organisations(user))
        return self.filter(theirs, user=user, removed_at__isnull=True)

    def restorable(self, user: User, now: datetime) -> "SavedSearchQuerySet":
        """One's own that stand on the list, or were removed so short ago that it can be taken back."""
        mine = self.filter(user=user) if user.is_authenticated and user.has_role(*REQUESTING) else self.none()
        return mine.filter(Q(removed_at__isnull=True) | Q(removed_at__gt=now - UNDO_FOR))

    def watching(self, on: date) -> "SavedSearchQuerySet":
        """Searches that tell: not paused or removed, of who may read it today, about a request that still asks."""
        asking = Membership.objects.current(on).filter(role__in=REQUESTING)
        about = Q(request__isnull=True) | Q(request__state__in=ASKS_STILL)
        return self.filter(
            about,
            removed_at__isnull=True,
            paused_at__isnull=True,
            user__is_active=True,
            user__asleep_since__isnull=True,
            user__in=asking.values("user"),
        ).exclude(user__in=Freeze.objects.holding().values("user"))

    def due(self, on: date) -> "SavedSearchQuerySet":
        """Of the searches that tell, those that a change may concern, and those not looked at yet today."""
        return self.watching(on).filter(Q(is_touched=True) | Q(looked_on__lt=on))


class SavedSearch(Record):
    """The filters of the finder as they stood in the address, or one request, under a name of one's own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches")
    name = EncryptedTextField(max_length=NAME_AT_MOST)
    query = EncryptedTextField(blank=True)  # the address of the finder
    asked = EncryptedTextField(blank=True)  # what it asks (`saved_needs`); empty: what `request` asks
    request = models.ForeignKey(
        TreatmentRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_searches"
    )
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # when its person last opened or changed it
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    is_touched = models.BooleanField(default=False)  # something changed that may concern it
    looked_on = models.DateField()  # the day of the last look at everybody
    looked_at = models.DateTimeField()  # who waits longest is looked at first
    fits_now = models.PositiveIntegerField(default=0)  # at the last look

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["looked_on", "is_touched"], name="saved_search_due")]
        constraints = [
            models.UniqueConstraint(fields=["user", "request"], name="saved_search_once_per_request")
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.made_at:%Y-%m-%d}"


class KnownFit(models.Model):
    """One therapist that one search knows: listed when it was saved, or told since. Told once."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="known_fits")
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)  # empty: it was on the list already
    gone_since = models.DateTimeField(null=True, blank=True)  # fits no more, as from then

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "professional"], name="known_fit_once_per_search")
        ]

    def __str__(self) -> str:
        return f"{self.search_id} {self.professional_id}"

    @classmethod
    def forgotten_since(cls, now: datetime) -> datetime:
        """Return the moment before which who went is new again when he or she comes back."""
        return now - timedelta(days=settings.SAVED_SEARCH_AWAY)


class ChangesRead(models.Model):
    """One row: how far the saved searches have read the changes of therapists (`roster.changes.Position`)."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    life = models.CharField(max_length=40, blank=True)
    number = models.BigIntegerField(default=0)
    running = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.life} {self.number}"
