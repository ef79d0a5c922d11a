"""A round: all that waits and all free places at once, and the questions it proposes."""

from django.db import models
from django.db.models import Q

from drakentemmers.accounts.models import User
from drakentemmers.audit.rules import Sensitivity
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.models import VersionedRecord
from drakentemmers.matching.allocation import Missed
from drakentemmers.matching.models.requests import Question, TreatmentRequest, kept_from
from drakentemmers.matching.rounds import (
    EVERYWHERE,
    RUNNING,
    HandKind,
    RoundState,
    RoundStepKind,
    SuggestionState,
    scopes_of,
)


class RoundQuerySet(models.QuerySet["Round"]):
    """Speaks of rounds."""

    def visible_to(self, user: User) -> "RoundQuerySet":
        """Rounds of the region this person leads; the project lead sees those of everywhere."""
        if user.pk is None:
            return self.none()
        scopes = scopes_of((m.role, m.region) for m in user.current_memberships)
        return self if EVERYWHERE in scopes else self.filter(scope__in=scopes)

    def running(self) -> "RoundQuerySet":
        """Rounds somebody is busy with; one for every scope at most."""
        return self.filter(state__in=RUNNING)


class Round(VersionedRecord):
    """One division of places. Its state is that of the last step; `version` counts every new proposal."""

    log_sensitivity = Sensitivity.SENSITIVE

    scope = models.CharField(max_length=40, blank=True)  # the code of a region; empty: the whole country
    state = models.CharField(max_length=10, choices=[(s, s) for s in RoundState])
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    families = models.BooleanField(default=True)  # people of one family go together or wait together
    progress = models.JSONField(default=dict)  # while it is being worked out
    figures = models.JSONField(default=dict)  # what the proposal reaches and what is proven of it
    fairness = models.JSONField(
        default=dict
    )  # counts per kind of practice, region, language and client group
    stop_asked_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=Q(state__in=sorted(RUNNING)), name="round_one_running_per_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope or 'everywhere'} {self.made_at:%Y-%m-%d}"


class RoundStep(models.Model):
    """One dated step of a round with its author. Steps are added, never changed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12, choices=[(s, s) for s in RoundStepKind])
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")  # empty: by itself
    figures = models.JSONField(default=dict)  # what the proposal reached after this step

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.step}"


class RoundChoice(models.Model):
    """What a person decided about one request: this therapist and no other, or anybody but this therapist."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="choices")
    request = models.ForeignKey(TreatmentRequest, on_delete=models.CASCADE, related_name="+")
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in HandKind])
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "request", "professional"], name="round_choice_once_per_pair"
            ),
            models.UniqueConstraint(
                fields=["round", "request"],
                condition=Q(kind=HandKind.PIN),
                name="round_pins_a_request_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id} {self.professional_id}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Speaks of suggestions."""

    def not_kept_from(self, user: User) -> "SuggestionQuerySet":
        """Without the requests in which this person has another interest."""
        return self.exclude(kept_from(user, "request__"))

    def proposed(self) -> "SuggestionQuerySet":
        return self.filter(state=SuggestionState.PROPOSED)


class Suggestion(VersionedRecord):
    """One request in a round: whom the proposal would ask, or why nobody."""

    log_sensitivity = Sensitivity.SENSITIVE

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="suggestions")
    request = models.ForeignKey(TreatmentRequest, on_delete=models.CASCADE, related_name="suggestions")
    professional = models.ForeignKey(
        Professional, null=True, on_delete=models.CASCADE, related_name="suggestions"
    )  # empty: no place
    state = models.CharField(max_length=12, choices=[(s, s) for s in SuggestionState])
    place = models.PositiveIntegerField()  # in the list: most pressing first
    distance_m = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=12, blank=True, choices=[(r, r) for r in Missed])
    facts = models.JSONField(
        default=dict
    )  # ids behind the reason: who holds the places, where one more helps
    question = models.OneToOneField(
        Question, null=True, on_delete=models.SET_NULL, related_name="suggestion"
    )  # what was sent

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "request"], name="suggestion_once_per_round"),
            models.CheckConstraint(
                condition=Q(professional__isnull=False) | ~Q(state=SuggestionState.PROPOSED),
                name="suggestion_proposes_somebody",
            ),
        ]
        indexes = [models.Index(fields=["round", "state", "place"], name="suggestions_of_a_round")]

    def __str__(self) -> str:
        return f"{self.request_id} -> {self.professional_id}"
