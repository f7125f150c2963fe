"""Settled prices, by two; and objections of contractors to entries of their accounts (L5, F7)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.finance_releases import EntryObjected
from aftercare_contracts.events.finance_releases import EntryObjectionAnswered as Answered
from plumbing import limits, outbox
from plumbing.database import Transaction

from ..domain import settlements as rules
from ..domain.account_statement import accounts_of
from ..domain.limits import LimitName
from ..domain.people import Person
from ..domain.settlements import EntryObjection, NoSuchEntryObjection, NoSuchSettlement, Settlement
from ..store import releases as store
from ..store import retention as accounts
from .releases import must_be_his


async def enter(tx: Transaction, settlement: Settlement, by: Person) -> Settlement:
    """Raises ``NoSuchAccount``, ``SettlementOpen``."""
    must_be_his(await accounts.contract_for_update(tx, settlement.contract_id), by)
    await store.add_settlement(tx, settlement)
    return settlement


async def confirm(tx: Transaction, settlement_id: UUID, by: Person, now: datetime) -> Settlement:
    """Raises ``NoSuchSettlement``, ``SettlementConfirmed``, ``OwnSettlement``."""
    settlement = await store.settlement_held(tx, settlement_id)
    if not by.reaches((await accounts.contract(tx, settlement.contract_id)).project):
        raise NoSuchSettlement
    confirmed = rules.confirm(settlement, by, now)
    await store.save_settlement(tx, confirmed)
    return confirmed


async def object_to(tx: Transaction, objection: EntryObjection, by: Person) -> EntryObjection:
    """Raises ``NoSuchAccount``, ``NoSuchEntryOfYours``, ``EntryObjectionOpen``."""
    contract = await accounts.contract(tx, objection.contract_id)
    must_be_his(contract, by)
    if await store.entry_of(tx, objection.reference, accounts_of(contract.contract_no)) is None:
        raise rules.NoSuchEntryOfYours
    await store.add_objection(tx, objection)
    about = limits.About(objection.objection_id, objection.reference, contract.project, contractor=contract.contractor)
    await limits.start(tx, LimitName.ENTRY_OBJECTION, about)
    event = EntryObjected(**_facts(objection, contract))
    await outbox.add(tx, event, about=contract.contract_id)
    return objection


async def answer(
    tx: Transaction, objection_id: UUID, upheld: bool, said: str, by: Person, now: datetime
) -> EntryObjection:
    """Raises ``NoSuchEntryObjection``, ``EntryObjectionAnswered``, ``OwnEntry``."""
    objection = await store.objection_held(tx, objection_id)
    contract = await accounts.contract(tx, objection.contract_id)
    if not by.reaches(contract.project):
        raise NoSuchEntryObjection
    made_by = await store.entry_of(tx, objection.reference, accounts_of(contract.contract_no)) or ""
    answered = rules.answer(objection, upheld, said, made_by, by, now)
    await store.save_objection(tx, answered)
    await limits.end(tx, objection_id, "answered", LimitName.ENTRY_OBJECTION)
    event = Answered(**_facts(objection, contract), outcome="upheld" if upheld else "refused")
    await outbox.add(tx, event, about=contract.contract_id)
    return answered


def _facts(objection: EntryObjection, contract: accounts.Contract) -> dict[str, Any]:
    return {
        "objection_id": objection.objection_id, "contract_id": contract.contract_id, "contract_no": contract.contract_no,
        "contractor": contract.contractor, "project": contract.project, "reference": objection.reference,
    }  # fmt: skip
