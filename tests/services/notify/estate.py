"""An estate of two buildings whose households notify knows, and the people who announce."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import httpx
from aftercare_contracts.events.intake_units import RecordedUnit, UnitsRecorded
from aftercare_contracts.values import Role
from harness import TUESDAY_MORNING, ServiceUnderTest
from plumbing.inbox import Outcome

from .desk import PROJECT

SPACE = UUID("0192f1f4-0000-7000-8000-00000000abcd")
TOMORROW = TUESDAY_MORNING + timedelta(days=1)
UNITS = (("1-101", "1"), ("1-102", "1"), ("2-101", "2"), ("2-102", "2"))
"""Number and building; 1-102 has no owner on record, and 2-102 is owned by the owner of 2-101."""


def owner(unit_no: str) -> UUID | None:
    """Who owns a unit, the same each time."""
    return None if unit_no == "1-102" else uuid5(SPACE, {"2-102": "2-101"}.get(unit_no, unit_no))


def units(**owners: UUID | None) -> UnitsRecorded:
    """What intake says of the estate's units."""
    recorded = tuple(
        RecordedUnit(
            unit_id=uuid5(SPACE, f"unit {no}"), unit_no=no, building=building, completion_accepted_on=date(2025, 1, 1),
            handed_over_on=None, refused_on=None, owner_id=owners.get(no, owner(no)),
        )
        for no, building in UNITS
    )  # fmt: skip
    return UnitsRecorded(project=PROJECT, units=recorded)


async def settle(service: ServiceUnderTest) -> None:
    """The estate's units become known."""
    assert await service.hear(units(), about=PROJECT) is Outcome.APPLIED


def property_desk(service: ServiceUnderTest, person: str = "zhou.property") -> httpx.AsyncClient:
    return service.client(Role.PROPERTY_DESK, person=person, projects=(PROJECT,))


def work(**what: Any) -> dict[str, Any]:
    """Work on the lift of building 2, tomorrow morning for two hours."""
    starts_at = what.pop("starts_at", TOMORROW)
    return {
        "project": PROJECT, "kind": "lift", "buildings": ["2"], "starts_at": starts_at.isoformat(),
        "ends_at": what.pop("ends_at", starts_at + timedelta(hours=2)).isoformat(), "reason": "更换钢丝绳",
        "contact": "物业前台 0755-2600000",
    } | what  # fmt: skip


async def announce(desk: httpx.AsyncClient, **what: Any) -> dict[str, Any]:
    """Announced; fails the test where it is refused."""
    answer = await desk.post("/announcements", json=work(**what))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def customers_notices(service: ServiceUnderTest, about: str = "") -> list[dict[str, Any]]:
    """What went to customers by their ids, about events of this type where one is given."""
    async with service.db.reading() as tx:
        rows = await tx.fetch(
            "select * from notice where customer_id is not null and about like $1 order by notice_no", f"%{about}%"
        )
    return [dict(row) for row in rows]
