"""How a case is conducted, whole."""

from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter
from plumbing.web import Door, opens_for

from ..store import cases, conduct
from .cases import seen
from .conduct_views import KINDS, Conduct
from .views import LOOKERS

router = APIRouter(tags=["how a case is conducted"])
NEED_TO_KNOW_WHOM = frozenset({
    Role.CASE_OFFICER, Role.DUTY_OFFICER, Role.SERVICE_OFFICER, Role.SITE_LEAD, Role.DEPARTMENT_MANAGER, Role.CENTRE_DIRECTOR,
    Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
})  # fmt: skip
"""Who verifies a complaint about staff, and his superiors."""


@router.get("/cases/{case_id}/conduct")
async def get_conduct(case_id: UUID, door: Annotated[Door, opens_for(*LOOKERS)]) -> Conduct:
    """Classes signed, findings, plans, steps of the ladder, measures, counsel, apologies, reviews; the look is recorded (I16)."""
    async with door.transaction() as tx:
        case = await seen(tx, case_id, door.caller)
        await cases.note_look(tx, case_id, door.caller.person, sorted(door.caller.roles), tx.now)
        found: dict[str, Any] = {name: await conduct.of_case(tx, kind, case_id) for name, kind in KINDS.items()}
    return Conduct(about_person=case.about_person if door.caller.has(*NEED_TO_KNOW_WHOM) else None, **found)
