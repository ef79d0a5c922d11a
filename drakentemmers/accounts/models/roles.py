"""Roles that two people of the office give, and the review of every role."""

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.models.organisations import Membership, Organisation
from drakentemmers.accounts.models.people import User
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.models import Record


class ProposalQuerySet(models.QuerySet["RoleProposal"]):
    """Speaks of roles that wait for a second person."""

    def open(self) -> "ProposalQuerySet":
        return self.filter(state=RoleProposal.State.OPEN)


class RoleProposal(Record):
    """One of the office proposes a role for somebody; another confirms or refuses it."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_proposals")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="role_proposals")
    role = models.CharField(max_length=40, choices=[(role, role) for role in Role])
    region = models.CharField(max_length=40, blank=True)
    ends_on = models.DateField()
    proposed_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(state="open"),
                name="proposal_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "refused"])
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="proposal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("user")) & (Q(decided_by__isnull=True) | ~Q(decided_by=F("user"))),
                name="proposal_never_about_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation}"


class RoleReview(models.Model):
    """Somebody looked at one role in one round and said what should become of it. Never changed."""

    class Verdict(models.TextChoices):
        KEEP = "keep"
        CHANGE = "change"
        END = "end"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reviews")
    round = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10, choices=Verdict)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "round"], name="review_once_per_round")]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.round} {self.verdict}"
