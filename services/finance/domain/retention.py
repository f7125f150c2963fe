"""The retention: withheld from the contractor, held for an expected cost, deducted for a confirmed one (F5, F7, F9).

Of every account, withheld = released + deducted + held + free.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import Conflict

from .deduction import ContractorLine
from .ledger import BANK, Entry, Kind, Posting, balances, owed_by, recovered, unsorted


class HoldState(StrEnum):
    """What became of a hold."""

    HELD = "held"
    DEDUCTED = "deducted"
    LIFTED = "lifted"


class HoldVerb(StrEnum):
    """What can happen to a hold."""

    PLACE = "place"
    CHANGE = "change"
    DEDUCT = "deduct"
    LIFT = "lift"


MOVES: dict[HoldVerb, tuple[frozenset[HoldState], frozenset[HoldState]]] = {
    HoldVerb.CHANGE: (frozenset({HoldState.HELD, HoldState.DEDUCTED}), frozenset({HoldState.HELD})),
    HoldVerb.DEDUCT: (frozenset({HoldState.HELD}), frozenset({HoldState.HELD, HoldState.DEDUCTED})),
    HoldVerb.LIFT: (frozenset({HoldState.HELD}), frozenset({HoldState.LIFTED})),
}


class NotHeld(Conflict):
    """The hold is no longer in force."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What one work order keeps from being released: wanted, and how much of it the retention could bear."""

    order_id: UUID
    order_no: str
    contract_no: str
    project: str
    wanted_fen: int
    held_fen: int
    state: HoldState = HoldState.HELD
    version: int = 1

    @property
    def reference(self) -> str:
        """The business reference of the entry that made this version."""
        return f"hold:{self.order_no}:{self.version}"


@dataclass(frozen=True, slots=True)
class Account:
    """A retention account as it stands, in fen. ``is_released``: paid back after the liability period, in whole or in part; an
    excess over the ceiling that was paid back does not count."""

    withheld_fen: int
    released_fen: int
    deducted_fen: int
    held_fen: int
    free_fen: int
    claimed_fen: int
    is_released: bool = False

    @property
    def available_fen(self) -> int:
        """What may still be held or deducted: nothing once the retention is released; then it is a claim (L6)."""
        return 0 if self.is_released else self.free_fen


@dataclass(frozen=True, slots=True)
class Deduction:
    """How a cost is met: out of its own hold, out of what is free, and the rest as a claim on the contractor."""

    from_hold_fen: int
    from_free_fen: int
    claimed_fen: int

    @property
    def deducted_fen(self) -> int:
        """What the retention bears."""
        return self.from_hold_fen + self.from_free_fen


def free(contract_no: str) -> str:
    """The part of a retention nothing stands against."""
    return f"retention:{contract_no}:free"


def held(contract_no: str) -> str:
    """The part of a retention held for expected costs."""
    return f"retention:{contract_no}:held"


def withheld(contract_no: str) -> str:
    """What the contractor was not paid: the source of his retention."""
    return f"withheld:{contract_no}"


def opening(contract_no: str, project: str, amount_fen: int) -> Entry | None:
    """The retention is withheld; nothing to post where the contract keeps none."""
    if not amount_fen:
        return None
    posting = Posting(withheld(contract_no), free(contract_no), amount_fen)
    return Entry(f"retention:{contract_no}", Kind.RETENTION_OPENED, project, (posting,))


def account(contract_no: str, postings: Iterable[Posting]) -> Account:
    """An account from its entries alone (F8). Raises ``ValueError`` where they do not add up or go below zero."""
    own, flows = {free(contract_no), held(contract_no)}, list(postings)
    state = Account(
        withheld_fen=sum(p.amount_fen for p in flows if p.source == withheld(contract_no)),
        released_fen=sum(p.amount_fen for p in flows if p.destination == withheld(contract_no)),
        deducted_fen=_net(flows, own, {BANK}),
        held_fen=balances(flows).get(held(contract_no), 0),
        free_fen=balances(flows).get(free(contract_no), 0),
        claimed_fen=balances(flows).get(owed_by(contract_no), 0),
    )
    accounted_fen = state.released_fen + state.deducted_fen + state.held_fen + state.free_fen
    if state.withheld_fen != accounted_fen or min(state.held_fen, state.free_fen) < 0:
        raise ValueError(f"retention of {contract_no} does not add up: {state}")
    return state


def place(hold: Hold, free_fen: int) -> tuple[Hold, Entry | None]:
    """Hold what is wanted, as far as there is free retention (F9)."""
    return _resized(replace(hold, held_fen=0, version=0), hold.wanted_fen, free_fen, "")


def change(hold: Hold, wanted_fen: int, free_fen: int, reason: str) -> tuple[Hold, Entry | None]:
    """Hold another amount. Raises ``NotHeld`` for one that was lifted."""
    return _resized(_moved(hold, HoldVerb.CHANGE, HoldState.HELD), wanted_fen, free_fen, reason)


def lift(hold: Hold, reason: str) -> tuple[Hold, Entry | None]:
    """Let the whole hold go, with a reason. Raises ``NotHeld``."""
    return _resized(_moved(hold, HoldVerb.LIFT, HoldState.LIFTED), 0, 0, reason)


def fill(short: Sequence[Hold], free_fen: int) -> list[tuple[Hold, Entry]]:
    """Holds that found too little, filled in the order given with what has become free since (F9)."""
    filled: list[tuple[Hold, Entry]] = []
    for hold in short:
        more, entry = change(hold, hold.wanted_fen, free_fen, "retention has become free")
        if entry:
            filled.append((more, entry))
            free_fen -= more.held_fen - hold.held_fen
    return filled


def wanted(expected_fen: int, claims_fen: Sequence[int]) -> int:
    """What an order's hold should be: its unbooked claims on the contractor, or the expected cost before there is one."""
    return sum(claims_fen) if claims_fen else expected_fen


def split(cost_fen: int, own_hold_fen: int, free_fen: int) -> Deduction:
    """Meet a cost from its own hold first, then from what is free; holds of other orders are not touched (F5)."""
    from_hold = min(cost_fen, own_hold_fen)
    from_free = min(cost_fen - from_hold, free_fen)
    return Deduction(from_hold, from_free, cost_fen - from_hold - from_free)


def deduct(line: ContractorLine, project: str, deduction: Deduction, reason: str) -> Entry:
    """What is deducted goes to the company and the cost is sorted; the rest stays owed by the contractor (F3, F5).

    Raises ``ValueError`` where the deduction does not meet the line to the fen.
    """
    contract_no = line.contract_no
    if deduction.deducted_fen + deduction.claimed_fen != line.amount_fen:
        raise ValueError(f"{line.claim_no} is {line.amount_fen} fen, not met by {deduction}")
    moves = (
        (held(contract_no), BANK, deduction.from_hold_fen),
        (free(contract_no), BANK, deduction.from_free_fen),
        (unsorted(project), recovered(project), deduction.deducted_fen),
        (unsorted(project), owed_by(contract_no), deduction.claimed_fen),
    )
    postings = tuple(Posting(source, destination, fen) for source, destination, fen in moves if fen)
    return Entry(line.reference, Kind.DEDUCTION, project, postings, reason)


def after_deduction(
    hold: Hold, deduction: Deduction, still_wanted_fen: int, free_fen: int
) -> tuple[Hold, Entry | None]:
    """The hold less what became the deduction, as large as the order's other claims want it, else at its end (F9).

    ``free_fen`` is what is free after the deduction.
    """
    state = HoldState.HELD if still_wanted_fen else HoldState.DEDUCTED
    rest = replace(_moved(hold, HoldVerb.DEDUCT, state), held_fen=hold.held_fen - deduction.from_hold_fen)
    return _resized(rest, still_wanted_fen, free_fen, "deducted")


def _moved(hold: Hold, verb: HoldVerb, state: HoldState) -> Hold:
    from_states, to_states = MOVES[verb]
    if hold.state not in from_states or state not in to_states:
        raise NotHeld(f"the hold for {hold.order_no} was {hold.state}")
    return replace(hold, state=state)


def _resized(hold: Hold, wanted_fen: int, free_fen: int, reason: str) -> tuple[Hold, Entry | None]:
    held_fen = min(wanted_fen, hold.held_fen + free_fen)
    resized = replace(hold, wanted_fen=wanted_fen, held_fen=held_fen, version=hold.version + 1)
    more_fen = held_fen - hold.held_fen
    if not more_fen:
        return resized, None
    ends = free(hold.contract_no), held(hold.contract_no)
    source, destination = ends if more_fen > 0 else ends[::-1]
    kind = Kind.HOLD if more_fen > 0 else Kind.LIFT
    posting = Posting(source, destination, abs(more_fen))
    return resized, Entry(resized.reference, kind, hold.project, (posting,), reason)


def _net(postings: Iterable[Posting], sources: set[str], destinations: set[str]) -> int:
    out = in_ = 0
    for posting in postings:
        out += posting.amount_fen if posting.source in sources and posting.destination in destinations else 0
        in_ += posting.amount_fen if posting.source in destinations and posting.destination in sources else 0
    return out - in_
