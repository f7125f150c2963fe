"""Amendments of contracts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, In, opens_for, text
from pydantic import Field

from ..domain.contract import Amendment, ContractPart
from ..domain.deadlines import RepairTime
from ..use_cases import amendments as use_cases
from .contracts import KEEPERS, Buildings, ContractOut, PartTerms, RepairTimeTerms, out

router = APIRouter(tags=["contracts"])


class AmendmentIn(In):
    """What was agreed later: parts added or lengthened, another repair time, other buildings (none in a list: the whole
    project); what is left out stands."""

    holds_from: date
    parts: Annotated[list[PartTerms], Field(max_length=50, default_factory=list)]
    repair_time: RepairTimeTerms | None = None
    buildings: Buildings | None = None
    reason: Annotated[str, text(500)]
    clause: Annotated[str, text(200)]


@router.post("/contracts/{contract_id}/amendments", status_code=201, response_model=ContractOut)
async def post_amendment(contract_id: UUID, body: AmendmentIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """Amend a contract from a day on; refused below the law's warranty (L1) and below what was agreed."""
    amendment_id = new_id()

    async def act(tx: Transaction) -> ContractOut:
        amendment = _amendment(amendment_id, body, door, tx)
        return out(await use_cases.amend_contract(tx, contract_id, amendment, door.caller, tx.now), tx.now)

    return await door.once(body, act)


def _amendment(amendment_id: UUID, body: AmendmentIn, door: Door, tx: Transaction) -> Amendment:
    time = body.repair_time
    return Amendment(
        amendment_id=amendment_id,
        number=0,
        holds_from=body.holds_from,
        parts=tuple(ContractPart(each.part, each.warranty_months, each.clause) for each in body.parts),
        repair_time=RepairTime(time.unit, time.count, time.moves_off_holidays) if time else None,
        buildings=None if body.buildings is None else tuple(dict.fromkeys(body.buildings)),
        reason=body.reason,
        clause=body.clause,
        recorded_by=door.caller.person,
        recorded_at=tx.now,
    )
