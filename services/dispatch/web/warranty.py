"""Whose warranty it is: the answer for a part of a unit, or of the shared parts, on a day."""

from datetime import date
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Bearer, Part, Role
from fastapi import APIRouter, Query
from plumbing.paging import PLAIN
from plumbing.web import Door, Out, opens_for

from ..domain.warranty import Basis, Clock, Responsible, SeveralContractorsAnswer, State, UnitDates, Whose
from ..use_cases import warranty as use_cases
from .asking import Wanted
from .contracts import READERS

router = APIRouter(tags=["warranty"])
ASKERS = (*READERS, Role.SALES_DESK, Role.PROPERTY_DESK, Role.HOTLINE_CLERK)


class ClockOut(Out):
    """One of the two terms. ``remainder``: what remains of the contractor's; it has no months of its own."""

    starts_on: date
    ends_on: date
    months: int | None
    state: State
    basis: Basis
    article: str
    clause: str
    contract_no: str | None


class WarrantyOut(Out):
    """Who is responsible on the day, until when, by what; and both terms, as far as the dates they run from are known."""

    project: str
    unit_no: str | None
    building: str | None
    part: Part
    on: date
    responsible: Responsible
    bearer: Bearer
    until: date | None
    article: str
    clause: str
    contractor: str | None
    contract_id: UUID | None
    contract_no: str | None
    counts_as_handed_over_on: date | None
    is_handed_over: bool
    was_refused: bool
    contractor_term: ClockOut | None
    owner_term: ClockOut | None


@router.get("/warranty")
async def get_warranty(
    door: Annotated[Door, opens_for(*ASKERS)],
    project: Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)],
    part: Part,
    unit_no: Wanted = None,
    building: Wanted = None,
    on: date | None = None,
    addressed_to: Wanted = None,
) -> WarrantyOut:
    """Whose warranty (D2, L3): the same answer as a work order gets. Without ``unit_no`` the shared parts are meant, of one
    ``building`` where that is given; ``on`` is today in China unless another day is asked for."""
    place = use_cases.Place(project, unit_no, building)
    async with door.reading() as tx:
        on = on or day_in_china(tx.now)
        try:
            whose, unit = await use_cases.ask(tx, place, part, on, addressed_to or "", door.caller)
        except SeveralContractorsAnswer as error:
            problems = (Problem("query:addressed_to", found.what, found.expected) for found in error.problems)
            raise SeveralContractorsAnswer(error.detail, *problems) from error
    return _out(place, part, whose, unit)


def _out(place: use_cases.Place, part: Part, whose: Whose, unit: UnitDates) -> WarrantyOut:
    contract, handed_over_on = whose.contract, unit.counts_as_handed_over_on
    owner = whose.owner_clock
    return WarrantyOut(
        project=place.project,
        unit_no=place.unit_no,
        building=unit.building,
        part=part,
        on=whose.on,
        responsible=whose.responsible,
        bearer=whose.bearer,
        until=whose.until,
        article=whose.article,
        clause=whose.clause or (owner.clause if owner and whose.responsible is Responsible.COMPANY else ""),
        contractor=contract.contractor if contract else None,
        contract_id=contract.contract_id if contract else None,
        contract_no=contract.contract_no if contract else None,
        counts_as_handed_over_on=handed_over_on,
        is_handed_over=handed_over_on is not None and handed_over_on <= whose.on,
        was_refused=unit.refused_on is not None and unit.refused_on == handed_over_on,
        contractor_term=_clock(whose.contractor_clock, whose.on),
        owner_term=_clock(owner, whose.on),
    )


def _clock(clock: Clock | None, on: date) -> ClockOut | None:
    if clock is None:
        return None
    return ClockOut(
        starts_on=clock.starts_on,
        ends_on=clock.ends_on,
        months=clock.months,
        state=clock.state(on),
        basis=clock.basis,
        article=clock.article,
        clause=clock.clause,
        contract_no=clock.contract.contract_no if clock.contract else None,
    )
