"""A claim as it stood at a moment, told from its moves alone (B10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare_contracts.values import Role

from .claim import State, Verb
from .tiers import Tiers, tier_for

STATES_THE_TOTAL = frozenset({Verb.EXCEED, Verb.CONFIRM})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stood; ``confirmed_at`` and ``cause`` as they were then."""

    state: State
    amount_fen: int
    approved_fen: int | None
    is_final: bool
    round: int
    cause: str | None
    cause_evidence: str | None
    confirmed_at: datetime | None
    next_role: Role | None


def standing(moves: Sequence[Mapping[str, Any]], tiers: Tiers) -> Standing:
    """After these moves, the first of which raised it; in order of time.

    A move from before causes were kept says nothing of the cause.
    """
    last = moves[-1]
    state, amount_fen = State(last["to_state"]), last["amount_fen"]
    approved = [move["amount_fen"] for move in moves if move["verb"] == Verb.APPROVE]
    confirmed = [move["at"] for move in moves if move["verb"] == Verb.CONFIRM]
    tier = tier_for(tiers, amount_fen)
    return Standing(
        state=state,
        amount_fen=amount_fen,
        approved_fen=approved[-1] if approved else None,
        is_final=any(move["verb"] in STATES_THE_TOTAL for move in moves),
        round=last["round"],
        cause=last["cause"],
        cause_evidence=last["cause_evidence"],
        confirmed_at=confirmed[0] if confirmed else None,
        next_role={State.IN_REVIEW: tier.review_role, State.IN_APPROVAL: tier.approve_role}.get(state),
    )
