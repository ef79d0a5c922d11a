"""People, organisations as tenants, memberships and notifications."""

from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.models import Record


class People(UserManager["User"]):
    """Users are known by their e-mail address; there are no user names."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":  # type: ignore[override]
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":  # type: ignore[override]
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractUser):
    """A person who can sign in. What the person may do follows from memberships, never from this row."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)  # an invented person of the demonstration

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """The memberships that count today, read once per request."""
        if not self.is_active:
            return []
        on = local_date(timezone.now())
        return list(self.memberships.current(on).select_related("organisation").order_by("pk"))

    def has_role(self, *roles: Role) -> bool:
        return any(membership.role in roles for membership in self.current_memberships)

    def role_names(self) -> list[str]:
        return sorted({membership.role for membership in self.current_memberships})

    def organisation_ids(self, *roles: Role) -> set[str]:
        """Ids of the organisations where this person holds one of `roles` (any role when none is given)."""
        return {
            membership.organisation_id
            for membership in self.current_memberships
            if not roles or membership.role in roles
        }


class Organisation(Record):
    """A tenant of the platform. What it is and where it sits stands in `directory.OrganisationProfile`."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=[(kind, kind) for kind in OrganisationKind])
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Speaks of who belongs where."""

    def current(self, on: date) -> "MembershipQuerySet":
        """Memberships that count on `on`, of organisations and people that are active."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            starts_on__lte=on,
            organisation__is_active=True,
            user__is_active=True,
        )


class Membership(Record):
    """One person, one organisation, one role, one period."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(role, role) for role in Role])
    region = models.CharField(max_length=40, blank=True)  # region leads: the code of their programme region
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "starts_on"], name="membership_held_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Speaks of the bell and the mail that goes with it."""

    def visible_to(self, user: User) -> "NotificationQuerySet":
        return self.filter(user=user)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)

    def waiting_to_be_mailed(self) -> "NotificationQuerySet":
        return self.filter(mail_state=Notification.Mail.WAITING).order_by("pk")


class Notification(models.Model):
    """A line under the bell, and at most one mail. Texts are neutral: no client, no violence."""

    class Mail(models.TextChoices):
        NONE = "none"
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    at = models.DateTimeField()
    topic = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField(max_length=10, choices=Mail, default=Mail.NONE)
    mail_subject = models.CharField(max_length=200, blank=True)
    mail_text = models.TextField(blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "read_at"], name="notification_unread"),
            models.Index(fields=["mail_state"], name="notification_mail_state"),
        ]

    def __str__(self) -> str:
        return self.text
