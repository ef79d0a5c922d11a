"""From what somebody types to a place on the map."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from drakentemmers.directory.models import Municipality, Place, PostcodeArea
from drakentemmers.directory.place_names import known_as, search_name, split_postcode
from drakentemmers.kernel.geography import Point
from drakentemmers.kernel.search.query import slips_in

SHORTEST_PREFIX = 2
MOST_MEANT = 3
# The islands whose name is that of no village: the number, in GeoNames, of the village where most people live.
ISLANDS = {"texel": 2757244, "vlieland": 2749334, "terschelling": 2744608, "ameland": 2750417}


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place somebody meant: what to call it, and where it is (degrees to draw, metres to compute with)."""

    label: str
    latitude: float
    longitude: float
    point: Point
    pc4: str = ""

    @property
    def name(self) -> str:
        """The name without the postcode; the postcode when that is all that is known."""
        return self.label.removeprefix(self.pc4).strip() or self.label


def resolve_place(text: str) -> PlaceFound | None:
    """Return the place meant by a postcode (1315, 1315AB, "1315 ab"), a name or both; None when there is none.

    A postcode that is not known falls back on the name behind it. `place_problem` says what to tell the person.
    """
    postcode = split_postcode(text)
    if postcode is None:
        return _place_named(text)
    pc4, _letters, name = postcode
    area = PostcodeArea.objects.filter(pc4=pc4).first()
    if area is None:
        return _place_named(name)
    label = f"{pc4} {area.place_name or name}".strip()
    return PlaceFound(label, area.latitude, area.longitude, area.point, pc4)


def place_problem(text: str) -> str:
    """Return what to do about a text for which `resolve_place` found nothing, in a sentence for the person."""
    postcode = split_postcode(text)
    if not text.strip():
        return _("Fill in a postcode or a place, such as 1315 AB or Almere.")
    if postcode and not postcode[2]:
        return _("We do not know postcode %(postcode)s. Fill in a place.") % {"postcode": postcode[0]}
    name = postcode[2] if postcode else text.strip()
    if meant := perhaps_meant(text):
        names = _(" or ").join(meant)
        return _("We do not know the place “%(name)s”. Do you mean %(names)s?") % {
            "name": name,
            "names": names,
        }
    return _("We do not know the place “%(name)s”. Check the spelling or fill in a postcode.") % {
        "name": name
    }


def suggest_places(prefix: str, limit: int = 8) -> list[str]:
    """Return names of places that begin with `prefix`, the largest first; none for less than two characters."""
    start = search_name(prefix)
    if len(start) < SHORTEST_PREFIX:
        return []
    rows = Place.objects.filter(search_name__startswith=start).order_by("-population", "name")
    return list(dict.fromkeys(rows.values_list("name", flat=True)[: limit * 2]))[:limit]


def perhaps_meant(text: str) -> list[str]:
    """Return at most three names of places that differ little from `text`, the nearest first and then the largest.

    A postcode before it is left out. One query, of all names: only for who would find nothing.
    """
    postcode = split_postcode(text)
    wanted = search_name(postcode[2] if postcode else text)
    slips = slips_in(wanted)
    if not slips:
        return []
    rows = list(Place.objects.order_by("-population", "name").values_list("search_name", "name"))
    spelled = [known for known, _name in rows]
    near = process.extract(wanted, spelled, scorer=OSA.distance, score_cutoff=slips, limit=None)
    near.sort(key=lambda found: (found[1], found[2]))  # slips, then the place in the list: the largest first
    return list(dict.fromkeys(rows[at][1] for _known, _slips, at in near))[:MOST_MEANT]


def municipality_names() -> list[str]:
    """Return the names of the municipalities that the site knows, in order."""
    return list(Municipality.objects.order_by("name").values_list("name", flat=True))


def municipality_named(text: str) -> Municipality | None:
    """Return the municipality somebody means by its name, or by that of a place in it when there is one such place."""
    wanted = known_as(text)
    rows = Municipality.objects.defer("outline").order_by("name")
    found = next((row for row in rows if known_as(row.name) == wanted), None)
    if found is not None:
        return found
    around = Municipality.objects.filter(places__search_name=wanted).defer("outline").distinct()[:2]
    return around[0] if len(around) == 1 else None


def _place_named(text: str) -> PlaceFound | None:
    name = known_as(text)
    if not name:
        return None
    place = Place.objects.filter(search_name=name).order_by("-population", "pk").first()
    if place is None:
        return _municipality_named(text) or _island_named(name)
    return PlaceFound(place.name, place.latitude, place.longitude, place.point)


def _municipality_named(text: str) -> PlaceFound | None:
    """Some municipalities carry the name of no place in them, such as Súdwest-Fryslân."""
    found = Municipality.objects.filter(name__iexact=text.strip()).first()
    return PlaceFound(found.name, found.latitude, found.longitude, found.point) if found else None


def _island_named(name: str) -> PlaceFound | None:
    """Without the official municipalities an island is known by its largest village."""
    village = Place.objects.filter(pk=ISLANDS.get(name, 0)).first()
    return PlaceFound(name.title(), village.latitude, village.longitude, village.point) if village else None
