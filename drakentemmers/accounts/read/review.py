"""Which roles wait to be looked at, and how far a review is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Membership, Organisation, RoleReview, User
from drakentemmers.accounts.review import Round, round_of
from drakentemmers.accounts.roles import PRIVILEGED
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date


@dataclass(frozen=True, slots=True)
class Line:
    """One role in a review: still to do, or done by whom and how."""

    membership: Membership
    role: str
    review: RoleReview | None
    is_mine: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Review:
    """A list of roles with how far it is; `round` is the one that is due first."""

    round: Round
    lines: list[Line]

    @property
    def done(self) -> int:
        return sum(line.review is not None for line in self.lines)

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.lines)


def rounds_on(today: date) -> tuple[Round, Round]:
    """Return the round of privileged roles and that of all others that count on a day."""
    return round_of(Role.ADMINISTRATOR, today), round_of(Role.MEMBER, today)


def in_round(seats: QuerySet[Membership], today: date) -> QuerySet[Membership]:
    """Return those of `seats` that were there when their round opened."""
    quarter, year = rounds_on(today)
    return seats.filter(
        Q(role__in=PRIVILEGED, starts_on__lt=quarter.opens_on)
        | (~Q(role__in=PRIVILEGED) & Q(starts_on__lt=year.opens_on))
    )


def _this_round(today: date) -> Q:
    """The reviews of the round that counts, as a condition on reviews of a membership (the outer query)."""
    quarter, year = rounds_on(today)
    return Q(membership__role__in=PRIVILEGED, round=quarter.key) | (
        ~Q(membership__role__in=PRIVILEGED) & Q(round=year.key)
    )


def unreviewed(today: date) -> QuerySet[Membership]:
    """Return every running role in a round that nobody looked at yet."""
    looked_at = RoleReview.objects.filter(_this_round(today), membership=OuterRef("pk"))
    running = in_round(Membership.objects.standing(today), today).filter(~Exists(looked_at))
    return running.select_related("user", "organisation").order_by("pk")


def _in_the_list(today: date) -> QuerySet[Membership]:
    """Every running role in a round, and those that ended by this review."""
    looked_at = RoleReview.objects.filter(_this_round(today), membership=OuterRef("pk"))
    running = Membership.objects.standing(today).filter(pk=OuterRef("pk"))
    rows = in_round(Membership.objects.all(), today).filter(Exists(running) | Exists(looked_at))
    reviews = RoleReview.objects.filter(_this_round(today)).select_related("by")
    return (
        rows.select_related("user", "organisation")
        .prefetch_related(Prefetch("reviews", reviews, to_attr="in_this_round"))
        .order_by("user__name", "pk")
    )


def review_of(organisation: Organisation, viewer: User, now: datetime) -> Review:
    """Return what the owner of an organisation looks at: every role there but those the office gives. Two queries."""
    today = local_date(now)
    rows = _in_the_list(today).filter(organisation=organisation).exclude(role__in=PRIVILEGED)
    return _review(rows, viewer, today, rounds_on(today)[1])


def review_by_office(viewer: User, now: datetime) -> Review:
    """Return what the office looks at: privileged roles, owners, and everybody where no owner is. Two queries."""
    today = local_date(now)
    owners = Membership.objects.current(today).filter(role=Role.OWNER, organisation=OuterRef("organisation"))
    rows = _in_the_list(today).filter(Q(role__in=[*PRIVILEGED, Role.OWNER]) | ~Exists(owners))
    return _review(rows, viewer, today, rounds_on(today)[0])


def _review(rows: QuerySet[Membership], viewer: User, today: date, round_: Round) -> Review:
    lines = [_line(row, viewer, today) for row in rows]
    return Review(round_, sorted(lines, key=lambda line: (line.review is not None, not line.is_overdue)))


def _line(row: Membership, viewer: User, today: date) -> Line:
    found = getattr(row, "in_this_round", [])
    review = found[0] if found else None
    late = review is None and round_of(Role(row.role), today).due_on < today
    return Line(row, label(Role(row.role)), review, row.user_id == viewer.pk, late)


def waiting_for_office(viewer: User, now: datetime) -> int:
    """Return how many roles wait for the office, not counting one's own; one query."""
    today = local_date(now)
    owners = Membership.objects.current(today).filter(role=Role.OWNER, organisation=OuterRef("organisation"))
    rows = unreviewed(today).filter(Q(role__in=[*PRIVILEGED, Role.OWNER]) | ~Exists(owners))
    return rows.exclude(user=viewer).count()
