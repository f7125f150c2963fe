"""The shortest warranties: the law's, a city's where it is longer, and what the owners were promised beyond (L1, L2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import Part


class BelowOwnerMinimum(Invalid):
    """The owner cannot be promised less than the law gives him (L2)."""


class PartPromisedTwice(Invalid):
    """Each part has one term."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term set by law, in months, and the article that sets it."""

    months: int
    article: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A term the owners of a project were promised by contract, in months from handover, and the clause."""

    part: Part
    months: int
    clause: str


@dataclass(frozen=True, slots=True)
class Law:
    """The shortest warranties the law allows: the contractor's from completion, the owner's from handover (L1, L2); and what
    the owners were promised beyond it."""

    floors: Mapping[Part, Term]
    owner_minimum: Mapping[Part, Term]
    promises: Mapping[Part, Promise] = field(default_factory=dict)


def city_of(project: str, cities: Mapping[str, Any], on: date) -> Mapping[str, Any]:
    """What the policy says of a project's city, once that holds; nothing where it says nothing."""
    held = (each for each in cities.values() if project in each["projects"] and each["since"] <= on.isoformat())
    return next(held, {})


def longer(nation: Mapping[Part, Term], city: Mapping[Part, Term]) -> dict[Part, Term]:
    """Part by part the nation's term, or the city's where that is longer: a city may only add."""
    return {part: max(term, city.get(part, term), key=lambda each: each.months) for part, term in nation.items()}


def must_reach_minimum(promises: tuple[Promise, ...], minimum: Mapping[Part, Term]) -> None:
    """Refuse a promise below the law's. Raises ``PartPromisedTwice``, ``BelowOwnerMinimum`` naming each article (L2)."""
    named = [each.part for each in promises]
    twice = [Problem(f"/terms/{i}/part", part, "each part once") for i, part in enumerate(named) if part in named[:i]]
    if twice:
        raise PartPromisedTwice("", *twice)
    short = [
        (i, each, minimum[each.part]) for i, each in enumerate(promises) if each.months < minimum[each.part].months
    ]
    if short:
        articles = "; ".join(sorted({least.article for _, _, least in short}))
        raise BelowOwnerMinimum(f"Below the owner's minimum of {articles}.", *(_too_short(*each) for each in short))


def _too_short(i: int, promised: Promise, least: Term) -> Problem:
    expected = f"at least {least.months} months ({least.article})"
    return Problem(f"/terms/{i}/months", f"{promised.months} months for {promised.part}", expected)
