"""An entry is taken back: one asks, another confirms (F6)."""

from datetime import datetime
from uuid import UUID

from plumbing.database import Transaction

from ..domain import ledger as rules
from ..domain import reversals
from ..domain.people import Person
from ..domain.reversals import NoSuchEntry, NoSuchReversal, Reversal, ReversalState
from ..store import ledger
from ..store import reversals as store


async def ask(tx: Transaction, reversal_id: UUID, entry_id: int, reason: str, by: Person, now: datetime) -> Reversal:
    """Raises ``NoSuchEntry``, ``NotByHand``, ``ReversalAsked``."""
    entry = await store.entry(tx, entry_id)
    if not by.reaches(entry["project"]):
        raise NoSuchEntry
    reversals.must_be_by_hand(entry["kind"])
    asked = Reversal(reversal_id, entry_id, reason, by.id, now)
    await store.add(tx, asked)
    return asked


async def decide(tx: Transaction, reversal_id: UUID, confirmed: bool, note: str, by: Person, now: datetime) -> Reversal:
    """Confirmed, the entry that undoes it is posted. Raises ``NoSuchReversal``, ``ReversalDecided``, ``OwnReversal``,
    ``PaidMeanwhile``."""
    asked = await store.held(tx, reversal_id)
    entry = await store.entry(tx, asked.entry_id)
    if not by.reaches(entry["project"]):
        raise NoSuchReversal
    decided = reversals.decide(asked, confirmed, note, entry["made_by"], by, now)
    await store.save(tx, decided)
    if decided.state is ReversalState.CONFIRMED:
        posted = await ledger.posted(tx, entry["reference"])
        assert posted
        await ledger.lock_fund(tx, entry["project"], now)
        undone = rules.reversal(posted, f"reversal:{entry['reference']}", asked.reason)
        await ledger.post(tx, undone, by.id, now, {"reverses": entry["reference"], "asked_by": asked.asked_by})
        for account in {posting.source for posting in undone.postings if posting.source.startswith("owed_by:")}:
            if await ledger.balance(tx, account) < 0:
                raise reversals.PaidMeanwhile
    return decided
