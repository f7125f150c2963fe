"""A unit is handed over: inspected before, its owner urged, the day entered, what was found made into cases (I22, L3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.events.intake_handover import HandoverFaultsFound
from aftercare_contracts.values import CaseKind, Channel, ContactWay, Part
from plumbing import outbox
from plumbing.database import Transaction

from ..domain.case import Case
from ..domain.phase import UnitDates
from ..domain.unit_dates import (
    NoSuchUnit,
    TakenOver,
    must_be_in_order,
    must_be_new_or_explained,
    must_not_be_taken_over,
)
from ..store import handovers, units
from . import units_told
from .people import held
from .registering import Contact, register_case
from .units import must_be_past


@dataclass(frozen=True, slots=True)
class Fault:
    """Something found at a handover."""

    kind: CaseKind
    matter: str
    part: Part | None
    complaint: str
    reply_by: ContactWay
    visit_by: ContactWay


async def hand_over(
    tx: Transaction, change_id: UUID, unit_id: UUID, day: date | None, reason: str, by: str, now: datetime
) -> None:
    """The day of the handover, or by a correction another or none.

    Raises ``NoSuchUnit``, ``DateAhead``, ``DatesOutOfOrder``, ``NothingToCorrect``, ``NeedsAReason``.
    """
    unit = await held(tx, unit_id)
    must_be_past(now, handed_over_on=day)
    must_be_in_order(UnitDates(unit["completion_accepted_on"], day))
    must_be_new_or_explained("handed_over_on", unit["handed_over_on"], day, reason)
    await units.set_day(tx, change_id, unit, "handed_over_on", day, None, reason, by, now)
    await units_told.tell_unit(tx, unit["project"], unit_id)


async def refuse(
    tx: Transaction, change_id: UUID, unit_id: UUID, day: date | None, notice: str, reason: str, by: str, now: datetime
) -> None:
    """The day of the notice after which the owner wrongly refused, or by a correction another or none (I4).

    Raises ``NoSuchUnit``, ``DateAhead``, ``DatesOutOfOrder``, ``TakenOver``, ``NothingToCorrect``, ``NeedsAReason``.
    """
    unit = await held(tx, unit_id)
    must_be_past(now, refused_on=day)
    dates = UnitDates(unit["completion_accepted_on"], unit["handed_over_on"])
    must_be_in_order(replace(dates, refused_on=day))
    must_not_be_taken_over(dates, day)
    must_be_new_or_explained("refused_on", unit["refused_on"], day, reason)
    await units.set_day(tx, change_id, unit, "refused_on", day, notice, reason, by, now)
    await units_told.tell_unit(tx, unit["project"], unit_id)


async def inspect(
    tx: Transaction, inspection_id: UUID, unit_id: UUID, day: date, is_ready: bool, findings: Sequence[str], by: str,
    now: datetime,
) -> None:  # fmt: skip
    """A unit not yet taken over was inspected. Raises ``NoSuchUnit``, ``TakenOver``, ``DateAhead``."""
    await _not_taken_over(tx, unit_id)
    must_be_past(now, inspected_on=day)
    await handovers.add_inspection(tx, inspection_id, unit_id, day, is_ready, findings, by, now)


async def urge(
    tx: Transaction, urging_id: UUID, unit_id: UUID, way: ContactWay, text: str, by: str, now: datetime
) -> None:
    """Whoever has not come is urged. Raises ``NoSuchUnit``, ``TakenOver``."""
    await _not_taken_over(tx, unit_id)
    await handovers.add_urging(tx, urging_id, unit_id, way, text, by, now)


async def _not_taken_over(tx: Transaction, unit_id: UUID) -> None:
    unit = await held(tx, unit_id)
    if unit["handed_over_on"]:
        raise TakenOver(f"The unit was taken over on {unit['handed_over_on']}.")


async def find_faults(
    tx: Transaction, unit_id: UUID, case_ids: Sequence[UUID], faults: Sequence[Fault], by: str, now: datetime
) -> list[Case]:
    """Each fault becomes a case of the unit's owner, all or none, and the centre's head hears of them at once (I22).

    Raises ``NoSuchUnit``, and what ``register_case`` raises, pointing at the fault.
    """
    unit = await units.unit_by_id(tx, unit_id)
    if unit is None:
        raise NoSuchUnit
    made = []
    for place, (case_id, fault) in enumerate(zip(case_ids, faults, strict=True)):
        contact = Contact(
            channel=Channel.HANDOVER, project=unit["project"], unit_no=unit["unit_no"], customer_name=unit["owner_name"],
            contact=unit["owner_phone"], received_at=None, external_ref=None, kind=fault.kind, matter=fault.matter,
            part=fault.part, complaint=fault.complaint, reply_by=fault.reply_by, visit_by=fault.visit_by,
        )  # fmt: skip
        try:
            made.append(await register_case(tx, case_id, contact, by, now))
        except Invalid as error:
            raise _at_fault(error, place) from error
    await outbox.add(tx, HandoverFaultsFound(
        unit_id=unit_id, project=unit["project"], unit_no=unit["unit_no"], faults=len(made),
        case_nos=tuple(case.case_no for case in made), found_by=by,
    ), about=unit_id)  # fmt: skip
    return made


def _at_fault(error: Invalid, place: int) -> Invalid:
    moved = [Problem(f"/faults/{place}{found.pointer}", found.what, found.expected) for found in error.problems]
    return type(error)(error.detail, *moved)
