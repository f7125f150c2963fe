"""Projects and units are entered."""

from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.errors import Conflict, Invalid, Problem
from aftercare_contracts.periods import day_in_china
from plumbing.database import Transaction

from ..domain.phase import UnitDates
from ..domain.unit_dates import must_be_in_order
from ..store import units
from . import people_told, units_told


class UnknownProject(Invalid):
    """There is no such project."""


class UnitIsThere(Conflict):
    """This unit is registered already."""


class DateAhead(Invalid):
    """What has happened cannot lie in the future."""


async def put_project(
    tx: Transaction, code: str, name: str, first_handover_on: date | None, by: str, now: datetime
) -> None:
    """Enter or change a project. Raises ``DateAhead``."""
    must_be_past(now, first_collective_handover_on=first_handover_on)
    await units.put_project(tx, code, name, first_handover_on, by, now)
    await units_told.tell_project(tx, code, name, first_handover_on)


async def put_building(tx: Transaction, project: str, building: str, name: str, by: str, now: datetime) -> None:
    """Enter or change a building. Raises ``UnknownProject``."""
    await must_exist(tx, project)
    await units.put_building(tx, project, building, name, by, now)


async def add_unit(
    tx: Transaction, ids: tuple[UUID, UUID], project: str, unit_no: str, building: str, dates: UnitDates, owner: tuple[str, str],
    by: str, now: datetime,
) -> None:  # fmt: skip
    """Enter a unit with its three dates and its owner's name and phone, and its building where that is new; ``ids`` are the
    unit's and the owner's.

    Raises ``UnknownProject``, ``DateAhead``, ``DatesOutOfOrder``, ``UnitIsThere``.
    """
    await must_exist(tx, project)
    must_be_past(
        now,
        completion_accepted_on=dates.completion_accepted_on,
        handed_over_on=dates.handed_over_on,
        refused_on=dates.refused_on,
    )
    must_be_in_order(dates)
    await units.add_buildings(tx, [(project, building)], by, now)
    await people_told.add(tx, ids[1], *owner, now)
    if not await units.add_unit(tx, ids[0], project, unit_no, building, dates, ids[1], by, now):
        raise UnitIsThere("", Problem("/unit_no", f"{unit_no} is registered in {project}", "a unit not yet registered"))
    await units_told.tell_unit(tx, project, ids[0])


async def must_exist(tx: Transaction, project: str) -> None:
    """Raises ``UnknownProject``."""
    if await units.project(tx, project) is None:
        raise UnknownProject("", Problem("/project", f"there is no project {project}", "one that was entered before"))


def must_be_past(now: datetime, **days: date | None) -> None:
    """Raises ``DateAhead`` naming each field whose day is still to come."""
    today = day_in_china(now)
    ahead = [
        Problem(f"/{name}", f"{day} is in the future", f"{today} or earlier")
        for name, day in days.items()
        if day and day > today
    ]
    if ahead:
        raise DateAhead("", *ahead)
