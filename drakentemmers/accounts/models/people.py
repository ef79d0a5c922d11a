"""People who can sign in."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import rules
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone

from drakentemmers.accounts.access import Reach
from drakentemmers.accounts.rules import TREATING, Role
from drakentemmers.kernel.clock import local_date

if TYPE_CHECKING:
    from drakentemmers.accounts.models.organisations import Membership


class People(UserManager["User"]):
    """Users are known by their e-mail address; there are no user names."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":  # type: ignore[override]
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *_about: object, **_fields: object) -> "User":  # type: ignore[override]
        raise ValueError("Nobody stands above the roles: see `drakentemmers first_administrators`.")


class User(AbstractUser):
    """A person who can sign in. What the person may do follows from memberships, never from this row.

    The framework's flags that open everything, and its groups, count for nothing: `has_perm` asks the predicates only,
    and the database refuses the flags, because packages look at them without asking `has_perm`.
    """

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)  # an invented person of the demonstration
    asleep_since = models.DateTimeField(null=True, blank=True)  # not used for so long that it does not open
    woken_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_superuser=False, is_staff=False), name="nobody_above_the_roles"
            )
        ]

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

    @property
    def has_begun(self) -> bool:
        """Whether this person ever had a way to sign in; if not, the link of a mail still opens the account."""
        return self.has_usable_password() or self.last_login is not None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the predicate of `perm` says yes. Nothing else gives a right."""
        return rules.has_perm(perm, self, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Nobody may do everything of an app."""
        return False

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """The memberships that count today, read once per request."""
        if not self.is_active:
            return []
        on = local_date(timezone.now())
        return list(self.memberships.current(on).select_related("organisation").order_by("pk"))

    @cached_property
    def looks_along_at(self) -> frozenset[tuple[str, str]]:
        """The records this person may look at as a guest today (type and id), read once per request."""
        if not self.is_active or self.pk is None:
            return frozenset()
        passes = self.guest_passes.current(local_date(timezone.now()))
        return frozenset(passes.values_list("subject_type", "subject_id"))

    def guest_ids(self, model: type[models.Model]) -> set[str]:
        """Ids of the records of `model` this person may look at as a guest."""
        return {pk for kind, pk in self.looks_along_at if kind == model._meta.label_lower}

    def has_role(self, *roles: Role) -> bool:
        return any(membership.role in roles for membership in self.current_memberships)

    @property
    def treats(self) -> bool:
        """Whether this person is a therapist of the network today. Ends with the role, also for what is running."""
        return self.has_role(*TREATING)

    def role_names(self) -> list[str]:
        return sorted({membership.role for membership in self.current_memberships})

    def organisation_ids(self, *roles: Role) -> set[str]:
        """Ids of the organisations where this person holds one of `roles` (any role when none is given)."""
        return {
            membership.organisation_id
            for membership in self.current_memberships
            if not roles or membership.role in roles
        }

    @cached_property
    def kept_apart(self) -> Reach:
        """What a conflict of interest keeps from this person today, and what is kept from everybody: decoys.

        Read once per request.
        """
        from drakentemmers.accounts.models.decoys import Decoy

        blocks = self.blocks.holding(local_date(timezone.now())).values_list("organisation_id", "subject_id")
        apart = _reach(blocks)
        return Reach(apart.organisations, apart.subjects | Decoy.objects.subject_ids())

    @cached_property
    def emergency_reach(self) -> Reach:
        """What emergency access opens for this person at this moment, read once per request."""
        if not self.is_active:
            return Reach()
        live = self.emergencies.live(timezone.now()).values_list("organisation_id", "asked_for", "subject_id")
        return _reach(
            (None if asked_for else organisation, subject) for organisation, asked_for, subject in live
        )


def _reach(rows: Iterable[tuple[str | None, str]]) -> Reach:
    found = list(rows)
    return Reach(
        frozenset(organisation for organisation, _ in found if organisation),
        frozenset(subject for _, subject in found if subject),
    )
