"""A contract is amended (D2, L1)."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch_contracts import AmendedPart, AmendedRepairTime, ContractAmended
from aftercare_contracts.periods import day_in_china
from plumbing import outbox
from plumbing.database import Transaction

from ..domain.access import Actor, NoSuchContract, sees
from ..domain.amendments import amend, months_before
from ..domain.contract import Amendment, Contract
from ..store import contracts
from . import policies


async def amend_contract(
    tx: Transaction, contract_id: UUID, amendment: Amendment, by: Actor, now: datetime
) -> Contract:
    """The contract with the amendment; orders that are out keep what was written on them.

    Raises ``NoSuchContract``, ``NothingAmended``, ``PartNamedTwice``, ``AmendmentOutOfOrder``, ``ShorterThanAgreed``,
    ``BelowWarrantyFloor``.
    """
    contract = await contracts.contract_held(tx, contract_id)
    if contract is None or not sees(by, contract.project, contract.contractor):
        raise NoSuchContract
    numbered = replace(amendment, number=len(contract.amendments) + 1)
    floors = (await policies.law(tx, contract.project, day_in_china(now))).floors
    amended = amend(contract, numbered, floors)
    await contracts.add_amendment(tx, contract_id, numbered)
    await outbox.add(tx, _said(amended, numbered), about=contract_id)
    return amended


def _said(contract: Contract, amendment: Amendment) -> ContractAmended:
    time = amendment.repair_time
    return ContractAmended(
        contract_id=contract.contract_id,
        contract_no=contract.contract_no,
        contractor=contract.contractor,
        project=contract.project,
        number=amendment.number,
        holds_from=amendment.holds_from,
        parts=tuple(
            AmendedPart(
                part=each.part, months_before=months_before(contract, amendment, each), months=each.warranty_months
            )
            for each in amendment.parts
        ),
        repair_time=AmendedRepairTime.model_validate(asdict(time)) if time else None,
        buildings=amendment.buildings,
        amended_by=amendment.recorded_by,
    )
