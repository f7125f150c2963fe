"""Who is asked: a share of each estate, at random and evenly over its buildings, the same again from the same seed (V6).

Every unit has the same chance. Each building gets its exact quota rounded up or down: the rounding is drawn once for the whole
estate, so that the estate's number comes out exactly and no small building is always left out.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A unit by where it is."""

    project: str
    building: str
    unit_no: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that can be asked, and whose it is, where that is known."""

    place: Place
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """A building: how many units, how many by exact share, how many drawn."""

    project: str
    building: str
    units: int
    expected: float
    drawn: int


@dataclass(frozen=True, slots=True)
class Evenness:
    """How evenly a sample lies: the largest distance from an exact share, and chi-square over the buildings."""

    strata: tuple[Stratum, ...]
    deviation_max: float
    chi_square: float


def wanted(units: int, share_bp: int) -> int:
    """At least this share: the number of units rounded up."""
    return -(-units * share_bp // WHOLE_BP)


def draw(places: Iterable[Place], share_bp: Mapping[str, int], seed: str) -> frozenset[Place]:
    """The sample: ``share_bp`` in ten-thousandths by project."""
    estates: dict[str, list[Place]] = defaultdict(list)
    for place in set(places):
        estates[place.project].append(place)
    drawn: set[Place] = set()
    for project, estate in estates.items():
        buildings: dict[str, list[Place]] = defaultdict(list)
        for place in estate:
            buildings[place.building].append(place)
        counts = {building: len(found) for building, found in buildings.items()}
        for building, count in quotas(counts, wanted(len(estate), share_bp[project]), f"{seed}\x1f{project}").items():
            drawn.update(sorted(buildings[building], key=lambda place: (_number(seed, place), place))[:count])
    return frozenset(drawn)


def quotas(counts: Mapping[str, int], total: int, seed: str) -> dict[str, int]:
    """How many of each building, ``total`` in all: each its exact share, rounded up or down, by chance and without bias."""
    whole = sum(counts.values())
    offset = _hash(f"{seed}\x1foffset") % whole
    taken: dict[str, int] = {}
    below = offset // whole
    reached = 0
    for building in sorted(counts, key=lambda each: (_hash(f"{seed}\x1f{each}"), each)):
        reached += counts[building]
        upto = (total * reached + offset) // whole
        taken[building], below = upto - below, upto
    return taken


def evenness(places: Sequence[Place], drawn: Iterable[Place], share_bp: Mapping[str, int]) -> Evenness:
    """Each building's exact share beside what was drawn."""
    units, estates = Counter((place.project, place.building) for place in places), Counter(p.project for p in places)
    found = Counter((place.project, place.building) for place in drawn)
    strata = tuple(
        Stratum(project, building, count, wanted(estates[project], share_bp[project]) * count / estates[project],
                found[project, building])
        for (project, building), count in sorted(units.items())
    )  # fmt: skip
    return Evenness(
        strata,
        max((abs(each.drawn - each.expected) for each in strata), default=0.0),
        sum((each.drawn - each.expected) ** 2 / each.expected for each in strata),
    )


def fingerprint(places: Iterable[Place]) -> str:
    """What tells one population from another, whatever its order."""
    lines = "".join(f"{place.project}\x1f{place.building}\x1f{place.unit_no}\n" for place in sorted(set(places)))
    return hashlib.sha256(lines.encode()).hexdigest()


def _number(seed: str, place: Place) -> int:
    return _hash(f"{seed}\x1f{place.project}\x1f{place.building}\x1f{place.unit_no}")


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest())
