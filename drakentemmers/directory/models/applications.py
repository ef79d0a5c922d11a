"""Applications to join, the numbers given in them, who looked those up, and every step on the way."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import NETWORK, OrganisationKind
from drakentemmers.directory.corrections import Part
from drakentemmers.directory.joining import (
    AGREED,
    UNDER_WAY,
    ApplicationKind,
    ApplicationState,
    JoiningStep,
    Look,
)
from drakentemmers.directory.models.areas import Municipality, Region
from drakentemmers.directory.rules import Register
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.ids import LENGTH, new_id
from drakentemmers.kernel.models import Record, VersionedRecord


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Speaks of applications."""

    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """One's own; the network's office sees all whose e-mail address is proven."""
        seen = Q(user=user)
        if user.has_role(*NETWORK):
            seen |= Q(confirmed_at__isnull=False)
        return self.filter(seen)

    def under_way(self) -> "ApplicationQuerySet":
        return self.filter(state__in=UNDER_WAY)

    def never_confirmed(self, *, sent_before: datetime) -> "ApplicationQuerySet":
        return self.filter(state=ApplicationState.SENT, made_at__lt=sent_before)

    def due_to_open(self, now: datetime) -> "ApplicationQuerySet":
        return self.filter(state=ApplicationState.WAITING, opens_at__lte=now)


class Application(VersionedRecord):
    """Somebody, or an organisation, that wants to join. `version` goes up when the applicant changes what was given."""

    kind = models.CharField(max_length=20, choices=[(k, k) for k in ApplicationKind])
    state = models.CharField(
        max_length=12, choices=[(s, s) for s in ApplicationState], default=ApplicationState.SENT
    )
    state_since = models.DateTimeField()
    made_at = models.DateTimeField()
    form_key = models.CharField(max_length=40, unique=True)  # the same form sent twice is one application

    name = models.CharField(
        max_length=200
    )  # of the person; of an organisation: its contact, who becomes owner
    email = models.EmailField()
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="applications"
    )
    why = EncryptedTextField(blank=True, max_length=2000)
    supervisor = models.CharField(max_length=200, blank=True)  # trainees only
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    practice = models.ForeignKey(  # an existing one; empty: a new one, described below
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="applications"
    )
    organisation_name = models.CharField(max_length=200, blank=True)
    organisation_kind = models.CharField(
        max_length=40, choices=[(kind, kind) for kind in OrganisationKind], blank=True
    )
    kvk_number = models.CharField(max_length=8, blank=True)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    municipality_name = models.CharField(  # as it was typed, when the site does not know that municipality
        max_length=80, blank=True
    )

    link_digest = models.CharField(max_length=64, blank=True, db_index=True)  # of the token in the mail
    link_expires_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    practice_agrees = models.BooleanField(null=True, blank=True)
    practice_said_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_yes_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    first_yes_at = models.DateTimeField(null=True, blank=True)
    second_yes_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_yes_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    opened_as = models.ForeignKey(  # the practice or organisation that the applicant belongs to since
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["state_since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(state__in=sorted(UNDER_WAY)),
                name="application_under_way_once_per_email",
            ),
            models.CheckConstraint(
                condition=Q(second_yes_by__isnull=True)
                | Q(first_yes_by__isnull=True)
                | ~Q(second_yes_by=F("first_yes_by")),
                name="application_two_yeses_by_two_people",
            ),
            models.CheckConstraint(
                condition=(Q(user__isnull=True) | Q(first_yes_by__isnull=True) | ~Q(first_yes_by=F("user")))
                & (Q(user__isnull=True) | Q(second_yes_by__isnull=True) | ~Q(second_yes_by=F("user"))),
                name="application_not_judged_by_applicant",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(AGREED))
                | Q(first_yes_at__isnull=False, second_yes_at__isnull=False, opens_at__isnull=False),
                name="application_opens_after_two_yeses",
            ),
            models.CheckConstraint(
                condition=Q(second_yes_at__isnull=True) | Q(first_yes_at__isnull=False),
                name="application_second_yes_after_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "expired", "withdrawn"]) | Q(confirmed_at__isnull=False),
                name="application_judged_once_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["state", "state_since"], name="application_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What the list calls it: the organisation when one applies, else the person."""
        return self.organisation_name if self.kind == ApplicationKind.ORGANISATION else self.name

    @property
    def works_at(self) -> str:
        """The practice or organisation: one that takes part already, or the one that joins."""
        return self.practice.name if self.practice else self.organisation_name

    @property
    def municipality_given(self) -> str:
        """The municipality in words, whether the site knows it or not."""
        return self.municipality.name if self.municipality else self.municipality_name


class ApplicationNumber(Record):
    """A number in a professional register, as the applicant gave it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="numbers")
    register = models.CharField(max_length=10, choices=[(r, r) for r in Register])
    number = models.CharField(max_length=20)

    class Meta:
        ordering = ["register", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "register"], name="application_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.number}"


class NumberLook(Record):
    """What one person found who looked a number up in the register itself. Four eyes: two people, two rows."""

    number = models.ForeignKey(ApplicationNumber, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    found = models.CharField(max_length=12, choices=[(look, look) for look in Look])

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["number", "by"], name="number_look_once_a_person")]

    def __str__(self) -> str:
        return f"{self.number} {self.found}"


class ApplicationStep(models.Model):
    """One dated step with its author. Steps are added, never changed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20, choices=[(s, s) for s in JoiningStep])
    at = models.DateTimeField()
    by = models.ForeignKey(  # empty: by itself
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=40, blank=True)
    code = models.CharField(  # what `text` is sealed for
        max_length=LENGTH, default=new_id, unique=True, editable=False
    )
    # A question, an answer, why: both sides read it.
    text = EncryptedTextField(max_length=1000, blank=True, row="code")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.step}"


class ApplicationChange(Record):
    """One thing that a correction changed: how it was, and how it is since."""

    step = models.ForeignKey(ApplicationStep, on_delete=models.CASCADE, related_name="changes")
    part = models.CharField(max_length=20, choices=[(part, part) for part in Part])
    before = EncryptedTextField(max_length=2000, blank=True)
    after = EncryptedTextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "part"], name="application_change_part_once_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.part}"


class RegisterAnswer(Record):
    """What a register itself answered about one number, at one moment. It informs people; it decides nothing."""

    class Outcome(models.TextChoices):
        FOUND = "found"
        NOT_FOUND = "not_found"
        STRUCK_OFF = "struck_off"  # the registration has ended
        MEASURE = "measure"
        NO_ANSWER = "no_answer"

    register = models.CharField(max_length=10, choices=[(r, r) for r in Register])
    number = models.CharField(max_length=20)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    name = models.CharField(max_length=200, blank=True)
    profession = models.CharField(max_length=100, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    measures = models.CharField(max_length=1000, blank=True)  # public text of the register
    name_agrees = models.BooleanField(null=True, blank=True)  # None: nothing to compare with

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["register", "number", "-at"], name="register_answer_latest")]

    def __str__(self) -> str:
        return f"{self.register} {self.number} {self.outcome}"


class RegisterRound(models.Model):
    """One walk past all numbers of a register, so that a walk that was broken off goes on where it was."""

    register = models.CharField(max_length=10, choices=[(r, r) for r in Register])
    started_at = models.DateTimeField()
    last_done = models.CharField(max_length=20, blank=True)  # the id of the last registration asked about
    asked = models.PositiveIntegerField(default=0)
    to_look_at = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register"],
                condition=Q(finished_at__isnull=True),
                name="register_round_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.started_at:%Y-%m-%d}"
