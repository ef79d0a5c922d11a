"""What an organisation asks for, whom it asks, and every step on the way."""

from django.db import models
from django.db.models import Q

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import COORDINATING, NETWORK, REQUESTING
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.kernel.geography import Point
from drakentemmers.kernel.models import Record, VersionedRecord
from drakentemmers.kernel.sets import EnumSetField
from drakentemmers.matching.course import IN_IT, DeclineReason, QuestionState, RequestState, Step
from drakentemmers.matching.rules import NeedName, Urgency


class RequestQuerySet(models.QuerySet["TreatmentRequest"]):
    """Speaks of requests."""

    def visible_to(self, user: User) -> "RequestQuerySet":
        """Requests of one's own organisations, requests one is (or was) asked for; the network's office sees all
        that are no longer a draft."""
        return self._seen_by(user, frozenset(QuestionState) - {QuestionState.QUEUED})

    def followed_by(self, user: User) -> "RequestQuerySet":
        """What of `visible_to` somebody may follow as it goes on: a therapist whose part ended may not."""
        return self._seen_by(user, IN_IT - {QuestionState.QUEUED})

    def _seen_by(self, user: User, asked_and: frozenset[QuestionState]) -> "RequestQuerySet":
        own = Q(organisation__in=user.organisation_ids(*REQUESTING))
        seen = own | Q(questions__professional__user=user, questions__state__in=asked_and)
        if user.has_role(*NETWORK):
            seen |= ~Q(state=RequestState.DRAFT)
        return self.filter(pk__in=self.model.objects.filter(seen).values("pk"))

    def of_one_family(self, family: str) -> "RequestQuerySet":
        return self.filter(family=family).order_by("made_at", "pk")


class TreatmentRequest(VersionedRecord):
    """A request for a pseudonymous client (or a structural cooperation). Never holds a name or a BSN."""

    class Kind(models.TextChoices):
        CLIENT = "client"
        COOPERATION = "cooperation"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="requests_made")
    made_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CLIENT)
    pseudonym = models.CharField(max_length=40)  # chosen by the platform: "Wilg 12"
    family = models.CharField(max_length=12, blank=True, db_index=True)  # the same for people asked together
    state = models.CharField(
        max_length=12, choices=[(s, s) for s in RequestState], default=RequestState.DRAFT
    )
    state_since = models.DateTimeField()

    group = models.CharField(max_length=20, choices=[(g, g) for g in ClientGroup])
    client_role = models.CharField(
        max_length=20, choices=[(r, r) for r in ClientRole], default=ClientRole.VICTIM
    )
    problems = EnumSetField(Problem)
    setting = models.CharField(max_length=20, choices=[(s, s) for s in Setting], blank=True)
    methods = EnumSetField(Method)  # any of these
    language = models.CharField(max_length=3, choices=[(x, x) for x in Language], default=Language.DUTCH)
    interpreter_is_fine = models.BooleanField(default=True)
    gender = models.CharField(max_length=10, choices=[(g, g) for g in Gender], blank=True)
    sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    funding = models.CharField(max_length=20, choices=[(f, f) for f in Funding], blank=True)
    urgency = models.CharField(max_length=20, choices=[(u, u) for u in Urgency], default=Urgency.REGULAR)
    start_by = models.DateField(null=True, blank=True)
    wishes = EnumSetField(NeedName)  # needs in this set are wishes; the others are hard
    places_per_month = models.PositiveSmallIntegerField(null=True, blank=True)  # cooperation only
    months = models.PositiveSmallIntegerField(null=True, blank=True)  # cooperation only

    place_name = models.CharField(max_length=120)  # town or four digits, as typed and understood
    latitude = models.FloatField()
    longitude = models.FloatField()
    x = models.IntegerField()
    y = models.IntegerField()
    z = models.IntegerField()
    max_km = models.PositiveSmallIntegerField(null=True, blank=True)
    max_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=2000)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "pseudonym"], name="request_pseudonym_once_per_organisation"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="request_of_organisation"),
            models.Index(fields=["state", "urgency"], name="request_open_by_urgency"),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def point(self) -> Point:
        return Point(self.x, self.y, self.z)

    @property
    def is_open(self) -> bool:
        return self.state in {RequestState.OPEN, RequestState.ASKED}


class QuestionQuerySet(models.QuerySet["Question"]):
    """Speaks of questions to therapists."""

    def visible_to(self, user: User) -> "QuestionQuerySet":
        """Questions to oneself that had their turn, and those of one's own organisations' requests."""
        to_me = Q(professional__user=user) & ~Q(state=QuestionState.QUEUED)
        own = Q(request__organisation__in=user.organisation_ids(*REQUESTING))
        practice = Q(professional__practice__in=user.organisation_ids(*COORDINATING)) & ~Q(
            state=QuestionState.QUEUED
        )
        seen = to_me | own | practice
        if user.has_role(*NETWORK):
            seen |= Q(pk__isnull=False)
        return self.filter(seen)


class Question(Record):
    """One request put to one therapist."""

    request = models.ForeignKey(TreatmentRequest, on_delete=models.CASCADE, related_name="questions")
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="questions")
    state = models.CharField(max_length=10, choices=[(s, s) for s in QuestionState])
    state_since = models.DateTimeField()
    turn = models.PositiveSmallIntegerField(default=1)  # order when asked one after the other
    asked_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=30, choices=[(r, r) for r in DeclineReason], blank=True)
    explanation = models.CharField(max_length=500, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["turn", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "professional"],
                condition=Q(state__in=["queued", "asked", "held", "accepted", "placed"]),
                name="question_live_once_per_therapist",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=["accepted", "placed"]),
                name="question_one_yes_per_request",
            ),
        ]
        indexes = [models.Index(fields=["professional", "state"], name="question_of_professional")]

    def __str__(self) -> str:
        return f"{self.request} -> {self.professional}"


class RequestStep(models.Model):
    """One dated step with its author. Steps are added, never changed."""

    request = models.ForeignKey(TreatmentRequest, on_delete=models.CASCADE, related_name="steps")
    question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=30, choices=[(s, s) for s in Step])
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")  # empty: by itself
    reason = models.CharField(max_length=30, blank=True)
    text = models.CharField(max_length=500, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.step}"
