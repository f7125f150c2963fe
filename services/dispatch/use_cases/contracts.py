"""Contractors and their contracts are entered."""

from datetime import datetime

from aftercare_contracts.events.dispatch import ContractRegistered
from aftercare_contracts.periods import day_in_china
from plumbing import outbox
from plumbing.database import Transaction

from ..domain.access import Actor
from ..domain.contract import Contract, must_keep_limits
from ..domain.warranty import must_reach_floor
from ..store import contracts as store
from . import policies


async def record_contractor(tx: Transaction, contractor: store.Contractor, by: Actor, now: datetime) -> None:
    """Enter a contractor or correct its entry."""
    await store.keep_contractor(tx, contractor, by.person, now)


async def register_contract(tx: Transaction, contract: Contract, by: Actor, now: datetime) -> None:
    """Enter a contract that keeps the law's floor and ceiling (L1, L5).

    Raises ``UnknownContractor``, ``BelowWarrantyFloor``, ``AboveRetentionCeiling``, ``ContractNoTaken`` and the like.
    """
    today = day_in_china(now)
    contractor = await store.contractor(tx, contract.contractor)
    must_keep_limits(contract, await policies.retention_limits(tx, today), today)
    must_reach_floor(contract.parts, (await policies.law(tx, contract.project, today)).floors)
    await store.add_contract(tx, contract, by.person, now)
    await outbox.add(tx, _registered(contract, contractor), about=contract.contract_id)


def _registered(contract: Contract, contractor: store.Contractor) -> ContractRegistered:
    return ContractRegistered(
        contract_id=contract.contract_id,
        contract_no=contract.contract_no,
        contractor=contract.contractor,
        contractor_name=contractor.name,
        project=contract.project,
        settled_price_fen=contract.settled_price_fen,
        retention_fen=contract.retention_fen,
        liability_ends_on=contract.liability_ends_on,
    )
