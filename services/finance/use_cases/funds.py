"""The maintenance fund: allotted by finance, paid from for each confirmed cost, refilled after the quarter (F3)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.finance import FundRanLow
from aftercare_contracts.periods import day_in_china
from plumbing import outbox
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import fund as rules
from ..domain.claim import Claim
from ..domain.ledger import BANK, Entry, Kind, Posting, fund, unsorted
from ..domain.order import Order
from ..domain.people import Person
from ..store import ledger


async def allot(
    tx: Transaction, allotment_id: UUID, project: str, amount_fen: int, note: str, by: Person, now: datetime
) -> int:
    """Put money into a project's fund. Returns its balance in fen."""
    await ledger.lock_fund(tx, project, now)
    posting = Posting(BANK, fund(project), amount_fen)
    entry = Entry(f"allotment:{allotment_id}", Kind.ALLOTMENT, project, (posting,), note)
    await ledger.post(tx, entry, by.id, now)
    return await ledger.balance(tx, fund(project))


async def pay_from_fund(tx: Transaction, claim: Claim, order: Order, by: Person, now: datetime) -> None:
    """Pay a confirmed cost. A fund that runs low or below zero is told of; the squad's bill is paid all the same."""
    await ledger.lock_fund(tx, claim.project, now)
    before_fen = await ledger.balance(tx, fund(claim.project))
    posting = Posting(fund(claim.project), unsorted(claim.project), claim.amount_fen)
    entry = Entry(f"cost:{claim.claim_no}", Kind.COST, claim.project, (posting,))
    await ledger.post(tx, entry, by.id, now, {"order_no": order.order_no, "claim_no": claim.claim_no})
    low_water = await policy(tx, "fund", day_in_china(now))
    low_water_fen, after_fen = rules.low_water(low_water.data, claim.project), before_fen - claim.amount_fen
    if rules.ran_low(before_fen, after_fen, low_water_fen):
        event = FundRanLow(project=claim.project, balance_fen=after_fen, low_water_fen=low_water_fen)
        await outbox.add(tx, event, about=fund(claim.project), case=order.case_id)
