"""What survey forgets with a customer (L8)."""

from datetime import datetime

from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased
from plumbing.database import Transaction

from ..store import keeping as store


async def forget(tx: Transaction, event: CustomerErased, now: datetime) -> None:
    """His words go from his visits and from what he raised; that there was a visit, and what came of it, stays. He is asked no more."""
    await store.erase_visits(tx, event.customer_id, event.case_ids)
    await store.erase_records(tx, event.customer_id, event.case_ids)
    await store.ask_no_more(tx, event.customer_id)


async def forget_cases(tx: Transaction, event: CasesErased, now: datetime) -> None:
    """He stays; what was said on visits after these cases goes."""
    await store.erase_visits(tx, None, event.case_ids)
    await store.erase_records(tx, None, event.case_ids)
