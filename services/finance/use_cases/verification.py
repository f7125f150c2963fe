"""The whole ledger is verified (F6)."""

from contextlib import aclosing
from dataclasses import dataclass

from plumbing.database import Transaction

from ..domain import verification as rules
from ..domain.retention import held
from ..domain.verification import Walk, Wrong
from ..store import verification as store


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries were walked, where the chain ends, and what is wrong first, if anything."""

    entries: int
    head_hash: str
    wrong: Wrong | None


async def verify(tx: Transaction, noted: tuple[int, str] | None) -> Verdict:
    """Walk the ledger in one consistent view; ``noted`` is an end of the chain that somebody wrote down earlier."""
    walk = Walk()
    async with aclosing(store.walk(tx)) as entries:
        async for entry in entries:
            walk.step(entry)
            if walk.wrong:
                break
    position, head_hash = await store.head(tx)
    wrong = rules.at_the_end(walk, position, head_hash, await store.unlinked(tx), noted)
    wrong = wrong or await _noted_differs(tx, noted) or await _holds_differ(tx, walk)
    return Verdict(walk.position, walk.hash, wrong)


async def _noted_differs(tx: Transaction, noted: tuple[int, str] | None) -> Wrong | None:
    if noted and await store.hash_at(tx, noted[0]) != noted[1]:
        return Wrong(noted[0], "", "the entry there is not the one that was noted")
    return None


async def _holds_differ(tx: Transaction, walk: Walk) -> Wrong | None:
    in_ledger = {
        account.removeprefix("retention:").removesuffix(":held"): fen
        for account, fen in walk.balances.items()
        if account.startswith("retention:") and account.endswith(":held") and fen
    }
    for contract_no, (ledger_fen, holds_fen) in rules.differing_holds(in_ledger, await store.held(tx)).items():
        what = f"{held(contract_no)} is {ledger_fen} fen, the holds add up to {holds_fen}"
        return Wrong(walk.position, "", what)
    return None
