"""A contractor's account over a quarter, as of any moment, from the entries alone (F8)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .ledger import Posting, owed_by
from .quarter import Quarter
from .retention import Account, account, free, held, withheld


@dataclass(frozen=True, slots=True)
class Booked:
    """One posting with the entry it belongs to."""

    made_at: datetime
    reference: str
    kind: str
    reason: str
    order_no: str | None
    posting: Posting


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the statement, with what stood after it."""

    booked: Booked
    held_fen: int
    free_fen: int
    claimed_fen: int


@dataclass(frozen=True, slots=True)
class ContractStatement:
    """One contract's account: as it stood, what moved, as it stands."""

    contract_no: str
    opening: Account
    movements: tuple[Movement, ...]
    closing: Account


def accounts_of(contract_no: str) -> list[str]:
    """The accounts that make up a contract's."""
    return [withheld(contract_no), free(contract_no), held(contract_no), owed_by(contract_no)]


def draw(contract_no: str, quarter: Quarter, booked: Sequence[Booked]) -> ContractStatement:
    """The statement of ``quarter`` from the postings there were, in their order; what came later is left out.

    What is not told is what came after the quarter; what came after the moment asked for must not be among ``booked``.
    """
    before = [each for each in booked if each.made_at < quarter.starts_at]
    within = [each for each in booked if quarter.starts_at <= each.made_at < quarter.ends_at]
    return ContractStatement(
        contract_no,
        account(contract_no, [each.posting for each in before]),
        _movements(contract_no, before, within),
        account(contract_no, [each.posting for each in (*before, *within)]),
    )


def _movements(contract_no: str, before: Sequence[Booked], within: Sequence[Booked]) -> tuple[Movement, ...]:
    balances: Counter[str] = Counter()
    for each in before:
        _move(balances, each.posting)
    lines = []
    for each in within:
        _move(balances, each.posting)
        after = (balances[name(contract_no)] for name in (held, free, owed_by))
        lines.append(Movement(each, *after))
    return tuple(lines)


def _move(balances: Counter[str], posting: Posting) -> None:
    balances[posting.source] -= posting.amount_fen
    balances[posting.destination] += posting.amount_fen
