"""Whose warranty: the one answer, for whoever asks and for every work order that goes out (D2, L3)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import Part
from plumbing.database import Transaction
from plumbing.policy import NoPolicy

from ..domain import warranty
from ..domain.access import Actor, NoSuchProject, NoSuchUnit
from ..domain.terms import Law
from ..domain.warranty import UnitDates, Whose
from ..store import contracts, owner_terms, units
from . import policies


class BeforeTheLaw(Invalid):
    """No warranty is set by law for so early a day."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, or the shared parts where none is named; of shared parts the building, if it is known."""

    project: str
    unit_no: str | None
    building: str | None


async def whose_work(
    tx: Transaction, project: str, unit: UnitDates, part: Part, on: date, addressed_to: str,
    not_theirs: Collection[str] = (),
) -> Whose:  # fmt: skip
    """Who answers on a day, by the contracts, the law and the promises as they stood then.

    ``not_theirs`` are contractors from whom this work came back. Raises ``SeveralContractorsAnswer``, ``BeforeTheLaw``.
    """
    agreed = [each for each in await contracts.contracts_of(tx, project) if each.contractor not in not_theirs]
    return warranty.whose_work(part, on, agreed, addressed_to, unit, await _law(tx, project, on))


async def _law(tx: Transaction, project: str, on: date) -> Law:
    try:
        law = await policies.law(tx, project, on)
    except NoPolicy as error:
        raise BeforeTheLaw("", Problem("query:on", str(on), "a later day")) from error
    terms = await owner_terms.in_force(tx, project, on)
    return replace(law, promises={each.part: each for each in terms.promises} if terms else {})


async def ask(
    tx: Transaction, place: Place, part: Part, on: date, addressed_to: str, by: Actor
) -> tuple[Whose, UnitDates]:
    """Who answers for a part of a place on a day, and the place's dates.

    Raises ``NoSuchUnit``, ``NoSuchProject``, ``SeveralContractorsAnswer``, ``BeforeTheLaw``.
    """
    known = await units.dates(tx, place.project, place.unit_no) if by.reaches(place.project) else None
    if known is None:
        raise NoSuchUnit if place.unit_no else NoSuchProject
    unit = known if place.unit_no else replace(known, building=place.building)
    return await whose_work(tx, place.project, unit, part, on, addressed_to), unit
