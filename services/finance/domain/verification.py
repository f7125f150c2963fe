"""The whole ledger, walked from its first entry: the chain of hashes, and what every balance must hold (F6, F7)."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .retention import free, held, withheld

FIRST_PREVIOUS = "0" * 64
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Move:
    """A posting as it is on record, right or wrong."""

    source: str
    destination: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry as it stands in the chain; ``content`` is what was hashed, from what is on record now."""

    position: int
    reference: str
    previous_hash: str
    hash: str
    content: str
    postings: Sequence[Move]


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first entry that does not hold, and why."""

    position: int
    reference: str
    what: str


@dataclass(slots=True)
class Walk:
    """How far the ledger was walked; ``wrong`` once something did not hold, and then nothing after it is looked at."""

    position: int = 0
    hash: str = FIRST_PREVIOUS
    balances: Counter[str] = field(default_factory=Counter)
    contracts: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: Wrong | None = None

    def step(self, entry: Linked) -> None:
        """One entry more, in the order of the chain."""
        if self.wrong:
            return
        what = self._chain_broken(entry) or self._balances_broken(entry)
        self.wrong = Wrong(entry.position, entry.reference, what) if what else None
        self.position, self.hash = entry.position, entry.hash

    def _chain_broken(self, entry: Linked) -> str:
        if entry.position != self.position + 1:
            return f"position {self.position + 1} is missing before it"
        if entry.previous_hash != self.hash:
            return "it does not follow the entry before it"
        if hashlib.sha256(entry.content.encode()).hexdigest() != entry.hash:
            return "its content is not what was entered"
        return ""

    def _balances_broken(self, entry: Linked) -> str:
        if not entry.postings:
            return "it has no postings"
        for posting in entry.postings:
            if posting.amount_fen <= 0 or posting.source == posting.destination:
                return "a posting moves nothing"
            self.balances[posting.source] -= posting.amount_fen
            self.balances[posting.destination] += posting.amount_fen
            self._note_release(posting)
        touched = {name for posting in entry.postings for name in (posting.source, posting.destination)}
        return next((broken for name in sorted(touched) if (broken := self._account_broken(name))), "")

    def _note_release(self, posting: Move) -> None:
        for end, sign in ((posting.source, 1), (posting.destination, -1)):
            if end.startswith("retention:"):
                flows = self.contracts.setdefault(_contract_of(end), Counter())
                other = posting.destination if sign == 1 else posting.source
                if other == withheld(_contract_of(end)):
                    flows["released" if sign == 1 else "withheld"] += posting.amount_fen
                elif not other.startswith("retention:"):
                    flows["deducted"] += sign * posting.amount_fen

    def _account_broken(self, account: str) -> str:
        if not account.startswith("retention:"):
            return ""
        if self.balances[account] < 0:
            return f"{account} is below zero"
        contract_no = _contract_of(account)
        flows = self.contracts[contract_no]
        kept = self.balances[free(contract_no)] + self.balances[held(contract_no)]
        if flows["withheld"] != flows["released"] + flows["deducted"] + kept:
            return f"withheld is not released + deducted + held + free for contract {contract_no}"
        return ""


def at_the_end(
    walk: Walk, head_position: int, head_hash: str, unlinked: str | None, noted: tuple[int, str] | None
) -> Wrong | None:
    """What is wrong with the ledger as a whole; nothing where it holds.

    ``unlinked`` is an entry that is in no chain; ``noted`` a position and hash that somebody wrote down earlier.
    """
    if walk.wrong:
        return walk.wrong
    if unlinked:
        return Wrong(walk.position + 1, unlinked, "it stands outside the chain")
    if (walk.position, walk.hash) != (head_position, head_hash):
        return Wrong(walk.position + 1, "", f"the chain ends before its noted end at position {head_position}")
    if noted and noted[0] > walk.position:
        return Wrong(noted[0], "", "the chain is shorter than when it was noted")
    return None


def differing_holds(ledger_fen: dict[str, int], holds_fen: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Contracts whose holds do not add up to what the ledger holds: by number, in the ledger and in the holds."""
    numbers = sorted({*ledger_fen, *holds_fen})
    both = {number: (ledger_fen.get(number, 0), holds_fen.get(number, 0)) for number in numbers}
    return {number: pair for number, pair in both.items() if pair[0] != pair[1]}


def _contract_of(account: str) -> str:
    return account.removeprefix("retention:").rpartition(":")[0]
