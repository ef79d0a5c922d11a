"""What the pages of a round show: lines with their reasons in words, history, what a change brings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import starmap

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drakentemmers.accounts.models import User
from drakentemmers.directory.models import Professional, Region
from drakentemmers.directory.read.regions import programme_regions
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.geography import drive_minutes
from drakentemmers.matching.allocation import Missed
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round, RoundChoice, Suggestion, TreatmentRequest
from drakentemmers.matching.models.requests import kept_from
from drakentemmers.matching.read.ground import weeks_waited
from drakentemmers.matching.read.requests import what_in_words, where_in_words
from drakentemmers.matching.read.urgency import UrgencyTag, urgency_tag
from drakentemmers.matching.round_words import dropped_text, ways_text
from drakentemmers.matching.rounds import EVERYWHERE, GONE, HandKind, RoundStepKind, SuggestionState
from drakentemmers.matching.rules import whole_km
from drakentemmers.matching.wording import availability_text

PER_PAGE = 25


class Part(StrEnum):
    """A part of a round, by the word that stands in the address."""

    PROPOSED = "voorstel"
    UNPLACED = "zonder-plek"
    SENT = "verstuurd"


PARTS: dict[Part, tuple[Promise, Q]] = {
    Part.PROPOSED: (gettext_lazy("Proposals"), Q(state=SuggestionState.PROPOSED)),
    Part.UNPLACED: (gettext_lazy("Without a place"), Q(state=SuggestionState.UNPLACED)),
    Part.SENT: (gettext_lazy("Sent and dropped"), Q(state__in=[SuggestionState.SENT, *GONE])),
}


@dataclass(frozen=True, slots=True)
class PartCount:
    """One part with how many lines stand in it."""

    part: Part
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One request of a round as the lead reads it."""

    id: str
    request_id: str
    pseudonym: str
    organisation: str
    full_pseudonym: str
    what: str
    where: str
    urgency: UrgencyTag
    waits: str
    is_family: bool
    state: SuggestionState
    state_text: str
    therapist_id: str = ""
    therapist: str = ""
    practice: str = ""
    km: int | None = None
    minutes: int | None = None
    free: str = ""  # when the first place is
    is_pinned: bool = False
    kept: str = ""  # why a nearer therapist is not proposed
    reason: str = ""
    lost_to: list[str] = field(default_factory=list)
    helps: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)


def counts_of(held: Round, user: User) -> list[PartCount]:
    """Return the parts of a round with their counts; one query."""
    mine = held.suggestions.not_kept_from(user)
    counts = mine.aggregate(
        **{part.name: Count("pk", filter=where) for part, (_name, where) in PARTS.items()}
    )
    return [PartCount(part, str(name), counts[part.name]) for part, (name, _where) in PARTS.items()]


def page_of_lines(held: Round, part: Part, number: str, user: User, now: datetime) -> tuple[list[Line], Page]:
    """Return one page of a part of a round; a constant number of queries."""
    rows = held.suggestions.not_kept_from(user).filter(PARTS[part][1]).order_by("place", "pk")
    page = Paginator(
        rows.select_related("request__organisation", "professional__practice"), PER_PAGE
    ).get_page(number)
    return lines_of(held, list(page), user, now), page


def lines_of(held: Round, rows: Sequence[Suggestion], user: User, now: datetime) -> list[Line]:
    """Return the lines of suggestions, with their requests, organisations and therapists at hand."""
    names = _Names(rows, user)
    pinned = set(
        held.choices.filter(kind=HandKind.PIN, request__in=[row.request_id for row in rows]).values_list(
            "request_id", flat=True
        )
    )
    return [_line(row, names, pinned, now) for row in rows]


def hand_choices(held: Round, user: User) -> QuerySet[RoundChoice]:
    """Return what was decided by hand and counts now, last first, without what is kept from the reader."""
    changeable = held.suggestions.filter(state__in=[SuggestionState.PROPOSED, SuggestionState.UNPLACED])
    rows = held.choices.filter(request__in=changeable.values("request")).exclude(kept_from(user, "request__"))
    return rows.select_related("request__organisation", "professional", "by").order_by("-at", "-pk")


def names_of_requests(requests: Collection[str], user: User) -> dict[str, str]:
    """Return what requests are called, without those kept from the reader; one query."""
    shown = TreatmentRequest.objects.filter(pk__in=requests).exclude(kept_from(user))
    rows = shown.select_related("organisation").only("pseudonym", "organisation__name")
    return {row.pk: row.full_pseudonym for row in rows.order_by("pseudonym", "organisation__name")}


def dropped_choices(held: Round, user: User) -> str:
    """Return in words which choices by hand the last proposal could not keep."""
    dropped = held.figures.get("dropped", [])
    if not dropped:
        return ""
    requests = names_of_requests({request for request, _who in dropped}, user)
    therapists = dict(
        Professional.objects.filter(pk__in={who for _pk, who in dropped}).values_list("pk", "name")
    )
    named = [
        (requests[request], therapists[who])
        for request, who in dropped
        if request in requests and who in therapists
    ]
    return dropped_text(named, len(dropped) - len(named))


def worked_out_at(held: Round) -> datetime | None:
    """Return when the proposal that lies there was made."""
    solved = held.steps.filter(step=RoundStepKind.SOLVED).order_by("at", "pk").last()
    return solved.at if solved else None


class _Names:
    """What the ids in the facts of some suggestions are called; a request kept from the reader has no name."""

    def __init__(self, rows: Sequence[Suggestion], user: User) -> None:
        requests = {pk for row in rows for pk in [*row.facts.get("lost_to", ()), row.facts.get("kept_for")]}
        therapists = {pk for row in rows for pk in [*row.facts.get("helps", ()), row.facts.get("nearer")]}
        self.requests = names_of_requests(requests - {None}, user)
        found = Professional.objects.filter(pk__in=therapists - {None})
        self.therapists = dict(found.values_list("pk", "name"))

    def request(self, pk: str) -> str:
        return self.requests.get(pk, _("another request"))

    def therapist(self, pk: str) -> str:
        return self.therapists.get(pk, _("a therapist"))


def _line(row: Suggestion, names: _Names, pinned: Collection[str], now: datetime) -> Line:
    request, professional, facts = row.request, row.professional, row.facts
    state = SuggestionState(row.state)
    weeks = weeks_waited(request, local_date(now))
    return Line(
        id=row.pk,
        request_id=request.pk,
        pseudonym=request.pseudonym,
        organisation=request.organisation.name,
        full_pseudonym=request.full_pseudonym,
        what=what_in_words(request),
        where=where_in_words(request),
        urgency=urgency_tag(request),
        waits=ngettext("waits %(n)s week", "waits %(n)s weeks", weeks) % {"n": weeks}
        if weeks
        else _("new this week"),
        is_family=bool(request.family),
        state=state,
        state_text=label(state),
        therapist_id=professional.pk if professional else "",
        therapist=professional.name if professional else "",
        practice=professional.practice.name if professional and professional.practice else "",
        km=None if row.distance_m is None else whole_km(row.distance_m),
        minutes=None if row.distance_m is None else drive_minutes(row.distance_m),
        free=_free(facts, now),
        is_pinned=request.pk in pinned,
        kept=_kept(facts, names) if "nearer" in facts else "",
        reason=label(Missed(row.reason)) if row.reason else "",
        lost_to=[names.request(pk) for pk in facts.get("lost_to", ())],
        helps=[names.therapist(pk) for pk in facts.get("helps", ())],
        ways=ways_text(facts.get("ways", ())),
    )


def _free(facts: dict, now: datetime) -> str:
    """Say when the first place is, as the round found it; an older round did not keep that."""
    if "first_place" not in facts:
        return ""
    return availability_text(date.fromisoformat(facts["first_place"]), local_date(now))


def _kept(facts: dict, names: _Names) -> str:
    """Say why somebody who is nearer, or meets more wishes, is not proposed; an older round kept less of it."""
    words = {"name": names.therapist(facts["nearer"]), "other": names.request(facts["kept_for"])}
    if facts.get("by_way", True):
        said = _("%(name)s is nearer, and kept for %(other)s:") % words
    else:
        said = _("%(name)s meets more wishes, and is kept for %(other)s:") % words
    other_ways = facts["other_ways"]
    if facts.get("presses"):
        why = _("that is more urgent or waits longer.")
    elif not other_ways:
        why = _("nobody else fits there.")
    else:
        why = ngettext(
            "only %(n)s other therapist fits there.", "fewer others fit there: %(n)s.", other_ways
        ) % {"n": other_ways}
    return f"{said} {why}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where somebody may hold a round."""

    code: str
    name: str


def scope_name(code: str) -> str:
    """Return what a scope is called: the region, or the whole country."""
    if code == EVERYWHERE:
        return _("The whole country")
    return Region.objects.filter(pk=code).values_list("name", flat=True).first() or code


def scopes_to_choose(scopes: Collection[str]) -> list[Scope]:
    """Return the scopes behind codes, by name; the project lead chooses from all programme regions."""
    if EVERYWHERE in scopes:
        return [Scope(EVERYWHERE, scope_name(EVERYWHERE)), *starmap(Scope, programme_regions())]
    return [Scope(code, scope_name(code)) for code in sorted(scopes)]


def scarce_lines(held: Round) -> list[str]:
    """Return where one more place would help most, as sentences."""
    lines = held.figures.get("scarce", [])
    names = dict(Professional.objects.filter(pk__in=[pk for pk, _n in lines]).values_list("pk", "name"))
    return [
        ngettext(
            "One more place with %(name)s: %(n)s person who waits fits there.",
            "One more place with %(name)s: %(n)s people who wait fit there.",
            count,
        )
        % {"name": names[pk], "n": count}
        for pk, count in lines
        if pk in names
    ]


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What is asked for where, without a place: how many wait for it."""

    what: str
    where: str
    count: int


def bottlenecks(held: Round, user: User, at_most: int = 5) -> list[Bottleneck]:
    """Return what one more place should be able to do, and near where: most people first."""
    rows = held.suggestions.not_kept_from(user).filter(state=SuggestionState.UNPLACED)
    counted: dict[tuple[str, str], int] = {}
    for row in rows.select_related("request").iterator(chunk_size=500):
        key = (_skills(row.request), row.request.place_name)
        counted[key] = counted.get(key, 0) + 1
    top = sorted(counted.items(), key=lambda found: (-found[1], found[0]))[:at_most]
    return [Bottleneck(what, where, count) for (what, where), count in top]


def _skills(request: TreatmentRequest) -> str:
    from drakentemmers.directory.rules import Language, Method

    parts = [what_in_words(request)]
    if request.language != Language.DUTCH:
        parts.append(label(Language(request.language)))
    parts += [label(method) for method in Method if method in request.methods]
    return " · ".join(parts)
