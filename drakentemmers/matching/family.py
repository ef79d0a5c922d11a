"""Several people of one family, served by one practice or by practices close to each other. Pure."""

from dataclasses import dataclass

from drakentemmers.matching.rules import Verdict, ranked

LOOKS_AT = 200  # of each person's shortlist, so that a family of five stays quick


@dataclass(frozen=True, slots=True)
class FamilyOption:
    """One therapist for each person of a family, in the order the persons were given."""

    verdicts: tuple[Verdict, ...]
    practices: int
    spread_m: int  # largest distance between two of the places


def _apart(one: Verdict, other: Verdict) -> int:
    if one.nearest is None or other.nearest is None:
        return 0
    return one.nearest.point.distance_m(other.nearest.point)


def _practice(verdict: Verdict) -> str:
    return verdict.supply.practice_id or verdict.supply.id


def _companions(
    anchor: Verdict, per_person: list[list[Verdict]], within_m: int
) -> tuple[Verdict, ...] | None:
    """Return `anchor` and, person by person, the best therapist near everybody chosen so far; None without one."""
    chosen = [anchor]
    for verdicts in per_person:
        near = [
            (_practice(verdict) != _practice(anchor), _apart(anchor, verdict) // 1000, place, verdict)
            for place, verdict in enumerate(verdicts)
            if all(_practice(v) == _practice(verdict) or _apart(v, verdict) <= within_m for v in chosen)
        ]
        if not near:
            return None
        chosen.append(min(near, key=lambda found: found[:3])[3])
    return tuple(chosen)


def family_options(
    per_person: list[list[Verdict]], *, within_m: int = 15_000, at_most: int = 5
) -> list[FamilyOption]:
    """Return ways to serve all persons of a family by one practice, or by practices at most `within_m` metres apart.

    `per_person` holds, for each person, the verdicts to choose from; only full fits are used, the first `LOOKS_AT` of
    each. Around every fit of the first person the best near companion of each other person is taken. Fewest practices
    first, then the smallest spread in whole kilometres, then the order of the first person's shortlist.
    """
    fits = [ranked(v for v in verdicts if v.fits)[:LOOKS_AT] for verdicts in per_person]
    if not fits or not all(fits):
        return []
    found = []
    for place, anchor in enumerate(fits[0]):
        chosen = _companions(anchor, fits[1:], within_m)
        if chosen:
            spread = max(_apart(one, other) for one in chosen for other in chosen)
            option = FamilyOption(chosen, len({_practice(verdict) for verdict in chosen}), spread)
            found.append((option.practices, spread // 1000, place, option))
    return [option for *_, option in sorted(found, key=lambda entry: entry[:3])[:at_most]]
