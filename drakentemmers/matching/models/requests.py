"""What an organisation asks for, whom it asks, and every step on the way."""

from django.db import models
from django.db.models import Q

from drakentemmers.accounts.models import Decoy, Organisation, User
from drakentemmers.accounts.rules import NETWORK, REQUESTING
from drakentemmers.audit.rules import Sensitivity
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
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.geography import Point
from drakentemmers.kernel.ids import LENGTH, new_id
from drakentemmers.kernel.models import Record, VersionedRecord
from drakentemmers.kernel.sets import EnumSetField
from drakentemmers.matching.course import IN_IT, OVER, DeclineReason, QuestionState, RequestState, Step
from drakentemmers.matching.rules import NeedName, Urgency


def kept_from(user: User, prefix: str = "") -> Q:
    """Return the condition on requests (or, with a prefix, on what leads to one) that a conflict of interest keeps from
    `user`: those of an organisation, single ones, and the rest of the same family."""
    apart = user.kept_apart
    families = TreatmentRequest.objects.filter(pk__in=apart.subjects).exclude(family="").values("family")
    found = Q(**{f"{prefix}organisation__in": apart.organisations}) | Q(**{f"{prefix}pk__in": apart.subjects})
    return found | Q(**{f"{prefix}family__in": families}) if apart.subjects else found


class RequestQuerySet(models.QuerySet["TreatmentRequest"]):
    """Speaks of requests."""

    def visible_to(self, user: User) -> "RequestQuerySet":
        """Requests of one's own organisations, requests one is (or was) asked for, and the running ones at which one
        looks along as a guest; the network's office sees all that are no longer a draft."""
        as_guest = Q(pk__in=user.guest_ids(TreatmentRequest)) & ~Q(state__in=OVER)
        return self._seen_by(user, frozenset(QuestionState) - {QuestionState.QUEUED}, as_guest)

    def followed_by(self, user: User) -> "RequestQuerySet":
        """What of `visible_to` somebody may follow as it goes on: a therapist whose part ended may not, nor a guest."""
        return self._seen_by(user, IN_IT - {QuestionState.QUEUED})

    def _seen_by(
        self, user: User, asked_and: frozenset[QuestionState], as_guest: Q | None = None
    ) -> "RequestQuerySet":
        own = Q(organisation__in=user.organisation_ids(*REQUESTING))
        mine = Question.objects.of_therapist(user).filter(state__in=asked_and)
        seen = own | Q(pk__in=mine.values("request"))
        beyond = Q(organisation__in=user.emergency_reach.organisations) | Q(
            pk__in=user.emergency_reach.subjects
        )
        if user.has_role(*NETWORK):
            beyond |= Q(pk__isnull=False)
        seen |= beyond & ~Q(state=RequestState.DRAFT)
        if as_guest is not None:
            seen |= as_guest
        return self.filter(pk__in=self.model.objects.filter(seen).values("pk")).exclude(kept_from(user))

    def of_own_organisations(self, user: User) -> "RequestQuerySet":
        """Requests that the organisations of `user` made, without what is kept from this person."""
        return self.filter(organisation__in=user.organisation_ids(*REQUESTING)).exclude(kept_from(user))

    def of_own_work(self, user: User) -> "RequestQuerySet":
        """Requests in which somebody has a part today: the own organisation's, or put to the therapist and not over."""
        mine = Question.objects.of_therapist(user).filter(state__in=IN_IT - {QuestionState.QUEUED})
        own = Q(organisation__in=user.organisation_ids(*REQUESTING)) | Q(pk__in=mine.values("request"))
        return self.filter(own).exclude(kept_from(user))

    def without_decoys(self) -> "RequestQuerySet":
        """Requests that somebody made."""
        return self.exclude(pk__in=Decoy.objects.subject_ids())

    def of_one_family(self, family: str) -> "RequestQuerySet":
        return self.filter(family=family).order_by("made_at", "pk")


class TreatmentRequest(VersionedRecord):
    """A request for a pseudonymous client (or a structural cooperation). Never holds a name or a BSN."""

    log_sensitivity = Sensitivity.SENSITIVE

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
    note = EncryptedTextField(blank=True, max_length=2000)
    texts_wiped_at = models.DateTimeField(
        null=True, editable=False
    )  # a year after the end (matching.retention)

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
    def full_pseudonym(self) -> str:
        """What it is called beside those of others: two organisations may have the same pseudonym."""
        return f"{self.pseudonym} ({self.organisation.name})"

    @property
    def point(self) -> Point:
        return Point(self.x, self.y, self.z)

    @property
    def is_open(self) -> bool:
        return self.state in {RequestState.OPEN, RequestState.ASKED}


class QuestionQuerySet(models.QuerySet["Question"]):
    """Speaks of questions to therapists."""

    def of_therapist(self, user: User) -> "QuestionQuerySet":
        """Questions to `user` that had their turn. None for who is no therapist today: it ends with the role.

        The one home of what a therapist may read and answer: lists, pages, API and permissions all ask this.
        """
        if user.pk is None or not user.treats:
            return self.none()
        return self.filter(professional__user=user).exclude(state=QuestionState.QUEUED)

    def put_to(self, user: User) -> "QuestionQuerySet":
        """Questions to `user` as a therapist that had their turn, without what is kept from this person."""
        return self.of_therapist(user).exclude(kept_from(user, "request__"))

    def asked_by(self, user: User) -> "QuestionQuerySet":
        """Questions of the organisations of `user`, without what is kept from this person."""
        own = self.filter(request__organisation__in=user.organisation_ids(*REQUESTING))
        return own.exclude(kept_from(user, "request__"))


class Question(Record):
    """One request put to one therapist."""

    request = models.ForeignKey(TreatmentRequest, on_delete=models.CASCADE, related_name="questions")
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="questions")
    state = models.CharField(max_length=10, choices=[(s, s) for s in QuestionState])
    state_since = models.DateTimeField()
    turn = models.PositiveSmallIntegerField(default=1)  # order when asked one after the other
    asked_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=30, choices=[(r, r) for r in DeclineReason], blank=True)
    explanation = EncryptedTextField(max_length=500, blank=True)

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
    code = models.CharField(
        max_length=LENGTH, default=new_id, unique=True, editable=False
    )  # what `text` is sealed for
    text = EncryptedTextField(max_length=500, blank=True, row="code")
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.step}"
