"""What finance says a contractor's orders cost him (D8, F5)."""

from datetime import datetime

from aftercare_contracts.events.finance import ContractorClaimed, RetentionDeducted
from plumbing.database import Transaction

from ..domain.access import NoSuchWorkOrder
from ..store import contractor_records as store


async def hear_deduction(tx: Transaction, said: RetentionDeducted, now: datetime) -> None:
    """Taken back out of his retention. Raises ``NoSuchWorkOrder``."""
    await _keep(tx, said, "deducted", now)


async def hear_claim(tx: Transaction, said: ContractorClaimed, now: datetime) -> None:
    """Claimed of him, because the retention did not suffice. Raises ``NoSuchWorkOrder``."""
    await _keep(tx, said, "claimed", now)


async def _keep(tx: Transaction, said: RetentionDeducted | ContractorClaimed, kind: str, now: datetime) -> None:
    if not await store.add_cost(tx, said.order_no, kind, said.amount_fen, said.statement_no, now):
        raise NoSuchWorkOrder
