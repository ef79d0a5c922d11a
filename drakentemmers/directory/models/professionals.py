"""Therapists and trainees: who they are, what they can, where they work."""

from datetime import date

from django.db import models
from django.db.models import Q

from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.directory.models.areas import Located, Region
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    ProfessionalKind,
    Register,
    RegistrationState,
    Setting,
)
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record, VersionedRecord
from drakentemmers.kernel.sets import EnumSetField


class ProfessionalQuerySet(models.QuerySet["Professional"]):
    """Speaks of professionals."""

    def visible_to(self, user: User) -> "ProfessionalQuerySet":
        """Active profiles for everybody; one's own also while it is inactive."""
        shown = Q(is_active=True)
        return self.filter(shown | Q(user=user) if user.is_authenticated else shown)

    def available(self, on: date) -> "ProfessionalQuerySet":
        """Those who can be asked on `on`: active, and who has an account as long as he or she has the role for it."""
        treating = Membership.objects.treating(on)
        return self.filter(Q(user__isnull=True) | Q(user__in=treating.values("user")), is_active=True)

    def gone(self, on: date) -> "ProfessionalQuerySet":
        """Those who follow nothing any more on `on`: no role in which one treats, or removed with the account."""
        treating = Membership.objects.treating(on)
        removed = Q(user__isnull=True, is_active=False)
        return self.filter(removed | Q(user__isnull=False) & ~Q(user__in=treating.values("user")))


class Professional(VersionedRecord):
    """A therapist or trainee with a public profile."""

    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="professional"
    )
    practice = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="professionals"
    )
    name = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(
        max_length=20, choices=[(k, k) for k in ProfessionalKind], default=ProfessionalKind.THERAPIST
    )
    supervised_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="trainees"
    )
    gender = models.CharField(max_length=10, choices=[(g, g) for g in Gender], blank=True)
    about = models.TextField(blank=True)
    email = models.EmailField(blank=True)  # shown to members only; also where the Friday mail goes
    phone = models.CharField(max_length=20, blank=True)
    groups = EnumSetField(ClientGroup)
    client_roles = EnumSetField(ClientRole)
    problems = EnumSetField(Problem)
    methods = EnumSetField(Method)
    languages = EnumSetField(Language)
    settings = EnumSetField(Setting)
    fundings = EnumSetField(Funding)
    regions = models.ManyToManyField(
        Region, blank=True, related_name="professionals"
    )  # served online or on site
    works_with_interpreter = models.BooleanField(default=False)
    quality_mark_until = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(null=True, blank=True)

    objects = ProfessionalQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(supervised_by__isnull=True) | ~Q(supervised_by=models.F("id")),
                name="professional_not_supervised_by_self",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_available(self, on: date) -> bool:
        """Whether this therapist can be asked on `on`."""
        return Professional.objects.available(on).filter(pk=self.pk).exists()

    def practice_in_charge(self, on: date) -> str | None:
        """Return the id of the practice that has a say about profile and offer on `on`, if one has.

        That of an account only as long as the person has a role there, also a paused one.
        """
        if self.practice_id is None or self.user_id is None:
            return self.practice_id
        roles = Membership.objects.not_over(on).filter(user=self.user_id, organisation=self.practice_id)
        return self.practice_id if roles.exists() else None


class Qualification(Record):
    """A diploma or training a professional names."""

    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="qualifications")
    name = models.CharField(max_length=200)
    institute = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "name"]

    def __str__(self) -> str:
        return self.name


class Registration(Record):
    """A number in a professional register, and who of the network checked it there."""

    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="registrations")
    register = models.CharField(max_length=10, choices=[(r, r) for r in Register])
    number = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=[(s, s) for s in RegistrationState], default=RegistrationState.UNVERIFIED
    )
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["register", "number"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="registration_number_once"),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.UNVERIFIED) | Q(checked_at__isnull=False),
                name="registration_checked_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.number}"


class WorkLocation(Located, Record):
    """A place where a professional treats, and how far he or she travels from it."""

    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="work_locations")
    place_name = models.CharField(max_length=120)
    postcode = EncryptedTextField(max_length=7, blank=True)
    street = EncryptedTextField(max_length=200, blank=True)
    radius_km = models.PositiveSmallIntegerField(default=25)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.place_name
