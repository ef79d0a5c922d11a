"""What comes with each role: who gives it, for how long, what it may not be held together with. Pure.

Source: BIO2 (least privilege, separation of duties, expiry) and the project's own decision, ADR 0019.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from drakentemmers.accounts.rules import OrganisationKind, Role

PRIVILEGED = frozenset(
    {
        Role.PROJECT_LEAD,
        Role.ADMINISTRATOR,
        Role.LOG_MANAGER,
        Role.EDITOR,
        Role.MODERATOR,
        Role.REGION_LEAD,
        Role.POLICY_READER,
    }
)


class GivenBy(StrEnum):
    """Who hands out a role."""

    OWNER = "owner"  # of the organisation, by invitation
    OFFICE = "office"  # one proposes, another confirms
    APPLICATION = "application"  # the person applies, two approvers look


@dataclass(frozen=True, slots=True)
class RoleRule:
    """How long a role lasts by default and at most, in days, who gives it, and why so."""

    days: int
    given_by: GivenBy
    reason: str


YEAR = 365
RULES: dict[Role, RoleRule] = {
    Role.OWNER: RoleRule(2 * YEAR, GivenBy.OWNER, "Decides who works there; longer would outlive a job."),
    Role.COORDINATOR: RoleRule(2 * YEAR, GivenBy.OWNER, "Sees every request of the organisation."),
    Role.MEMBER: RoleRule(2 * YEAR, GivenBy.OWNER, "Asks for treatment in the organisation's name."),
    Role.PARTNER: RoleRule(YEAR, GivenBy.OWNER, "Cooperation goes by covenant, renewed each year."),
    Role.SCHOOL_CONTACT: RoleRule(YEAR, GivenBy.OWNER, "Contacts change with the school year."),
    Role.POLICE_SENDER: RoleRule(YEAR, GivenBy.OWNER, "Officers change teams."),
    Role.THERAPIST: RoleRule(2 * YEAR, GivenBy.APPLICATION, "Register numbers are checked at the start."),
    Role.TRAINEE: RoleRule(2 * YEAR, GivenBy.APPLICATION, "A training lasts about two years."),
    Role.SUPERVISOR: RoleRule(2 * YEAR, GivenBy.APPLICATION, "Guides trainees; a therapist first."),
    Role.TRAINER: RoleRule(2 * YEAR, GivenBy.OFFICE, "Teaches in the name of the network."),
    Role.EXPERIENCE_EXPERT: RoleRule(2 * YEAR, GivenBy.OFFICE, "Works for the network, not for a client."),
    Role.REGION_LEAD: RoleRule(YEAR, GivenBy.OFFICE, "Privileged: speaks for a region."),
    Role.PROJECT_LEAD: RoleRule(YEAR, GivenBy.OFFICE, "Privileged: sees all requests, gives roles."),
    Role.POLICY_READER: RoleRule(YEAR, GivenBy.OFFICE, "Privileged: sees figures of all regions."),
    Role.MODERATOR: RoleRule(YEAR, GivenBy.OFFICE, "Privileged: reads and hides what others write."),
    Role.EDITOR: RoleRule(YEAR, GivenBy.OFFICE, "Privileged: changes public pages."),
    Role.LOG_MANAGER: RoleRule(YEAR // 2, GivenBy.OFFICE, "Privileged: reads who saw what."),
    Role.ADMINISTRATOR: RoleRule(YEAR // 2, GivenBy.OFFICE, "Privileged: keeps the platform running."),
}
# Who could do wrong and hide it: never in one hand.
EXCLUDES: tuple[frozenset[Role], ...] = (
    frozenset({Role.ADMINISTRATOR, Role.LOG_MANAGER}),
    frozenset({Role.PROJECT_LEAD, Role.LOG_MANAGER}),
)
# Roles that only make sense in some kinds of organisation.
ONLY_IN: dict[Role, frozenset[OrganisationKind]] = {
    Role.SCHOOL_CONTACT: frozenset(
        {OrganisationKind.EDUCATION, OrganisationKind.CHILD_CARE, OrganisationKind.SCHOOL_ATTENDANCE}
    ),
    Role.POLICE_SENDER: frozenset({OrganisationKind.POLICE}),
}
REMIND_BEFORE = timedelta(days=14)


def roles_an_owner_gives(kind: OrganisationKind) -> list[Role]:
    """Return the roles that the owner of an organisation of this kind may hand out."""
    return [
        role
        for role, rule in RULES.items()
        if rule.given_by == GivenBy.OWNER and kind in ONLY_IN.get(role, {kind})
    ]


def roles_the_office_gives() -> list[Role]:
    """Return the roles that only the network's office hands out, by two people."""
    return [role for role, rule in RULES.items() if rule.given_by == GivenBy.OFFICE]


def roles_the_office_extends() -> list[Role]:
    """Return the roles whose last day the office moves, by two people, for who holds them: all but those of an owner.

    What came by an application with two approvers goes on by two approvers as well. The role of an owner is among
    them, because nobody extends a role of his or her own and most organisations have one owner.
    """
    return [role for role, rule in RULES.items() if rule.given_by != GivenBy.OWNER or role == Role.OWNER]


def default_end(role: Role, starts_on: date) -> date:
    """Return the last day of a role that starts on a day; also the furthest it may be extended to from that day."""
    return starts_on + timedelta(days=RULES[role].days)


def excluded_by(role: Role, held: Collection[Role]) -> Role | None:
    """Return a role among `held` that may not go together with `role`; None when all goes together."""
    for pair in EXCLUDES:
        if role in pair and (found := (pair - {role}) & set(held)):
            return next(iter(found))
    return None


class LastSeen(StrEnum):
    """When somebody was last there, as coarsely as an owner needs it: never a day or an hour."""

    THIS_MONTH = "this_month"
    THIS_QUARTER = "this_quarter"
    LONGER_AGO = "longer_ago"
    NEVER = "never"


def last_seen(at: datetime | None, now: datetime) -> LastSeen:
    """Return the word for a last sign-in at `at`: within 31 days, within 92 days, longer ago, or never."""
    if at is None:
        return LastSeen.NEVER
    if now - at <= timedelta(days=31):
        return LastSeen.THIS_MONTH
    return LastSeen.THIS_QUARTER if now - at <= timedelta(days=92) else LastSeen.LONGER_AGO
